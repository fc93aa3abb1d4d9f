"""Check what a language model answers, and turn it into a stance."""

import json
import re
from dataclasses import dataclass
from enum import StrEnum

from stancemap.codebook import Codebook
from stancemap.errors import StancemapError
from stancemap.records import Span, Stance
from stancemap.tag.stance_prompt import OwnWords

_DIGITS = 6
_MOST_FURTHER = 2
"""Without a limit, small models list codes until they run out of tokens."""


_THOUGHT = re.compile(r"<think>.*?</think>", re.DOTALL)
_DECODER = json.JSONDecoder()
_MOST_BRACES = 100


class InvalidAnswerError(StancemapError):
    """A model's answer that cannot be used; the message says why, to the model as to people."""


class Certainty(StrEnum):
    """How sure a model says that it is."""

    CERTAIN = "certain"
    PROBABLE = "probable"
    GUESS = "guess"


_WEIGHT = {Certainty.CERTAIN: 0.9, Certainty.PROBABLE: 0.7, Certainty.GUESS: 0.55}
"""What a stated certainty counts for. Set by hand: a model's own word is not calibrated."""


@dataclass(frozen=True, slots=True)
class Answer:
    """A valid answer; `also` in the codebook's order."""

    primary: str
    also: tuple[str, ...]
    evidence: Span | None
    certainty: Certainty


def answer_schema(codebook: Codebook) -> dict[str, object]:
    """Return the JSON schema of an answer by this codebook, its fields in the order of thought."""
    names = list(codebook.names)
    further = [name for name in names if name != codebook.residual]
    properties = {
        "primary": {"type": "string", "enum": names},
        "also": {
            "type": "array",
            "items": {"type": "string", "enum": further},
            "maxItems": _MOST_FURTHER,
        },
        "evidence": {"type": "string"},
        "certainty": {"type": "string", "enum": list(Certainty)},
    }
    return {
        "type": "object",
        "properties": properties,
        "required": list(properties),
        "additionalProperties": False,
    }


def read_answer(reply: str, own: OwnWords, codebook: Codebook) -> Answer:
    """Read a model's reply; words around its one JSON object are ignored.

    Raises:
        InvalidAnswerError: it has no such object, an unknown code, or evidence that the
            comment's own words do not contain.
    """
    fields = _json_object(reply)
    primary = fields.get("primary")
    if not isinstance(primary, str) or primary not in codebook.names:
        raise InvalidAnswerError(f'"primary" must be one of {", ".join(codebook.names)}')
    also = _further_codes(fields.get("also", []), primary, codebook)
    evidence = _evidence(fields.get("evidence", ""), own)
    if primary == codebook.residual:
        evidence = None
    elif evidence is None:
        raise InvalidAnswerError(
            '"evidence" must be a passage of the comment, copied character by character'
        )
    stated = fields.get("certainty")
    if stated not in list(Certainty):
        raise InvalidAnswerError(f'"certainty" must be one of {", ".join(Certainty)}')
    return Answer(primary, also, evidence, Certainty(str(stated)))


def _json_object(reply: str) -> dict[str, object]:
    """Find the one object of a reply, behind what a model thinks aloud.

    >>> _json_object('<think>{"a": 0}?</think> So {as it were}: {"a": 1} {')
    {'a': 1}
    """
    said = _THOUGHT.sub("", reply)
    found: list[dict[str, object]] = []
    start, tries = said.find("{"), 0
    while start >= 0 and tries < _MOST_BRACES:
        tries += 1
        try:
            value, end = _DECODER.raw_decode(said, start)
        except (ValueError, RecursionError):
            end = start + 1
        else:
            found += [value] if value else []
        start = said.find("{", end)
    if len(found) != 1:
        cut = "; it breaks off in its thoughts: allow longer answers" if "<think>" in said else ""
        raise InvalidAnswerError(f"it is not one JSON object{cut}")
    return found[0]


def _further_codes(value: object, primary: str, codebook: Codebook) -> tuple[str, ...]:
    if not isinstance(value, list) or not all(code in codebook.names for code in value):
        raise InvalidAnswerError(f'"also" must be a list from {", ".join(codebook.names)}')
    left_out = {codebook.residual, primary}
    if primary == codebook.residual:
        return ()
    return tuple(name for name in codebook.names if name in value and name not in left_out)


def _evidence(value: object, own: OwnWords) -> Span | None:
    return own.find(value) if isinstance(value, str) else None


def stance_of(answer: Answer, target: str, codebook: Codebook) -> Stance:
    """Make a stance of an answer.

    The probabilities are NOT calibrated: the primary code gets a fixed weight for the certainty
    that the model states, further codes share half of the rest, the others what is left. A stance
    that the model calls a guess counts as abstained.
    """
    weight = _WEIGHT[answer.certainty]
    others = [n for n in codebook.names if n != answer.primary and n not in answer.also]
    rest = 1 - weight
    for_also = rest if not others else rest / 2 if answer.also else 0.0
    shares = {answer.primary: weight if len(codebook.names) > 1 else 1.0}
    shares.update((name, for_also / len(answer.also)) for name in answer.also)
    shares.update((name, (rest - for_also) / len(others)) for name in others)
    return Stance(
        target=target,
        primary=answer.primary,
        codes=(answer.primary, *answer.also),
        probabilities=tuple(round(shares[name], _DIGITS) for name in codebook.names),
        confidence=round(shares[answer.primary], _DIGITS),
        abstained=answer.certainty is Certainty.GUESS,
        evidence=answer.evidence,
    )
