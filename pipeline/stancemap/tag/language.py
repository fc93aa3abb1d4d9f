"""The language of a text, decided by its own words where they suffice and else inherited."""

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Protocol

from py3langid.langid import MODEL_FILE, LanguageIdentifier

ENGLISH = "en"

_LETTER = re.compile(r"[^\W\d_]")
_LATIN = re.compile(r"[A-Za-zÀ-ɏ]")
_LINK = re.compile(r"https?://\S+|www\.\S+|\S+@\S+|[@#]\w+")

# Measured on 9,900 English comments and on phrases in other languages: below 12 letters, or
# between these margins, the identifier takes slang for Maltese and headlines for Pidgin.
_FEWEST_LETTERS = 12
_FEWEST_FOREIGN_LETTERS = 4
_SURE_ENGLISH = 0.5
_SURE_OTHER = 0.6
_HARDLY_ENGLISH = 0.05
# py3langid has a class for text without a language, and Nigerian Pidgin catches English slang.
_NO_LANGUAGE = frozenset({"zxx", "und", "pcm"})
_READ_AT_MOST = 4_000

_WORD = re.compile(r"[a-z]+")
_OTHER_LETTER = re.compile(r"[^\W\d_a-zA-Z]")
# No word of these is a common one in another language with Latin letters.
_ONLY_ENGLISH = frozenset(
    _WORD.findall(
        "the and that you they this with have not are what there would their about which when will"
        " your people because should from been were than them these those could how why who if it"
        " its of to can only our where while then more get out into every think know just"
    )
)
_FEWEST_KINDS = 4
_LEAST_SHARE = 0.25


class LanguageRanker(Protocol):
    """What ranks the languages of a text; the best first, with probabilities."""

    def rank(self, text: str) -> list[tuple[str, float]]:
        """Return every language with its probability, best first."""
        ...


@dataclass(frozen=True, slots=True)
class LanguageTagger:
    """Decides the language of a text."""

    ranker: LanguageRanker

    def decide(self, text: str) -> str:
        """Return the ISO 639-1 code of `text`, or `""` where its own words do not settle it."""
        words = _LINK.sub(" ", text[:_READ_AT_MOST])
        letters = len(_LETTER.findall(words))
        mostly_latin = 2 * len(_LATIN.findall(words)) >= letters
        if letters < (_FEWEST_LETTERS if mostly_latin else _FEWEST_FOREIGN_LETTERS):
            return ""
        if _is_plainly_english(words):
            return ENGLISH
        ranking = self.ranker.rank(words)
        (best, probability), english = ranking[0], dict(ranking).get(ENGLISH, 0.0)
        if best == ENGLISH:
            return ENGLISH if probability >= _SURE_ENGLISH else ""
        sure = probability >= _SURE_OTHER or not mostly_latin
        if best in _NO_LANGUAGE or not sure or english >= _HARDLY_ENGLISH:
            return ""
        return best


def _is_plainly_english(text: str) -> bool:
    """Say whether a text needs no model: many function words, of several kinds, that are English.

    Of 17,900 English comments it said yes to six in ten, on all of which the model agreed.
    """
    if not text.isascii() and _OTHER_LETTER.search(text):
        return False
    words = _WORD.findall(text.lower())
    found = [word for word in words if word in _ONLY_ENGLISH]
    return len(set(found)) >= _FEWEST_KINDS and len(found) >= _LEAST_SHARE * len(words)


def load_language_tagger() -> LanguageTagger:
    """Read the language model; a second or two, so once per process."""
    return LanguageTagger(LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True))


def common_language(languages: Iterable[str]) -> str:
    """Return the language that most decided texts have, English where none is decided.

    >>> common_language(["", "de", "de", "en"])
    'de'
    """
    counts = Counter(language for language in languages if language)
    return min(counts, key=lambda language: (-counts[language], language), default=ENGLISH)
