"""Turn claims into vectors that are near each other where the claims say the same.

A fine-tuned MiniLM as an ONNX graph. Each text runs by itself: the graph's int8 arithmetic scales
by the largest value of whatever is passed together, so batch mates would change answers. Texts run
on several threads instead, which changes nothing.
"""

import json
import os
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from tokenizers import Tokenizer

from stancemap._paths import MODELS
from stancemap.errors import ModelError
from stancemap.tag.stance_encoder_model import Session, load_session

ARGUMENT_FOLDER = MODELS / "argument-minilm"
NETWORK_FILE = "model_int8.onnx"
TOKENIZER_FILE = "tokenizer.json"
CONFIG_FILE = "config.json"
FORMAT = 1
DIMENSIONS = 384
_UNKNOWN = "[UNK]"
_MOST_THREADS = 8
_AT_ONCE = 512
# More characters than fill the network's length in any script; the rest would only cost time.
_MOST_CHARACTERS = 4_000


@dataclass(frozen=True, slots=True, eq=False)
class ArgumentEncoder:
    """The graph with its word pieces; `scale` and `bias` turn cosines into log odds of a match.

    A row depends on its own text only, to the last bit, whatever else is encoded.
    """

    session: Session
    tokenizer: Tokenizer
    scale: float
    bias: float

    def encode(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """Return one row per text, of length 1, or all zeros for a text without known words."""
        rows = np.zeros((len(texts), DIMENSIONS), dtype=np.float32)
        with ThreadPoolExecutor(min(_MOST_THREADS, os.cpu_count() or 1)) as threads:
            for start in range(0, len(texts), _AT_ONCE):
                pieces = self._pieces(texts[start : start + _AT_ONCE])
                for offset, row in enumerate(threads.map(self._row, pieces)):
                    rows[start + offset] = row
        return rows

    def probability(self, cosines: NDArray[np.float32]) -> NDArray[np.float64]:
        """Say how probable it is that texts of these cosines say the same."""
        return np.asarray(1 / (1 + np.exp(-(self.scale * cosines.astype(np.float64) + self.bias))))

    def _pieces(self, texts: Sequence[str]) -> list[list[int]]:
        unknown = self.tokenizer.token_to_id(_UNKNOWN)
        encoded = self.tokenizer.encode_batch_fast([_encodable(text) for text in texts])
        return [
            row.ids if any(piece != unknown for piece in row.ids[1:-1]) else [] for row in encoded
        ]

    def _row(self, pieces: Sequence[int]) -> NDArray[np.float32]:
        if not pieces:
            return np.zeros(DIMENSIONS, dtype=np.float32)
        ids = np.array([pieces], dtype=np.int64)
        feed = {"input_ids": ids, "attention_mask": np.ones_like(ids)}
        (vectors,) = self.session.run(["vector"], feed)
        return np.asarray(vectors[0], dtype=np.float32)


def load_argument_encoder(folder: Path = ARGUMENT_FOLDER) -> ArgumentEncoder:
    """Load an argument encoder, by default the one that ships.

    Raises:
        ModelError: a file is missing, damaged or of another version.
    """
    os.environ.setdefault("TOKENIZERS_PARALLELISM", "false")
    try:
        config = json.loads((folder / CONFIG_FILE).read_text(encoding="utf-8"))
        definition = (folder / TOKENIZER_FILE).read_text(encoding="utf-8")
        json.loads(definition)  # the tokenizer's own error for a cut file has no type
        scale, bias, length = float(config["scale"]), float(config["bias"]), config["max_length"]
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise ModelError(
            f"{folder.name} is no argument encoder: {CONFIG_FILE} or {TOKENIZER_FILE} cannot be"
            f" read ({error}); reinstall stancemap to restore the one that ships"
        ) from error
    if config.get("format") != FORMAT:
        raise ModelError(
            f"{folder.name} is an argument encoder of format {config.get('format')}, this"
            f" stancemap reads format {FORMAT}: reinstall stancemap"
        )
    tokenizer = Tokenizer.from_str(definition)
    # A comment that says [SEP] says five characters, not the end of the text.
    tokenizer.encode_special_tokens = True
    tokenizer.enable_truncation(length)
    tokenizer.no_padding()
    return ArgumentEncoder(
        load_session(folder / NETWORK_FILE, "argument encoder"), tokenizer, scale, bias
    )


def _encodable(text: str) -> str:
    # A lone surrogate has no UTF-8 form, and the tokenizer refuses it.
    return text[:_MOST_CHARACTERS].encode("utf-8", "replace").decode("utf-8")
