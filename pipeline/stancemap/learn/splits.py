"""Folds by thread, and a training part that has seen nothing of the threads held out."""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from stancemap.learn.data import Example, Source

N_FOLDS = 5
_NOT_WORD = re.compile(r"\W+")
_JITTER = 25
"""Comments by which a fold may look fuller than it is, so that seeds differ."""


@dataclass(frozen=True, slots=True)
class Split:
    """Row numbers to learn from and to be judged on."""

    train: tuple[int, ...]
    test: tuple[int, ...]


def splits(examples: Sequence[Example], seed: int) -> Iterator[Split]:
    """Yield one split per fold of the development threads; the rest is only learnt from."""
    fold_of = assign_folds([e.thread_id for e in examples if e.source is Source.DEV], seed)
    for fold in range(N_FOLDS):
        test = [
            i
            for i, example in enumerate(examples)
            if example.source is Source.DEV and fold_of[example.thread_id] == fold
        ]
        yield Split(tuple(unseen_rows(examples, test)), tuple(test))


def assign_folds(thread_ids: Sequence[str], seed: int) -> dict[str, int]:
    """Spread whole threads over folds of nearly equal size.

    >>> assign_folds(["a", "a", "b"], seed=0)["a"] in range(5)
    True
    """
    sizes = Counter(thread_ids)
    order = sorted(sizes)
    random = np.random.default_rng(seed)
    random.shuffle(order)
    filled = np.zeros(N_FOLDS)
    fold_of: dict[str, int] = {}
    for thread_id in sorted(order, key=lambda name: -sizes[name]):
        fold = int(np.argmin(filled + random.random(N_FOLDS) * _JITTER))
        fold_of[thread_id] = fold
        filled[fold] += sizes[thread_id]
    return fold_of


def unseen_rows(examples: Sequence[Example], test: Sequence[int]) -> list[int]:
    """List the rows that share no thread, text, target or title with the test rows."""
    held_out: set[str] = set()
    for i in test:
        held_out |= _traces(examples[i]) | {f"text {plain(examples[i].question.parent)}"}
    held_out.discard("text ")
    return [i for i, example in enumerate(examples) if not _traces(example) & held_out]


def _traces(example: Example) -> set[str]:
    question = example.question
    traces = {f"text {plain(question.text)}"}
    if question.target:
        traces.add(f"target {plain(question.target)}")
    if question.title:
        traces.add(f"title {plain(question.title)}")
    if example.thread_id:
        traces.add(f"thread {example.thread_id}")
    return traces


def plain(text: str) -> str:
    """Reduce a text to its words in lower case.

    >>> plain("No, *never*!")
    'no never'
    """
    return _NOT_WORD.sub(" ", text.lower()).strip()
