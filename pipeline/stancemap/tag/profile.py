"""Which stance model tags; apart from the models, so that the command line stays quick."""

from enum import StrEnum


class Profile(StrEnum):
    """The stance models that ship; models/*/MODEL_CARD.md says how good and how fast each is."""

    FAST = "fast"
    """stance-linear: words and cues."""
    THOROUGH = "thorough"
    """stance-mpnet: a fine-tuned encoder."""


DEFAULT_PROFILE = Profile.THOROUGH
