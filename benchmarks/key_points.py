"""How well arguments are matched to key points and grouped, on ArgKP (Bar-Haim et al. 2020).

Prints the official mAP of the task for words (TF-IDF), for MiniLM as it comes (static-minilm, and
the whole network where --base names its folder, which needs the extra [train]) and for
argument-minilm, on the development part, which nothing was chosen on; then how many pairs of
arguments in a group of ours share a key point, and how long a claim takes. --ship writes the
figures and the card of argument-minilm.

Example: python benchmarks/key_points.py ../shared/data --base all-MiniLM-L6-v2 --ship
"""

import argparse
import json
import time
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from itertools import combinations
from pathlib import Path

import numpy as np
from sklearn.feature_extraction.text import TfidfVectorizer

from stancemap.learn.argument_card import card_of
from stancemap.learn.key_point_rows import Debate, debates_of, read_pair_rows
from stancemap.learn.key_point_scoring import (
    MatchScore,
    Scores,
    cosines_of,
    matcher_scores,
    score_matches,
)
from stancemap.maps.grouping import groups_of_target
from stancemap.maps.matching import encoder_of
from stancemap.maps.settings import settings_of
from stancemap.maps.topic import topic_of
from stancemap.maps.voices import Voice, Vote
from stancemap.records import Claim, ClaimKind, DocumentKind, Span
from stancemap.tag.argument_encoder import ARGUMENT_FOLDER, CONFIG_FILE
from stancemap.tag.encoder import Encoder
from stancemap.tag.profile import Profile

_TIMED = 300


@dataclass(frozen=True)
class Grouping:
    """Of the pairs of arguments in one group, how many share a key point."""

    right: int
    pairs: int
    grouped: int
    arguments: int


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("data", type=Path, help="folder with keypoints/argkp_dev.jsonl.gz")
    arguments.add_argument("--base", type=Path, help="folder of all-MiniLM-L6-v2")
    arguments.add_argument("--ship", action="store_true", help="write metrics.json and the card")
    chosen = arguments.parse_args()
    debates = debates_of(read_pair_rows(chosen.data / "keypoints" / "argkp_dev.jsonl.gz"))
    found = dict(_matches(debates, chosen.base))
    print(f"ArgKP dev, {len(debates)} debates          mAP strict  relaxed")
    for name, score in found.items():
        print(f"{name:36}{score.strict:11.3f}{score.relaxed:9.3f}")
    groupings = {profile: _grouping(debates, profile) for profile in Profile}
    print("\narguments that match a key point     grouped  pairs  sharing a key point")
    for profile, one in groupings.items():
        share, right = one.grouped / one.arguments, one.right / one.pairs
        print(f"--profile {profile:26}{share:8.3f}{one.pairs:7}{right:21.3f}")
    texts = sorted({text for debate in debates for text in debate.arguments})[:_TIMED]
    speed = {profile: _milliseconds(encoder_of(profile), texts) for profile in Profile}
    print(
        "\n"
        + ", ".join(f"{name}: {ms:.2f} ms of one processor a claim" for name, ms in speed.items())
    )
    if chosen.ship:
        metrics = {
            "n_debates": len(debates),
            "argkp_dev": {name: asdict(score) for name, score in found.items()},
            "grouping": {name.value: asdict(one) for name, one in groupings.items()},
            "milliseconds_a_claim": {name.value: round(ms, 2) for name, ms in speed.items()},
        }
        length = json.loads((ARGUMENT_FOLDER / CONFIG_FILE).read_text(encoding="utf-8"))[
            "max_length"
        ]
        text = json.dumps(metrics, indent=1)
        (ARGUMENT_FOLDER / "metrics.json").write_text(text + "\n", encoding="utf-8")
        (ARGUMENT_FOLDER / "MODEL_CARD.md").write_text(card_of(metrics, length), encoding="utf-8")


def _matches(debates: Sequence[Debate], base: Path | None) -> Iterator[tuple[str, MatchScore]]:
    yield "words (TF-IDF)", score_matches(debates, [_by_words(debate) for debate in debates])
    fast = encoder_of(Profile.FAST)
    yield "static-minilm", score_matches(debates, cosines_of(debates, fast))
    if base:
        from stancemap.learn.argument_net import ArgumentEncoder  # noqa: PLC0415 - torch

        raw = ArgumentEncoder.start(base)
        yield "MiniLM, not trained further", score_matches(debates, cosines_of(debates, raw))
    trained = encoder_of(Profile.THOROUGH)
    yield "argument-minilm, cosines alone", score_matches(debates, cosines_of(debates, trained))
    yield "argument-minilm", score_matches(debates, matcher_scores(debates, trained))


def _by_words(debate: Debate) -> Scores:
    words = TfidfVectorizer(sublinear_tf=True, stop_words="english")
    words.fit([*debate.arguments, *debate.key_points])
    said, points = (words.transform(texts) for texts in (debate.arguments, debate.key_points))
    return np.asarray((said @ points.T).toarray(), dtype=np.float64)


def _grouping(debates: Sequence[Debate], profile: Profile) -> Grouping:
    encoder, settings = encoder_of(profile), settings_of(profile)
    right = pairs = grouped = total = 0
    for topic in sorted({debate.topic for debate in debates}):
        said, shared = [], {}
        for debate in (one for one in debates if one.topic == topic):
            for place, text in enumerate(debate.arguments):
                matched = np.flatnonzero(debate.labels[place] == 1)
                if len(matched):
                    name = f"{debate.side} {debate.arg_ids[place]}"
                    shared[name] = {debate.key_point_ids[point] for point in matched}
                    said.append(_voice(name, text, debate))
        said.sort(key=lambda voice: voice.claim_id)
        total += len(said)
        for group in groups_of_target(said, topic_of(said, encoder, settings), settings):
            names = [voice.claim_id for voice in group.members]
            grouped += len(names)
            together = [bool(shared[a] & shared[b]) for a, b in combinations(names, 2)]
            pairs += len(together)
            right += sum(together)
    return Grouping(right, pairs, grouped, total)


def _voice(name: str, text: str, debate: Debate) -> Voice:
    span = Span.of(text, 0, len(text))
    claim = Claim(name, DocumentKind.COMMENT, name, span, ClaimKind.VALUE, 1.0, debate.side)
    vote = Vote(
        name, debate.topic, name, "", "", None, debate.topic, debate.side,
        is_sure=True, confidence=1.0, sentiment=None,
    )  # fmt: skip
    return Voice(name, vote, debate.side, (claim,), 0)


def _milliseconds(encoder: Encoder, texts: Sequence[str]) -> float:
    encoder.encode(texts[:8])
    started = time.process_time()
    encoder.encode(texts)
    return 1000 * (time.process_time() - started) / len(texts)


if __name__ == "__main__":
    main()
