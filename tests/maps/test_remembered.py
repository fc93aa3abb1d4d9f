from collections.abc import Sequence

import numpy as np
import pytest
from numpy.typing import NDArray

from stancemap.maps.remembered import RememberingEncoder


class Counting:
    """Counts how often it reads a text."""

    def __init__(self) -> None:
        self.read: list[str] = []

    def encode(self, texts: Sequence[str]) -> NDArray[np.float32]:
        self.read += texts
        return np.array([[len(text), 1] for text in texts], dtype=np.float32).reshape(-1, 2)


@pytest.mark.parametrize("most", [0, 1, 10])
def test_rows_are_those_of_the_encoder(most: int) -> None:
    texts = ["a", "bb", "a", "ccc"]
    remembering = RememberingEncoder(Counting(), most)
    for _ in range(2):
        assert remembering.encode(texts).tolist() == Counting().encode(texts).tolist()
    assert remembering.encode([]).shape == (0, 2)


def test_a_text_is_read_once() -> None:
    counting = Counting()
    remembering = RememberingEncoder(counting)
    remembering.encode(["a", "a", "bb"])
    remembering.encode(["bb", "ccc", "a"])
    assert counting.read == ["a", "bb", "ccc"]


def test_memory_has_an_end() -> None:
    remembering = RememberingEncoder(Counting(), most=2)
    remembering.encode([f"text {number}" for number in range(50)])
    assert len(remembering.rows) == 2
