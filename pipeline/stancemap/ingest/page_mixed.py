"""Comments whose head is of another kind than their page's: read where sure, else pointed out."""

from collections.abc import Sequence

from stancemap.ingest.interface import is_interface
from stancemap.ingest.page_dialect import Dialect, Page, opens
from stancemap.ingest.page_openers import Header, Kind, parse_header

_SHOWN = 12
_NAME_WORDS = 3
_TELLING = (Kind.REDDIT, Kind.POSTED, Kind.SAYS, Kind.NUMBER, Kind.DATED, Kind.NAME)
_BEHIND_BULLETS = (Kind.SAYS, Kind.DATED, Kind.LABEL)


def other_header(page: Page, dialect: Dialect, index: int) -> Header | None:
    """Read a line as a head of another kind, borne out by a date or by the buttons above it."""
    if dialect.bullet or not page.starts(index) or page.above_quote(index):
        return None
    for kind in _TELLING:
        header = None if kind is dialect.kind else page.header(index, kind)
        if header is not None and (header.posted or page.above_date(index)):
            return header
    return _after_buttons(page, dialect, index)


def _after_buttons(page: Page, dialect: Dialect, index: int) -> Header | None:
    """Read a few words right below a comment's buttons as a name, where names alone open one."""
    line = page.lines[index]
    above = index - 1 if not page.lines[index - 1].blank else index - 2
    if dialect.kind is not Kind.NAME or not is_interface(page.lines[above].text):
        return None
    bare = len(line.text.split()) <= _NAME_WORDS and line.text[-1:].isalnum()
    alone = index + 1 == len(page.lines) or page.lines[index + 1].blank
    if not bare or alone or is_interface(line.text):
        return None
    return parse_header(line.text, Kind.NAME, strict=False)


def mixed_notes(page: Page, dialect: Dialect) -> tuple[str, ...]:
    """Point to the lines that were read as heads of another kind, and to those that may be one."""
    read: list[int] = []
    doubtful: list[int] = []
    for index in range(dialect.start + 1, len(page.lines)):
        number = page.lines[index].number
        if opens(page, dialect, index) is not None:
            continue
        if other_header(page, dialect, index) is not None:
            read.append(number)
        elif _may_open(page, dialect, index):
            doubtful.append(number)
    notes = []
    if read:
        told = _listed(read)
        notes.append(f"comments begin in several ways on this page; {told} opened one too")
    if doubtful:
        looks = "looks" if len(doubtful) == 1 else "look"
        told = f"{_listed(doubtful)} {looks} like the head of another comment"
        notes.append(f"{told} but stayed in the text; begin all comments of the page in one way")
    return tuple(notes)


def _may_open(page: Page, dialect: Dialect, index: int) -> bool:
    line = page.lines[index]
    if line.blank or not page.starts(index) or is_interface(line.text):
        return False
    if not line.bullet:
        kinds = (each for each in _TELLING if each not in {dialect.kind, Kind.NAME})
        return any(page.header(index, kind) for kind in kinds) and not page.above_quote(index)
    if line.bullet == dialect.bullet:
        return False
    at_margin = line.indent <= page.lines[dialect.start].indent
    heads = (parse_header(line.after_bullet, kind) for kind in _BEHIND_BULLETS)
    return at_margin and any(heads)


def _listed(numbers: Sequence[int]) -> str:
    shown = ", ".join(str(number) for number in numbers[:_SHOWN])
    more = f" and {len(numbers) - _SHOWN} more" if len(numbers) > _SHOWN else ""
    return f"{'line' if len(numbers) == 1 else 'lines'} {shown}{more}"
