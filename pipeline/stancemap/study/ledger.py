"""The ledger: every record that was met, and what became of it."""

from collections import Counter
from collections.abc import Iterable, Sequence

from stancemap.errors import StudyError
from stancemap.records import Dropped, Reject, Status, TaggedArticle, TaggedComment
from stancemap.tables import Row


def ledger_rows(
    comments: Iterable[TaggedComment],
    articles: Sequence[TaggedArticle],
    rejects: Sequence[Reject],
    dropped: Iterable[Dropped],
) -> list[Row]:
    """Make the rows of ledger.csv."""
    by_status = Counter(comment.status for comment in comments)
    ingested = by_status.total()
    left_out: Counter[str] = Counter()
    for item in dropped:
        left_out[item.what] += item.count
    return [
        ("ingest", "articles", len(articles), ""),
        ("ingest", "records met", ingested + len(rejects), "records met = ingested + rejected"),
        ("ingest", "rejected", len(rejects), "records met = ingested + rejected"),
        ("ingest", "ingested", ingested, "records met = ingested + rejected"),
        *(
            ("tag", status.value, by_status[status], "ingested = " + " + ".join(Status))
            for status in Status
        ),
        ("tag", "articles cut or failed", sum(bool(a.failure) for a in articles), ""),
        *(("changed or left out", what, count, "") for what, count in sorted(left_out.items())),
    ]


def check_balance(planned: int, comments: Sequence[TaggedComment]) -> None:
    """Check that every planned comment came back, once.

    Raises:
        StudyError: one is missing or there twice.
    """
    seen = Counter(comment.comment.comment_id for comment in comments)
    twice = [comment_id for comment_id, count in seen.items() if count > 1]
    if twice or len(seen) != planned:
        example = f", such as '{min(twice)}'" if twice else ""
        raise StudyError(
            f"the ledger does not balance: {planned} comments planned, {len(seen)} tagged,"
            f" {len(twice)} twice{example}; run again with --overwrite"
        )
