"""Which lower-case words are ordinary English ones, by the list in spaCy's English pipeline."""

from dataclasses import dataclass
from functools import cache
from pathlib import Path

from spacy.lookups import Lookups
from spacy.util import get_package_path

from stancemap.tag.spacy_packages import DEFAULT_MODEL, PACKAGED

_INDEX = "lemma_index"
_ENDINGS = ("s", "es", "ed", "d", "ing", "er", "r", "ers", "ly", "y")
_SHORTEST_STEM = 3


@dataclass(frozen=True, slots=True)
class EnglishWords:
    """Base forms; the nouns hold many names too, in lower case (`sheffield`)."""

    nouns: frozenset[str]
    others: frozenset[str]
    doing: frozenset[str] = frozenset()
    """The verbs and adverbs among the others, without adjectives, which can be `French`."""

    def is_word(self, word: str) -> bool:
        """Say whether a lower-case word or what its ending is added to is in the list."""
        stems = (word[: -len(e)] for e in _ENDINGS if word.endswith(e))
        return word in self.nouns or any(self.is_verb(s) or s in self.nouns for s in (word, *stems))

    def is_verb(self, word: str) -> bool:
        """Say whether a word of three letters or more is a verb, an adjective or an adverb."""
        return len(word) >= _SHORTEST_STEM and word in self.others


@cache
def load_english_words() -> EnglishWords:
    """Read the list once; it is the same whichever pipeline reads the texts."""
    package: Path = get_package_path(PACKAGED[DEFAULT_MODEL])
    found = sorted(package.glob("*/lemmatizer/lookups/lookups.bin"))
    table: dict[str, list[str]] = {}
    for path in found[:1]:
        lookups = Lookups().from_disk(path.parent)
        table = lookups.get_table(_INDEX) if lookups.has_table(_INDEX) else {}
    return EnglishWords(
        frozenset(table.get("noun", ())),
        frozenset(word for kind in ("verb", "adj", "adv") for word in table.get(kind, ())),
        frozenset(word for kind in ("verb", "adv") for word in table.get(kind, ())),
    )
