"""Stance by a language model behind an OpenAI-compatible endpoint, on this machine by default.

Nothing is sent before `judge` or `tag` is called; `estimate` (stance_llm_cost) says what they
would send. Probabilities follow the certainty that the model states: they are not calibrated.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Protocol

from stancemap.codebook import Codebook
from stancemap.errors import InputError, StancemapError
from stancemap.records import Stance
from stancemap.tag.stance import StanceQuestion
from stancemap.tag.stance_llm_answer import Answer, InvalidAnswerError, read_answer, stance_of
from stancemap.tag.stance_llm_cache import ReplyCache, open_cache
from stancemap.tag.stance_llm_calls import Misfortunes, side_by_side
from stancemap.tag.stance_llm_client import CallFailedError, open_client
from stancemap.tag.stance_llm_endpoint import ChatRequest, Endpoint, Reply, chat_request
from stancemap.tag.stance_prompt import (
    Message,
    OwnWords,
    own_words,
    repair_messages,
    stance_messages,
)

_MOST_UNANSWERED = 10
_MOST_UNUSABLE = 20
"""So many comments in a row without an answer, or with none that can be used, stop the run."""


@dataclass(frozen=True, slots=True)
class StanceFailure:
    """Why one comment has no stance."""

    reason: str


class UnansweredError(StancemapError, ValueError):
    """Comments to which the model gave no valid answer.

    A `ValueError`, so that the tag room records it as the failure of a comment and goes on.
    """


class ChatClient(Protocol):
    """Anything that completes a chat."""

    def complete(self, request: ChatRequest) -> Reply:
        """Return the model's reply."""
        ...


@dataclass(frozen=True, slots=True)
class LlmStanceTagger:
    """Asks a language model about each comment. Make it with `load_llm_tagger`."""

    codebook: Codebook
    endpoint: Endpoint
    client: ChatClient
    cache: ReplyCache
    misfortunes: Misfortunes = field(default_factory=Misfortunes)

    def tag(self, questions: Sequence[StanceQuestion]) -> list[Stance]:
        """Return the stance of each comment to its target.

        Raises:
            UnansweredError: at least one comment got no valid answer. All were asked, and the
                replies are kept, so that asking for the others one by one costs nothing.
        """
        outcomes = self.judge(questions)
        failures = [outcome for outcome in outcomes if isinstance(outcome, StanceFailure)]
        if failures:
            counted = f" (and {len(failures) - 1} more)" if len(failures) > 1 else ""
            raise UnansweredError(failures[0].reason + counted)
        return [outcome for outcome in outcomes if isinstance(outcome, Stance)]

    def judge(self, questions: Sequence[StanceQuestion]) -> list[Stance | StanceFailure]:
        """Return for each comment its stance, or why there is none.

        Raises:
            ModelError: the endpoint is not there or refuses, or nothing that came back for many
                comments in a row could be used, so that asking on would be in vain.
        """
        different = list(dict.fromkeys(questions))
        judged = side_by_side(self._judge, different, self.endpoint.concurrency)
        outcomes = dict(zip(different, judged, strict=True))
        return [outcomes[question] for question in questions]

    def _judge(self, question: StanceQuestion) -> Stance | StanceFailure:
        own = own_words(question)
        if not own.stretches:
            return _no_stance(question.target, self.codebook)
        try:
            answer = self._answer(stance_messages(self.codebook, question), own)
        except InvalidAnswerError as error:
            reason = f"no valid answer after one repair: {error}"
            self.misfortunes.add(reason, self.endpoint.url, _MOST_UNUSABLE)
            return StanceFailure(reason)
        except CallFailedError as error:
            self.misfortunes.add(str(error), self.endpoint.url, _MOST_UNANSWERED)
            return StanceFailure(str(error))
        self.misfortunes.forget()
        return stance_of(answer, question.target, self.codebook)

    def _answer(self, messages: tuple[Message, ...], own: OwnWords) -> Answer:
        first = self._ask(messages)
        try:
            return read_answer(first.text, own, self.codebook)
        except InvalidAnswerError as error:
            again = self._ask((*messages, *repair_messages(first.text, str(error))))
        return read_answer(again.text, own, self.codebook)

    def _ask(self, messages: Sequence[Message]) -> Reply:
        request = chat_request(self.endpoint, self.codebook, messages)
        reply = self.cache.get(request)
        if reply is None:
            reply = self.client.complete(request)
            self.cache.put(request, reply)
        return reply


def load_llm_tagger(codebook: Codebook, endpoint: Endpoint, cache_folder: Path) -> LlmStanceTagger:
    """Make a tagger that asks an endpoint; nothing is sent yet.

    Raises:
        InputError: the endpoint's URL or numbers make no sense.
        ModelError: the extra `llm` is not installed, or the cache cannot be used.
    """
    if not endpoint.model or endpoint.concurrency < 1 or endpoint.patience.attempts < 1:
        raise InputError(
            f"the endpoint needs a model's name, concurrency and attempts of at least 1; it has "
            f"'{endpoint.model}', {endpoint.concurrency} and {endpoint.patience.attempts}"
        )
    return LlmStanceTagger(codebook, endpoint, open_client(endpoint), open_cache(cache_folder))


def _no_stance(target: str, codebook: Codebook) -> Stance:
    certain = tuple(float(name == codebook.residual) for name in codebook.names)
    return Stance(target, codebook.residual, (codebook.residual,), certain, 1.0)
