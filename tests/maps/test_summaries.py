from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from stancemap.codebook import Code, Codebook
from stancemap.maps.intervals import proportion
from stancemap.maps.summaries import (
    ABSTAINED,
    SUMMARY_TABLES,
    Group,
    StanceCount,
    Summaries,
    entity_counts,
    summarise,
)
from stancemap.maps.voices import votes_of
from stancemap.records import (
    Article,
    Comment,
    DocumentKind,
    Entity,
    Mention,
    Span,
    Stance,
    Status,
    TaggedComment,
)

Say = Callable[..., TaggedComment]

CODEBOOK = Codebook(
    "test",
    "1",
    "",
    "none",
    tuple(Code(name, name) for name in ("oppose", "pragmatic", "inevitable", "support", "none")),
)


def summed(comments: list[TaggedComment]) -> Summaries:
    return summarise(votes_of(comments), [], [], [], CODEBOOK)


def count_of(group: Group, stance: str) -> StanceCount:
    return next(count for count in group.counts if count.stance == stance)


def naming(entity_id: str, comment_id: str, kind: DocumentKind = DocumentKind.COMMENT) -> Mention:
    return Mention(kind, comment_id, "a1", Span(0, 3, "NHS"), "ORG", entity_id)


def test_every_code_has_a_line_and_the_abstained_have_their_own(say: Say) -> None:
    comments = [say("c1"), say("c2"), say("c3", stance="support"), say("c4", abstained=True)]
    (group,) = summed(comments).by_stance
    assert group.key == ("cameras",)
    assert [(count.stance, count.comments.count) for count in group.counts] == [
        ("oppose", 2),
        ("pragmatic", 0),
        ("inevitable", 0),
        ("support", 1),
        ("none", 0),
        (ABSTAINED, 1),
    ]
    oppose = count_of(group, "oppose")
    assert oppose.comments == proportion(2, 4)
    assert oppose.share_decided == 2 / 3
    assert count_of(group, ABSTAINED).share_decided is None


@pytest.mark.parametrize(
    ("stances", "expected"),
    [
        (["oppose", "oppose", "support"], "oppose"),  # most of the comments
        (["none", "none", "support"], "support"),  # chat beside a view is no view
        (["none", "none"], "none"),
        (["support", "oppose"], "oppose"),  # equally sure: the codebook's order
        (["abstained", "abstained", "support"], "support"),
        (["abstained", "abstained"], ABSTAINED),
        (["abstained", "none"], "none"),
    ],
)
def test_an_author_counts_once(say: Say, stances: list[str], expected: str) -> None:
    comments = [
        say(f"c{n}", stance=stance, author="ann", abstained=stance == "abstained")
        for n, stance in enumerate(stances)
    ]
    (group,) = summed(comments).by_stance
    assert count_of(group, expected).authors == proportion(1, 1)
    assert sum(count.authors.count for count in group.counts) == 1


def test_a_tie_goes_to_the_stance_that_is_surer(say: Say) -> None:
    sure = say("c2", stance="support", author="ann")
    assert sure.stance is not None
    sure = replace(sure, stance=replace(sure.stance, confidence=0.9))
    (group,) = summed([say("c1", author="ann", sure=0.8), sure]).by_stance
    assert count_of(group, "support").authors.count == 1


def test_unnamed_commenters_are_one_per_comment(say: Say) -> None:
    (group,) = summed([say("c1"), say("c2"), say("c3", author="ann")]).by_stance
    assert count_of(group, "oppose").authors == proportion(3, 3)


def test_only_tagged_comments_count(say: Say) -> None:
    foreign = replace(say("c2"), status=Status.FOREIGN, stance=None)
    copy = replace(say("c3"), status=Status.DUPLICATE, stance=None)
    (group,) = summed([say("c1"), foreign, copy]).by_stance
    assert count_of(group, "oppose").comments == proportion(1, 1)


def test_groups_are_made_by_target_article_month_and_entity(say: Say) -> None:
    comments = [
        say("c1", posted="2024-03-01"),
        say("c2", posted="2024-04-01T10:00:00Z", article_id="a2"),
        say("c3", target="drones"),
        say("c4", target="drones", posted="2024-04-02"),
        say("c5", target="drones", posted="2024-04-02"),
    ]
    summaries = summarise(
        votes_of(comments),
        [Article("a1", title="Cameras?")],
        [naming("e1", name) for name in ("c1", "c1", "c3", "c4", "c5")] + [naming("e2", "gone")],
        [Entity("e1", "National Health Service", "ORG")],
        CODEBOOK,
    )
    assert [group.key for group in summaries.by_stance] == [("cameras",), ("drones",)]
    assert [group.key for group in summaries.by_article] == [
        ("a1", "Cameras?", "cameras"),
        ("a1", "Cameras?", "drones"),
        ("a2", "", "cameras"),
    ]
    assert [group.key for group in summaries.by_month] == [
        ("cameras", "2024-03"),
        ("cameras", "2024-04"),
        ("drones", "2024-04"),
        ("drones", "unknown"),
    ]
    assert [group.key for group in summaries.by_entity] == [
        ("e1", "National Health Service", "drones"),
    ]


