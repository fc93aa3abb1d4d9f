"""The report as a reader meets it: opened in Chromium, filtered, read by keyboard and by axe."""

import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from importlib.resources import files
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, sync_playwright

from stancemap.export.report import ReportContent, write_report

Make = Callable[..., ReportContent]

BROWSER = shutil.which("chromium") or shutil.which("chromium-browser")
pytestmark = pytest.mark.skipif(
    BROWSER is None, reason="no chromium here; on Debian: apt-get install chromium"
)

HOSTILE = [
    "<script>document.title = 'taken over'</script>",
    "<img src=x onerror=\"document.title = 'taken over'\">",
    "</style><script>document.title = 'taken over'</script>",
    "</script><svg onload=\"document.title = 'taken over'\">",
    "javascript:document.title='taken-over' https://example.org/x.png",
    "' autofocus onfocus='document.title=\"taken over\"' x='",
]
AXE = (files("axe_playwright_python") / "axe.min.js").read_text(encoding="utf-8")
UNFOLD = """document.querySelectorAll('details').forEach((each) => { each.open = true; });
document.querySelectorAll('.columns').forEach((each) => {
  each.style.contentVisibility = 'visible';
});"""
SHOWN_CARDS = ".point:not([hidden])"


@dataclass
class Opened:
    """A page with all that it asked for and complained of."""

    page: Page
    requests: list[str] = field(default_factory=list)
    complaints: list[str] = field(default_factory=list)

    def shown(self) -> list[str]:
        """The labels of the cards that are not filtered away."""
        return self.page.locator(f"{SHOWN_CARDS} .label bdi").all_text_contents()


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    # As root and in containers Chromium has no sandbox; it only ever opens pages made here.
    flags = ["--no-sandbox", "--disable-dev-shm-usage"]
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=BROWSER, args=flags)
        yield chromium
        chromium.close()


