"""Texts that wait in a file come back as they were."""

from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from stancemap.ingest.texts import InMemory, fingerprint, spilled

TEXTS = ["", "Ban it.", "Ban it.", "😀 ’tis\nlong " * 100_000, "lone \ud800 surrogate", "Ban it!"]


def test_texts_are_read_back_in_any_order_while_others_are_kept(tmp_path: Path) -> None:
    with spilled(tmp_path) as texts:
        stand_ins = [texts.keep(text) for text in TEXTS]
        assert [texts.read(one) for one in reversed(stand_ins)] == TEXTS[::-1]
        later = texts.keep("later")
        assert texts.read(later) == "later"
        assert [texts.read(one) for one in stand_ins] == TEXTS
        assert all(len(one) < 60 for one in stand_ins)


def test_equal_texts_have_equal_fingerprints_and_others_have_not(tmp_path: Path) -> None:
    with spilled(tmp_path) as texts:
        prints = [fingerprint(texts.keep(text)) for text in TEXTS]
        assert [prints.index(one) for one in prints] == [TEXTS.index(text) for text in TEXTS]


def test_no_file_is_left_or_even_seen(tmp_path: Path) -> None:
    with spilled(tmp_path / "data") as texts:
        texts.keep("x" * 3_000_000)
        assert not list((tmp_path / "data").iterdir())


@given(st.text())
def test_in_memory_a_text_stands_for_itself(text: str) -> None:
    assert InMemory().read(InMemory().keep(text)) == text
    assert fingerprint(text) == text or text.startswith("\0")
