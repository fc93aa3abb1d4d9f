"""From a text and what it is about to the question that a stance tagger is asked."""

from collections.abc import Sequence
from dataclasses import dataclass

from spacy.tokens import Doc

from stancemap.records import Sentence
from stancemap.tag.legible import make_legible
from stancemap.tag.own_words import find_quoted, mark_own, reduce_to_letters
from stancemap.tag.parsing import Parser
from stancemap.tag.sentences import find_sentences
from stancemap.tag.stance_features import StanceQuestion


@dataclass(frozen=True, slots=True)
class Asked:
    """A text with its debate; `article` is only searched for what the text quotes from it."""

    target: str
    text: str
    title: str = ""
    parent: str = ""
    article: str = ""


def make_questions(asked: Sequence[Asked], parser: Parser) -> list[StanceQuestion]:
    """Split texts into sentences and mark the quoted ones, as the tagging of comments does.

    A text that spaCy cannot read becomes a question without sentences.
    """
    legible = [make_legible(one.text).text for one in asked]
    with parser.zone():
        docs = parser.comments(legible)
        return [
            _question(one, text, doc) for one, text, doc in zip(asked, legible, docs, strict=True)
        ]


def own_sentences(doc: Doc, text: str, sources: Sequence[str]) -> tuple[Sentence, ...]:
    """Split a text read by spaCy; sentences quoted from one of the sources are not its own."""
    letters = [reduce_to_letters(make_legible(source).text) for source in sources if source]
    quoted = find_quoted(text, letters)
    cuts = [edge for q in quoted if q.is_block for edge in (q.span.start, q.span.end)]
    return mark_own(find_sentences(doc, cuts), quoted)


def _question(one: Asked, text: str, doc: Doc | Exception) -> StanceQuestion:
    sentences = (
        () if isinstance(doc, Exception) else own_sentences(doc, text, (one.article, one.parent))
    )
    parent = make_legible(one.parent).text
    return StanceQuestion(one.target, one.title, parent, text, sentences)
