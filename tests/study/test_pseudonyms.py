from stancemap.records import Comment, Corpus
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
    assert corpus.comments[1].text == "@author_0001 no, @ann and @police are not you"
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
