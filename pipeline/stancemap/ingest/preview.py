"""How a file would be read, told before it is: formats, columns, first comments, what is wrong."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from stancemap.ingest.raw import Layout, ReadOptions
from stancemap.ingest.reading import read_all
from stancemap.records import Article, Comment, Corpus, Dropped, Reject

_SHOWN_THREADS = 3
_SHOWN_COMMENTS = 8
_SHOWN_REJECTS = 10
_NOTHING_SET = ReadOptions()


@dataclass(frozen=True, slots=True)
class FilePreview:
    """How one file was understood; `columns` maps our field to the file's column."""

    file: str
    format_name: str
    columns: Mapping[str, str]
    unused: tuple[str, ...]
    notes: tuple[str, ...]
    n_articles: int
    n_comments: int
    n_rejects: int


@dataclass(frozen=True, slots=True)
class Preview:
    """What reading an input would give: counts, each file, the first of everything."""

    n_articles: int
    n_comments: int
    n_threads: int
    n_authors: int
    n_rejects: int
    files: tuple[FilePreview, ...]
    articles: tuple[Article, ...] = ()
    comments: tuple[Comment, ...] = ()
    rejects: tuple[Reject, ...] = ()
    dropped: tuple[Dropped, ...] = field(default=())


def preview(path: Path, options: ReadOptions = _NOTHING_SET) -> Preview:
    """Tell how a file or folder would be read.

    Raises:
        InputError: it does not exist, an option does not fit, or nothing could be read.
    """
    reading = read_all([path], options)
    corpus = reading.corpus
    return Preview(
        n_articles=len(corpus.articles),
        n_comments=len(corpus.comments),
        n_threads=len({comment.thread_id for comment in corpus.comments}),
        n_authors=len({comment.author for comment in corpus.comments if comment.author}),
        n_rejects=len(corpus.rejects),
        files=_files(reading.layouts, corpus),
        articles=corpus.articles[:_SHOWN_THREADS],
        comments=_first_threads(corpus),
        rejects=corpus.rejects[:_SHOWN_REJECTS],
        dropped=corpus.dropped,
    )


def _files(layouts: tuple[Layout, ...], corpus: Corpus) -> tuple[FilePreview, ...]:
    articles = Counter(article.origin.file for article in corpus.articles)
    comments = Counter(comment.origin.file for comment in corpus.comments)
    rejects = Counter(reject.origin.file for reject in corpus.rejects)
    return tuple(
        FilePreview(
            file=layout.file,
            format_name=layout.format_name,
            columns=layout.columns,
            unused=layout.unused,
            notes=layout.notes,
            n_articles=articles[layout.file],
            n_comments=comments[layout.file],
            n_rejects=rejects[layout.file],
        )
        for layout in sorted(layouts, key=lambda layout: layout.file)
    )


def _first_threads(corpus: Corpus) -> tuple[Comment, ...]:
    threads = list(dict.fromkeys(comment.thread_id for comment in corpus.comments))
    shown = set(threads[:_SHOWN_THREADS])
    first = [comment for comment in corpus.comments if comment.thread_id in shown]
    return tuple(first[:_SHOWN_COMMENTS])
