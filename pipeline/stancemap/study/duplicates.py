"""Re-posts: which comments repeat an earlier one below the same article."""

import unicodedata
from collections.abc import Iterable, Mapping
from hashlib import blake2b
from itertools import groupby

from stancemap.ingest.texts import InMemory, Texts
from stancemap.records import Comment

_IN_MEMORY = InMemory()
_MIN_WORDS = 8
"""From so many words on, the same text is no coincidence, whoever posts it."""


def find_duplicates(comments: Iterable[Comment], texts: Texts = _IN_MEMORY) -> Mapping[str, str]:
    """Map the id of each re-post to the first comment with its text, in canonical order.

    Comments come article by article; `texts` has their texts.

    Texts are compared without regard to case, spacing and Unicode form, below one article. A
    short text is a re-post only where one named author repeats it: two people may both write
    "I agree". A long one is a re-post under any name, so that a campaign counts once.

    >>> a = Comment("a", "x", "Ban it  now", author="ann")
    >>> b = Comment("b", "x", "ban it now", author="ann")
    >>> c = Comment("c", "x", "ban it now", author="bob")
    >>> find_duplicates([a, b, c])
    {'b': 'a'}
    """
    duplicates: dict[str, str] = {}
    for _, below in groupby(comments, key=lambda comment: comment.article_id):
        firsts: dict[tuple[bytes, str], str] = {}
        for comment in below:
            text = _fold(texts.read(comment.text))
            is_long = text.count(" ") + 1 >= _MIN_WORDS
            if not text or not (is_long or comment.author):
                continue
            digest = blake2b(text.encode("utf-8", "surrogatepass"), digest_size=16).digest()
            key = digest, "" if is_long else comment.author
            first = firsts.setdefault(key, comment.comment_id)
            if first != comment.comment_id:
                duplicates[comment.comment_id] = first
    return duplicates


def _fold(text: str) -> str:
    return " ".join(unicodedata.normalize("NFKC", text).casefold().split())
