"""What a text retells: `the mayor said that …`, `according to the report, …`."""

from collections.abc import Iterator
from dataclasses import dataclass

from spacy.tokens import Doc, Token

from stancemap.records import Span
from stancemap.tag.attribution import subject_of
from stancemap.tag.reporting import FIRST_PERSON, INDIRECT_VERBS
from stancemap.tag.speakers import is_asserted, is_source

_EDGES = " \t\n,;:.–—-"
_FEWEST_WORDS = 4


@dataclass(frozen=True, slots=True)
class Retold:
    """What somebody said, in the words of the text."""

    content: Span
    cue: Span
    speaker: Span


def find_retold(doc: Doc) -> Iterator[Retold]:
    """Find the clauses that depend on a reporting verb with a subject other than the writer."""
    end = 0
    for token in doc:
        if token.lower_ not in INDIRECT_VERBS or token.idx < end or not is_asserted(token):
            continue
        speaker = subject_of(doc, token)
        if speaker is None or speaker.text.casefold() in FIRST_PERSON:
            continue
        if not is_source(speaker.text):
            continue
        content = _clause(doc, token)
        if content is not None and content.start >= speaker.end:
            yield Retold(content, Span.of(doc.text, token.idx, token.idx + len(token)), speaker)
            end = content.end


def _clause(doc: Doc, verb: Token) -> Span | None:
    clauses = [child for child in verb.rights if child.dep_ == "ccomp"]
    if not clauses:
        return None
    first, last = clauses[0].left_edge, clauses[0].right_edge
    if first.i <= verb.i:
        return None
    if first.lower_ == "that" and first.i < last.i:
        first = first.nbor()
    text = doc.text[first.idx : last.idx + len(last)]
    start = first.idx + len(text) - len(text.lstrip(_EDGES))
    end = first.idx + len(text.rstrip(_EDGES))
    if "\n" in text.strip() or last.i - first.i + 1 < _FEWEST_WORDS:
        return None
    return Span.of(doc.text, start, end)