@pytest.mark.parametrize("posted", ["", "yesterday", "2024", "2024-13-01", "2024-1-1", "=1+1"])
def test_what_is_no_month_is_unknown(say: Say, posted: str) -> None:
    assert summed([say("c1", posted=posted)]).by_month[0].key == ("cameras", "unknown")


def test_sentiment_is_the_mean_of_the_comments_of_that_stance(say: Say) -> None:
    (group,) = summed([say("c1"), replace(say("c2"), sentiment=-0.1)]).by_stance
    assert count_of(group, "oppose").mean_sentiment == pytest.approx(0.2)
    assert count_of(group, "support").mean_sentiment is None


def test_the_rows_fit_the_tables(say: Say) -> None:
    comments = [say("c1"), say("c2"), say("c3")]
    mentions = [naming("e1", name) for name in ("c1", "c2", "c3")]
    summaries = summarise(votes_of(comments), [], mentions, [], CODEBOOK)
    every = len(CODEBOOK.codes) + 1
    # Of an entity only the stances that occur have a line.
    for table, rows, n_rows in zip(
        SUMMARY_TABLES, summaries.rows(), (every, every, every, 1), strict=True
    ):
        assert table.arrow(rows).num_rows == n_rows


def test_no_comments_make_empty_tables() -> None:
    for table, rows in zip(SUMMARY_TABLES, summed([]).rows(), strict=True):
        assert table.arrow(rows).num_rows == 0


def test_entities_are_counted_by_mention_comment_author_and_stance(say: Say) -> None:
    comments = [
        say("c1", author="ann"),
        say("c2", author="ann", stance="support"),
        say("c3", abstained=True),
        replace(say("c4"), status=Status.FOREIGN, stance=None),
    ]
    mentions = [naming("e1", name) for name in ("c1", "c1", "c2", "c3", "c4")]
    mentions += [naming("e1", "a1", DocumentKind.ARTICLE), naming("e2", "a1", DocumentKind.ARTICLE)]
    mentions += [naming("", "c1")]
    counts = entity_counts(votes_of(comments), mentions)
    first = counts["e1"]
    assert (first.n_mentions, first.n_comments, first.n_authors) == (6, 3, 2)
    assert first.by_stance == {"oppose": 1, "support": 1}
    assert (counts["e2"].n_mentions, counts["e2"].n_comments) == (1, 0)
    assert list(counts) == ["e1", "e2"]


@st.composite
def tagged_comments(draw: st.DrawFn) -> list[TaggedComment]:
    total = draw(st.integers(0, 25))
    return [
        TaggedComment(
            Comment(
                f"c{number}",
                draw(st.sampled_from(["a1", "a2"])),
                "Text.",
                author=draw(st.sampled_from(["", "ann", "bob"])),
                posted=draw(st.sampled_from(["", "2024-03-01", "2024-04-30"])),
            ),
            Status.TAGGED,
            sentiment=draw(st.floats(-1, 1)),
            stance=Stance(
                draw(st.sampled_from(["cameras", "drones"])),
                primary := draw(st.sampled_from(CODEBOOK.names)),
                (primary,),
                (0.2,) * 5,
                draw(st.floats(0, 1)),
                draw(st.booleans()),
            ),
        )
        for number in range(total)
    ]


@given(tagged_comments())
def test_lines_add_up_and_order_does_not_matter(comments: list[TaggedComment]) -> None:
    summaries = summed(comments)
    for groups in (summaries.by_stance, summaries.by_article, summaries.by_month):
        assert sum(count.comments.count for group in groups for count in group.counts) == len(
            comments
        )
        for group in groups:
            for counted in ("comments", "authors"):
                parts = [getattr(count, counted) for count in group.counts]
                assert sum(part.count for part in parts) == parts[0].total
    order = np.random.default_rng(len(comments)).permutation(len(comments))
    assert summed([comments[index] for index in order]) == summaries
