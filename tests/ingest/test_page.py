"""Pages as text: where the article ends, how comments begin, what is left out."""

from collections.abc import Callable
from pathlib import Path
from textwrap import dedent

import pytest

from stancemap.ingest import preview, read_corpus
from stancemap.records import Corpus

Read = Callable[..., Corpus]
ARTICLE = "Robots come to town\n\nThe council voted on Monday.\n\n"


def texts(corpus: Corpus) -> list[str]:
    return [comment.text for comment in corpus.comments]


def authors(corpus: Corpus) -> list[str]:
    return [comment.author for comment in corpus.comments]


def counts(corpus: Corpus) -> dict[str, int]:
    return {str(dropped.what): dropped.count for dropped in corpus.dropped}


def test_head_of_the_article_is_told_from_its_text(read: Read) -> None:
    page = """\
        # Robots come to town

        By Jane Doe | 12 March 2024
        Jane Doe is a reporter who covers transport.
        https://example.org/robots

        The council voted on Monday.

        ## What it wants

        > "We will see," said the mayor.
    """
    article = read("page.md", dedent(page)).articles[0]
    assert article.title == "Robots come to town"
    assert (article.author, article.published) == ("Jane Doe", "2024-03-12")
    assert article.url == "https://example.org/robots"
    assert article.text.startswith("The council voted on Monday.\n\n## What it wants\n\n> ")


def test_author_line_above_a_bio_is_the_byline(read: Read) -> None:
    page = "Robots come to town\nJane Doe\nDoe teaches law in Ghent.\n\nThe council voted."
    article = read("page.txt", page).articles[0]
    assert (article.author, article.text) == ("Jane Doe", "The council voted.")


def test_bio_below_the_article_is_no_text_and_letters_lose_their_margin(read: Read) -> None:
    page = "Robots\n\nBy Jane Doe\n\nShe read:\n\n    Dear all,\n\nJane Doe reports on robots.\n"
    assert read("page.txt", page).articles[0].text == "She read:\n\nDear all,"


def test_lists_in_a_comment_are_no_replies_where_names_stand_behind_bullets(read: Read) -> None:
    page = """\
        2 comments

        • Marek (other baker) (16 September 2025):

            I ask:

            • Who pays?
            • Who shouts?

            Recommend 12
            Flag

            • ticket to nowhere (17 September 2025):

                You do.
    """
    found = read("page.txt", ARTICLE + dedent(page)).comments
    assert [(c.author, c.depth, c.likes) for c in found] == [
        ("Marek (other baker)", 0, 12),
        ("ticket to nowhere", 1, None),
    ]
    assert found[0].text == "I ask:\n\n• Who pays?\n• Who shouts?"


def test_short_line_above_a_paragraph_is_no_byline(read: Read) -> None:
    article = read("page.txt", "Robots come to town\n\nNew Hope\n\nIt was Monday.").articles[0]
    assert (article.author, article.text) == ("", "New Hope\n\nIt was Monday.")


@pytest.mark.parametrize(
    ("opener", "author", "posted", "likes"),
    [
        ("Sam T.", "Sam T.", "", None),
        ("J. van der Berg 2, 3 May 2019", "J. van der Berg 2", "2019-05-03", None),
        ("Sam T. (3 May 2019 at 10:15)", "Sam T.", "2019-05-03T10:15:00", None),
        ("Sam T. says:", "Sam T.", "", None),
        ("Sam T. wrote:", "Sam T.", "", None),
        ("[–] sam_77 12 points 3 hours ago", "sam_77", "", 12),
        ("[-]sam_77[S] -3 points 1 hour ago* (last edited 2 minutes ago)", "sam_77", "", -3),
        ("#12 sam the second", "sam the second", "", None),
        ("Posted by Sam T. on 2019-05-03", "Sam T.", "2019-05-03", None),
        ("Sam T. · 2h", "Sam T.", "", None),
        ("• Sam T.", "Sam T.", "", None),
        ("* Sam T. · May 3, 2019", "Sam T.", "2019-05-03", None),
    ],
)
def test_header_line_tells_who_when_and_how_liked(
    read: Read, opener: str, author: str, posted: str, likes: int | None
) -> None:
    comment = read("page.txt", f"{ARTICLE}Comments\n\n{opener}\n    Never.\n").comments[0]
    assert (comment.author, comment.posted, comment.likes) == (author, posted, likes)
    assert comment.text == "Never."


