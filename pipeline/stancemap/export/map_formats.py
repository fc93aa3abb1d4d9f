"""The formats of an argument map: one writer each, all from the same content."""

from collections.abc import Callable, Mapping
from enum import StrEnum
from pathlib import Path

from stancemap.errors import InputError
from stancemap.export import (
    aif,
    argdown,
    dot,
    gexf,
    graphml,
    json_map,
    kialo,
    polis,
    qdpx,
    svg,
    xaif,
)
from stancemap.export.atomic import write_bytes, write_text
from stancemap.export.map_content import MapContent


class MapFormat(StrEnum):
    """The formats, by the names that the command line takes."""

    JSON = "json"
    ARGDOWN = "argdown"
    AIF = "aif"
    XAIF = "xaif"
    GEXF = "gexf"
    GRAPHML = "graphml"
    DOT = "dot"
    SVG = "svg"
    QDPX = "qdpx"
    KIALO = "kialo"
    POLIS = "polis"


_NAME = "argument_map"
_ENDINGS = {
    MapFormat.AIF: "aif.json",
    MapFormat.XAIF: "xaif.json",
    MapFormat.KIALO: "kialo.txt",
    MapFormat.POLIS: "polis.csv",
}
SHOW_THE_MAP_ALONE = frozenset(MapFormat) - {MapFormat.QDPX}
"""The formats that need no other comments than those in which nodes of the map were found."""

_TEXTS: Mapping[MapFormat, Callable[[MapContent], str]] = {
    MapFormat.JSON: lambda content: json_map.render(content.argument_map, content.title),
    MapFormat.ARGDOWN: lambda content: argdown.render(
        content.argument_map, content.caption, content.colours
    ),
    MapFormat.AIF: aif.render,
    MapFormat.XAIF: xaif.render,
    MapFormat.GEXF: gexf.render,
    MapFormat.GRAPHML: lambda content: graphml.render(content.argument_map, content.colours),
    MapFormat.DOT: dot.render,
    MapFormat.SVG: svg.render,
    MapFormat.KIALO: kialo.render,
}

WRITTEN_BY_RUN = (
    MapFormat.JSON,
    MapFormat.ARGDOWN,
    MapFormat.AIF,
    MapFormat.XAIF,
    MapFormat.GEXF,
    MapFormat.GRAPHML,
    MapFormat.DOT,
    MapFormat.KIALO,
    MapFormat.POLIS,
)
"""What every run writes; the others are made when asked for."""


def map_format(name: str) -> MapFormat:
    """Return the format of a name.

    Raises:
        InputError: there is no such format.
    """
    try:
        return MapFormat(name)
    except ValueError:
        known = ", ".join(MapFormat)
        raise InputError(f"there is no map format '{name}'; there are {known}") from None


def formats_here() -> list[MapFormat]:
    """List the formats that can be written on this machine: SVG needs Graphviz."""
    return [kind for kind in MapFormat if kind is not MapFormat.SVG or svg.find_graphviz()]


def file_name(kind: MapFormat) -> str:
    """Name the file of a format in a study's folder `map`.

    >>> file_name(MapFormat.XAIF)
    'argument_map.xaif.json'
    """
    return f"{_NAME}.{_ENDINGS.get(kind, kind.value)}"


def write_map(content: MapContent, kind: MapFormat, path: Path) -> None:
    """Write a map in one format.

    Raises:
        ExportError: the format needs a program that is not there.
        ValueError: the map's nodes and relations do not fit together.
    """
    match kind:
        case MapFormat.POLIS:
            polis.write(content, path)
        case MapFormat.QDPX:
            write_bytes(qdpx.render(content), path)
        case _:
            write_text(_TEXTS[kind](content), path)
