"""stancemap run: the main job."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from stancemap.cli.other_model import (
    Download,
    EndpointModel,
    EndpointUrl,
    HuggingFace,
    Labels,
    Prices,
    Yes,
)
from stancemap.study.engine_kind import EngineKind
from stancemap.tag.profile import DEFAULT_PROFILE, Profile

if TYPE_CHECKING:
    from stancemap.study import Study

Inputs = Annotated[
    list[Path],
    typer.Argument(help="Files and folders to read; see `stancemap formats`.", show_default=False),
]
Columns = Annotated[
    list[str] | None,
    typer.Option(
        "--column",
        metavar="FIELD=COLUMN",
        help="Read FIELD from COLUMN, such as text=body; may be given again.",
    ),
]
_SHOWN_NOTES = 20

Quiet = Annotated[bool, typer.Option("--quiet", "-q", help="No progress on stderr.")]
Overwrite = Annotated[
    bool, typer.Option("--overwrite", help="Replace the study that is in the folder.")
]
Workers = Annotated[
    int,
    typer.Option(
        min=0,
        help="Processes; 0 is one per processor, or one where an endpoint is asked. The result is"
        " the same.",
    ),
]

Where = Annotated[
    EngineKind,
    typer.Option(
        "--engine",
        help="Where parts are tagged: pool is processes here, dask the workers of a cluster."
        " The result is the same. See docs/clusters.md.",
    ),
]
Scheduler = Annotated[
    str,
    typer.Option(
        metavar="ADDRESS",
        help="The Dask scheduler for --engine dask, such as tcp://10.0.0.1:8786.",
        show_default=False,
    ),
]

Aliases = Annotated[
    Path | None,
    typer.Option(
        help="An edited aliases.csv of a study: which names are one entity, which are not.",
        show_default=False,
    ),
]

KeyPoints = Annotated[
    Path | None,
    typer.Option(
        help="A CSV file with the columns text and, if wanted, target and stance: key points that"
        " claims are matched to first. The others are grouped as without it.",
        show_default=False,
    ),
]

HowCoarse = Annotated[
    str,
    typer.Option(
        help="How much alike the claims of a key point are: coarse, medium, fine, or the least mean"
        " likeness, between 0 and 1.",
    ),
]

StanceProfile = Annotated[
    Profile,
    typer.Option(
        "--profile",
        help="The stance model: thorough is more accurate, fast is faster. How good and how fast"
        " each was measured to be: models/stance-mpnet/MODEL_CARD.md (thorough) and"
        " models/stance-linear/MODEL_CARD.md (fast).",
    ),
]


def run(
    inputs: Inputs,
    out: Annotated[Path, typer.Option(help="The folder of the study to make.", show_default=False)],
    target: Annotated[
        str,
        typer.Option(
            help="The thing under debate, a short noun phrase, where the input names none."
            " Without it: each article's title.",
            show_default=False,
        ),
    ] = "",
    codebook: Annotated[
        str, typer.Option(help="A built-in codebook, or the path of a TOML file.")
    ] = "technology",
    column: Columns = None,
    profile: StanceProfile = DEFAULT_PROFILE,
    stance_model: Annotated[
        Path | None,
        typer.Option(
            help="A folder that `stancemap train` wrote: that model instead of the profile's.",
            show_default=False,
        ),
    ] = None,
    endpoint: EndpointModel = "",
    endpoint_url: EndpointUrl = "",
    price: Prices = "",
    yes: Yes = False,
    hugging_face: HuggingFace = "",
    label: Labels = None,
    allow_download: Download = False,
    aliases: Aliases = None,
    key_points: KeyPoints = None,
    granularity: HowCoarse = "medium",
    workers: Workers = 0,
    engine: Where = EngineKind.POOL,
    scheduler: Scheduler = "",
    keep_authors: Annotated[
        bool,
        typer.Option("--keep-authors", help="Export names of commenters instead of pseudonyms."),
    ] = False,
    overwrite: Overwrite = False,
    quiet: Quiet = False,
) -> None:
    """Read articles and comments, tag and map them, and write a study folder.

    A run that was interrupted goes on where it stood when the same command is given again.

    Example: stancemap run exports/ --out study --target "heat pumps"
    """
    from stancemap.cli.columns import parse_columns
    from stancemap.cli.other_model import asking, other_model_of, price_of
    from stancemap.cli.progress import progress_for
    from stancemap.cli.summary import summary_of
    from stancemap.codebook import load_codebook
    from stancemap.maps.given import read_given_points
    from stancemap.maps.settings import settings_of
    from stancemap.study import Execution, Settings, run_study
    from stancemap.tag.user_aliases import read_user_aliases

    settings_of(profile, granularity)  # says at once what is wrong with it
    stances = load_codebook(codebook).names
    settings = Settings(
        target=target,
        codebook=codebook,
        columns=parse_columns(column or []),
        keep_authors=keep_authors,
        profile=profile,
        stance_model=str(stance_model) if stance_model else "",
        other_model=other_model_of(
            endpoint, endpoint_url, hugging_face, label or [], download=allow_download
        ),
        aliases=read_user_aliases(aliases) if aliases else (),
        granularity=granularity,
        key_points=read_given_points(key_points, stances) if key_points else (),
    )
    execution = Execution(
        workers,
        overwrite,
        approve=asking(yes=yes),
        price=price_of(price),
        engine=engine,
        scheduler=scheduler,
    )
    study = run_study(inputs, out, settings, execution, progress_for(quiet=quiet))
    typer.echo(summary_of(study))
    _say_notes(study, asked=bool(endpoint))
    if not stance_model and settings.other_model is None:
        _warn_of_weakness(codebook)


def _say_notes(study: "Study", *, asked: bool) -> None:
    notes = study.manifest["notes"]
    for note in notes[:_SHOWN_NOTES]:
        typer.echo(f"Note     {note}", err=True)
    if len(notes) > _SHOWN_NOTES:
        typer.echo(f"Note     {len(notes) - _SHOWN_NOTES} more: see manifest.json", err=True)
    if asked and (study.comments["status"] == "failed").any():
        typer.echo(
            "Note     the same command with --overwrite asks again about comments that got no"
            " answer; replies are kept and cost nothing",
            err=True,
        )


def _warn_of_weakness(codebook: str) -> None:
    from stancemap.codebook import load_codebook
    from stancemap.tag.stance_choice import choose_stance_tagger, has_trained_codes, weakness

    codes = load_codebook(codebook)
    if not has_trained_codes(codes):
        typer.echo(weakness(choose_stance_tagger(codes), codes), err=True)
