"""Who said what in an article: direct and mixed quotes, block quotes, letters, `said that`."""

import re
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from spacy.tokens import Doc

from stancemap.records import DocumentKind, Mention, Quote, QuoteKind, Span
from stancemap.tag.attribution import Attribution, said_after, said_before
from stancemap.tag.block_quotes import find_blocks
from stancemap.tag.masks import MASKED
from stancemap.tag.quote_marks import Quotation, find_quotations
from stancemap.tag.reporting import SENTENCE_END
from stancemap.tag.retold import find_retold

_WORD = re.compile(r"[^\W_]+(?:['’][^\W_]+)*")
_SPEECH_END = ",.!?…—–-;"
_UNSTRESSED = "a an and as at by for from in of on or the to with vs"
_SMALL_WORDS = frozenset(_UNSTRESSED.split())
_LONG_ENOUGH_ALONE = 7
_FEWEST_MIXED = 3
_LOOK = 200
_GAP = 60


@dataclass(frozen=True, slots=True)
class FoundQuote:
    """A quote before it gets its id."""

    content: Span
    kind: QuoteKind
    cue: Span | None = None
    speaker: Span | None = None


def find_quotes(doc: Doc, kind: DocumentKind, document_id: str) -> tuple[Quote, ...]:
    """Find the quotes of a text that spaCy's parser has read, in text order."""
    blocks = [
        FoundQuote(block.content, QuoteKind.DIRECT, block.cue, block.speaker)
        for block in find_blocks(doc)
    ]
    direct = _clear_of(_marked(doc), blocks)
    retold = [FoundQuote(r.content, QuoteKind.INDIRECT, r.cue, r.speaker) for r in find_retold(doc)]
    joined = _joined(direct, _clear_of(retold, blocks))
    found = _without_masked(doc.text, [*blocks, *joined])
    found.sort(key=lambda quote: (quote.content.start, quote.content.end))
    return tuple(
        Quote(f"{document_id}#q{n}", kind, document_id, q.content, q.kind, q.cue, q.speaker)
        for n, q in enumerate(found, start=1)
    )


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


def resolve_speakers(quotes: Sequence[Quote], mentions: Sequence[Mention]) -> tuple[Quote, ...]:
    """Give each quote the entity whose mention overlaps its speaker the most."""
    by_document: dict[tuple[DocumentKind, str], list[Mention]] = {}
    for mention in sorted(mentions, key=lambda m: m.span):
        by_document.setdefault((mention.document_kind, mention.document_id), []).append(mention)
    return tuple(
        replace(quote, entity_id=_entity_of(quote.speaker, by_document.get(_place(quote), [])))
        for quote in quotes
    )


def _place(quote: Quote) -> tuple[DocumentKind, str]:
    return quote.document_kind, quote.document_id


def _entity_of(speaker: Span | None, mentions: Sequence[Mention]) -> str:
    if speaker is None:
        return ""
    first = bisect_left(mentions, speaker.start, key=lambda m: m.span.end)
    inside = [m for m in mentions[first : first + 20] if m.span.start < speaker.end]
    # "Tesla's chief engineer Ann Lee" names two: a person speaks, not the firm.
    best = min(inside, key=lambda m: (m.label != "PERSON", -len(m.span.text)), default=None)
    return best.entity_id if best else ""


def _marked(doc: Doc) -> list[FoundQuote]:
    """Find the quotations that somebody says; scare quotes and titles are none."""
    quotations = find_quotations(doc.text)
    found: list[tuple[Quotation, FoundQuote]] = []
    for number, quotation in enumerate(quotations):
        previous_end = quotations[number - 1].end if number else 0
        next_start = quotations[number + 1].start if number + 1 < len(quotations) else len(doc.text)
        quote = _read(doc, quotation, previous_end, next_start)
        if found and (quote is None or quote.speaker is None):
            quote = _continued(doc.text, quotation, *found[-1]) or quote
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


def _read(doc: Doc, quotation: Quotation, previous: int, following: int) -> FoundQuote | None:
    text = doc.text
    content = _content(text, quotation)
    if content is None:
        return None
    n_words = len(_WORD.findall(content.text))
    before, after = _before(doc, quotation, previous), _after(doc, quotation, following)
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
    inner = text[quotation.inner_start : quotation.inner_end]
    start = quotation.inner_start + len(inner) - len(inner.lstrip())
    end = quotation.inner_start + len(inner.rstrip())
    if not _WORD.search(inner) or _is_title(text[start:end]):
        return None
    return Span.of(text, start, end)


def _stands_alone(text: str, quotation: Quotation) -> bool:
    """Say whether a quotation is a sentence of its own: `He said: "Go."`, not `said "to go"`."""
    lead = text[max(0, quotation.start - 3) : quotation.start].rstrip()
    first = text[quotation.inner_start : quotation.inner_start + 2].lstrip("[( ")[:1]
    return lead[-1:] in {":", ","} or (first.isupper() and not lead.endswith("that"))


def _after(doc: Doc, quotation: Quotation, following: int) -> Attribution | None:
    text, start = doc.text, quotation.end
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
    return said_after(doc, start, end)


def _before(doc: Doc, quotation: Quotation, previous: int) -> Attribution | None:
    text, end = doc.text, quotation.start
    floor = max(previous, end - _LOOK)
    # A paragraph that ends in a colon introduces the quotation that opens the next one.
    lead = text[floor:end].rstrip()
    if text[floor + len(lead) : end].count("\n") and not lead.endswith(":"):
        return None
    starts = [m.end() for m in SENTENCE_END.finditer(text, floor, floor + len(lead))]
    start = starts[-1] if starts else floor
    found = said_before(doc, start, floor + len(lead))
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


def _joined(direct: Sequence[FoundQuote], retold: Sequence[FoundQuote]) -> Iterator[FoundQuote]:
    """Join what is retold with the words quoted in it: both together are a mixed quote."""
    starts = [quote.content.start for quote in direct]
    swallowed: set[int] = set()
    for quote in retold:
        first, last = (bisect_left(starts, at) for at in (quote.content.start, quote.content.end))
        inside = direct[first:last]
        reaches_in = first and direct[first - 1].content.end > quote.content.start
        if reaches_in or any(q.content.end > quote.content.end for q in inside):
            continue
        swallowed.update(range(first, last))
        yield replace(quote, kind=QuoteKind.MIXED) if inside else quote
    yield from (quote for number, quote in enumerate(direct) if number not in swallowed)
