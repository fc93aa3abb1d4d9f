"""What a study depends on, and how it is carried out."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from stancemap.codebook import BUILT_IN
from stancemap.tag.profile import DEFAULT_PROFILE, Profile

DEFAULT_SPACY_MODEL = "en_core_web_sm"


@dataclass(frozen=True, slots=True)
class Settings:
    """What the bytes of a study depend on, beside its input and the models.

    `target` is the thing under debate where the input does not name it; `codebook` a built-in
    name or the path of a TOML file; `columns` maps our field names to columns of the input;
    `part_size` is the number of comments at which a part is closed; `profile` says which stance
    model tags, `stance_model` names a folder of one trained on own labels instead.
    """

    target: str = ""
    codebook: str = BUILT_IN
    columns: Mapping[str, str] = field(default_factory=dict)
    spacy_model: str = DEFAULT_SPACY_MODEL
    keep_authors: bool = False
    part_size: int = 400
    profile: Profile = DEFAULT_PROFILE
    stance_model: str = ""


@dataclass(frozen=True, slots=True)
class Execution:
    """How a study is carried out; nothing here changes a byte of what comes out."""

    workers: int = 1
    overwrite: bool = False
