"""What a map leaves out is said in what is exported."""

from dataclasses import replace
from pathlib import Path

import pytest

from stancemap.export.map_content import MapContent
from stancemap.export.map_formats import MapFormat, file_name, write_map
from stancemap.records import LeftOut

SAYING = [
    MapFormat.JSON,
    MapFormat.ARGDOWN,
    MapFormat.XAIF,
    MapFormat.GEXF,
    MapFormat.GRAPHML,
    MapFormat.DOT,
    MapFormat.KIALO,
]


@pytest.mark.parametrize("kind", SAYING)
def test_a_map_that_is_cut_says_so(
    kind: MapFormat, small_content: MapContent, tmp_path: Path
) -> None:
    cut = replace(small_content.argument_map, left_out=LeftOut(n_claims=31_337))
    write_map(small_content, kind, tmp_path / f"whole-{file_name(kind)}")
    write_map(replace(small_content, argument_map=cut), kind, tmp_path / file_name(kind))
    said = (tmp_path / file_name(kind)).read_text(encoding="utf-8").replace("\\", "")
    assert "31,337 claims" in said.replace("u002c", ",") or '"n_claims": 31337' in said
    assert "left" not in (tmp_path / f"whole-{file_name(kind)}").read_text(encoding="utf-8")
