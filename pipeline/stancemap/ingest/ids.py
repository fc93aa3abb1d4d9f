"""One id per comment over all files, and each reply led to the comment it answers."""

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from stancemap.ingest.cleaning import Tally
from stancemap.ingest.raw import Notice, RawComment
from stancemap.records import Reject

_TOP_LEVEL = frozenset({"0", "-1", "root", "false"})


@dataclass(frozen=True, slots=True)
class Identified:
    """Comments under their final ids, parents resolved, and those that were there twice."""

    comments: tuple[RawComment, ...]
    rejects: tuple[Reject, ...]


def identify(comments: Sequence[RawComment], labels: Mapping[str, str], tally: Tally) -> Identified:
    """Give every comment an id of its own and resolve `parent_id` and `thread_id` to such ids."""
    named = _named(comments)
    groups: defaultdict[str, list[RawComment]] = defaultdict(list)
    for comment in named:
        groups[comment.comment_id].append(comment)
    final: dict[tuple[str, str], str] = {}
    kept: list[tuple[str, RawComment]] = []
    rejects: list[Reject] = []
    for name, group in groups.items():
        told = _told_apart(name, group, labels, tally)
        for comment in group:
            final_id, first = told[_content(comment, labels)]
            final.setdefault((comment.origin.file, name), final_id)
            if first is comment:
                kept.append((final_id, comment))
            else:
                reason = f"the same comment stands in {first.origin}; it was read there"
                rejects.append(Reject(comment.origin, reason, comment.text))
    return Identified(_linked(kept, final, tally), tuple(rejects))


def _named(comments: Sequence[RawComment]) -> list[RawComment]:
    """Fill missing ids by the place below the article; put each id into its scope."""
    places: Counter[tuple[str, str]] = Counter()
    named: list[RawComment] = []
    for comment in sorted(comments, key=_reading_order):
        places[comment.origin.file, comment.article_id] += 1
        place = places[comment.origin.file, comment.article_id]
        own = scoped(comment.scope, comment.comment_id) or f"{comment.article_id}/{place}"
        order = comment.order if comment.comment_id or comment.order else comment.origin.line
        named.append(replace(comment, comment_id=own, order=order))
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
    return comment.text, comment.author, told


def _told_apart(
    name: str, group: Sequence[RawComment], labels: Mapping[str, str], tally: Tally
) -> dict[tuple[str, str, str], tuple[str, RawComment]]:
    """Give each different comment under one id its final id."""
    unique: dict[tuple[str, str, str], RawComment] = {}
    for comment in group:
        unique.setdefault(_content(comment, labels), comment)
    several = len({comment.origin.file for comment in unique.values()}) > 1
    told: dict[tuple[str, str, str], tuple[str, RawComment]] = {}
    used: Counter[str] = Counter()
    for content, comment in sorted(unique.items(), key=lambda pair: (pair[1].posted, pair[0])):
        own = f"{labels[comment.origin.file]}/{name}" if several else name
        used[own] += 1
        again = used[own] > 1
        told[content] = f"{own}#{used[own]}" if again else own, comment
        if len(unique) > 1 and (again or several):
            tally.add(comment.origin.file, Notice.REPEATED_ID)
    return told


def _linked(
    kept: Sequence[tuple[str, RawComment]], final: Mapping[tuple[str, str], str], tally: Tally
) -> tuple[RawComment, ...]:
    anywhere: dict[str, str | None] = {}
    for (_, name), final_id in final.items():
        anywhere[name] = final_id if anywhere.get(name, final_id) == final_id else None
    article = {final_id: comment.article_id for final_id, comment in kept}

    def look_up(comment: RawComment, name: str) -> str:
        for candidate in (scoped(comment.scope, name), name):
            found = final.get((comment.origin.file, candidate)) or anywhere.get(candidate)
            if found and article.get(found) == comment.article_id:
                return found
        return ""

    linked: list[RawComment] = []
    for final_id, comment in kept:
        parent = look_up(comment, comment.parent_id) if comment.parent_id else ""
        if comment.parent_id and not parent and not _says_top_level(comment):
            tally.add(comment.origin.file, Notice.MISSING_PARENT)
        thread = comment.thread_id and (look_up(comment, comment.thread_id) or comment.thread_id)
        linked.append(replace(comment, comment_id=final_id, parent_id=parent, thread_id=thread))
    return tuple(linked)


def _says_top_level(comment: RawComment) -> bool:
    parent = comment.parent_id
    return parent.casefold() in _TOP_LEVEL or parent in {
        comment.article_id,
        comment.thread_id,
        comment.article_id.rpartition("/")[2],
    }
