"""A page as text: the article as it was copied from a browser, and the comments below it."""

from dataclasses import replace

from stancemap.errors import InputError
from stancemap.ingest.articles import slug
from stancemap.ingest.decode import InputFile, encoding_of, read_whole
from stancemap.ingest.page_article import PageArticle, read_article
from stancemap.ingest.page_comments import PageComment, read_comments
from stancemap.ingest.page_dialect import Dialect, Page, find_dialect
from stancemap.ingest.page_lines import split_lines
from stancemap.ingest.page_mixed import mixed_notes
from stancemap.ingest.page_quotes import unquote
from stancemap.ingest.raw import Items, Layout, Notice, RawArticle, RawComment, ReadOptions
from stancemap.records import Dropped, Origin


def read_page(file: InputFile, options: ReadOptions) -> Items:
    """Read a page copied as text.

    Raises:
        InputError: it holds no words, or a column was named for it.
    """
    del options  # a page has no columns
    encoding, fits = encoding_of(file.path)
    if not fits:
        yield Dropped(file.name, Notice.WINDOWS_1252, 1)
    text = read_whole(file, encoding).replace("\r\n", "\n").replace("\r", "\n")
    page = Page(split_lines(text))
    if all(line.blank for line in page.lines):
        raise InputError("it holds no words; a page begins with its title")
    dialect = find_dialect(page)
    if dialect is not None:
        page = Page(unquote(page, dialect))
        dialect = find_dialect(page)
    article = read_article(page.lines[: dialect.end] if dialect else page.lines)
    comments = read_comments(page, dialect) if dialect else []
    left_out = article.left_out + sum(comment.left_out for comment in comments)
    yield Layout(file.name, "", notes=(*article.notes, *_notes(dialect, comments, page)))
    yield Dropped(file.name, Notice.INTERFACE_WORD, left_out)
    told = _article(file, article)
    yield told
    scope = slug(article.title) or file.stem
    for place, comment in enumerate(comments, start=1):
        yield _comment(told, comment, place, scope)


def _notes(dialect: Dialect | None, comments: list[PageComment], page: Page) -> tuple[str, ...]:
    if dialect is None:
        return (
            "NO COMMENTS were found, all of it was read as an article; if there are some, "
            "put a line “Comments” above the first",
        )
    line = page.lines[dialect.start].number
    how = f"comments begin in line {line}, each opened by {dialect.describe()}"
    announced = dialect.announced
    if announced is not None and announced != len(comments):
        told = f"the page speaks of {announced} comments, {len(comments)} were found"
        return (how, told, *dialect.notes, *mixed_notes(page, dialect))
    return (how, *dialect.notes, *mixed_notes(page, dialect))


def _article(file: InputFile, article: PageArticle) -> RawArticle:
    return RawArticle(
        origin=Origin(file.name, 1),
        title=article.title,
        text=article.text,
        url=article.url,
        author=article.author,
        published=article.published,
    )


def _comment(article: RawArticle, comment: PageComment, place: int, scope: str) -> RawComment:
    return RawComment(
        origin=replace(article.origin, line=comment.line),
        text=comment.text,
        comment_id=str(place),
        parent_id=str(comment.parent) if comment.parent else "",
        author=comment.author,
        posted=comment.posted,
        likes=comment.likes,
        title=article.title,
        order=place,
        scope=scope,
    )
