"""Files that are whole or not there: atomic writes, sidecars, hashes."""

import hashlib
import json
import os
import shutil
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from uuid import uuid4

import pyarrow as pa
import pyarrow.parquet as pq
from filelock import FileLock, Timeout

from stancemap.errors import StudyError
from stancemap.maps.edits import EDITS_FILE
from stancemap.tables import Cell, Row, Table

_CHUNK = 1 << 20
TEMPORARY = ".part"
"""How the names of files end that are not whole yet; they begin with a point."""


@dataclass(frozen=True, slots=True)
class FileMark:
    """What a sidecar says of one file: enough to tell whether it is whole."""

    name: str
    rows: int
    sha256: str


def sha256_of(path: Path) -> str:
    """Hash a file without holding it in memory."""
    digest = hashlib.sha256()
    with path.open("rb") as stream:
        while chunk := stream.read(_CHUNK):
            digest.update(chunk)
    return digest.hexdigest()


def write_bytes(path: Path, content: bytes) -> None:
    """Write a file under a temporary name, sync it, rename it."""
    path.parent.mkdir(parents=True, exist_ok=True)
    # The name is nobody else's: two workers on two machines may be at the same part.
    temporary = path.with_name(f".{path.name}.{uuid4().hex}{TEMPORARY}")
    try:
        with temporary.open("wb") as stream:
            stream.write(content)
            stream.flush()
            os.fsync(stream.fileno())
        temporary.replace(path)
    finally:
        temporary.unlink(missing_ok=True)


def sync(path: Path) -> None:
    """See that a file that was written is on the disk."""
    with path.open("rb") as stream:
        os.fsync(stream.fileno())


def remove_beginnings(folder: Path) -> None:
    """Remove the halves of files that a killed run left in `data`."""
    for path in sorted((folder / "data").rglob(f".*{TEMPORARY}")):
        path.unlink(missing_ok=True)


def write_json(path: Path, content: Mapping[str, object]) -> None:
    """Write JSON with sorted keys, atomically."""
    text = json.dumps(content, ensure_ascii=False, indent=1, sort_keys=True) + "\n"
    write_bytes(path, text.encode())


def read_json(path: Path) -> dict[str, Any]:
    """Read a JSON object that we wrote.

    Raises:
        StudyError: it is missing or damaged.
    """
    try:
        content = json.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise StudyError(
            f"{path.parent.name}/{path.name} is missing; run the study again"
        ) from None
    except ValueError as error:
        raise StudyError(f"{path.parent.name}/{path.name} is damaged: {error}") from error
    if not isinstance(content, dict):
        raise StudyError(f"{path.parent.name}/{path.name} is damaged: not an object")
    return content


def write_table(table: Table, rows: Sequence[Row], path: Path) -> FileMark:
    """Write rows as Parquet, atomically; return their mark."""
    sink = pa.BufferOutputStream()
    pq.write_table(table.arrow(rows), sink, compression="zstd")
    content = sink.getvalue().to_pybytes()
    write_bytes(path, content)
    return FileMark(path.name, len(rows), hashlib.sha256(content).hexdigest())


def read_rows(path: Path) -> list[dict[str, Cell]]:
    """Read a Parquet file that we wrote, a mapping from column name to cell per row."""
    rows: list[dict[str, Cell]] = pq.read_table(path).to_pylist()
    return rows


def count_rows(path: Path) -> int:
    """Count the rows of a Parquet file without reading them."""
    return int(pq.read_metadata(path).num_rows)


def write_sidecar(path: Path, marks: Sequence[FileMark], **more: object) -> None:
    """Say, after the files are whole, what they hold; `made_by` is the recipe's fingerprint."""
    files = {mark.name: {"rows": mark.rows, "sha256": mark.sha256} for mark in marks}
    write_json(path, {"files": files, **more})


def is_whole(sidecar: Path, made_by: str, stage: str = "made_by") -> bool:
    """Tell whether a sidecar is of this recipe and every file it names has the hash it names.

    With the `stage` "read_by", `made_by` is the part of a recipe on which reading depends.
    """
    try:
        content = json.loads(sidecar.read_text(encoding="utf-8"))
        return content[stage] == made_by and all(
            sha256_of(sidecar.parent / name) == mark["sha256"]
            for name, mark in content["files"].items()
        )
    except (OSError, ValueError, KeyError, TypeError):
        return False


RECIPE = "data/recipe.json"
"""Says of what a study is made. It is written first and removed last: it marks the folder ours."""

CODEBOOK = "data/codebook.json"
"""The codebook as it was: the file that a user gave may have changed since."""

_FOLDERS = ("data", "map", "network")
_PATTERNS = ("*.csv", "report.html", "datapackage.json")


_LOCK = ".lock"
_PATIENCE = 0.5
"""Seconds to wait for a lock: long enough for somebody who only looks whether it is held."""


@contextmanager
def locked(folder: Path) -> Iterator[None]:
    """Hold the lock of a study folder, which is made where it is not there.

    Raises:
        StudyError: another run is at work in it, or it cannot be a folder.
    """
    lock = FileLock(folder / _LOCK)
    try:
        folder.mkdir(parents=True, exist_ok=True)
        lock.acquire(timeout=_PATIENCE)
    except Timeout:
        raise StudyError(
            f"another run is at work in {folder}; wait for it, or choose another --out"
        ) from None
    except OSError as error:
        raise StudyError(
            f"{folder} cannot be used as a folder: {error.strerror or error}"
        ) from error
    try:
        yield
    finally:
        lock.release()


def is_locked(folder: Path) -> bool:
    """Tell whether a run is at work in a folder; where nothing can be written, none is."""
    if not (folder / _LOCK).exists():
        return False
    lock = FileLock(folder / _LOCK)
    try:
        lock.acquire(timeout=0)
    except Timeout:
        return True
    except OSError:
        return False
    lock.release()
    return False


def study_files(folder: Path) -> list[Path]:
    """List what a run wrote into a study folder, but for its manifest: not the user's own files."""
    inside = (path for name in _FOLDERS for path in (folder / name).rglob("*") if path.is_file())
    beside = (path for pattern in _PATTERNS for path in folder.glob(pattern))
    return sorted(path for path in (*inside, *beside) if not path.name.endswith(TEMPORARY))


def remove_study(folder: Path) -> None:
    """Remove what a run wrote into a study folder; edits of the map by hand stay."""
    (folder / "manifest.json").unlink(missing_ok=True)
    for path in study_files(folder):
        if path not in (folder / RECIPE, folder / EDITS_FILE):
            path.unlink()
    for place in (
        folder / "data" / "parts",
        folder / "data" / "plan",
        folder / "map",
        folder / "network",
    ):
        shutil.rmtree(place, ignore_errors=True)
    (folder / RECIPE).unlink(missing_ok=True)
