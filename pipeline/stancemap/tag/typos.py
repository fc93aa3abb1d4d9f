"""Typing errors in names: one letter wrong, missing, added or swapped."""

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping

from rapidfuzz.distance import OSA

SHORTEST_MISSPELT = 6
"""Shorter words are too often one letter away from another word."""

_DIGITS = re.compile(r"\d+")


def is_one_typo(one: str, other: str) -> bool:
    """Say whether one letter is wrong, missing, added or swapped, in a word of some length.

    >>> is_one_typo("gonzales", "gonzalez"), is_one_typo("iran", "iraq")
    (True, False)
    >>> is_one_typo("india", "indian")
    False
    """
    if min(len(one), len(other)) < SHORTEST_MISSPELT or one[0] != other[0]:
        return False
    shorter, longer = sorted((one, other), key=len)
    if longer.startswith(shorter) and longer[-1] != shorter[-1]:
        return False  # a plural, or a people and its country; but Quillett is Quillet
    if _DIGITS.findall(one) != _DIGITS.findall(other):
        return False
    return OSA.distance(one, other, score_cutoff=1) <= 1


def deletion_index(names: Iterable[str]) -> dict[str, list[str]]:
    """Index names by themselves less one letter, so that near ones meet without comparing all."""
    index: defaultdict[str, list[str]] = defaultdict(list)
    for name in sorted(names):
        for variant in deletions(name):
            index[variant].append(name)
    return index


def near_names(name: str, index: Mapping[str, list[str]]) -> list[str]:
    """Return the indexed names that are at most a letter or two away, sorted."""
    found = {near for variant in deletions(name) for near in index.get(variant, ())}
    return sorted(found)


def deletions(name: str) -> set[str]:
    """Return a word and all that it becomes with one letter less: what near words share."""
    return {name, *(name[:at] + name[at + 1 :] for at in range(len(name)))}
