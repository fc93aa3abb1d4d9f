"""The corpora heat-pumps and driverless-buses are what their datasheets and gold labels say."""

import csv
import json
import re
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest

from stancemap.codebook import load_codebook
from stancemap.records import ClaimKind, MergeReason, QuoteKind

_CORPUS = Path(__file__).parents[2] / "corpus"
_NAMES = ("heat-pumps", "driverless-buses")
_COUNTED_ROW = re.compile(r"^\| ([a-z][a-z ,]*?) +\| +(\d+) +\|$", re.MULTILINE)
_SPANS = (
    ("claims", "start", "end", "text"),
    ("mentions", "start", "end", "text"),
    ("quotes", "start", "end", "content"),
    ("quotes", "cue_start", "cue_end", "cue"),
    ("quotes", "speaker_start", "speaker_end", "speaker"),
)
Row = dict[str, str]


@dataclass(frozen=True, slots=True)
class Remark:
    """A comment as its corpus states it; `key` names it in the gold labels."""

    key: str
    parent: str
    author: str
    posted: str
    text: str


@dataclass(frozen=True, slots=True)
class Sample:
    """One sample corpus."""

    name: str
    article: str
    remarks: tuple[Remark, ...]

    def gold(self, table: str) -> list[Row]:
        """Read one table of gold labels."""
        path = _CORPUS / self.name / "gold" / f"{table}.csv"
        with path.open(encoding="utf-8", newline="") as file:
            return list(csv.DictReader(file, strict=True))

    def document(self, row: Row) -> str:
        """Return the text that a row of gold labels speaks of."""
        return self.article if row["document_kind"] == "article" else self.texts()[row["document"]]

    def texts(self) -> dict[str, str]:
        """Return all comments' texts by key."""
        return {remark.key: remark.text for remark in self.remarks}

    def depth(self, remark: Remark) -> int:
        """Count the replies that lead down to a comment."""
        parents = {each.key: each.parent for each in self.remarks}
        depth, key = 0, remark.parent
        while key:
            depth, key = depth + 1, parents[key]
        return depth


def _heat_pumps() -> Sample:
    (line,) = (_CORPUS / "heat-pumps" / "threads.jsonl").read_text(encoding="utf-8").splitlines()
    thread = json.loads(line)
    remarks = (
        Remark(c["comment_id"], c["reply_to"] or "", c["author"], c["posted"], c["text"])
        for c in thread["comments"]
    )
    return Sample("heat-pumps", thread["article_text"], tuple(remarks))


def _driverless_buses() -> Sample:
    gold = _CORPUS / "driverless-buses" / "gold"
    article = json.loads((gold / "article.json").read_text(encoding="utf-8"))
    lines = (gold / "comments.jsonl").read_text(encoding="utf-8").split("\n")
    remarks = (
        Remark(str(c["position"]), str(c["parent"] or ""), c["author"], c["posted"], c["text"])
        for c in map(json.loads, filter(None, lines))
    )
    return Sample("driverless-buses", article["text"], tuple(remarks))


_READERS: dict[str, Callable[[], Sample]] = dict(
    zip(_NAMES, (_heat_pumps, _driverless_buses), strict=True)
)


@pytest.fixture(params=_NAMES)
def sample(request: pytest.FixtureRequest) -> Sample:
    return _READERS[request.param]()


@pytest.mark.parametrize(("table", "start", "end", "text"), _SPANS)
def test_offsets_of_gold_labels_reproduce_their_text(
    sample: Sample, table: str, start: str, end: str, text: str
) -> None:
    rows = sample.gold(table)
    assert rows
    for row in rows:
        assert row[text]
        assert sample.document(row)[int(row[start]) : int(row[end])] == row[text]


def test_every_comment_has_one_stance_and_its_evidence_lies_in_the_text(sample: Sample) -> None:
    rows = sample.gold("stance")
    assert [int(row["position"]) for row in rows] == list(range(1, len(sample.remarks) + 1))
    for row, remark in zip(rows, sample.remarks, strict=True):
        assert row.get("comment_id", row["position"]) == remark.key
        assert bool(row["evidence"]) == (row["primary"] != "none")
        if row["evidence"]:
            start, end = int(row["evidence_start"]), int(row["evidence_end"])
            assert remark.text[start:end] == row["evidence"]
            assert remark.text.count(row["evidence"]) == 1


def test_stances_are_codes_of_the_codebook_and_all_occur(sample: Sample) -> None:
    codes = load_codebook().names
    primary = Counter(row["primary"] for row in sample.gold("stance"))
    assert set(primary) == set(codes)
    assert primary["inevitable"] >= 7
    assert primary["pragmatic"] >= 10
    for row in sample.gold("stance"):
        also = [code for code in row["also"].split(";") if code]
        assert set(also) <= set(codes) - {row["primary"], "none"}
        assert row["sure"] in {"1", "2", "3"}


# The gold was labelled by these; finer ways of finding a name came into the records later.
GOLD_REASONS = {
    MergeReason.SAME,
    MergeReason.POSSESSIVE,
    MergeReason.TITLE,
    MergeReason.SURNAME,
    MergeReason.ACRONYM,
    MergeReason.MISSPELLING,
    MergeReason.USER_ALIAS,
}


