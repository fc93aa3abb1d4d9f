"""Names that spaCy missed: known ones in lower case, as handles and hashtags, or misspelt.

spaCy reads each text alone; here all texts of a corpus are read once more for the names that are
known by then. Persons' surnames and first names count on their own page only.
"""

import re
from bisect import bisect_left, bisect_right
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from spacy.lang.en.stop_words import STOP_WORDS

from stancemap.records import DocumentKind, Mention, Span
from stancemap.tag.alias_rules import deletions, is_one_typo, short_forms
from stancemap.tag.english_words import EnglishWords, load_english_words
from stancemap.tag.masks import MASKED
from stancemap.tag.name_keys import (
    is_acronym,
    letters_of,
    without_possessive,
    without_sigil,
    without_title,
)
from stancemap.tag.name_lists import KNOWN_NICKNAMES, ROLES

_TOKEN = re.compile(r"[@#]?[^\W_](?:[\w&]|['’.\-](?=\w))*")
_SPLIT = re.compile(r"[\s\-/]+")
_PERSON, _PLACES = "PERSON", frozenset({"GPE", "LOC", "NORP"})
_BEFORE_NOUN = frozenset(
    "a an the my your his her our their this that these those any every some no each its".split()
)
_BEFORE_VERB = frozenset(
    "i you we they he she it to can could will would should must may might just please gonna let "
    "who dont don't did does".split()
)
_GREETS = frozenset("hi hello hey thanks thank cheers sorry dear yes no well oh ok".split())
_USED_AS_VERBS = frozenset({"google", "twitter", "uber", "skype"})
_SHORTEST, _SHORTEST_ACRONYM, _SHORTEST_TYPO, _SHORTEST_LOWER_TYPO = 4, 3, 7, 8
_FEWEST = 2
_MOST_WORDS_OF_PERSON = 4
_TELLING_WORDS = 3
_WHOLE_CORPUS = ""


@dataclass(frozen=True, slots=True)
class NamedText:
    """A text in which names are looked for; `quoted` are the words of others in a comment."""

    kind: DocumentKind
    document_id: str
    article_id: str
    text: str
    quoted: tuple[Span, ...] = ()


@dataclass(frozen=True, slots=True)
class _Token:
    start: int
    end: int
    raw: str
    word: str
    """Without case, possessive and punctuation."""
    opens: bool
    """Whether it opens a sentence."""

    @property
    def is_cased(self) -> bool:
        return self.raw[:1].isupper()


@dataclass(frozen=True, slots=True)
class _Known:
    """A name that is looked for, as words without case."""

    words: tuple[str, ...]
    label: str
    is_acronym: bool = False
    in_lower_case: bool = True


_Page = dict[tuple[str, ...], _Known]


@dataclass(slots=True)
class _Index:
    """The names known on one page, or (`""`) in the whole corpus."""

    by_words: _Page = field(default_factory=dict)
    longest: dict[str, int] = field(default_factory=dict)
    by_letters: dict[str, _Known] = field(default_factory=dict)
    by_deletion: defaultdict[str, set[str]] = field(default_factory=lambda: defaultdict(set))
    by_part: defaultdict[str, list[tuple[_Known, int]]] = field(
        default_factory=lambda: defaultdict(list)
    )

    def add(self, known: _Known, *, is_part: bool = False) -> None:
        """Put a name in, under all by which it is found again; a part is no account's name."""
        first = known.words[0]
        self.by_words.setdefault(known.words, known)
        self.longest[first] = max(self.longest.get(first, 0), len(known.words))
        if not is_part:
            self.by_letters.setdefault("".join(known.words), known)
        if len(known.words) == 1 and len(first) >= _SHORTEST_TYPO - 1 and not known.is_acronym:
            for variant in deletions(first):
                self.by_deletion[variant].add(first)
        if len(known.words) > 1:
            for place, word in enumerate(known.words):
                if word not in STOP_WORDS:
                    self.by_part[word].append((known, place))