def test_date_on_the_line_below_the_name_is_the_comments(read: Read) -> None:
    page = f"{ARTICLE}3 thoughts on “Robots”\n\nSam T. says:\nMay 3, 2019 at 9:05 pm\nNever.\n"
    comment = read("page.txt", page).comments[0]
    assert (comment.posted, comment.text) == ("2019-05-03T21:05:00", "Never.")


@pytest.mark.parametrize("between", ["\n", "Reply\n", "Reply\n\n"], ids=["gap", "word", "both"])
def test_words_above_a_date_are_a_name_however_they_are_written(read: Read, between: str) -> None:
    names = ["Jane T. Brown", "night owl", "the old salt of it"]
    page = "".join(f"{name}\n3 hours ago\nNever, {name}.\n{between}" for name in names)
    corpus = read("page.txt", f"{ARTICLE}Comments\n\n{page}")
    assert authors(corpus) == names
    assert texts(corpus) == [f"Never, {name}." for name in names]


def test_dated_says_lines_are_comments_without_a_heading(read: Read) -> None:
    says = "".join(
        f"{who} says:\nMarch 4, 2024 at 11:00 am\nNever.\n\n" for who in ("Ann", "old Bo")
    )
    corpus = read("page.txt", f"{ARTICLE}Smith said:\n\nWe shall see.\n\n{says}")
    assert [(c.author, c.posted, c.text) for c in corpus.comments] == [
        ("Ann", "2024-03-04T11:00:00", "Never."),
        ("old Bo", "2024-03-04T11:00:00", "Never."),
    ]
    assert corpus.articles[0].text.endswith("We shall see.")
    assert any("no heading stands above the comments" in note.text for note in corpus.notes)


def test_says_lines_without_a_date_or_heading_stay_in_the_article(read: Read) -> None:
    page = f"{ARTICLE}Smith said:\n\nWe shall see.\n\nJones said:\n\nNever.\n"
    assert not read("page.txt", page).comments


def test_name_before_a_colon_behind_a_bullet_is_the_comments_author(read: Read) -> None:
    page = """\
        Comments

        • Jane T. Brown: This is madness.

        • Peter22: The law says: the operator.

        Read it.

        • night owl: Finally!

        • ...and who pays?
    """
    corpus = read("page.txt", ARTICLE + dedent(page))
    assert [(c.author, c.text) for c in corpus.comments] == [
        ("Jane T. Brown", "This is madness."),
        ("Peter22", "The law says: the operator.\n\nRead it."),
        ("night owl", "Finally!"),
        ("", "...and who pays?"),
    ]


def test_word_before_a_colon_in_one_comment_is_no_name(read: Read) -> None:
    found = read("page.txt", f"{ARTICLE}Comments\n\n• Well: I think so.\n\n• Never.\n").comments
    assert [(c.author, c.text) for c in found] == [("", "Well: I think so."), ("", "Never.")]


MIXED = """\
    Comments

    Jane T. Brown
    3 hours ago
    This is madness.

    Peter22 • 2 hours ago
    Jane T. Brown wrote:
    > This is madness.
    The law says so.
    Reply

    [–] night_owl 12 points 3 hours ago
    Finally!

    #4 Old Salt
    Bring those back.

    Posted by M. Ferreira on 4 March 2024 at 10:15
    It will come.

    KARL says:
    March 4, 2024 at 11:00 am
    Regulate first.

    * Ann: I agree with Karl.
"""


