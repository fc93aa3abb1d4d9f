"""In which way the comments of a copied page begin: decided once, for the page as a whole.

A heading such as "41 comments" settles where the comments are; the first line below it shows how
they begin. Without one, a kind of opener must repeat up to the end of the page, and what is
indented below it must outweigh what is not: so a bulleted list inside an article is no comment.
"""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace

from stancemap.ingest.interface import is_interface
from stancemap.ingest.page_lines import Line, Surroundings, surroundings, without_hashes
from stancemap.ingest.page_openers import Header, Kind, parse_header, parse_when

_HEADING = re.compile(
    r"(?:(?P<count>\d[\d.,]{0,8})\s)?(?:(?:all|top|user|readers?[’']?|recent|\d+)\s)?"
    r"(?P<word>comments?|discussion|responses?|replies|conversation|reactions|thoughts)"
    r"(?:\son\s.{1,200}|\s?[(\[](?P<after>\d[\d.,]{0,8})[)\]]|\sbelow)?:?",
    re.IGNORECASE,
)
_SURE_WORDS = frozenset({"comment", "comments"})
_PREAMBLE = 3
_FEW = 2
_MANY = 3
_INDENTED_SHARE = 0.6
_NAMED_SHARE = 0.7
_STRAY_SHARE = 0.25
_BULLET_OFFSET = 2
_MOST_HEADINGS = 8
_OWN_LINE_KINDS = frozenset({Kind.REDDIT, Kind.POSTED})
_CLEAR_KINDS = frozenset({*_OWN_LINE_KINDS, Kind.NUMBER})


@dataclass(frozen=True, slots=True)
class Dialect:
    """How the comments of a page begin.

    `start` is the index of the first opener, `end` of the article. With a `bullet` and no `kind`
    the bullet stands before the comment's own words; `offset` is how much deeper those stand
    than what opens them, `nested` whether a bullet in that column is a reply, and `tight` that no
    blank lines stand between comments.
    """

    start: int
    end: int
    bullet: str = ""
    kind: Kind | None = None
    indented: bool = False
    offset: int = 0
    nested: bool = False
    tight: bool = False
    announced: int | None = None
    notes: tuple[str, ...] = ()

    def describe(self) -> str:
        """Say in words how a comment is recognised."""
        if not self.bullet:
            return f"a line like “{self.kind}”"
        return f"“{self.bullet}”" + (f" and “{self.kind}”" if self.kind else "")


class Page:
    """The lines of a page, with what stands around each."""

    def __init__(self, lines: Sequence[Line]) -> None:
        self.lines = tuple(lines)
        self._around: Surroundings = surroundings(self.lines)

    def starts(self, index: int) -> bool:
        """Tell whether a paragraph begins at a line."""
        return self._around.starts[index]

    def following(self, index: int) -> Line | None:
        """Return the next line with words of its own."""
        return self._around.following[index]

    def deeper_below(self, index: int) -> bool:
        """Tell whether what follows a line is indented more than it."""
        after = self.following(index)
        return after is not None and after.indent > self.lines[index].indent

    def header(self, index: int, kind: Kind) -> Header | None:
        """Read a line as a header that stands alone, where a paragraph begins."""
        line = self.lines[index]
        if line.blank or not (self.starts(index) or kind in _OWN_LINE_KINDS):
            return None
        # Words above a date are a name however they are written: "night owl", "3 hours ago".
        anyhow = self.above_date(index) and not line.text.endswith(":")
        header = parse_header(line.text, kind, strict=not anyhow)
        if header is None or header.rest or is_interface(line.text):
            return None
        return header

    def above_date(self, index: int) -> bool:
        """Tell whether the very next line is a date or time alone."""
        return index + 1 < len(self.lines) and bool(parse_when(self.lines[index + 1].text))

    def above_quote(self, index: int) -> bool:
        """Tell whether a line announces a quote: "Sam wrote:" and below it "> …"."""
        after = self.following(index)
        quotes = after is not None and after.text.startswith(">")
        return quotes and self.lines[index].text.endswith((" wrote:", " writes:"))


