"""The plan: a corpus in canonical order, cut into parts of whole threads."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from itertools import groupby
from pathlib import Path

from stancemap.codebook import Codebook
from stancemap.ingest.texts import InMemory, Texts
from stancemap.records import Article, Comment, Corpus, Dropped, Note, Origin, Reject, Status
from stancemap.records import TaggedComment as Planned
from stancemap.rows import article_of, article_row, comment_row, reject_row, tagged_comment_of
from stancemap.study.duplicates import find_duplicates
from stancemap.study.store import (
    count_rows,
    is_whole,
    read_json,
    read_rows,
    write_sidecar,
    write_table,
)
from stancemap.tables import ARTICLES, REJECTS, comments_table

_FOLDER = "data/plan"
_SIDECAR = "plan.json"
_IN_MEMORY = InMemory()
_NO_CODES = Codebook("", "", "", "", ())
"""A plan knows no stances, so that another codebook needs no other plan."""
ARTICLES_PER_PART = 25


@dataclass(frozen=True, slots=True)
class Plan:
    """A plan on disk. Parts of comments are numbered from 0 up, parts of articles from -1 down."""

    folder: Path
    n_parts: int
    n_articles: int
    n_comments: int
    dropped: tuple[Dropped, ...]
    notes: tuple[Note, ...] = ()

    @property
    def n_article_parts(self) -> int:
        """How many parts of articles there are."""
        return -(-self.n_articles // ARTICLES_PER_PART)

    @property
    def numbers(self) -> range:
        """The numbers of all parts."""
        return range(-self.n_article_parts, self.n_parts)

    def size(self, number: int) -> int:
        """Count the documents of a part."""
        if number < 0:
            before = (-number - 1) * ARTICLES_PER_PART
            return min(ARTICLES_PER_PART, self.n_articles - before)
        return count_rows(self.folder / part_name(number))

    def articles(self) -> list[Article]:
        """Read the articles."""
        return [article_of(row) for row in read_rows(self.folder / "articles.parquet")]

    def rejects(self) -> list[Reject]:
        """Read the rejected records."""
        return [
            Reject(
                Origin(str(row["file"]), int(row["line"] or 0)), str(row["reason"]), str(row["raw"])
            )
            for row in read_rows(self.folder / "rejects.parquet")
        ]

    def part(self, number: int) -> tuple[list[Comment], dict[str, str]]:
        """Read a part: its comments, and which of them repeat which comment."""
        rows = read_rows(self.folder / part_name(number))
        planned = [tagged_comment_of(row, _NO_CODES) for row in rows]
        duplicates = {p.comment.comment_id: p.duplicate_of for p in planned if p.duplicate_of}
        return [p.comment for p in planned], duplicates


def part_name(number: int) -> str:
    """Name the file of a part.

    >>> part_name(7)
    'part-00007.parquet'
    """
    return f"part-{number:05}.parquet"


def cut(comments: Iterable[Comment], size: int) -> Iterator[list[Comment]]:
    """Cut comments in canonical order into parts of whole threads, closed at `size` comments."""
    part: list[Comment] = []
    for _, thread in groupby(comments, key=lambda c: (c.article_id, c.thread_id)):
        part.extend(thread)
        if len(part) >= size:
            yield part
            part = []
    if part:
        yield part


def write_plan(
    corpus: Corpus, study: Path, part_size: int, made_by: str = "", texts: Texts = _IN_MEMORY
) -> Plan:
    """Write a corpus as parts, with a sidecar when all are there; `texts` has its texts."""
    folder = study / _FOLDER
    duplicates = find_duplicates(corpus.comments, texts)
    table = comments_table(_NO_CODES)
    marks = [
        write_table(
            ARTICLES, [article_row(a) for a in corpus.articles], folder / "articles.parquet"
        ),
        write_table(REJECTS, [reject_row(r) for r in corpus.rejects], folder / "rejects.parquet"),
    ]
    n_parts = 0
    for number, part in enumerate(cut(corpus.comments, part_size)):
        planned = (
            _planned(
                replace(comment, text=texts.read(comment.text)),
                duplicates.get(comment.comment_id, ""),
            )
            for comment in part
        )
        n_parts = number + 1
        rows = [comment_row(p, _NO_CODES) for p in planned]
        marks.append(write_table(table, rows, folder / part_name(number)))
    plan = Plan(
        folder,
        n_parts,
        len(corpus.articles),
        len(corpus.comments),
        corpus.dropped,
        corpus.notes,
    )
    write_sidecar(folder / _SIDECAR, marks, plan=_content(plan), made_by=made_by)
    return plan


def read_plan(study: Path, made_by: str = "") -> Plan | None:
    """Read the plan of a half-done study, or None where it is not whole."""
    folder = study / _FOLDER
    if not is_whole(folder / _SIDECAR, made_by):
        return None
    content = read_json(folder / _SIDECAR)["plan"]
    return Plan(
        folder,
        content["n_parts"],
        content["n_articles"],
        content["n_comments"],
        tuple(Dropped(*item) for item in content["dropped"]),
        tuple(Note(*item) for item in content["notes"]),
    )


def _content(plan: Plan) -> dict[str, int | list[list[str | int]]]:
    return {
        "n_parts": plan.n_parts,
        "n_articles": plan.n_articles,
        "n_comments": plan.n_comments,
        "dropped": [[d.file, d.what, d.count] for d in plan.dropped],
        "notes": [[note.file, note.text] for note in plan.notes],
    }


def _planned(comment: Comment, duplicate_of: str) -> Planned:
    status = Status.DUPLICATE if duplicate_of else Status.TAGGED
    return Planned(comment, status, duplicate_of=duplicate_of)
