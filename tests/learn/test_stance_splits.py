"""Nothing of a held-out thread may be learnt from."""

import pytest

from stancemap.learn.data import Example, Source
from stancemap.learn.splits import N_FOLDS, assign_folds, plain, splits, unseen_rows
from stancemap.tag.stance_features import StanceQuestion


def example(
    text: str,
    *,
    source: Source = Source.MORE,
    thread: str = "",
    target: str = "trams",
    title: str = "",
    parent: str = "",
) -> Example:
    return Example(source, thread, StanceQuestion(target, title, parent, text, ()), "none")


HELD_OUT = example(
    "We need more trams!",
    source=Source.DEV,
    thread="t1",
    target="trams in the old town",
    title="Trams are back",
    parent="I miss the trams.",
)


@pytest.mark.parametrize(
    ("other", "kept"),
    [
        (example("Something else"), True),
        (example("we need MORE trams"), False),
        (example("Other", target="Trams in the old town"), False),
        (example("Other", title="Trams are back?"), False),
        (example("Other", source=Source.DEV, thread="t1", target="x"), False),
        # What a held-out comment answers is in its features.
        (example("I miss the trams"), False),
    ],
)
def test_rows_with_a_trace_of_the_held_out_thread_are_removed(
    other: Example, *, kept: bool
) -> None:
    assert unseen_rows([HELD_OUT, other], [0]) == ([1] if kept else [])


def test_empty_titles_and_parents_are_no_trace() -> None:
    first = example("a", source=Source.DEV, thread="t1", target="x")
    assert unseen_rows([first, example("b", target="y")], [0]) == [1]


def threads() -> list[Example]:
    return [
        example(f"comment {i}", source=Source.DEV, thread=f"t{i % 20}", target=f"target {i % 20}")
        for i in range(200)
    ] + [example(f"other {i}", source=Source.POOL, target=f"other {i}") for i in range(30)]


@pytest.mark.parametrize("seed", [0, 1, 2])
def test_each_development_comment_is_judged_once_and_never_by_its_own_thread(seed: int) -> None:
    examples = threads()
    judged: list[int] = []
    for split in splits(examples, seed):
        held_out = {examples[i].thread_id for i in split.test}
        assert not held_out & {examples[i].thread_id for i in split.train}
        assert set(range(200, 230)) <= set(split.train)
        judged += split.test
    assert sorted(judged) == list(range(200))


def test_folds_are_reproducible_and_differ_by_seed() -> None:
    names = [e.thread_id for e in threads()[:200]]
    assert assign_folds(names, 0) == assign_folds(names[::-1], 0)
    assert assign_folds(names, 0) != assign_folds(names, 1)
    assert set(assign_folds(names, 0).values()) == set(range(N_FOLDS))


def test_plain_text_keeps_words_only() -> None:
    assert plain("  It’s\n*over*! ") == "it s over"
