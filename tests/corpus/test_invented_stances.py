"""The invented comments to learn from are what their datasheet says."""

import gzip
import json
from collections import Counter

from stancemap._paths import CORPUS
from stancemap.codebook import load_codebook
from stancemap.study.samples import sample_corpora

_FOLDER = CORPUS / "training" / "invented-stances"


def rows() -> list[dict[str, object]]:
    with gzip.open(_FOLDER / "comments.jsonl.gz", "rt", encoding="utf-8") as lines:
        return [json.loads(line) for line in lines]


def test_the_counts_of_the_datasheet_are_those_of_the_file() -> None:
    comments = rows()
    counts = {
        "comments": len(comments),
        "targets": len({row["target"] for row in comments}),
        "domains": len({row["domain"] for row in comments}),
        "replies, with the comment they answer": sum(bool(row["parent"]) for row in comments),
        "with a further stance": sum(bool(row["also"]) for row in comments),
        **Counter(str(row["primary"]) for row in comments),
    }
    sheet = (_FOLDER / "DATASHEET.md").read_text(encoding="utf-8")
    assert all(f"| {what} | {n:,} |" in sheet for what, n in counts.items())


def test_codes_are_of_the_codebook_and_evidence_and_claims_are_in_the_text() -> None:
    names = load_codebook().names
    for row in rows():
        text, also, claims = str(row["text"]), row["also"], row["claims"]
        assert isinstance(also, list)
        assert isinstance(claims, list)
        assert {row["primary"], *also} <= set(names)
        assert str(row["evidence"]) in text
        assert all(claim in text for claim in claims)


def test_the_demo_does_not_read_them() -> None:
    assert _FOLDER not in sample_corpora()
