"""Names that spaCy missed: known ones in lower case, as handles and hashtags, or misspelt.

spaCy reads each text alone; here all texts of a corpus are read once more for the names that are
known by then. Persons' surnames and first names count on their own page only.
"""

from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from spacy.lang.en.stop_words import STOP_WORDS

from stancemap.records import DocumentKind, Mention, Span
from stancemap.tag.english_words import EnglishWords, load_english_words
from stancemap.tag.masks import MASKED
from stancemap.tag.name_index import (
    PERSON,
    PLACES,
    SHORTEST,
    SHORTEST_ACRONYM,
    SHORTEST_TYPO,
    USED_AS_VERBS,
    WHOLE_CORPUS,
    Cases,
    KnownName,
    NamedText,
    NameIndex,
    Token,
    index_names,
    plain,
    spellings_of,
    tokens_of,
    with_slip,
    word_of,
)
from stancemap.tag.name_keys import letters_of, without_sigil
from stancemap.tag.name_lists import GENERIC, ROLES
from stancemap.tag.typos import SHORTEST_MISSPELT, deletions, is_one_typo

_DETERMINERS = "a an the my your his her our their this that these those any every some no each its"
_BEFORE_NOUN = frozenset(_DETERMINERS.split())
_SUBJECTS = (
    "i you we they he she it to can could will would should must may might just please gonna let "
    "who dont don't did does"
)
_BEFORE_VERB = frozenset(_SUBJECTS.split())
_GREETING = "hi hello hey thanks thank cheers sorry dear yes no well oh ok"
_GREETS = frozenset(_GREETING.split())
_NEXT_TO = 2
_SHORTEST_LOWER_TYPO = 8


def find_known_names(
    texts: Iterable[NamedText], mentions: Sequence[Mention]
) -> tuple[Mention, ...]:
    """Return the mentions given, less roles that are no names, and those that spaCy missed.

    Where a known name is longer than what spaCy took for one in its place, it is put there. The
    result is in the order of the texts, then of the places in them.
    """
    kept = [m for m in mentions if letters_of(m.span.text) not in ROLES | GENERIC]
    words = load_english_words()
    # Texts are cut into words twice, so that the words of a large corpus need not be held.
    indexes = index_names(kept, Cases.of((text.text for text in texts), kept), words)
    of_text: defaultdict[tuple[DocumentKind, str], list[Mention]] = defaultdict(list)
    for mention in kept:
        of_text[mention.document_kind, mention.document_id].append(mention)
    nothing = NameIndex()
    whole = indexes.get(WHOLE_CORPUS, nothing)
    every: list[Mention] = []
    for text in texts:
        own = of_text.pop((text.kind, text.document_id), [])
        at_hand = (indexes.get(text.article_id, nothing), whole)
        found: list[Mention] = []
        if _may_name(text.text, at_hand):
            found += _Scan(text, tokens_of(text.text), at_hand, words).mentions()
        every += join_mentions(own, found) if own or found else ()
    return tuple(every)


def _may_name(text: str, indexes: Sequence[NameIndex]) -> bool:
    """Say whether a text has a word with which a known name may begin, which most have not."""
    return any(_may_begin(raw, word_of(raw), indexes) for raw in spellings_of(text))


def _may_begin(raw: str, word: str, indexes: Sequence[NameIndex]) -> bool:
    return raw[0] in "@#" or any(index.may_begin(word) for index in indexes)


