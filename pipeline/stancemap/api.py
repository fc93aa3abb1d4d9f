"""The main job as one function."""

from collections.abc import Callable, Mapping
from pathlib import Path

from stancemap.codebook import BUILT_IN, load_codebook
from stancemap.maps.given import GivenPoint, read_given_points
from stancemap.maps.settings import DEFAULT_GRANULARITY, settings_of
from stancemap.study import Execution, Profile, Settings, Study, run_study
from stancemap.study.engine_kind import EngineKind
from stancemap.tag.profile import DEFAULT_PROFILE
from stancemap.tag.stance_llm_cost import Estimate
from stancemap.tag.stance_llm_endpoint import Endpoint
from stancemap.tag.stance_transformers import PretrainedModel
from stancemap.tag.user_aliases import read_user_aliases


def run(
    *inputs: str | Path,
    out: str | Path,
    target: str = "",
    codebook: str | Path = BUILT_IN,
    columns: Mapping[str, str] | None = None,
    profile: Profile | str = DEFAULT_PROFILE,
    stance_model: str | Path = "",
    other_model: Endpoint | PretrainedModel | None = None,
    approve: Callable[[Estimate], bool] | None = None,
    aliases: str | Path = "",
    key_points: str | Path = "",
    granularity: str = DEFAULT_GRANULARITY,
    workers: int = 1,
    scheduler: str = "",
    keep_authors: bool = False,
    overwrite: bool = False,
) -> Study:
    """Read articles and comments, tag and map them, and write a study folder.

    Args:
        inputs: files and folders to read.
        out: the folder of the study; a half-done study of the same recipe is taken up there.
        target: the thing under debate where the input names none; without it, each article's title.
        codebook: a built-in codebook, or the path of a TOML file.
        columns: our field names to columns of the input, such as `{"text": "body"}`.
        profile: the stance model, "thorough" (more accurate) or "fast".
        stance_model: a folder that `stancemap train` wrote, to use that model instead.
        other_model: a chat endpoint or a Hugging Face model to tag stances instead.
        approve: is shown what an endpoint would be asked, and returns whether to go on; without
            it only an endpoint on this machine is asked.
        aliases: an edited `aliases.csv` of a study: which names are one entity, and which are not.
        key_points: a CSV list of key points (text and, if wanted, target and stance) that claims
            are matched to first.
        granularity: "coarse", "medium" or "fine" key points, or the least mean likeness of the
            claims of one, between 0 and 1.
        workers: processes; with more than one, call this below `if __name__ == "__main__":`.
        scheduler: the address of a Dask scheduler, to tag on its workers instead.
        keep_authors: export the names of commenters instead of pseudonyms.
        overwrite: replace the study that is in the folder.

    Raises:
        StancemapError: nothing could be read, or the folder holds something else; see `errors`.
        ValueError: there is no such profile.
    """
    settings_of(granularity=granularity)  # says at once what is wrong with it
    settings = Settings(
        target=target,
        codebook=str(codebook),
        columns=dict(columns or {}),
        keep_authors=keep_authors,
        profile=Profile(profile),
        stance_model=str(stance_model),
        other_model=other_model,
        aliases=read_user_aliases(Path(aliases)) if aliases else (),
        granularity=str(granularity),
        key_points=_given(key_points, codebook),
    )
    execution = Execution(
        workers=workers,
        overwrite=overwrite,
        approve=approve,
        engine=EngineKind.DASK if scheduler else EngineKind.POOL,
        scheduler=scheduler,
    )
    return run_study([Path(path) for path in inputs], Path(out), settings, execution)


def _given(path: str | Path, codebook: str | Path) -> tuple[GivenPoint, ...]:
    return read_given_points(Path(path), load_codebook(str(codebook)).names) if path else ()
