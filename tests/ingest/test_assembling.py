"""Many files to one corpus: ids, parents, order, dates, articles."""

import itertools
import json
import zipfile
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from stancemap.errors import InputError
from stancemap.ingest import ReadOptions, read_corpus
from stancemap.records import Corpus, Origin

Read = Callable[..., Corpus]


def write(folder: Path, **files: str) -> list[Path]:
    """Write each file under its name, `_` for the dot before the suffix."""
    paths = [folder / name.replace("_", ".") for name in files]
    for path, content in zip(paths, files.values(), strict=True):
        path.write_text(content, encoding="utf-8")
    return paths


def counts(corpus: Corpus) -> dict[str, int]:
    return {str(dropped.what): dropped.count for dropped in corpus.dropped}


def without_places(corpus: Corpus) -> Corpus:
    """Forget where each record stood, to compare files whose rows were moved."""
    nowhere = Origin("", 0)
    return replace(
        corpus,
        articles=tuple(replace(a, origin=nowhere) for a in corpus.articles),
        comments=tuple(replace(c, origin=nowhere) for c in corpus.comments),
    )


def test_missing_ids_are_made_from_the_article_and_the_place(read: Read) -> None:
    corpus = read("a.csv", "article_id,text\na1,x\na1,y\na2,z\n")
    assert [c.comment_id for c in corpus.comments] == ["a1/1", "a1/2", "a2/1"]


def test_same_comment_in_two_files_is_read_once(tmp_path: Path) -> None:
    paths = write(tmp_path, a_csv="id,text\nc1,Never.\n", b_csv="id,text\nc1,Never.\n")
    corpus = read_corpus(paths)
    assert [c.origin for c in corpus.comments] == [Origin("a.csv", 2)]
    assert [(r.origin, r.reason) for r in corpus.rejects] == [
        (Origin("b.csv", 2), "the same comment stands in a.csv, line 2; it was read there")
    ]


def test_same_id_of_other_comments_gets_the_files_name(tmp_path: Path) -> None:
    head = "id,article_id,parent_id,text\n"
    paths = write(tmp_path, a_csv=f"{head}1,x,,No.\n2,x,1,So.\n", b_csv=f"{head}1,x,,Yes.\n")
    corpus = read_corpus(paths)
    assert {c.comment_id: c.parent_id for c in corpus.comments} == {
        "a/1": "",
        "2": "a/1",
        "b/1": "",
    }
    assert not corpus.rejects


def test_same_id_twice_in_one_file_keeps_both_comments(read: Read) -> None:
    corpus = read("a.csv", "id,text\n1,b\n1,a\n")
    assert {c.comment_id: c.text for c in corpus.comments} == {"1": "a", "1#2": "b"}
    assert counts(corpus) == {"other comment under an id already used, given a new id": 1}


def test_missing_parents_and_circles_become_top_level(read: Read) -> None:
    corpus = read("a.csv", "id,parent_id,text\n1,2,a\n2,1,b\n3,99,c\n4,4,d\n5,0,e\n")
    assert [(c.comment_id, c.parent_id, c.depth) for c in corpus.comments] == [
        ("1", "", 0),
        ("2", "1", 1),
        ("3", "", 0),
        ("4", "", 0),
        ("5", "", 0),
    ]
    assert counts(corpus) == {
        "reply to a comment that is not there, kept at top level": 1,
        "reply that leads back to itself, kept at top level": 2,
    }


def test_own_thread_id_is_kept_else_the_root_names_the_thread(read: Read) -> None:
    with_column = read("a.csv", "id,thread_id,article_id,text\n1,t,x,a\n2,t,x,b\n3,u,x,c\n")
    assert [c.thread_id for c in with_column.comments] == ["t", "t", "u"]
    without = read("b.csv", "id,parent_id,text\n1,,a\n2,1,b\n3,2,c\n4,,d\n")
    assert [c.thread_id for c in without.comments] == ["1", "1", "1", "4"]


def test_siblings_stand_by_date_then_by_id(read: Read) -> None:
    corpus = read("a.csv", "id,date,text\n10,2024-01-02,a\n9,2024-01-02,b\n3,,c\n7,2024-01-01,d\n")
    assert [c.comment_id for c in corpus.comments] == ["7", "9", "10", "3"]
    assert [c.position for c in corpus.comments] == [1, 2, 3, 4]


_ROWS = st.lists(
    st.tuples(
        st.integers(0, 12), st.integers(0, 15), st.sampled_from("xyz"), st.sampled_from("abc")
    ),
    min_size=1,
    max_size=14,
    unique_by=lambda row: row[0],
)


