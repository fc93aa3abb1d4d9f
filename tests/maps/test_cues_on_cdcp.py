"""How often people linked adjacent propositions where a cue stands, against what we claim."""

import gzip
import json
from collections import Counter
from pathlib import Path

import pytest

from stancemap.maps.cues import Direction, Link, link_between
from stancemap.records import RelationKind

CDCP = Path(__file__).parents[2].parent / "shared" / "data" / "claims" / "cdcp_train.jsonl.gz"


@pytest.fixture(scope="module")
def measured() -> dict[Link, tuple[int, int]]:
    """Return per kind of link how often it was read, and how often people agree."""
    if not CDCP.is_file():
        pytest.skip("the CDCP corpus does not lie beside the checkout")
    read: Counter[Link] = Counter()
    right: Counter[Link] = Counter()
    with gzip.open(CDCP, "rt", encoding="utf-8") as lines:
        for line in lines:
            document = json.loads(line)
            text, offsets = document["text"], document["prop_offsets"]
            linked = {
                (source, target)
                for (first, last), target in document["reasons"] + document["evidences"]
                for source in range(first, last + 1)
            }
            for index in range(len(offsets) - 1):
                (start, end), (next_start, next_end) = offsets[index : index + 2]
                link = link_between(
                    text[start:end], text[end:next_start], text[next_start:next_end]
                )
                if link is None or link.kind is not RelationKind.SUPPORT:
                    continue
                onward = link.direction is Direction.ON_LATER
                read[link] += 1
                right[link] += ((index, index + 1) if onward else (index + 1, index)) in linked
    return {link: (right[link], read[link]) for link in read}


def test_reason_cues_are_as_reliable_as_their_confidence_says(
    measured: dict[Link, tuple[int, int]],
) -> None:
    for link, (right, read) in measured.items():
        # One standard error of a share from so few cases, and one case more.
        slack = (link.confidence * (1 - link.confidence) / read) ** 0.5 + 1 / read
        assert abs(right / read - link.confidence) <= slack, (link, right, read)


def test_reason_cues_are_common_enough_to_have_been_measured(
    measured: dict[Link, tuple[int, int]],
) -> None:
    assert sum(read for _, read in measured.values()) >= 200
