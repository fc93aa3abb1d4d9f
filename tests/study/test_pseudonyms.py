import pytest

from stancemap.records import Article, Comment, Corpus, Origin, Reject
from stancemap.study.pseudonyms import pseudonymise


def _corpus(*comments: Comment) -> Corpus:
    return Corpus((), comments)


def test_one_author_gets_one_pseudonym_everywhere() -> None:
    corpus = pseudonymise(
        _corpus(
            Comment("1", "a", "x", author="Ann B."),
            Comment("2", "a", "x", author="Carl"),
            Comment("3", "b", "x", author="Ann B."),
        )
    )
    assert [c.author for c in corpus.comments] == ["author_0001", "author_0002", "author_0001"]


def test_a_comment_without_author_stays_without() -> None:
    assert pseudonymise(_corpus(Comment("1", "a", "x"))).comments[0].author == ""


def test_a_commenter_addressed_by_name_in_a_text_is_masked_and_counted() -> None:
    corpus = pseudonymise(
        _corpus(
            Comment("1", "a", "hm", author="Ann B."),
            Comment("2", "a", "@Ann B. no, @ann and @police are not you", author="Carl"),
        )
    )
    assert corpus.comments[1].text == "@author_0001. no, @ann and @police are not you"
    assert [(d.what, d.count) for d in corpus.dropped] == [("author name masked in a text", 1)]


def test_an_e_mail_like_text_without_known_author_is_left_alone() -> None:
    corpus = pseudonymise(_corpus(Comment("1", "a", "write @ noon @@ @", author="noon")))
    assert corpus.comments[0].text == "write @ noon @@ @"


def test_kept_names_do_not_include_addresses() -> None:
    corpus = pseudonymise(
        _corpus(
            Comment("1", "a", "x", author="ann.b@example.org"),
            Comment("2", "a", "x", author="192.0.2.17"),
            Comment("3", "a", "x", author="Carl"),
        ),
        keep_names=True,
    )
    assert [c.author for c in corpus.comments] == ["author_0001", "author_0002", "Carl"]


NAMED = {
    "a handle with its sign": ("@janedoe-x7k", "thanks @janedoe-x7k!", "thanks @author_0001!"),
    "another case": ("Zoë Kravitz Smith", "@zoë kravitz smith no", "@author_0001 no"),
    "a Reddit name": ("Real_Name99", "u/Real_Name99 is right", "u/author_0001 is right"),
    "the head of a quotation": ("Pete", "> Pete wrote:\n> no", "> author_0001 wrote:\n> no"),
    "a forum's quote tag": ("Pete", "[quote=Pete]no[/quote]", "[quote=author_0001]no[/quote]"),
    "a distinctive name anywhere": ("Real_Name99", "Thanks Real_Name99!", "Thanks author_0001!"),
    "a plain word as a name": ("Truth", "Truth is, Truth hurts", "Truth is, Truth hurts"),
    "part of a longer word": ("Pete_1", "Repete_12 is Pete_12", "Repete_12 is Pete_12"),
}


@pytest.mark.parametrize(("author", "text", "masked"), NAMED.values(), ids=NAMED)
def test_a_commenter_is_not_named_in_anothers_text(author: str, text: str, masked: str) -> None:
    comments = (Comment("1", "a", "x", author=author), Comment("2", "a", text, author="Eve"))
    assert pseudonymise(Corpus((), comments)).comments[1].text == masked


def test_a_name_that_the_article_itself_names_is_public() -> None:
    comments = (
        Comment("1", "a", "x", author="Ruth Ainscough"),
        Comment("2", "a", "Ruth Ainscough is wrong. @Ruth Ainscough: you are", author="Eve"),
    )
    corpus = pseudonymise(Corpus((Article("a", text="Said Ruth Ainscough."),), comments))
    assert corpus.comments[1].text == "Ruth Ainscough is wrong. @author_0001: you are"


def test_a_reject_does_not_show_the_name_of_a_known_commenter() -> None:
    corpus = Corpus(
        (),
        (Comment("1", "a", "x", author="pete"),),
        rejects=(Reject(Origin("f.csv", 9), "7 fields", "9,Pete,no"),),
    )
    assert pseudonymise(corpus).rejects[0].raw == "9,author_0001,no"
