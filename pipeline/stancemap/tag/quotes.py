"""Who said what in an article: quotation marks, block quotes and letters, and what is reported."""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from spacy.tokens import Doc

from stancemap.records import DocumentKind, Quote, QuoteKind, Span
from stancemap.tag.attribution import Attribution, said_after, said_before
from stancemap.tag.block_quotes import find_blocks
from stancemap.tag.masks import MASKED
from stancemap.tag.quote_marks import Quotation, find_quotations
from stancemap.tag.quote_model import QuoteModel
from stancemap.tag.reported import Report, find_reported
from stancemap.tag.reporting import SENTENCE_END

_WORD = re.compile(r"[^\W_]+(?:['’][^\W_]+)*")
_SPEECH_END = ",.!?…—–-;"
_UNSTRESSED = "a an and as at by for from in of on or the to with vs"
_SMALL_WORDS = frozenset(_UNSTRESSED.split())
_LONG_ENOUGH_ALONE = 7
_FEWEST_MIXED = 3
_FEWEST_RETOLD = 3
_LOOK = 200
_GAP = 60


@dataclass(frozen=True, slots=True)
class FoundQuote:
    """A quote before it gets its id."""

    content: Span
    kind: QuoteKind
    cue: Span | None = None
    speaker: Span | None = None


def find_quotes(
    doc: Doc, kind: DocumentKind, document_id: str, model: QuoteModel
) -> tuple[Quote, ...]:
    """Find the quotes of a text that spaCy's parser has read, in text order."""
    text = doc.text
    blocks = [
        FoundQuote(block.content, QuoteKind.DIRECT, block.cue, block.speaker)
        for block in find_blocks(doc, text)
    ]
    direct = _clear_of(_marked(doc, text), blocks)
    reported = _clear_of(_of_reports(text, find_reported(doc, text, model), direct), blocks)
    direct = _clear_of(direct, reported)
    found = _first_of_each(_without_masked(text, [*blocks, *reported, *direct]))
    return tuple(
        Quote(f"{document_id}#q{n}", kind, document_id, q.content, q.kind, q.cue, q.speaker)
        for n, q in enumerate(found, start=1)
    )


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


def _marked(doc: Doc, text: str) -> list[FoundQuote]:
    """Find the quotations that somebody says; scare quotes and titles are none."""
    quotations = find_quotations(text)
    found: list[tuple[Quotation, FoundQuote]] = []
    for number, quotation in enumerate(quotations):
        previous_end = quotations[number - 1].end if number else 0
        next_start = quotations[number + 1].start if number + 1 < len(quotations) else len(text)
        quote = _read(doc, text, quotation, previous_end, next_start)
        if found and (quote is None or quote.speaker is None):
            quote = _continued(text, quotation, *found[-1]) or quote
        if quote is not None:
            found.append((quotation, quote))
    return _spoken_on(found)


def _spoken_on(found: Sequence[tuple[Quotation, FoundQuote]]) -> list[FoundQuote]:
    """Give a paragraph that leaves its quotation open the speaker named in the next one."""
    quotes: list[FoundQuote] = []
    speaker: Span | None = None
    for quotation, quote in reversed(found):
        waits = quote.speaker is None and not quotation.closed
        quotes.append(replace(quote, speaker=speaker) if waits else quote)
        speaker = quotes[-1].speaker
    return quotes[::-1]


def _read(
    doc: Doc, text: str, quotation: Quotation, previous: int, following: int
) -> FoundQuote | None:
    content = _content(text, quotation)
    if content is None:
        return None
    n_words = len(_WORD.findall(content.text))
    before, after = _before(doc, text, quotation, previous), _after(doc, text, quotation, following)
    runs_on = text[quotation.inner_end - 1] == "," or text[quotation.end : quotation.end + 1] == ","
    attribution = (after or before) if runs_on or before is None else before
    if attribution is None:
        if n_words < _LONG_ENOUGH_ALONE:
            return None
        return FoundQuote(content, QuoteKind.DIRECT)
    if attribution is after or _stands_alone(text, quotation):
        return FoundQuote(content, QuoteKind.DIRECT, attribution.cue, attribution.speaker)
    if n_words < _FEWEST_MIXED:
        return None
    return FoundQuote(content, QuoteKind.MIXED, attribution.cue, attribution.speaker)


def _content(text: str, quotation: Quotation) -> Span | None:
    """Return the words between the marks; none where there are none, or only a title."""
    words = _words_of(text, quotation)
    return None if words is None or _is_title(words.text) else words


def _words_of(text: str, quotation: Quotation) -> Span | None:
    inner = text[quotation.inner_start : quotation.inner_end]
    start = quotation.inner_start + len(inner) - len(inner.lstrip())
    end = quotation.inner_start + len(inner.rstrip())
    return Span.of(text, start, end) if _WORD.search(inner) else None


def _stands_alone(text: str, quotation: Quotation) -> bool:
    """Say whether a quotation is a sentence of its own: `He said: "Go."`, not `said "to go"`."""
    lead = text[max(0, quotation.start - 3) : quotation.start].rstrip()
    first = text[quotation.inner_start : quotation.inner_start + 2].lstrip("[( ")[:1]
    return lead[-1:] in {":", ","} or (first.isupper() and not lead.endswith("that"))


