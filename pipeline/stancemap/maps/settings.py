"""What steers the search for key points."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class KeyPointSettings:
    """How alike claims must be to make one key point, and how far the search goes.

    `similarity` is the least mean cosine similarity of the claims of a group, and `join` the
    least similarity of a claim to the centre of a group which it joins later. A group needs
    claims of `min_size` comments. Where a target and stance has fewer than `min_points` groups,
    its strongest single claims fill up. Above `sample_size` claims of one target and stance,
    groups are found on a seeded sample and the other claims join the nearest. Claims of the
    stances in `left_out` make no key point: a comment without a side argues neither way.
    """

    similarity: float = 0.46
    join: float = 0.5
    min_size: int = 2
    min_points: int = 3
    sample_size: int = 4_000
    seed: int = 0
    left_out: tuple[str, ...] = ("none",)
