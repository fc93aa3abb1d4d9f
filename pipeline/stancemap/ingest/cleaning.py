"""Raw articles and comments to clean ones: every text, name, date and number, once."""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from sys import intern

from stancemap.ingest.dates import DateProblem, DayOrder, day_order, iso_date
from stancemap.ingest.hygiene import Cleaned, clean_label, clean_name, clean_text
from stancemap.ingest.raw import Item, Notice, RawArticle, RawComment
from stancemap.ingest.texts import Texts
from stancemap.ingest.values import is_nothing, parse_likes
from stancemap.records import Dropped

_NOBODY = frozenset({"[deleted]", "[removed]"})
_DATE_NOTICES = {
    DateProblem.AMBIGUOUS: Notice.DATE_AMBIGUOUS,
    DateProblem.UNKNOWN: Notice.DATE_UNKNOWN,
}


@dataclass(slots=True)
class Tally:
    """Counts notices per file."""

    counts: Counter[tuple[str, str]] = field(default_factory=Counter)

    def add(self, file: str, what: str, count: int = 1) -> None:
        """Count something."""
        self.counts[file, what] += count

    def keep(self, file: str, cleaned: Cleaned) -> str:
        """Count what cleaning a text found; return the text."""
        for notice, count in cleaned.notices:
            self.counts[file, notice] += count
        return cleaned.text

    def dropped(self) -> tuple[Dropped, ...]:
        """List all counts, in order."""
        return tuple(
            Dropped(file, what, count)
            for (file, what), count in sorted(self.counts.items())
            if count
        )


def clean_texts(items: Iterable[Item], texts: Texts, tally: Tally) -> Iterator[Item]:
    """Clean the texts of comments as they are read, and keep them."""
    for item in items:
        if isinstance(item, RawComment):
            text = tally.keep(item.origin.file, clean_text(item.text))
            yield replace(item, text=texts.keep(text))
        else:
            yield item


def clean_articles(raws: Iterable[RawArticle], tally: Tally) -> list[RawArticle]:
    """Clean all fields of articles."""
    listed = list(raws)
    orders = _day_orders((raw.origin.file, raw.published) for raw in listed)
    return [_article(raw, orders[raw.origin.file], tally) for raw in listed]


def clean_comments(raws: Iterable[RawComment], tally: Tally) -> list[RawComment]:
    """Clean all fields of comments but their texts."""
    listed = list(raws)
    orders = _day_orders((raw.origin.file, raw.posted) for raw in listed)
    titles = _Remembered(clean_label)
    return [_comment(raw, orders[raw.origin.file], tally, titles) for raw in listed]


class _Remembered:
    """Cleans the same few titles of many comments once."""

    def __init__(self, clean: Callable[[str], Cleaned]) -> None:
        self._clean = clean
        self._known: dict[str, str] = {"": ""}

    def __call__(self, raw: str) -> str:
        if raw not in self._known:
            self._known[raw] = self._clean(raw).text
        return self._known[raw]


def _article(raw: RawArticle, order: DayOrder, tally: Tally) -> RawArticle:
    file = raw.origin.file
    return replace(
        raw,
        article_id=clean_name(raw.article_id),
        title=tally.keep(file, clean_label(raw.title)),
        text=tally.keep(file, clean_text(raw.text)),
        url=clean_name(raw.url),
        author=_person(raw.author),
        published=_date(raw.published, order, file, tally),
        outlet=clean_label(raw.outlet).text,
        target=clean_label(raw.target).text,
        thread_id=clean_name(raw.thread_id),
    )


def _comment(
    raw: RawComment, order: DayOrder, tally: Tally, titles: Callable[[str], str]
) -> RawComment:
    file = raw.origin.file
    if parse_likes(raw.likes) is None and not is_nothing(raw.likes):
        tally.add(file, Notice.LIKES_UNKNOWN)
    return replace(
        raw,
        comment_id=clean_name(raw.comment_id),
        # What many comments share is kept once: there may be a million of them.
        article_id=intern(clean_name(raw.article_id)),
        thread_id=clean_name(raw.thread_id),
        parent_id=clean_name(raw.parent_id),
        author=intern(_person(raw.author)),
        likes=intern(raw.likes),
        posted=_date(raw.posted, order, file, tally),
        target=titles(raw.target),
        title=titles(raw.title),
        scope=clean_name(raw.scope),
    )


def _person(raw: str) -> str:
    name = clean_name(raw)
    return "" if name.casefold() in _NOBODY or is_nothing(name) else name


def _date(raw: str, order: DayOrder, file: str, tally: Tally) -> str:
    if is_nothing(raw):
        return ""
    match iso_date(raw[:100], order):
        case DateProblem() as problem:
            tally.add(file, _DATE_NOTICES[problem])
            return ""
        case str() as date:
            return date


def _day_orders(dates: Iterable[tuple[str, str]]) -> defaultdict[str, DayOrder]:
    by_file: dict[str, list[str]] = {}
    for file, text in dates:
        if "/" in text or "-" in text:
            by_file.setdefault(file, []).append(text[:100])
    known = {file: day_order(texts) for file, texts in by_file.items()}
    return defaultdict(lambda: DayOrder.UNKNOWN, known)


def file_labels(files: Sequence[str]) -> dict[str, str]:
    """Give each file the short name that can stand before an id: its stem, if that is unique.

    >>> file_labels(["a.csv", "2024/b.csv", "2025/b.csv"])
    {'2024/b.csv': '2024/b', '2025/b.csv': '2025/b', 'a.csv': 'a'}
    """
    stems = {file: file.rsplit("/", 1)[-1].split(".", 1)[0] or file for file in files}
    shared = Counter(stems.values())
    full = {file: _without_suffix(file) for file in files}
    shared_full = Counter(full.values())
    return {
        file: stem if shared[stem] == 1 else (full[file] if shared_full[full[file]] == 1 else file)
        for file, stem in sorted(stems.items())
    }


def _without_suffix(file: str) -> str:
    folder, slash, name = file.rpartition("/")
    return folder + slash + (name.split(".", 1)[0] or name)
