"""The names of a corpus as words without case, by which they are found again in any spelling."""

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache

from spacy.lang.en.stop_words import STOP_WORDS

from stancemap.records import DocumentKind, Mention, Span
from stancemap.tag.english_words import EnglishWords
from stancemap.tag.name_keys import (
    is_acronym,
    letters_of,
    without_possessive,
    without_sigil,
    without_title,
)
from stancemap.tag.name_lists import KNOWN_NICKNAMES, ROLES
from stancemap.tag.short_names import short_forms
from stancemap.tag.typos import SHORTEST_MISSPELT, deletions

PERSON = "PERSON"
PLACES = frozenset({"GPE", "LOC", "NORP"})
USED_AS_VERBS = frozenset({"google", "twitter", "uber", "skype"})
"""Names that have become verbs: whether `google` is one, the word before tells."""

SHORTEST = 4
SHORTEST_ACRONYM = 3
SHORTEST_TYPO = 7
WHOLE_CORPUS = ""
"""The key of the index that counts on every page."""

_TOKEN = re.compile(r"[@#]?[^\W_](?:[\w&]|['’.\-](?=\w))*")
_LETTERS = re.compile(r"[^\W_]+")
_FEWEST = 2
_MOST_WORDS_OF_PERSON = 4
_TELLING_WORDS = 3
_THINGS = frozenset({"ORG", "LAW", "EVENT", "WORK_OF_ART", "PRODUCT", "FAC"})


@dataclass(frozen=True, slots=True)
class NamedText:
    """A text in which names are looked for; `quoted` are the words of others in a comment."""

    kind: DocumentKind
    document_id: str
    article_id: str
    text: str
    quoted: tuple[Span, ...] = ()


@dataclass(frozen=True, slots=True)
class Token:
    """A word of a text; a handle or hashtag is one word."""

    start: int
    end: int
    raw: str
    word: str
    """Without case, possessive and punctuation."""
    opens: bool
    """Whether it opens a sentence."""

    @property
    def is_cased(self) -> bool:
        """Whether it begins with a capital."""
        return self.raw[:1].isupper()


@dataclass(frozen=True, slots=True)
class KnownName:
    """A name that is looked for, as words without case."""

    words: tuple[str, ...]
    label: str
    is_acronym: bool = False
    in_lower_case: bool = True
    may_be_misspelt: bool = True


_Page = dict[tuple[str, ...], KnownName]


@dataclass(slots=True)
class NameIndex:
    """The names known on one page, or (`""`) in the whole corpus."""

    by_words: _Page = field(default_factory=dict)
    longest: dict[str, int] = field(default_factory=dict)
    by_letters: dict[str, KnownName] = field(default_factory=dict)
    by_deletion: defaultdict[str, set[str]] = field(default_factory=lambda: defaultdict(set))
    by_slip: defaultdict[tuple[str, ...], list[KnownName]] = field(
        default_factory=lambda: defaultdict(list)
    )
    lengths: tuple[defaultdict[str, set[int]], ...] = field(
        default_factory=lambda: (defaultdict(set), defaultdict(set))
    )
    """How many words the names have whose first, and whose second, word is this one."""
    first_slips: set[str] = field(default_factory=set)
    """What the first words of names of several words may have become by a typing error."""
    _may_begin: dict[str, bool] = field(default_factory=dict)

    def may_begin(self, word: str) -> bool:
        """Say whether a name, perhaps misspelt or in the plural, may begin with a word."""
        known = self._may_begin.get(word)
        if known is None:
            known = self._may_begin[word] = (
                word in self.longest
                or word in self.lengths[0]
                or (word.endswith("s") and (word[:-1],) in self.by_words)
                or not self.by_deletion.keys().isdisjoint(deletions(word))
                or not self.first_slips.isdisjoint(deletions(word))
            )
        return known

    def add(self, known: KnownName, *, is_part: bool = False) -> None:
        """Put a name in, under all by which it is found again; a part is no account's name."""
        first = known.words[0]
        self.by_words.setdefault(known.words, known)
        self.longest[first] = max(self.longest.get(first, 0), len(known.words))
        if not is_part:
            self.by_letters.setdefault("".join(known.words), known)
        if len(known.words) == 1 and len(first) >= SHORTEST_TYPO - 1 and not known.is_acronym:
            for variant in deletions(first):
                self.by_deletion[variant].add(first)
        if len(known.words) > 1 and known.may_be_misspelt:
            self._add_misspelt(known)

    def _add_misspelt(self, known: KnownName) -> None:
        for place, word in enumerate(known.words):
            variants = deletions(word) if len(word) >= SHORTEST_MISSPELT else set()
            if place == 0:
                self.first_slips |= variants
            for variant in variants:
                self.by_slip[with_slip(known.words, place, variant)].append(known)
        for place in (0, 1):
            self.lengths[place][known.words[place]].add(len(known.words))


def with_slip(words: Sequence[str], place: int, variant: str) -> tuple[str, ...]:
    """Return the words with one of them as what it may have become by a typing error."""
    return (*words[:place], f"~{variant}", *words[place + 1 :])


@dataclass(frozen=True, slots=True)
class Cases:
    """How often a word is written with and without a capital, in names and elsewhere."""

    cased: Mapping[str, int]
    lower: Mapping[str, int]

    @classmethod
    def of(cls, texts: Iterable[str], mentions: Iterable[Mention]) -> "Cases":
        """Count the words that occur in names, in all texts."""
        wanted = {word for m in mentions for word in _words_of(m.span.text)}
        cased: Counter[str] = Counter()
        lower: Counter[str] = Counter()
        spellings: Counter[str] = Counter()
        for text in texts:
            spellings.update(_LETTERS.findall(text))
        for raw, count in spellings.items():
            word = raw.casefold()
            if word in wanted:
                (cased if raw[0].isupper() else lower)[word] += count
        return cls(cased, lower)

    def is_name(self, word: str) -> bool:
        """Say whether a word is written with a capital at least as often as without."""
        return self.lower.get(word, 0) <= self.cased.get(word, 0)


