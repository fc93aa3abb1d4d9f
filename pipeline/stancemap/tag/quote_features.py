"""What a parsed text shows about a word that may report: `said`, `according`, `plans`."""

from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import accumulate

import numpy as np
from scipy.sparse import csr_matrix
from sklearn.feature_extraction import FeatureHasher
from spacy.tokens import Doc

from stancemap.tag.quote_marks import find_quotations

N_BUCKETS = 2**19
"""Buckets into which features are hashed."""

FORMAT = 1
"""Version of the features; a model trained on others is refused."""

_LITTLE = frozenset({"prep", "prt", "aux", "neg", "mark", "auxpass", "advmod", "acomp"})
_COMPLEMENTS = frozenset({"ccomp", "xcomp", "pobj", "dobj", "attr"})
_SUBJECTS = frozenset({"nsubj", "nsubjpass", "csubj", "agent"})
_PRONOUN = "i we you he she they it who which that this these those"
_PRONOUNS = frozenset(_PRONOUN.split())


@dataclass(frozen=True, slots=True)
class Reading:
    """A parsed text as plain lists, one entry per token; what does not depend on a cue."""

    words: tuple[str, ...]
    deps: tuple[str, ...]
    heads: tuple[int, ...]
    children: tuple[tuple[int, ...], ...]
    sentences: tuple[int, ...]
    lines: tuple[int, ...]
    quotations: tuple[int, ...]
    entities: tuple[str, ...]
    shapes: tuple[str, ...]
    starts: tuple[int, ...]
    ends: tuple[int, ...]


def read(doc: Doc) -> Reading:
    """Turn a Doc into lists; `quotations` has each token's quotation from 1, or 0."""
    tokens = list(doc)
    texts = [token.text for token in tokens]
    heads = [token.head.i for token in tokens]
    starts = [token.idx for token in tokens]
    children: list[list[int]] = [[] for _ in tokens]
    for at, head in enumerate(heads):
        if head != at:
            children[head].append(at)
    return Reading(
        words=tuple(token.lower_ for token in tokens),
        deps=tuple(token.dep_ for token in tokens),
        heads=tuple(heads),
        children=tuple(map(tuple, children)),
        sentences=tuple(accumulate(bool(token.is_sent_start) for token in tokens)),
        lines=tuple(accumulate("\n" in before for before in ("", *texts[:-1]))),
        quotations=tuple(_quotations(doc.text, starts)),
        entities=tuple(token.ent_type_ for token in tokens),
        shapes=tuple(map(_shape, texts)),
        starts=tuple(starts),
        ends=tuple(start + len(text) for start, text in zip(starts, texts, strict=True)),
    )


def _quotations(text: str, starts: Sequence[int]) -> Iterator[int]:
    found = find_quotations(text)
    ends = [quotation.end for quotation in found]
    for start in starts:
        at = bisect_right(ends, start)
        yield at + 1 if at < len(found) and found[at].start <= start else 0


@lru_cache(maxsize=50_000)
def _shape(text: str) -> str:
    if not any(map(str.isalnum, text)):
        return text if len(text) == 1 else "blank" if text.isspace() else "marks"
    if text[0].isdigit():
        return "number"
    return "upper" if text.isupper() and len(text) > 1 else "title" if text[0].isupper() else "low"


@lru_cache(maxsize=50_000)
def stem(word: str) -> str:
    """Cut the endings of English verbs, roughly: the forms of a verb mostly fall together.

    >>> [stem(word) for word in ("claims", "claimed", "claiming")]
    ['claim', 'claim', 'claim']
    """
    for ending, fewest in (("ing", 6), ("ied", 5), ("ies", 5), ("ed", 5), ("es", 5), ("s", 4)):
        if word.endswith(ending) and len(word) >= fewest:
            cut = word[: -len(ending)]
            return cut if len(cut) < 4 or cut[-1] != cut[-2] else cut[:-1]  # noqa: PLR2004
    return word[:-1] if word.endswith("e") and len(word) > 3 else word  # noqa: PLR2004


