"""`datapackage.json`: what each CSV file of a study holds, as a Frictionless Data Package (v1)."""

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TypeAlias

from stancemap.errors import StudyError
from stancemap.export.atomic import write_text
from stancemap.export.csv_file import GUARD_NOTE
from stancemap.tables import Column, Table

FILE_NAME = "datapackage.json"

Json: TypeAlias = "str | int | float | bool | Sequence[Json] | dict[str, Json] | None"
"""What a JSON file can hold."""


@dataclass(frozen=True, slots=True)
class About:
    """What the package says of itself."""

    name: str = "stancemap-study"
    title: str = "Stances, claims and arguments in reader comments"
    description: str = ""
    version: str = ""


@dataclass(frozen=True, slots=True)
class _FileFacts:
    size: int
    sha256: str
    rows: int


def write_datapackage(tables: Sequence[Table], folder: Path, about: About = About()) -> None:
    """Describe the CSV files of `tables`, which lie in `folder`, in its `datapackage.json`.

    Raises:
        StudyError: one of the files is not there.
    """
    known = {f"{table.name}.{name}" for table in tables for name in table.names}
    package: Json = {
        "profile": "tabular-data-package",
        "name": about.name,
        "title": about.title,
        "description": " ".join(filter(None, (about.description, GUARD_NOTE))),
        **({"version": about.version} if about.version else {}),
        "resources": [_resource(table, folder, known) for table in tables],
    }
    write_text(json.dumps(package, ensure_ascii=False, indent=2) + "\n", folder / FILE_NAME)


def _resource(table: Table, folder: Path, known: set[str]) -> Json:
    file = f"{table.name}.csv"
    try:
        facts = _facts(folder / file)
    except FileNotFoundError:
        raise StudyError(
            f"{folder} has no {file} to describe; write the tables before {FILE_NAME}"
        ) from None
    return {
        "profile": "tabular-data-resource",
        "name": table.name,
        "path": file,
        "title": f"One row per {table.grain}",
        "format": "csv",
        "mediatype": "text/csv",
        "encoding": "utf-8",
        "dialect": {
            "delimiter": ",",
            "lineTerminator": "\n",
            "quoteChar": '"',
            "doubleQuote": True,
            "header": True,
        },
        "bytes": facts.size,
        "hash": f"sha256:{facts.sha256}",
        "rows": facts.rows,
        "schema": _schema(table, known),
    }


def _schema(table: Table, known: set[str]) -> Json:
    references = [column for column in table.columns if column.of in known]
    return {
        "fields": [
            {"name": column.name, "type": column.type.value, "description": column.meaning}
            for column in table.columns
        ],
        "missingValues": [""],
        **({"primaryKey": [table.key]} if table.key else {}),
        **(
            {"foreignKeys": [_foreign_key(table, column) for column in references]}
            if references
            else {}
        ),
    }


def _foreign_key(table: Table, column: Column) -> Json:
    resource, field = column.of.split(".", maxsplit=1)
    # The specification writes a table's reference to itself as an empty name.
    resource = "" if resource == table.name else resource
    return {"fields": [column.name], "reference": {"resource": resource, "fields": [field]}}


def _facts(path: Path) -> _FileFacts:
    """Hash a file and count its records in one pass, whatever the length of its cells."""
    digest, size, records, quoted = hashlib.sha256(), 0, 0, False
    with path.open("rb") as stream:
        for line in stream:
            digest.update(line)
            size += len(line)
            quoted ^= bool(line.count(b'"') % 2)
            records += not quoted
    return _FileFacts(size, digest.hexdigest(), max(records - 1, 0))
