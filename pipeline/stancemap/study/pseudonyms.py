"""Pseudonyms: who wrote a comment stays countable, not knowable.

A pseudonym is a number in canonical order, not a hash: a hash of a known name can be recomputed.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import replace

from stancemap.ingest.hygiene import clean_label
from stancemap.ingest.raw import Notice
from stancemap.records import Comment, Corpus, Dropped

_ADDRESS = re.compile(r"@(\w[\w.\-]*(?: [\w.\-]+){0,3})")
_MASKED = "author name masked in a text"


def pseudonymise(corpus: Corpus, *, keep_names: bool = False) -> Corpus:
    """Replace the names of commenters, also where a text addresses them as `@name`.

    With `keep_names`, only names that hold an e-mail or IP address are replaced.
    """
    names = _pseudonyms(comment.author for comment in corpus.comments)
    if keep_names:
        names = {name: pseudonym for name, pseudonym in names.items() if _holds_address(name)}
    masked: dict[str, int] = {}
    comments = []
    for comment in corpus.comments:
        text, count = _mask_addresses(comment.text, names)
        if count:
            masked[comment.origin.file] = masked.get(comment.origin.file, 0) + count
        comments.append(_renamed(comment, text, names))
    dropped = tuple(Dropped(file, _MASKED, count) for file, count in masked.items())
    return replace(
        corpus, comments=tuple(comments), dropped=tuple(sorted(corpus.dropped + dropped))
    )


def _pseudonyms(authors: Iterable[str]) -> Mapping[str, str]:
    known = dict.fromkeys(author for author in authors if author)
    width = max(4, len(str(len(known))))
    return {author: f"author_{number:0{width}}" for number, author in enumerate(known, start=1)}


def _renamed(comment: Comment, text: str, names: Mapping[str, str]) -> Comment:
    return replace(comment, text=text, author=names.get(comment.author, comment.author))


def _holds_address(name: str) -> bool:
    masked = {Notice.EMAIL, Notice.IP_ADDRESS}
    return any(notice in masked for notice, _ in clean_label(name).notices)


def _mask_addresses(text: str, names: Mapping[str, str]) -> tuple[str, int]:
    if "@" not in text:
        return text, 0
    count = 0

    def mask(match: re.Match[str]) -> str:
        nonlocal count
        words = match[1].split(" ")
        for length in range(len(words), 0, -1):
            name = " ".join(words[:length])
            for known in (name, name.rstrip(".-")):
                if known in names:
                    count += 1
                    return f"@{names[known]}{match[1][len(known) :]}"
        return match[0]

    return _ADDRESS.sub(mask, text), count
