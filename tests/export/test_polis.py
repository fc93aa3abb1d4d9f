import csv
from dataclasses import replace
from pathlib import Path

import pytest

from stancemap.export import polis
from stancemap.export.map_content import MapContent
from stancemap.records import ArgumentMap, NodeKind


def _rows(content: MapContent, folder: Path) -> list[dict[str, str]]:
    path = folder / "polis.csv"
    polis.write(content, path)
    with path.open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream))


def test_key_points_stand_ready_to_be_voted_on(small_content: MapContent, tmp_path: Path) -> None:
    first, second = _rows(small_content, tmp_path)
    assert list(first)[:8] == [
        "timestamp", "datetime", "comment-id", "author-id", "agrees", "disagrees", "moderated",
        "comment-body",
    ]  # fmt: skip
    assert first["comment-body"] == "Nobody is there to help."
    assert (first["comment-id"], second["comment-id"]) == ("0", "1")
    assert first["timestamp"] == "1704961800000"  # 08:30 UTC
    assert first["datetime"].startswith("Thu Jan 11 2024 08:30:00 GMT+0000")
    assert (second["stance"], second["target"]) == ("support", "night buses without drivers")


def test_single_claims_stand_in_where_there_is_no_key_point(
    small_content: MapContent, tmp_path: Path
) -> None:
    nodes = tuple(
        replace(node, parent_id=f"t1/{node.stance}") if node.kind is NodeKind.CLAIM else node
        for node in small_content.argument_map.nodes
        if node.kind is not NodeKind.KEY_POINT
    )
    rows = _rows(replace(small_content, argument_map=ArgumentMap(nodes)), tmp_path)
    assert [row["comment-body"] for row in rows] == [
        "No one helps you.", "A bus at 3 a.m.!", "They never strike."]  # fmt: skip


@pytest.mark.parametrize("sign", ["=", "+", "-", "@"])
def test_no_cell_is_a_formula(sign: str, small_content: MapContent, tmp_path: Path) -> None:
    nodes = tuple(replace(node, text=f"{sign}1+1") for node in small_content.argument_map.nodes)
    rows = _rows(replace(small_content, argument_map=ArgumentMap(nodes)), tmp_path)
    assert {row["comment-body"] for row in rows} == {f"'{sign}1+1"}
