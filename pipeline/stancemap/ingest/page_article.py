"""The article at the top of a copied page: title, byline, date, address, and its text."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from stancemap.ingest.interface import is_interface
from stancemap.ingest.page_lines import Line, without_hashes, without_interface
from stancemap.ingest.page_openers import is_name, parse_when

_BYLINE = re.compile(
    r"(?:(?:written|words|text|story|posted)\s)?by:?\s(?P<name>\S.{0,80}?)"
    r"(?:\s?(?:,|\||·|•|—|–|\s-\s)\s?(?P<rest>\S.{0,80}))?",
    re.IGNORECASE,
)
_DATED = re.compile(
    r"(?:published|posted|updated)(?:\son|:|\sat)?\s(?P<when>\S.{0,60})", re.IGNORECASE
)
_ADDRESS = re.compile(
    r"(?:source:?\s|url:?\s|from:?\s)?(?P<url>https?://\S{3,2000})", re.IGNORECASE
)
_VERBS = "is|was|are|writes|covers|has|works|teaches|reports|lives|studies|leads|edits|runs"
_HEAD_LINES = 8


@dataclass(frozen=True, slots=True)
class PageArticle:
    """The article of a page; `left_out` counts lines of the page's own words."""

    title: str = ""
    text: str = ""
    author: str = ""
    published: str = ""
    url: str = ""
    left_out: int = 0
    notes: tuple[str, ...] = ()


def read_article(lines: Sequence[Line]) -> PageArticle:
    """Read the lines above the comments."""
    kept = without_interface(lines)
    left_out = sum(not line.blank and is_interface(line.text) for line in lines)
    first = next((i for i, line in enumerate(kept) if not line.blank), None)
    if first is None:
        return PageArticle(left_out=left_out)
    title = without_hashes(kept[first].text)
    head, rest = _split_head(kept[first + 1 :])
    told = {what: value for _, what, value in reversed(head)}
    last = next((i for i in range(len(rest) - 1, -1, -1) if not rest[i].blank), 0)
    if rest and told.get("author") and _is_bio(rest[last].text, told["author"]):
        head.append((rest.pop(last), "author's bio", ""))
    return PageArticle(
        title=title,
        text="\n".join(line.text for line in rest).strip("\n"),
        author=told.get("author", ""),
        published=told.get("date", ""),
        url=told.get("address", ""),
        left_out=left_out,
        notes=tuple(
            f"line {line.number} was read as the article's {what}" for line, what, _ in head
        ),
    )


def _split_head(
    lines: Sequence[Line],
) -> tuple[list[tuple[Line, str, str]], list[Line]]:
    """Take byline, bio, date and address from among the first lines; leave the text."""
    head: list[tuple[Line, str, str]] = []
    rest: list[Line] = []
    author = ""
    seen = 0
    for index, line in enumerate(lines):
        if line.blank or seen >= _HEAD_LINES:
            rest.append(line)
            continue
        seen += 1
        following = next((each.text for each in lines[index + 1 : index + 4] if each.text), "")
        found = _told_by(line.text, author, following)
        if not found:
            rest.append(line)
        for what, value in found:
            head.append((line, what, value))
            author = author or (value if what == "author" else "")
    return head, rest


def _told_by(text: str, author: str, following: str) -> list[tuple[str, str]]:
    """Tell what a line near the top says about the article, nothing where it is its text."""
    if not author and (byline := _BYLINE.fullmatch(text)) and _is_person(byline["name"]):
        rest = byline["rest"] or ""
        date = _date(rest)
        return [("author", byline["name"]), *([("date", date)] if date else [])]
    if not author and _is_person(text) and _is_bio(following, text):
        return [("author", text)]
    if author and _is_bio(text, author):
        return [("author's bio", text)]
    if date := _date(text):
        return [("date", date)]
    if address := _ADDRESS.fullmatch(text):
        return [("address", address["url"])]
    return []


def _date(text: str) -> str:
    found = _DATED.fullmatch(text)
    return parse_when(found["when"] if found else text)


def _is_person(text: str) -> bool:
    names = re.split(r"\sand\s|,\s", text)
    return all(is_name(name, strict=True) and " " in name for name in names)


def _is_bio(text: str, author: str) -> bool:
    """Tell whether a line is a sentence about its author."""
    names = "|".join(re.escape(name) for name in (author, author.rsplit(maxsplit=1)[-1]))
    about = rf"(?:{names}|she|he|they|the author)\s(?:{_VERBS})\s"
    return re.match(about, text, re.IGNORECASE) is not None