def hash_rows(rows: Iterable[Sequence[str]]) -> csr_matrix:
    """Return one row per list of features; the buckets are the same in every process."""
    return _HASHER.transform(rows)


_HASHER = FeatureHasher(
    n_features=N_BUCKETS, input_type="string", alternate_sign=False, dtype=np.float32
)


def candidates(reading: Reading, lexicon: frozenset[str]) -> list[int]:
    """Return the tokens that could report: known words, and heads of complement clauses."""
    return [
        at
        for at, word in enumerate(reading.words)
        if word in lexicon or any(reading.deps[child] == "ccomp" for child in reading.children[at])
    ]


def cue_features(reading: Reading, at: int) -> list[str]:
    """Return the features of a token as a possible reporting word."""
    return list(_cue_features(reading, at))


def _cue_features(reading: Reading, at: int) -> Iterator[str]:
    words, deps = reading.words, reading.deps
    word, base, dep, head = words[at], stem(words[at]), deps[at], reading.heads[at]
    yield "bias"
    yield f"w={word}"
    yield f"s={base}"
    yield f"d={dep}"
    yield f"s={base} d={dep}"
    yield f"end={word[-3:]} {dep}"
    yield f"h={stem(words[head])} {dep}"
    yield f"hd={deps[head]} {dep}"
    yield f"shape={reading.shapes[at]} first={at == 0 or reading.lines[at] == 0}"
    for shift in (-2, -1, 1, 2):
        near = words[at + shift] if 0 <= at + shift < len(words) else ""
        yield f"{shift}={near}"
        yield f"{shift}={near} s={base}"
    yield from _dependents(reading, at, base)
    yield from _surroundings(reading, at, base)


def _dependents(reading: Reading, at: int, base: str) -> Iterator[str]:
    """Describe what depends on a word: its frame, its subject, the words of its clauses."""
    words, deps = reading.words, reading.deps
    labels = set()
    for child in reading.children[at]:
        label = f"{deps[child]}{'L' if child < at else 'R'}"
        labels.add(label)
        yield f"c={label}"
        yield f"c={label} s={base}"
        if deps[child] in _LITTLE:
            yield f"cw={label} {words[child]}"
            yield f"cw={label} {words[child]} s={base}"
        if deps[child] in _SUBJECTS:
            kind = _kind(reading, child)
            yield f"subject={kind}"
            yield f"subject={kind} s={base}"
            yield f"subject word={words[child]}"
        if deps[child] in _COMPLEMENTS:
            yield f"cc={label} {stem(words[child])}"
            for grandchild in reading.children[child][:2]:
                yield f"cg={label} {words[grandchild]}"
    frame = " ".join(sorted(label for label in labels if not label.startswith("punct")))
    yield f"frame={frame}"
    yield f"frame={frame} s={base}"


def _surroundings(reading: Reading, at: int, base: str) -> Iterator[str]:
    own = reading.quotations[at]
    yield f"q={bool(own)}"
    yield f"q={bool(own)} s={base}"
    last = len(reading.words)
    for name, near in (
        ("before", range(max(0, at - 6), at)),
        ("after", range(at + 1, min(last, at + 7))),
    ):
        quoted = any(reading.quotations[i] not in {0, own} for i in near)
        colon = any(reading.words[i] == ":" for i in near)
        yield f"quoted {name}={quoted}"
        yield f"quoted {name}={quoted} s={base}"
        yield f"colon {name}={colon}"
    ahead = reading.words[at + 1 : at + 12]
    yield f"that ahead={'that' in ahead}"
    yield f"that ahead={'that' in ahead} s={base}"


def _kind(reading: Reading, at: int) -> str:
    word = reading.words[at]
    if word in _PRONOUNS:
        return word
    return reading.entities[at] or reading.shapes[at]


@dataclass(frozen=True, slots=True)
class Cue:
    """A possible reporting word, and how likely it is one."""

    at: int
    probability: float
