"""Which endpoints are accepted, and what the user is told about them before anything is sent."""

from pathlib import Path

import pytest

from stancemap.codebook import load_codebook
from stancemap.errors import InputError
from stancemap.tag.stance import StanceQuestion
from stancemap.tag.stance_llm_cache import open_cache
from stancemap.tag.stance_llm_cost import estimate
from stancemap.tag.stance_llm_endpoint import Endpoint, warning


def test_without_a_price_no_cost_is_claimed(tmp_path: Path) -> None:
    question = StanceQuestion("lamps", "", "", "Ban them.", ())
    unpriced = estimate([question], load_codebook(), Endpoint("tiny"), open_cache(tmp_path))
    assert (unpriced.cost, unpriced.most_cost) == (None, None)
    assert "price" not in str(unpriced)


@pytest.mark.parametrize(
    ("url", "words"),
    [
        ("http://127.0.0.1:8080/v1", ""),
        ("http://localhost:11434/v1", ""),
        ("http://[::1]:8080/v1", ""),
        ("https://models.example.org/v1", "sent to models.example.org, which is not this machine"),
        ("http://192.168.0.7:8080/v1", "The connection is not encrypted (http)"),
        ("http://127.0.0.1.example.org/v1", "which is not this machine"),
        ("http://localhost.example.org/v1", "which is not this machine"),
        ("http://0.0.0.0:8080/v1", "which is not this machine"),
    ],
)
def test_the_user_is_told_when_comments_leave_the_machine(url: str, words: str) -> None:
    told = warning(Endpoint("tiny", url))
    assert words in told
    assert bool(told) == bool(words)


@pytest.mark.parametrize(
    "url",
    ["", "127.0.0.1:8080", "file:///etc", "http://", "http://[::1", "http://a:b/v1",
     "http://user:secret@models.example.org/v1"],
)  # fmt: skip
def test_an_endpoint_that_is_no_url_is_refused(url: str) -> None:
    with pytest.raises(InputError, match="no URL"):
        _ = Endpoint("tiny", url).is_loopback
