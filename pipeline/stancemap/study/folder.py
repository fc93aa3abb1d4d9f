"""A finished study: its tables as pandas frames."""

from functools import cached_property
from pathlib import Path
from typing import Any

import pandas as pd

from stancemap.errors import StudyError
from stancemap.study.notebook import study_html
from stancemap.study.store import read_json

_MANIFEST = "manifest.json"
_TABLES = (
    "articles",
    "comments",
    "claims",
    "entities",
    "aliases",
    "mentions",
    "quotes",
    "statements",
    "answers",
    "summary_by_voice",
    "actors",
    "key_points",
    "relations",
    "cruxes",
    "summary_by_stance",
    "summary_by_article",
    "summary_by_month",
    "summary_by_entity",
    "ledger",
    "rejects",
)


class Study:
    """A study folder that a run has finished. Its tables are read when asked for.

    Args:
        folder: the folder that `stancemap run` wrote.

    Raises:
        StudyError: there is no finished study in that folder.
    """

    def __init__(self, folder: str | Path) -> None:
        self.folder = Path(folder)
        if not (self.folder / _MANIFEST).is_file():
            raise StudyError(
                f"{folder} holds no finished study: it has no manifest.json;"
                " make one with stancemap run INPUT --out FOLDER"
            )

    @property
    def report(self) -> Path:
        """The report, a page for the browser."""
        return self.folder / "report.html"

    @cached_property
    def manifest(self) -> dict[str, Any]:
        """What went in, by what it was made, what came out."""
        return read_json(self.folder / _MANIFEST)

    def table(self, name: str) -> pd.DataFrame:
        """Read a table, one row per grain, as described in `datapackage.json`.

        Raises:
            StudyError: there is no such table.
        """
        if name not in _TABLES:
            raise StudyError(f"no table '{name}'; there are {', '.join(_TABLES)}")
        return pd.read_parquet(self.folder / "data" / f"{name}.parquet")

    def export(self, kind: str, path: str | Path = "") -> Path:
        """Write the argument map in a format, such as "qdpx" or "gexf"; return the file.

        Without `path` it goes into the study's folder `map`.

        Raises:
            InputError: there is no such format.
            StudyError: the study is damaged, or a run is at work in it.
            ExportError: the format needs a program that is not there.
        """
        # A study whose tables are read needs no writers.
        from stancemap.export.map_formats import map_format  # noqa: PLC0415
        from stancemap.study.map_export import export_maps  # noqa: PLC0415

        out = Path(path) if path else None
        (written,) = export_maps(self.folder, [map_format(kind)], out)
        return written

    @property
    def comments(self) -> pd.DataFrame:
        """One row per comment read, with its stance."""
        return self.table("comments")

    @property
    def claims(self) -> pd.DataFrame:
        """One row per claim."""
        return self.table("claims")

    @property
    def entities(self) -> pd.DataFrame:
        """One row per entity."""
        return self.table("entities")

    @property
    def quotes(self) -> pd.DataFrame:
        """One row per quote."""
        return self.table("quotes")

    @property
    def statements(self) -> pd.DataFrame:
        """One row per claim or quote of somebody quoted in an article."""
        return self.table("statements")

    @property
    def answers(self) -> pd.DataFrame:
        """One row per tagged comment and passage of its article that it answers, or none."""
        return self.table("answers")

    @property
    def actors(self) -> pd.DataFrame:
        """One row per entity that is quoted, or named by some comments."""
        return self.table("actors")

    @property
    def key_points(self) -> pd.DataFrame:
        """One row per key point."""
        return self.table("key_points")

    @property
    def relations(self) -> pd.DataFrame:
        """One row per relation."""
        return self.table("relations")

    @property
    def ledger(self) -> pd.DataFrame:
        """What became of every record."""
        return self.table("ledger")

    @property
    def rejects(self) -> pd.DataFrame:
        """The records that could not be read, and why."""
        return self.table("rejects")

    def __repr__(self) -> str:
        counts = self.manifest["counts"]
        return (
            f"Study({self.folder.name!r}: {counts['comments']} comments,"
            f" {counts['key_points']} key points)"
        )

    def _repr_html_(self) -> str:
        """Show in a notebook what is in the study, its largest key points, and the report."""
        return study_html(self.folder, self.manifest, self.key_points)
