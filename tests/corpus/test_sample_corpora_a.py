"""The corpora doorbell-cameras and ai-marking are what their datasheets and gold labels say."""

import csv
import json
import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import pytest

from stancemap.codebook import load_codebook
from stancemap.records import ClaimKind, MergeReason, QuoteKind

CORPUS = Path(__file__).parents[2] / "corpus"
COUNT = re.compile(r"^\| ([^|]+?) \| (\d+) \|$", re.MULTILINE)
INTERFACE = re.compile(r" *(?:Like(?: \d+)?|Reply|Share|Report)")
Row = dict[str, str]

SPANS = (
    ("claims", "start", "end", "text"),
    ("mentions", "start", "end", "text"),
    ("quotes", "start", "end", "content"),
    ("quotes", "cue_start", "cue_end", "cue"),
    ("quotes", "speaker_start", "speaker_end", "speaker"),
)


@dataclass(frozen=True, slots=True)
class Post:
    """A comment of a sample corpus; `parent` is `""` at the top of a thread."""

    key: str
    parent: str
    author: str
    posted: str
    likes: int
    text: str


@dataclass(frozen=True, slots=True)
class Sample:
    """A sample corpus: one article, its comments in order, and the folder with the gold labels."""

    folder: Path
    article: str
    posts: tuple[Post, ...]

    def gold(self, table: str) -> list[Row]:
        return _rows(self.folder / "gold" / f"{table}.csv")

    def text(self, row: Row) -> str:
        if row["document_kind"] == "article":
            return self.article
        return {post.key: post.text for post in self.posts}[row["document"]]

    def depths(self) -> list[int]:
        depth = {"": -1}
        for post in self.posts:
            depth[post.key] = depth[post.parent] + 1
        return [depth[post.key] for post in self.posts]


def _rows(path: Path) -> list[Row]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file, strict=True))


def _doorbell_cameras() -> Sample:
    folder = CORPUS / "doorbell-cameras"
    article = json.loads((folder / "gold" / "article.json").read_text(encoding="utf-8"))
    lines = (folder / "gold" / "comments.jsonl").read_text(encoding="utf-8").rstrip("\n")
    posts = (
        Post(
            key=str(found["position"]),
            parent=str(found["parent"] or ""),
            author=found["author"],
            posted=found["posted"],
            likes=found["likes"],
            text=found["text"],
        )
        for found in map(json.loads, lines.split("\n"))
    )
    return Sample(folder, article["text"], tuple(posts))


def _ai_marking() -> Sample:
    folder = CORPUS / "ai-marking"
    (article,) = _rows(folder / "articles.csv")
    posts = (
        Post(
            key=row["comment_id"],
            parent=row["parent_id"],
            author=row["author"],
            posted=row["posted"],
            likes=int(row["likes"]),
            text=row["text"],
        )
        for row in _rows(folder / "comments.csv")
    )
    return Sample(folder, article["text"], tuple(posts))


@pytest.fixture(params=[_doorbell_cameras, _ai_marking], ids=["doorbell-cameras", "ai-marking"])
def sample(request: pytest.FixtureRequest) -> Sample:
    read: Sample = request.param()
    return read


@pytest.mark.parametrize(("table", "start", "end", "text"), SPANS)
def test_gold_offsets_reproduce_their_text(
    sample: Sample, table: str, start: str, end: str, text: str
) -> None:
    rows = [row for row in sample.gold(table) if row[text]]
    assert rows
    assert [sample.text(row)[int(row[start]) : int(row[end])] for row in rows] == [
        row[text] for row in rows
    ]


def test_evidence_lies_where_it_is_said_to_and_only_a_residual_stance_has_none(
    sample: Sample,
) -> None:
    residual = load_codebook().residual
    for post, row in zip(sample.posts, sample.gold("stance"), strict=True):
        assert (row["primary"] == residual) == (row["evidence"] == "")
        if row["evidence"]:
            at = slice(int(row["evidence_start"]), int(row["evidence_end"]))
            assert post.text[at] == row["evidence"]
            assert post.text.count(row["evidence"]) == 1


def test_stance_has_one_row_for_each_comment_in_order(sample: Sample) -> None:
    rows = sample.gold("stance")
    assert [row["position"] for row in rows] == [str(n) for n in range(1, len(rows) + 1)]
    keys = [row.get("comment_id", row["position"]) for row in rows]
    assert keys == [post.key for post in sample.posts]


def test_ids_are_unique_and_parents_come_earlier_in_place_and_time(sample: Sample) -> None:
    posted: dict[str, str] = {"": ""}
    for post in sample.posts:
        assert post.key not in posted
        assert posted[post.parent] < post.posted
        posted[post.key] = post.posted


def test_all_stances_occur_and_further_ones_do_not_repeat_the_first(sample: Sample) -> None:
    codebook = load_codebook()
    rows = sample.gold("stance")
    primary = Counter(row["primary"] for row in rows)
    assert set(primary) == set(codebook.names)
    assert primary["inevitable"] >= 7
    assert primary["pragmatic"] >= 10
    for row in rows:
        also = row["also"].split(";") if row["also"] else []
        assert set(also) <= set(codebook.names) - {codebook.residual, row["primary"]}


def test_some_reply_is_five_deep(sample: Sample) -> None:
    assert max(sample.depths()) == 5


