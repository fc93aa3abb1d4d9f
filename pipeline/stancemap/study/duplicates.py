"""Re-posts: which comments repeat an earlier one below the same article."""

import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Mapping

from stancemap.records import Comment

_MIN_WORDS_IF_UNNAMED = 8


def find_duplicates(comments: Iterable[Comment]) -> Mapping[str, str]:
    """Map the id of each re-post to the first comment with its text, in canonical order.

    Texts are compared without regard to case, spacing and Unicode form. A re-post has the same
    article and the same author; where one of the two is unnamed, chance is ruled out by length.
    The same words from two named people are two comments.

    >>> a = Comment("a", "x", "Ban it  now", author="ann")
    >>> b = Comment("b", "x", "ban it now", author="ann")
    >>> c = Comment("c", "x", "ban it now", author="bob")
    >>> find_duplicates([a, b, c])
    {'b': 'a'}
    """
    firsts: defaultdict[tuple[str, str], list[Comment]] = defaultdict(list)
    duplicates: dict[str, str] = {}
    for comment in comments:
        key = _fold(comment.text)
        if not key:
            continue
        same = firsts[comment.article_id, key]
        is_long = key.count(" ") + 1 >= _MIN_WORDS_IF_UNNAMED
        first = next(
            (other for other in same if _may_repeat(other, comment, is_long=is_long)), None
        )
        if first is None:
            same.append(comment)
        else:
            duplicates[comment.comment_id] = first.comment_id
    return duplicates


def _fold(text: str) -> str:
    return " ".join(unicodedata.normalize("NFKC", text).casefold().split())


def _may_repeat(first: Comment, later: Comment, *, is_long: bool) -> bool:
    if first.author and later.author:
        return first.author == later.author
    return is_long
