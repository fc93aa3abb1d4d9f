"""stancemap preview: how a file would be read."""

from pathlib import Path
from typing import Annotated

import typer

from stancemap.cli.run import Columns


def preview(
    path: Annotated[Path, typer.Argument(metavar="INPUT", help="The file to look at.")],
    column: Columns = None,
) -> None:
    """Show how a file would be read: columns found, first threads, rejects and why.

    Example: stancemap preview comments.csv --column text=body
    """
    from stancemap.cli.columns import parse_columns
    from stancemap.ingest import ReadOptions
    from stancemap.ingest import preview as preview_file

    typer.echo(str(preview_file(path, ReadOptions(columns=parse_columns(column or [])))))
