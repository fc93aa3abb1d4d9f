"""The main job: ingest, plan, tag, map, export, in one study folder."""

import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path

from stancemap.codebook import load_codebook
from stancemap.edit.edits_file import read_edits
from stancemap.errors import StudyError
from stancemap.ingest import ReadOptions, read_corpus
from stancemap.ingest.inputs import list_files
from stancemap.ingest.texts import spilled
from stancemap.maps.edits import EDITS_FILE
from stancemap.study.calls import REPLIES, Calls, approve_calls
from stancemap.study.cluster import Cluster, connect
from stancemap.study.engine import PATIENCE, Engine, engine_for
from stancemap.study.engine_kind import EngineKind
from stancemap.study.finish import finish
from stancemap.study.folder import Study
from stancemap.study.job import TagJob, settings_anywhere
from stancemap.study.manifest import Recipe, make_recipe
from stancemap.study.outputs import MadeBy
from stancemap.study.parts import PartResults
from stancemap.study.plan import Plan, read_plan, write_plan
from stancemap.study.progress import Progress, Silent
from stancemap.study.pseudonyms import pseudonymise
from stancemap.study.settings import Execution, Settings
from stancemap.study.stages import Depends, changed
from stancemap.study.store import (
    RECIPE,
    locked,
    read_json,
    remove_beginnings,
    remove_study,
    write_json,
)
from stancemap.tag.stance_llm_endpoint import Endpoint


def run_study(
    inputs: Sequence[Path],
    out: Path,
    settings: Settings | None = None,
    execution: Execution | None = None,
    progress: Progress | None = None,
) -> Study:
    """Read the inputs, tag and map them, and write everything into the folder `out`.

    A half-done or finished study of the same recipe in `out` is taken up where it stands. Edits of
    the map that lie in `out` are carried out again, also on a study that is replaced.

    Raises:
        InputError: nothing could be read, or the file of edits is none.
        CodebookError: the codebook is not one.
        StudyError: `out` holds something else, or another run is at work in it.
    """
    started = datetime.now(UTC)
    execution = execution or Execution()
    if execution.engine is EngineKind.DASK:
        connect(execution.scheduler).close()  # what cannot work is said before anything is read
    with _at_work(inputs, out, settings or Settings(), execution, progress or Silent()) as work:
        plan = work.plan()
        work.tag(plan)
        finish(out, plan, work.made_by, work.progress, started)
    return Study(out)


def plan_study(
    inputs: Sequence[Path], out: Path, settings: Settings | None = None
) -> tuple[TagJob, list[int]]:
    """Read the inputs and write the plan; return the job, and the parts that are not tagged.

    For engines that are not ours: `stancemap.study.cluster.tag_there(job, Task(number))` tags a
    part in any process that sees the folder, and `run_study` with the same settings finishes.
    """
    with _at_work(inputs, out, settings or Settings(), Execution(), Silent()) as work:
        plan = work.plan()
        return work.job, work.left(plan)


@contextmanager
def _at_work(
    inputs: Sequence[Path],
    out: Path,
    settings: Settings,
    execution: Execution,
    progress: Progress,
) -> Iterator["_Work"]:
    settings = replace(settings, edits=read_edits(out / EDITS_FILE))
    codebook = load_codebook(settings.codebook)
    files = [(file.name, file.path) for file in list_files(inputs).files]
    recipe = make_recipe(files, settings, codebook)
    with locked(out):
        _check_folder(out, recipe, execution)
        remove_beginnings(out)
        yield _Work(inputs, out, MadeBy(codebook, settings, recipe), execution, progress)


