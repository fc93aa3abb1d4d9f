"""Which files to read: files and folders as given, walked, sorted and named without their place."""

import os
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from stancemap.errors import InputError
from stancemap.ingest.decode import InputFile
from stancemap.ingest.raw import Notice
from stancemap.records import Dropped

SUFFIXES = frozenset(
    {".csv", ".tsv", ".tab", ".jsonl", ".ndjson", ".json", ".parquet", ".xlsx", ".txt", ".md"}
)
_NO_PAGE = "copy its text into a .txt file"
NOT_READ = {
    ".pdf": f"it is a PDF; {_NO_PAGE}",
    ".docx": f"it is a Word file; {_NO_PAGE}, or its table into .xlsx or CSV",
    ".doc": f"it is an old Word file; {_NO_PAGE}",
    ".odt": f"it is a text document; {_NO_PAGE}",
    ".rtf": f"it is a text document; {_NO_PAGE}",
    ".html": "it is HTML or XML, which is not read yet; copy the page into a .txt file",
    ".htm": "it is HTML or XML, which is not read yet; copy the page into a .txt file",
    ".xml": "it is HTML or XML, which is not read yet; copy the page into a .txt file",
    ".xls": "it is an old Excel file; save it as .xlsx or CSV",
    ".ods": "it is a spreadsheet of another program; save it as .xlsx or CSV",
    ".xlsx": "it is no Excel workbook, only named so; save it again as .xlsx or as CSV",
    ".zip": "it is a zip archive; unpack it and give its folder",
    ".zst": "it is packed with zstd; unpack it first",
    ".bz2": "it is packed with bzip2; unpack it first",
    ".xz": "it is packed with xz; unpack it first",
}
"""Types of file that may hold comments but are not read, and what to do about each."""

_LOCK = "~$"
_NO_DATA = ("readme", "license", "licence", "datasheet", "changelog", "citation", "notice")
_NO_DATA_FOLDERS = frozenset({"gold", "__pycache__", "node_modules"})


@dataclass(frozen=True, slots=True)
class Listing:
    """The files to read, and those in a given folder that are passed over."""

    files: tuple[InputFile, ...]
    skipped: tuple[Dropped, ...]


def list_files(inputs: Sequence[Path]) -> Listing:
    """List what is to be read, each file once, under names that do not repeat.

    Raises:
        InputError: an input does not exist, or there is nothing in it to read.
    """
    found: dict[Path, Path] = {}
    skipped: dict[str, Notice] = {}
    for given in inputs:
        path = Path(given)
        if path.is_dir():
            before = len(found)
            for file in _walk(path):
                if _holds_data(file):
                    found.setdefault(file.resolve(), path)
                else:
                    why = Notice.LOCK if is_lock(file) else Notice.SKIPPED
                    skipped[file.relative_to(path).as_posix()] = why
            if len(found) == before and not any(root == path for root in found.values()):
                raise InputError(
                    f"the folder {path.name or path} holds nothing to read; "
                    f"files that can be read end in {', '.join(sorted(SUFFIXES))}"
                )
        elif path.exists():
            found.setdefault(path.resolve(), path.parent)
        else:
            raise InputError(f"there is no file or folder {path}; check its name")
    if not found:
        raise InputError("no input was given; name a file or a folder")
    files = tuple(InputFile(path, name) for path, name in _names(found).items())
    told = tuple(Dropped(name, why, 1) for name, why in sorted(skipped.items()))
    return Listing(tuple(sorted(files, key=lambda file: file.name)), told)


def _walk(folder: Path) -> Iterator[Path]:
    for place, folders, names in os.walk(folder):
        folders[:] = sorted(
            name for name in folders if not name.startswith(".") and name not in _NO_DATA_FOLDERS
        )
        for name in sorted(names):
            path = Path(place) / name
            if not name.startswith(".") and path.is_file():
                yield path


def _holds_data(path: Path) -> bool:
    """Tell whether a file of a folder is to be read, or at least to be refused aloud."""
    wanted = data_suffix(path) in SUFFIXES | NOT_READ.keys() and not is_lock(path)
    return wanted and not path.name.casefold().startswith(_NO_DATA)


def is_lock(path: Path) -> bool:
    """Tell whether a file is what Office puts beside one that is open.

    >>> is_lock(Path("~$survey.xlsx"))
    True
    """
    return path.name.startswith(_LOCK)


def data_suffix(path: Path) -> str:
    """Return the suffix that names the format, below any `.gz`.

    >>> data_suffix(Path("threads.JSONL.gz"))
    '.jsonl'
    """
    name = path.name.casefold().removesuffix(".gz")
    return Path(name).suffix


def _names(found: dict[Path, Path]) -> dict[Path, str]:
    """Name each file from its input on, with as many folders above as keep names apart."""
    names: dict[Path, str] = {}
    for path, root in found.items():
        try:
            names[path] = path.relative_to(root.resolve()).as_posix()
        except ValueError:
            names[path] = path.name
    while len(set(names.values())) < len(names):
        shared = Counter(names.values())
        longer = {path: _one_folder_more(path, name) for path, name in names.items()}
        names = {p: longer[p] if shared[name] > 1 else name for p, name in names.items()}
    return names


def _one_folder_more(path: Path, name: str) -> str:
    parts = path.parts[1:]
    return "/".join(parts[-(name.count("/") + 2) :])
