"""stancemap train: a stance model on the researcher's own labels."""

from pathlib import Path
from typing import Annotated

import typer

from stancemap.tag.profile import DEFAULT_PROFILE, Profile


def train(
    study: Annotated[Path, typer.Argument(help="The study that the labelled comments are in.")],
    labels: Annotated[Path, typer.Argument(help="CSV with comment_id (or text) and stance.")],
    out: Annotated[Path, typer.Option(help="The folder of the model to make.", show_default=False)],
    codebook: Annotated[
        str, typer.Option(help="A built-in codebook, or the path of a TOML file.")
    ] = "technology",
    profile: Annotated[
        Profile, typer.Option(help="The model that ships on which this one builds.")
    ] = DEFAULT_PROFILE,
) -> None:
    """Train a stance model on your own labels, and say how good it is on comments not learnt from.

    From 100 labels of the debate on it is worth the while; fewer than 10 are refused.

    Example: stancemap train study labels.csv --out my-model
    """
    from stancemap.codebook import load_codebook
    from stancemap.errors import ModelError
    from stancemap.learn.label_file import read_labels
    from stancemap.learn.own_card import report_lines, write_own
    from stancemap.learn.own_labels import match_labels, read_comments, train_own
    from stancemap.study import Study
    from stancemap.tag.stance_own import is_own_model

    if out.exists() and not is_own_model(out) and any(out.iterdir()):
        raise ModelError(f"{out} is not empty and holds no such model; choose another --out")
    codes = load_codebook(codebook)
    matched = match_labels(read_labels(labels), read_comments(Study(study)), codes)
    training = train_own(matched, codes, profile)
    write_own(training, out)
    for line in report_lines(training.report):
        typer.echo(line)
    typer.echo(f"Model    {out}")
