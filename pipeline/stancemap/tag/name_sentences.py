"""Names only where a sentence can hold one: most sentences of comments cannot.

Recognising names is nine tenths of what spaCy does with a comment. A sentence is passed on to it
if some word in it may be a name: one with a capital that is no function word and, at the head of a
sentence, no verb, and no word that these comments write in lower case more often than with a
capital. spaCy reads a few words around each, so a sentence says as much without its neighbours.
docs/entities.md says how much is lost.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import TypeAlias, cast

import numpy as np
from numpy.typing import NDArray
from spacy.lang.en.stop_words import STOP_WORDS
from spacy.language import Language
from spacy.pipeline import TrainablePipe
from spacy.tokens import Doc, Span
from spacy.vocab import Vocab

from stancemap.tag.english_words import load_english_words
from stancemap.tag.recoverable import RECOVERABLE

_RECOGNISER = "ner"
_NO_FUNCTION_WORD = frozenset({"US"})
_AUXILIARIES = frozenset(
    {"'s", "’s", "is", "was", "has", "had", "will", "would", "can", "could", "did", "does", "and"}
    | {"are", "were", "should", "may", "might", "must", "said", "says", "wrote", "wants", "won"}
)
_SHORTEST_PAST = 4
_BEGINS = 1
"""What spaCy says of a token that begins a sentence."""

Tokens: TypeAlias = NDArray[np.uint64]
"""One row per token: the number of its word, whether it begins a sentence, and a blank follows."""


def can_skip_sentences(nlp: Language) -> bool:
    """Say whether a pipeline recognises names by itself, not from what another part has read."""
    if _RECOGNISER not in nlp.pipe_names:
        return False
    model = getattr(nlp.get_pipe(_RECOGNISER), "model", None)
    return model is not None and not any("listener" in node.name for node in model.walk())


def find_names_in(
    nlp: Language, docs: Sequence[Doc | Exception], batch_size: int
) -> list[Doc | Exception]:
    """Find the names in texts that are split into sentences; what may be one depends on all texts.

    A text that cannot be read yields its exception, now or before.
    """
    tokens = {number: _tokens(doc) for number, doc in enumerate(docs) if isinstance(doc, Doc)}
    words = _Words.of(tokens.values(), nlp.vocab)
    chosen = {number: words.places(rows) for number, rows in tokens.items()}
    asked = [number for number, places in chosen.items() if places]
    excerpts = [_excerpt(nlp.vocab, tokens[number][chosen[number]]) for number in asked]
    found = list(docs)
    for number, read in zip(asked, _recognised(nlp, excerpts, batch_size), strict=True):
        doc, places = docs[number], chosen[number]
        if isinstance(read, Exception) or isinstance(doc, Exception):
            found[number] = read
            continue
        doc.set_ents(
            [
                Span(doc, places[name.start], places[name.end - 1] + 1, label=name.label)
                for name in read.ents
            ]
        )
    return found


def _tokens(doc: Doc) -> Tokens:
    return cast("Tokens", doc.to_array(["ORTH", "SENT_START", "SPACY"]))


def _recognised(
    nlp: Language, excerpts: Sequence[Doc], batch_size: int
) -> Sequence[Doc | Exception]:
    """Have the recogniser read excerpts, one by one where one of them breaks the batch."""
    recogniser = cast("TrainablePipe", nlp.get_pipe(_RECOGNISER))
    try:
        return list(recogniser.pipe(excerpts, batch_size=batch_size))
    except RECOVERABLE:
        return [_read_alone(recogniser, doc) for doc in excerpts]


def _read_alone(recogniser: TrainablePipe, doc: Doc) -> Doc | Exception:
    try:
        return cast("Doc", recogniser(doc))
    except RECOVERABLE as error:
        return error


def _excerpt(vocab: Vocab, tokens: Tokens) -> Doc:
    return Doc(
        vocab,
        words=[vocab.strings[orth] for orth in tokens[:, 0].tolist()],
        spaces=(tokens[:, 2] != 0).tolist(),
        sent_starts=(tokens[:, 1] == _BEGINS).tolist(),
    )


@dataclass(frozen=True, slots=True)
class _Words:
    """Which words may be names, as numbers: inside a sentence, and at its head."""

    inside: frozenset[int]
    at_head: frozenset[int]
    lettered: frozenset[int]
    """The words that begin with a letter: the first of them is the head of its sentence."""
    finite: frozenset[int]
    """What stands behind a subject: `Trump was`, `Google's`, and no request as `Trump that`."""

    @classmethod
    def of(cls, texts: Iterable[Tokens], vocab: Vocab) -> "_Words":
        anywhere: Counter[int] = Counter()
        inside: Counter[int] = Counter()
        for tokens in texts:
            anywhere.update(tokens[:, 0].tolist())
            inside.update(tokens[tokens[:, 1] != _BEGINS, 0].tolist())
        words = {orth: vocab.strings[orth] for orth in anywhere}
        lower = Counter({w: anywhere[o] for o, w in words.items() if w.islower()})
        cased: Counter[str] = Counter()
        for orth, count in inside.items():
            if words[orth].istitle():
                cased[words[orth].lower()] += count
        able = {orth: word for orth, word in words.items() if _may_be_name(word)}
        return cls(
            frozenset(able),
            frozenset(orth for orth, word in able.items() if _may_open(word, lower, cased)),
            frozenset(orth for orth, word in words.items() if word[:1].isalpha()),
            frozenset(orth for orth, word in words.items() if _is_finite(word)),
        )

    def places(self, tokens: Tokens) -> list[int]:
        """Return the places of all tokens of the sentences that may hold a name."""
        orths = tokens[:, 0].tolist()
        if self.inside.isdisjoint(orths):
            return []
        starts = [*np.flatnonzero(tokens[:, 1] == _BEGINS).tolist(), len(orths)]
        starts = starts if starts[0] == 0 else [0, *starts]
        return [
            place
            for start, end in pairwise(starts)
            if self._may_hold_name(orths[start:end])
            for place in range(start, end)
        ]

    def _may_hold_name(self, sentence: Sequence[int]) -> bool:
        head = next(self._heads(sentence), None)
        if head is None:
            return False
        first, rest = sentence[head], sentence[head + 1 :]
        if first in self.at_head or not self.inside.isdisjoint(rest):
            return True
        return first in self.inside and bool(rest) and rest[0] in self.finite

    def _heads(self, sentence: Sequence[int]) -> Iterator[int]:
        return (place for place, orth in enumerate(sentence) if orth in self.lettered)


def _may_be_name(word: str) -> bool:
    """Say whether a word has a capital and is no function word."""
    if word.islower() or not any(map(str.isupper, word)):
        return False
    return word in _NO_FUNCTION_WORD or (word != "I" and word.lower() not in STOP_WORDS)


def _is_finite(word: str) -> bool:
    return word.lower() in _AUXILIARIES or (len(word) > _SHORTEST_PAST and word.endswith("ed"))


def _may_open(word: str, lower: Counter[str], cased: Counter[str]) -> bool:
    """Say whether a word that may be a name may be one at the head of a sentence, too."""
    plain = word.lower()
    if any(map(str.isupper, word[1:])) or cased[plain] >= max(1, lower[plain]):
        return True
    return not lower[plain] and plain not in load_english_words().doing