def find_known_names(
    texts: Sequence[NamedText], mentions: Sequence[Mention]
) -> tuple[Mention, ...]:
    """Return the mentions given, less roles that are no names, and those that spaCy missed.

    Where a known name is longer than what spaCy took for one in its place, it is put there. The
    result is in the order of the texts, then of the places in them.
    """
    kept = [m for m in mentions if letters_of(m.span.text) not in ROLES]
    words = load_english_words()
    tokens = [_tokens(text.text) for text in texts]
    indexes = _indexes(kept, _Cases.of(tokens, kept), words)
    of_text: defaultdict[tuple[DocumentKind, str], list[Mention]] = defaultdict(list)
    for mention in kept:
        of_text[mention.document_kind, mention.document_id].append(mention)
    whole = indexes.get(_WHOLE_CORPUS, _Index())
    every: list[Mention] = []
    for text, own in zip(texts, tokens, strict=True):
        scan = _Scan(text, own, (indexes.get(text.article_id, _Index()), whole), words)
        every += _joined(of_text[text.kind, text.document_id], list(scan.mentions()))
    return tuple(every)


@dataclass(frozen=True, slots=True)
class _Cases:
    """How often a word is written with and without a capital, in names and elsewhere."""

    cased: Mapping[str, int]
    lower: Mapping[str, int]

    @classmethod
    def of(cls, texts: Iterable[Sequence[_Token]], mentions: Iterable[Mention]) -> "_Cases":
        wanted = {word for m in mentions for word in _words_of(m.span.text)}
        cased: Counter[str] = Counter()
        lower: Counter[str] = Counter()
        for tokens in texts:
            for token in tokens:
                if token.word in wanted:
                    (cased if token.is_cased else lower)[token.word] += 1
        return cls(cased, lower)


def _tokens(text: str) -> list[_Token]:
    found: list[_Token] = []
    end = 0
    for match in _TOKEN.finditer(text):
        raw = match[0]
        bare = without_possessive(raw) if raw[-1:] in "sS" else raw
        between = text[end : match.start()]
        opens = not found or any(mark in between for mark in ".!?\n:")
        end = match.start() + len(bare)
        found.append(_Token(match.start(), end, raw, _plain(bare), opens))
        end = match.end()
    return found


def _plain(word: str) -> str:
    return letters_of(word) if not word.isascii() else "".join(
        char for char in word.casefold() if char.isalnum()
    )


def _words_of(name: str) -> tuple[str, ...]:
    bare = without_possessive(without_sigil(name))
    words = (_plain(without_possessive(word)) for word in _TOKEN.findall(bare))
    return tuple(word for word in words if word)


def _indexes(
    mentions: Sequence[Mention], cases: _Cases, english: EnglishWords
) -> dict[str, _Index]:
    """Index the names of the corpus and of each page."""
    named: defaultdict[tuple[str, ...], list[Mention]] = defaultdict(list)
    for mention in mentions:
        text = mention.span.text
        named[_words_of(without_title(text))].append(mention)
    indexes: defaultdict[str, _Index] = defaultdict(_Index)
    for words in sorted(filter(None, named)):
        own = named[words]
        known = _known(words, own, cases, english)
        if known is None:
            continue
        pages = sorted({m.article_id for m in own})
        is_person = known.label == _PERSON
        alone = is_person and len(words) == 1
        for page in pages if alone else (_WHOLE_CORPUS,):
            indexes[page].add(known)
        for page in pages:
            in_article = any(m.article_id == page and _is_article(m) for m in own)
            for part in _parts(known, own, in_article=in_article):
                if _can_stand_alone(part):
                    indexes[page].add(part, is_part=True)
    for nickname in KNOWN_NICKNAMES:
        indexes[_WHOLE_CORPUS].add(_Known((nickname,), "ORG", is_acronym=True))
    return indexes


def _known(
    words: tuple[str, ...], own: Sequence[Mention], cases: _Cases, english: EnglishWords
) -> _Known | None:
    """Decide whether a name is looked for elsewhere: one that spaCy hardly made up."""
    label = min(Counter(m.label for m in own).items(), key=lambda item: (-item[1], item[0]))[0]
    surfaces = [without_sigil(m.span.text) for m in own]
    sure = len(own) >= _FEWEST or len(words) > 1 or any(map(_is_article, own))
    if not sure or all(word in STOP_WORDS or word in ROLES for word in words):
        return None
    if len(words) > 1:
        telling = not all(english.is_word(w) or w in STOP_WORDS for w in words)
        return _Known(words, label, in_lower_case=telling or len(words) >= _TELLING_WORDS)
    word = words[0]
    capitals = any(is_acronym(surface) and surface.isupper() for surface in surfaces)
    if len(word) < (_SHORTEST_ACRONYM if capitals else _SHORTEST):
        return None
    if english.is_word(word) and cases.lower.get(word, 0) > cases.cased.get(word, 0):
        return None  # "Apple" is a firm where apples are rare
    lower = word in _USED_AS_VERBS or not (english.is_verb(word) or (capitals and word in english.nouns))
    return _Known(words, label, is_acronym=capitals, in_lower_case=lower and label != "NORP")


