"""What a study depends on, and how it is carried out."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from stancemap.codebook import BUILT_IN
from stancemap.errors import EngineError
from stancemap.maps.edits import Edit
from stancemap.maps.given import GivenPoint
from stancemap.maps.settings import DEFAULT_GRANULARITY
from stancemap.study.engine_kind import EngineKind
from stancemap.tag.profile import DEFAULT_PROFILE, Profile
from stancemap.tag.stance_llm_cost import Estimate, Price
from stancemap.tag.stance_llm_endpoint import Endpoint
from stancemap.tag.stance_transformers import PretrainedModel
from stancemap.tag.user_aliases import UserAlias

DEFAULT_SPACY_MODEL = "en_core_web_sm"


@dataclass(frozen=True, slots=True)
class Settings:
    """What the bytes of a study depend on, beside its input and the models.

    `target` is the thing under debate where the input does not name it; `codebook` a built-in
    name or the path of a TOML file; `columns` maps our field names to columns of the input;
    `part_size` is the number of comments at which a part is closed; `profile` says which stance
    model tags, `stance_model` names a folder of one trained on own labels instead, `other_model` an
    endpoint or a Hugging Face model; `aliases` are the rows of an alias file, `edits` those of the
    study's `map_edits.csv`, which a run reads by itself. `granularity` says how coarse key points
    are; `key_points` are those that claims are matched to first.
    """

    target: str = ""
    codebook: str = BUILT_IN
    columns: Mapping[str, str] = field(default_factory=dict)
    spacy_model: str = DEFAULT_SPACY_MODEL
    keep_authors: bool = False
    part_size: int = 400
    profile: Profile = DEFAULT_PROFILE
    stance_model: str = ""
    other_model: Endpoint | PretrainedModel | None = None
    aliases: tuple[UserAlias, ...] = ()
    edits: tuple[Edit, ...] = ()
    granularity: str = DEFAULT_GRANULARITY.value
    key_points: tuple[GivenPoint, ...] = ()


@dataclass(frozen=True, slots=True)
class Execution:
    """How a study is carried out; nothing here changes a byte of what comes out.

    `approve` is shown what an endpoint would be asked, at `price` where one is given, and says
    whether to go on; without it only an endpoint on this machine is asked. `workers` counts the
    processes of the pool; the cluster at the address `scheduler` has its own.
    """

    workers: int = 1
    overwrite: bool = False
    approve: Callable[[Estimate], bool] | None = None
    price: Price | None = None
    engine: EngineKind = EngineKind.POOL
    scheduler: str = ""

    def __post_init__(self) -> None:
        if self.engine is EngineKind.DASK and not self.scheduler:
            raise EngineError(
                "--engine dask needs the address of a scheduler, such as"
                " --scheduler tcp://127.0.0.1:8786; start one with: dask scheduler"
            )
        if self.scheduler and self.engine is not EngineKind.DASK:
            raise EngineError("--scheduler is the address of a cluster: give --engine dask too")