def find_dialect(page: Page) -> Dialect | None:
    """Decide how the comments of a page begin, None where it has none."""
    for index, found in _headings(page)[:_MOST_HEADINGS]:
        sure = found["word"].lower() in _SURE_WORDS or found["count"] or found["after"]
        dialect = _below_heading(page, index) if sure else _without_heading(page, index)
        if dialect is not None:
            count = found["count"] or found["after"]
            number = int(re.sub(r"\D", "", count)) if count else None
            return replace(dialect, end=index, announced=number, notes=())
    return _without_heading(page, 0)


def _headings(page: Page) -> list[tuple[int, re.Match[str]]]:
    matches = (
        (index, _HEADING.fullmatch(without_hashes(line.text)))
        for index, line in enumerate(page.lines[1:], start=1)
    )
    return [(index, found) for index, found in matches if found]


def _below_heading(page: Page, heading: int) -> Dialect | None:
    """Look at the first lines below a heading; the first of all needs no second of its kind."""
    seen = 0
    for index in range(heading + 1, len(page.lines)):
        line = page.lines[index]
        if line.blank or is_interface(line.text):
            continue
        needed = _FEW if seen else 1
        if line.bullet:
            return _bulleted(page, index, heading)
        for kind in Kind:
            if page.header(index, kind) is None or (kind is Kind.NAME and seen):
                continue
            dialect = _headed(page, index, heading, kind)
            if dialect is not None and len(opener_indexes(page, dialect)) >= needed:
                return dialect
        seen += 1
        if seen == _PREAMBLE:
            break
    return None


def _without_heading(page: Page, after: int) -> Dialect | None:
    for kind in Kind:
        places = [i for i in range(after + 1, len(page.lines)) if page.header(i, kind)]
        if len(places) < _FEW:
            continue
        dated = [i for i in places if _is_dated(page, i, kind)]
        if kind is Kind.SAYS and len(dated) >= _FEW:
            return _told(page, _headed(page, dated[0], dated[0], kind))
        dialect = _headed(page, places[0], places[0], kind)
        if dialect is None or not (dialect.indented or kind in _CLEAR_KINDS):
            dialect = dialect if kind is Kind.DATED and len(places) >= _MANY else None
        if dialect is not None:
            start = _start_of_tail(page, opener_indexes(page, dialect), indented=dialect.indented)
            if start is not None:
                return _told(page, _headed(page, start, start, kind))
    return _bulleted_tail(page, after)


def _is_dated(page: Page, index: int, kind: Kind) -> bool:
    """Tell whether a header has a date, beside it or on the line below."""
    header = page.header(index, kind)
    return header is not None and (bool(header.posted) or page.above_date(index))


def _told(page: Page, dialect: Dialect | None) -> Dialect | None:
    """Note that no heading told where the comments begin."""
    if dialect is None:
        return None
    sign = dialect.bullet or dialect.kind
    note = (
        f"no heading stands above the comments; those from line "
        f"{page.lines[dialect.start].number} on were told by their “{sign}”"
    )
    return replace(dialect, notes=(note,))


def _headed(page: Page, start: int, end: int, kind: Kind) -> Dialect | None:
    """Describe a dialect of header lines that begins at a line."""
    places = [i for i in range(start, len(page.lines)) if page.header(i, kind)]
    deeper = sum(page.deeper_below(i) for i in places)
    indented = deeper >= _INDENTED_SHARE * len(places)
    if kind is Kind.NAME and not indented and not _adjoins(page, start):
        return None
    return Dialect(start, end, kind=kind, indented=indented)


def _adjoins(page: Page, index: int) -> bool:
    return index + 1 < len(page.lines) and not page.lines[index + 1].blank


def opener_indexes(page: Page, dialect: Dialect) -> list[int]:
    """List the lines that open a comment in a dialect of header lines."""
    return [index for index in range(dialect.start, len(page.lines)) if opens(page, dialect, index)]


def opens(page: Page, dialect: Dialect, index: int) -> Header | None:
    """Read a line as the opener of a comment in a dialect of header lines."""
    kind = dialect.kind
    if kind is None or (header := page.header(index, kind)) is None:
        return None
    if dialect.indented:
        at_margin = page.lines[index].indent <= page.lines[dialect.start].indent
        fits = page.deeper_below(index) or (at_margin and kind is not Kind.NAME)
    else:
        fits = not page.above_quote(index) and (kind is not Kind.NAME or _adjoins(page, index))
    return header if fits else None


