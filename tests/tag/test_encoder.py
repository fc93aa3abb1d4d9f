"""What the static encoder promises to those who cluster and classify with it."""

import multiprocessing
from pathlib import Path

import numpy as np
import pytest

from stancemap.errors import ModelError
from stancemap.tag.encoder import MAX_CHARACTERS, StaticEncoder, load_encoder


@pytest.fixture(scope="module")
def encoder() -> StaticEncoder:
    return load_encoder()


def test_texts_about_the_same_thing_are_nearer_than_others(encoder: StaticEncoder) -> None:
    privacy, spying, cheese = encoder.encode(
        [
            "The cameras are a danger to privacy.",
            "Surveillance threatens our private lives.",
            "I had cheese for breakfast.",
        ]
    )
    assert privacy @ spying > 0.5
    assert privacy @ cheese < 0.2


def test_rows_have_length_one(encoder: StaticEncoder) -> None:
    rows = encoder.encode(["one", "two words", "three whole words " * 50])
    assert rows.dtype == np.float32
    assert np.linalg.norm(rows, axis=1) == pytest.approx(1, abs=1e-5)


@pytest.mark.parametrize("text", ["", "   ", "\x00\x07", "[UNK]"])
def test_a_text_without_known_words_is_a_zero_row(encoder: StaticEncoder, text: str) -> None:
    assert not encoder.encode([text]).any()


def test_no_texts_make_no_rows(encoder: StaticEncoder) -> None:
    assert encoder.encode([]).shape == (0, encoder.dimensions)


@pytest.mark.parametrize(
    "text",
    ["\ud800 lone surrogate", "مرحبا بالعالم", "👍🏽" * 300, "a" * 100_000, "<b>=1+1</b>"],
)
def test_hostile_text_still_gives_a_finite_row(encoder: StaticEncoder, text: str) -> None:
    assert np.isfinite(encoder.encode([text])).all()


def test_a_row_does_not_depend_on_its_batch(encoder: StaticEncoder) -> None:
    texts = [f"comment {i} about cameras, trains and {i} things" for i in range(700)]
    together = encoder.encode(texts)
    assert np.array_equal(together[::100], encoder.encode(texts[::100]))
    assert np.array_equal(together[600], encoder.encode([texts[600]])[0])


def test_text_beyond_the_limit_is_not_read(encoder: StaticEncoder) -> None:
    start = "camera " * MAX_CHARACTERS
    assert np.array_equal(encoder.encode([start]), encoder.encode([start[:MAX_CHARACTERS]]))


@pytest.mark.parametrize("method", ["spawn", "forkserver"])
def test_other_processes_give_the_same_bytes(encoder: StaticEncoder, method: str) -> None:
    with multiprocessing.get_context(method).Pool(1) as pool:
        loaded_there = pool.apply(load_encoder)
        rows = pool.apply(encoder.encode, (["the same text"],))
    assert np.array_equal(rows, encoder.encode(["the same text"]))
    assert np.array_equal(rows, loaded_there.encode(["the same text"]))


def test_a_missing_folder_is_explained(tmp_path: Path) -> None:
    with pytest.raises(ModelError, match=r"nowhere is no static encoder.*tokenizer\.json"):
        load_encoder(tmp_path / "nowhere")
