"""stancemap demo: the main job on the bundled corpora."""

from pathlib import Path
from typing import Annotated

import typer

from stancemap.cli.run import Overwrite, Quiet, StanceProfile, Workers
from stancemap.tag.profile import DEFAULT_PROFILE


def demo(
    out: Annotated[Path, typer.Option(help="The folder of the study to make.")] = Path(
        "stancemap-demo"
    ),
    profile: StanceProfile = DEFAULT_PROFILE,
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
    from stancemap.study import Execution, Settings, run_study, sample_corpora

    execution = Execution(workers=workers, overwrite=overwrite)
    settings = Settings(profile=profile)
    study = run_study(sample_corpora(), out, settings, execution, progress_for(quiet=quiet))
    typer.echo(summary_of(study))
