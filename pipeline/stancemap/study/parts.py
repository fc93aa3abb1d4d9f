"""Tag one part: what a worker does, and how its result lies on disk.

The result of a part is a pure function of (part, settings, codebook, models).
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from stancemap.codebook import Codebook, load_codebook
from stancemap.errors import StudyError
from stancemap.records import (
    Article,
    Claim,
    Comment,
    Mention,
    Quote,
    Status,
    TaggedArticle,
    TaggedComment,
)
from stancemap.rows import (
    claim_of,
    claim_row,
    comment_row,
    mention_of,
    mention_row,
    quote_of,
    quote_row,
    tagged_comment_of,
)
from stancemap.study.plan import read_plan
from stancemap.study.settings import Settings
from stancemap.study.store import FileMark, is_whole, read_rows, write_sidecar, write_table
from stancemap.tables import CLAIMS, MENTIONS, QUOTES, comments_table
from stancemap.tag.taggers import load_taggers, tag_articles, tag_comments

ARTICLE_PART = -1
"""The number of the part that holds the articles."""

_SIDECAR = "done.json"


@dataclass(frozen=True, slots=True)
class TagJob:
    """What a worker must know to tag any part of a study; small, so that it travels."""

    study: Path
    settings: Settings

    def open(self) -> Callable[[int], int]:
        """Load the models once; return the function that tags a part and says its size."""
        codebook = load_codebook(self.settings.codebook)
        settings = self.settings
        own_model = Path(settings.stance_model) if settings.stance_model else None
        taggers = load_taggers(codebook, settings.spacy_model, settings.profile, own_model)
        plan = read_plan(self.study)
        if plan is None:
            raise StudyError(f"{self.study.name} has no whole plan; run the study again")
        articles = {article.article_id: article for article in plan.articles()}

        def tag(number: int) -> int:
            if number == ARTICLE_PART:
                tagged = tag_articles(list(articles.values()), taggers)
                write_article_part(self.study, tagged)
                return len(tagged)
            comments, duplicates = plan.part(number, codebook)
            write_part(
                self.study, number, tag_comments(comments, articles, duplicates, taggers), codebook
            )
            return len(comments)

        return tag


def part_folder(study: Path, number: int) -> Path:
    """Say where the result of a part lies."""
    name = "articles" if number == ARTICLE_PART else f"part-{number:05}"
    return study / "data" / "parts" / name


def is_done(study: Path, number: int) -> bool:
    """Tell whether the result of a part is there and whole."""
    return is_whole(part_folder(study, number) / _SIDECAR)


def write_part(
    study: Path, number: int, comments: Sequence[TaggedComment], codebook: Codebook
) -> None:
    """Write the result of a part of comments."""
    folder = part_folder(study, number)
    rows = [comment_row(comment, codebook) for comment in comments]
    mark = write_table(comments_table(codebook), rows, folder / "comments.parquet")
    _write_found(folder, comments, [mark])


def write_article_part(study: Path, articles: Sequence[TaggedArticle]) -> None:
    """Write the result of the part of articles."""
    _write_found(part_folder(study, ARTICLE_PART), articles, [])


def _write_found(
    folder: Path,
    documents: Sequence[TaggedComment] | Sequence[TaggedArticle],
    marks: list[FileMark],
) -> None:
    claims = [claim_row(claim) for document in documents for claim in document.claims]
    mentions = [mention_row(mention) for document in documents for mention in document.mentions]
    quotes = [quote_row(quote) for document in documents for quote in document.quotes]
    marks = [
        *marks,
        write_table(CLAIMS, claims, folder / "claims.parquet"),
        write_table(MENTIONS, mentions, folder / "mentions.parquet"),
        write_table(QUOTES, quotes, folder / "quotes.parquet"),
    ]
    write_sidecar(folder / _SIDECAR, marks)


def write_lost_part(
    study: Path, number: int, comments: Iterable[Comment], codebook: Codebook
) -> None:
    """Write a part on which the worker died: every comment failed, none is missing."""
    reason = "the worker process died on the part that holds this comment, twice"
    failed = [TaggedComment(comment, Status.FAILED, failure=reason) for comment in comments]
    write_part(study, number, failed, codebook)


def write_lost_article_part(study: Path, articles: Iterable[Article]) -> None:
    """Write the part of articles on which the worker died: nothing was found in them."""
    reason = "the worker process died on the articles, twice"
    write_article_part(study, [TaggedArticle(article, failure=reason) for article in articles])


def read_part(study: Path, number: int, codebook: Codebook) -> list[TaggedComment]:
    """Read the result of a part of comments back."""
    folder = part_folder(study, number)
    found = _Found.read(folder)
    tagged = (tagged_comment_of(row, codebook) for row in read_rows(folder / "comments.parquet"))
    return [
        replace(
            comment,
            claims=tuple(found.claims[comment.comment.comment_id]),
            mentions=tuple(found.mentions[comment.comment.comment_id]),
            quotes=tuple(found.quotes[comment.comment.comment_id]),
        )
        for comment in tagged
    ]


def read_article_part(study: Path, articles: Iterable[Article]) -> list[TaggedArticle]:
    """Read the result of the part of articles back."""
    found = _Found.read(part_folder(study, ARTICLE_PART))
    return [
        TaggedArticle(
            article,
            claims=tuple(found.claims[article.article_id]),
            mentions=tuple(found.mentions[article.article_id]),
            quotes=tuple(found.quotes[article.article_id]),
        )
        for article in articles
    ]


@dataclass(frozen=True, slots=True)
class _Found:
    """What was found in the documents of a part, by document id."""

    claims: defaultdict[str, list[Claim]]
    mentions: defaultdict[str, list[Mention]]
    quotes: defaultdict[str, list[Quote]]

    @classmethod
    def read(cls, folder: Path) -> "_Found":
        found = cls(defaultdict(list), defaultdict(list), defaultdict(list))
        for row in read_rows(folder / "claims.parquet"):
            claim = claim_of(row)
            found.claims[claim.document_id].append(claim)
        for row in read_rows(folder / "mentions.parquet"):
            mention = mention_of(row)
            found.mentions[mention.document_id].append(mention)
        for row in read_rows(folder / "quotes.parquet"):
            quote = quote_of(row)
            found.quotes[quote.document_id].append(quote)
        return found