def test_dated_heads_of_other_kinds_open_comments_too(read: Read) -> None:
    corpus = read("page.txt", ARTICLE + dedent(MIXED))
    assert [(c.author, c.text) for c in corpus.comments] == [
        ("Jane T. Brown", "This is madness."),
        ("Peter22", "Jane T. Brown wrote:\n> This is madness.\nThe law says so."),
        ("night_owl", "Finally!\n\n#4 Old Salt\nBring those back."),
        ("M. Ferreira", "It will come."),
        ("KARL", "Regulate first.\n\n* Ann: I agree with Karl."),
    ]


def test_words_below_buttons_are_a_name_where_names_alone_open_comments(read: Read) -> None:
    names = ["Jane T. Brown", "Peter22", "night owl", "M. Ferreira"]
    page = "".join(f"{name}\nNever.\n\nso it is\nReply\nLike\n\n" for name in names)
    corpus = read("page.txt", f"{ARTICLE}Comments\n\n{page}")
    assert authors(corpus) == names
    assert set(texts(corpus)) == {"Never.\n\nso it is"}


def test_lines_that_may_open_a_comment_are_named(read: Read) -> None:
    notes = [note.text for note in read("page.txt", ARTICLE + dedent(MIXED)).notes]
    assert any("; lines 11, 17, 23, 26 opened one too" in note for note in notes)
    assert any(note.startswith("lines 20, 30 look like the head of") for note in notes)


def test_heads_of_other_kinds_among_bullets_are_named(read: Read) -> None:
    page = "Comments\n\n• Never.\n\n• Why?\n\n[–] sam 2 points 3 hours ago\nSo.\n\n* Ann: No.\n"
    notes = [note.text for note in read("page.txt", ARTICLE + page).notes]
    assert any(note.startswith("lines 11, 14 look like the head of") for note in notes)


def test_paragraphs_bullets_quotes_and_dots_stay_in_their_comment(read: Read) -> None:
    page = """\
        Comments

        - ...and who pays?

          I asked them:
          - they never answered
          - they never will

          > Never.

        - Never.
        Continued without a margin.
    """
    assert texts(read("page.txt", ARTICLE + dedent(page))) == [
        "...and who pays?\n\nI asked them:\n- they never answered\n- they never will\n\n> Never.",
        "Never.\nContinued without a margin.",
    ]


def test_interface_words_are_dropped_and_counted(read: Read) -> None:
    page = """\
        Share
        41 comments
        Sort by: Newest

        • Never.
          12 likes
          Like · Reply · Report

        • I like it.
          permalink save report reply
    """
    corpus = read("page.txt", ARTICLE + dedent(page))
    assert texts(corpus) == ["Never.", "I like it."]
    assert corpus.comments[0].likes == 12
    assert counts(corpus)["interface word left out"] == 4


@pytest.mark.parametrize("between", ["\n", "\n\n"], ids=["tight", "loose"])
def test_bulleted_list_in_the_article_is_no_comment(read: Read, between: str) -> None:
    wishes = between.join(["* cheaper buses", "* quieter streets", "* trees"])
    article = f"{ARTICLE}It wants:\n\n{wishes}\n\nThe vote is on Friday.\n\nThen we see."
    comments = "* Never.\n\n  Never ever.\n\n* Why not?\n\n* It costs too much."
    with_heading = read("page.txt", f"{article}\n\nComments\n\n{comments}\n")
    assert texts(with_heading) == ["Never.\n\nNever ever.", "Why not?", "It costs too much."]
    assert with_heading.articles[0].text.endswith("Then we see.")


def test_tight_list_above_comments_without_heading_stays_in_the_article(read: Read) -> None:
    page = (
        f"{ARTICLE}It wants:\n\n• buses\n• trees\n\nWe see.\n\n• Sam T.\n  No.\n\n• Ann\n  Why?\n"
    )
    corpus = read("page.txt", page)
    assert authors(corpus) == ["Sam T.", "Ann"]
    assert corpus.articles[0].text.endswith("• buses\n• trees\n\nWe see.")


