"""Pseudonyms: who wrote a comment stays countable, not knowable.

A pseudonym is a number in canonical order, not a hash: a hash of a known name can be recomputed.
Names also stand in the texts, where others answer or quote their bearer. There a name is replaced
below the article that it comments on: anywhere if it could hardly mean anything else (several
words, a digit, an underscore) and the article itself does not name it; otherwise where it is
plainly an address or the head of a quotation (`@name`, `u/name`, `name wrote:`).
"""

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from stancemap.ingest.hygiene import clean_label
from stancemap.ingest.raw import Notice
from stancemap.ingest.texts import InMemory, Texts
from stancemap.records import Article, Corpus, Dropped, Reject

_MASKED = "author name masked in a text"
_WORD = re.compile(r"\w+(?:[.\-'’]\w+)*")
_ADDRESSED = re.compile(r"(?:@|\bu/|\[quote=\"?|\bquoting )$", re.IGNORECASE)
_QUOTED = re.compile(r"[\"\]]?\s*(?:wrote|writes|says|said|posted)\b|[\"\]]?:", re.IGNORECASE)
_SHORTEST_DISTINCTIVE = 5
_LOOK_BACK = 10
_IN_MEMORY = InMemory()


def pseudonymise(corpus: Corpus, texts: Texts = _IN_MEMORY, *, keep_names: bool = False) -> Corpus:
    """Replace the names of commenters, also in the texts of their threads and in rejects.

    With `keep_names`, only names that hold an e-mail or IP address are replaced. `texts` has the
    texts of the comments.
    """
    pseudonyms = _pseudonyms(comment.author for comment in corpus.comments)
    if keep_names:
        pseudonyms = {name: given for name, given in pseudonyms.items() if _holds_address(name)}
    maskers = _maskers(corpus, pseudonyms)
    masked: Counter[str] = Counter()
    comments = []
    for comment in corpus.comments:
        text, count = maskers[comment.article_id].mask(texts.read(comment.text))
        masked[comment.origin.file] += count
        author = pseudonyms.get(comment.author, comment.author)
        kept = texts.keep(text) if count else comment.text
        comments.append(replace(comment, text=kept, author=author))
    dropped = tuple(Dropped(file, _MASKED, count) for file, count in masked.items() if count)
    return replace(
        corpus,
        comments=tuple(comments),
        rejects=_without_names(corpus.rejects, pseudonyms),
        dropped=tuple(sorted(corpus.dropped + dropped)),
    )


def _pseudonyms(authors: Iterable[str]) -> Mapping[str, str]:
    known = dict.fromkeys(author for author in authors if author)
    width = max(4, len(str(len(known))))
    return {author: f"author_{number:0{width}}" for number, author in enumerate(known, start=1)}


def _holds_address(name: str) -> bool:
    masked = {Notice.EMAIL, Notice.IP_ADDRESS}
    return any(notice in masked for notice, _ in clean_label(name).notices)


@dataclass(frozen=True, slots=True)
class _Name:
    words: tuple[str, ...]
    pseudonym: str
    anywhere: bool


@dataclass(frozen=True, slots=True)
class _Masker:
    """The names to replace below one article, by their first word."""

    by_first_word: Mapping[str, Sequence[_Name]]

    def mask(self, text: str) -> tuple[str, int]:
        """Replace the names; say how many."""
        pieces, end, count = [], 0, 0
        for start, stop, name in self.found(text):
            if start >= end and (name.anywhere or _is_address(text, start, stop)):
                pieces += [text[end:start], name.pseudonym]
                end, count = stop, count + 1
        return ("".join([*pieces, text[end:]]), count) if count else (text, 0)

    def found(self, text: str) -> Iterator[tuple[int, int, _Name]]:
        """Find each place where a name stands, the longest name first."""
        if not self.by_first_word:
            return
        words = [(m.start(), m.end(), m[0].casefold()) for m in _WORD.finditer(text)]
        for at, (start, _, word) in enumerate(words):
            for name in self.by_first_word.get(word, ()):
                here = words[at : at + len(name.words)]
                if tuple(w for _, _, w in here) == name.words:
                    yield start, here[-1][1], name
                    break


def _is_address(text: str, start: int, stop: int) -> bool:
    before = text[max(0, start - _LOOK_BACK) : start]
    on_this_line = ("\n" + before if start <= _LOOK_BACK else before).rpartition("\n")
    heads_line = bool(on_this_line[1]) and not on_this_line[2].strip(" >\t")
    follows = _QUOTED.match(text, stop)
    return bool(_ADDRESSED.search(before)) or bool(follows and heads_line)


def _maskers(corpus: Corpus, pseudonyms: Mapping[str, str]) -> Mapping[str, _Masker]:
    authors: defaultdict[str, dict[str, None]] = defaultdict(dict)
    for comment in corpus.comments:
        below = authors[comment.article_id]
        if comment.author in pseudonyms:
            below[comment.author] = None
    articles = {article.article_id: article for article in corpus.articles}
    return {
        article_id: _masker(names, pseudonyms, articles.get(article_id))
        for article_id, names in authors.items()
    }


def _masker(
    names: Iterable[str], pseudonyms: Mapping[str, str], article: Article | None
) -> _Masker:
    known = [
        _Name(words, pseudonyms[name], _is_distinctive(name, words))
        for name in names
        if (words := _words(name))
    ]
    masker = _indexed(known)
    public = f"{article.title}\n{article.author}\n{article.text}" if article else ""
    named = {name.pseudonym for _, _, name in masker.found(public)}
    return _indexed([replace(n, anywhere=n.anywhere and n.pseudonym not in named) for n in known])


def _indexed(names: Iterable[_Name]) -> _Masker:
    index: defaultdict[str, list[_Name]] = defaultdict(list)
    for name in sorted(names, key=lambda n: (-len(n.words), n.words, n.pseudonym)):
        index[name.words[0]].append(name)
    return _Masker(index)


def _words(name: str) -> tuple[str, ...]:
    return tuple(match[0].casefold() for match in _WORD.finditer(name))


def _is_distinctive(name: str, words: Sequence[str]) -> bool:
    unlike_a_word = len(words) > 1 or "_" in name or any(c.isdigit() for c in name)
    return unlike_a_word and sum(map(len, words)) >= _SHORTEST_DISTINCTIVE


def _without_names(rejects: Sequence[Reject], pseudonyms: Mapping[str, str]) -> tuple[Reject, ...]:
    """Mask every known name in the raw text of rejects, of which nothing is said but why."""
    names = [
        _Name(words, given, anywhere=True)
        for name, given in pseudonyms.items()
        if (words := _words(name))
    ]
    masker = _indexed(names)
    return tuple(replace(reject, raw=masker.mask(reject.raw)[0]) for reject in rejects)
