"""Arguments that people matched to key points, grouped by us: are pairs rightly together?"""

import gzip
import json
from collections import defaultdict
from collections.abc import Callable
from itertools import combinations
from pathlib import Path

import pytest

from stancemap.maps.key_points import find_key_points
from stancemap.maps.settings import KeyPointSettings
from stancemap.records import TaggedComment
from stancemap.tag.encoder import DEFAULT_FOLDER, load_encoder

Say = Callable[..., TaggedComment]

ARGKP = Path(__file__).parents[2].parent / "shared" / "data" / "keypoints" / "argkp_dev.jsonl.gz"


@pytest.fixture(scope="module")
def matches() -> dict[tuple[str, str, str], set[str]]:
    """Return the key points that people matched, per topic, side and argument."""
    if not ARGKP.is_file():
        pytest.skip("the ArgKP corpus does not lie beside the checkout")
    if not DEFAULT_FOLDER.is_dir():
        pytest.skip("the static encoder does not lie in models/")
    matched: defaultdict[tuple[str, str, str], set[str]] = defaultdict(set)
    with gzip.open(ARGKP, "rt", encoding="utf-8") as lines:
        for line in lines:
            pair = json.loads(line)
            side = "support" if pair["stance"] == 1 else "oppose"
            if pair["match"]:
                matched[pair["topic"], side, pair["argument"]].add(pair["key_point_id"])
    return dict(matched)


def test_four_of_five_pairs_are_rightly_together(
    matches: dict[tuple[str, str, str], set[str]], say: Say, record_property: Callable[..., None]
) -> None:
    names = {f"c{number}": key for number, key in enumerate(sorted(matches))}
    comments = [
        say(name, argument, stance=side, target=topic)
        for name, (topic, side, argument) in names.items()
    ]
    points = find_key_points(comments, load_encoder(), KeyPointSettings(singles=0))
    together = [
        bool(matches[names[one.partition("#")[0]]] & matches[names[other.partition("#")[0]]])
        for point in points
        for one, other in combinations(point.claim_ids, 2)
    ]
    grouped = sum(point.n_claims for point in points)
    record_property("pair precision", sum(together) / len(together))
    record_property("grouped arguments", grouped / len(comments))
    assert sum(together) >= 0.8 * len(together)
    assert grouped >= 0.4 * len(comments)
