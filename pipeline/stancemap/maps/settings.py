"""What steers the search for key points."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class KeyPointSettings:
    """How alike claims must be to make one key point, and how far the search goes.

    `similarity` is the least mean likeness of the claims of a group, and `join` the least likeness
    of a claim to the middle of a group which it joins later; both were chosen on ArgKP. A group
    needs claims of `min_size` comments. Where a target and stance has no group, up to `singles`
    of its strongest claims stand in. Above `sample_size` claims on one target, groups are found on
    a seeded sample and the other claims join the nearest. Claims of the stances in `left_out` make
    no key point: a comment without a side argues neither way.
    """

    similarity: float = 0.36
    join: float = 0.48
    min_size: int = 2
    singles: int = 2
    sample_size: int = 4_000
    seed: int = 0
    left_out: tuple[str, ...] = ("none",)


@dataclass(frozen=True, slots=True)
class DiscourseSettings:
    """How alike a statement and the claims of a key point must be to be about the same.

    Chosen on ArgKP's training part; benchmarks/discourse.py prints what it means there.
    """

    similarity: float = 0.45
