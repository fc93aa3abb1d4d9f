"""From a profile to its stance model."""

from typing import assert_never

from stancemap.codebook import Codebook
from stancemap.tag.profile import Profile
from stancemap.tag.stance import StanceTagger, load_stance_tagger
from stancemap.tag.stance_encoder import load_encoder_stance_tagger


def load_profile(codebook: Codebook, profile: Profile) -> StanceTagger:
    """Load the stance model of a profile.

    Raises:
        ModelError: a file of it is missing, or it was trained for other codes.
    """
    match profile:
        case Profile.FAST:
            return load_stance_tagger(codebook)
        case Profile.THOROUGH:
            return load_encoder_stance_tagger(codebook)
        case _:
            assert_never(profile)
