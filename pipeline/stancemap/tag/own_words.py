"""Which stretches of a comment are not its writer's words, and why."""

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum

from stancemap.records import Sentence, Span
from stancemap.tag.masks import MASKED
from stancemap.tag.quote_marks import Quotation, find_quotations
from stancemap.tag.reporting import ALTERNATIVES, FIRST_PERSON
from stancemap.tag.speakers import is_source

_WORD = re.compile(r"[^\W_]+(?:['’][^\W_]+)*")
_MARKED_LINE = re.compile(r"^[ \t]*(?:(?:>|&gt;)[ \t]?)+(?P<words>[^\n]*)", re.MULTILINE)
_HEADER = re.compile(
    r"^[ \t]*(?:On [^\n]{1,60},? )?@?(?P<who>[^\W_][^\n:,]{0,38}?)[ \t]+(?:wrote|writes|said|says)"
    r"[ \t]*:[ \t]*\n|^[ \t]*(?:Originally posted by|Quoting|Quote from|Quote:)[ \t]*"
    r"@?(?P<poster>[^\n:]{1,40})?:?[ \t]*\n",
    re.MULTILINE | re.IGNORECASE,
)
_TAG = re.compile(r"\[(?P<close>/)?quote(?:=(?P<who>[^\]\n]{1,40}))?\]", re.IGNORECASE)
_PARAGRAPH_END = re.compile(r"\n[ \t]*\n|\Z")

_NO_SPEAKER = "that|if|is|are|was|were|be|as|also|but|and|or|so|doing|because|not|it"
_SPEAKER_WORD = rf"(?!(?i:{_NO_SPEAKER})\b)(?:(?:Mr|Mrs|Ms|Dr|Prof|[A-Z])\.|[^\W\d_][\w'’-]*)"
_SPEAKER = rf"(?P<who>(?:{_SPEAKER_WORD}\s+){{0,3}}?{_SPEAKER_WORD})"
_INVERTED = _SPEAKER.replace("who", "inverted")
_SAID_AFTER = re.compile(
    rf"\s*,?\s*(?:{_SPEAKER}\s+(?:{ALTERNATIVES})|(?:{ALTERNATIVES})\s+{_INVERTED})"
    r"(?=[\s,.!?:;]|\Z)"
)
_SAID_BEFORE = re.compile(
    rf"(?:^|[.,;:!?(]\s*|\b(?i:{_NO_SPEAKER})\s+){_SPEAKER}\s+"
    rf"(?:{ALTERNATIVES}|keeps? saying|goes|be like)"
    r"(?:\s+(?:me|us|that|it))?\s*[:,]?\s*\Z"
)
_VIEW_BEFORE = re.compile(
    r"\b(?:line|argument|claim|excuse|view|idea|slogan|logic|mantra|motto|answer|refrain)s?\s+"
    r"(?:is|was|that|of|goes)\s*:?\s*\Z",
    re.IGNORECASE,
)
_SIGNED_AFTER = re.compile(r"\s*[-–—~]{1,2}\s*(?P<who>[A-Z][^\n]{1,60}?)\s*\Z")
_GLUED = re.compile(
    r"(?<=[a-z])(?=\s(?:This|That|It|No|Yes|But|You|We|They|What|Why|How|So)\s[a-z])|"
    r"[a-z)][.!?…]+(?=[A-Z])|[?!](?=[A-Z])|(?<=[$€£\d])[.!?]+(?=[A-Z])"
)

_LOOK_BEFORE = 80
_LOOK_AFTER = 80
_FEWEST_WORDS = 3
_FEWEST_COPIED = 20
_MOST_COMPARED = 60
_OCCURRENCES = 8


class Because(StrEnum):
    """Why a stretch is taken for somebody else's words."""

    MARKED = "in a block quote"
    HEADED = "below a line that names its writer"
    COPIED = "in quote marks and literally in what is answered"
    ATTRIBUTED = "in quote marks and said by another"


@dataclass(frozen=True, slots=True)
class Quoted:
    """A stretch that is somebody else's, and who that is, where the comment says it."""

    span: Span
    because: Because
    speaker: Span | None = None

    @property
    def is_block(self) -> bool:
        """Whether it stands apart from the sentences around it."""
        return self.because in {Because.MARKED, Because.HEADED}


