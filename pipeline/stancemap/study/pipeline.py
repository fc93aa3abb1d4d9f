"""The main job: ingest, plan, tag, map, export, in one study folder."""

import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from filelock import FileLock, Timeout
from threadpoolctl import threadpool_limits

from stancemap.codebook import Codebook, load_codebook
from stancemap.errors import StudyError
from stancemap.ingest import ReadOptions, read_corpus
from stancemap.ingest.inputs import list_files
from stancemap.study.engine import engine_for
from stancemap.study.folder import Study
from stancemap.study.ledger import check_balance
from stancemap.study.manifest import Recipe, make_recipe
from stancemap.study.outputs import MadeBy, Tagged, write_outputs
from stancemap.study.parts import (
    ARTICLE_PART,
    TagJob,
    is_done,
    read_article_part,
    read_part,
    write_lost_article_part,
    write_lost_part,
)
from stancemap.study.plan import Plan, read_plan, write_plan
from stancemap.study.progress import Progress, Silent
from stancemap.study.pseudonyms import pseudonymise
from stancemap.study.settings import Execution, Settings
from stancemap.study.store import read_json, remove_study, sha256_of, study_files, write_json

_RECIPE = "data/recipe.json"


def run_study(
    inputs: Sequence[Path],
    out: Path,
    settings: Settings | None = None,
    execution: Execution | None = None,
    progress: Progress | None = None,
) -> Study:
    """Read the inputs, tag and map them, and write everything into the folder `out`.

    A half-done or finished study of the same recipe in `out` is taken up where it stands.

    Raises:
        InputError: nothing could be read.
        CodebookError: the codebook is not one.
        StudyError: `out` holds something else, or another run is at work in it.
    """
    settings, execution = settings or Settings(), execution or Execution()
    codebook = load_codebook(settings.codebook)
    files = [(file.name, file.path) for file in list_files(inputs).files]
    recipe = make_recipe(files, settings, codebook)
    started = datetime.now(UTC)
    with _locked(out):
        _claim_folder(out, recipe, execution)
        work = _Work(inputs, out, settings, execution, codebook, progress or Silent())
        plan = work.plan()
        work.tag(plan)
        tagged = work.gather(plan)
        with threadpool_limits(1):
            counts = write_outputs(out, tagged, MadeBy(codebook, settings, recipe), work.progress)
        _write_manifest(out, recipe, counts, started)
    return Study(out)


@dataclass(frozen=True, slots=True)
class _Work:
    """One run under way."""

    inputs: Sequence[Path]
    out: Path
    settings: Settings
    execution: Execution
    codebook: Codebook
    progress: Progress

    def plan(self) -> Plan:
        """Read the corpus and cut it into parts, unless that is done."""
        plan = read_plan(self.out)
        if plan is not None:
            return plan
        with self.progress.stage("read", None):
            options = ReadOptions(columns=self.settings.columns, target=self.settings.target)
            corpus = read_corpus(self.inputs, options)
            corpus = pseudonymise(corpus, keep_names=self.settings.keep_authors)
            return write_plan(corpus, self.out, self.codebook, self.settings.part_size)

    def tag(self, plan: Plan) -> None:
        """Tag every part that is not done."""
        numbers = [n for n in (ARTICLE_PART, *range(plan.n_parts)) if not is_done(self.out, n)]
        job = TagJob(self.out, self.settings)
        workers = min(self.execution.workers or os.cpu_count() or 1, max(1, len(numbers)))
        with self.progress.stage("tag", len(numbers)) as stage:
            for outcome in engine_for(workers).run(job, numbers):
                if outcome.lost:
                    self._write_lost(plan, outcome.number)
                stage.advance()

    def _write_lost(self, plan: Plan, number: int) -> None:
        if number == ARTICLE_PART:
            write_lost_article_part(self.out, plan.articles())
        else:
            write_lost_part(self.out, number, plan.part(number, self.codebook)[0], self.codebook)

    def gather(self, plan: Plan) -> Tagged:
        """Read all parts back, and check that nothing is missing."""
        comments = [
            comment
            for number in range(plan.n_parts)
            for comment in read_part(self.out, number, self.codebook)
        ]
        check_balance(plan.n_comments, comments)
        articles = read_article_part(self.out, plan.articles())
        return Tagged(tuple(articles), tuple(comments), tuple(plan.rejects()), plan.dropped)


@contextmanager
def _locked(out: Path) -> Iterator[None]:
    out.mkdir(parents=True, exist_ok=True)
    lock = FileLock(out / ".lock")
    try:
        lock.acquire(timeout=0)
    except Timeout:
        raise StudyError(
            f"another run is at work in {out}; wait for it, or choose another --out"
        ) from None
    try:
        yield
    finally:
        lock.release()


def _claim_folder(out: Path, recipe: Recipe, execution: Execution) -> None:
    """Make sure that the folder is ours: empty, or a study of the same recipe."""
    note = out / _RECIPE
    if not note.is_file():
        _refuse_foreign(out)
    elif execution.overwrite:
        remove_study(out)
    else:
        changed = recipe.differs_from(read_json(note))
        if changed:
            raise StudyError(
                f"{out} holds a study made with other {' and '.join(changed)};"
                " choose another --out, or give --overwrite to replace it"
            )
        return
    write_json(note, recipe.content())


def _refuse_foreign(out: Path) -> None:
    others = sorted(path.name for path in out.iterdir() if path.name != ".lock")
    if others:
        raise StudyError(
            f"{out} is not empty and holds no study ('{others[0]}' lies there);"
            " choose another --out"
        )


def _write_manifest(out: Path, recipe: Recipe, counts: dict[str, int], started: datetime) -> None:
    write_json(
        out / "manifest.json",
        {
            "fingerprint": recipe.fingerprint,
            "recipe": recipe.content(),
            "counts": counts,
            "files": {
                path.relative_to(out).as_posix(): sha256_of(path) for path in study_files(out)
            },
            "times": {
                "started": started.isoformat(timespec="seconds"),
                "finished": datetime.now(UTC).isoformat(timespec="seconds"),
            },
        },
    )
