"""What the least likeness of a statement and a key point means, on ArgKP (Bar-Haim et al. 2020).

Each argument is given the key point of its topic, of either side, that is nearest; printed are the
part of arguments with one above the bound, how often coders agreed that it matches, and how often
both are on the same side, which is what the sign of a statement rests on. The last columns say how
many signs were right if those were turned whose own stance, by the stance tagger at a confidence,
is the opposite. The bound was chosen on the training part.

Example: python benchmarks/discourse.py ../shared/data
"""

import argparse
import gzip
import json
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from stancemap.codebook import load_codebook
from stancemap.maps.settings import DiscourseSettings
from stancemap.records import Sentence, Span, Stance
from stancemap.tag.encoder import load_encoder, unit_rows
from stancemap.tag.stance import StanceQuestion
from stancemap.tag.stance_choice import choose_stance_tagger

_BOUNDS = (0.35, 0.40, DiscourseSettings().similarity, 0.50, 0.55)
_MEAN_WEIGHT = 3


@dataclass(frozen=True)
class Near:
    """An argument with the key point nearest to it; sides are 1 for the topic, -1 against it."""

    topic: str
    argument: str
    likeness: float
    matches: bool
    side: int
    side_of_point: int

    @property
    def is_same_side(self) -> bool:
        """Whether the argument and its nearest key point are both for, or both against."""
        return self.side == self.side_of_point


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("data", type=Path, help="folder with keypoints/argkp_*.jsonl.gz")
    data = arguments.parse_args().data
    tagger = choose_stance_tagger(load_codebook())
    print("part   bound  arguments with one  coders: matches  same side")
    for part in ("train", "dev"):
        nearest = list(_nearest(data / "keypoints" / f"argkp_{part}.jsonl.gz"))
        for bound in _BOUNDS:
            near = [one for one in nearest if one.likeness >= bound]
            matching = sum(one.matches for one in near) / len(near)
            same_side = sum(one.is_same_side for one in near) / len(near)
            share = len(near) / len(nearest)
            print(f"{part:<6} {bound:.2f}  {share:>18.3f}  {matching:>15.3f}  {same_side:>9.3f}")
        near = [one for one in nearest if one.likeness >= DiscourseSettings().similarity]
        _print_turned(part, near, tagger.tag([_question(one) for one in near]))


def _print_turned(part: str, near: Sequence[Near], stances: Sequence[Stance]) -> None:
    for least in (0.0, 0.6, 0.7, 0.8):
        turned = [
            not stance.abstained
            and stance.confidence >= least
            and stance.primary == ("oppose" if one.side_of_point > 0 else "support")
            for one, stance in zip(near, stances, strict=True)
        ]
        right = sum(one.is_same_side != turn for one, turn in zip(near, turned, strict=True))
        share = right / len(near)
        print(f"{part:<6} turned at {least:.1f}: {sum(turned)} of {len(near)}, right {share:.3f}")
    sided = [
        (stance.primary == "support") == (one.side > 0)
        for one, stance in zip(near, stances, strict=True)
        if not stance.abstained and stance.primary in {"support", "oppose"}
    ]
    share = sum(sided) / len(sided)
    print(f"{part:<6} for or against the topic: {len(sided)} of {len(near)}, right {share:.3f}")


def _question(one: Near) -> StanceQuestion:
    sentence = Sentence(Span(0, len(one.argument), one.argument))
    return StanceQuestion(one.topic, one.topic, "", one.argument, (sentence,))


def _nearest(path: Path) -> Iterator[Near]:
    """Yield each argument with the key point of its topic, of either side, nearest to it."""
    encoder = load_encoder()
    matches: defaultdict[str, dict[tuple[str, str], bool]] = defaultdict(dict)
    sides: dict[tuple[str, str], int] = {}
    with gzip.open(path, "rt", encoding="utf-8") as file:
        for row in map(json.loads, file):
            topic = row["topic"]
            matches[topic][row["argument"], row["key_point"]] = bool(row["match"])
            sides[topic, row["argument"]] = sides[topic, row["key_point"]] = row["stance"]
    for topic, pairs in sorted(matches.items()):
        arguments = sorted({argument for argument, _ in pairs})
        points = sorted({point for _, point in pairs})
        vectors, said = encoder.encode(points), encoder.encode(arguments)
        common = said.mean(axis=0) * (len(said) / (len(said) + _MEAN_WEIGHT))
        near = unit_rows(said - common) @ unit_rows(vectors - common).T
        for argument, row in zip(arguments, near, strict=True):
            point = points[int(row.argmax())]
            yield Near(
                topic,
                argument,
                float(row.max()),
                pairs.get((argument, point), False),
                sides[topic, argument],
                sides[topic, point],
            )


if __name__ == "__main__":
    main()
