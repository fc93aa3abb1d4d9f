import base64
import hashlib
import re
from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import lxml.html
import pytest

from stancemap.codebook import load_codebook
from stancemap.export.report import ReportContent, write_report
from stancemap.export.report.documents import InMemory
from stancemap.export.report.write import render

Make = Callable[..., ReportContent]

HOSTILE = [
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    "</style><script>alert(1)</script>",
    "\"></style> ' onmouseover='alert(1)",
    "</script></details></main><h1>",
    "<!-- --> <![CDATA[ ]]> &lt;b&gt; &#60;",
    "{{ 7 * 7 }} {% raw %}",
    "javascript:alert(1) https://example.org/x.png",
    "\u202eright to left override\u2066",
    "nul \x00 escape \x1b surrogate \ud800",
]


def _parsed(html: str) -> lxml.html.HtmlElement:
    return lxml.html.document_fromstring(html)


def _page(content: ReportContent) -> lxml.html.HtmlElement:
    return _parsed(render(content))


@pytest.fixture(scope="module")
def page(make_study: Make) -> lxml.html.HtmlElement:
    return _page(make_study("word"))


def _outline(page: lxml.html.HtmlElement) -> Counter[tuple[str, ...]]:
    """How often each element occurs with which attributes."""
    return Counter((str(found.tag), *sorted(found.attrib)) for found in page.iter())


@pytest.mark.parametrize("word", HOSTILE)
def test_text_from_outside_makes_no_element_and_no_attribute(
    word: str, make_study: Make, page: lxml.html.HtmlElement
) -> None:
    assert _outline(_page(make_study(word))) == _outline(page)


@pytest.mark.parametrize("word", HOSTILE[:-1])
def test_text_from_outside_is_shown_as_it_is(word: str, make_study: Make) -> None:
    page = _page(make_study(word))
    (quote, *_) = page.xpath("//li[@class='voice']//blockquote")
    assert quote.text_content() == f"So. Claim 0 {word}. Good night."
    assert page.findtext(".//h1") == f"Study {word}"


def test_lone_surrogates_and_control_characters_do_not_reach_the_page(make_study: Make) -> None:
    html = render(make_study(HOSTILE[-1]))
    assert not re.search("[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff]", html)


def test_policy_allows_only_the_inline_style_and_script_that_are_there(
    page: lxml.html.HtmlElement,
) -> None:
    (policy,) = page.xpath("//meta[@http-equiv='Content-Security-Policy']/@content")
    rules = dict(rule.split(" ", maxsplit=1) for rule in policy.split("; "))
    assert rules["default-src"] == "'none'"
    assert rules["base-uri"] == rules["form-action"] == "'none'"
    for rule, tag in (("style-src", "style"), ("script-src", "script")):
        (element,) = page.xpath(f"//{tag}")
        digest = hashlib.sha256(str(element.text).encode()).digest()
        assert rules[rule] == f"'sha256-{base64.b64encode(digest).decode()}'"


def test_nothing_points_outside_the_page(page: lxml.html.HtmlElement) -> None:
    addresses = page.xpath("//@src | //@href | //@action | //@data | //@*[name()='xlink:href']")
    assert addresses
    assert all(address.startswith("#") for address in addresses)


def test_neither_style_nor_script_loads_anything(page: lxml.html.HtmlElement) -> None:
    inline = "".join(page.xpath("//style/text() | //script/text()"))
    assert not re.search(r"https?:|url\(|@import|fetch|XMLHttp|import\(", inline)


def test_policy_would_block_no_attribute_that_is_there(make_study: Make) -> None:
    names = {name for found in _page(make_study("word")).iter() for name in found.attrib}
    assert "style" not in names
    assert not {name for name in names if str(name).startswith("on")}


def test_ids_are_unique_and_every_link_resolves(page: lxml.html.HtmlElement) -> None:
    ids = page.xpath("//@id")
    assert len(ids) == len(set(ids))
    assert {link[1:] for link in page.xpath("//@href")} <= set(ids)