def test_comments_fall_into_more_than_one_month_of_2025(sample: Sample) -> None:
    months = {post.posted[:7] for post in sample.posts}
    assert len(months) > 1
    assert {month[:4] for month in months} == {"2025"}


def test_duplicates_differ_in_spacing_at_most_and_all_are_named(sample: Sample) -> None:
    first: dict[str, str] = {}
    for post, row in zip(sample.posts, sample.gold("stance"), strict=True):
        assert row["duplicate_of"] == first.get(" ".join(post.text.split()), "")
        first.setdefault(" ".join(post.text.split()), post.key)


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


def test_kinds_and_reasons_are_those_of_the_records_and_all_occur(sample: Sample) -> None:
    assert {row["kind"] for row in sample.gold("claims")} == set(ClaimKind)
    assert {row["kind"] for row in sample.gold("quotes")} == set(QuoteKind)
    assert {row["reason"] for row in sample.gold("entities")} == GOLD_REASONS


def test_every_name_that_is_used_is_an_alias_of_its_entity(sample: Sample) -> None:
    entities = sample.gold("entities")
    aliases = {(row["name"], row["alias"]) for row in entities}
    assert len(aliases) == len(entities)
    for row in sample.gold("mentions"):
        assert {(row["name"], row["text"]), (row["name"], row["form"])} <= aliases
    names = {row["name"] for row in entities} | {""}
    assert {row["name"] for row in sample.gold("quotes")} <= names
    assert {row["speaker"] for row in sample.gold("claims")} <= names


def test_articles_are_as_long_as_a_newspaper_report(sample: Sample) -> None:
    assert 550 <= len(sample.article.split()) <= 800


def test_one_surname_is_shared_by_two_people() -> None:
    rows = _doorbell_cameras().gold("mentions")
    assert {row["name"] for row in rows if row["text"] == "Garside"} == {
        "Sam Garside",
        "Leanne Garside",
    }


def test_datasheet_counts_what_is_there(sample: Sample) -> None:
    sheet = (sample.folder / "DATASHEET.md").read_text(encoding="utf-8")
    assert {what: int(count) for what, count in COUNT.findall(sheet)} == _counted(sample)


def test_page_below_the_article_is_exactly_the_comments_of_gold() -> None:
    sample = _doorbell_cameras()
    page = (sample.folder / "page.txt").read_text(encoding="utf-8")
    article, _, below = page.partition("\nOldest first\n\n")
    for paragraph in sample.article.split("\n\n"):
        assert re.search(rf"^ *{re.escape(paragraph)}$", article, re.MULTILINE)
    assert below == "\n".join(map(_as_on_the_page, sample.posts, sample.depths()))


def test_no_line_of_a_comment_is_an_interface_word() -> None:
    lines = [line for post in _doorbell_cameras().posts for line in post.text.split("\n")]
    assert not any(INTERFACE.fullmatch(line) for line in lines)


def _as_on_the_page(post: Post, depth: int) -> str:
    margin, indent = "    " * depth, "    " * (depth + 1)
    posted = datetime.fromisoformat(post.posted)
    header = f"{margin}{post.author}  ·  {posted.day} {posted:%B %Y, %H:%M}"
    body = [f"{indent}{line}" if line else "" for line in post.text.split("\n")]
    like = f"Like {post.likes}" if post.likes else "Like"
    interface = [f"{indent}{word}" for word in (like, "Reply", "Share", "Report")]
    return "\n".join([header, *body, "", *interface, ""])


def _counted(sample: Sample) -> dict[str, int]:
    texts = [post.text for post in sample.posts]
    return {
        "comments": len(texts),
        "threads": sample.depths().count(0),
        "deepest reply": max(sample.depths()),
        "authors": len({post.author for post in sample.posts}),
        "words in the article": len(sample.article.split()),
        "words in the comments": sum(len(text.split()) for text in texts),
        "words in the longest comment": max(len(text.split()) for text in texts),
        **_counted_stances(sample.gold("stance")),
        "deleted": texts.count("[deleted]"),
        **_by_document("claims", sample.gold("claims")),
        **_by_kind("claim", sample.gold("claims"), tuple(ClaimKind)),
        "entities": len({row["name"] for row in sample.gold("entities")}),
        "aliases": len(sample.gold("entities")),
        **_by_document("mentions", sample.gold("mentions")),
        **_by_document("quote parts", sample.gold("quotes")),
        **_by_kind("quote", sample.gold("quotes"), tuple(QuoteKind)),
    }


def _counted_stances(rows: Sequence[Row]) -> dict[str, int]:
    primary = Counter(row["primary"] for row in rows)
    return {
        **{f"primary stance {code}": primary[code] for code in load_codebook().names},
        "comments with a further stance": sum(row["also"] != "" for row in rows),
        "duplicates": sum(row["duplicate_of"] != "" for row in rows),
        "not in English": sum(row["language"] not in {"", "en"} for row in rows),
    }


def _by_document(what: str, rows: Sequence[Row]) -> dict[str, int]:
    kinds = Counter(row["document_kind"] for row in rows)
    return {f"{what} in the article": kinds["article"], f"{what} in comments": kinds["comment"]}


def _by_kind(what: str, rows: Sequence[Row], kinds: Sequence[str]) -> dict[str, int]:
    counted = Counter(row["kind"] for row in rows)
    return {f"{what} kind {kind}": counted[kind] for kind in kinds}
