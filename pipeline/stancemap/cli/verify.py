"""stancemap verify: is a study still what was written?"""

from pathlib import Path
from typing import Annotated

import typer


def verify(
    study: Annotated[Path, typer.Argument(metavar="STUDY", help="The folder of the study.")],
) -> None:
    """Hash every file of a study again, count every row, and balance the ledger.

    Each difference from manifest.json is one line, and the exit code is then 1.

    Example: stancemap verify study
    """
    from stancemap.study import verify_study

    found = verify_study(study)
    for difference in found.differences:
        typer.echo(difference)
    if found.differences:
        typer.echo(f"{study} differs from its manifest in {len(found.differences)} ways", err=True)
        raise typer.Exit(1)
    typer.echo(
        f"{study} is as it was written: {found.n_files} files, {found.n_tables} tables,"
        f" {found.n_rows:,} rows; the ledger balances"
    )
