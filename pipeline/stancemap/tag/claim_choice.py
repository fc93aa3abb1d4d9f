"""From a profile to its claim model."""

from typing import assert_never

from stancemap.tag.claim_encoder import EncoderClaimTagger, load_claim_encoder
from stancemap.tag.claims import ClaimTagger, load_claim_tagger
from stancemap.tag.profile import Profile


def for_articles(tagger: ClaimTagger) -> ClaimTagger:
    """Return what judges articles: the encoder learnt from comments alone and is left out."""
    return tagger.linear if isinstance(tagger, EncoderClaimTagger) else tagger


def load_claims(profile: Profile) -> ClaimTagger:
    """Load the claim model of a profile.

    Raises:
        ModelError: a file of it is missing or damaged.
    """
    match profile:
        case Profile.FAST:
            return load_claim_tagger()
        case Profile.THOROUGH:
            return load_claim_encoder()
        case _:
            assert_never(profile)
