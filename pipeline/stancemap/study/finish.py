"""From tagged parts to a finished study: tables, maps, report, manifest."""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path

from threadpoolctl import threadpool_limits

from stancemap.study.manifest import Recipe
from stancemap.study.outputs import MadeBy, write_outputs
from stancemap.study.parts import PartResults
from stancemap.study.plan import Plan
from stancemap.study.progress import Progress
from stancemap.study.store import sha256_of, study_files, write_json
from stancemap.study.tagged import TaggedParts


def finish(
    folder: Path, plan: Plan, made_by: MadeBy, progress: Progress, started: datetime
) -> None:
    """Make all that a study shows from its parts, which are all tagged."""
    parts = TaggedParts(plan, PartResults(folder, made_by.codebook, made_by.recipe.tagging))
    with threadpool_limits(1):
        written = write_outputs(folder, parts, made_by, progress)
    notes = [*map(str, plan.notes), *written.notes]
    _write_manifest(folder, made_by.recipe, written.counts, notes, started)


def _write_manifest(
    out: Path, recipe: Recipe, counts: Mapping[str, int], notes: Sequence[str], started: datetime
) -> None:
    write_json(
        out / "manifest.json",
        {
            "fingerprint": recipe.fingerprint,
            "recipe": recipe.content(),
            "counts": counts,
            "notes": notes,
            "files": {
                path.relative_to(out).as_posix(): sha256_of(path) for path in study_files(out)
            },
            "times": {
                "started": started.isoformat(timespec="seconds"),
                "finished": datetime.now(UTC).isoformat(timespec="seconds"),
            },
        },
    )
