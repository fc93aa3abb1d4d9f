from collections.abc import Sequence
from dataclasses import dataclass, replace

import pytest

from stancemap.errors import ModelError
from stancemap.records import Article, ClaimKind, Comment, Stance, Status, TaggedComment
from stancemap.tag.claim_features import Candidate
from stancemap.tag.claims import ClaimText, Judgement
from stancemap.tag.language import LanguageRanker, LanguageTagger
from stancemap.tag.legible import LIMIT
from stancemap.tag.parsing import load_parser
from stancemap.tag.stance import StanceQuestion
from stancemap.tag.taggers import Taggers, tag_articles, tag_comments

ARTICLE = Article(
    "a1",
    "Cameras in every street",
    "The mayor wants cameras in every street of the town.\n\n"
    "“These cameras will make every one of us safer,” said Ana Ruiz, the mayor.",
)
GERMAN = Article("a2", "Kameras", "Der Bürgermeister will Kameras in jeder Straße der Stadt haben.")


def comment(comment_id: str, text: str, article: str = "a1", parent: str = "") -> Comment:
    return Comment(comment_id, article, text, thread_id="t1", parent_id=parent, target="cameras")


def tag(taggers: Taggers, *comments: Comment, **duplicates: str) -> list[TaggedComment]:
    return tag_comments(comments, {"a1": ARTICLE, "a2": GERMAN}, duplicates, taggers)


@pytest.mark.parametrize(
    ("text", "status"),
    [
        ("Yes, they will make us safer.", Status.TAGGED),
        ("[deleted]", Status.EMPTY),
        ("😂😂😂", Status.EMPTY),
        ("Das ist doch alles völliger Unsinn, oder nicht?", Status.FOREIGN),
        ("lol nope", Status.TAGGED),
    ],
)
def test_every_comment_gets_one_status(text: str, status: Status, taggers: Taggers) -> None:
    (tagged,) = tag(taggers, comment("c1", text))
    assert tagged.status is status
    assert (tagged.stance is not None) == (status is Status.TAGGED)


def test_every_span_has_the_words_as_stored_where_taggers_read_a_blank(taggers: Taggers) -> None:
    text = "Cameras in every\xa0street will make New\xa0York a safer\xa0city, as Ana\xa0Ruiz said."
    (tagged,) = tag(taggers, comment("c1", text))
    (article,) = tag_articles([replace(ARTICLE, text=text)], taggers)
    for document in (tagged, article):
        spans = [c.span for c in document.claims] + [m.span for m in document.mentions]
        assert spans
        assert all(span.text == text[span.start : span.end] for span in spans)
    assert tagged.stance is not None
    evidence = tagged.stance.evidence
    assert evidence is not None
    assert evidence.text == text[evidence.start : evidence.end]


def test_the_claims_of_a_comment_with_two_stances_take_one_each(taggers: Taggers) -> None:
    text = (
        "Cameras in every street are coming whether we like it or not, nobody can stop them."
        " So the council must set strict rules for who may see the pictures."
    )
    both = replace(taggers, stance=BothCodes())
    (tagged,) = tag(both, comment("c1", text))
    assert tagged.stance is not None
    assert set(tagged.stance.codes) == {"inevitable", "pragmatic"}
    stances = {claim.stance for claim in tagged.claims}
    assert stances == {"inevitable", "pragmatic"}


def test_the_claims_of_a_comment_with_one_stance_take_that(taggers: Taggers) -> None:
    (tagged,) = tag(taggers, comment("c1", "Cameras are useless. They should be taken down."))
    assert tagged.stance is not None
    assert tagged.claims
    assert {claim.stance for claim in tagged.claims} == {tagged.stance.primary}


def test_a_duplicate_is_not_tagged_again(taggers: Taggers) -> None:
    first, second = tag(
        taggers, comment("c1", "Yes, I like it."), comment("c2", "Yes, I like it."), c2="c1"
    )
    assert (first.status, second.status) == (Status.TAGGED, Status.DUPLICATE)
    assert second.duplicate_of == "c1"


