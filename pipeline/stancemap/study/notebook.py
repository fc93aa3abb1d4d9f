"""How a study looks in a notebook."""

from collections.abc import Mapping
from html import escape
from pathlib import Path
from typing import Any

import pandas as pd

_COUNTS = ("articles", "comments", "claims", "entities", "quotes", "relations")
_POINTS = 10


def study_html(folder: Path, manifest: Mapping[str, Any], key_points: pd.DataFrame) -> str:
    """Write two small tables: what was found, and the key points that most comments make."""
    counts = manifest["counts"]
    points = key_points[key_points["n_comments"] > 1]
    found = [*((name, counts[name]) for name in _COUNTS), ("key points", len(points))]
    heads = "".join(f"<th>{escape(name)}</th>" for name, _ in found)
    cells = "".join(f"<td>{count:,}</td>" for _, count in found)
    report = escape((folder / "report.html").as_posix(), quote=True)
    return (
        f"<p><strong>Study {escape(folder.name)}</strong>:"
        f' <a href="{report}" target="_blank">report</a></p>'
        f"<table><thead><tr>{heads}</tr></thead><tbody><tr>{cells}</tr></tbody></table>"
        f"{_points_html(points)}"
    )


def _points_html(points: pd.DataFrame) -> str:
    if points.empty:
        return ""
    largest = points.sort_values(["n_comments", "key_point_id"], ascending=[False, True])
    rows = "".join(
        f"<tr><td>{escape(str(point.target))}</td><td>{escape(str(point.stance))}</td>"
        f"<td>{escape(str(point.text))}</td><td>{point.n_comments}</td></tr>"
        for point in largest.head(_POINTS).itertuples()
    )
    return (
        "<table><thead><tr><th>target</th><th>stance</th><th>key point</th>"
        f"<th>comments</th></tr></thead><tbody>{rows}</tbody></table>"
    )
