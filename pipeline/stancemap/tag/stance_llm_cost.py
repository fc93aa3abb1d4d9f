"""What asking a language model would take, before anything is sent."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from math import ceil

from stancemap.codebook import Codebook
from stancemap.tag.stance import StanceQuestion
from stancemap.tag.stance_llm_cache import ReplyCache
from stancemap.tag.stance_llm_endpoint import ChatRequest, Endpoint, chat_request, warning
from stancemap.tag.stance_prompt import Message, stance_messages

_CHARACTERS_PER_TOKEN = 3.5
"""English prose has more, names, slang and JSON fewer; only the endpoint knows."""
_USUAL_ANSWER = 80
_REPAIR = 100
_MILLION = 1_000_000


@dataclass(frozen=True, slots=True)
class Price:
    """What a million tokens cost, in the currency of the user's contract."""

    prompt: float
    answer: float


@dataclass(frozen=True, slots=True)
class Estimate:
    """What a run would ask for; tokens are guessed from the number of characters.

    `most_calls` and `most_cost` are for the worst case: every answer as long as allowed, and
    every first answer unusable.
    """

    comments: int
    cached: int
    prompt_tokens: int
    answer_tokens: int
    most_tokens: tuple[int, int]
    price: Price | None
    warning: str

    @property
    def calls(self) -> int:
        """Calls if every first answer can be used."""
        return self.comments - self.cached

    @property
    def most_calls(self) -> int:
        """Calls if none can."""
        return 2 * self.calls

    @property
    def cost(self) -> float | None:
        """What it would usually cost; nothing is known without a price."""
        return _cost(self.price, self.prompt_tokens, self.answer_tokens)

    @property
    def most_cost(self) -> float | None:
        """What it can cost at most, as far as the guess about tokens holds."""
        return _cost(self.price, *self.most_tokens)

    def __str__(self) -> str:
        lines = [
            f"{self.comments:,} different questions, {self.cached:,} of them answered before: "
            f"{self.calls:,} calls (at most {self.most_calls:,}), about {self.prompt_tokens:,} "
            f"tokens to read and {self.answer_tokens:,} to write",
        ]
        if self.cost is not None and self.most_cost is not None:
            lines.append(f"about {self.cost:,.2f} at your price, at most {self.most_cost:,.2f}")
        return "\n".join([*lines, *filter(None, [self.warning])])


def estimate(
    questions: Iterable[StanceQuestion],
    codebook: Codebook,
    endpoint: Endpoint,
    cache: ReplyCache,
    price: Price | None = None,
) -> Estimate:
    """Count calls and guess tokens; equal questions count once, answered ones cost nothing.

    Questions may be unsplit (`sentences=()`): then quoted words count too, which errs upwards,
    and what was answered before may not be recognised.
    """
    asked: dict[ChatRequest, int] = {}
    for question in questions:
        messages = stance_messages(codebook, question)
        asked[chat_request(endpoint, codebook, messages)] = _tokens(messages)
    missing = [tokens for request, tokens in asked.items() if cache.get(request) is None]
    prompt = sum(missing)
    longest = len(missing) * endpoint.longest_answer
    return Estimate(
        comments=len(asked),
        cached=len(asked) - len(missing),
        prompt_tokens=prompt,
        answer_tokens=len(missing) * min(_USUAL_ANSWER, endpoint.longest_answer),
        most_tokens=(2 * prompt + longest + len(missing) * _REPAIR, 2 * longest),
        price=price,
        warning=warning(endpoint),
    )


def _tokens(messages: Sequence[Message]) -> int:
    return ceil(sum(len(message.content) for message in messages) / _CHARACTERS_PER_TOKEN)


def _cost(price: Price | None, prompt_tokens: int, answer_tokens: int) -> float | None:
    if price is None:
        return None
    return (prompt_tokens * price.prompt + answer_tokens * price.answer) / _MILLION