def test_a_short_comment_inherits_the_language_of_its_article(taggers: Taggers) -> None:
    (tagged,) = tag(taggers, comment("c1", "Ja genau", article="a2"))
    assert (tagged.status, tagged.language) == (Status.FOREIGN, "de")


class BothCodes:
    """A stance tagger that knows rules from fate, and finds both where there is more to read."""

    def tag(self, questions: Sequence[StanceQuestion]) -> list[Stance]:
        return [self._tag(question) for question in questions]

    def _tag(self, question: StanceQuestion) -> Stance:
        own = " ".join(sentence.span.text for sentence in question.sentences)
        first = "pragmatic" if "rules" in own else "inevitable"
        codes = ("inevitable", "pragmatic") if len(question.sentences) > 1 else (first,)
        names = ("oppose", "pragmatic", "inevitable", "support", "none")
        likely = tuple(0.8 if name == first else 0.05 for name in names)
        return Stance(question.target, codes[0], codes, likely, 0.8)


@dataclass(frozen=True)
class NotedRanker:
    """The ranker of a language tagger that notes the texts it ranked."""

    ranker: LanguageRanker
    ranked: list[str]

    def rank(self, text: str) -> list[tuple[str, float]]:
        self.ranked.append(text)
        return self.ranker.rank(text)


def test_only_the_articles_of_undecided_comments_are_read_for_their_language(
    taggers: Taggers,
) -> None:
    ranked: list[str] = []
    noting = replace(taggers, language=LanguageTagger(NotedRanker(taggers.language.ranker, ranked)))
    tag(noting, comment("c1", "Ja genau", article="a2"), comment("c2", "Yes, it is a good plan."))
    assert GERMAN.text in ranked
    assert ARTICLE.text not in ranked


def test_a_comment_that_only_quotes_is_tagged_with_no_stance(taggers: Taggers) -> None:
    (tagged,) = tag(taggers, comment("c1", "> These cameras will make every one of us safer"))
    assert tagged.status is Status.TAGGED
    assert tagged.stance is not None
    assert (tagged.stance.primary, tagged.stance.confidence) == ("none", 1.0)
    assert (tagged.claims, tagged.sentiment, tagged.mentions) == ((), None, ())
    assert [quote.content.text for quote in tagged.quotes] == [
        "These cameras will make every one of us safer"
    ]


def test_words_copied_from_the_parent_are_not_the_writers(taggers: Taggers) -> None:
    parent = comment("c1", "Yes, Acme makes very good cameras for every town.")
    reply = comment("c2", '"Acme makes very good cameras"\nThey are awful.', parent="c1")
    _, tagged = tag(taggers, parent, reply)
    assert tagged.sentiment is not None
    assert tagged.sentiment < 0
    assert all(claim.span.text == "They are awful." for claim in tagged.claims)
    assert tagged.mentions == ()


def test_one_comment_that_breaks_a_tagger_does_not_lose_the_others(taggers: Taggers) -> None:
    good, broken = tag(taggers, comment("c1", "Yes, it works."), comment("c2", "Divide by zero!"))
    assert good.status is Status.TAGGED
    assert broken.status is Status.FAILED
    assert broken.failure == "ZeroDivisionError: no words to divide by"


def test_claims_have_stable_ids_spans_and_the_stance_of_their_comment(taggers: Taggers) -> None:
    text = "Yes, these cameras catch thieves. They should be in every street of the town."
    (tagged,) = tag(taggers, comment("c1", text))
    assert [c.claim_id for c in tagged.claims] == ["c1#c1", "c1#c2"]
    assert {c.stance for c in tagged.claims} == {"support"}
    assert all(text[c.span.start : c.span.end] == c.span.text for c in tagged.claims)


