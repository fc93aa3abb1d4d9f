from collections.abc import Callable
from dataclasses import replace

import lxml.html

from stancemap.export.report import ReportContent
from stancemap.export.report.documents import InMemory
from stancemap.export.report.limits import PAGE, Limits
from stancemap.export.report.write import render
from stancemap.records import TaggedComment

Make = Callable[..., ReportContent]


def _page(content: ReportContent, limits: Limits = PAGE) -> lxml.html.HtmlElement:
    return lxml.html.document_fromstring(render(content, limits))


def _options(page: lxml.html.HtmlElement, facet: str) -> list[str]:
    return [str(each.text) for each in page.xpath(f"//select[@data-facet='{facet}']/option")[1:]]


def _places(page: lxml.html.HtmlElement) -> list[list[list[int]]]:
    return [
        [[int(number) for number in row.split(".")] for row in str(card).split()]
        for card in page.xpath("//li/@data-places")
    ]


def test_every_comment_of_a_key_point_is_counted_also_those_without_room(make_study: Make) -> None:
    page = _page(make_study("word", n_comments=300))
    assert sum(row[0] for card in _places(page) for row in card) == 300
    assert len(page.xpath("//li[@class='voice']")) == 36


def test_articles_months_and_names_can_be_chosen(make_study: Make) -> None:
    page = _page(make_study("word"))
    assert _options(page, "article") == ["Title word", "Other title word"]
    assert _options(page, "month")[:2] == ["2025-01", "2025-02"]
    assert _options(page, "name") == ["Authority word", "Company word"]


def test_names_are_dropped_when_the_lists_would_take_too_much_room(make_study: Make) -> None:
    # With names the lists take 57 characters here, without names 45 or fewer.
    limits = replace(PAGE, filter_characters=50)
    page = _page(make_study("word"), limits)
    assert _options(page, "name") == []
    assert _options(page, "article") == ["Title word", "Other title word"]
    assert all(len(row) == 3 for card in _places(page) for row in card)


def test_what_a_comment_answers_and_its_replies_stand_with_it(make_study: Make) -> None:
    content = make_study("word")
    assert isinstance(content.documents, InMemory)
    comments = list(content.documents.comments)
    for number in (4, 5, 6, 7):
        comments[number] = _answering(comments[number], "c003")
    page = _page(content.holding(comments))
    (card,) = page.xpath("//details[.//span[@class='id']='c003']/ancestor::li[@class='voice']")
    (replies,) = card.xpath(".//details[@class='replies']")
    assert replies.findtext("summary") == "4 replies"
    assert [q.text for q in replies.xpath(".//q")] == [
        f"So. Claim {number} word. Good night." for number in (4, 7, 6)
    ]
    assert "1 more in comments.csv" in replies.text_content()
    (other, *_) = page.xpath("//li[@class='voice'][.//span[@class='id']='c004']")
    (answered,) = other.xpath(".//p[@class='answers']")
    assert answered.findtext("q") == "So. Claim 3 word. Good night."
    assert answered.xpath(".//a/@href")


def _answering(tagged: TaggedComment, parent_id: str) -> TaggedComment:
    return replace(tagged, comment=replace(tagged.comment, parent_id=parent_id))
