"""Pages that show replies by `>` before each line: turned into pages that indent them."""

import re
from collections.abc import Iterator
from dataclasses import replace

from stancemap.ingest.page_dialect import Dialect, Page
from stancemap.ingest.page_lines import Line
from stancemap.ingest.page_openers import Kind, parse_header

_MARKS = re.compile(r"(?:>[ \t]?)+")
_STEP = 4
_CLEAR = frozenset(Kind) - {Kind.NAME}


def unquote(page: Page, dialect: Dialect) -> tuple[Line, ...]:
    """Indent replies whose header lines stand behind `>`; leave a page without such lines."""
    kind = dialect.kind
    if dialect.bullet or kind not in _CLEAR:
        return page.lines
    tail = page.lines[dialect.start :]
    if not any(_header_depth(line, kind) for line in tail):
        return page.lines
    return (*page.lines[: dialect.start], *_indented(tail, kind))


def _indented(lines: tuple[Line, ...], kind: Kind) -> Iterator[Line]:
    depth = 0
    for line in lines:
        if line.blank:
            yield line
            continue
        depth = _header_depth(line, kind) or (0 if parse_header(line.text, kind) else depth)
        marks = line.text.count(">", 0, len(line.text) - len(_words(line.text)))
        depth = min(depth, marks)
        yield replace(line, indent=line.indent + _STEP * depth, text=_cut(line.text, depth))


def _header_depth(line: Line, kind: Kind) -> int:
    """Count the marks before a header line, 0 where it is none."""
    words = _words(line.text)
    if words == line.text or " wrote" in words:
        return 0
    header = parse_header(words, kind)
    return 0 if header is None or header.rest else line.text.count(">", 0, -len(words))


def _words(text: str) -> str:
    found = _MARKS.match(text)
    return text[found.end() :] if found else text


def _cut(text: str, depth: int) -> str:
    for _ in range(depth):
        text = text[1:].lstrip(" ") if text.startswith(">") else text
    return text
