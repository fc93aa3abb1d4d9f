"""The taggers of one process: every model, loaded once."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import ParamSpec, Protocol, TypeVar, runtime_checkable

from stancemap.codebook import Codebook
from stancemap.records import Stance
from stancemap.tag.claim_choice import load_claims
from stancemap.tag.claims import ClaimTagger
from stancemap.tag.language import LanguageTagger, load_language_tagger
from stancemap.tag.parsing import Parser, load_parser
from stancemap.tag.profile import DEFAULT_PROFILE, Profile
from stancemap.tag.quote_model import QuoteModel, load_quote_model
from stancemap.tag.recoverable import RECOVERABLE
from stancemap.tag.sentiment import SentimentTagger, load_sentiment_tagger
from stancemap.tag.spacy_packages import DEFAULT_MODEL
from stancemap.tag.stance import StanceQuestion, StanceTagger
from stancemap.tag.stance_choice import choose_stance_tagger
from stancemap.tag.stance_other import OtherModel

Arguments = ParamSpec("Arguments")
Answer = TypeVar("Answer")


@dataclass(frozen=True, slots=True)
class Taggers:
    """Everything that tags, with its models and the codes that it uses."""

    codebook: Codebook
    parser: Parser
    language: LanguageTagger
    sentiment: SentimentTagger
    stance: StanceTagger
    claims: ClaimTagger
    quotes: QuoteModel
    sides_of_quotes: bool = True
    """Whether the stance tagger is asked about quotes of articles and single claims as well."""


@dataclass(frozen=True, slots=True)
class Failure:
    """Why one text could not be tagged."""

    reason: str


def load_taggers(
    codebook: Codebook,
    spacy_model: str = DEFAULT_MODEL,
    profile: Profile = DEFAULT_PROFILE,
    stance_folder: Path | None = None,
    other: OtherModel | None = None,
) -> Taggers:
    """Load all models; some seconds, so once per process.

    The stance model is `other`, the one in `stance_folder`, or the one of the profile; where the
    codebook has codes that this one does not know, the codebook's own words decide.

    Raises:
        ModelError: one of them is missing, damaged, or does not fit the codebook.
    """
    return Taggers(
        codebook=codebook,
        parser=load_parser(spacy_model),
        language=load_language_tagger(),
        sentiment=load_sentiment_tagger(),
        stance=choose_stance_tagger(codebook, profile, stance_folder, other),
        claims=load_claims(profile),
        quotes=load_quote_model(),
        sides_of_quotes=other is None,
    )


def attempt(
    function: Callable[Arguments, Answer], *args: Arguments.args, **kwargs: Arguments.kwargs
) -> Answer | Failure:
    """Call a tagger on one text; what that text alone can break becomes a `Failure`."""
    try:
        return function(*args, **kwargs)
    except RECOVERABLE as error:
        return failure_of(error)


def failure_of(error: Exception) -> Failure:
    """Put an exception into words for the ledger."""
    message = " ".join(str(error).split())[:200]
    return Failure(f"{type(error).__name__}: {message}" if message else type(error).__name__)


class _HasReason(Protocol):
    @property
    def reason(self) -> str: ...


@runtime_checkable
class _Judge(Protocol):
    """A tagger that itself tells which comments have no stance, and why."""

    def judge(self, questions: Sequence[StanceQuestion]) -> Sequence[Stance | _HasReason]: ...


def ask_for_stances(
    tagger: StanceTagger, questions: Sequence[StanceQuestion]
) -> Sequence[Stance | Failure]:
    """Ask for all stances at once, or one by one where one of them breaks the batch."""
    if isinstance(tagger, _Judge):  # what failed there would fail, and cost, again
        judged = tagger.judge(questions)
        return [one if isinstance(one, Stance) else Failure(one.reason) for one in judged]
    together = attempt(tagger.tag, questions)
    if not isinstance(together, Failure):
        return together
    apart = [attempt(tagger.tag, [question]) for question in questions]
    return [one if isinstance(one, Failure) else one[0] for one in apart]
