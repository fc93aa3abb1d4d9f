"""Turn texts into vectors with a table of word-piece embeddings: fast, small, no neural run time.

A text's vector is the sum of the vectors of its word pieces, brought to length 1. How much a
piece counts is in the length of its own vector (rare pieces are longer), so there is nothing
else to weigh at run time.
"""

import os
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import Protocol

import numpy as np
from numpy.typing import NDArray
from safetensors import SafetensorError
from safetensors.numpy import load_file
from tokenizers import Tokenizer

from stancemap._paths import MODELS
from stancemap.errors import ModelError

DEFAULT_FOLDER = MODELS / "static-minilm"
WEIGHTS_FILE = "model.safetensors"
TOKENIZER_FILE = "tokenizer.json"
MAX_CHARACTERS = 20_000
"""Text beyond this does not change what a comment is about; reading it would only cost time."""
_UNKNOWN = "[UNK]"
_BATCH = 512
_REMEMBERED = 8192


class Encoder(Protocol):
    """Anything that turns texts into rows of length 1 (or 0, for a text without known words)."""

    def encode(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """Return one row per text."""
        ...


@dataclass(frozen=True, slots=True, eq=False)
class StaticEncoder:
    """A table of word-piece vectors, stored as int8 with one scale per piece.

    A row depends on its own text only, to the last bit, whatever else is in the batch.
    """

    tokenizer: Tokenizer
    table: NDArray[np.int8]
    scale: NDArray[np.float32]
    known: dict[str, NDArray[np.float32]] = field(default_factory=dict, init=False, repr=False)
    """The rows of texts that were read lately."""

    @property
    def dimensions(self) -> int:
        """Length of a vector."""
        return int(self.table.shape[1])

    def pieces(self, texts: Sequence[str]) -> list[list[int]]:
        """Return the ids of the known word pieces of each text, in order."""
        unknown = self.tokenizer.token_to_id(_UNKNOWN)
        encoded = self.tokenizer.encode_batch_fast(
            [_encodable(text) for text in texts], add_special_tokens=False
        )
        return [[piece for piece in row.ids if piece != unknown] for row in encoded]

    def encode(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """Return one row per text, of length 1, or all zeros for a text without known words."""
        if not texts:
            return np.zeros((0, self.dimensions), dtype=np.float32)
        # Targets, parents and sentences come again and again: each is read once.
        rows = {text: self.known[text] for text in texts if text in self.known}
        new = [text for text in dict.fromkeys(texts) if text not in rows]
        for start in range(0, len(new), _BATCH):
            some = new[start : start + _BATCH]
            rows.update(zip(some, self._read(some), strict=True))
        if len(self.known) + len(new) > _REMEMBERED:
            self.known.clear()
        self.known.update((text, rows[text]) for text in new[:_REMEMBERED])
        return np.stack([rows[text] for text in texts])

    def _read(self, texts: Sequence[str]) -> NDArray[np.float32]:
        rows = np.zeros((len(texts), self.dimensions), dtype=np.float32)
        for place, ids in enumerate(self.pieces(texts)):
            vectors = self.table[ids].astype(np.float32) * self.scale[ids, np.newaxis]
            rows[place] = vectors.sum(axis=0)
        return unit_rows(rows)


@lru_cache(maxsize=2)
def load_encoder(folder: Path | None = None) -> StaticEncoder:
    """Load a static encoder, by default the one that ships.

    Raises:
        ModelError: the folder has no such model, or its files do not fit each other.
    """
    # Processes are our parallelism; the tokenizer's own threads would warn or hang after a fork.
    os.environ.setdefault("TOKENIZERS_PARALLELISM", "false")
    folder = folder or DEFAULT_FOLDER
    weights = folder / WEIGHTS_FILE
    try:
        text = (folder / TOKENIZER_FILE).read_text(encoding="utf-8")
        tensors = load_file(weights)
        table, scale = tensors["table"], tensors["scale"]
    except (OSError, SafetensorError, KeyError, UnicodeDecodeError) as error:
        raise ModelError(
            f"{folder.name} is no static encoder: it needs {TOKENIZER_FILE} and {WEIGHTS_FILE} "
            f"with the tensors 'table' and 'scale'; reinstall stancemap to restore the one that "
            f"ships ({error})"
        ) from error
    tokenizer = Tokenizer.from_str(text)
    if tokenizer.get_vocab_size() != len(table) or len(scale) != len(table):
        raise ModelError(
            f"{folder.name}: the tokenizer knows {tokenizer.get_vocab_size()} pieces, the weights "
            f"{len(table)} with {len(scale)} scales; both files must come from the same model"
        )
    return StaticEncoder(tokenizer, table, scale.astype(np.float32))


def unit_rows(rows: NDArray[np.float32]) -> NDArray[np.float32]:
    """Bring each row to length 1; rows of zeros stay as they are."""
    lengths = np.sqrt(np.einsum("ij,ij->i", rows, rows))
    lengths[lengths == 0] = 1
    return np.asarray(rows / lengths[:, np.newaxis], dtype=np.float32)


def _encodable(text: str) -> str:
    # A lone surrogate has no UTF-8 form, and the tokenizer refuses it.
    return text[:MAX_CHARACTERS].encode("utf-8", "replace").decode("utf-8")
