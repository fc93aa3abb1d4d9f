"""Read an edited map, in whichever of our formats it is."""

from pathlib import Path

from stancemap.edit.argdown import read_argdown
from stancemap.edit.drawn import DrawnMap
from stancemap.edit.graphml import read_graphml
from stancemap.edit.xaif import read_xaif
from stancemap.errors import InputError
from stancemap.records import ArgumentMap

_LARGEST = 1 << 28


def read_drawn(path: Path, base: ArgumentMap) -> DrawnMap:
    """Read an Argdown, GraphML or xAIF file that was made from the map `base`, and edited.

    Raises:
        InputError: it is none of these, or was edited in the wrong place.
    """
    content = _content(path)
    if path.suffix == ".graphml":
        return read_graphml(content, path.name)
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        raise InputError(
            f"{path.name}, line {line}: this is not UTF-8; save the file as UTF-8 again"
        ) from error
    if path.suffix in {".argdown", ".ad"}:
        return read_argdown(text, path.name)
    if path.suffix == ".json":
        return read_xaif(text, path.name, base)
    raise InputError(
        f"{path.name} is no map that can be read back; give one that ends in .argdown, .graphml"
        " or .xaif.json, as in the study's folder map"
    )


def _content(path: Path) -> bytes:
    try:
        if path.stat().st_size > _LARGEST:
            raise InputError(f"{path.name} is larger than {_LARGEST >> 20} MB, no map is")
        return path.read_bytes()
    except OSError as error:
        raise InputError(f"{path} cannot be read: {error.strerror or error}") from error