@pytest.mark.parametrize(
    "text",
    ["x\x00\ud800y is bad for all of us", "א" * 500 + " is bad", "(" * 20_000, "a" * 50_000,
     "👩🏽‍🚒" * 500 + " no", "word " * 50, "http://" + "a." * 5_000, "=SUM(A1:A9) is bad"],
)  # fmt: skip
def test_hostile_texts_are_tagged_and_their_spans_fit(text: str, taggers: Taggers) -> None:
    (tagged,) = tag(taggers, comment("c1", text))
    assert tagged.status is not Status.FAILED
    for span in (c.span for c in tagged.claims):
        assert 0 <= span.start < span.end <= len(text)


def test_a_comment_that_is_too_long_is_tagged_in_part_and_says_so(taggers: Taggers) -> None:
    # Few words, so that the test is quick: what counts is the number of characters.
    text = "Yes, it works well. " + "-" * LIMIT + " But it is bad."
    (tagged,) = tag(taggers, comment("c1", text))
    assert tagged.status is Status.TAGGED
    assert tagged.failure.startswith("only the first 100,000 of")


def test_what_is_found_in_a_comment_does_not_depend_on_the_others(taggers: Taggers) -> None:
    comments = [comment(f"c{n}", f"Yes, camera {n} of Acme will catch thieves.") for n in range(70)]
    together = tag(taggers, *comments)
    assert together == [tag(taggers, one)[0] for one in comments]


def test_the_claims_of_a_quote_in_an_article_are_its_speakers(taggers: Taggers) -> None:
    (tagged,) = tag_articles([ARTICLE], taggers)
    speaking = [quote.speaker.text for quote in tagged.quotes if quote.speaker]
    assert speaking == ["The mayor", "Ana Ruiz"]
    # What the mayor wants is reported, but nothing that she claims: no clause.
    speakers = {claim.span.text[:5]: claim.speaker for claim in tagged.claims}
    assert speakers["These"] == "Ana Ruiz"
    assert speakers["The m"] == ""


def test_a_quote_of_two_words_is_no_claim_and_what_is_left_of_one_has_three(
    taggers: Taggers,
) -> None:
    article = replace(
        ARTICLE, text="“Commercially sensitive,” he said. Cameras make every town safer."
    )
    eager = replace(taggers, claims=EveryClaim())
    (tagged,) = tag_articles([article], eager)
    assert [claim.span.text for claim in tagged.claims] == ["Cameras make every town safer."]


@dataclass(frozen=True)
class EveryClaim:
    """Takes every sentence for a claim."""

    threshold: float = 0.5

    def judge_texts(self, texts: Sequence[ClaimText]) -> list[list[Judgement]]:
        return [[Judgement(1.0, ClaimKind.FACT) for _ in text.sentences] for text in texts]

    def types(self, candidates: Sequence[Candidate]) -> list[str]:
        return [ClaimKind.FACT for _ in candidates]


def test_an_article_that_is_cut_or_that_breaks_a_tagger_says_so(
    taggers: Taggers, monkeypatch: pytest.MonkeyPatch
) -> None:
    long = replace(ARTICLE, text="It works well. " + "-" * LIMIT + " But it is bad.")
    (cut,) = tag_articles([long], taggers)
    assert cut.failure.startswith("only the first 100,000 of")
    # spaCy refuses a text that is longer than this with a ValueError.
    monkeypatch.setattr(taggers.parser.nlp, "max_length", 10)
    (broken,) = tag_articles([ARTICLE], taggers)
    assert broken.failure.startswith("ValueError")


def test_an_article_in_another_language_stays_bare(taggers: Taggers) -> None:
    (tagged,) = tag_articles([GERMAN], taggers)
    assert tagged.language == "de"
    assert (tagged.claims, tagged.mentions, tagged.quotes) == ((), (), ())


def test_nothing_in_nothing_out(taggers: Taggers) -> None:
    assert tag(taggers) == []
    assert tag_articles([], taggers) == []
    (tagged,) = tag_articles([replace(ARTICLE, text="")], taggers)
    assert tagged.claims == ()


def test_a_pipeline_that_is_not_installed_is_named() -> None:
    with pytest.raises(ModelError, match="no pipeline 'no_such_model'"):
        load_parser("no_such_model")
