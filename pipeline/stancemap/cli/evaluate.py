"""stancemap evaluate: how good what is found is, on a labelled file."""

from collections.abc import Iterator, Sequence
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from stancemap.cli.other_model import (
    Download,
    EndpointModel,
    EndpointUrl,
    HuggingFace,
    Labels,
    Yes,
)
from stancemap.tag.profile import DEFAULT_PROFILE, Profile

if TYPE_CHECKING:
    from stancemap.learn.scoring import Scoring

_MOST_PROBLEMS = 20


class Tag(StrEnum):
    """What can be evaluated."""

    STANCE = "stance"
    QUOTES = "quotes"
    ENTITIES = "entities"
    CLAIMS = "claims"
    KEYPOINTS = "keypoints"


def evaluate(
    tag: Annotated[Tag, typer.Argument(help="What to evaluate.")],
    file: Annotated[Path, typer.Argument(help="Labelled rows: .jsonl or .jsonl.gz.")],
    predictions: Annotated[
        Path | None, typer.Option(help="Write one answer per row here.", show_default=False)
    ] = None,
    model: Annotated[
        Path | None,
        typer.Option(help="A model of `stancemap train`, not one that ships.", show_default=False),
    ] = None,
    codebook: Annotated[
        str, typer.Option(help="A built-in codebook, or the path of a TOML file.")
    ] = "technology",
    profile: Annotated[Profile, typer.Option(help="The model that ships.")] = DEFAULT_PROFILE,
    endpoint: EndpointModel = "",
    endpoint_url: EndpointUrl = "",
    yes: Yes = False,
    hugging_face: HuggingFace = "",
    label: Labels = None,
    allow_download: Download = False,
    split: Annotated[str, typer.Option(help="Only rows of this `split`, such as dev.")] = "",
    as_json: Annotated[bool, typer.Option("--json", help="Print the figures as JSON.")] = False,
) -> None:
    """Score a stance model on a labelled file: macro-F1, F1 per label, accuracy, calibration.

    Each line is an object with text, target (or topic, or claim) and primary (or label): codes of
    the codebook; pro, con, neutral; agree, disagree, discuss; or favor, against, none.

    Or quotes on articles, each line with text and attributions: source, cue and content as
    [[start, end], …]; or entities on the folder of a labelled corpus, a folder of several, or one
    document a line with text and mentions; or claims, each line with text and claims as
    [[start, end], …], or in the shape of CDCP. Only --predictions and --json count then.

    Or keypoints: how well arguments are matched to key points, each line with topic, stance,
    argument, key_point and match (0 or 1), as in ArgKP; --profile counts too.

    Example: stancemap evaluate stance labelled.jsonl --predictions answers.jsonl --json
    """
    _spare_labels(file, predictions)
    if tag is not Tag.STANCE:
        _evaluate_found(tag, file, predictions, profile, as_json=as_json)
        return
    from stancemap.cli.other_model import asking, other_model_of, replies_beside
    from stancemap.codebook import load_codebook
    from stancemap.learn.scoring import predict_rows, read_rows, scheme_of, score, write_predictions
    from stancemap.learn.scoring_calls import agree_to_calls
    from stancemap.tag.parsing import load_parser
    from stancemap.tag.stance_choice import choose_stance_tagger, weakness
    from stancemap.tag.stance_llm_endpoint import Endpoint
    from stancemap.tag.stance_other import ChatModel

    codes = load_codebook(codebook)
    rows = read_rows(file, split)
    scheme = scheme_of(rows, codes)
    named = other_model_of(
        endpoint, endpoint_url, hugging_face, label or [], download=allow_download
    )
    replies = replies_beside(predictions or file)
    if isinstance(named, Endpoint):
        agree_to_calls(rows, codes, named, replies, asking(yes=yes))
    other = ChatModel(named, replies) if isinstance(named, Endpoint) else named
    tagger = choose_stance_tagger(codes, profile, model, other)
    if note := weakness(tagger, codes):
        typer.echo(note, err=True)
    answers = list(predict_rows(rows, scheme, tagger, codes, load_parser()))
    _say_problems(file.name, [(one.row.line, one.problem) for one in answers if one.problem])
    if predictions is not None:
        write_predictions(answers, predictions)
    scoring = score(answers)
    typer.echo(scoring.as_json() if as_json else "\n".join(_table(scoring, tag)))


def _spare_labels(file: Path, predictions: Path | None) -> None:
    from stancemap.errors import InputError

    if predictions is not None and predictions.exists() and predictions.samefile(file):
        raise InputError(f"--predictions {predictions} is the labelled file; name another")


def _evaluate_found(
    tag: Tag, file: Path, predictions: Path | None, profile: Profile, *, as_json: bool
) -> None:
    """Score what is found without a stance model."""
    from stancemap.cli.evaluate_claims import evaluate_claims
    from stancemap.cli.evaluate_entities import evaluate_entities
    from stancemap.cli.evaluate_keypoints import evaluate_keypoints
    from stancemap.cli.evaluate_quotes import evaluate_quotes

    if tag is Tag.QUOTES:
        evaluate_quotes(file, predictions, as_json=as_json)
    if tag is Tag.ENTITIES:
        evaluate_entities(file, predictions, as_json=as_json)
    if tag is Tag.CLAIMS:
        evaluate_claims(file, predictions, as_json=as_json)
    if tag is Tag.KEYPOINTS:
        evaluate_keypoints(file, predictions, profile, as_json=as_json)


def _say_problems(name: str, problems: Sequence[tuple[int, str]]) -> None:
    for line, problem in problems[:_MOST_PROBLEMS]:
        typer.echo(f"{name}, line {line}: {problem}", err=True)
    if len(problems) > _MOST_PROBLEMS:
        typer.echo(f"{name}: {len(problems) - _MOST_PROBLEMS} more rows without answer", err=True)


def _table(scoring: "Scoring", tag: Tag) -> Iterator[str]:
    yield (
        f"{tag}: {scoring.score.n} labelled rows of {scoring.n_rows}, {scoring.n_failed} without"
        f" answer, {scoring.n_unlabelled} without label"
    )
    yield f"{'':12}{'rows':>6}  macro-F1  accuracy    ECE"
    for name, part in {"all": scoring.score, **scoring.parts}.items():
        row = f"{part.macro_f1:8.3f}  {part.accuracy:8.3f}  {part.ece:5.3f}"
        yield f"{name.replace('_', '-'):12}{part.n:6}  {row}"
    yield "F1 by label: " + ", ".join(f"{k} {v:.2f}" for k, v in scoring.score.per_label_f1.items())
