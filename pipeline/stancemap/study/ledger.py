"""The ledger: every record that was met, and what became of it."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence

import pyarrow as pa
import pyarrow.compute as pc

from stancemap.errors import StudyError
from stancemap.records import Dropped, Reject, Status, TaggedArticle
from stancemap.tables import Row


def ledger_rows(
    by_status: Mapping[str, int],
    articles: Sequence[TaggedArticle],
    rejects: Sequence[Reject],
    dropped: Iterable[Dropped],
) -> list[Row]:
    """Make the rows of ledger.csv; `by_status` counts the comments."""
    ingested = sum(by_status.values())
    left_out: Counter[str] = Counter()
    for item in dropped:
        left_out[item.what] += item.count
    return [
        ("ingest", "articles", len(articles), ""),
        ("ingest", "records met", ingested + len(rejects), "records met = ingested + rejected"),
        ("ingest", "rejected", len(rejects), "records met = ingested + rejected"),
        ("ingest", "ingested", ingested, "records met = ingested + rejected"),
        *(
            (
                "tag",
                status.value,
                by_status.get(status.value, 0),
                "ingested = " + " + ".join(Status),
            )
            for status in Status
        ),
        ("tag", "articles cut or failed", sum(bool(a.failure) for a in articles), ""),
        *(("changed or left out", what, count, "") for what, count in sorted(left_out.items())),
    ]


def check_balance(planned: int, comment_ids: pa.ChunkedArray) -> None:
    """Check that every planned comment came back, once.

    Raises:
        StudyError: one is missing or there twice.
    """
    seen = pc.value_counts(comment_ids)
    twice = seen.filter(pc.greater(seen.field("counts"), 1)).field("values")
    if len(twice) or len(seen) != planned:
        example = f", such as '{pc.min(twice)}'" if len(twice) else ""
        raise StudyError(
            f"the ledger does not balance: {planned} comments planned, {len(seen)} tagged,"
            f" {len(twice)} twice{example}; run again with --overwrite"
        )
