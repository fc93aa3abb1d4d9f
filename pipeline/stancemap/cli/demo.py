"""stancemap demo: the main job on the bundled corpora."""

from pathlib import Path
from typing import Annotated

import typer

from stancemap.cli.run import Overwrite, Quiet, Workers


def demo(
    out: Annotated[Path, typer.Option(help="The folder of the study to make.")] = Path(
        "stancemap-demo"
    ),
    workers: Workers = 0,
    overwrite: Overwrite = False,
    quiet: Quiet = False,
) -> None:
    """Run the main job on the bundled corpora, and say where the report is.

    The corpora are invented; they show the formats and the voices of real comment sections.

    Example: stancemap demo --out stancemap-demo
    """
    from stancemap.cli.progress import progress_for
    from stancemap.cli.summary import summary_of
    from stancemap.study import Execution, run_study, sample_corpora

    execution = Execution(workers=workers, overwrite=overwrite)
    study = run_study(
        sample_corpora(), out, execution=execution, progress=progress_for(quiet=quiet)
    )
    typer.echo(summary_of(study))
