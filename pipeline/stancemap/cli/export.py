"""stancemap export: the argument map of a study in another format."""

from pathlib import Path
from typing import Annotated

import typer

_ALL = "all"


def export(
    study: Annotated[Path, typer.Argument(metavar="STUDY", help="The folder of the study.")],
    kind: Annotated[
        str,
        typer.Option(
            "--format",
            help="json, argdown, aif, xaif, gexf, graphml, dot, svg, qdpx, kialo, polis, or all;"
            " docs/map-formats.md says which program opens which.",
            show_default=False,
        ),
    ],
    out: Annotated[
        Path | None,
        typer.Option(
            help="The file to write, a folder for all. Without it: the study's folder map.",
            show_default=False,
        ),
    ] = None,
) -> None:
    """Write the argument map of a finished study in another format, without tagging again.

    Example: stancemap export study --format qdpx
    """
    from stancemap.export.map_formats import MapFormat, formats_here, map_format
    from stancemap.study import Study, export_maps

    kinds = formats_here() if kind == _ALL else [map_format(kind)]
    for path in export_maps(Study(study).folder, kinds, out):
        typer.echo(path)
    if kind == _ALL and MapFormat.SVG not in kinds:
        typer.echo("Left out svg: no Graphviz; pip install 'stancemap[svg]' brings one", err=True)
