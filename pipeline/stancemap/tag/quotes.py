"""Who said what in an article: quotation marks, block quotes and letters, and what is reported."""

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Self

from spacy.tokens import Doc

from stancemap.records import DocumentKind, Quote, QuoteKind, Span
from stancemap.tag.block_quotes import find_blocks
from stancemap.tag.marked_quotes import (
    LONG_ENOUGH_ALONE,
    WORD,
    FoundQuote,
    find_marked,
    stands_alone,
    words_of,
)
from stancemap.tag.masks import MASKED
from stancemap.tag.quote_marks import Quotation, find_quotations
from stancemap.tag.quote_model import QuoteModel
from stancemap.tag.reported import Report, find_reported

_FEWEST_RETOLD = 3
_FEWEST_BESIDE = 5
_MARKS = '"“”«»„'
_SURE_ALONE = 0.7


def find_quotes(
    doc: Doc, kind: DocumentKind, document_id: str, model: QuoteModel
) -> tuple[Quote, ...]:
    """Find the quotes of a text that spaCy's parser has read, in text order."""
    text = doc.text
    blocks = [
        FoundQuote(block.content, QuoteKind.DIRECT, block.cue, block.speaker)
        for block in find_blocks(doc, text)
    ]
    direct = _clear_of(find_marked(doc, text), blocks)
    reported = _clear_of(_of_reports(text, find_reported(doc, text, model), direct), blocks)
    reported = _with_speakers(reported, direct)
    direct = _clear_of(direct, reported)
    found = _first_of_each(_without_masked(text, [*blocks, *reported, *direct]))
    return tuple(
        Quote(f"{document_id}#q{n}", kind, document_id, q.content, q.kind, q.cue, q.speaker)
        for n, q in enumerate(found, start=1)
    )


def _with_speakers(
    reported: Iterable[FoundQuote], direct: Sequence[FoundQuote]
) -> list[FoundQuote]:
    """Give a report the speaker beside its marks, where they are all of it or it has none."""
    # Quotations never overlap: in order, they end in order.
    named = sorted((q for q in direct if q.speaker is not None), key=lambda q: q.content.start)
    ends = [quote.content.end for quote in named]
    completed = []
    for quote in reported:
        first = bisect_right(ends, quote.content.start)
        last = bisect_left(named, quote.content.end, key=lambda q: q.content.start)
        beside = named[first:last]
        own = [one for one in beside if one.content == quote.content and _is_verb(one.cue)]
        if own or (beside and quote.speaker is None):
            best = (own or beside)[0]
            completed.append(replace(quote, cue=best.cue or quote.cue, speaker=best.speaker))
        else:
            completed.append(quote)
    return completed


def _is_verb(cue: Span | None) -> bool:
    return cue is not None and cue.text.casefold() != "according"


def _first_of_each(found: Iterable[FoundQuote]) -> list[FoundQuote]:
    """Keep the longer one where two overlap, in text order."""
    kept: list[FoundQuote] = []
    for quote in sorted(found, key=lambda q: (q.content.start, -q.content.end, q.speaker is None)):
        if not kept or quote.content.start >= kept[-1].content.end:
            kept.append(quote)
    return kept


def _without_masked(text: str, found: Iterable[FoundQuote]) -> list[FoundQuote]:
    """Leave open who speaks where a mask or a pseudonym stands; what it retells is dropped."""
    masks = [match.span() for match in MASKED.finditer(text)]
    kept = []
    for quote in found:
        who = quote.speaker
        if who is None or not any(start < who.end and who.start < end for start, end in masks):
            kept.append(quote)
        elif quote.kind is QuoteKind.DIRECT:
            kept.append(replace(quote, speaker=None))
    return kept


def _clear_of(found: Iterable[FoundQuote], others: Sequence[FoundQuote]) -> list[FoundQuote]:
    """Leave out what overlaps one of the others."""
    covered = _Covered.by(others)
    return [quote for quote in found if not covered.touches(quote.content)]


@dataclass(frozen=True, slots=True)
class _Covered:
    """Stretches of a text, apart from each other and in order."""

    starts: tuple[int, ...]
    ends: tuple[int, ...]

    @classmethod
    def by(cls, quotes: Iterable[FoundQuote]) -> Self:
        """Join the contents that overlap."""
        joined: list[list[int]] = []
        for start, end in sorted((q.content.start, q.content.end) for q in quotes):
            if joined and start < joined[-1][1]:
                joined[-1][1] = max(joined[-1][1], end)
            else:
                joined.append([start, end])
        return cls(tuple(one[0] for one in joined), tuple(one[1] for one in joined))

    def touches(self, span: Span) -> bool:
        """Say whether a span shares a character with them."""
        at = bisect_right(self.ends, span.start)
        return at < len(self.starts) and self.starts[at] < span.end


def _of_reports(
    text: str, reports: Sequence[Report], direct: Sequence[FoundQuote]
) -> Iterator[FoundQuote]:
    """Turn what is reported into quotes: whole quotations, or words around them too."""
    quotations = find_quotations(text)
    ends = [quotation.end for quotation in quotations]
    covered = _Covered.by(direct)
    for report in reports:
        scant = _is_scant(report)
        # Beside words in marks, "in the chamber" says where they were said.
        marked = any(mark in piece.text for piece in report.contents for mark in _MARKS)
        for content in report.contents:
            first = bisect_right(ends, content.start)
            last = bisect_left(quotations, content.end, key=lambda q: q.start)
            inside = quotations[first:last]
            if not inside and (scant or (marked and _n_words(content.text) < _FEWEST_BESIDE)):
                continue
            if any(q.start <= report.cue.start < q.end for q in inside):
                # A report within a quotation: the whole of it is somebody's already, or nobody's.
                if not covered.touches(content):
                    yield _retold(report, content, quoted=False)
            else:
                yield from _with_marks(text, report, content, inside)


def _with_marks(
    text: str, report: Report, content: Span, quotations: Sequence[Quotation]
) -> Iterator[FoundQuote]:
    start, end = content.start, content.end
    for quotation in quotations:
        start = min(start, quotation.start)
        end = max(end, quotation.end)
    outside, at = 0, start
    for quotation in quotations:
        outside += _n_words(text[at : quotation.start])
        at = quotation.end
    outside += _n_words(text[at:end])
    if outside:
        yield _retold(report, Span.of(text, start, end), quoted=bool(quotations))
        return
    for quotation in quotations:
        words = words_of(text, quotation)
        if words is not None:
            alone = stands_alone(text, quotation) or _n_words(words.text) >= LONG_ENOUGH_ALONE
            kind = QuoteKind.DIRECT if alone else QuoteKind.MIXED
            yield FoundQuote(words, kind, report.cue, report.speaker)


def _is_scant(report: Report) -> bool:
    """Say whether a report has too few words, or no source and is not sure to be one.

    Without a source, "accusations of fraud" is mostly what is talked about, not what is said.
    """
    sure = report.speaker is not None or report.probability >= _SURE_ALONE
    n_words = sum(_n_words(content.text) for content in report.contents)
    return not sure or n_words < _FEWEST_RETOLD


def _retold(report: Report, content: Span, *, quoted: bool) -> FoundQuote:
    kind = QuoteKind.MIXED if quoted else QuoteKind.INDIRECT
    return FoundQuote(content, kind, report.cue, report.speaker)


def _n_words(text: str) -> int:
    return len(WORD.findall(text))