@dataclass(frozen=True, slots=True)
class Letters:
    """A text reduced to its letters and digits, lower case, and where each one stood."""

    letters: str
    offsets: tuple[int, ...] = ()


def reduce_to_letters(text: str, *, with_offsets: bool = False) -> Letters:
    """Reduce a text to what a copy of it keeps, whatever its quote marks and blanks."""
    if not with_offsets:
        return Letters("".join(filter(str.isalnum, text.lower())))
    # Lower-casing can lengthen a character (`İ`); only the first one keeps the offsets right.
    kept = [(at, char.lower()[0]) for at, char in enumerate(text) if char.isalnum()]
    return Letters("".join(char for _, char in kept), tuple(at for at, _ in kept))


def find_quoted(text: str, sources: Sequence[Letters] = ()) -> tuple[Quoted, ...]:
    r"""Find the stretches of a comment that are quoted; `sources` are its parent and article.

    >>> [q.span.text for q in find_quoted("> Cars are freedom.\nNot mine.")]
    ['Cars are freedom.']
    """
    blocks = [*_tagged(text), *_headed(text), *_marked(text, sources)]
    inline = _inline(text, sources)
    kept: list[Quoted] = []
    for quoted in sorted((*blocks, *inline), key=lambda q: (q.span.start, -q.span.end)):
        if not kept or quoted.span.start >= kept[-1].span.end:
            kept.append(quoted)
    return tuple(kept)


def mark_own(sentences: Sequence[Span], quoted: Sequence[Quoted]) -> tuple[Sentence, ...]:
    """Say of each sentence whether at least half of its words are the writer's own."""
    marked = []
    for span in sentences:
        foreign = sum(len(_WORD.findall(piece.text)) for piece in _overlaps(span, quoted))
        marked.append(Sentence(span, own=2 * foreign <= len(_WORD.findall(span.text))))
    return tuple(marked)


def own_stretches(span: Span, quoted: Sequence[Quoted]) -> tuple[Span, ...]:
    """Return what is left of a span without its quoted stretches."""
    left, at = [], span.start
    for piece in (*_overlaps(span, quoted), Span(span.end, span.end, "")):
        if piece.start > at:
            left.append(
                Span(at, piece.start, span.text[at - span.start : piece.start - span.start])
            )
        at = piece.end
    return tuple(left)


def _overlaps(span: Span, quoted: Sequence[Quoted]) -> Iterator[Span]:
    first = bisect_right(quoted, span.start, key=lambda q: q.span.end)
    for piece in quoted[first:]:
        start, end = max(span.start, piece.span.start), min(span.end, piece.span.end)
        if start >= end:
            return
        yield Span(start, end, span.text[start - span.start : end - span.start])


def _quoted(
    text: str, bounds: tuple[int, int], because: Because, who: tuple[int, int] | None = None
) -> Iterator[Quoted]:
    start, end = bounds
    piece = text[start:end]
    start, end = start + len(piece) - len(piece.lstrip()), start + len(piece.rstrip())
    if start < end:
        speaker = Span.of(text, *who) if who and who[0] < who[1] else None
        if speaker is not None and MASKED.search(speaker.text):
            speaker = None
        yield Quoted(Span.of(text, start, end), because, speaker)


def _tagged(text: str) -> Iterator[Quoted]:
    """Find `[quote=NAME]…[/quote]`; of nested ones, the outermost."""
    opened: list[re.Match[str]] = []
    for match in _TAG.finditer(text):
        if not match["close"]:
            opened.append(match)
        elif opened:
            opening = opened.pop()
            if opened:
                continue
            bounds = (opening.end(), match.start())
            yield from _quoted(text, bounds, Because.MARKED, opening.span("who"))


def _headed(text: str) -> Iterator[Quoted]:
    for match in _HEADER.finditer(text):
        who = "who" if match["who"] else "poster"
        if (match[who] or "").casefold() in FIRST_PERSON:
            continue
        end = _PARAGRAPH_END.search(text, match.end())
        paragraph_end = end.start() if end else len(text)
        line_end = text.find("\n", match.end())
        only_paragraph = not text[paragraph_end:].strip()
        if only_paragraph and 0 <= line_end < paragraph_end:
            paragraph_end = line_end
        bounds = (match.end(), paragraph_end)
        yield from _quoted(text, bounds, Because.HEADED, match.span(who))


