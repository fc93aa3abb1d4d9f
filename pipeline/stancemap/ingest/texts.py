"""Where the texts of comments wait until they are needed: in memory, or in a file.

While comments are brought into order, nobody looks at their texts but to see whether two are the
same. So of a large corpus the texts lie in a file, and a short stand-in is carried instead.
"""

import struct
from base64 import b64decode, b64encode
from collections.abc import Iterator
from contextlib import contextmanager
from hashlib import blake2b
from pathlib import Path
from tempfile import TemporaryFile
from typing import IO, Protocol

_MARK = "\0"
"""No cleaned text has it, so that a stand-in is no text."""
_DIGEST = 16
_PLACE = struct.Struct(">QI")
_WRITTEN_AT_ONCE = 1 << 20
_FINGERPRINT = 1 + 4 * -(-_DIGEST // 3)


class Texts(Protocol):
    """Keeps texts, and gives each back for what stands for it."""

    def keep(self, text: str) -> str:
        """Keep a text; return what stands for it."""
        ...

    def read(self, stand_in: str) -> str:
        """Return a text that was kept."""
        ...


class InMemory:
    """Texts stand for themselves."""

    def keep(self, text: str) -> str:
        """Return the text."""
        return text

    def read(self, stand_in: str) -> str:
        """Return the text."""
        return stand_in


class Spilled:
    """Texts in a file.

    Args:
        stream: an empty file, open for writing and reading.
    """

    def __init__(self, stream: IO[bytes]) -> None:
        self._stream = stream
        self._waiting: list[bytes] = []
        self._written = self._end = 0

    def keep(self, text: str) -> str:
        """Append a text; an empty one stands for itself."""
        if not text:
            return text
        content = text.encode("utf-8", "surrogatepass")
        digest = blake2b(content, digest_size=_DIGEST).digest()
        place = _PLACE.pack(self._end, len(content))
        self._waiting.append(content)
        self._end += len(content)
        if self._end - self._written >= _WRITTEN_AT_ONCE:
            self._write()
        return _MARK + (b64encode(digest) + b64encode(place)).decode("ascii")

    def _write(self) -> None:
        self._stream.seek(self._written)
        self._stream.write(b"".join(self._waiting))
        self._waiting.clear()
        self._written = self._end

    def read(self, stand_in: str) -> str:
        """Read a text."""
        if not stand_in.startswith(_MARK):
            return stand_in
        start, length = _PLACE.unpack(b64decode(stand_in[_FINGERPRINT:]))
        if start + length > self._written:
            self._write()
        self._stream.seek(start)
        return self._stream.read(length).decode("utf-8", "surrogatepass")


def fingerprint(stand_in: str) -> str:
    """Return what is the same for the same text: the text, or a digest of one in a file."""
    return stand_in[:_FINGERPRINT] if stand_in.startswith(_MARK) else stand_in


@contextmanager
def spilled(folder: Path) -> Iterator[Spilled]:
    """Keep texts in a file without a name in a folder: it is gone however the process ends."""
    folder.mkdir(parents=True, exist_ok=True)
    # Where the file system gives no file without a name, this one is taken for a beginning.
    with TemporaryFile(dir=folder, prefix=".texts", suffix=".part") as stream:
        yield Spilled(stream)
