"""Keep a language model's replies by content, so that no question is paid for twice.

One SQLite file in a folder of the caller's choice. Several threads and processes may share it:
each operation opens the file anew, and the first reply stored for a key stays.
"""

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path

from stancemap.errors import ModelError
from stancemap.tag.stance_llm_endpoint import ChatRequest, Reply

CACHE_FILE = "replies.sqlite"
_BUSY_SECONDS = 60
_TABLE = """
CREATE TABLE IF NOT EXISTS replies (
    key TEXT PRIMARY KEY, text TEXT NOT NULL,
    prompt_tokens INTEGER NOT NULL, answer_tokens INTEGER NOT NULL
) WITHOUT ROWID"""


@dataclass(frozen=True, slots=True)
class Spent:
    """What the replies of a cache have used, as the endpoints counted it."""

    calls: int
    prompt_tokens: int
    answer_tokens: int


@dataclass(frozen=True, slots=True)
class ReplyCache:
    """Replies by the hash of their request. Make it with `open_cache`."""

    path: Path

    def get(self, request: ChatRequest) -> Reply | None:
        """Return the reply stored for a request."""
        with self._connection() as connection:
            row = connection.execute(
                "SELECT text, prompt_tokens, answer_tokens FROM replies WHERE key = ?",
                (request.key,),
            ).fetchone()
        return None if row is None else Reply(*row)

    def put(self, request: ChatRequest, reply: Reply) -> None:
        """Store a reply, unless another process was first."""
        row = (request.key, _storable(reply.text), reply.prompt_tokens, reply.answer_tokens)
        with self._connection() as connection:
            connection.execute("INSERT OR IGNORE INTO replies VALUES (?, ?, ?, ?)", row)

    def spent(self) -> Spent:
        """Add up what all stored replies used."""
        query = "SELECT COUNT(*), TOTAL(prompt_tokens), TOTAL(answer_tokens) FROM replies"
        with self._connection() as connection:
            calls, prompt_tokens, answer_tokens = connection.execute(query).fetchone()
        return Spent(calls, int(prompt_tokens), int(answer_tokens))

    @contextmanager
    def _connection(self) -> Iterator[sqlite3.Connection]:
        try:
            with closing(sqlite3.connect(self.path, timeout=_BUSY_SECONDS)) as opened, opened:
                yield opened
        except sqlite3.Error as error:
            raise ModelError(
                f"the cache of replies {self.path.name} cannot be used ({error}); is the disk "
                f"full, or the file damaged? Delete it to start afresh: its replies are asked again"
            ) from error


def open_cache(folder: Path) -> ReplyCache:
    """Open the cache in a folder; make both where they are missing.

    Raises:
        ModelError: the folder cannot be written, or its file is no cache.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise ModelError(f"the cache folder {folder} cannot be made: {error}") from error
    cache = ReplyCache(folder / CACHE_FILE)
    with cache._connection() as connection:  # noqa: SLF001 (the same class's constructor)
        connection.execute(_TABLE)
    return cache


def _storable(text: str) -> str:
    # A lone surrogate, which JSON can spell, has no UTF-8 form.
    return text.encode("utf-8", "replace").decode("utf-8")
