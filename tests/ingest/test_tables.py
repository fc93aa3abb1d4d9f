"""CSV, TSV, Excel and Parquet: columns, bad rows with their lines, encodings."""

import gzip
import io
from collections.abc import Callable
from pathlib import Path

import openpyxl
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from stancemap.errors import InputError
from stancemap.ingest import ReadOptions, preview, read_corpus
from stancemap.records import Corpus, Note, Origin

Read = Callable[..., Corpus]


def lines_and_reasons(corpus: Corpus) -> list[tuple[int, str]]:
    return [(reject.origin.line, reject.reason) for reject in corpus.rejects]


PLATFORMS = {
    "4CAT": (
        "id,thread_id,author,body,timestamp,unix_timestamp\n"
        "c1,t1,sam,Never.,2024-03-27 11:00:00,1711537200\n"
    ),
    "SOCC": (
        "article_id,comment_counter,comment_author,timestamp,comment_text,TotalVotes\n"
        "t1,c1,sam,2024-03-27T11:00:00Z,<p>Never.</p>,7\n"
    ),
    "Reddit": (
        "id,link_id,parent_id,author,created_utc,score,body\n"
        "c1,t3_t1,t3_t1,sam,1711537200,7,Never.\n"
    ),
    "YouTube": (
        "id,isReplyTo,authorName,text,publishedAt,likeCount,videoId\n"
        "c1,,sam,Never.,2024-03-27T11:00:00Z,7,t1\n"
    ),
    "Hacker News": (
        "objectID;author;comment_text;story_id;parent_id;created_at_i\n"
        "c1;sam;Never.;t1;t1;1711537200\n"
    ),
    "spaced names": (
        "Comment ID\tArticle-ID\tUser Name\tComment Text\tPosted At\n"
        "c1\tt1\tsam\tNever.\t1711537200000\n"
    ),
}


@pytest.mark.parametrize("table", PLATFORMS.values(), ids=PLATFORMS)
def test_usual_columns_are_found(read: Read, table: str) -> None:
    comment = read("export.csv", table).comments[0]
    assert (comment.comment_id, comment.article_id, comment.author) == ("c1", "t1", "sam")
    assert (comment.text, comment.posted, comment.depth) == ("Never.", "2024-03-27T11:00:00Z", 0)


OTHER_LANGUAGES = {
    "German": "ID;Artikel;Antwort auf;Verfasser;Datum;Gefällt mir;Kommentar",
    "German, plain": "Kommentar-ID;Titel;Antwort_auf;Autor;Zeitstempel;Gefaellt mir;Text",
    "French": "id;titre;réponse à;auteur;date;j'aime;commentaire",
    "Spanish": "id;título;respuesta a;autor;fecha;me gusta;comentario",
    "Dutch": "id;titel;antwoord op;auteur;datum;vind ik leuk;reactie",
}


@pytest.mark.parametrize("header", OTHER_LANGUAGES.values(), ids=OTHER_LANGUAGES)
def test_usual_columns_in_other_languages_are_found(read: Read, header: str) -> None:
    rows = "c1;Robots;;sam;2024-03-27;7;Never.\nc2;Robots;c1;ann;2024-03-28;;Why?\n"
    first, second = read("export.csv", f"{header}\n{rows}").comments
    assert (first.comment_id, first.author, first.posted) == ("c1", "sam", "2024-03-27")
    assert (first.text, first.likes, first.target) == ("Never.", 7, "Robots")
    assert second.parent_id == "c1"


def test_table_of_articles_is_told_and_one_of_comments_is_no_news(read: Read) -> None:
    articles = read("a.csv", "id,title,text\n1,Robots,They come.\n2,Trees,They fall.\n")
    assert Note("a.csv", "each row is an article") in articles.notes
    assert not read("b.csv", "id,text\n1,Never.\n").notes


def test_override_names_the_column(read: Read) -> None:
    table = "words,text,who\nNever.,a note,sam\n"
    comment = read("a.csv", table, {"text": "words", "author": "who"}).comments[0]
    assert (comment.text, comment.author) == ("Never.", "sam")


def test_override_of_a_missing_column_lists_the_columns(read: Read) -> None:
    with pytest.raises(InputError, match=r"no file has a column 'wordz'; they have 'text', 'who'"):
        read("a.csv", "text,who\nNever.,sam\n", {"author": "wordz"})


def test_override_of_an_unknown_field_lists_the_fields(read: Read) -> None:
    with pytest.raises(InputError, match=r"no field 'body'; use text, comment_id"):
        read("a.csv", "text\nNever.\n", {"body": "text"})


def test_table_without_a_text_column_says_what_it_has(read: Read) -> None:
    with pytest.raises(InputError, match=r"the columns are 'a', 'b'; name one with --column text="):
        read("a.csv", "a,b\n1,2\n")


def test_bad_rows_cost_themselves_only_and_keep_right_line_numbers(read: Read) -> None:
    table = (
        'id,text\n1,"two\nlines"\n2,"stray" quote\n3,x,y\n4,fine\n5\n\n6,"never closed\n7,fine\n'
    )
    corpus = read("a.csv", table)
    assert [(c.comment_id, c.origin) for c in corpus.comments] == [
        ("1", Origin("a.csv", 2)),
        ("4", Origin("a.csv", 6)),
        ("7", Origin("a.csv", 10)),
    ]
    advice = "; check the quotes around this line"
    assert lines_and_reasons(corpus) == [
        (4, "',' expected after '\"'" + advice),
        (5, "3 fields where the header has 2" + advice),
        (7, "1 fields where the header has 2" + advice),
        (9, "unexpected end of data" + advice),
    ]
    assert corpus.rejects[0].raw == '2,"stray" quote'


