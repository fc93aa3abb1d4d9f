"""From tagged parts to a finished study: tables, maps, report, manifest."""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path

from threadpoolctl import threadpool_limits

from stancemap.study.ledger import check_balance
from stancemap.study.manifest import Recipe
from stancemap.study.outputs import MadeBy, Tagged, write_outputs
from stancemap.study.parts import PartResults
from stancemap.study.plan import Plan
from stancemap.study.progress import Progress
from stancemap.study.store import sha256_of, study_files, write_json


def finish(
    folder: Path, plan: Plan, made_by: MadeBy, progress: Progress, started: datetime
) -> None:
    """Make all that a study shows from its parts, which are all tagged."""
    tagged = _gather(plan, PartResults(folder, made_by.codebook, made_by.recipe.tagging))
    with threadpool_limits(1):
        written = write_outputs(folder, tagged, made_by, progress)
    notes = [*map(str, plan.notes), *written.notes]
    _write_manifest(folder, made_by.recipe, written.counts, notes, started)


def _gather(plan: Plan, results: PartResults) -> Tagged:
    """Read all parts back, and check that nothing is missing."""
    comments = [c for number in range(plan.n_parts) for c in results.read(number)]
    check_balance(plan.n_comments, comments)
    articles = [
        article
        for part in range(plan.n_article_parts)
        for article in results.read_articles(-part - 1)
    ]
    return Tagged(tuple(articles), tuple(comments), tuple(plan.rejects()), plan.dropped)


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
