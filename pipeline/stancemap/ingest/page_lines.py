"""The lines of a copied page: number, indentation, words."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from stancemap.ingest.interface import is_interface

_INDENT = re.compile("[ \\t\\xa0\\u3000]*")
_TAB = 4
_BULLET = re.compile(r"([•*\-–—‣◦●▪])[ \t\xa0]+(\S.*)", re.DOTALL)
_HASHES = re.compile(r"#{1,6}\s+")


@dataclass(frozen=True, slots=True)
class Line:
    """One line without its indentation and the space at its end; `text` is `""` if blank."""

    number: int
    indent: int
    text: str

    @property
    def blank(self) -> bool:
        """Whether there is nothing on it."""
        return not self.text

    @property
    def bullet(self) -> str:
        """The bullet that it begins with, `""` for none."""
        found = _BULLET.fullmatch(self.text)
        return found[1] if found else ""

    @property
    def after_bullet(self) -> str:
        """What follows the bullet."""
        found = _BULLET.fullmatch(self.text)
        return found[2] if found else self.text


def without_hashes(text: str) -> str:
    """Cut off what marks a heading in Markdown.

    >>> without_hashes("## Comments")
    'Comments'
    """
    return _HASHES.sub("", text, count=1) if text.startswith("#") else text


def split_lines(text: str) -> list[Line]:
    """Split a page into its lines."""
    return [_line(number, raw) for number, raw in enumerate(text.split("\n"), start=1)]


def _line(number: int, raw: str) -> Line:
    found = _INDENT.match(raw)
    margin = found[0] if found else ""
    words = raw[len(margin) :].rstrip()
    indent = sum(_TAB if char == "\t" else 1 for char in margin)
    return Line(number, indent if words else 0, words)


def without_interface(lines: Sequence[Line]) -> list[Line]:
    """Leave out the page's own words, and the blank line below each that one stands above too."""
    kept: list[Line] = []
    gap = False
    for line in lines:
        if not line.blank and is_interface(line.text):
            gap = not kept or kept[-1].blank
        elif not (gap and line.blank):
            kept.append(line)
            gap = False
    return kept


@dataclass(frozen=True, slots=True)
class Surroundings:
    """For each line of a page: does a paragraph begin there, and which line with words follows."""

    starts: tuple[bool, ...]
    following: tuple[Line | None, ...]


def surroundings(lines: Sequence[Line]) -> Surroundings:
    """Look around each line once."""
    starts = tuple(
        number == 0 or lines[number - 1].blank or is_interface(lines[number - 1].text)
        for number in range(len(lines))
    )
    following: list[Line | None] = []
    after: Line | None = None
    for line in reversed(lines):
        following.append(after)
        if not line.blank and not is_interface(line.text):
            after = line
    return Surroundings(starts, tuple(reversed(following)))