@pytest.fixture(scope="module")
def report(make_study: Make, tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("report") / "report.html"
    write_report(make_study("word"), path)
    return path


def opened(browser: Browser, path: Path, goal: str = "", **how: object) -> Opened:
    page = browser.new_context(**how).new_page()  # type: ignore[arg-type]  # options by name
    page.set_default_timeout(30_000)
    found = Opened(page)
    page.on("request", lambda request: found.requests.append(request.url))
    page.on("console", lambda message: found.complaints.append(message.text))
    page.on("pageerror", lambda error: found.complaints.append(str(error)))
    page.goto(f"{path.as_uri()}{goal}")
    return found


@pytest.fixture
def at(browser: Browser, report: Path) -> Iterator[Opened]:
    found = opened(browser, report)
    yield found
    found.page.context.close()


@pytest.mark.parametrize("word", HOSTILE)
def test_text_from_outside_stays_text_and_asks_for_nothing(
    word: str, browser: Browser, make_study: Make, tmp_path: Path
) -> None:
    path = tmp_path / "report.html"
    write_report(make_study(word), path)
    at = opened(browser, path)
    at.page.locator("#open-all").click()
    at.page.evaluate(UNFOLD)
    assert at.page.title() == f"Study {word} · stancemap"
    assert at.page.locator(".voice blockquote").first.inner_text() == (
        f"So. Claim 0 {word}. Good night."
    )
    assert at.page.locator("img, main script, iframe, object").count() == 0
    assert at.requests == [path.as_uri()]
    assert at.complaints == []
    at.page.context.close()


def test_page_opens_with_its_cards_closed_and_counted(at: Opened) -> None:
    assert at.page.locator(".point > details[open]").count() == 0
    assert at.page.locator("#found").inner_text() == "3 cards, with 24 comments."
    assert at.requests == [at.page.url]
    assert at.complaints == []


def test_filters_combine_count_and_are_reset(at: Opened) -> None:
    page = at.page
    page.get_by_role("combobox", name="Month").select_option(label="2025-01 (4)")
    assert page.locator("#found").inner_text() == "1 of 3 cards fit, with 4 of 24 comments."
    assert at.shown() == ["Point 0 word."]
    assert page.locator(f"{SHOWN_CARDS} .fit").first.text_content() == "4 of 8 fit"
    page.get_by_label("Words").fill("claim 12")
    assert page.locator("#found").inner_text() == "1 of 3 cards fit, with 1 of 24 comments."
    page.locator("input[value=oppose]").uncheck()
    assert at.shown() == []
    page.get_by_role("button", name="Reset filters").click()
    assert len(at.shown()) == 3
    assert page.get_by_role("combobox", name="Month").input_value() == ""
    assert page.get_by_label("Words").input_value() == ""
    assert page.get_by_role("button", name="Reset filters").is_disabled()


def test_options_count_what_the_other_filters_leave(at: Opened) -> None:
    at.page.get_by_role("combobox", name="Name").select_option(label="Authority word (2)")
    months = at.page.get_by_role("combobox", name="Month").locator("option").all_text_contents()
    assert months[:3] == ["all", "2025-01 (1)", "2025-02 (1)"]
    assert at.shown() == ["Point 0 word.", "Point 1 word."]


def test_filter_by_article_finds_comments_without_room_on_the_page(
    browser: Browser, make_study: Make, tmp_path: Path
) -> None:
    path = tmp_path / "report.html"
    write_report(make_study("word", n_comments=300), path)
    at = opened(browser, path)
    at.page.get_by_role("combobox", name="Article").select_option(label="Title word (150)")
    assert at.page.locator("#found").inner_text() == ("3 of 3 cards fit, with 150 of 300 comments.")
    at.page.context.close()


def test_keyboard_alone_filters_opens_and_resets(at: Opened) -> None:
    page = at.page
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.textContent") == "Skip to the map"
    page.keyboard.press("Enter")
    while page.evaluate("document.activeElement.id") != "find":
        page.keyboard.press("Tab")
    page.keyboard.type("k2")
    assert len(at.shown()) == 1
    page.keyboard.press("Escape")
    assert len(at.shown()) == 3
    while page.evaluate("document.activeElement.parentElement.id") != "k1":
        page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    assert page.locator("#k1").get_attribute("open") is not None


def test_badge_leads_to_the_other_card_even_when_it_is_filtered_away(at: Opened) -> None:
    page = at.page
    page.get_by_label("Words").fill("k1")
    assert len(at.shown()) == 1
    badge = page.locator(".point > .badges a").first
    goal = str(badge.get_attribute("href"))[1:]
    badge.click()
    page.wait_for_function("document.activeElement.tagName === 'SUMMARY'")
    assert page.evaluate("document.activeElement.parentElement.id") == goal
    assert page.locator("#found").inner_text().startswith("Filters were reset")


def test_address_of_a_card_opens_it(browser: Browser, report: Path) -> None:
    at = opened(browser, report, goal="#k2-1")
    assert at.page.locator("#k2").get_attribute("open") is not None
    assert at.page.locator("#k2-1 blockquote").is_visible()
    at.page.context.close()


def test_claim_opens_its_comment_with_claim_and_evidence_marked(at: Opened) -> None:
    at.page.locator("#k1 > summary").click()
    at.page.locator("#k1-1 > summary").click()
    mark = at.page.locator("#k1-1 mark").first
    assert mark.is_visible()
    assert set(str(mark.get_attribute("class")).split()) == {"claim", "evidence"}


@pytest.mark.parametrize("width", [390, 1240])
def test_nothing_sticks_out_at_the_side(browser: Browser, report: Path, width: int) -> None:
    at = opened(browser, report, viewport={"width": width, "height": 900})
    at.page.locator("#k1 > summary").click()
    assert at.page.evaluate("document.documentElement.scrollWidth") == width
    at.page.context.close()


def test_without_script_all_is_there_but_the_filters(browser: Browser, report: Path) -> None:
    at = opened(browser, report, java_script_enabled=False)
    assert not at.page.locator(".filters").is_visible()
    at.page.locator("#k1 > summary").click()
    at.page.locator("#k1-1 > summary").click()
    assert at.page.locator("#k1-1 blockquote").is_visible()
    at.page.context.close()


def test_printed_page_holds_every_key_point(at: Opened) -> None:
    at.page.emulate_media(media="print")
    at.page.evaluate("dispatchEvent(new Event('beforeprint'))")
    assert at.page.locator(".point").last.is_visible()
    assert not at.page.locator(".filters").is_visible()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_serious(browser: Browser, report: Path, scheme: str) -> None:
    at = opened(browser, report, color_scheme=scheme)
    at.page.evaluate(UNFOLD)
    at.page.evaluate(AXE)
    found = at.page.evaluate("axe.run().then(result => result.violations)")
    bad = {each["id"]: each["nodes"][0]["html"] for each in found}
    assert bad == {}
    at.page.context.close()