def test_stray_quote_in_every_row_is_read_in_passing(read: Read) -> None:
    table = "id,text\n" + "".join(f'{n},"open {n}\n' for n in range(20_000))
    corpus = read("a.csv", table + "fine,So.\n")
    assert (len(corpus.comments), len(corpus.rejects)) == (1, 20_000)


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_delimiter_is_the_one_that_makes_known_columns(read: Read, delimiter: str) -> None:
    rows = [("id", "text", "author"), ("1", "a, b; c", "sam")]
    quoted = "\n".join(delimiter.join(f'"{cell}"' for cell in row) for row in rows)
    assert read("a.csv", quoted).comments[0].text == "a, b; c"


ENCODINGS = {
    "UTF-8": "utf-8",
    "UTF-8 with mark": "utf-8-sig",
    "UTF-16": "utf-16",
    "Windows-1252": "cp1252",
}


@pytest.mark.parametrize("encoding", ENCODINGS.values(), ids=ENCODINGS)
def test_text_is_decoded(read: Read, encoding: str) -> None:
    corpus = read("a.csv", "id,text\n1,“Ça va – naïve”\n".encode(encoding))
    assert corpus.comments[0].text == "“Ça va – naïve”"
    told = [d.what for d in corpus.dropped]
    assert bool(told) == (encoding == "cp1252")


def test_rows_in_two_encodings_are_both_right(read: Read) -> None:
    mixed = "id,text\n1,naïve\n".encode() + "2,naïve – “yes”\n".encode("cp1252")
    assert [c.text for c in read("a.csv", mixed).comments] == ["naïve", "naïve – “yes”"]


def test_second_column_of_a_name_is_left_out_and_counted(read: Read) -> None:
    corpus = read("a.csv", "text,text,author\nfirst,second,sam\n")
    assert corpus.comments[0].text == "first"
    assert [(d.what, d.count) for d in corpus.dropped] == [
        ("column left out, its name stands in the header twice", 1)
    ]


def test_very_long_cell_is_read(read: Read) -> None:
    words = "It is naïve. " * 400_000
    assert len(read("a.csv", f'id,text\n1,"{words}"\n').comments[0].text) == len(words) - 1


def test_formulas_are_text(read: Read) -> None:
    assert read("a.csv", 'id,text\n1,"=HYPERLINK(""x"")"\n').comments[0].text == '=HYPERLINK("x")'


def test_table_of_articles_joins_comments_of_another_file(tmp_path: Path) -> None:
    (tmp_path / "articles.csv").write_text(
        "article_id,title,article_url,author,published_date,article_text\n"
        "a1,Robots,https://example.org,Jane Doe,2024-03-12,<p>One.</p><p>Two.</p>\n"
    )
    (tmp_path / "comments.csv").write_text("article_id,comment_text\na1,Never.\n")
    corpus = read_corpus([tmp_path])
    article = corpus.articles[0]
    assert (article.article_id, article.text, article.author) == ("a1", "One.\n\nTwo.", "Jane Doe")
    assert (article.url, article.published) == ("https://example.org", "2024-03-12")
    assert corpus.comments[0].article_id == "a1"
    assert corpus.comments[0].target == "Robots"


def test_title_beside_text_is_an_article_only_if_titles_differ(read: Read) -> None:
    articles = read("a.csv", "id,title,text\n1,Robots,Long.\n2,Trees,Long.\n")
    assert ([a.text for a in articles.articles], len(articles.comments)) == (["Long.", "Long."], 0)
    comments = read("b.csv", "id,title,text\n1,Robots,Yes.\n2,Robots,No.\n")
    assert ([a.title for a in comments.articles], len(comments.comments)) == (["Robots"], 2)


def test_excel_reads_the_first_sheet_with_a_header(tmp_path: Path) -> None:
    workbook = openpyxl.Workbook()
    workbook.active.append(["About this file"])
    sheet = workbook.create_sheet("data")
    for row in ([], ["Comment ID", "Text", "Likes"], [17, "Never.", 3], [18.0, "=1+1", None]):
        sheet.append(row)
    workbook.save(tmp_path / "a.xlsx")
    corpus = read_corpus([tmp_path / "a.xlsx"])
    assert [(c.comment_id, c.text, c.likes) for c in corpus.comments] == [
        ("17", "Never.", 3),
        ("18", "", None),
    ]
    assert corpus.comments[0].origin == Origin("a.xlsx", 3)


def test_parquet_reads_flat_and_nested_rows(tmp_path: Path) -> None:
    rows = [{"id": 1, "title": "Robots", "comments": [{"id": 7, "text": "Never."}]}]
    pq.write_table(pa.Table.from_pylist(rows), tmp_path / "nested.parquet")
    pq.write_table(pa.table({"comment_id": [1, 2], "text": ["a", None]}), tmp_path / "flat.parquet")
    corpus = read_corpus([tmp_path])
    found = sorted((c.comment_id, c.text) for c in corpus.comments)
    assert found == [("1", "a"), ("1/7", "Never."), ("2", "")]


def test_gzip_is_read_by_its_content(read: Read) -> None:
    packed = io.BytesIO()
    with gzip.open(packed, "wt", encoding="utf-8") as stream:
        stream.write("id,text\n1,Never.\n")
    assert read("a.csv.gz", packed.getvalue()).comments[0].text == "Never."


def test_preview_tells_columns_used_and_unused(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text("cid,body,mood,who\n1,Never.,bad,sam\n")
    told = preview(path, ReadOptions({"author": "who"}))
    assert told.files[0].format_name == "csv"
    assert told.files[0].columns == {"text": "body", "comment_id": "cid", "author": "who"}
    assert told.files[0].unused == ("mood",)
    assert (told.n_comments, told.n_threads, told.comments[0].text) == (1, 1, "Never.")
