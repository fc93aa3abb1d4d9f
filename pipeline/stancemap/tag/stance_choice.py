"""Which stance tagger answers: one from elsewhere, the user's own, one that ships, or words."""

from pathlib import Path

from stancemap.codebook import Codebook, load_codebook
from stancemap.tag.profile import DEFAULT_PROFILE, Profile
from stancemap.tag.stance import StanceTagger, load_stance_tagger
from stancemap.tag.stance_by_codebook import CodebookTagger, load_codebook_tagger
from stancemap.tag.stance_other import OtherModel, load_other_tagger
from stancemap.tag.stance_own import is_own_model, load_own_tagger
from stancemap.tag.stance_profiles import load_profile


def choose_stance_tagger(
    codebook: Codebook,
    profile: Profile = DEFAULT_PROFILE,
    folder: Path | None = None,
    other: OtherModel | None = None,
) -> StanceTagger:
    """Load the model from elsewhere, the one in a folder, or the one that ships.

    Codes that the models that ship do not know are tagged by the codebook's words.

    Raises:
        ModelError: a model is missing or damaged, or the one in the folder has other codes.
        InputError: an endpoint's URL or numbers make no sense.
    """
    if other is not None:
        return load_other_tagger(codebook, other)
    if folder is not None:
        loaded = load_own_tagger if is_own_model(folder) else load_stance_tagger
        return loaded(codebook, folder)
    if has_trained_codes(codebook):
        return load_profile(codebook, profile)
    return load_codebook_tagger(codebook)


def has_trained_codes(codebook: Codebook) -> bool:
    """Say whether the models that ship were trained for the codes of a codebook."""
    trained = load_codebook()
    return (codebook.names, codebook.residual) == (trained.names, trained.residual)


def weakness(tagger: StanceTagger, codebook: Codebook) -> str:
    """Say in words where a tagger knows no labels, and what to do; else nothing."""
    if not isinstance(tagger, CodebookTagger):
        return ""
    return (
        f"No model was trained for the codes of '{codebook.name}': stances are told from the cues, "
        f"definitions and examples in the codebook alone, which is weak. Label 100 comments or "
        f"more and run `stancemap train STUDY labels.csv --codebook FILE --out MODEL`."
    )
