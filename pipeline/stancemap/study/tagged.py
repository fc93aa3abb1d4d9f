"""The tagged documents of a study, read from its parts when they are asked for.

A corpus need not fit into memory: comments come part by part, and texts of claims are looked up in
a file.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from stancemap.export.report.documents import ReplyMark
from stancemap.records import (
    DocumentKind,
    Mention,
    Quote,
    QuoteKind,
    Status,
    TaggedArticle,
    TaggedComment,
)
from stancemap.rows import mention_of, quote_of
from stancemap.study.parts import PartResults
from stancemap.study.plan import Plan
from stancemap.tag.legible import make_legible
from stancemap.tag.name_index import NamedText


@dataclass(frozen=True)
class TaggedParts:
    """All parts of a study that is tagged in full."""

    plan: Plan
    results: PartResults

    @cached_property
    def articles(self) -> tuple[TaggedArticle, ...]:
        """The articles, in canonical order."""
        return tuple(
            article
            for part in range(self.plan.n_article_parts)
            for article in self.results.read_articles(-part - 1)
        )

    def __iter__(self) -> Iterator[list[TaggedComment]]:
        """Yield the comments of each part, in canonical order."""
        return (self.results.read(number) for number in range(self.plan.n_parts))

    def some(self, comment_ids: Iterable[str]) -> list[TaggedComment]:
        """Read some comments, in canonical order; unknown ids are left out."""
        wanted = pa.array(sorted(set(comment_ids)), pa.string())
        parts = range(self.plan.n_parts if len(wanted) else 0)
        return [tagged for number in parts for tagged in self.results.read_some(number, wanted)]

    def fetch(self, comment_ids: Iterable[str]) -> Mapping[str, TaggedComment]:
        """Return some comments by their ids."""
        return {tagged.comment.comment_id: tagged for tagged in self.some(comment_ids)}

    def replies(self, comment_ids: Iterable[str]) -> Mapping[str, Sequence[ReplyMark]]:
        """Return what answers some comments: replies that are not empty, by the id answered."""
        found: dict[str, list[ReplyMark]] = {name: [] for name in comment_ids}
        answers_one = pc.field("parent_id").isin(pa.array(sorted(found), pa.string()))
        has_words = pc.field("status") != Status.EMPTY.value
        columns = ("comment_id", "likes", "position", "parent_id", "status")
        for part in self.rows("comments", columns):
            for row in part.filter(answers_one & has_words).to_pylist():
                mark = ReplyMark(row["comment_id"], row["likes"], row["position"])
                found[row["parent_id"]].append(mark)
        return found

    def rows(self, table: str, columns: Iterable[str] | None = None) -> Iterator[pa.Table]:
        """Yield a table of each part of comments."""
        chosen = None if columns is None else list(columns)
        for number in range(self.plan.n_parts):
            path = self.results.folder(number) / f"{table}.parquet"
            yield pq.read_table(path, columns=chosen)

    def mentions(self) -> Iterator[Mention]:
        """Yield the names in articles, then in comments, in document order."""
        for article in self.articles:
            yield from article.mentions
        yield from (mention_of(row) for part in self.rows("mentions") for row in part.to_pylist())


@dataclass(frozen=True, slots=True)
class StoredMentions:
    """The table of mentions, read again each time it is walked through."""

    path: Path

    def __iter__(self) -> Iterator[Mention]:
        """Yield the mentions in document order."""
        with pq.ParquetFile(self.path) as file:
            for batch in file.iter_batches():
                yield from map(mention_of, batch.to_pylist())


@dataclass(frozen=True, slots=True)
class StoredTexts:
    """The texts in which names are looked for, read again each time they are walked through."""

    parts: TaggedParts

    def __iter__(self) -> Iterator[NamedText]:
        """Yield the texts of articles, then of comments with a stance, in canonical order."""
        for one in self.parts.articles:
            article = one.article
            text = make_legible(article.text).text
            yield NamedText(DocumentKind.ARTICLE, article.article_id, article.article_id, text)
        columns = ("comment_id", "article_id", "text", "stance")
        comments = self.parts.rows("comments", columns)
        for table, quotes in zip(comments, self.parts.rows("quotes"), strict=True):
            yield from _texts(table.filter(pc.field("stance") != ""), quotes)


def _texts(comments: pa.Table, quotes: pa.Table) -> Iterator[NamedText]:
    direct = quotes.filter(pc.field("kind") == QuoteKind.DIRECT.value)
    quoted: dict[str, list[Quote]] = {}
    for quote in map(quote_of, direct.to_pylist()):
        quoted.setdefault(quote.document_id, []).append(quote)
    names = ("comment_id", "article_id", "text")
    for comment_id, article_id, text in zip(
        *(comments[name].to_pylist() for name in names), strict=True
    ):
        own = tuple(quote.content for quote in quoted.get(comment_id, ()))
        legible = make_legible(text).text
        yield NamedText(DocumentKind.COMMENT, comment_id, article_id, legible, own)
