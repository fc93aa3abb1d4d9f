"""What each part of the stance encoder's input and decision is worth, on unseen threads.

    python benchmarks/stance_ablations.py              # from ../shared/data; some minutes

The labelled data does not ship with stancemap; learn/data.py says which files it needs.
"""

from pathlib import Path
from typing import Annotated

import typer

from stancemap._paths import MODELS
from stancemap.codebook import load_codebook
from stancemap.errors import StancemapError
from stancemap.learn.data import Source, load_examples
from stancemap.learn.encoder_ablation import Ablation, Reader
from stancemap.learn.encoder_study import SEEDS, judged_of
from stancemap.tag.parsing import load_parser
from stancemap.tag.stance_encoder_model import load_builder, load_network, load_settings

_DATA = Path(__file__).parents[2] / "shared" / "data"


def main(
    data: Annotated[Path, typer.Argument(help="Folder with gold/.")] = _DATA,
    model: Annotated[Path, typer.Option(help="The model.")] = MODELS / "stance-mpnet",
) -> None:
    codebook = load_codebook()
    try:
        examples = load_examples(data, load_parser().nlp, [Source.DEV])
        reader = Reader(load_builder(model, load_settings(model).shape), load_network(model))
    except StancemapError as error:
        typer.echo(str(error), err=True)
        raise typer.Exit(1) from error
    logits = [reader.network.score(reader.builder.build(e.question)) for e in examples]
    judged = judged_of(examples, logits, codebook)
    figures = Ablation(examples, reader, judged, codebook, SEEDS).run()
    typer.echo(f"{'':34} macro-F1 (95 % interval)  accuracy   ECE  F1 by code")
    for name, f in figures.items():
        codes = " ".join(f"{code} {value:.2f}" for code, value in f.per_code_f1.items())
        typer.echo(
            f"{name:34} {f.macro_f1:.3f} ({f.low:.3f} to {f.high:.3f})     {f.accuracy:.3f}"
            f"  {f.ece:.3f}  {codes}"
        )


if __name__ == "__main__":
    typer.run(main)
