"""Words of others without quote marks: block quotes, open letters, interviews."""

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

from stancemap.records import Span

_BLOCK_LINE = re.compile(r"^>[ \t]?(?P<words>[^\n]*)", re.MULTILINE)
_INTRODUCED = re.compile(
    r"(?P<who>[A-Z][\w.'’-]*(?:[ \t]+[A-Z][\w.'’-]*){0,4})[^\n]{0,80}?"
    r"\b(?P<cue>said|says|wrote|writes|stated|states|added|explained|tweeted|replied)\b[^\n]{0,60}"
    r":?[ \t]*\Z"
)
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


def find_blocks(text: str) -> tuple[Block, ...]:
    """Find block quotes, letters and the turns of an interview, in text order, none nested."""
    kept: list[Block] = []
    found = (*_letters(text), *_set_apart(text), *_turns(text))
    for block in sorted(found, key=lambda b: (b.content.start, -b.content.end)):
        if not kept or block.content.start >= kept[-1].content.end:
            kept.append(block)
    return tuple(kept)


def _set_apart(text: str) -> Iterator[Block]:
    """Yield each run of lines that `>` opens as one block."""
    run: list[re.Match[str]] = []
    for match in _BLOCK_LINE.finditer(text):
        if run and match.start() != run[-1].end() + 1:
            yield from _block(text, run)
            run = []
        run.append(match)
    yield from _block(text, run)


def _block(text: str, lines: list[re.Match[str]]) -> Iterator[Block]:
    worded = [line for line in lines if line["words"].strip()]
    if not worded:
        return
    start, end = worded[0].start("words"), worded[-1].end("words")
    start += len(text[start:end]) - len(text[start:end].lstrip())
    content = Span.of(text, start, start + len(text[start:end].rstrip()))
    lead = text[max(0, lines[0].start() - _LOOK_BEFORE) : lines[0].start()].rstrip()
    lead_start = max(0, lines[0].start() - _LOOK_BEFORE)
    line = lead.rpartition("\n")[2]
    introduced = _INTRODUCED.search(line)
    if not introduced:
        yield Block(content)
        return
    shift = lead_start + len(lead) - len(line)
    cue, who = (
        Span.of(text, introduced.start(group) + shift, introduced.end(group) + shift)
        for group in ("cue", "who")
    )
    yield Block(content, cue, who)


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
