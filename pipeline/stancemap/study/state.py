"""How far a study is: what is done, what is left, what failed, and what to do next."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from stancemap.errors import StudyError
from stancemap.records import Status
from stancemap.study.parts import part_folder, sidecar_of
from stancemap.study.plan import Plan, read_plan
from stancemap.study.stages import reading_of, tagging_of
from stancemap.study.store import RECIPE, is_locked, is_whole, read_json


class Phase(StrEnum):
    """Where a study stands."""

    READING = "reading"
    TAGGING = "tagging"
    TAGGED = "tagged"
    FINISHED = "finished"


@dataclass(frozen=True, slots=True)
class StudyState:
    """Where a study stands; `running` says whether a run is at work in it now.

    Parts hold whole threads, or some articles; `n_failed` counts the comments and articles in
    parts that are done of which nothing, or not all, could be told.
    """

    folder: Path
    phase: Phase
    running: bool
    n_comments: int = 0
    n_parts: int = 0
    n_done: int = 0
    n_failed: int = 0
    inputs: tuple[str, ...] = ()

    @property
    def n_left(self) -> int:
        """How many parts are not done."""
        return self.n_parts - self.n_done

    @property
    def next_step(self) -> str:
        """Say what to do next."""
        if self.running:
            return "wait: a run is at work here"
        if self.phase is Phase.FINISHED:
            return f"stancemap verify {self.folder}"
        return (
            f"stancemap run {' '.join(self.inputs) or 'INPUT'} --out {self.folder}"
            " with the options given before; it goes on where it stood"
        )


def study_state(folder: Path) -> StudyState:
    """Look at a study that is finished, half done, or being made.

    Raises:
        StudyError: there is no study in that folder.
    """
    if not (folder / RECIPE).is_file():
        if is_locked(folder):
            return StudyState(folder, Phase.READING, running=True)
        raise StudyError(
            f"{folder} holds no study; make one with stancemap run INPUT --out {folder}"
        )
    recipe = read_json(folder / RECIPE)
    running, inputs = is_locked(folder), _names(recipe)
    plan = read_plan(folder, reading_of(recipe))
    if plan is None:
        return StudyState(folder, Phase.READING, running, inputs=inputs)
    made_by = tagging_of(recipe)
    done = [n for n in plan.numbers if is_whole(sidecar_of(folder, n), made_by)]
    return StudyState(
        folder,
        _phase(folder, recipe, plan, len(done)),
        running,
        n_comments=plan.n_comments,
        n_parts=len(plan.numbers),
        n_done=len(done),
        n_failed=sum(_failures(part_folder(folder, number), number) for number in done),
        inputs=inputs,
    )


def _phase(folder: Path, recipe: Mapping[str, object], plan: Plan, n_done: int) -> Phase:
    if n_done < len(plan.numbers):
        return Phase.TAGGING
    if not (folder / "manifest.json").is_file():
        return Phase.TAGGED
    finished = read_json(folder / "manifest.json").get("recipe")
    return Phase.FINISHED if finished == recipe else Phase.TAGGED


def _names(recipe: Mapping[str, object]) -> tuple[str, ...]:
    inputs = recipe.get("inputs")
    files = inputs if isinstance(inputs, list) else []
    return tuple(str(file["name"]) for file in files if isinstance(file, dict) and "name" in file)


def _failures(folder: Path, number: int) -> int:
    """Count what failed in a part; of a part that is being replaced just now, nothing."""
    try:
        if number < 0:
            column = pq.read_table(folder / "articles.parquet", columns=["failure"]).column(0)
            return sum(bool(failure) for failure in column.to_pylist())
        column = pq.read_table(folder / "comments.parquet", columns=["status"]).column(0)
        return int(column.to_pylist().count(Status.FAILED.value))
    except (OSError, pa.ArrowInvalid):
        return 0
