"""Files to a corpus: each read by its format, all assembled into one canonical whole."""

import gzip
import zlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from itertools import chain
from pathlib import Path

from stancemap.errors import InputError
from stancemap.ingest.articles import shelve
from stancemap.ingest.cleaning import (
    Tally,
    clean_articles,
    clean_comments,
    clean_texts,
    file_labels,
)
from stancemap.ingest.columns import check_overrides
from stancemap.ingest.decode import InputFile
from stancemap.ingest.formats import find_format
from stancemap.ingest.hygiene import clean_reject
from stancemap.ingest.ids import identify
from stancemap.ingest.inputs import list_files
from stancemap.ingest.raw import Item, Items, Layout, RawArticle, RawComment, ReadOptions, Usual
from stancemap.ingest.texts import InMemory, Texts
from stancemap.ingest.threads import thread_up
from stancemap.records import Corpus, Dropped, Note, Origin, Reject

_NOTHING_SET = ReadOptions()
_IN_MEMORY = InMemory()
_SHOWN = 10
_LONGEST_LIST = 600


@dataclass(frozen=True, slots=True)
class Reading:
    """A corpus and how each of its files was understood."""

    corpus: Corpus
    layouts: tuple[Layout, ...]


def read_corpus(
    inputs: Sequence[Path],
    options: ReadOptions = _NOTHING_SET,
    texts: Texts = _IN_MEMORY,
) -> Corpus:
    """Read files and folders as one corpus, in canonical order.

    Ids are unique over all files; a record or file that cannot be read becomes a reject. With
    `texts` other than in memory, the texts of comments are what stands for them there.

    Raises:
        InputError: an input does not exist, an option does not fit, or nothing could be read.
    """
    return read_all(inputs, options, texts).corpus


def read_all(inputs: Sequence[Path], options: ReadOptions, texts: Texts = _IN_MEMORY) -> Reading:
    """Read files and folders; also tell how each file was understood.

    Raises:
        InputError: an input does not exist, an option does not fit, or nothing could be read.
    """
    check_overrides(options.columns)
    listing = list_files(inputs)
    tally = Tally()
    read = chain(listing.skipped, *(_read_file(file, options) for file in listing.files))
    items = list(clean_texts(read, texts, tally))
    layouts = tuple(item for item in items if isinstance(item, Layout))
    if not layouts:
        raise InputError(_nothing_read(items))
    _check_used(options, layouts)
    corpus = _assemble(items, options, texts, tally)
    if not corpus.comments and not any(article.text for article in corpus.articles):
        raise InputError(_nothing_found(layouts, corpus.rejects))
    if not corpus.comments:
        layouts = tuple(_without_comments(layout) for layout in layouts)
    return Reading(replace(corpus, notes=_notes(layouts)), layouts)


def _assemble(items: list[Item], options: ReadOptions, texts: Texts, tally: Tally) -> Corpus:
    """Bring the items of all files, which are used up, into one corpus."""
    for item in items:
        if isinstance(item, Dropped):
            tally.add(item.file, item.what, item.count)
    raw_articles = [item for item in items if isinstance(item, RawArticle)]
    rejects = [item for item in items if isinstance(item, Reject)]
    comments = clean_comments((i for i in items if isinstance(i, RawComment)), tally)
    items.clear()
    articles = clean_articles(raw_articles, tally)
    files = {c.origin.file for c in comments} | {a.origin.file for a in articles}
    labels = file_labels(sorted(files))
    shelf = shelve(articles, comments, labels)
    del comments
    known = identify(shelf.comments, labels, texts, tally)
    shelved = shelf.articles
    del shelf
    threaded = thread_up(known.comments, shelved, options.target, tally)
    return Corpus(
        articles=tuple(
            replace(each, target=options.target or each.target or each.title) for each in shelved
        ),
        comments=threaded,
        rejects=tuple(sorted(clean_reject(reject) for reject in (*rejects, *known.rejects))),
        dropped=tally.dropped(),
    )


def _nothing_found(layouts: Sequence[Layout], rejects: Sequence[Reject]) -> str:
    names = ", ".join(layout.file for layout in layouts[:_SHOWN])
    more = f" and {len(layouts) - _SHOWN} more" if len(layouts) > _SHOWN else ""
    bad = "; ".join(f"{reject.origin}: {reject.reason}" for reject in rejects[:_SHOWN])
    return (
        f"no comment and no text of an article was found in {names}{more}; "
        "check that there is something below the header or title, "
        "or name the column of the comments with --column text=COLUMN" + (bad and f"; {bad}")
    )


def _without_comments(layout: Layout) -> Layout:
    """Say aloud that a table holds no comments; a page says so itself."""
    if not layout.columns:
        return layout
    names = ", ".join(f"'{name[:60]}'" for name in (*layout.columns.values(), *layout.unused))
    note = (
        "NO COMMENTS were found, only articles; if a column holds comments, name it with "
        f"--column text=COLUMN (the columns are {names[:_LONGEST_LIST]})"
    )
    return replace(layout, notes=(*layout.notes, note))


def _notes(layouts: Iterable[Layout]) -> tuple[Note, ...]:
    """Collect what a reader must know of, file by file, each file's notes in their own order."""
    by_file = sorted(layouts, key=lambda layout: layout.file)
    return tuple(
        Note(layout.file, text)
        for layout in by_file
        for text in layout.notes
        if text not in set(Usual)
    )


def _read_file(file: InputFile, options: ReadOptions) -> Items:
    """Read one file; what cannot be read at all becomes one reject, at line 0."""
    try:
        kind = find_format(file, options)
        for item in kind.read(file, options):
            yield replace(item, format_name=kind.name) if isinstance(item, Layout) else item
    except InputError as error:
        # Libraries like to name the full path; outputs must not tell where the file lay.
        reason = " ".join(str(error).replace(str(file.path), file.name).split())
        yield Reject(Origin(file.name, 0), reason)
    except (gzip.BadGzipFile, EOFError, zlib.error) as error:
        reason = f"its gzip data is damaged or cut off ({error}); fetch or pack it again"
        yield Reject(Origin(file.name, 0), reason)
    except OSError as error:
        reason = f"it cannot be opened: {error.strerror or error}"
        yield Reject(Origin(file.name, 0), reason)


def _nothing_read(items: Iterable[Item]) -> str:
    rejects = [item for item in items if isinstance(item, Reject)]
    reasons = [f"{reject.origin.file}: {reject.reason}" for reject in rejects]
    return "nothing could be read; " + "; ".join(reasons[:10])


def _check_used(options: ReadOptions, layouts: Sequence[Layout]) -> None:
    for field, column in sorted(options.columns.items()):
        if all(layout.columns.get(field) != column for layout in layouts):
            names = [n for each in layouts for n in (*each.columns.values(), *each.unused)]
            listed = ", ".join(f"'{name[:60]}'" for name in dict.fromkeys(names)) or "none"
            raise InputError(
                f"--column {field}={column}: no file has a column '{column}'; they have {listed}"
            )
