import json
from pathlib import Path

import numpy as np
import pytest

from stancemap.errors import InputError
from stancemap.learn.key_point_rows import UNDECIDED, debates_of, folds_of_topics, read_pair_rows
from stancemap.learn.key_point_scoring import score_matches, write_scores

Pair = tuple[str, str, int]


def rows_of(pairs: list[Pair], topic: str = "buses", stance: int = 1) -> str:
    return "".join(
        json.dumps(
            {
                "topic": topic,
                "stance": stance,
                "argument": f"Words of {arg}.",
                "key_point": f"Point {point}.",
                "arg_id": arg,
                "key_point_id": point,
                "match": match,
            }
        )
        + "\n"
        for arg, point, match in pairs
    )


# a1 and a2 match p1; a3 matches nothing; a4 was not shown with p2.
PAIRS = [("a1", "p1", 1), ("a1", "p2", 0), ("a2", "p1", 1), ("a2", "p2", 0)]
PAIRS += [("a3", "p1", 0), ("a3", "p2", 0), ("a4", "p1", 0)]


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "pairs.jsonl"
    path.write_text(rows_of(PAIRS), encoding="utf-8")
    return path


@pytest.mark.parametrize(
    ("scores", "strict", "relaxed"),
    [
        # The half with the best scores is a1 and a2, both right.
        ([[0.9, 0.1], [0.8, 0.1], [0.2, 0.1], [0.1, 0.0]], 1.0, 1.0),
        # a4 with p2, on which nothing was decided, comes first.
        ([[0.8, 0.1], [0.7, 0.1], [0.2, 0.1], [0.1, 0.9]], 0.5, 1.0),
        # a3 comes first and matches nothing, a1 second.
        ([[0.8, 0.1], [0.7, 0.1], [0.9, 0.1], [0.1, 0.0]], 0.5, 0.5),
        # Nothing right in the better half.
        ([[0.1, 0.8], [0.1, 0.7], [0.2, 0.1], [0.1, 0.0]], 0.0, 0.0),
    ],
    ids=["all right", "undecided first", "wrong first", "none right"],
)
def test_the_better_half_of_best_matches_is_ranked(
    file: Path, scores: list[list[float]], strict: float, relaxed: float
) -> None:
    debates = debates_of(read_pair_rows(file))
    found = score_matches(debates, [np.array(scores)])
    assert (found.strict, found.relaxed) == (strict, relaxed)


def test_each_topic_and_side_counts_the_same(tmp_path: Path) -> None:
    path = tmp_path / "pairs.jsonl"
    path.write_text(rows_of(PAIRS) + rows_of(PAIRS[:4], stance=-1), encoding="utf-8")
    debates = debates_of(read_pair_rows(path))
    assert [(debate.side, len(debate.arguments)) for debate in debates] == [("-1", 2), ("1", 4)]
    right = np.array([[0.9, 0.1], [0.8, 0.1], [0.2, 0.1], [0.1, 0.0]])
    assert score_matches(debates, [1 - right[:2], right]).strict == pytest.approx(0.5)


def test_a_pair_that_is_not_in_the_file_is_undecided(file: Path) -> None:
    (debate,) = debates_of(read_pair_rows(file))
    assert debate.labels.tolist() == [[1, 0], [1, 0], [0, 0], [0, UNDECIDED]]


def test_the_order_of_the_rows_changes_nothing(file: Path, tmp_path: Path) -> None:
    turned = tmp_path / "turned.jsonl"
    turned.write_text(rows_of(PAIRS[::-1]), encoding="utf-8")
    one, other = (debates_of(read_pair_rows(path))[0] for path in (file, turned))
    assert one.arg_ids == other.arg_ids
    assert one.labels.tolist() == other.labels.tolist()


def test_scores_are_written_in_the_order_of_the_rows(file: Path, tmp_path: Path) -> None:
    rows = read_pair_rows(file)
    debates = debates_of(rows)
    scores = [np.array([[0.9, 0.1], [0.8, 0.2], [0.3, 0.4], [0.5, 0.6]])]
    write_scores(rows, debates, scores, tmp_path / "out.jsonl")
    written = [json.loads(line) for line in (tmp_path / "out.jsonl").read_text().splitlines()]
    assert [(row["arg_id"], row["key_point_id"]) for row in written] == [p[:2] for p in PAIRS]
    assert [row["score"] for row in written] == [0.9, 0.1, 0.8, 0.2, 0.3, 0.4, 0.5]


@pytest.mark.parametrize(
    ("line", "says"),
    [
        ("[1]", "not a JSON object"),
        ("{", "not a JSON object"),
        ('{"topic": "t", "argument": "a"}', "key_point"),
        ('{"topic": "t", "argument": "a", "key_point": "k", "match": 2}', "0 or 1"),
    ],
)
def test_a_bad_row_is_named_with_its_line(tmp_path: Path, line: str, says: str) -> None:
    path = tmp_path / "pairs.jsonl"
    path.write_text(rows_of(PAIRS[:1]) + line + "\n", encoding="utf-8")
    with pytest.raises(InputError, match=f"line 2.*{says}"):
        read_pair_rows(path)


def test_a_file_without_rows_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "pairs.jsonl"
    path.write_text("\n", encoding="utf-8")
    with pytest.raises(InputError, match="no row"):
        read_pair_rows(path)


def test_no_topic_is_both_learnt_and_held_out(tmp_path: Path) -> None:
    path = tmp_path / "pairs.jsonl"
    topics = [f"topic {n}" for n in range(6)]
    path.write_text("".join(rows_of(PAIRS, topic) for topic in topics), encoding="utf-8")
    held_out = []
    for learnt, held in folds_of_topics(debates_of(read_pair_rows(path)), 4):
        assert not {d.topic for d in learnt} & {d.topic for d in held}
        held_out += [debate.topic for debate in held]
    assert sorted(held_out) == topics