def _start_of_tail(page: Page, places: Sequence[int], *, indented: bool) -> int | None:
    """Find the first opener from which on the page is comments up to its end."""
    if not indented:
        return places[0] if places else None
    openers = set(places)
    base = min((page.lines[i].indent for i in places), default=0)
    stray = inside = 0
    start: int | None = None
    for index in range(len(page.lines) - 1, -1, -1):
        line = page.lines[index]
        if index in openers:
            inside += 1
            if inside >= _FEW and stray <= _STRAY_SHARE * inside:
                start = index
        elif not line.blank and line.indent <= base and page.starts(index):
            stray += not is_interface(line.text)
    return start


def _bulleted(page: Page, start: int, end: int) -> Dialect:
    """Describe a dialect of bullets that begins at a line."""
    bullet = page.lines[start].bullet
    places = [i for i in range(start, len(page.lines)) if page.lines[i].bullet == bullet]
    tight = sum(page.starts(i) for i in places[1:]) * 2 < len(places) - 1
    openers = [i for i in places if tight or page.starts(i) or i == start]
    # Bullets further in may be lists inside comments; those at the margin open comments.
    margin = page.lines[start].indent
    kind = _kind_behind(page, [i for i in openers if page.lines[i].indent <= margin])
    if kind is not None:
        openers = [i for i in openers if parse_header(page.lines[i].after_bullet, kind)]
    return Dialect(
        start,
        end,
        bullet=bullet,
        kind=kind,
        indented=True,
        offset=(offset := _offset(page, openers)),
        nested=kind is not None or _nested(page, openers, offset),
        tight=tight,
    )


def _bulleted_tail(page: Page, after: int) -> Dialect | None:
    marks = Counter(line.bullet for line in page.lines[after + 1 :] if line.bullet)
    for bullet, count in sorted(marks.items(), key=lambda pair: (-pair[1], pair[0])):
        places = [i for i, line in enumerate(page.lines) if i > after and line.bullet == bullet]
        loose = _loose(page, places)
        start = _start_of_tail(page, loose, indented=True) if count >= _FEW else None
        if start is not None:
            return _told(page, _bulleted(page, start, start))
    return None


def _loose(page: Page, places: Sequence[int]) -> list[int]:
    """Leave out the bullets of tight lists: items on lines of their own, nothing between."""
    known = set(places)
    return [i for i in places if not (i - 1 in known or i + 1 in known) and page.starts(i)]


def _offset(page: Page, places: Sequence[int]) -> int:
    """Measure how much deeper the words below a bullet usually stand."""
    depths = Counter(
        after.indent - page.lines[i].indent
        for i in places
        if (after := page.following(i)) is not None
        and not after.bullet
        and after.indent > page.lines[i].indent
    )
    return min(depths, key=lambda depth: (-depths[depth], depth)) if depths else _BULLET_OFFSET


def _nested(page: Page, places: Sequence[int], offset: int) -> bool:
    """Tell whether bullets in the column of a comment's words are replies.

    They are where such columns go on to a third level, or where the page has no other words in
    them; else they are lists inside comments.
    """
    first = page.lines[places[0]].indent
    columns = {page.lines[i].indent - first for i in places}
    known = set(places)
    words = any(
        line.indent == first + offset
        for i, line in enumerate(page.lines[places[0] :], places[0])
        if not line.blank and i not in known and not is_interface(line.text)
    )
    return offset in columns and (2 * offset in columns or not words)


def _kind_behind(page: Page, places: Sequence[int]) -> Kind | None:
    """Tell which kind of header stands behind the bullets, None where it is the text itself."""
    heads = [page.lines[i].after_bullet for i in places]
    for kind in Kind:
        fits = [parse_header(head, kind) is not None for head in heads]
        if kind is Kind.NAME:
            fits = [fit and page.deeper_below(i) for fit, i in zip(fits, places, strict=True)]
        # "Well: I think" begins many a sentence, so one or two of them are no names.
        if kind is Kind.LABEL and sum(fits) < _MANY:
            continue
        if sum(fits) >= _NAMED_SHARE * len(places):
            return kind
    return None
