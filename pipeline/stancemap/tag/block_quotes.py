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
_PARAGRAPH = re.compile(r"\n\s*(?P<words>\S[^\n]*)")
_ADDRESSES = re.compile(r"\b(?:we|our|us|you|your|i|my|me)\b", re.IGNORECASE)
_SAID = re.compile(r"(?<![#@\w/.])[^\W_](?!\w*://)")
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
    found = (*_letters(doc, text), *_set_apart(doc, text), *_turns(text))
    for block in sorted(found, key=lambda b: (b.content.start, -b.content.end)):
        if not kept or block.content.start >= kept[-1].content.end:
            kept.append(block)
    return tuple(kept)


def _set_apart(doc: Doc, text: str) -> Iterator[Block]:
    """Yield each run of lines that `>` opens as one block.

    Runs with nothing but blank lines between them are one speech: its paragraphs, or it and its
    translation. The line that introduces it or the signature below it names the speaker of all.
    """
    speech: list[list[re.Match[str]]] = []
    for match in _BLOCK_LINE.finditer(text):
        last = speech[-1][-1].end() if speech else 0
        if speech and text[last : match.start()].strip():
            yield from _speech(doc, text, speech)
            speech = []
        if speech and match.start() == last + 1:
            speech[-1].append(match)
        else:
            speech.append([match])
    yield from _speech(doc, text, speech)


def _speech(doc: Doc, text: str, runs: list[list[re.Match[str]]]) -> Iterator[Block]:
    if not runs:
        return
    cue, speaker = _introduction(doc, text, runs[0][0].start())
    contents: list[Span] = []
    for run in runs:
        worded = [line for line in run if line["words"].strip()]
        signed = _signature(text, worded[-1]) if worded else None
        if signed:
            worded.pop()
            speaker = signed
        content = _content(text, worded)
        if content is not None:
            contents.append(content)
    yield from (Block(content, cue, speaker) for content in contents)


def _content(text: str, lines: list[re.Match[str]]) -> Span | None:
    """Return what the lines say; nothing where that is only hashtags and addresses."""
    if not any(_SAID.search(line["words"]) for line in lines):
        return None
    start, end = lines[0].start("words"), lines[-1].end("words")
    piece = text[start:end]
    return Span.of(text, start + len(piece) - len(piece.lstrip()), start + len(piece.rstrip()))


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


def _letters(doc: Doc, text: str) -> Iterator[Block]:
    """Yield what stands between `Dear …` and the name below `Yours …`, or an unsigned letter."""
    at = 0
    while greeting := _GREETING.search(text, at):
        farewell = _FAREWELL.search(text, greeting.end())
        unsigned = _unsigned(doc, text, greeting)
        if unsigned is not None and not (farewell and _blank_between(text, unsigned, farewell)):
            yield unsigned
            at = unsigned.content.end
            continue
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


def _blank_between(text: str, letter: Block, farewell: re.Match[str]) -> bool:
    return not text[letter.content.end : farewell.start()].strip()


def _unsigned(doc: Doc, text: str, greeting: re.Match[str]) -> Block | None:
    """Read a letter that a colon introduces up to the first paragraph that addresses nobody."""
    cue, speaker = _introduction(doc, text, greeting.start())
    end = greeting.end()
    if cue is None:
        return None
    while paragraph := _PARAGRAPH.match(text, end):
        if not _ADDRESSES.search(paragraph["words"]):
            break
        end = paragraph.end()
    return (
        Block(Span.of(text, greeting.start(), end), cue, speaker) if end > greeting.end() else None
    )


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
