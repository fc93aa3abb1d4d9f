"""Rows of texts that are asked for again, so that a slow encoder reads each text once."""

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from stancemap.tag.encoder import Encoder

MOST_REMEMBERED = 50_000
"""How many rows are kept at most, if nothing else is said."""


@dataclass(frozen=True, slots=True, eq=False)
class RememberingEncoder:
    """An encoder that keeps the rows of the first `most` texts; 75 MB of 384 numbers each."""

    encoder: Encoder
    most: int = MOST_REMEMBERED
    rows: dict[str, NDArray[np.float32]] = field(default_factory=dict)

    def encode(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """Return one row per text."""
        new = [text for text in dict.fromkeys(texts) if text not in self.rows]
        if not new:
            if not texts:
                return self.encoder.encode([])
            return np.stack([self.rows[text] for text in texts])
        found = dict(zip(new, self.encoder.encode(new), strict=True))
        for text in new[: max(0, self.most - len(self.rows))]:
            self.rows[text] = found[text].copy()
        return np.stack([found[text] if text in found else self.rows[text] for text in texts])
