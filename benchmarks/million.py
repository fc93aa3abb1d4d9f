"""Memory and time of a study of a million comments, whose tags are copied from a smaller one.

How a part is tagged does not depend on how many parts there are; what may grow with the corpus is
reading it, drawing the map and writing the outputs. So a corpus is written out several times over,
under other ids and authors, and each copy of a comment gets the tags of the original: the tagging
of all copies would take hours and tell nothing new. Printed are the seconds and the peak of memory
(PSS, all processes together) of the small study, whole, and of the large one: its reading, and its
map and outputs.

Example: python benchmarks/million.py --size 100000 --copies 10
"""

import argparse
import csv
import json
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

from scale import Clock, Memory, write_corpus

from stancemap.codebook import load_codebook
from stancemap.records import Comment, Status, TaggedArticle, TaggedComment
from stancemap.study import Execution, Profile, Settings, plan_study, run_study
from stancemap.study.parts import PartResults, articles_of
from stancemap.study.plan import Plan, read_plan

_SETTINGS = Settings(profile=Profile.FAST)
_WORKERS = 2
_OWN = frozenset({"comment_id", "article_id", "parent_id", "author"})


def _write_copies(small: Path, large: Path, copies: int) -> None:
    """Write each row several times, under other ids and authors."""
    with large.open("w", encoding="utf-8", newline="") as target:
        writer = csv.writer(target)
        for number in range(copies):
            with small.open(encoding="utf-8", newline="") as source:
                rows = csv.reader(source)
                names = next(rows)
                if number == 0:
                    writer.writerow(names)
                for row in rows:
                    writer.writerow(
                        f"{cell}-{number}" if cell and name in _OWN else cell
                        for name, cell in zip(names, row, strict=True)
                    )


def _copy_tags(small: Path, large: Path, corpus: Path) -> None:
    """Tag the parts of the large study by what the small one says of the same texts."""
    job, numbers = plan_study([corpus], large, _SETTINGS)
    plan = _plan_of(large)
    results = PartResults(large, load_codebook(_SETTINGS.codebook), job.made_by, job.read_by)
    known = {tagged.comment.text: tagged for tagged in _tagged(small)}
    for number in numbers:
        if number < 0:
            articles = articles_of(number, plan.articles())
            results.write_articles(number, [TaggedArticle(article) for article in articles])
            continue
        comments, duplicates = plan.part(number)
        results.write(
            number,
            [
                TaggedComment(comment, Status.DUPLICATE, duplicate_of=first)
                if (first := duplicates.get(comment.comment_id))
                else _moved(known[comment.text], comment)
                for comment in comments
            ],
        )


def _plan_of(study: Path) -> Plan:
    recipe = json.loads((study / "data" / "plan" / "plan.json").read_text(encoding="utf-8"))
    plan = read_plan(study, recipe["made_by"])
    if plan is None:
        raise SystemExit(f"{study} has no plan")
    return plan


def _tagged(study: Path) -> Iterator[TaggedComment]:
    results = PartResults(study, load_codebook(_SETTINGS.codebook), "")
    for number in range(_plan_of(study).n_parts):
        yield from (t for t in results.read(number) if t.status is not Status.DUPLICATE)


def _moved(tagged: TaggedComment, comment: Comment) -> TaggedComment:
    """Give a comment the tags of another one with the same text."""
    name = comment.comment_id
    return replace(
        tagged,
        comment=comment,
        claims=tuple(
            replace(claim, claim_id=f"{name}#c{number}", document_id=name)
            for number, claim in enumerate(tagged.claims, start=1)
        ),
        mentions=tuple(
            replace(mention, document_id=name, article_id=comment.article_id)
            for mention in tagged.mentions
        ),
        quotes=(),
    )


def _do(step: str, folder: Path, copies: int) -> None:
    """Do one step, in a process of its own; print what it took."""
    corpora = {name: folder / f"{name}.csv" for name in ("small", "large")}
    with Memory() as memory:
        clock = Clock(memory)
        execution = Execution(workers=_WORKERS)
        match step:
            case "run the small study":
                run_study([corpora["small"]], folder / "small", _SETTINGS, execution, clock)
            case "read the large corpus":
                _write_copies(corpora["small"], corpora["large"], copies)
                with clock.stage("read", None):
                    plan_study([corpora["large"]], folder / "large", _SETTINGS)
            case "copy tags":
                _copy_tags(folder / "small", folder / "large", corpora["large"])
            case "finish the large study":
                run_study([corpora["large"]], folder / "large", _SETTINGS, execution, clock)
    for stage, (seconds, cpu, peak) in clock.stages.items():
        print(f"{step:<24} {stage:<8} {seconds:>9,.1f} {cpu:>9,.1f} {peak:>9,.0f}", flush=True)


_STEPS = ("run the small study", "read the large corpus", "copy tags", "finish the large study")


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--size", type=int, default=100_000)
    arguments.add_argument("--copies", type=int, default=10)
    arguments.add_argument("--folder", type=Path, help="where to work; kept, and gone on with")
    arguments.add_argument("--do", choices=_STEPS, help=argparse.SUPPRESS)
    given = arguments.parse_args()
    if given.do:
        _do(given.do, given.folder, given.copies)
        return
    with tempfile.TemporaryDirectory() as temporary:
        folder = given.folder or Path(temporary)
        folder.mkdir(parents=True, exist_ok=True)
        write_corpus(folder / "small.csv", given.size)
        print(f"small: {given.size:,} comments, large: {given.size * given.copies:,}")
        print(f"{'step':<24} {'stage':<8} {'seconds':>9} {'CPU s':>9} {'peak MB':>9}", flush=True)
        for step in _STEPS:
            own = ["--do", step, "--folder", str(folder), "--copies", str(given.copies)]
            subprocess.run([sys.executable, __file__, *own], check=True)  # noqa: S603 - ourselves


if __name__ == "__main__":
    main()