@settings(deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(rows=_ROWS, cut=st.integers(0, 14))
def test_order_of_rows_and_inputs_changes_nothing(
    tmp_path: Path, rows: list[tuple[int, int, str, str]], cut: int
) -> None:
    head = "id,parent_id,article_id,text\n"
    written = [f"{own},{parent},{article},{text}\n" for own, parent, article, text in rows]
    moved = sorted(written, key=lambda row: row[::-1])
    first = write(tmp_path, a_csv=head + "".join(written))
    reference = without_places(read_corpus(first))
    write(tmp_path, a_csv=head + "".join(moved))
    assert without_places(read_corpus(first)) == reference
    halves = write(tmp_path, a_csv=head + "".join(moved[:cut]), b_csv=head + "".join(moved[cut:]))
    assert read_corpus(halves) == read_corpus(halves[::-1])
    assert len(reference.comments) == len(rows)


def test_every_comment_is_counted_once(tmp_path: Path) -> None:
    paths = write(tmp_path, a_csv="id,text\n1,a\n1,a\n2,b,c\n3,\n", b_csv="id,text\n1,a\n4,d\n")
    corpus = read_corpus(paths)
    assert len(corpus.comments) + len(corpus.rejects) == 6


def test_article_without_id_is_named_after_thread_title_or_file(tmp_path: Path) -> None:
    paths = write(
        tmp_path,
        plain_csv="text\na\n",
        titled_csv="title,author,text\nRobots & trees,sam,b\nRobots & trees,ann,c\n",
        threaded_csv="id,thread_id,text\n1,t7,d\n",
    )
    assert [a.article_id for a in read_corpus(paths).articles] == ["plain", "robots-trees", "t7"]


def test_articles_of_two_files_under_one_id_are_kept_apart(tmp_path: Path) -> None:
    thread = {"id": 1, "comments": [{"id": 1, "text": "x"}]}
    paths = write(
        tmp_path,
        a_json=json.dumps(thread | {"title": "Robots"}),
        b_json=json.dumps(thread | {"title": "Trees"}),
    )
    corpus = read_corpus(paths)
    titles = {article.article_id: article.title for article in corpus.articles}
    assert titles == {"a/1": "Robots", "b/1": "Trees"}
    told = [(c.article_id, c.comment_id) for c in corpus.comments]
    assert told == [("a/1", "a/1/1"), ("b/1", "b/1/1")]


def test_target_comes_from_the_option_the_row_the_thread_or_the_title(read: Read) -> None:
    table = "id,title,target,text\n1,Robots,buses,a\n2,Robots,,b\n"
    assert [c.target for c in read("a.csv", table).comments] == ["buses", "Robots"]
    assert {c.target for c in read("a.csv", table, target="trams").comments} == {"trams"}


@pytest.mark.parametrize(
    ("dates", "expected", "left_out"),
    [
        (("03/04/2024", "25/04/2024"), ("2024-04-03", "2024-04-25"), 0),
        (("03/04/2024", "04/25/2024"), ("2024-03-04", "2024-04-25"), 0),
        (("03/04/2024", "05/05/2024"), ("", "2024-05-05"), 1),
    ],
)
def test_day_and_month_are_settled_by_their_file(
    read: Read, dates: tuple[str, str], expected: tuple[str, str], left_out: int
) -> None:
    corpus = read("a.csv", f"id,date,text\n1,{dates[0]},a\n2,{dates[1]},b\n")
    assert tuple({c.comment_id: c.posted for c in corpus.comments}[n] for n in "12") == expected
    assert counts(corpus).get("date left out, day and month could be swapped", 0) == left_out


def test_folders_are_walked_and_what_holds_no_data_is_named(tmp_path: Path) -> None:
    for name in ("b/c.csv", "a.csv", "gold/g.csv", ".hidden.csv", "README.md", "DATASHEET.md"):
        path = tmp_path / name
        path.parent.mkdir(exist_ok=True)
        path.write_text(f"id,text\n{name},x\n")
    corpus = read_corpus([tmp_path])
    assert [c.origin.file for c in corpus.comments] == ["a.csv", "b/c.csv"]
    assert [d.file for d in corpus.dropped] == ["DATASHEET.md", "README.md"]


_UNREAD = ("pdf", "docx", "doc", "odt", "rtf", "html", "htm", "xml", "xls", "xlsx", "zip", "zst")


@pytest.mark.parametrize("content", [b"What I read was this.", b"", b"PK\x03\x04", b"<html>"])
def test_files_that_may_hold_comments_are_refused_aloud_in_a_folder(
    tmp_path: Path, content: bytes
) -> None:
    write(tmp_path, a_csv="id,text\n1,a\n")
    for suffix in _UNREAD:
        (tmp_path / f"b.{suffix}").write_bytes(content)
    corpus = read_corpus([tmp_path])
    assert [r.origin for r in corpus.rejects] == [Origin(f"b.{s}", 0) for s in sorted(_UNREAD)]
    with pytest.raises(InputError) as caught:
        read_corpus([tmp_path / "b.docx"])
    reason = next(r.reason for r in corpus.rejects if r.origin.file == "b.docx")
    assert f"b.docx: {reason}" in str(caught.value)


def test_word_file_is_told_by_its_type_not_as_a_zip(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "x.docx", "w") as archive:
        archive.writestr("word/document.xml", "<w/>")
    with pytest.raises(InputError, match="it is a Word file; copy its text"):
        read_corpus([tmp_path / "x.docx"])


def test_locks_and_files_of_other_types_are_skipped_by_name(tmp_path: Path) -> None:
    write(tmp_path, a_csv="id,text\n1,a\n", pic_jpg="x", README_html="<html>")
    (tmp_path / "~$survey.xlsx").write_bytes(b"\x03sam")
    corpus = read_corpus([tmp_path])
    assert not corpus.rejects
    assert [(d.file, d.what) for d in corpus.dropped] == [
        ("README.html", "file skipped, holds no data"),
        ("pic.jpg", "file skipped, holds no data"),
        ("~$survey.xlsx", "file skipped, Office keeps it only while another is open"),
    ]
    with pytest.raises(InputError, match="it only shows that a file is open in Office"):
        read_corpus([tmp_path / "~$survey.xlsx"])


def test_files_of_one_name_are_told_apart_by_their_folder(tmp_path: Path) -> None:
    paths = []
    for folder in ("x", "y"):
        (tmp_path / folder).mkdir()
        paths.extend(write(tmp_path / folder, a_csv=f"id,text\n{folder},{folder}\n"))
    for order in itertools.permutations(paths):
        corpus = read_corpus(order)
        assert [c.origin.file for c in corpus.comments] == ["x/a.csv", "y/a.csv"]


def test_file_given_twice_is_read_once(tmp_path: Path) -> None:
    paths = write(tmp_path, a_csv="id,text\n1,a\n")
    assert len(read_corpus([*paths, tmp_path, *paths]).comments) == 1


def test_no_path_of_the_machine_reaches_the_corpus(tmp_path: Path) -> None:
    paths = write(tmp_path, a_csv="id,text\n1,a\n2\n", b_json="{")
    assert str(tmp_path) not in repr(read_corpus(paths))


@pytest.mark.parametrize(
    ("make", "reason"),
    [
        (Path.mkdir, "holds nothing to read"),
        (Path.absolute, "there is no file or folder"),
        (lambda path: path.write_bytes(b""), "x.csv: it is empty"),
        (lambda path: path.write_bytes(b"\x00\x01\x02" * 99), "x.csv: it is binary data"),
        (lambda path: path.write_bytes(b"PK\x03\x04"), "x.csv: it is a damaged zip"),
        (lambda path: path.write_bytes(b"PAR1"), "x.csv: not a Parquet file"),
        (lambda path: path.write_bytes(b"\x1f\x8b\x08"), "x.csv: its gzip data is damaged"),
        (lambda path: path.write_bytes(b"%PDF-1.7"), "x.csv: it is a PDF"),
        (lambda path: path.write_bytes(b"<!DOCTYPE html>"), "x.csv: it is HTML"),
    ],
    ids=["folder", "missing", "empty", "binary", "zip", "parquet", "gzip", "pdf", "html"],
)
def test_input_that_cannot_be_read_is_refused_with_a_reason(
    tmp_path: Path, make: Callable[[Path], object], reason: str
) -> None:
    make(tmp_path / "x.csv")
    with pytest.raises(InputError, match=reason):
        read_corpus([tmp_path / "x.csv"])


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("a.csv", "id,text\n"),
        ("a.csv", "id,text\n1,two,three\n"),
        ("a.csv", "id,title\n1,Robots\n"),
    ],
    ids=["header only", "all rows bad", "titles only"],
)
def test_file_without_any_words_is_refused_and_says_what_next(
    read: Read, name: str, content: str
) -> None:
    with pytest.raises(InputError, match=r"no comment and no text .* in a\.csv; .*--column text="):
        read(name, content)


def test_articles_without_comments_are_told_aloud(read: Read) -> None:
    table = "id,headline,article_text,remark\n1,Robots,They come.,Never!\n2,Trees,They fall.,So.\n"
    notes = [note.text for note in read("a.csv", table).notes]
    assert any("NO COMMENTS" in note and "'remark'" in note for note in notes)
    page = read("b.txt", "Robots\n\nThey come.\n").notes
    assert [note.text for note in page if note.text.startswith("NO COMMENTS")]


def test_articles_beside_comments_are_no_news(tmp_path: Path) -> None:
    articles = "article_id,headline,article_text\n1,Robots,They come.\n"
    paths = write(tmp_path, a_csv=articles, b_csv="id,article_id,text\n1,1,No.\n")
    assert not [note for note in read_corpus(paths).notes if "NO COMMENTS" in note.text]


def test_unreadable_file_beside_others_is_a_reject(tmp_path: Path) -> None:
    paths = write(tmp_path, a_csv="id,text\n1,a\n", b_json="{")
    corpus = read_corpus(paths, ReadOptions())
    assert len(corpus.comments) == 1
    assert corpus.rejects[0].origin == Origin("b.json", 0)
