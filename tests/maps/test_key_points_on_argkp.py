"""Arguments that people matched to key points, grouped by us: are pairs rightly together?"""

import gzip
import json
from collections import defaultdict
from collections.abc import Callable
from dataclasses import replace
from itertools import combinations
from pathlib import Path

import pytest

from stancemap.learn.key_point_rows import debates_of, read_pair_rows
from stancemap.learn.key_point_scoring import matcher_scores, score_matches
from stancemap.maps.key_points import find_key_points
from stancemap.maps.matching import encoder_of
from stancemap.maps.settings import settings_of
from stancemap.maps.voices import voices
from stancemap.records import TaggedComment
from stancemap.tag.argument_encoder import ARGUMENT_FOLDER
from stancemap.tag.encoder import DEFAULT_FOLDER
from stancemap.tag.profile import Profile

Say = Callable[..., TaggedComment]

ARGKP = Path(__file__).parents[2].parent / "shared" / "data" / "keypoints" / "argkp_dev.jsonl.gz"


@pytest.fixture(scope="module")
def matches() -> dict[tuple[str, str, str], set[str]]:
    """Return the key points that people matched, per topic, side and argument."""
    if not ARGKP.is_file():
        pytest.skip("the ArgKP corpus does not lie beside the checkout")
    if not DEFAULT_FOLDER.is_dir() or not ARGUMENT_FOLDER.is_dir():
        pytest.skip("the encoders do not lie in models/")
    matched: defaultdict[tuple[str, str, str], set[str]] = defaultdict(set)
    with gzip.open(ARGKP, "rt", encoding="utf-8") as lines:
        for line in lines:
            pair = json.loads(line)
            side = "support" if pair["stance"] == 1 else "oppose"
            if pair["match"]:
                matched[pair["topic"], side, pair["argument"]].add(pair["key_point_id"])
    return dict(matched)


@pytest.mark.parametrize(("profile", "least"), [(Profile.FAST, 0.8), (Profile.THOROUGH, 0.88)])
def test_most_pairs_are_rightly_together(
    matches: dict[tuple[str, str, str], set[str]],
    say: Say,
    record_property: Callable[..., None],
    profile: Profile,
    least: float,
) -> None:
    names = {f"c{number}": key for number, key in enumerate(sorted(matches))}
    comments = [
        say(name, argument, stance=side, target=topic)
        for name, (topic, side, argument) in names.items()
    ]
    points = find_key_points(
        voices(comments), encoder_of(profile), replace(settings_of(profile), singles=0)
    )
    together = [
        bool(matches[names[one.partition("#")[0]]] & matches[names[other.partition("#")[0]]])
        for point in points
        for one, other in combinations(point.claim_ids, 2)
    ]
    grouped = sum(point.n_claims for point in points)
    record_property("pair precision", sum(together) / len(together))
    record_property("grouped arguments", grouped / len(comments))
    assert sum(together) >= least * len(together)
    assert grouped >= 0.4 * len(comments)


def test_the_matcher_reaches_what_its_card_says() -> None:
    if not ARGKP.is_file() or not ARGUMENT_FOLDER.is_dir():
        pytest.skip("the ArgKP corpus or the argument encoder is not there")
    debates = debates_of(read_pair_rows(ARGKP))
    found = score_matches(debates, matcher_scores(debates, encoder_of(Profile.THOROUGH)))
    metrics = json.loads((ARGUMENT_FOLDER / "metrics.json").read_text(encoding="utf-8"))
    card = metrics["argkp_dev"]["argument-minilm"]
    assert found.strict == pytest.approx(card["strict"], abs=0.005)
    assert found.relaxed == pytest.approx(card["relaxed"], abs=0.005)
    assert found.strict >= 0.8
    assert found.relaxed >= 0.92
