"""What docs/map-edits.md shows is what the readers take."""

import re
from pathlib import Path

from stancemap.edit.edits_file import MAP_EDITS, read_edits
from stancemap.maps.edits import Action

PAGE = (Path(__file__).parents[2] / "docs" / "map-edits.md").read_text(encoding="utf-8")


def test_the_file_of_the_example_is_read(tmp_path: Path) -> None:
    (block,) = re.findall(r"^```csv\n(.*?)^```", PAGE, flags=re.DOTALL | re.MULTILINE)
    (tmp_path / "map_edits.csv").write_text(block, encoding="utf-8")
    assert len(read_edits(tmp_path / "map_edits.csv")) == 5
    assert block.startswith(",".join(MAP_EDITS.names))


def test_every_action_is_explained() -> None:
    assert [action for action in Action if f"`{action}`" not in PAGE] == []
