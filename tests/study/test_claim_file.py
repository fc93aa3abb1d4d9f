"""Claims that are looked up in a file are those that were put in."""

from pathlib import Path

import pytest

from stancemap.records import Claim, ClaimKind, DocumentKind, Span
from stancemap.study.claim_file import claim_file
from stancemap.study.store import remove_beginnings


def _claim(number: int) -> Claim:
    text = f"Claim {number}, ‘quoted’ 😀"
    return Claim(
        f"c{number}#c1",
        DocumentKind.COMMENT,
        f"c{number}",
        Span(3, 3 + len(text), text),
        ClaimKind.VALUE,
        0.5 + number / 100,
        "oppose",
    )


def test_claims_appended_in_portions_are_found_by_their_row(tmp_path: Path) -> None:
    with claim_file(tmp_path) as claims:
        claims.extend([_claim(0), _claim(1)])
        claims.extend([])
        claims.extend([_claim(2)])
        assert len(claims) == 3
        assert [claims[row] for row in (2, 0, 1)] == [_claim(2), _claim(0), _claim(1)]
        assert claims[1:] == [_claim(1), _claim(2)]
        with pytest.raises(IndexError):
            claims[3]


def test_nothing_is_appended_once_it_is_read(tmp_path: Path) -> None:
    with claim_file(tmp_path) as claims:
        claims.extend([_claim(0)])
        assert claims[0].claim_id == "c0#c1"
        with pytest.raises(ValueError, match="read already"):
            claims.extend([_claim(1)])


def test_the_file_is_gone_in_the_end_and_after_a_kill(tmp_path: Path) -> None:
    folder = tmp_path / "data"
    folder.mkdir()
    with claim_file(folder) as claims:
        claims.extend([_claim(0)])
        assert len(list(folder.iterdir())) == 1
        killed = next(folder.iterdir()).read_bytes()
    assert not list(folder.iterdir())
    (folder / ".claims.0123.part").write_bytes(killed)
    remove_beginnings(tmp_path)
    assert not list(folder.iterdir())
