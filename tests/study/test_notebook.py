from html.parser import HTMLParser
from pathlib import Path

import pandas as pd

from stancemap.study.notebook import study_html

COUNTS = dict.fromkeys(
    ("articles", "comments", "claims", "entities", "quotes", "relations", "key_points"), 1_234
)


class _Tags(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.tags: set[str] = set()
        self.words = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:  # noqa: ARG002 - as the parser calls it
        self.tags.add(tag)

    def handle_data(self, data: str) -> None:
        self.words += f"{data}|"


def _shown(text: str, n_comments: int) -> _Tags:
    points = pd.DataFrame(
        [
            {
                "key_point_id": "k1",
                "target": "t",
                "stance": "s",
                "text": text,
                "n_comments": n_comments,
            }
        ]
    )
    shown = _Tags()
    shown.feed(study_html(Path('a"b'), {"counts": COUNTS}, points))
    return shown


def test_counts_and_the_largest_key_points_are_shown() -> None:
    shown = _shown("They run at night.", 3)
    assert "1,234|" in shown.words
    assert "They run at night.|3|" in shown.words


def test_words_of_readers_stay_text() -> None:
    shown = _shown("<script>alert(1)</script><img src=x onerror=y>", 2)
    assert shown.tags == {"p", "strong", "a", "table", "thead", "tbody", "tr", "th", "td"}


def test_a_single_claim_is_no_key_point() -> None:
    assert "alone" not in _shown("alone", 1).words
