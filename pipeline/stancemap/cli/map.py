"""stancemap map: a map edited by hand comes back into its study."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from stancemap.cli.run import Quiet

if TYPE_CHECKING:
    from stancemap.study import Study

app = typer.Typer(no_args_is_help=True)

StudyFolder = Annotated[Path, typer.Argument(metavar="STUDY", help="The folder of the study.")]


@app.callback()
def _map() -> None:
    """Bring a map that was edited by hand back into its study.

    Example: stancemap map import study my_map.argdown
    """


@app.command("import")
def import_(
    study: StudyFolder,
    file: Annotated[
        Path,
        typer.Argument(
            metavar="FILE",
            help="The edited map: .argdown, .graphml or .xaif.json.",
            show_default=False,
        ),
    ],
    quiet: Quiet = False,
) -> None:
    """Read an edited map, keep its changes in STUDY/map_edits.csv and make the study again.

    Key points may be renamed, merged, split, deleted and moved to another stance, claims moved or
    deleted, relations added and deleted. Nothing is tagged anew.

    Example: stancemap map import study study/map/argument_map.argdown
    """
    from stancemap.cli.progress import progress_for
    from stancemap.maps.edits import described
    from stancemap.study import import_map

    imported = import_map(study, file, progress_for(quiet=quiet))
    for note in imported.notes:
        typer.echo(f"Note     {note}", err=True)
    if not imported.edits:
        typer.echo(f"{file.name} shows the map of {study} as it is; nothing to do")
        return
    for edit in imported.edits:
        typer.echo(f"Edit     {described(edit)}")
    _show(imported.study)


@app.command()
def edits(study: StudyFolder, quiet: Quiet = False) -> None:
    """Carry out STUDY/map_edits.csv again, after it was changed in a spreadsheet.

    Example: stancemap map edits study
    """
    from stancemap.cli.progress import progress_for
    from stancemap.study import rebuild_study

    _show(rebuild_study(study, progress_for(quiet=quiet)))


def _show(study: "Study") -> None:
    from stancemap.cli.summary import summary_of
    from stancemap.maps.edits import EDITS_FILE

    number = len(study.manifest["recipe"]["settings"]["edits"])
    notes = [note for note in study.manifest["notes"] if note.startswith(EDITS_FILE)]
    left_out = f", {len(notes)} of them not carried out" if notes else ""
    typer.echo(f"Edits    {number} in {EDITS_FILE}{left_out}")
    typer.echo("\n".join(summary_of(study).splitlines()[-2:]))
    for note in notes:
        typer.echo(f"Note     {note}", err=True)
