from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from stancemap.records import Article, Comment, Corpus, Dropped, Origin, Reject
from stancemap.study.plan import cut, part_name, read_plan, write_plan


def _thread(article: str, thread: str, size: int) -> list[Comment]:
    return [
        Comment(f"{article}/{thread}/{n}", article, f"text {n}", thread_id=f"{article}/{thread}")
        for n in range(size)
    ]


@given(st.lists(st.integers(1, 9), max_size=30), st.integers(1, 20))
def test_parts_hold_every_comment_once_in_order_and_no_thread_is_cut(
    sizes: list[int], part_size: int
) -> None:
    comments = [c for n, size in enumerate(sizes) for c in _thread("a", f"t{n:03}", size)]
    parts = list(cut(comments, part_size))
    assert [c for part in parts for c in part] == comments
    threads = [{c.thread_id for c in part} for part in parts]
    assert sum(map(len, threads)) == len(set().union(*threads))
    assert all(len(part) >= part_size for part in parts[:-1])


def _corpus() -> Corpus:
    return Corpus(
        articles=(Article("a", "Title", "Body.", target="cameras"),),
        comments=(
            Comment("1", "a", "=1+1 \u202e né 🙂", "1", position=1, likes=3, target="cameras"),
            Comment("2", "a", "yes", "1", "1", 1, 2, "ann", "2025-01-02", origin=Origin("f", 3)),
            Comment("3", "a", "Yes", "3", author="ann", position=3),
        ),
        rejects=(Reject(Origin("f", 9), "no text", "x,y"),),
        dropped=(Dropped("f", "interface word 'Reply'", 2),),
    )


def test_a_plan_reads_back_to_the_same_records(tmp_path: Path) -> None:
    write_plan(_corpus(), tmp_path, part_size=2)
    plan = read_plan(tmp_path)
    assert plan is not None
    assert (plan.n_parts, plan.n_articles, plan.n_comments) == (2, 1, 3)
    first, _ = plan.part(0)
    second, duplicates = plan.part(1)
    assert (*first, *second) == _corpus().comments
    assert duplicates == {"3": "2"}
    assert plan.articles() == list(_corpus().articles)
    assert plan.rejects() == list(_corpus().rejects)
    assert plan.dropped == _corpus().dropped


def test_a_damaged_plan_is_no_plan(tmp_path: Path) -> None:
    plan = write_plan(_corpus(), tmp_path, part_size=2)
    with (plan.folder / part_name(1)).open("ab") as stream:
        stream.write(b"x")
    assert read_plan(tmp_path) is None


def test_no_plan_is_no_plan(tmp_path: Path) -> None:
    assert read_plan(tmp_path) is None
