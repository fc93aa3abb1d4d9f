"""Objects that hold objects: threads with comments, comments with replies, platform listings."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import chain, islice

from stancemap.errors import InputError
from stancemap.ingest.columns import Field, as_article, match_columns, may_be_article
from stancemap.ingest.decode import InputFile
from stancemap.ingest.objects import (
    Object,
    Role,
    children_of,
    count_missing,
    has_children,
    role_of,
    shares_ids,
    told_in,
    unwrap,
)
from stancemap.ingest.raw import (
    Item,
    Items,
    Layout,
    Notice,
    RawArticle,
    RawComment,
    ReadOptions,
    Usual,
)
from stancemap.ingest.rows import (
    SAMPLE,
    Row,
    article_columns,
    article_of,
    comment_of,
    titles_differ,
)
from stancemap.records import Dropped, Origin, Reject


@dataclass(frozen=True, slots=True)
class _Visit:
    """An object still to be read, and what stands above it."""

    content: Object
    article_id: str = ""
    title: str = ""
    scope: str = ""
    parent_id: str = ""
    inside: bool = False


def read_objects(file: InputFile, rows: Iterator[Row | Reject], options: ReadOptions) -> Items:
    """Read objects, flat or nested to any depth, as articles and comments.

    Raises:
        InputError: none of them holds a comment's or an article's text.
    """
    sample = list(islice(rows, SAMPLE))
    walk = _Walk(file, options, articles=_hold_articles(sample, options))
    for row in chain(sample, rows):
        if isinstance(row, Reject):
            yield row
        else:
            yield from walk.items(row)
    yield walk.layout()


def _hold_articles(sample: list[Row | Reject], options: ReadOptions) -> bool:
    flat = [Row(row.line, unwrap(row.cells)) for row in sample if isinstance(row, Row)]
    if not flat or any(has_children(row.cells) for row in flat):
        return False
    columns = match_columns(told_in(flat[0].cells), options.columns)
    return may_be_article(columns) and titles_differ(flat, columns)


class _Walk:
    """Reads one file's objects; remembers the names it met and the articles it told."""

    def __init__(self, file: InputFile, options: ReadOptions, *, articles: bool) -> None:
        self._file = file
        self._options = options
        self._articles = articles
        self._met: dict[str, None] = {}
        self._used: dict[Field, str] = {}
        self._told: set[RawArticle] = set()
        self._nested = False

    def items(self, row: Row) -> Iterator[Item]:
        """Read one object and all that is in it, a comment before its replies."""
        at = Origin(self._file.name, row.line)
        waiting = [_Visit(row.cells)]
        order = 0
        while waiting:
            visit = waiting.pop()
            visit = replace(visit, content=unwrap(visit.content))
            children = children_of(visit.content)
            self._nested |= bool(children)
            order += 1
            found, below = self._read(visit, at, order if visit.inside or children else None)
            yield from found
            waiting.extend(replace(below, content=child) for child in reversed(children))

    def _read(
        self, visit: _Visit, at: Origin, order: int | None
    ) -> tuple[tuple[Item, ...], _Visit]:
        """Read one object; also say what stands above the objects inside it."""
        columns = match_columns(told_in(visit.content), self._options.columns)
        role = role_of(visit.content, columns, inside=visit.inside)
        if self._articles and not visit.inside:
            role = Role.ARTICLE
        match role:
            case Role.STUB:
                stub = Dropped(at.file, Notice.MISSING_REPLIES, count_missing(visit.content))
                return (stub,), visit
            case Role.ENVELOPE:
                return (), visit
            case Role.ARTICLE:
                return self._article(visit, as_article(columns), at)
            case Role.COMMENT:
                return self._comment(visit, columns, at, order)

    def _article(
        self, visit: _Visit, columns: dict[Field, str], at: Origin
    ) -> tuple[tuple[Item, ...], _Visit]:
        self._note(visit.content, columns)
        article = article_of(visit.content, columns, at)
        if not article.article_id and not article.title:
            article = replace(article, article_id=f"{self._file.stem}/{at.line}")
        scope = "" if shares_ids(visit.content) else article.article_id or article.title
        below = _Visit({}, article.article_id, article.title, scope, "", inside=True)
        return (article,), below

    def _comment(
        self, visit: _Visit, columns: dict[Field, str], at: Origin, order: int | None
    ) -> tuple[tuple[Item, ...], _Visit]:
        if Field.TEXT not in columns and not visit.inside:
            # A comment whose text is null is an empty one; without the field it is none.
            columns = match_columns(tuple(visit.content), self._options.columns)
            if Field.TEXT not in columns:
                return (self._unreadable(visit.content, at),), visit
        self._note(visit.content, columns)
        comment = self._placed(comment_of(visit.content, columns, at), visit, order)
        told: tuple[RawArticle, ...] = ()
        if not visit.inside and (beside := article_columns(columns)):
            told = (replace(article_of(visit.content, beside, at), origin=Origin(at.file, 0)),)
            told = tuple(article for article in told if article not in self._told)
            self._told.update(told)
        below = replace(
            visit,
            article_id=comment.article_id,
            title=comment.title,
            scope=comment.scope,
            parent_id=comment.comment_id,
            inside=True,
        )
        return (*told, comment), below

    def _placed(self, comment: RawComment, visit: _Visit, order: int | None) -> RawComment:
        if order is None:
            return comment
        above = visit.article_id or visit.title or f"{self._file.stem}/{comment.origin.line}"
        made = "" if comment.comment_id else str(order)
        return replace(
            comment,
            comment_id=comment.comment_id or made,
            scope=visit.scope or (above if made else ""),
            article_id=visit.article_id or comment.article_id,
            title=visit.title or comment.title,
            parent_id=comment.parent_id or visit.parent_id,
            order=order if comment.order is None else comment.order,
        )

    def _note(self, content: Object, columns: dict[Field, str]) -> None:
        for name in content:
            self._met.setdefault(name)
        for field, column in columns.items():
            self._used.setdefault(field, column)

    def _unreadable(self, content: Object, at: Origin) -> Reject:
        for name in content:
            self._met.setdefault(name)
        names = ", ".join(list(content)[:20]) or "none"
        return Reject(at, f"no field holds a comment; its fields are {names[:300]}", str(content))

    def layout(self) -> Layout:
        """Describe how the objects were understood.

        Raises:
            InputError: there was nothing to understand.
        """
        if not self._used:
            names = ", ".join(f"'{name[:60]}'" for name in list(self._met)[:40]) or "none"
            raise InputError(
                f"no field holds comments; the fields are {names}; name one with "
                "--column text=FIELD"
            )
        unused = tuple(name for name in self._met if name not in self._used.values())
        found = {field.value: self._used[field] for field in Field if field in self._used}
        note = Usual.INSIDE_THREADS if self._nested else Usual.EACH_A_RECORD
        return Layout(self._file.name, "", found, unused, (note,))
