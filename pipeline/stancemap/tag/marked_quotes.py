"""Quotes by their quotation marks: who says what stands in them, and what is no quote."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from spacy.tokens import Doc

from stancemap.records import QuoteKind, Span
from stancemap.tag.attribution import Attribution, said_after, said_before, teller_before
from stancemap.tag.quote_marks import Quotation, find_quotations
from stancemap.tag.reporting import SENTENCE_END

WORD = re.compile(r"[^\W_]+(?:['’][^\W_]+)*")
LONG_ENOUGH_ALONE = 7
"""Words of a quotation that is one though nobody is said to say it."""

_SPEECH_END = ",.!?…—–-;"
_UNSTRESSED = "a an and as at by for from in of on or the to with vs"
_SMALL_WORDS = frozenset(_UNSTRESSED.split())
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


def find_marked(doc: Doc, text: str) -> list[FoundQuote]:
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
    n_words = len(WORD.findall(content.text))
    before, after = _before(doc, text, quotation, previous), _after(doc, text, quotation, following)
    runs_on = text[quotation.inner_end - 1] == "," or text[quotation.end : quotation.end + 1] == ","
    attribution = (after or before) if runs_on or before is None else before
    if attribution is None:
        if n_words < LONG_ENOUGH_ALONE:
            return None
        return FoundQuote(content, QuoteKind.DIRECT, None, _teller(doc, text, quotation, previous))
    if attribution is after or stands_alone(text, quotation):
        return FoundQuote(content, QuoteKind.DIRECT, attribution.cue, attribution.speaker)
    if n_words < _FEWEST_MIXED:
        return None
    return FoundQuote(content, QuoteKind.MIXED, attribution.cue, attribution.speaker)


def _teller(doc: Doc, text: str, quotation: Quotation, previous: int) -> Span | None:
    """Return whom the sentence before tells of, where a quotation is a sentence of its own."""
    told = text[previous : quotation.start].strip()
    ends = SENTENCE_END.search(text, quotation.inner_end - 1, quotation.end + 2)
    alone = ends or not text[quotation.end :].strip()
    if not told or told[-1] not in ".!?" or not alone:
        return None
    return teller_before(doc, text, quotation.start)


def _content(text: str, quotation: Quotation) -> Span | None:
    """Return the words between the marks; none where there are none, or only a title."""
    words = words_of(text, quotation)
    return None if words is None or _is_title(words.text) else words


def words_of(text: str, quotation: Quotation) -> Span | None:
    """Return the words between the marks, without the blanks around them."""
    inner = text[quotation.inner_start : quotation.inner_end]
    start = quotation.inner_start + len(inner) - len(inner.lstrip())
    end = quotation.inner_start + len(inner.rstrip())
    return Span.of(text, start, end) if WORD.search(inner) else None


def stands_alone(text: str, quotation: Quotation) -> bool:
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
    same_line = not breaks and len(WORD.findall(content.text)) >= _FEWEST_MIXED
    if reopened or floating or (same_line and between.rstrip()[-1:] in {".", ",", ":"}):
        return FoundQuote(content, QuoteKind.DIRECT, None, quote.speaker)
    return None


def _is_title(text: str) -> bool:
    """Say whether every word but the small ones is capitalised, as in `The Wire`."""
    words = [word for word in WORD.findall(text) if word not in _SMALL_WORDS]
    capitalised = all(word[0].isupper() or word.isdigit() for word in words)
    return capitalised and len(words) > 1 and not text.endswith(("!", "?"))
