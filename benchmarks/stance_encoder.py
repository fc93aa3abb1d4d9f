"""Calibrate and measure the stance encoder that lies in models/stance-mpnet, write its card.

    python benchmarks/stance_encoder.py                # figures only, from ../shared/data
    python benchmarks/stance_encoder.py DATA --ship    # also config, metrics.json, recipe, card

The graph itself is made by `python -m stancemap.learn.export_encoder`. The labelled data does not
ship with stancemap; learn/data.py says which files it needs.
"""

import json
from pathlib import Path
from typing import Annotated

import typer

from stancemap._paths import MODELS
from stancemap.errors import StancemapError
from stancemap.learn.encoder_card import render_encoder_card
from stancemap.learn.encoder_contrasts import load_all_lessons
from stancemap.learn.encoder_report import Stage, metrics_of, read_stages, write_encoder_study
from stancemap.learn.encoder_study import study_encoder
from stancemap.learn.encoder_train_data import count_lessons
from stancemap.tag.parsing import load_parser

_DATA = Path(__file__).parents[2] / "shared" / "data"


def main(
    data: Annotated[Path, typer.Argument(help="Folder with gold/, invented/, stance/.")] = _DATA,
    *,
    ship: Annotated[bool, typer.Option("--ship", help="Write into the model's folder.")] = False,
    stage: Annotated[
        list[Path] | None,
        typer.Option(help="result.json of a stage that came after those in the recipe, in order."),
    ] = None,
) -> None:
    folder = MODELS / "stance-mpnet"
    try:
        stages = [*read_stages(folder), *(Stage.read(path) for path in stage or [])]
        lessons = load_all_lessons(data, load_parser().nlp, int(stages[-1].settings["seed"]))
        result = study_encoder(data, folder, count_lessons(lessons), say=typer.echo)
    except StancemapError as error:
        typer.echo(str(error), err=True)
        raise typer.Exit(1) from error
    typer.echo(render_encoder_card(json.loads(metrics_of(result.report))))
    if ship:
        write_encoder_study(result, stages, data, folder)
        typer.echo("wrote models/stance-mpnet")


if __name__ == "__main__":
    typer.run(main)
