"""Comments in canonical order: article by article, thread by thread, a comment before its replies.

Siblings stand in the order of the page where the input shows one (a page, a nested list, a
position column; rows without ids count as a page), else by date, else by id. So neither the
order of the inputs nor that of rows with ids changes the result.
"""

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence

from stancemap.ingest.articles import natural_key
from stancemap.ingest.cleaning import Tally
from stancemap.ingest.raw import Notice, RawComment
from stancemap.ingest.values import parse_likes
from stancemap.records import Article, Comment

_LAST = 1 << 60
_NO_DATE = "9999"


def thread_up(
    comments: Sequence[RawComment], articles: Sequence[Article], target: str, tally: Tally
) -> tuple[Comment, ...]:
    """Order comments and fill in thread, depth, position and target."""
    ordered = sorted(comments, key=_sibling_key)
    parents = _without_cycles(ordered, tally)
    replies: defaultdict[str, list[RawComment]] = defaultdict(list)
    roots: defaultdict[str, list[RawComment]] = defaultdict(list)
    for comment in ordered:
        parent = parents[comment.comment_id]
        (replies[parent] if parent else roots[comment.article_id]).append(comment)
    names = _thread_names(roots)
    result: list[Comment] = []
    for article in articles:
        below = _together(roots.get(article.article_id, []), names)
        walk = _depth_first(below, replies, names)
        for position, (comment, depth, thread) in enumerate(walk, start=1):
            aim = target or comment.target or article.target or article.title
            parent = parents[comment.comment_id]
            result.append(_comment(comment, (parent, thread), (depth, position), aim))
    return tuple(result)


def _comment(
    raw: RawComment, above: tuple[str, str], place: tuple[int, int], target: str
) -> Comment:
    return Comment(
        comment_id=raw.comment_id,
        article_id=raw.article_id,
        text=raw.text,
        thread_id=above[1],
        parent_id=above[0],
        depth=place[0],
        position=place[1],
        author=raw.author,
        posted=raw.posted,
        likes=parse_likes(raw.likes),
        target=target,
        origin=raw.origin,
    )


def _sibling_key(
    comment: RawComment,
) -> tuple[int, str, tuple[tuple[int, str], ...], str]:
    order = _LAST if comment.order is None else comment.order
    name = comment.comment_id
    return order, comment.posted or _NO_DATE, natural_key(name), name


def _without_cycles(ordered: Sequence[RawComment], tally: Tally) -> dict[str, str]:
    """Map each comment to its parent; the first of a circle of replies becomes top level."""
    parents = {comment.comment_id: comment.parent_id for comment in ordered}
    done: set[str] = set()
    rank: dict[str, int] = {}  # made for the first circle: mostly there is none
    for comment in ordered:
        # In sibling order, the first comment met on a circle is the same for any row order.
        path: list[str] = []
        on_path: set[str] = set()
        node = comment.comment_id
        while node and node not in done and node not in on_path:
            path.append(node)
            on_path.add(node)
            node = parents[node]
        if node in on_path:
            rank = rank or {one.comment_id: place for place, one in enumerate(ordered)}
            first = min(path[path.index(node) :], key=rank.__getitem__)
            parents[first] = ""
            tally.add(ordered[rank[first]].origin.file, Notice.CYCLE)
        done |= on_path
    return parents


def _thread_names(roots: Mapping[str, Sequence[RawComment]]) -> dict[str, str]:
    """Name the thread of each root: the input's name for it, made unique, else its own id."""
    pairs = {(c.article_id, c.thread_id) for each in roots.values() for c in each if c.thread_id}
    shared = Counter(thread for _, thread in pairs)
    names: dict[str, str] = {}
    for each in roots.values():
        for comment in each:
            given = comment.thread_id
            if given and shared[given] > 1:
                given = f"{comment.article_id}/{given}"
            names[comment.comment_id] = given or comment.comment_id
    return names


def _together(roots: Sequence[RawComment], names: Mapping[str, str]) -> list[RawComment]:
    """Bring the roots of one thread together, at the place of the first."""
    threads: dict[str, list[RawComment]] = {}
    for root in roots:
        threads.setdefault(names[root.comment_id], []).append(root)
    return [root for thread in threads.values() for root in thread]


def _depth_first(
    roots: Sequence[RawComment],
    replies: Mapping[str, Sequence[RawComment]],
    names: Mapping[str, str],
) -> list[tuple[RawComment, int, str]]:
    waiting = [(root, 0, names[root.comment_id]) for root in reversed(roots)]
    walked: list[tuple[RawComment, int, str]] = []
    while waiting:
        comment, depth, thread = waiting.pop()
        walked.append((comment, depth, thread))
        below = replies.get(comment.comment_id, ())
        waiting.extend((reply, depth + 1, thread) for reply in reversed(below))
    return walked
