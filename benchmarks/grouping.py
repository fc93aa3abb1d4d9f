"""Are claims rightly together in key points, and rightly apart? Judged blind, by reading.

Groups the claims that coders marked in gold/dev, draws pairs of claims from within key points and
pairs of one target and stance from two of them, and writes both shuffled to a CSV file, without
saying which is which. Whoever judges fills the column `same` with 1 (a reader would say that both
make the same point) or 0. The script then compares: pairs are drawn anew by the seed, so the key is
never on disk. Judgements are kept beside the script, by ids only: no comment is in them.

Example: python benchmarks/grouping.py draw ../shared/data pairs.csv
         python benchmarks/grouping.py score ../shared/data pairs.csv
"""

import argparse
import csv
import gzip
import json
import random
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations
from pathlib import Path

from stancemap.maps.intervals import proportion
from stancemap.maps.key_points import find_key_points
from stancemap.maps.matching import encoder_of
from stancemap.maps.settings import settings_of
from stancemap.maps.voices import voices
from stancemap.records import (
    Claim,
    ClaimKind,
    Comment,
    DocumentKind,
    KeyPoint,
    Span,
    Stance,
    Status,
    TaggedComment,
)
from stancemap.tag.profile import Profile

_KEPT = Path(__file__).with_name("grouping_judgements.csv")
_SEED = 20
_PAIRS = 100


@dataclass(frozen=True)
class Pair:
    """Two claims by id, and whether one key point holds both."""

    one: str
    other: str
    together: bool

    @property
    def ends(self) -> frozenset[str]:
        """Both ids, in no order."""
        return frozenset((self.one, self.other))


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("what", choices=["draw", "score"])
    arguments.add_argument("data", type=Path, help="folder with gold/dev.jsonl.gz")
    arguments.add_argument("pairs", type=Path, nargs="?", default=_KEPT, help="CSV of the pairs")
    arguments.add_argument("--profile", type=Profile, default=Profile.THOROUGH)
    arguments.add_argument("--seed", type=int, default=_SEED)
    chosen = arguments.parse_args()
    comments = _read(chosen.data / "gold" / "dev.jsonl.gz")
    said, settings = voices(comments), settings_of(chosen.profile)
    points = find_key_points(said, encoder_of(chosen.profile), settings)
    points = [point for point in points if not point.is_single]
    pairs = _draw(points, chosen.seed)
    if chosen.what == "draw":
        _write(pairs, comments, chosen.pairs)
    else:
        _print_figures(points, comments, pairs, chosen.pairs)


def _read(path: Path) -> list[TaggedComment]:
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        return [_tagged(json.loads(line)) for line in lines]


def _tagged(row: dict[str, object]) -> TaggedComment:
    name, text, primary = str(row["id"]), str(row["text"]), str(row["primary"])
    spans = row["claims"] if isinstance(row["claims"], list) else []
    claims = tuple(
        Claim(f"{name}#{number}", DocumentKind.COMMENT, name, Span.of(text, *span),
              ClaimKind.VALUE, 1.0, primary)
        for number, span in enumerate(spans, start=1)
    )  # fmt: skip
    stance = Stance(str(row["target"]), primary, (primary,), (), 1.0, abstained=False)
    comment = Comment(name, str(row["thread_id"]), text, thread_id=str(row["thread_id"]))
    return TaggedComment(comment, Status.TAGGED, "en", stance=stance, claims=claims)


def _draw(points: Sequence[KeyPoint], seed: int) -> list[Pair]:
    """Draw pairs from within and from between the key points of one target and stance."""
    within = [pair for point in points for pair in combinations(point.claim_ids, 2)]
    between = [
        (one, other)
        for left, right in combinations(points, 2)
        if (left.target, left.stance) == (right.target, right.stance)
        for one in left.claim_ids
        for other in right.claim_ids
    ]
    chance = random.Random(seed)  # noqa: S311 - a sample, no secret
    drawn = [
        Pair(*pair, together=together)
        for population, together in ((within, True), (between, False))
        for pair in chance.sample(sorted(population), min(_PAIRS, len(population)))
    ]
    chance.shuffle(drawn)
    return drawn


def _write(pairs: Sequence[Pair], comments: Sequence[TaggedComment], path: Path) -> None:
    said = {claim.claim_id: (claim.span.text, c) for c in comments for claim in c.claims}
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(["one", "other", "same", "target", "stance", "claim", "other_claim"])
        for pair in pairs:
            (text, comment), (other, _) = said[pair.one], said[pair.other]
            stance = comment.stance
            about = (stance.target, stance.primary) if stance else ("", "")
            writer.writerow([pair.one, pair.other, "", *about, text, other])


def _print_figures(
    points: Sequence[KeyPoint], comments: Sequence[TaggedComment], pairs: Sequence[Pair], path: Path
) -> None:
    with path.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    same = {frozenset((row["one"], row["other"])): row["same"] == "1" for row in rows}
    n_claims = sum(len(comment.claims) for comment in comments)
    grouped = sum(point.n_claims for point in points)
    print(f"{n_claims} claims of gold/dev, {grouped} of them in {len(points)} key points")
    judged = [pair for pair in pairs if pair.ends in same]
    if len(judged) < len(pairs):
        print(f"{len(pairs) - len(judged)} of {len(pairs)} pairs are not judged: the groups are"
              " others than those that were judged")  # fmt: skip
    for together, name in ((True, "within"), (False, "between")):
        right = [same[p.ends] == together for p in judged if p.together == together]
        found = proportion(sum(right), len(right))
        word = "together" if together else "apart"
        share = f"{found.share:.0%} (95 % interval {found.low:.0%} to {found.high:.0%})"
        print(f"from {name} key points: {found.count} of {found.total} rightly {word}, {share}")


if __name__ == "__main__":
    main()