@dataclass(frozen=True, slots=True)
class _Scan:
    """One text on its way through the indexes of its page and of the corpus."""

    text: NamedText
    tokens: Sequence[Token]
    indexes: Sequence[NameIndex]
    english: EnglishWords

    def mentions(self) -> Iterator[Mention]:
        """Yield what is found, from left to right, the longest name at each place."""
        hidden = [m.span() for m in MASKED.finditer(self.text.text)]
        if self.text.kind is DocumentKind.COMMENT:
            hidden += [(quoted.start, quoted.end) for quoted in self.text.quoted]
        at = 0
        may_begin = [_may_begin(token.raw, token.word, self.indexes) for token in self.tokens]
        while at < len(self.tokens):
            found = self._at(at) if may_begin[at] else None
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

    def _at(self, at: int) -> tuple[KnownName, int] | None:
        token = self.tokens[at]
        if token.raw[0] in "@#":
            known = self._account(token)
            return (known, 1) if known else None
        found = self._exact(at)
        longer = self._misspelt_names(at)
        if longer and (found is None or longer[1] > found[1]):
            return longer
        return found or self._misspelt(at) or self._plural(at)

    def _exact(self, at: int) -> tuple[KnownName, int] | None:
        first = self.tokens[at].word
        longest = max(index.longest.get(first, 0) for index in self.indexes)
        for length in range(min(longest, len(self.tokens) - at), 0, -1):
            words = tuple(t.word for t in self.tokens[at : at + length])
            for index in self.indexes:
                known = index.by_words.get(words)
                if known and self._fits(known, at, length):
                    return known, length
        return None

    def _account(self, token: Token) -> KnownName | None:
        word = plain(without_sigil(token.raw))
        for index in self.indexes:
            known = index.by_letters.get(word)
            # "@Dean" is another commenter, "@DeanMossop" hardly.
            if known and not (known.label == PERSON and len(known.words) == 1):
                return known
        return None

    def _fits(self, known: KnownName, at: int, length: int) -> bool:
        """Say whether what has the letters of a name is one, by its capitals and neighbours."""
        token = self.tokens[at]
        raw = token.raw
        if any(t.raw[0] in "@#" for t in self.tokens[at : at + length]):
            return False
        if length > 1:
            return token.is_cased or known.in_lower_case
        word, is_person = token.word, known.label == PERSON
        if token.is_cased:
            common = self.english.is_word(word) and (token.opens or raw.isupper())
            return not (common and not known.is_acronym) and not (is_person and self._greets(at))
        if not known.in_lower_case or word in STOP_WORDS:
            return False
        if len(word) < (SHORTEST_ACRONYM if known.is_acronym else SHORTEST):
            return False
        return self._reads_as_name(word, at, is_person=is_person)

    def _reads_as_name(self, word: str, at: int, *, is_person: bool) -> bool:
        before = self.tokens[at - 1].raw.casefold() if at else ""
        if word in USED_AS_VERBS:
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
        near = before is not None and self.tokens[at].start - before.end <= _NEXT_TO
        if before is not None and near and before.word in _GREETS:
            return True
        follows = self.text.text[self.tokens[at].end : self.tokens[at].end + 1]
        return self.text.kind is DocumentKind.COMMENT and at == 0 and follows == ","

    def _misspelt(self, at: int) -> tuple[KnownName, int] | None:
        """Find a single name one typing error away, in a word that is no English one."""
        token = self.tokens[at]
        word = token.word
        least = SHORTEST_TYPO if token.is_cased else _SHORTEST_LOWER_TYPO
        if len(word) < least - (token.is_cased) or self.english.is_word(word):
            return None
        for index in self.indexes:
            near = {n for variant in deletions(word) for n in index.by_deletion.get(variant, ())}
            fitting = {name for name in near if name != word and is_one_typo(word, name)}
            if len(fitting) == 1:
                return index.by_words[(next(iter(fitting)),)], 1
        return None

    def _misspelt_names(self, at: int) -> tuple[KnownName, int] | None:
        """Find a name of several words, one of which has a typing error."""
        if at + 1 >= len(self.tokens) or self.tokens[at].raw[0] in "@#":
            return None
        first, second = self.tokens[at].word, self.tokens[at + 1].word
        for index in self.indexes:
            for length in sorted(index.lengths[0].get(first, ()), reverse=True):
                if known := self._with_slip(index, at, length, range(1, length)):
                    return known, length
            for length in sorted(index.lengths[1].get(second, ()), reverse=True):
                if known := self._with_slip(index, at, length, range(1)):
                    return known, length
        return None

    def _with_slip(
        self, index: NameIndex, at: int, length: int, places: Iterable[int]
    ) -> KnownName | None:
        words = [token.word for token in self.tokens[at : at + length]]
        for place in places if len(words) == length else ():
            word = words[place]
            if len(word) < SHORTEST_MISSPELT or self.english.is_word(word):
                continue
            for variant in sorted(deletions(word)):
                for known in index.by_slip.get(with_slip(words, place, variant), ()):
                    cased = self.tokens[at].is_cased or known.in_lower_case
                    if cased and is_one_typo(word, known.words[place]):
                        return known
        return None

    def _plural(self, at: int) -> tuple[KnownName, int] | None:
        """Find a possessive that has lost its apostrophe: `teslas`, `Googles`."""
        token = self.tokens[at]
        word = token.word
        if not word.endswith("s") or len(word) <= SHORTEST or word in self.english.nouns:
            return None
        for index in self.indexes:
            known = index.by_words.get((word[:-1],))
            if known and known.in_lower_case and known.label not in PLACES:
                is_person = known.label == PERSON
                if token.is_cased or self._reads_as_name(word[:-1], at, is_person=is_person):
                    return known, 1
        return None


def join_mentions(given: Sequence[Mention], found: Sequence[Mention]) -> list[Mention]:
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
