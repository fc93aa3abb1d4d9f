"""stancemap preview: how a file would be read."""

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from stancemap.cli.run import Columns

if TYPE_CHECKING:
    from stancemap.ingest import FilePreview, Preview
    from stancemap.records import Comment

_SHOWN_COMMENTS = 5
_SHOWN_REJECTS = 10
_WIDTH = 72


def preview(
    path: Annotated[Path, typer.Argument(metavar="INPUT", help="The file or folder to look at.")],
    column: Columns = None,
) -> None:
    """Show how a file would be read: columns found, first threads, rejects and why.

    Nothing is tagged and nothing is written. Names are shown as they stand in the file.

    Example: stancemap preview comments.csv --column text=body
    """
    from stancemap.cli.columns import parse_columns
    from stancemap.ingest import ReadOptions
    from stancemap.ingest import preview as look_at

    found = look_at(path, ReadOptions(columns=parse_columns(column or [])))
    typer.echo("\n".join(_lines(found)))


def _lines(found: "Preview") -> Iterator[str]:
    yield (
        f"{found.n_articles} articles, {found.n_comments} comments in {found.n_threads} threads"
        f" by {found.n_authors} named authors, {found.n_rejects} rejected"
    )
    if not found.n_comments:
        yield "No comments were found: if there are some, name their text: --column text=COLUMN"
    for file in found.files:
        yield from _file_lines(file)
    if found.comments:
        yield ""
        yield "First comments:"
        yield from (_comment_line(comment) for comment in found.comments[:_SHOWN_COMMENTS])
    if found.rejects:
        yield ""
        yield "Rejected:"
        yield from (f"  {r.origin}: {r.reason}" for r in found.rejects[:_SHOWN_REJECTS])
    if found.dropped:
        yield ""
        yield "Changed or left out on the way:"
        yield from (f"  {d.file}: {d.what}, {d.count}" for d in found.dropped)


def _file_lines(file: "FilePreview") -> Iterator[str]:
    yield ""
    yield (
        f"{file.file}: {file.format_name}, {file.n_articles} articles,"
        f" {file.n_comments} comments, {file.n_rejects} rejected"
    )
    for field, name in file.columns.items():
        yield f"  {field:<12} from {name}"
    if file.unused:
        yield f"  not used: {', '.join(file.unused)}"
    yield from (f"  {note}" for note in file.notes)


def _comment_line(comment: "Comment") -> str:
    words = " ".join(comment.text.split())
    if len(words) > _WIDTH:
        words = words[: _WIDTH - 1] + "…"
    return f"  {'  ' * comment.depth}{comment.author or '(no name)'}: {words}"
