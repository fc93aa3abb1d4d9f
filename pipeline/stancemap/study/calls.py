"""What an endpoint would be asked in a run, shown before anything is sent."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from stancemap.codebook import Codebook
from stancemap.errors import StudyError
from stancemap.study.plan import Plan
from stancemap.study.settings import Execution
from stancemap.tag.legible import is_empty, make_legible
from stancemap.tag.stance import StanceQuestion
from stancemap.tag.stance_llm_cache import open_cache
from stancemap.tag.stance_llm_cost import Estimate, Price, estimate
from stancemap.tag.stance_llm_endpoint import Endpoint

REPLIES = "replies"
"""Folder in the study that keeps an endpoint's replies; a new run of the study uses them again."""


def replies_folder(study: Path) -> Path:
    """Say where a study keeps an endpoint's replies."""
    return study / REPLIES


@dataclass(frozen=True, slots=True)
class Calls:
    """Which calls a run is about to make: those of parts that are not tagged yet."""

    plan: Plan
    numbers: Sequence[int]
    study: Path
    codebook: Codebook
    endpoint: Endpoint


def approve_calls(calls: Calls, execution: Execution) -> None:
    """Show what an endpoint would be asked, and stop where nobody agrees to it.

    Raises:
        StudyError: the user declined, or nobody was asked and the endpoint is another machine.
    """
    expected = estimate_calls(calls, execution.price)
    if execution.approve is not None:
        if not execution.approve(expected):
            raise StudyError("nothing was sent: the calls were not agreed to")
    elif not calls.endpoint.is_loopback:
        raise StudyError(
            f"nothing was sent. {expected}\nTo agree, pass `approve`, a function that is shown "
            f"this estimate and returns True"
        )


def estimate_calls(calls: Calls, price: Price | None = None) -> Estimate:
    """Count the calls and guess the tokens; comments in other languages count too."""
    cache = open_cache(replies_folder(calls.study))
    return estimate(_questions(calls), calls.codebook, calls.endpoint, cache, price)


def _questions(calls: Calls) -> Iterator[StanceQuestion]:
    titles = {article.article_id: article.title for article in calls.plan.articles()}
    for number in calls.numbers:
        if number < 0:  # articles have no stance
            continue
        comments, duplicates = calls.plan.part(number)
        texts = {comment.comment_id: make_legible(comment.text).text for comment in comments}
        for comment in comments:
            if comment.comment_id in duplicates or is_empty(comment.text):
                continue
            parent = texts.get(comment.parent_id, "")
            title = titles.get(comment.article_id, "")
            yield StanceQuestion(comment.target, title, parent, texts[comment.comment_id], ())
