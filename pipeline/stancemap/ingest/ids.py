"""One id per comment over all files, and each reply led to the comment it answers."""

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial

from stancemap.ingest.cleaning import Tally
from stancemap.ingest.raw import Notice, RawComment
from stancemap.ingest.texts import Texts, fingerprint
from stancemap.records import Reject

_TOP_LEVEL = frozenset({"0", "-1", "root", "false"})


@dataclass(frozen=True, slots=True)
class Identified:
    """Comments under their final ids, parents resolved, and those that were there twice."""

    comments: tuple[RawComment, ...]
    rejects: tuple[Reject, ...]


def identify(
    comments: list[RawComment], labels: Mapping[str, str], texts: Texts, tally: Tally
) -> Identified:
    """Give every comment an id of its own and resolve `parent_id` and `thread_id` to such ids.

    The comments given are used up, so that they do not stay in memory twice.
    """
    groups: dict[str, list[RawComment]] = {}
    named = _named(comments)
    comments.clear()
    while named:
        comment = named.pop()
        groups.setdefault(comment.comment_id, []).append(comment)
    final = _Final(len(labels))
    kept: list[RawComment] = []
    rejects: list[Reject] = []
    for name, group in groups.items():
        told = _told_apart(name, group, labels, texts, tally)
        for comment in group:
            final_id, first = told[_content(comment, labels)]
            final.add(comment.origin.file, name, final_id)
            if first is comment:
                kept.append(comment if final_id == name else replace(comment, comment_id=final_id))
            else:
                reason = f"the same comment stands in {first.origin}; it was read there"
                rejects.append(Reject(comment.origin, reason, texts.read(comment.text)))
        group.clear()
    return Identified(_linked(kept, final, tally), tuple(rejects))


class _Final:
    """The final id of each id in each file, and of those that only one comment has anywhere.

    Args:
        n_files: how many files there are.
    """

    def __init__(self, n_files: int) -> None:
        self._in_file: defaultdict[str, dict[str, str]] = defaultdict(dict)
        self._anywhere: dict[str, str] | None = {} if n_files > 1 else None

    def add(self, file: str, name: str, final_id: str) -> None:
        """Note what an id in a file means; the first that has it there."""
        if (
            self._in_file[file].setdefault(name, final_id) is final_id
            and self._anywhere is not None
        ):
            same = self._anywhere.setdefault(name, final_id) == final_id
            self._anywhere[name] = final_id if same else ""

    def find(self, file: str, name: str) -> str:
        """Return the final id of the comment that an id in a file means, `""` for none."""
        found = self._in_file[file].get(name, "")
        return found or (self._anywhere.get(name, "") if self._anywhere else "")


def _named(comments: Sequence[RawComment]) -> list[RawComment]:
    """Fill missing ids by the place below the article; put each id into its scope; last first."""
    places: Counter[tuple[str, str]] = Counter()
    named: list[RawComment] = []
    for comment in sorted(comments, key=_reading_order):
        places[comment.origin.file, comment.article_id] += 1
        place = places[comment.origin.file, comment.article_id]
        own = scoped(comment.scope, comment.comment_id) or f"{comment.article_id}/{place}"
        order = comment.order if comment.comment_id or comment.order else comment.origin.line
        named.append(replace(comment, comment_id=own, order=order))
    named.reverse()
    return named


def scoped(scope: str, name: str) -> str:
    """Put an id behind the name inside which it is unique."""
    return f"{scope}/{name}" if scope and name else name


def _reading_order(comment: RawComment) -> tuple[str, int, int]:
    return comment.origin.file, comment.origin.line, comment.order or 0


def _content(comment: RawComment, labels: Mapping[str, str]) -> tuple[str, str, str]:
    """What makes two records one comment; an article named after its file says nothing."""
    article = comment.article_id
    told = "" if article == labels[comment.origin.file] else article
    return fingerprint(comment.text), comment.author, told


def _told_apart(
    name: str, group: Sequence[RawComment], labels: Mapping[str, str], texts: Texts, tally: Tally
) -> dict[tuple[str, str, str], tuple[str, RawComment]]:
    """Give each different comment under one id its final id."""
    unique: dict[tuple[str, str, str], RawComment] = {}
    for comment in group:
        unique.setdefault(_content(comment, labels), comment)
    several = len({comment.origin.file for comment in unique.values()}) > 1
    told: dict[tuple[str, str, str], tuple[str, RawComment]] = {}
    used: Counter[str] = Counter()
    for content, comment in sorted(unique.items(), key=partial(_rank, texts=texts)):
        own = f"{labels[comment.origin.file]}/{name}" if several else name
        used[own] += 1
        again = used[own] > 1
        told[content] = f"{own}#{used[own]}" if again else own, comment
        if len(unique) > 1 and (again or several):
            tally.add(comment.origin.file, Notice.REPEATED_ID)
    return told


def _rank(pair: tuple[tuple[str, str, str], RawComment], texts: Texts) -> tuple[str, str, str, str]:
    (_, author, told), comment = pair
    return comment.posted, texts.read(comment.text), author, told


def _linked(kept: list[RawComment], final: _Final, tally: Tally) -> tuple[RawComment, ...]:
    article = {comment.comment_id: comment.article_id for comment in kept}

    def look_up(comment: RawComment, name: str) -> str:
        for candidate in (scoped(comment.scope, name), name):
            found = final.find(comment.origin.file, candidate)
            if found and article.get(found) == comment.article_id:
                return found
        return ""

    for place, comment in enumerate(kept):
        parent = look_up(comment, comment.parent_id) if comment.parent_id else ""
        if comment.parent_id and not parent and not _says_top_level(comment):
            tally.add(comment.origin.file, Notice.MISSING_PARENT)
        thread = comment.thread_id and (look_up(comment, comment.thread_id) or comment.thread_id)
        # The ids of others are theirs, not copies: there may be a million of them.
        kept[place] = replace(comment, parent_id=parent, thread_id=thread)
    return tuple(kept)


def _says_top_level(comment: RawComment) -> bool:
    parent = comment.parent_id
    return parent.casefold() in _TOP_LEVEL or parent in {
        comment.article_id,
        comment.thread_id,
        comment.article_id.rpartition("/")[2],
    }