def _marked(text: str, sources: Sequence[Letters]) -> Iterator[Quoted]:
    """Yield each run of lines opened by `>` as one stretch."""
    lines = list(_MARKED_LINE.finditer(text))
    if lines and "\n" not in text.strip():
        yield from _marked_in_one_line(text, sources)
        return
    run: list[re.Match[str]] = []
    for line in lines:
        if run and line.start() != run[-1].end() + 1:
            yield from _run(text, run)
            run = []
        run.append(line)
    yield from _run(text, run)


def _run(text: str, lines: Sequence[re.Match[str]]) -> Iterator[Quoted]:
    if lines:
        yield from _quoted(text, (lines[0].start("words"), lines[-1].end()), Because.MARKED)


def _marked_in_one_line(text: str, sources: Sequence[Letters]) -> Iterator[Quoted]:
    """Find where a quote ends whose line break was lost: where the copy ends, or a glued stop."""
    marks = [match.end() for match in re.finditer(r"(?:>|&gt;)", text)][:_MOST_COMPARED]
    for number, start in enumerate(marks):
        copied = _copied_from(text[start:], sources)
        if copied:
            yield from _quoted(text, (start, start + copied), Because.MARKED)
        elif number == 0:
            glued = _GLUED.search(text, start)
            yield from _quoted(text, (start, glued.end() if glued else len(text)), Because.MARKED)


def _copied_from(text: str, sources: Sequence[Letters]) -> int:
    """Return how many characters from its start on a text shares with one of its sources."""
    reduced = reduce_to_letters(text, with_offsets=True)
    seed, best = reduced.letters[:_FEWEST_COPIED], 0
    if len(seed) < _FEWEST_COPIED:
        return 0
    for source in sources:
        at = source.letters.find(seed)
        for _ in range(_OCCURRENCES):
            if at < 0:
                break
            best = max(best, _common_prefix(reduced.letters, source.letters, at))
            at = source.letters.find(seed, at + 1)
    if not best:
        return 0
    end = reduced.offsets[best - 1] + 1
    while end < len(text) and text[end] in ".,!?…\"”'’)":
        end += 1
    return end


def _common_prefix(text: str, source: str, at: int) -> int:
    pairs = zip(text, source[at : at + len(text)], strict=False)
    return next((n for n, (a, b) in enumerate(pairs) if a != b), min(len(text), len(source) - at))


def _inline(text: str, sources: Sequence[Letters]) -> Iterator[Quoted]:
    for quotation in find_quotations(text)[:_MOST_COMPARED]:
        inner = text[quotation.inner_start : quotation.inner_end]
        if len(_WORD.findall(inner)) < _FEWEST_WORDS:
            continue
        bounds = (quotation.inner_start, quotation.inner_end)
        letters = reduce_to_letters(inner).letters
        if any(letters in source.letters for source in sources):
            yield from _quoted(text, bounds, Because.COPIED, _speaker(text, quotation))
        elif (who := _speaker(text, quotation)) is not None:
            yield from _quoted(text, bounds, Because.ATTRIBUTED, who)


def _speaker(text: str, quotation: Quotation) -> tuple[int, int] | None:
    """Return where the words around a quotation name its speaker; `(0, 0)` for "the line is"."""
    line_end = text.find("\n", quotation.end)
    line_end = len(text) if line_end < 0 else line_end
    signed = _SIGNED_AFTER.match(text, quotation.end)
    if signed and quotation.start == len(text) - len(text.lstrip()):
        return signed.span("who")
    # Not `pos` alone: `\Z` must see where the text before the quotation ends.
    before = text[max(0, quotation.start - _LOOK_BEFORE) : quotation.start].rpartition("\n")[2]
    shift = quotation.start - len(before)
    if _VIEW_BEFORE.search(before):
        return 0, 0
    for match in (
        _SAID_AFTER.match(text, quotation.end, min(line_end, quotation.end + _LOOK_AFTER)),
        _SAID_BEFORE.search(before),
    ):
        if match is None:
            continue
        group = "who" if match["who"] else "inverted"
        if match[group].casefold().split()[-1] in FIRST_PERSON:
            return None
        if not is_source(match[group]) and not MASKED.search(match[group]):
            continue
        offset = shift if match.string is before else 0
        return match.start(group) + offset, match.end(group) + offset
    return None
