from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from stancemap.errors import InputError
from stancemap.maps.argument_map import build_map
from stancemap.maps.given import GivenPoint, notes_on_given, read_given_points
from stancemap.maps.key_points import find_key_points
from stancemap.maps.settings import KeyPointSettings
from stancemap.maps.voices import voices, votes_of
from stancemap.records import KeyPoint, NodeKind, TaggedComment
from stancemap.tag.encoder import Encoder

Say = Callable[..., TaggedComment]

STANCES = ("oppose", "support", "none")
SAFER = "Cameras in public places make nobody any safer."
SAFER_TOO = "Nobody is any safer with cameras in public places."
COST = "The council pays far too much money for the maintenance contract."
COST_TOO = "Far too much money goes into the maintenance contract, council."
LOOSE = KeyPointSettings(match=0.3, singles=0)


@pytest.fixture
def discussion(say: Say) -> list[TaggedComment]:
    return [
        say("c1", SAFER, author="ann", likes=3),
        say("c2", SAFER_TOO, author="bob"),
        say("c3", COST),
        say("c4", COST_TOO, author="ann"),
        say("c5", "Cameras make nobody safer.", stance="support"),
    ]


def named(points: list[KeyPoint]) -> dict[tuple[str, str], tuple[str, ...]]:
    return {(point.text, point.stance): point.claim_ids for point in points if point.is_given}


def test_claims_go_to_the_given_key_point_and_the_rest_is_grouped(
    discussion: list[TaggedComment], encoder: Encoder
) -> None:
    given = [GivenPoint("Cameras make nobody safer")]
    points = find_key_points(voices(discussion), encoder, LOOSE, given)
    assert named(points) == {
        ("Cameras make nobody safer", "oppose"): ("c1#1", "c2#1"),
        ("Cameras make nobody safer", "support"): ("c5#1",),
    }
    assert [point.claim_ids for point in points if not point.is_given] == [("c3#1", "c4#1")]


def test_a_given_key_point_is_counted_like_any_other(
    discussion: list[TaggedComment], encoder: Encoder
) -> None:
    points = find_key_points(
        voices(discussion), encoder, LOOSE, [GivenPoint(SAFER, "CAMERAS", "oppose")]
    )
    (point,) = (point for point in points if point.is_given)
    assert (point.n_comments, point.n_authors, point.n_likes) == (2, 2, 3)
    assert point.share == pytest.approx(2 / 5)
    assert point.share_authors == pytest.approx(2 / 4)
    assert point.terms
    assert point.label_claim_id in point.claim_ids


@pytest.mark.parametrize(
    ("given", "n_claims"),
    [
        (GivenPoint(SAFER), 3),
        (GivenPoint(SAFER, stance="support"), 1),
        (GivenPoint(SAFER, target="cameras"), 3),
        (GivenPoint(SAFER, target="drones"), 0),
        (GivenPoint("Something that nobody says"), 0),
    ],
)
def test_target_and_stance_limit_a_given_key_point(
    discussion: list[TaggedComment], encoder: Encoder, given: GivenPoint, n_claims: int
) -> None:
    points = find_key_points(voices(discussion), encoder, LOOSE, [given])
    assert sum(point.n_claims for point in points if point.is_given) == n_claims


def test_a_given_key_point_that_one_comment_makes_is_a_key_point_in_the_map(
    discussion: list[TaggedComment], encoder: Encoder
) -> None:
    given = [GivenPoint("Cameras make nobody safer", stance="support")]
    points = find_key_points(voices(discussion), encoder, LOOSE, given)
    nodes = build_map(votes_of(discussion), voices(discussion), points, ()).nodes
    assert "Cameras make nobody safer" in {
        node.text for node in nodes if node.kind is NodeKind.KEY_POINT
    }


def test_claims_of_unsure_comments_alone_do_not_make_a_given_key_point(
    say: Say, encoder: Encoder
) -> None:
    comments = [say("c1", SAFER, abstained=True)]
    assert find_key_points(voices(comments), encoder, LOOSE, [GivenPoint(SAFER)]) == []


def test_the_order_of_comments_changes_nothing_with_a_list(
    discussion: list[TaggedComment], encoder: Encoder
) -> None:
    given = [GivenPoint("Cameras make nobody safer"), GivenPoint("Too much money is paid")]
    expected = find_key_points(voices(discussion), encoder, LOOSE, given)
    for seed in range(4):
        order = np.random.default_rng(seed).permutation(len(discussion))
        shuffled = [discussion[place] for place in order]
        assert find_key_points(voices(shuffled), encoder, LOOSE, given) == expected


@pytest.mark.parametrize(
    ("content", "points"),
    [
        ("text\nBuses are late\n", [GivenPoint("Buses are late")]),
        (
            "\ufeffText;Stance\nBuses  are late;oppose\n",
            [GivenPoint("Buses are late", "", "oppose")],
        ),
        (
            'target,stance,text,note\nbuses,,"Late, always",x\n',
            [GivenPoint("Late, always", "buses")],
        ),
        ("text\nTwice said\nTwice said\n", [GivenPoint("Twice said")]),
    ],
    ids=["text only", "semicolons", "more columns", "twice"],
)
def test_a_list_is_read(tmp_path: Path, content: str, points: list[GivenPoint]) -> None:
    path = tmp_path / "list.csv"
    path.write_text(content, encoding="utf-8")
    assert list(read_given_points(path, STANCES)) == points


@pytest.mark.parametrize(
    ("content", "says"),
    [
        ("", "no column 'text'"),
        ("claim\nBuses are late\n", "line 1: no column 'text'"),
        ("text\n", "no key point"),
        ("text,stance\nBuses are late,against\n", "line 2: no stance 'against'"),
        ("text,stance\n,oppose\n", "line 2: the text is empty"),
        ("text,stance\nLate, always,oppose\n", "line 2: 3 cells"),
        ('text\n"Late\n', "line 2"),
    ],
)
def test_a_bad_list_is_refused_with_its_line(tmp_path: Path, content: str, says: str) -> None:
    path = tmp_path / "list.csv"
    path.write_text(content, encoding="utf-8")
    with pytest.raises(InputError, match=says):
        read_given_points(path, STANCES)


def test_a_list_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"nothing\.csv"):
        read_given_points(tmp_path / "nothing.csv", STANCES)


def test_what_of_the_list_nobody_says_is_said() -> None:
    made = KeyPoint(
        "k1",
        "trams",
        "oppose",
        "Too dear",
        "c1#1",
        ("c1#1",),
        1,
        1,
        1,
        1.0,
        0.5,
        1.0,
        is_given=True,
    )
    given = [
        GivenPoint("Too dear"),
        GivenPoint("Too slow", "Trams"),
        GivenPoint("Too loud", "kites"),
    ]
    assert notes_on_given(given, [made], ["trams", "buses", "trams"]) == [
        "key point 'Too slow' of your list: no claim says that",
        "key point 'Too loud' of your list: no comment is on its target 'kites'; the targets of"
        " this study are: buses; trams",
    ]
