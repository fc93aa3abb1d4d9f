"""Articles of all files brought together, and each comment led to its article."""

import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from stancemap.ingest.raw import RawArticle, RawComment
from stancemap.records import Article, Origin

_SLUG_LENGTH = 60


def natural_key(text: str) -> tuple[tuple[int, str], ...]:
    """Sort `a2` before `a10`.

    >>> sorted(["a10", "a2"], key=natural_key)
    ['a2', 'a10']
    """
    parts = re.split(r"([0-9]+)", text)
    return tuple(
        (len(part.lstrip("0")), part) if odd % 2 else (0, part) for odd, part in enumerate(parts)
    )


def slug(title: str) -> str:
    """Make an id of a title.

    >>> slug("Robots: a café's tale!")
    'robots-a-cafe-s-tale'
    """
    plain = unicodedata.normalize("NFKD", title).casefold()
    plain = "".join(char for char in plain if not unicodedata.combining(char))
    words = "-".join(re.findall(r"\w+", plain))
    return words if len(words) <= _SLUG_LENGTH else words[:_SLUG_LENGTH].rsplit("-", 1)[0]


@dataclass(frozen=True, slots=True)
class Shelf:
    """All articles, and which one each comment stands below (by its file and origin)."""

    articles: tuple[Article, ...]
    comments: list[RawComment]


def shelve(
    articles: Sequence[RawArticle], comments: Sequence[RawComment], labels: Mapping[str, str]
) -> Shelf:
    """Merge what is told about each article; fill every comment's `article_id`."""
    keys = _Keys(articles, comments, labels)
    told: defaultdict[str, list[RawArticle]] = defaultdict(list)
    for article in articles:
        told[keys.of_article(article)].append(article)
    placed: list[RawComment] = []
    for comment in comments:
        key = keys.of_comment(comment)
        if not told[key]:
            told[key].append(RawArticle(Origin(comment.origin.file, 0), key, comment.title))
        placed.append(comment if key == comment.article_id else replace(comment, article_id=key))
    merged = [_merged(key, records) for key, records in told.items()]
    merged.sort(key=lambda article: (natural_key(article.article_id), article.article_id))
    return Shelf(tuple(merged), placed)


class _Keys:
    """Finds the id of an article: its own, its thread's, one from its title, or its file's name.

    Where two files give other articles the same id, the files' names come before it.
    """

    def __init__(
        self,
        articles: Sequence[RawArticle],
        comments: Sequence[RawComment],
        labels: Mapping[str, str],
    ) -> None:
        self._labels = labels
        self._comment_ids = {(c.origin.file, c.comment_id) for c in comments if c.comment_id}
        self._titles = _thread_titles(comments)
        self._by_title = _ids_by_title(articles)
        self._clashes = self._find_clashes(articles)

    def of_article(self, article: RawArticle) -> str:
        """Find the id of an article."""
        return self._final(self._plain_article(article), article.origin.file)

    def of_comment(self, comment: RawComment) -> str:
        """Find the id of the article that a comment stands below."""
        file, thread = comment.origin.file, comment.thread_id
        title = comment.title or self._titles.get((file, thread), "")
        return self._final(self._plain(comment.article_id, thread, title, file), file)

    def _plain_article(self, article: RawArticle) -> str:
        file = article.origin.file
        return self._plain(article.article_id, article.thread_id, article.title, file)

    def _plain(self, article_id: str, thread: str, title: str, file: str) -> str:
        if article_id:
            return article_id
        # A thread named after one of its comments is a branch of a page, not the page.
        if thread and (file, thread) not in self._comment_ids:
            return thread
        known = self._by_title.get(title.casefold()) if title else None
        return known or slug(title) or self._labels[file]

    def _find_clashes(self, articles: Sequence[RawArticle]) -> Mapping[str, frozenset[str]]:
        content: defaultdict[str, dict[str, str]] = defaultdict(dict)
        for article in sorted(articles):
            key, file = self._plain_article(article), article.origin.file
            told = " ".join((article.title or article.text).casefold().split())
            if told:
                content[key][file] = max(content[key].get(file, ""), told)
        return {
            key: frozenset(by_file)
            for key, by_file in content.items()
            if len(set(by_file.values())) > 1
        }

    def _final(self, key: str, file: str) -> str:
        clash = self._clashes.get(key)
        if clash is None:
            return key
        owner = file if file in clash else min(clash)
        return f"{self._labels[owner]}/{key}"


def _thread_titles(comments: Iterable[RawComment]) -> dict[tuple[str, str], str]:
    """Find the one title of each thread that names it on some of its comments only."""
    titles: defaultdict[tuple[str, str], set[str]] = defaultdict(set)
    for comment in comments:
        if comment.thread_id and comment.title:
            titles[comment.origin.file, comment.thread_id].add(comment.title)
    return {key: next(iter(found)) for key, found in titles.items() if len(found) == 1}


def _ids_by_title(articles: Iterable[RawArticle]) -> dict[str, str]:
    found: defaultdict[str, set[str]] = defaultdict(set)
    for article in articles:
        if article.title and article.article_id:
            found[article.title.casefold()].add(article.article_id)
    return {title: next(iter(ids)) for title, ids in found.items() if len(ids) == 1}


def _merged(key: str, records: Sequence[RawArticle]) -> Article:
    """Take the fullest wording of each field."""

    def fullest(values: Iterable[str]) -> str:
        return max(values, key=lambda value: (len(value), value))

    return Article(
        article_id=key,
        title=fullest(record.title for record in records),
        text=fullest(record.text for record in records),
        url=fullest(record.url for record in records),
        author=fullest(record.author for record in records),
        published=fullest(record.published for record in records),
        outlet=fullest(record.outlet for record in records),
        target=fullest(record.target for record in records),
        origin=min(record.origin for record in records),
    )