def test_page_without_comments_is_an_article(read: Read) -> None:
    corpus = read("page.txt", f"{ARTICLE}It wants:\n\n- buses\n- trees\n")
    assert not corpus.comments
    assert corpus.articles[0].text.endswith("- trees")


def test_subheading_named_discussion_is_no_heading_of_comments(read: Read) -> None:
    page = f"{ARTICLE}Discussion\n\nThe mayor spoke at length.\n\nHe left.\n"
    assert not read("page.txt", page).comments


def test_indented_comments_answer_the_one_above(read: Read) -> None:
    page = """\
        Comments

        Sam T. says:
            Never.

            Ann says:
                Why?

                Sam T. says:
                    Because.

        Bob says:
            Well.
    """
    found = read("page.txt", ARTICLE + dedent(page)).comments
    assert [(c.author, c.depth) for c in found] == [
        ("Sam T.", 0),
        ("Ann", 1),
        ("Sam T.", 2),
        ("Bob", 0),
    ]
    assert found[2].parent_id == found[1].comment_id
    assert {c.thread_id for c in found[:3]} == {found[0].comment_id}


def test_replies_behind_quote_marks_answer_the_one_above(read: Read) -> None:
    page = "Comments\n\nSam says:\nNever.\n\n> Ann says:\n> Why?\n>\n> > Sam says:\n> > So.\n"
    found = read("page.txt", ARTICLE + page).comments
    assert [(c.author, c.depth, c.text) for c in found] == [
        ("Sam", 0, "Never."),
        ("Ann", 1, "Why?"),
        ("Sam", 2, "So."),
    ]


def test_quoting_another_reader_opens_no_comment(read: Read) -> None:
    page = "Comments\n\nSam says:\nNever.\n\nAnn says:\nSo.\n\nSam wrote:\n> Never.\n\nNo!\n"
    assert texts(read("page.txt", ARTICLE + page)) == [
        "Never.",
        "So.\n\nSam wrote:\n> Never.\n\nNo!",
    ]


def test_preview_says_how_comments_were_told_and_what_does_not_add_up(tmp_path: Path) -> None:
    path = tmp_path / "page.txt"
    path.write_text(f"{ARTICLE}41 comments\n\n• Never.\n\n• Why?\n", encoding="utf-8")
    notes = " ".join(preview(path).files[0].notes)
    assert "comments begin in line 7, each opened by “•”" in notes
    assert "the page speaks of 41 comments, 2 were found" in notes


def test_corpus_tells_what_its_reader_must_know_of(tmp_path: Path) -> None:
    page = f"{ARTICLE}41 comments\n\n• Never.\n\n• Why?\n"
    for name in ("b.txt", "a.txt"):
        (tmp_path / name).write_text(page, encoding="utf-8")
    told = read_corpus([tmp_path]).notes
    expected = ["comments begin in line 7", "the page speaks of 41 comments, 2 were found"]
    assert [note.file for note in told] == ["a.txt", "a.txt", "b.txt", "b.txt"]
    assert all(part in note.text for part, note in zip(expected * 2, told, strict=True))


@pytest.mark.parametrize(
    "page",
    [
        "- " * 200_000 + "\n\nNever.",
        "Comments\n" * 30_000,
        "Discussion\n\n" * 20_000,
        "Title\n\nComments\n\n" + "Sam T.\n" * 30_000,
        "Title\n\nComments\n\n" + "• a\n\n" * 30_000,
        "Title\n\nComments\n\n" + "".join(" " * n + "- a\n\n" for n in range(1_200)),
        "Title\n\nComments\n\nSam says:\nx\n\n" + "> " * 100_000 + "Ann says:",
    ],
    ids=["one line", "headings", "weak headings", "names", "bullets", "deep", "marks"],
)
def test_hostile_pages_are_read_in_passing(read: Read, page: str) -> None:
    assert len(read("page.txt", page).articles) == 1
