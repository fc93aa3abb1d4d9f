"""What the quote model reads, as spans: the reports of a text with cue, speaker and content."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from spacy.tokens import Doc

from stancemap.records import Span
from stancemap.tag.quote_features import Reading, read
from stancemap.tag.quote_model import QuoteModel, Reported
from stancemap.tag.reporting import FIRST_PERSON
from stancemap.tag.speakers import is_asserted, is_source

_EDGES = " \t\n\r,;:.–—-*•"
_OPENING = frozenset({"that"})
_WRITER_AND_READER = FIRST_PERSON | {"you"}
_RELATIVE = frozenset({"who", "which", "that"})
_LEAST_FREE = 0.5
_PLACES = frozenset({"in", "on", "at", "during", "after", "before", "under", "amid", "over"})
_APPOSED = frozenset({",", "(", "who", "which", "whose"})
_DASHES = frozenset({"–", "—", "-"})
_CLAUSES = frozenset({"acl", "relcl"})


@dataclass(frozen=True, slots=True)
class Report:
    """A cue with its speaker, how likely it reports, and the stretches of text that it reports."""

    probability: float
    cue: Span
    speaker: Span | None
    contents: tuple[Span, ...]


def find_reported(doc: Doc, text: str, model: QuoteModel) -> list[Report]:
    """Find what a text reports, in the order of the cues; no word is reported twice."""
    reading = read(doc)
    found = []
    for report in _apart(model.read(reading)):
        speaker = _speaker(text, reading, report)
        if not _counts(doc, report, speaker):
            continue
        contents = tuple(_contents(text, reading, report.content))
        if contents:
            named = speaker if speaker is not None and is_source(speaker.text) else None
            found.append(
                Report(report.probability, _cue(text, reading, report.cue), named, contents)
            )
    return found


def _apart(reports: Iterable[Reported]) -> list[Reported]:
    """Give each token to its likeliest report; one that loses most of its content is dropped."""
    taken: set[int] = set()
    kept = []
    for report in sorted(reports, key=lambda r: (-r.probability, r.cue)):
        free = tuple(at for at in report.content if at not in taken)
        if len(free) >= _LEAST_FREE * len(report.content):
            taken.update(free)
            kept.append(Reported(report.cue, report.probability, report.source, free))
    return sorted(kept, key=lambda r: r.cue)


def _counts(doc: Doc, report: Reported, speaker: Span | None) -> bool:
    """Say whether somebody other than the writer said it, and did say it."""
    if not is_asserted(doc[report.cue]):
        return False
    return speaker is None or (
        speaker.text.casefold() not in _WRITER_AND_READER and is_source(speaker.text)
    )


def _cue(text: str, reading: Reading, at: int) -> Span:
    last = at + 1 if reading.words[at : at + 2] == ("according", "to") else at
    return Span.of(text, reading.starts[at], reading.ends[last])


def _contents(text: str, reading: Reading, tokens: Sequence[int]) -> Iterator[Span]:
    """Join neighbours, over marks between them, and cut marks and `that` off the ends."""
    for run in _runs(reading, tokens):
        first, last = run[0], run[-1]
        if reading.words[first] in _OPENING and last > first:
            first += 1
        if reading.words[last] in _RELATIVE and last < tokens[-1]:
            continue  # "a system which the party argued would work": what is argued comes after
        start, end = reading.starts[first], reading.ends[last]
        piece = text[start:end]
        left = start + len(piece) - len(piece.lstrip(_EDGES))
        right = start + len(piece.rstrip(_EDGES))
        if left < right and any(map(str.isalnum, text[left:right])):
            yield Span.of(text, left, right)


def _runs(reading: Reading, tokens: Sequence[int]) -> Iterator[list[int]]:
    run = list(tokens[:1])
    for before, after in pairwise(tokens):
        gap = range(before + 1, after)
        if all(not any(map(str.isalnum, reading.words[at])) for at in gap):
            run.append(after)
        else:
            yield run
            run = [after]
    if run:
        yield run


def _ends_name(reading: Reading, at: int) -> bool:
    """Say whether an apposition or a clause begins here: not at the hyphen of Guinea-Bissau."""
    if reading.words[at] in _DASHES:
        return reading.ends[at - 1] < reading.starts[at]
    return reading.words[at] in _APPOSED or reading.deps[at] in _CLAUSES


def _speaker(text: str, reading: Reading, report: Reported) -> Span | None:
    """Return the source that is nearest to the cue, without its apposition."""
    runs = list(_runs(reading, report.source))
    if not runs:
        return None
    run = min(runs, key=lambda r: (min(abs(at - report.cue) for at in r), r[0]))
    head = next((at for at in run if reading.heads[at] not in run), run[0])
    if reading.deps[head] == "pobj" and reading.words[reading.heads[head]] in _PLACES:
        return None
    last = run[-1]
    for at in run:
        if at > head and _ends_name(reading, at):
            last = at - 1
            break
    start, end = reading.starts[run[0]], reading.ends[last]
    piece = text[start:end]
    left = start + len(piece) - len(piece.lstrip(_MARKS))
    right = start + len(piece.rstrip(_MARKS))
    return Span.of(text, left, right) if left < right else None


_MARKS = _EDGES + '"“”‘’()[]>'
