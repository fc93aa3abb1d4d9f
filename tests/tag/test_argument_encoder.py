import json
import shutil
from pathlib import Path

import numpy as np
import pytest

from stancemap.errors import ModelError
from stancemap.tag.argument_encoder import (
    ARGUMENT_FOLDER,
    CONFIG_FILE,
    DIMENSIONS,
    NETWORK_FILE,
    TOKENIZER_FILE,
    ArgumentEncoder,
    load_argument_encoder,
)

SAFER = "Cameras in public places make nobody any safer."
HOSTILE = ["\ud800 lone", "[SEP] [CLS] [PAD]", "a" * 50_000, "\x00\x07", "safe " * 5_000, "🤫"]


@pytest.fixture(scope="module")
def encoder() -> ArgumentEncoder:
    if not ARGUMENT_FOLDER.is_dir():
        pytest.skip("the argument encoder does not lie in models/")
    return load_argument_encoder()


def test_claims_that_say_the_same_are_nearer_than_those_on_the_same_thing(
    encoder: ArgumentEncoder,
) -> None:
    same, other = "CCTV does not protect anyone.", "Cameras cost the council too much money."
    said, near, far = encoder.encode([SAFER, same, other])
    assert said @ near > said @ far + 0.2
    assert encoder.probability(np.array([said @ near])) > encoder.probability(
        np.array([said @ far])
    )


def test_batch_mates_and_order_change_no_bit(encoder: ArgumentEncoder) -> None:
    texts = [SAFER, "Buses are late.", *HOSTILE, "Nobody pays for a bus at night. " * 9]
    together = encoder.encode(texts)
    for text, row in zip(texts, together, strict=True):
        assert encoder.encode([text]).tobytes() == row.tobytes()
    assert encoder.encode(texts[::-1])[::-1].tobytes() == together.tobytes()


def test_rows_have_length_one_or_for_unknown_words_zero(encoder: ArgumentEncoder) -> None:
    rows = encoder.encode([SAFER, *HOSTILE, ""])
    assert rows.shape == (len(HOSTILE) + 2, DIMENSIONS)
    lengths = np.linalg.norm(rows, axis=1)
    assert np.all((np.abs(lengths - 1) < 1e-3) | (lengths == 0))
    assert lengths[-1] == 0


def test_no_texts_make_no_rows(encoder: ArgumentEncoder) -> None:
    assert encoder.encode([]).shape == (0, DIMENSIONS)


@pytest.mark.usefixtures("encoder")
@pytest.mark.parametrize("file", [CONFIG_FILE, TOKENIZER_FILE, NETWORK_FILE])
@pytest.mark.parametrize("content", [None, b"", b"{"])
def test_a_damaged_model_is_named_and_says_what_to_do(
    tmp_path: Path, file: str, content: bytes | None
) -> None:
    folder = tmp_path / "damaged"
    folder.mkdir()
    for name in (CONFIG_FILE, TOKENIZER_FILE):
        shutil.copyfile(ARGUMENT_FOLDER / name, folder / name)
    if content is None:
        (folder / file).unlink(missing_ok=True)
    else:
        (folder / file).write_bytes(content)
    with pytest.raises(ModelError, match=r"damaged.*reinstall stancemap"):
        load_argument_encoder(folder)


@pytest.mark.usefixtures("encoder")
def test_a_model_of_another_format_is_refused(tmp_path: Path) -> None:
    for name in (CONFIG_FILE, TOKENIZER_FILE):
        shutil.copyfile(ARGUMENT_FOLDER / name, tmp_path / name)
    config = json.loads((tmp_path / CONFIG_FILE).read_text())
    (tmp_path / CONFIG_FILE).write_text(json.dumps({**config, "format": 99}))
    with pytest.raises(ModelError, match="format 99"):
        load_argument_encoder(tmp_path)
