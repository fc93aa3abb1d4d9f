"""Threads written as pages, in every way in which comments are known to begin, read back."""

import gzip
import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from stancemap.ingest import read_corpus
from stancemap.records import Article, Comment

THREADS = Path(__file__).parents[3] / "shared" / "data" / "threads" / "dev_threads.jsonl.gz"


@dataclass(frozen=True)
class Style:
    """How a page shows comments: what opens each (`{name}`, `{n}`, `{text}`), and its margins."""

    name: str
    opener: str
    margin: int
    heading: str = "Comments"
    mark: str = ""

    @property
    def names_authors(self) -> bool:
        return "{name}" in self.opener


STYLES = (
    *(Style(f"bullet {mark} with text", mark + " {text}", 2) for mark in "•*-–"),
    *(Style(f"bullet {mark} with name", mark + " {name}", 2) for mark in "•*-–"),
    Style("bullet with name and time", "• {name} · 3h", 2),
    Style("bullet, no heading", "• {text}", 2, heading=""),
    Style("bullet and name, no heading", "* {name}", 2, heading=""),
    Style("name", "{name}", 2),
    Style("name, no heading", "{name}", 2, heading=""),
    Style("name, no margin", "{name}", 0),
    Style("name with date", "{name}, 3 May 2019", 2, heading="41 comments"),
    Style("name with date, no margin", "{name} · May 3, 2019 at 9:05 pm", 0),
    Style("name says", "{name} says:", 4, heading="Discussion (3)"),
    Style("name says, no margin", "{name} says:", 0),
    Style("name wrote", "{name} wrote:", 4),
    Style("name with hours", "{name} · 2h", 2),
    Style("reddit", "[–] {name} 12 points 3 hours ago", 2),
    Style("reddit, no margin, no heading", "[–] {name} 12 points 3 hours ago", 0, heading=""),
    Style("number", "#{n} {name}", 2),
    Style("number, no margin, no heading", "#{n} {name}", 0, heading=""),
    Style("posted by", "Posted by {name} on 3 May 2019 10:15", 2),
    Style("posted by, no heading", "Posted by {name} on 3 May 2019", 3, heading=""),
    Style("replies behind >", "{name} says:", 0, mark="> "),
)


@dataclass(frozen=True)
class Said:
    """A comment to write; `depth` is how many others it answers in turn."""

    text: str
    author: str
    depth: int = 0


def write_page(title: str, article: str, comments: Sequence[Said], style: Style) -> str:
    blocks = [title, article, style.heading]
    blocks.extend(_block(number, said, style) for number, said in enumerate(comments, 1))
    return "\n\n".join(block for block in blocks if block) + "\n"


def _block(number: int, said: Said, style: Style) -> str:
    outer = (style.mark or "    ") * said.depth
    inner = outer + " " * style.margin
    lines = said.text.split("\n")
    first = lines.pop(0) if "{text}" in style.opener else ""
    opener = style.opener.format(name=said.author, n=number, text=first)
    body = [(inner + line).rstrip() if line.strip() else outer.rstrip() for line in lines]
    return "\n".join([outer + opener, *body])


def same_text(ours: str, theirs: str) -> bool:
    """Compare texts up to whitespace at line ends."""
    return _stripped(ours) == _stripped(theirs)


def _stripped(text: str) -> list[str]:
    return [line.rstrip() for line in text.strip().split("\n")]


def _threads() -> Iterator[tuple[str, tuple[Article, tuple[Comment, ...]]]]:
    if not THREADS.exists():
        return
    corpus = read_corpus([THREADS])
    for article in corpus.articles:
        below = tuple(c for c in corpus.comments if c.article_id == article.article_id)
        yield article.article_id, (article, below)


DEV = dict(_threads())


@pytest.mark.skipif(not THREADS.exists(), reason="the development threads are not here")
def test_all_development_threads_are_tried() -> None:
    with gzip.open(THREADS, "rt", encoding="utf-8") as lines:
        assert set(DEV) == {json.loads(line)["thread_id"] for line in lines}


@pytest.mark.skipif(not THREADS.exists(), reason="the development threads are not here")
@pytest.mark.parametrize("style", STYLES, ids=lambda style: style.name)
def test_a_page_made_from_each_development_thread_reads_back(style: Style, tmp_path: Path) -> None:
    wrong = [name for name in DEV if not _reads_back(*DEV[name], style, tmp_path / "page.txt")]
    assert wrong == []


def _reads_back(article: Article, comments: Sequence[Comment], style: Style, path: Path) -> bool:
    said = [
        Said(comment.text, comment.author or f"Guest {number}", comment.depth)
        for number, comment in enumerate(comments, 1)
    ]
    page = write_page(article.title or "A page without a title", article.text, said, style)
    path.write_text(page, encoding="utf-8")
    corpus = read_corpus([path])
    found = [
        Said(c.text, c.author if style.names_authors else "", c.depth) for c in corpus.comments
    ]
    return (
        len(corpus.articles) == 1
        and same_text(corpus.articles[0].text, article.text)
        and len(found) == len(said)
        and all(_same(a, b, style) for a, b in zip(found, said, strict=True))
    )


def _same(found: Said, said: Said, style: Style) -> bool:
    author = said.author if style.names_authors else ""
    return same_text(found.text, said.text) and (found.author, found.depth) == (author, said.depth)


_WORDS = st.sampled_from(
    "never why the council is wrong - • * > … 😀 ça #5 1. ( it's [–] said: 2h Sam".split()  # noqa: SIM905 - fifteen quoted signs are harder to read
)
_SENTENCES = st.lists(_WORDS, min_size=2, max_size=9).map(
    lambda words: "Well, " + " ".join(words) + "."
)
_TEXTS = st.lists(_SENTENCES, min_size=1, max_size=3).map("\n\n".join)
_NAMES = st.sampled_from(["Sam T.", "ann_77", "J. van der Berg", "Reader 12", "Zoë-Lou", "R2"])
_SAID = st.lists(st.builds(Said, _TEXTS, _NAMES), min_size=2, max_size=8)


@pytest.mark.parametrize("style", STYLES, ids=lambda style: style.name)
@settings(
    max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(said=_SAID)
def test_any_comments_read_back(style: Style, said: list[Said], tmp_path: Path) -> None:
    path = tmp_path / "page.txt"
    page = write_page("Robots come to town", "The council voted on Monday.", said, style)
    path.write_text(page, encoding="utf-8")
    found = read_corpus([path]).comments
    assert [c.text for c in found] == [each.text for each in said]
    if style.names_authors:
        assert [c.author for c in found] == [each.author for each in said]
