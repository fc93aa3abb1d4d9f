"""How the results of parts lie on disk."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from stancemap.codebook import Codebook
from stancemap.records import (
    Article,
    Claim,
    Mention,
    Quote,
    Sentence,
    Span,
    Status,
    TaggedArticle,
    TaggedComment,
)
from stancemap.rows import (
    Cells,
    article_of,
    article_row,
    claim_of,
    claim_row,
    comment_row,
    mention_of,
    mention_row,
    quote_of,
    quote_row,
    tagged_comment_of,
)
from stancemap.study.plan import ARTICLES_PER_PART, Plan
from stancemap.study.store import FileMark, is_whole, read_rows, write_sidecar, write_table
from stancemap.tables import (
    ARTICLES,
    CLAIMS,
    MENTIONS,
    QUOTES,
    CellType,
    Column,
    Row,
    Table,
    comments_table,
)
from stancemap.tag.legible import make_legible

_SIDECAR = "done.json"
_BEGUN = "begun"
_LOST = "the worker process died on the part that holds this, twice"


_SENTENCES = Table(
    "sentences",
    "sentence of a comment",
    (
        Column("document_id", CellType.STRING, "id of the comment"),
        Column("start", CellType.INTEGER, "its first character in text"),
        Column("end", CellType.INTEGER, "one past its last"),
        Column("own", CellType.BOOLEAN, "whether the writer says it"),
    ),
)


def articles_of(number: int, articles: Sequence[Article]) -> Sequence[Article]:
    """Pick the articles of a part; parts of articles are numbered -1, -2, and so on."""
    start = (-number - 1) * ARTICLES_PER_PART
    return articles[start : start + ARTICLES_PER_PART]


def part_folder(study: Path, number: int) -> Path:
    """Say where the result of a part lies."""
    name = f"articles-{-number - 1:05}" if number < 0 else f"part-{number:05}"
    return study / "data" / "parts" / name


def note_beginning(study: Path, number: int) -> None:
    """Note that a part is begun; the note goes when the part is written."""
    path = part_folder(study, number) / _BEGUN
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("ab") as stream:
        stream.write(b".")


def count_beginnings(study: Path, number: int) -> int:
    """Count how often a part was begun and not written: how many runs ended at it."""
    try:
        return (part_folder(study, number) / _BEGUN).stat().st_size
    except OSError:
        return 0


def sidecar_of(study: Path, number: int) -> Path:
    """Name the file that is there when a part is done."""
    return part_folder(study, number) / _SIDECAR


@dataclass(frozen=True, slots=True)
class PartResults:
    """The results of the parts of one study, on disk."""

    study: Path
    codebook: Codebook
    made_by: str
    read_by: str = ""

    def folder(self, number: int) -> Path:
        """Say where the result of a part lies."""
        return part_folder(self.study, number)

    def is_done(self, number: int) -> bool:
        """Tell whether the result of a part is there, whole, and of this recipe."""
        return is_whole(sidecar_of(self.study, number), self.made_by)

    def was_read(self, number: int) -> bool:
        """Tell whether only the stances of a part are of another recipe, and it can be mended.

        Where something in it failed, it cannot be told what failed: it is read anew.
        """
        if not is_whole(sidecar_of(self.study, number), self.read_by, "read_by"):
            return False
        if number < 0:
            rows = read_rows(self.folder(number) / "articles.parquet")
            return not any(row["failure"] for row in rows)
        rows = read_rows(self.folder(number) / "comments.parquet")
        return all(row["status"] != Status.FAILED.value for row in rows)

    def write(self, number: int, comments: Sequence[TaggedComment]) -> None:
        """Write the result of a part of comments."""
        rows = [comment_row(comment, self.codebook) for comment in comments]
        folder = self.folder(number)
        marks = [
            write_table(comments_table(self.codebook), rows, folder / "comments.parquet"),
            write_table(_SENTENCES, _sentence_rows(comments), folder / "sentences.parquet"),
        ]
        self._write(number, comments, marks)

    def write_articles(self, number: int, articles: Sequence[TaggedArticle]) -> None:
        """Write the result of a part of articles."""
        rows = [article_row(tagged.article, tagged.failure) for tagged in articles]
        path = self.folder(number) / "articles.parquet"
        self._write(number, articles, [write_table(ARTICLES, rows, path)])

    def write_lost(self, number: int, plan: Plan) -> None:
        """Write a part on which the worker died: everything in it failed, nothing is missing."""
        if number < 0:
            articles = articles_of(number, plan.articles())
            self.write_articles(number, [TaggedArticle(a, failure=_LOST) for a in articles])
            return
        comments, _ = plan.part(number)
        self.write(number, [TaggedComment(c, Status.FAILED, failure=_LOST) for c in comments])

    def read_bare(self, number: int) -> list[TaggedComment]:
        """Read a part of comments back without their stances, but with their sentences."""
        found = _Found.read(self.folder(number))
        sentences = _sentences(read_rows(self.folder(number) / "sentences.parquet"))
        rows = read_rows(self.folder(number) / "comments.parquet")
        return [
            replace(
                self._with_all(tagged_comment_of({**row, "stance": ""}, self.codebook), found),
                sentences=tuple(
                    Sentence(Span(start, end, legible[start:end]), own)
                    for start, end, own in sentences[str(row["comment_id"])]
                ),
            )
            for row in rows
            for legible in [make_legible(str(row["text"])).text]
        ]

    def read(self, number: int) -> list[TaggedComment]:
        """Read the result of a part of comments back, without their sentences."""
        found = _Found.read(self.folder(number))
        rows = read_rows(self.folder(number) / "comments.parquet")
        tagged = (tagged_comment_of(row, self.codebook) for row in rows)
        return [self._with_all(comment, found) for comment in tagged]

    def read_some(self, number: int, comment_ids: pa.Array) -> list[TaggedComment]:
        """Read those comments of a part back that have one of the ids."""
        path = self.folder(number) / "comments.parquet"
        chosen = pq.read_table(path, filters=pc.field("comment_id").isin(comment_ids))
        if not chosen.num_rows:
            return []
        found = _Found.read(self.folder(number), chosen["comment_id"])
        tagged = (tagged_comment_of(row, self.codebook) for row in chosen.to_pylist())
        return [self._with_all(comment, found) for comment in tagged]

    @staticmethod
    def _with_all(comment: TaggedComment, found: "_Found") -> TaggedComment:
        name = comment.comment.comment_id
        return replace(
            comment,
            claims=tuple(found.claims[name]),
            mentions=tuple(found.mentions[name]),
            quotes=tuple(found.quotes[name]),
        )

    def read_articles(self, number: int) -> list[TaggedArticle]:
        """Read the result of a part of articles back."""
        found = _Found.read(self.folder(number))
        return [
            TaggedArticle(
                article,
                claims=tuple(found.claims[article.article_id]),
                mentions=tuple(found.mentions[article.article_id]),
                quotes=tuple(found.quotes[article.article_id]),
                failure=str(row["failure"]),
            )
            for row in read_rows(self.folder(number) / "articles.parquet")
            for article in [article_of(row)]
        ]

    def _write(
        self,
        number: int,
        documents: Sequence[TaggedComment] | Sequence[TaggedArticle],
        own: Sequence[FileMark],
    ) -> None:
        folder = self.folder(number)
        claims = [claim_row(claim) for document in documents for claim in document.claims]
        mentions = [mention_row(mention) for document in documents for mention in document.mentions]
        quotes = [quote_row(quote) for document in documents for quote in document.quotes]
        marks = [
            *own,
            write_table(CLAIMS, claims, folder / "claims.parquet"),
            write_table(MENTIONS, mentions, folder / "mentions.parquet"),
            write_table(QUOTES, quotes, folder / "quotes.parquet"),
        ]
        write_sidecar(folder / _SIDECAR, marks, made_by=self.made_by, read_by=self.read_by)
        (folder / _BEGUN).unlink(missing_ok=True)


def _sentence_rows(comments: Iterable[TaggedComment]) -> list[Row]:
    return [
        (tagged.comment.comment_id, sentence.span.start, sentence.span.end, sentence.own)
        for tagged in comments
        for sentence in tagged.sentences
    ]


def _sentences(rows: Iterable[Cells]) -> defaultdict[str, list[tuple[int, int, bool]]]:
    found: defaultdict[str, list[tuple[int, int, bool]]] = defaultdict(list)
    for row in rows:
        place = int(row["start"] or 0), int(row["end"] or 0), bool(row["own"])
        found[str(row["document_id"])].append(place)
    return found


@dataclass(frozen=True, slots=True)
class _Found:
    """What was found in the documents of a part, by document id."""

    claims: defaultdict[str, list[Claim]]
    mentions: defaultdict[str, list[Mention]]
    quotes: defaultdict[str, list[Quote]]

    @classmethod
    def read(cls, folder: Path, document_ids: pa.Array | None = None) -> "_Found":
        """Read what was found in all documents of a part, or in those with one of the ids."""
        some = None if document_ids is None else pc.field("document_id").isin(document_ids)
        found = cls(defaultdict(list), defaultdict(list), defaultdict(list))
        for row in pq.read_table(folder / "claims.parquet", filters=some).to_pylist():
            claim = claim_of(row)
            found.claims[claim.document_id].append(claim)
        for row in pq.read_table(folder / "mentions.parquet", filters=some).to_pylist():
            mention = mention_of(row)
            found.mentions[mention.document_id].append(mention)
        for row in pq.read_table(folder / "quotes.parquet", filters=some).to_pylist():
            quote = quote_of(row)
            found.quotes[quote.document_id].append(quote)
        return found