def test_kinds_and_reasons_are_those_of_the_records(sample: Sample) -> None:
    assert {row["kind"] for row in sample.gold("claims")} == {kind.value for kind in ClaimKind}
    assert {row["kind"] for row in sample.gold("quotes")} == {kind.value for kind in QuoteKind}
    reasons = {row["reason"] for row in sample.gold("entities")}
    assert reasons == {reason.value for reason in GOLD_REASONS}


def test_names_in_mentions_quotes_and_claims_are_listed_entities(sample: Sample) -> None:
    forms = {(row["name"], row["alias"]) for row in sample.gold("entities")}
    assert {(row["name"], row["form"]) for row in sample.gold("mentions")} <= forms
    names = {name for name, _ in forms}
    assert {row["name"] for row in sample.gold("quotes")} <= names | {""}
    assert {row["speaker"] for row in sample.gold("claims")} <= names | {""}


def test_two_people_share_a_surname(sample: Sample) -> None:
    people = {row["name"] for row in sample.gold("entities") if row["label"] == "PERSON"}
    assert max(Counter(name.split()[-1] for name in people).values()) == 2


def test_ids_are_unique_and_parents_stand_before_their_replies(sample: Sample) -> None:
    met: dict[str, str] = {"": ""}
    for remark in sample.remarks:
        assert remark.key not in met
        assert remark.parent in met
        assert met[remark.parent] <= remark.posted
        met[remark.key] = remark.posted


def test_comments_fall_into_two_months(sample: Sample) -> None:
    assert {remark.posted[:7] for remark in sample.remarks} == {"2025-09", "2025-10"}


def test_duplicates_repeat_an_earlier_comment_but_for_spaces(sample: Sample) -> None:
    texts = sample.texts()
    keys = [remark.key for remark in sample.remarks]
    for row, key in zip(sample.gold("stance"), keys, strict=True):
        if first := row["duplicate_of"]:
            assert keys.index(first) < keys.index(key)
            assert texts[key].split() == texts[first].split()


def test_datasheet_promises_the_counts_that_are_there(sample: Sample) -> None:
    sheet = (_CORPUS / sample.name / "DATASHEET.md").read_text(encoding="utf-8")
    promised = {what: int(count) for what, count in _COUNTED_ROW.findall(sheet)}
    assert promised == _counted(sample)


def test_page_shows_each_comment_of_gold_in_order_and_at_its_depth() -> None:
    page = (_CORPUS / "driverless-buses" / "page.txt").read_text(encoding="utf-8")
    sample = _driverless_buses()
    at = 0
    for remark in sample.remarks:
        indent = "    " * (sample.depth(remark) + 1)
        body = "\n".join(indent + line if line else "" for line in remark.text.split("\n"))
        header = rf"{indent[4:]}• {re.escape(remark.author)} \(\d+ (?:September|October) 2025\):"
        found = re.compile(rf"^{header}\n\n{re.escape(body)}\n", re.MULTILINE).search(page, at)
        assert found, f"comment {remark.key} does not follow on the page"
        at = found.end()
    assert page.count("Recommend") == len(sample.remarks)


def test_page_shows_each_paragraph_of_the_article_in_order() -> None:
    page = (_CORPUS / "driverless-buses" / "page.txt").read_text(encoding="utf-8")
    at = 0
    for paragraph in _driverless_buses().article.split("\n\n"):
        at = page.index(paragraph, at) + len(paragraph)
    assert at < page.index("•")


def _counted(sample: Sample) -> dict[str, int]:
    stance, claims, entities = (sample.gold(name) for name in ("stance", "claims", "entities"))
    quotes = sample.gold("quotes")
    primary = Counter(row["primary"] for row in stance)
    return {
        "words in the article": len(sample.article.split()),
        "comments": len(sample.remarks),
        "author names": len({remark.author for remark in sample.remarks}),
        "top level comments": sum(not remark.parent for remark in sample.remarks),
        "deepest reply": max(sample.depth(remark) for remark in sample.remarks),
        **{f"stance {code}": primary[code] for code in load_codebook().names},
        "with a second stance": sum(bool(row["also"]) for row in stance),
        "duplicates": sum(bool(row["duplicate_of"]) for row in stance),
        "in other languages": sum(row["language"] not in {"en", ""} for row in stance),
        "removed by moderators": sum(remark.text == "[removed]" for remark in sample.remarks),
        **{f"claims, {kind.value}": _count(claims, "kind", kind.value) for kind in ClaimKind},
        "claims in the article": _count(claims, "document_kind", "article"),
        "entities": len({row["name"] for row in entities}),
        "alias forms": len(entities),
        "mentions": len(sample.gold("mentions")),
        "quotes": len({(row["document"], row["quote"]) for row in quotes}),
        **{f"stretches, {kind.value}": _count(quotes, "kind", kind.value) for kind in QuoteKind},
    }


def _count(rows: list[Row], column: str, value: str) -> int:
    return sum(row[column] == value for row in rows)
