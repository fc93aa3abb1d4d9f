"""What the least likeness of a statement and a key point means, on ArgKP (Bar-Haim et al. 2020).

Each argument is given the key point of its topic, of either side, that is nearest; printed are the
part of arguments with one above the bound, how often coders agreed that it matches, and how often
both are on the same side, which is what the sign of a statement without a stance rests on. The
bound was chosen on the training part.

Example: python benchmarks/discourse.py ../shared/data
"""

import argparse
import gzip
import json
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

from stancemap.maps.settings import DiscourseSettings
from stancemap.tag.encoder import load_encoder, unit_rows

_BOUNDS = (0.35, 0.40, DiscourseSettings().similarity, 0.50, 0.55)
_MEAN_WEIGHT = 3


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("data", type=Path, help="folder with keypoints/argkp_*.jsonl.gz")
    data = arguments.parse_args().data
    print("part   bound  arguments with one  coders: matches  same side")
    for part in ("train", "dev"):
        nearest = list(_nearest(data / "keypoints" / f"argkp_{part}.jsonl.gz"))
        for bound in _BOUNDS:
            near = [(matches, same) for likeness, matches, same in nearest if likeness >= bound]
            matching = sum(matches for matches, _ in near) / len(near)
            same_side = sum(same for _, same in near) / len(near)
            share = len(near) / len(nearest)
            print(f"{part:<6} {bound:.2f}  {share:>18.3f}  {matching:>15.3f}  {same_side:>9.3f}")


def _nearest(path: Path) -> Iterator[tuple[float, bool, bool]]:
    """Yield for each argument how near its key point is, whether it matches, and the side."""
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
            same = sides[topic, argument] == sides[topic, point]
            yield float(row.max()), pairs.get((argument, point), False), same


if __name__ == "__main__":
    main()
