"""Stance models that do not ship: a chat endpoint, or a Hugging Face model, by the user's word."""

from dataclasses import dataclass
from pathlib import Path
from typing import TypeAlias

from stancemap.codebook import Codebook
from stancemap.tag.stance import StanceTagger
from stancemap.tag.stance_llm_endpoint import Endpoint
from stancemap.tag.stance_transformers import PretrainedModel


@dataclass(frozen=True, slots=True)
class ChatModel:
    """An endpoint, and the folder in which its replies are kept."""

    endpoint: Endpoint
    replies: Path


OtherModel: TypeAlias = ChatModel | PretrainedModel


def load_other_tagger(codebook: Codebook, model: OtherModel) -> StanceTagger:
    """Load the tagger of a model that does not ship; nothing is sent yet.

    Raises:
        ModelError: its extra is not installed, or the model does not fit the codebook.
        InputError: the endpoint's URL or numbers make no sense.
    """
    # Each needs an extra that most users do without.
    match model:
        case ChatModel():
            from stancemap.tag.stance_llm import load_llm_tagger  # noqa: PLC0415  # as above

            return load_llm_tagger(codebook, model.endpoint, model.replies)
        case PretrainedModel():
            from stancemap.tag.stance_transformers_torch import (  # noqa: PLC0415  # as above
                load_pretrained_tagger,
            )

            return load_pretrained_tagger(codebook, model)
