import pytest

from stancemap.records import Article, Comment, DocumentKind, Quote, SpeakerBasis
from stancemap.tag.taggers import Taggers, tag_comments

ARTICLE = Article(
    "a1", text="The council met. “The harbour needs a crane by spring,” Ann Lee said."
)
FIRST = Comment("c1", "a1", "Nobody here has asked who pays for all of it.", "c1", author="Bo Lind")
SECOND = Comment("c2", "a1", "I like boats very much.", "c2", author="Ida")


def quote(taggers: Taggers, text: str) -> Quote:
    reply = Comment("c3", "a1", text, "c1", "c1", depth=1, author="Kim")
    tagged = tag_comments([FIRST, SECOND, reply], {"a1": ARTICLE}, {}, taggers)
    (found,) = tagged[2].quotes
    return found


@pytest.mark.parametrize(
    "text",
    [
        "> Nobody here has asked who pays\nWell, I have asked that myself.",
        "“Nobody here has asked who pays” is simply not what happened.",
        "Bo Lind wrote:\nNobody here has asked who pays for all of it.\n\nWell, I have asked it.",
    ],
)
def test_words_of_another_commenter_are_linked_to_that_comment(text: str, taggers: Taggers) -> None:
    found = quote(taggers, text)
    assert (found.commenter, found.speaker_basis) == ("Bo Lind", SpeakerBasis.COMMENTER)
    source = found.taken_from
    assert source is not None
    assert (source.document_kind, source.document_id) == (DocumentKind.COMMENT, "c1")
    assert FIRST.text[source.start : source.end].startswith("Nobody here has asked who pays")


def test_words_of_the_article_are_linked_to_their_place_in_it(taggers: Taggers) -> None:
    found = quote(taggers, "“The harbour needs a crane” they say, and I doubt that it does.")
    source = found.taken_from
    assert source is not None
    assert (source.document_kind, source.document_id) == (DocumentKind.ARTICLE, "a1")
    assert ARTICLE.text[source.start : source.end] == "The harbour needs a crane"
    assert (found.commenter, found.speaker_basis) == ("", SpeakerBasis.OPEN)


def test_words_from_elsewhere_are_linked_to_nothing(taggers: Taggers) -> None:
    found = quote(taggers, "> We will fight them on the beaches.\nThat is how it sounds to me.")
    assert (found.taken_from, found.commenter) == (None, "")
    assert found.speaker_basis is SpeakerBasis.OPEN


def test_a_quote_with_a_new_end_is_linked_by_its_beginning(taggers: Taggers) -> None:
    found = quote(
        taggers, "> Nobody here has asked who pays for the pier\nWell, I have asked that."
    )
    source = found.taken_from
    assert source is not None
    assert FIRST.text[source.start : source.end] == "Nobody here has asked who pays for"