def tokens_of(text: str) -> list[Token]:
    """Cut a text into words, without their possessive endings."""
    found: list[Token] = []
    end = 0
    for match in _TOKEN.finditer(text):
        raw = match[0]
        length, word = _read(raw)
        between = text[end : match.start()]
        opens = not found or any(mark in between for mark in ".!?\n:")
        end = match.start() + length
        found.append(Token(match.start(), end, raw, word, opens))
        end = match.end()
    return found


def spellings_of(text: str) -> set[str]:
    """Return the words of a text as they are written, each once."""
    return set(_TOKEN.findall(text))


def word_of(raw: str) -> str:
    """Return what `Token.word` is for a word as it is written."""
    return _read(raw)[1]


@lru_cache(maxsize=1 << 16)
def _read(raw: str) -> tuple[int, str]:
    """Return the length of a word without its possessive ending, and the word in plain letters."""
    bare = without_possessive(raw) if raw[-1:] in "sS" else raw
    return len(bare), plain(bare)


def plain(word: str) -> str:
    """Return the letters and digits of a word, without case; quick for plain ones."""
    return (
        letters_of(word)
        if not word.isascii()
        else "".join(char for char in word.casefold() if char.isalnum())
    )


def _words_of(name: str) -> tuple[str, ...]:
    bare = without_possessive(without_sigil(name))
    words = (plain(without_possessive(word)) for word in _TOKEN.findall(bare))
    return tuple(word for word in words if word)


def index_names(
    mentions: Sequence[Mention], cases: Cases, english: EnglishWords
) -> dict[str, NameIndex]:
    """Index the names of the corpus and of each page."""
    named: defaultdict[tuple[str, ...], list[Mention]] = defaultdict(list)
    for mention in mentions:
        text = mention.span.text
        named[_words_of(without_title(text))].append(mention)
    indexes: defaultdict[str, NameIndex] = defaultdict(NameIndex)
    for words in sorted(filter(None, named)):
        known = _known(words, named[words], cases, english)
        if known is not None:
            _add(known, named[words], indexes)
    for nickname in KNOWN_NICKNAMES:
        indexes[WHOLE_CORPUS].add(KnownName((nickname,), "ORG", is_acronym=True))
    return indexes


def _add(known: KnownName, own: Sequence[Mention], indexes: Mapping[str, NameIndex]) -> None:
    """Put a name into the index of the corpus, and its parts into those of its pages."""
    pages = sorted({m.article_id for m in own})
    alone = known.label == PERSON and len(known.words) == 1
    for page in pages if alone else (WHOLE_CORPUS,):
        indexes[page].add(known)
    for page in pages:
        in_article = any(m.article_id == page and _is_article(m) for m in own)
        for part in _parts(known, in_article=in_article):
            if _can_stand_alone(part):
                indexes[page].add(part, is_part=True)


def _known(
    words: tuple[str, ...], own: Sequence[Mention], cases: Cases, english: EnglishWords
) -> KnownName | None:
    """Decide whether a name is looked for elsewhere: one that spaCy hardly made up."""
    label = min(Counter(m.label for m in own).items(), key=lambda item: (-item[1], item[0]))[0]
    surfaces = [without_sigil(m.span.text) for m in own]
    sure = len(own) >= _FEWEST or len(words) > 1 or any(map(_is_article, own))
    if not sure or all(word in STOP_WORDS or word in ROLES for word in words):
        return None
    if len(words) > 1:
        own_words = [word for word in words if word not in STOP_WORDS]
        telling = all(map(cases.is_name, own_words)) or not all(map(english.is_word, own_words))
        return KnownName(
            words,
            label,
            in_lower_case=telling or len(words) >= _TELLING_WORDS,
            may_be_misspelt=len(own) >= _FEWEST or any(map(_is_article, own)),
        )
    word = words[0]
    capitals = any(is_acronym(text) or sum(map(str.isupper, text)) > 1 for text in surfaces)
    if len(word) < (SHORTEST_ACRONYM if capitals else SHORTEST):
        return None
    if english.is_word(word) and not cases.is_name(word):
        return None  # "Apple" is a firm where apples are rare
    common = english.is_verb(word) or (word in english.nouns and (capitals or label in _THINGS))
    often = cases.cased.get(word, 0) > _TELLING_WORDS * cases.lower.get(word, 0)
    lower = word in USED_AS_VERBS or not common or (often and not english.is_verb(word))
    return KnownName(words, label, is_acronym=capitals, in_lower_case=lower and label != "NORP")


def _parts(known: KnownName, *, in_article: bool) -> Iterator[KnownName]:
    """List the shorter forms by which a name goes on its page: a surname, a first name, a head."""
    words = known.words
    if known.label == PERSON and 1 < len(words) <= _MOST_WORDS_OF_PERSON:
        yield KnownName(words[-1:], PERSON)
        if in_article:
            yield KnownName(words[:1], PERSON)
    elif known.label not in PLACES | {PERSON} and len(words) > 1 and in_article:
        for form in short_forms(" ".join(words)):
            yield KnownName((form,), known.label, in_lower_case=False)


def _can_stand_alone(part: KnownName) -> bool:
    word = part.words[0]
    return len(word) >= SHORTEST_ACRONYM and word not in STOP_WORDS and word not in ROLES


def _is_article(mention: Mention) -> bool:
    return mention.document_kind is DocumentKind.ARTICLE
