"""Articles with annotated quotes, as JSON lines in the shape of PolNeAR."""

import gzip
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from stancemap.errors import InputError

Bounds = tuple[int, int]


@dataclass(frozen=True, slots=True)
class GoldQuote:
    """What an annotator marked, in pieces: the content, who says it, and the reporting words.

    `name` is the full name of who says it, where that is given.
    """

    content: tuple[Bounds, ...]
    source: tuple[Bounds, ...] = ()
    cue: tuple[Bounds, ...] = ()
    name: str = ""


@dataclass(frozen=True, slots=True)
class QuoteRow:
    """A text with its annotated quotes, and where it was read."""

    line: int
    key: str
    text: str
    quotes: tuple[GoldQuote, ...]


def read_quote_rows(path: Path) -> tuple[QuoteRow, ...]:
    """Read `id`, `text` and `attributions` (or `quotes`) from JSON lines, gzipped or not.

    Raises:
        InputError: the file is absent or damaged, or a line is not of this shape.
    """
    try:
        opened = gzip.open if path.suffix == ".gz" else open
        with opened(path, "rt", encoding="utf-8") as file:
            lines = [(number, line) for number, line in enumerate(file, start=1) if line.strip()]
    except (OSError, EOFError, UnicodeDecodeError) as error:
        raise InputError(f"{path} cannot be read as JSON lines: {error}") from error
    if not lines:
        raise InputError(f"{path} has no line; each is an object with text and attributions")
    return tuple(_row(path, number, line) for number, line in lines)


def _row(path: Path, number: int, line: str) -> QuoteRow:
    try:
        record = json.loads(line)
        text = _string(record["text"])
        marked = record["attributions"] if "attributions" in record else record["quotes"]
        quotes = tuple(_quote(one, len(text)) for one in marked if one.get("content"))
        return QuoteRow(number, str(record.get("id", number)), text, quotes)
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise InputError(
            f"{path.name}, line {number}: {type(error).__name__} {error}; expected an object with "
            f"text and attributions, each with content, source and cue as [[start, end], …]"
        ) from error


def _string(text: object) -> str:
    if not isinstance(text, str):
        raise TypeError("text is no string")
    return text


def _quote(marked: Mapping[str, list[list[int]]], length: int) -> GoldQuote:
    content, source, cue = (
        tuple(_bounds(pair, length) for pair in marked.get(name) or ())
        for name in ("content", "source", "cue")
    )
    return GoldQuote(content, source, cue)


def _bounds(pair: Sequence[object], length: int) -> Bounds:
    start, end = pair
    if not isinstance(start, int) or not isinstance(end, int):
        raise TypeError(f"{start}:{end} are no whole numbers")
    if not 0 <= start < end <= length:
        raise ValueError(f"{start}:{end} does not lie in a text of {length} characters")
    return start, end
