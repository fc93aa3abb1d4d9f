"""What an endpoint would be asked about a labelled file, shown before anything is sent."""

from collections.abc import Callable, Sequence
from pathlib import Path

from stancemap.codebook import Codebook
from stancemap.errors import InputError
from stancemap.learn.scoring import Row
from stancemap.tag.stance_features import StanceQuestion
from stancemap.tag.stance_llm_cache import open_cache
from stancemap.tag.stance_llm_cost import Estimate, estimate
from stancemap.tag.stance_llm_endpoint import Endpoint


def agree_to_calls(
    rows: Sequence[Row],
    codebook: Codebook,
    endpoint: Endpoint,
    replies: Path,
    approve: Callable[[Estimate], bool],
) -> None:
    """Show the estimate for the rows that can be asked about.

    Raises:
        InputError: it was not agreed to; nothing was sent.
    """
    questions = (
        StanceQuestion(row.asked.target, row.asked.title, row.asked.parent, row.asked.text, ())
        for row in rows
        if not row.problem
    )
    if not approve(estimate(questions, codebook, endpoint, open_cache(replies))):
        raise InputError("nothing was sent: the calls were not agreed to")
