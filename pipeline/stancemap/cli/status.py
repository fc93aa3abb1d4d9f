"""stancemap status: how far a study is."""

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from stancemap.study import StudyState


def status(
    study: Annotated[Path, typer.Argument(metavar="STUDY", help="The folder of the study.")],
) -> None:
    """Say how far a study is: parts done and left, what failed, what to do next.

    Changes nothing, and may be asked while a run is at work.

    Example: stancemap status study
    """
    from stancemap.study import study_state

    typer.echo("\n".join(_lines(study_state(study))))


def _lines(state: "StudyState") -> Iterator[str]:
    yield f"State    {state.phase}{', a run is at work' if state.running else ''}"
    if state.n_parts:
        yield (
            f"Parts    {state.n_parts:,} planned for {state.n_comments:,} comments:"
            f" {state.n_done:,} done, {state.n_left:,} left"
        )
        yield f"Failed   {state.n_failed:,} comments and articles"
    yield f"Next     {state.next_step}"