def _parts(known: _Known, own: Sequence[Mention], *, in_article: bool) -> Iterator[_Known]:
    """List the shorter forms by which a name goes on its page: a surname, a first name, a head."""
    words = known.words
    if known.label == _PERSON and 1 < len(words) <= _MOST_WORDS_OF_PERSON:
        yield _Known(words[-1:], _PERSON)
        if in_article:
            yield _Known(words[:1], _PERSON)
    elif known.label not in _PLACES | {_PERSON} and len(words) > 1 and in_article:
        for form in short_forms(" ".join(words)):
            yield _Known((form,), known.label, in_lower_case=False)


def _can_stand_alone(part: _Known) -> bool:
    word = part.words[0]
    return len(word) >= _SHORTEST_ACRONYM and word not in STOP_WORDS and word not in ROLES


def _is_article(mention: Mention) -> bool:
    return mention.document_kind is DocumentKind.ARTICLE


@dataclass(frozen=True, slots=True)
class _Scan:
    """One text on its way through the indexes of its page and of the corpus."""

    text: NamedText
    tokens: Sequence[_Token]
    indexes: Sequence[_Index]
    english: EnglishWords

    def mentions(self) -> Iterator[Mention]:
        """Yield what is found, from left to right, the longest name at each place."""
        hidden = [m.span() for m in MASKED.finditer(self.text.text)]
        if self.text.kind is DocumentKind.COMMENT:
            hidden += [(quoted.start, quoted.end) for quoted in self.text.quoted]
        at = 0
        while at < len(self.tokens):
            found = self._at(at)
            if found is None:
                at += 1
                continue
            known, n_tokens = found
            first, last = self.tokens[at], self.tokens[at + n_tokens - 1]
            at += n_tokens
            if any(start < last.end and first.start < end for start, end in hidden):
                continue
            span = Span.of(self.text.text, first.start, last.end)
            place = self.text.kind, self.text.document_id, self.text.article_id
            yield Mention(*place, span, known.label)

    def _at(self, at: int) -> tuple[_Known, int] | None:
        token = self.tokens[at]
        if token.raw[0] in "@#":
            known = self._account(token)
            return (known, 1) if known else None
        found = self._exact(at)
        longer = self._misspelt_names(at)
        if longer and (found is None or longer[1] > found[1]):
            return longer
        return found or self._misspelt(at) or self._plural(at)

    def _exact(self, at: int) -> tuple[_Known, int] | None:
        first = self.tokens[at].word
        longest = max(index.longest.get(first, 0) for index in self.indexes)
        for length in range(min(longest, len(self.tokens) - at), 0, -1):
            words = tuple(t.word for t in self.tokens[at : at + length])
            for index in self.indexes:
                known = index.by_words.get(words)
                if known and self._fits(known, at, length):
                    return known, length
        return None

    def _account(self, token: _Token) -> _Known | None:
        word = _plain(without_sigil(token.raw))
        for index in self.indexes:
            known = index.by_letters.get(word)
            # "@Dean" is another commenter, "@DeanMossop" hardly.
            if known and not (known.label == _PERSON and len(known.words) == 1):
                return known
        return None

    def _fits(self, known: _Known, at: int, length: int) -> bool:
        """Say whether what has the letters of a name is one, by its capitals and neighbours."""
        token = self.tokens[at]
        raw = token.raw
        if any(t.raw[0] in "@#" for t in self.tokens[at : at + length]):
            return False
        if length > 1:
            return token.is_cased or known.in_lower_case
        word, is_person = token.word, known.label == _PERSON
        if token.is_cased:
            common = self.english.is_word(word) and (token.opens or raw.isupper())
            return not (common and not known.is_acronym) and not (is_person and self._greets(at))
        if not known.in_lower_case or word in STOP_WORDS:
            return False
        if len(word) < (_SHORTEST_ACRONYM if known.is_acronym else _SHORTEST):
            return False
        return self._reads_as_name(word, at, is_person=is_person)

    def _reads_as_name(self, word: str, at: int, *, is_person: bool) -> bool:
        before = self.tokens[at - 1].raw.casefold() if at else ""
        if word in _USED_AS_VERBS:
            return before not in _BEFORE_VERB | _BEFORE_NOUN
        if self.english.is_verb(word):
            return False
        if word in self.english.nouns:
            return before not in _BEFORE_NOUN | _BEFORE_VERB and not self._runs_on(at)
        return not (is_person and self._greets(at))

    def _runs_on(self, at: int) -> bool:
        """Say whether a noun follows, so that `apple pie` is no Apple."""
        after = self.tokens[at + 1].word if at + 1 < len(self.tokens) else ""
        return after in self.english.nouns and not self.english.is_verb(after)

    def _greets(self, at: int) -> bool:
        """Say whether a name is called, as other commenters are: `Thanks Dean`, `Dean, no`."""
        before = self.tokens[at - 1] if at else None
        if before is not None and before.word in _GREETS and self.tokens[at].start - before.end <= 2:  # noqa: PLR2004
            return True
        follows = self.text.text[self.tokens[at].end : self.tokens[at].end + 1]
        return self.text.kind is DocumentKind.COMMENT and at == 0 and follows == ","

    def _misspelt(self, at: int) -> tuple[_Known, int] | None:
        """Find a single name one typing error away, in a word that is no English one."""
        token = self.tokens[at]
        word = token.word
        least = _SHORTEST_TYPO if token.is_cased else _SHORTEST_LOWER_TYPO
        if len(word) < least - (token.is_cased) or self.english.is_word(word):
            return None
        for index in self.indexes:
            near = {n for variant in deletions(word) for n in index.by_deletion.get(variant, ())}
            fitting = {name for name in near if name != word and is_one_typo(word, name)}
            if len(fitting) == 1:
                return index.by_words[(next(iter(fitting)),)], 1
        return None

    def _misspelt_names(self, at: int) -> tuple[_Known, int] | None:
        """Find a name of several words, one of which has a typing error."""
        for offset in (0, 1):
            token = self.tokens[at + offset] if at + offset < len(self.tokens) else None
            if token is None:
                break
            for index in self.indexes:
                for known, place in index.by_part.get(token.word, ()):
                    if place == offset and self._nearly(known, at):
                        return known, len(known.words)
        return None

    def _nearly(self, known: _Known, at: int) -> bool:
        here = self.tokens[at : at + len(known.words)]
        if len(here) < len(known.words) or not (here[0].is_cased or known.in_lower_case):
            return False
        wrong = [
            (t.word, w) for t, w in zip(here, known.words, strict=True) if t.word != w
        ]
        if len(wrong) != 1 or here[0].raw[0] in "@#":
            return False
        found, meant = wrong[0]
        return is_one_typo(found, meant) and not self.english.is_word(found)

    def _plural(self, at: int) -> tuple[_Known, int] | None:
        """Find a possessive that has lost its apostrophe: `teslas`, `Googles`."""
        token = self.tokens[at]
        word = token.word
        if not word.endswith("s") or len(word) <= _SHORTEST or word in self.english.nouns:
            return None
        for index in self.indexes:
            known = index.by_words.get((word[:-1],))
            if known and known.in_lower_case and known.label not in _PLACES:
                is_person = known.label == _PERSON
                if token.is_cased or self._reads_as_name(word[:-1], at, is_person=is_person):
                    return known, 1
        return None


def _joined(given: Sequence[Mention], found: Sequence[Mention]) -> list[Mention]:
    """Put both in order; of two that overlap the longer stays, of two as long the given one."""
    kept = sorted(given, key=lambda m: m.span)
    starts = [m.span.start for m in kept]
    more: list[Mention] = []
    dropped: set[int] = set()
    for mention in found:
        first = max(bisect_right(starts, mention.span.start) - 1, 0)
        last = bisect_left(starts, mention.span.end)
        over = {n for n in range(first, last) if mention.span.start < kept[n].span.end}
        inside = all(_is_inside(kept[number].span, mention.span) for number in over)
        if not over or inside:
            dropped |= over
            more.append(mention)
    stay = [m for number, m in enumerate(kept) if number not in dropped]
    return sorted([*stay, *more], key=lambda m: m.span)


def _is_inside(one: Span, other: Span) -> bool:
    """Say whether one is a real part of the other."""
    within = other.start <= one.start and one.end <= other.end
    return within and other.end - other.start > one.end - one.start
