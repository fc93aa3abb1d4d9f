"""The comments of a copied page, cut out by its dialect."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from stancemap.ingest.interface import is_interface, likes_in
from stancemap.ingest.page_dialect import Dialect, Page, opens
from stancemap.ingest.page_lines import Line, without_interface
from stancemap.ingest.page_mixed import other_header
from stancemap.ingest.page_openers import Header, Kind, parse_header, parse_when


@dataclass(frozen=True, slots=True)
class PageComment:
    """A comment of a page; `parent` is the place of the one it answers, from 1, 0 for none."""

    line: int
    text: str
    author: str = ""
    posted: str = ""
    likes: str = ""
    parent: int = 0
    left_out: int = 0


@dataclass(frozen=True, slots=True)
class _Opened:
    """A comment being read: its opener, and the lines that belong to it so far."""

    line: Line
    header: Header | None
    head: str
    parent: int
    body: list[Line] = field(default_factory=list)


def read_comments(page: Page, dialect: Dialect) -> list[PageComment]:
    """Cut the comments out of a page."""
    opened: list[_Opened] = []
    above: list[tuple[int, int]] = []
    for index in range(dialect.start, len(page.lines)):
        line = page.lines[index]
        opener = _opener(page, dialect, index, above)
        if opener is None:
            if opened:
                opened[-1].body.append(line)
            continue
        while above and above[-1][0] >= line.indent:
            above.pop()
        parent = above[-1][1] if above else 0
        header, head = opener
        opened.append(_Opened(line, header, head, parent))
        above.append((line.indent, len(opened)))
    return [_comment(each, dialect.offset if dialect.bullet else 0) for each in opened]


def _opener(
    page: Page, dialect: Dialect, index: int, above: Sequence[tuple[int, int]]
) -> tuple[Header | None, str] | None:
    """Read a line as an opener: its header, and the words of the comment beside it."""
    if not dialect.bullet:
        header = opens(page, dialect, index) or other_header(page, dialect, index)
        return None if header is None else (header, "")
    line = page.lines[index]
    if line.bullet != dialect.bullet or not _is_at_opener(page, dialect, index, above):
        return None
    if dialect.kind is None:
        return None, line.after_bullet
    header = parse_header(line.after_bullet, dialect.kind)
    inside = not above or line.indent > above[-1][0]
    bare = dialect.kind is Kind.NAME
    # Inside a comment, a word behind a bullet with nothing below it is an item of a list.
    if inside and (header is None or (bare and not page.deeper_below(index))):
        return None
    if header is None and not (bare or dialect.kind is Kind.LABEL):
        return None
    return header, header.rest if header else line.after_bullet


def _is_at_opener(
    page: Page, dialect: Dialect, index: int, above: Sequence[tuple[int, int]]
) -> bool:
    """Tell a bullet that opens a comment from one of a list inside a comment, by its column."""
    if not above:
        return True
    column, current = page.lines[index].indent, above[-1][0]
    if column > current:
        in_body = column == current + dialect.offset
        return (dialect.nested or not in_body) and (dialect.tight or page.starts(index))
    margins = {indent for indent, _ in above}
    return column in margins or column < min(margins)


def _comment(opened: _Opened, offset: int) -> PageComment:
    header = opened.header
    body = list(opened.body)
    posted = header.posted if header else ""
    likes = header.likes if header else ""
    first = next((i for i, line in enumerate(body) if not line.blank), None)
    if header and not posted and first is not None and (posted := parse_when(body[first].text)):
        del body[: first + 1]
    kept = without_interface(body)
    left_out = [line.text for line in body if not line.blank and is_interface(line.text)]
    likes = likes or next((found for text in left_out if (found := likes_in(text))), "")
    return PageComment(
        line=opened.line.number,
        text=_text(opened.head, kept, opened.line.indent + offset if offset else None),
        author=header.author if header else "",
        posted=posted,
        likes=likes,
        parent=opened.parent,
        left_out=len(left_out),
    )


def _text(head: str, body: Sequence[Line], column: int | None) -> str:
    """Put the words of a comment together, without the margin in which they stand."""
    first = next((line.indent for line in body if not line.blank), 0)
    margin = first if column is None else column
    return "\n".join([head, *_dedented(body, margin)]).strip("\n")


def _dedented(body: Sequence[Line], margin: int) -> Iterator[str]:
    for line in body:
        yield " " * max(0, line.indent - margin) + line.text