@dataclass(frozen=True, slots=True)
class _Work:
    """One run under way."""

    inputs: Sequence[Path]
    out: Path
    made_by: MadeBy
    execution: Execution
    progress: Progress

    @property
    def results(self) -> PartResults:
        """Where the results of the parts lie."""
        recipe = self.made_by.recipe
        return PartResults(self.out, self.made_by.codebook, recipe.tagging, recipe.reading)

    def engine(self, n_parts: int) -> Engine:
        """Choose where so many parts are tagged."""
        if self.execution.engine is EngineKind.DASK:
            return Cluster(self.execution.scheduler, self.patience)
        # Each worker asks an endpoint several times at once: more of them only where wanted.
        asks = isinstance(self.made_by.settings.other_model, Endpoint)
        usual = 1 if asks else os.cpu_count() or 1
        workers = min(self.execution.workers or usual, max(1, n_parts))
        return engine_for(workers, self.patience)

    @property
    def patience(self) -> float | None:
        """How long a part may take; an endpoint may take as long as it wants."""
        return None if isinstance(self.made_by.settings.other_model, Endpoint) else PATIENCE

    def plan(self) -> Plan:
        """Read the corpus and cut it into parts, unless that is done."""
        settings, recipe = self.made_by.settings, self.made_by.recipe
        plan = read_plan(self.out, recipe.reading)
        if plan is not None and not self.execution.overwrite:
            self._say_what_is_redone()
            write_json(self.out / RECIPE, recipe.content())
            return plan
        with self.progress.stage("read", None):
            options = ReadOptions(columns=settings.columns, target=settings.target)
            with spilled(self.out / "data") as texts:
                corpus = read_corpus(self.inputs, options, texts)
                corpus = pseudonymise(corpus, texts, keep_names=settings.keep_authors)
                # No study is begun or removed before the input has been read.
                if self.execution.overwrite:
                    remove_study(self.out)
                write_json(self.out / RECIPE, recipe.content())
                return write_plan(corpus, self.out, settings.part_size, recipe.reading, texts)

    def _say_what_is_redone(self) -> None:
        recipe, old = self.made_by.recipe.content(), read_json(self.out / RECIPE)
        stance = changed(recipe, old, Depends.STANCE)
        after = changed(recipe, old, Depends.MAP)
        if stance:
            self.progress.say(
                f"other {' and '.join(stance)}: stances and the map are redone;"
                " names, quotes and claims are kept"
            )
        elif after:
            self.progress.say(f"other {' and '.join(after)}: the map is redone; all tags are kept")

    @property
    def job(self) -> TagJob:
        """What a worker must know, wherever it is."""
        settings = settings_anywhere(self.made_by.settings)
        recipe = self.made_by.recipe
        return TagJob(self.out.resolve(), settings, recipe.tagging, recipe.reading)

    def left(self, plan: Plan) -> list[int]:
        """List the parts that are not done."""
        results = self.results
        return [number for number in plan.numbers if not results.is_done(number)]

    def tag(self, plan: Plan) -> None:
        """Tag every part that is not done."""
        numbers = self.left(plan)
        endpoint = self.made_by.settings.other_model
        if isinstance(endpoint, Endpoint) and numbers:
            calls = Calls(plan, numbers, self.out, self.made_by.codebook, endpoint)
            approve_calls(calls, self.execution)
        with self.progress.stage("tag", len(numbers)) as stage:
            for outcome in self.engine(len(numbers)).run(self.job, numbers):
                if outcome.lost:
                    self.results.write_lost(outcome.number, plan)
                stage.advance()


def _check_folder(out: Path, recipe: Recipe, execution: Execution) -> None:
    """Make sure that the folder is ours: empty, to be replaced, or a study of the same recipe."""
    if not (out / RECIPE).is_file():
        _refuse_foreign(out)
    elif not execution.overwrite:
        others = changed(recipe.content(), read_json(out / RECIPE), Depends.READING)
        if others:
            raise StudyError(
                f"{out} holds a study made with other {' and '.join(others)};"
                " choose another --out, or give --overwrite to replace it"
            )


def _refuse_foreign(out: Path) -> None:
    # A run that was killed before its first whole file leaves at most an empty or hidden beginning.
    ours = {".lock"} if any(p.name[0] != "." for p in out.glob("data/*")) else {".lock", "data"}
    ours |= {REPLIES, EDITS_FILE}  # of a study that was removed: paid for or made by hand
    others = sorted(path.name for path in out.iterdir() if path.name not in ours)
    if others:
        raise StudyError(
            f"{out} is not empty and holds no study ('{others[0]}' lies there);"
            " choose another --out"
        )
