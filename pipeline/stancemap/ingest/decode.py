"""Bytes to text: gzip, byte order marks, UTF-8, and Windows-1252 where it is not UTF-8."""

import codecs
import gzip
import io
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO, TextIO

from stancemap.errors import InputError

_CHUNK = 1 << 20
_LARGEST_WHOLE = 1 << 30
_FALLBACK = "stancemap-windows-1252"
_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)


@dataclass(frozen=True, slots=True)
class InputFile:
    """A file to read, and the name by which records point to it."""

    path: Path
    name: str

    @property
    def stem(self) -> str:
        """Its name without folders and suffixes."""
        name = Path(self.name).name
        return name.split(".", 1)[0] or name


@contextmanager
def open_bytes(path: Path) -> Iterator[BinaryIO]:
    """Open a file for reading, through gzip where its first bytes say so."""
    with path.open("rb") as plain:
        zipped = plain.read(2) == b"\x1f\x8b"
        plain.seek(0)
        if not zipped:
            yield plain
            return
        with gzip.open(plain, "rb") as unzipped:
            yield io.BufferedReader(unzipped)


def first_bytes(path: Path, size: int = 65536) -> bytes:
    """Read the beginning of a file, unzipped."""
    with open_bytes(path) as stream:
        return stream.read(size)


def encoding_of(path: Path) -> tuple[str, bool]:
    """Name the encoding of a file and whether all of it fits.

    A byte order mark decides; without one it is UTF-8, if need be only in part.
    """
    with open_bytes(path) as stream:
        start = stream.read(4)
        for mark, name in _MARKS:
            if start.startswith(mark):
                return name, True
        decoder = codecs.getincrementaldecoder("utf-8")()
        try:
            decoder.decode(start)
            while chunk := stream.read(_CHUNK):
                decoder.decode(chunk)
            decoder.decode(b"", final=True)
        except UnicodeDecodeError:
            return "utf-8", False
    return "utf-8", True


@contextmanager
def open_text(path: Path, encoding: str) -> Iterator[TextIO]:
    """Open a file as text, line ends untouched; bytes that do not fit become Windows-1252."""
    codecs.register_error(_FALLBACK, _as_windows_1252)
    errors = _FALLBACK if encoding.startswith("utf-8") else "replace"
    with open_bytes(path) as stream:
        yield io.TextIOWrapper(stream, encoding=encoding, errors=errors, newline="")


def read_whole(file: InputFile, encoding: str) -> str:
    """Read all of a file as text.

    Raises:
        InputError: it is too large to be read in one piece.
    """
    with open_text(file.path, encoding) as stream:
        text = stream.read(_LARGEST_WHOLE)
        if stream.read(1):
            raise InputError(
                f"{file.name} is longer than {_LARGEST_WHOLE:,} characters; "
                "split it, or save it as JSONL or CSV, which are read line by line"
            )
    return text


def _as_windows_1252(error: UnicodeError) -> tuple[str, int]:
    if not isinstance(error, UnicodeDecodeError):
        raise error
    wrong = error.object[error.start : error.end]
    return wrong.decode("cp1252", errors="replace"), error.end
