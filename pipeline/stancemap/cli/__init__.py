"""The command line: one file per command."""

import sys
from typing import Annotated

import typer

from stancemap.cli.demo import demo
from stancemap.cli.evaluate import evaluate
from stancemap.cli.export import export
from stancemap.cli.formats import formats
from stancemap.cli.map import app as map_app
from stancemap.cli.preview import preview
from stancemap.cli.run import run
from stancemap.cli.status import status
from stancemap.cli.train import train
from stancemap.cli.verify import verify
from stancemap.errors import StancemapError

app = typer.Typer(
    name="stancemap",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
    help="Stances, claims, entities and quotes in news comments, added up to argument maps.",
)
app.command()(demo)
app.command()(run)
app.command()(preview)
app.command()(status)
app.command()(verify)
app.command()(export)
app.add_typer(map_app, name="map")
app.command()(train)
app.command()(evaluate)
app.command()(formats)


def _show_version(wanted: bool) -> None:
    if wanted:
        from importlib.metadata import version

        typer.echo(f"stancemap {version('stancemap')}")
        raise typer.Exit


@app.callback()
def _common(
    version: Annotated[
        bool, typer.Option("--version", callback=_show_version, is_eager=True, help="Show it.")
    ] = False,
) -> None:
    """Stances, claims, entities and quotes in news comments, added up to argument maps."""


def main() -> None:
    """Run the command line; what goes wrong is one line on stderr and exit code 1."""
    try:
        app()
    except StancemapError as error:
        typer.echo(f"stancemap: {error}", err=True)
        sys.exit(1)
    except OSError as error:
        where = f" ({error.filename})" if error.filename else ""
        typer.echo(
            f"stancemap: {error.strerror or error}{where}; once that is mended,"
            " give the same command to go on",
            err=True,
        )
        sys.exit(1)
