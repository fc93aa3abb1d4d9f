"""What steers the search for key points."""

from dataclasses import dataclass, replace
from enum import StrEnum

from stancemap.errors import InputError
from stancemap.tag.profile import DEFAULT_PROFILE, Profile


class Granularity(StrEnum):
    """How much alike the claims of one key point are."""

    COARSE = "coarse"
    """Few, broad key points."""
    MEDIUM = "medium"
    """As coders of ArgKP would have them."""
    FINE = "fine"
    """Many, narrow ones."""


DEFAULT_GRANULARITY = Granularity.MEDIUM


@dataclass(frozen=True, slots=True)
class KeyPointSettings:
    """How alike claims must be to make one key point, and how far the search goes.

    `similarity` is the least mean likeness of the claims of a group, `join` the least likeness of
    a claim to the middle of a group which it joins later, and `match` the least to a key point of
    the user's list. `meaning` is how much of the likeness of two claims is that of their meanings,
    the rest being shared rare words; `less_common` how much of what all claims on a target have in
    common is taken away first. All were chosen on topics of ArgKP's training part, here for the
    static encoder; `settings_of` has those of the trained one, which never saw these topics. Its
    `similarity` was then raised from .5 to .55 after reading groups of real comments (gold/dev). A
    group needs claims of `min_size` comments. Where a target and stance has no group, up to
    `singles` of its strongest claims stand in. Above `sample_size` claims on one target, groups are
    found on a seeded sample and the other claims join the nearest. Claims of the stances in
    `left_out` make no key point: a comment without a side argues neither way.
    """

    similarity: float = 0.36
    join: float = 0.48
    match: float = 0.8
    meaning: float = 0.8
    less_common: float = 1.0
    min_size: int = 2
    singles: int = 2
    sample_size: int = 4_000
    seed: int = 0
    left_out: tuple[str, ...] = ("none",)


_STATIC = KeyPointSettings()
_TRAINED = KeyPointSettings(similarity=0.55, join=0.64, match=0.6, meaning=0.9, less_common=0.5)

_STEPS = {Granularity.COARSE: -0.1, Granularity.MEDIUM: 0.0, Granularity.FINE: 0.1}
"""What each adds to the least likeness."""


def settings_of(
    profile: Profile = DEFAULT_PROFILE,
    granularity: str = DEFAULT_GRANULARITY,
    left_out: tuple[str, ...] = ("none",),
) -> KeyPointSettings:
    """Return the settings for an encoder, coarser or finer.

    Raises:
        InputError: there is no such granularity.
    """
    base = _STATIC if profile is Profile.FAST else _TRAINED
    least = _least_likeness(granularity, base.similarity)
    join = min(1.0, least + base.join - base.similarity)
    return replace(base, similarity=least, join=join, left_out=left_out)


def _least_likeness(granularity: str, medium: float) -> float:
    steps = {step.value: medium + add for step, add in _STEPS.items()}
    if granularity in steps:
        return round(steps[granularity], 5)
    try:
        least = float(granularity)
    except ValueError:
        least = -1.0
    if not 0 < least < 1:
        raise InputError(
            f"there is no granularity '{granularity}': give {', '.join(Granularity)}, or the least"
            f" mean likeness of the claims of a key point, between 0 and 1 (medium is {medium})"
        )
    return least


@dataclass(frozen=True, slots=True)
class DiscourseSettings:
    """How alike a statement and the claims of a key point must be to be about the same.

    Chosen on ArgKP's training part; benchmarks/discourse.py prints what it means there. Above
    `sample_size` claims on one target, what they have in common is that of a sample, and the
    middle of a key point that of `claims_per_point` of its claims.
    """

    similarity: float = 0.45
    sample_size: int = 4_000
    claims_per_point: int = 200


@dataclass(frozen=True, slots=True)
class AnswerSettings:
    """How like a passage of the article a comment must be to answer it.

    `words` is how much rare words in common count beside meaning. Both were chosen by reading
    answers; benchmarks/answers.py draws such a sample.
    """

    likeness: float = 0.35
    words: float = 0.5