def test_badges_lead_from_each_end_of_a_relation_to_the_other(
    page: lxml.html.HtmlElement,
) -> None:
    cards = {str(card.xpath("./details/@id")[0]): card for card in page.xpath("//li[@data-stance]")}
    links = {
        (card_id, row.findtext("dt"), link[1:])
        for card_id, card in cards.items()
        for row in card.xpath("./dl/div")
        for link in row.xpath(".//@href")
    }
    texts = {card_id: card.xpath(".//bdi")[0].text for card_id, card in cards.items()}
    named = {(texts[card][:7], does, texts[other][:7]) for card, does, other in links}
    assert named == {
        ("Point 0", "attacks", "Point 1"),
        ("Point 1", "attacked by", "Point 0"),
        ("Point 2", "supports", "Point 1"),
        ("Point 1", "supported by", "Point 2"),
    }


def test_claim_and_evidence_are_marked_in_the_comment(make_study: Make) -> None:
    (mark, *_) = _page(make_study("word")).xpath("//li[@class='voice']//mark")
    assert mark.text == "Claim 0 word."
    assert set(mark.get("class").split()) == {"claim", "evidence"}


def test_passage_that_a_comment_answers_stands_with_it(make_study: Make) -> None:
    page = _page(make_study("word"))
    (card,) = page.xpath("//li[@class='voice'][.//span[@class='id']='c003']")
    (passage,) = card.xpath(".//p[contains(@class, 'passage')]")
    assert passage.text_content() == "answers the article, where the Authority word says Said word"


def test_readers_are_counted_with_and_against_the_voice_that_they_answer(make_study: Make) -> None:
    (table,) = _page(make_study("word")).xpath("//div[@aria-label='Whom readers answer']/table")
    _, row = table.xpath("./tbody/tr")
    cells = [" ".join(cell.text_content().split()) for cell in row.xpath("./*")]
    assert cells[:4] == ["Authority word Title word", "◆support", "3", "33% 1 against"]
    assert cells[6] == "33% 1 with"


def test_filters_are_hidden_until_the_script_shows_them(make_study: Make) -> None:
    (panel,) = _page(make_study("word")).xpath("//div[@role='search']")
    assert "hidden" in panel.attrib


def test_page_says_how_many_comments_of_a_key_point_it_leaves_out(make_study: Make) -> None:
    page = _page(make_study("word", n_comments=60))
    card = page.xpath("//li[@data-stance='oppose']")[0]
    assert len(card.xpath(".//li[@class='voice']")) == 12
    assert "8 more comments in claims.csv (key_point_id kp0)" in card.text_content()


def test_ledger_that_does_not_balance_is_called_out(make_study: Make) -> None:
    content = make_study("word")
    assert "24 ingested = 24 tagged + 0 empty ✓ balances" in _page(content).text_content()
    short = replace(content.ledger[1], count=23)
    broken = replace(content, ledger=[content.ledger[0], short, *content.ledger[2:]])
    assert "✗ does not balance" in _page(broken).text_content()


def test_order_of_the_input_does_not_change_the_page(make_study: Make) -> None:
    content = make_study("word")
    assert isinstance(content.documents, InMemory)
    turned = replace(
        content.holding(content.documents.comments[::-1]),
        key_points=content.key_points[::-1],
        entities=content.entities[::-1],
        quotes=content.quotes[::-1],
    )
    assert render(turned) == render(content)


def test_a_study_of_nothing_is_still_a_page(tmp_path: Path) -> None:
    path = tmp_path / "report.html"
    write_report(ReportContent("Nothing", load_codebook()), path)
    page = _parsed(path.read_text(encoding="utf-8"))
    assert "No comment was tagged." in page.text_content()
    assert {link[1:] for link in page.xpath("//@href")} <= set(page.xpath("//@id"))
