"""Is a study still what its manifest says? Hash every file again, count every row again."""

import csv
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from stancemap.errors import StudyError
from stancemap.records import Status
from stancemap.study.folder import Study
from stancemap.study.store import count_rows, is_locked, read_json, sha256_of, study_files

_LONGEST_CELL = 1 << 30


@dataclass(frozen=True, slots=True)
class Verification:
    """What was looked at, and each difference from the manifest in one line."""

    n_files: int
    n_tables: int
    n_rows: int
    differences: tuple[str, ...]


def verify_study(folder: Path) -> Verification:
    """Compare a finished study with its manifest: hashes, rows, the balance of the ledger.

    Raises:
        StudyError: there is no finished study, its manifest is damaged, or a run is at work in it.
    """
    manifest = Study(folder).manifest
    if is_locked(folder):
        raise StudyError(f"a run is at work in {folder}; wait for it, then verify")
    files, counts = _texts(manifest, "files"), _numbers(manifest, "counts")
    differences = [
        *_changed_files(folder, files),
        *_changed_counts(folder, counts),
        *_unbalanced(folder),
    ]
    return Verification(len(files), len(counts), sum(counts.values()), tuple(differences))


def _texts(manifest: Mapping[str, object], key: str) -> dict[str, str]:
    part = manifest.get(key)
    if not isinstance(part, dict) or not all(isinstance(value, str) for value in part.values()):
        raise _damaged(key)
    return part


def _numbers(manifest: Mapping[str, object], key: str) -> dict[str, int]:
    part = manifest.get(key)
    if not isinstance(part, dict) or not all(isinstance(value, int) for value in part.values()):
        raise _damaged(key)
    return part


def _damaged(key: str) -> StudyError:
    return StudyError(
        f"manifest.json is damaged: its '{key}' are not as a run writes them;"
        " give the command that made the study again"
    )


def _changed_files(folder: Path, files: Mapping[str, str]) -> Iterator[str]:
    for name, sha256 in sorted(files.items()):
        path = folder / name
        if ".." in Path(name).parts or Path(name).is_absolute():
            yield f"{name}: the manifest names a file outside of the study"
        elif not path.is_file():
            yield f"{name}: is missing"
        elif sha256_of(path) != sha256:
            yield f"{name}: is not the file that was written (its hash differs)"
    ours = {path.relative_to(folder).as_posix() for path in study_files(folder)}
    yield from (f"{name}: is not in the manifest" for name in sorted(ours - files.keys()))


def _changed_counts(folder: Path, counts: Mapping[str, int]) -> Iterator[str]:
    for name, expected in sorted(counts.items()):
        for path, count in (
            (folder / "data" / f"{name}.parquet", count_rows),
            (folder / f"{name}.csv", _csv_rows),
        ):
            if not path.is_file():
                continue  # said above
            where = path.relative_to(folder).as_posix()
            try:
                found = count(path)
            except (pa.ArrowInvalid, OSError, csv.Error, UnicodeDecodeError) as error:
                yield f"{where}: cannot be read ({error})"
                continue
            if found != expected:
                yield f"{where}: {found:,} rows, {expected:,} in the manifest"


def _csv_rows(path: Path) -> int:
    csv.field_size_limit(_LONGEST_CELL)
    with path.open(encoding="utf-8", newline="") as stream:
        return sum(1 for _ in csv.reader(stream)) - 1


def _unbalanced(folder: Path) -> Iterator[str]:
    """Check the sums of the ledger, and that the tables have as many rows as it says."""
    try:
        ledger = {
            (row["stage"], row["outcome"]): row["count"]
            for row in pq.read_table(folder / "data" / "ledger.parquet").to_pylist()
        }
        statuses = pq.read_table(folder / "data" / "comments.parquet", columns=["status"])
        rejects = count_rows(folder / "data" / "rejects.parquet")
        plan = read_json(folder / "data" / "plan" / "plan.json")["plan"]
        met, ingested = ledger["ingest", "records met"], ledger["ingest", "ingested"]
        rejected = ledger["ingest", "rejected"]
        by_status = {status.value: ledger["tag", status.value] for status in Status}
    except (pa.ArrowInvalid, OSError, KeyError, TypeError, StudyError) as error:
        yield f"ledger: cannot be balanced ({error})"
        return
    seen = Counter(statuses.column("status").to_pylist())
    sums = [
        ("records met = ingested + rejected", met, ingested + rejected),
        (f"ingested = {' + '.join(by_status)}", ingested, sum(by_status.values())),
        ("ingested = comments planned", ingested, plan.get("n_comments")),
        ("rejected = rows of rejects", rejected, rejects),
        *((f"{name} = such rows of comments", n, seen[name]) for name, n in by_status.items()),
    ]
    for what, stated, found in sums:
        if stated != found:
            yield f"ledger: {what} does not hold: {stated} there, {found} counted"