def _after(doc: Doc, text: str, quotation: Quotation, following: int) -> Attribution | None:
    start = quotation.end
    limit = min(following, start + _LOOK, len(text))
    ends = SENTENCE_END.search(text, start, limit)
    end = ends.start() + 1 if ends else limit
    lead = text[start:end].lstrip(" ,")
    speech_ended = text[quotation.inner_end - 1] in _SPEECH_END or text[start : start + 1] == ","
    full_stop = text[quotation.inner_end - 1] in ".!?" and text[start : start + 1] != ","
    # After a full stop a capital opens the next sentence: "… done." Ms Ito said it was not.
    # but after ? and ! it may be the speaker: "Done?" Ms Ito asked.
    if not quotation.closed or not speech_ended:
        return None
    if full_stop and text[quotation.inner_end - 1] == "." and lead[:1].isupper():
        return None
    return said_after(doc, text, start, end)


def _before(doc: Doc, text: str, quotation: Quotation, previous: int) -> Attribution | None:
    end = quotation.start
    floor = max(previous, end - _LOOK)
    # A paragraph that ends in a colon introduces the quotation that opens the next one.
    lead = text[floor:end].rstrip()
    if text[floor + len(lead) : end].count("\n") and not lead.endswith(":"):
        return None
    starts = [m.end() for m in SENTENCE_END.finditer(text, floor, floor + len(lead))]
    start = starts[-1] if starts else floor
    found = said_before(doc, text, start, floor + len(lead))
    near = found is not None and (end - found.cue.end <= _GAP or lead[-1:] in {",", ":"})
    return found if near else None


def _continued(
    text: str, quotation: Quotation, last: Quotation, quote: FoundQuote
) -> FoundQuote | None:
    """Give a quotation the speaker of the last one where it goes on with the same speech."""
    content, between = _content(text, quotation), text[last.end : quotation.start]
    if content is None or quote.speaker is None:
        return None
    breaks = between.count("\n")
    reopened = not last.closed and not between.strip()
    line_end = text.find("\n", quotation.end)
    line = text[quotation.end : line_end if line_end >= 0 else len(text)]
    floating = breaks and not between.strip() and not line.strip()
    same_line = not breaks and len(_WORD.findall(content.text)) >= _FEWEST_MIXED
    if reopened or floating or (same_line and between.rstrip()[-1:] in {".", ",", ":"}):
        return FoundQuote(content, QuoteKind.DIRECT, None, quote.speaker)
    return None


def _is_title(text: str) -> bool:
    """Say whether every word but the small ones is capitalised, as in `The Wire`."""
    words = [word for word in _WORD.findall(text) if word not in _SMALL_WORDS]
    capitalised = all(word[0].isupper() or word.isdigit() for word in words)
    return capitalised and len(words) > 1 and not text.endswith(("!", "?"))


def _clear_of(found: Iterable[FoundQuote], others: Sequence[FoundQuote]) -> list[FoundQuote]:
    """Leave out what overlaps one of the others."""
    return [q for q in found if not any(_overlap(q.content, other.content) for other in others)]


def _overlap(one: Span, other: Span) -> bool:
    return one.start < other.end and other.start < one.end


def _of_reports(
    text: str, reports: Sequence[Report], direct: Sequence[FoundQuote]
) -> Iterator[FoundQuote]:
    """Turn what is reported into quotes: whole quotations, or words around them too."""
    quotations = find_quotations(text)
    ends = [quotation.end for quotation in quotations]
    for report in reports:
        for content in report.contents:
            first = bisect_right(ends, content.start)
            last = bisect_left(quotations, content.end, key=lambda q: q.start)
            inside = quotations[first:last]
            if any(q.start <= report.cue.start < q.end for q in inside):
                # A report within a quotation: the whole of it is somebody's already, or nobody's.
                if not any(_overlap(content, quote.content) for quote in direct):
                    yield from _retold(report, content, quoted=False)
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
        outside += len(_WORD.findall(text, at, quotation.start))
        at = quotation.end
    outside += len(_WORD.findall(text, at, end))
    if outside:
        yield from _retold(report, Span.of(text, start, end), quoted=bool(quotations))
        return
    for quotation in quotations:
        words = _words_of(text, quotation)
        if words is not None:
            alone = (
                _stands_alone(text, quotation)
                or len(_WORD.findall(words.text)) >= _LONG_ENOUGH_ALONE
            )
            kind = QuoteKind.DIRECT if alone else QuoteKind.MIXED
            yield FoundQuote(words, kind, report.cue, report.speaker)


def _retold(report: Report, content: Span, *, quoted: bool) -> Iterator[FoundQuote]:
    if quoted or len(_WORD.findall(content.text)) >= _FEWEST_RETOLD:
        kind = QuoteKind.MIXED if quoted else QuoteKind.INDIRECT
        yield FoundQuote(content, kind, report.cue, report.speaker)
