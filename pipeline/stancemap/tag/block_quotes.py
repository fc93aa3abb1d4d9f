"""Words of others without quote marks: block quotes, open letters, interviews."""

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

from spacy.tokens import Doc

from stancemap.records import Span
from stancemap.tag.attribution import said_before
from stancemap.tag.reporting import SENTENCE_END

_BLOCK_LINE = re.compile(r"^>[ \t]?(?P<words>[^\n]*)", re.MULTILINE)
_SIGNED = re.compile(r"^[—–-]\s*(?P<who>[^\n(@]{2,60}?)\s*(?:\(@\w+\)[^\n]*|@\w+[^\n]*)?\Z")
_SPOKEN = re.compile(
    r"^(?P<who>[A-Z][\w.'’-]*(?:[ \t][A-Z][\w.'’-]*){0,3})(?P<cue>:)[ \t]+(?P<words>\S[^\n]*)",
    re.MULTILINE,
)
_GREETING = re.compile(r"^Dear [^\n]{2,80}$", re.MULTILINE)
_FAREWELL = re.compile(
    r"^(?:Yours|Sincerely|Kind regards|Best regards|Regards|Respectfully|Signed|In solidarity)"
    r"[^\n]{0,30}\n+(?P<who>[^\n,;(]{2,120})",
    re.MULTILINE,
)
_LOOK_BEFORE = 300
_TURNS = 2


@dataclass(frozen=True, slots=True)
class Block:
    """Words set apart from the text, and who is named for them."""

    content: Span
    cue: Span | None = None
    speaker: Span | None = None


def find_blocks(doc: Doc, text: str) -> tuple[Block, ...]:
    """Find block quotes, letters and the turns of an interview, in text order, none nested."""
    kept: list[Block] = []
    found = (*_letters(text), *_set_apart(doc, text), *_turns(text))
    for block in sorted(found, key=lambda b: (b.content.start, -b.content.end)):
        if not kept or block.content.start >= kept[-1].content.end:
            kept.append(block)
    return tuple(kept)


def _set_apart(doc: Doc, text: str) -> Iterator[Block]:
    """Yield each run of lines that `>` opens as one block."""
    run: list[re.Match[str]] = []
    for match in _BLOCK_LINE.finditer(text):
        if run and match.start() != run[-1].end() + 1:
            yield from _block(doc, text, run)
            run = []
        run.append(match)
    yield from _block(doc, text, run)


def _block(doc: Doc, text: str, lines: list[re.Match[str]]) -> Iterator[Block]:
    worded = [line for line in lines if line["words"].strip()]
    signed = _signature(text, worded[-1]) if worded else None
    if signed:
        worded.pop()
    if not worded:
        return
    start, end = worded[0].start("words"), worded[-1].end("words")
    piece = text[start:end]
    content = Span.of(text, start + len(piece) - len(piece.lstrip()), start + len(piece.rstrip()))
    cue, speaker = _introduction(doc, text, lines[0].start())
    yield Block(content, cue, signed or speaker)


def _signature(text: str, line: re.Match[str]) -> Span | None:
    """Read `— Ana Ruiz (@ruiz) May 1, 2024` below a block."""
    signature = _SIGNED.match(line["words"].strip())
    if not signature:
        return None
    at = line.start("words") + line["words"].index(signature["who"])
    return Span.of(text, at, at + len(signature["who"]))


def _introduction(doc: Doc, text: str, at: int) -> tuple[Span | None, Span | None]:
    """Return cue and speaker of the sentence that introduces a block with a colon."""
    floor = max(0, at - _LOOK_BEFORE)
    lead = text[floor:at].rstrip()
    if not lead.endswith(":"):
        return None, None
    starts = [match.end() for match in SENTENCE_END.finditer(lead)]
    found = said_before(doc, text, floor + (starts[-1] if starts else 0), floor + len(lead))
    return (found.cue, found.speaker) if found else (None, None)


def _letters(text: str) -> Iterator[Block]:
    """Yield what stands between `Dear …` and the name below `Yours …`."""
    at = 0
    while greeting := _GREETING.search(text, at):
        farewell = _FAREWELL.search(text, greeting.end())
        if not farewell:
            return
        content = Span.of(text, greeting.start(), farewell.start("who")).text.rstrip()
        name = farewell["who"].strip(" .–—-")
        who = farewell.start("who") + farewell["who"].index(name) if name else -1
        speaker = Span.of(text, who, who + len(name)) if name else None
        yield Block(
            Span.of(text, greeting.start(), greeting.start() + len(content)), speaker=speaker
        )
        at = farewell.end()


def _turns(text: str) -> Iterator[Block]:
    """Yield the paragraphs `NAME: words` of an interview: names that speak more than once."""
    turns = list(_SPOKEN.finditer(text))
    often = Counter(turn["who"] for turn in turns)
    if len(often) < _TURNS:
        return
    for turn in turns:
        if often[turn["who"]] >= _TURNS:
            content, cue, who = (Span.of(text, *turn.span(g)) for g in ("words", "cue", "who"))
            yield Block(
                Span.of(text, content.start, content.start + len(content.text.rstrip())), cue, who
            )
