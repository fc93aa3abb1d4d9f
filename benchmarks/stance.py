"""Measure the stance model and its baselines by thread, train what ships, write its card.

    python benchmarks/stance.py                     # figures only, from ../shared/data
    python benchmarks/stance.py DATA --ship         # also weights, metrics.json, recipe.toml, card

The labelled data does not ship with stancemap; learn/data.py says which files it needs.
"""

from pathlib import Path
from typing import Annotated

import typer

from stancemap._paths import MODELS
from stancemap.errors import StancemapError
from stancemap.learn.stance_study import Report, study, write_study

_DATA = Path(__file__).parents[2] / "shared" / "data"


def main(
    data: Annotated[Path, typer.Argument(help="Folder with gold/ and invented/.")] = _DATA,
    *,
    ship: Annotated[bool, typer.Option("--ship", help="Write models/stance-linear.")] = False,
) -> None:
    try:
        result = study(data, say=typer.echo)
    except StancemapError as error:
        typer.echo(str(error), err=True)
        raise typer.Exit(1) from error
    typer.echo(_table(result.report))
    if ship:
        write_study(result, MODELS / "stance-linear")
        typer.echo("wrote models/stance-linear")


def _table(report: Report) -> str:
    lines = [f"{'method':38} macro-F1 (95 % interval)  accuracy   ECE  F1 by code"]
    for name, f in report.methods.items():
        codes = " ".join(f"{code} {value:.2f}" for code, value in f.per_code_f1.items())
        lines.append(
            f"{name:38} {f.macro_f1:.3f} ({f.low:.3f} to {f.high:.3f})     {f.accuracy:.3f}"
            f"  {f.ece:.3f}  {codes}"
        )
    ours = report.methods[report.shipped]
    gain = report.gain_over_tfidf
    lines.append(
        f"over TF-IDF: {gain.mean:+.3f} ({gain.low:+.3f} to {gain.high:+.3f}), above zero in "
        f"{gain.above_zero:.1%} of resamples"
    )
    lines.append(f"answered {ours.answered:.0%}: macro-F1 {ours.answered_macro_f1:.3f}")
    lines += [
        f"surest {p.coverage:.0%}: macro-F1 {p.macro_f1:.3f}, accuracy {p.accuracy:.3f}"
        for p in ours.risk_coverage
    ]
    return "\n".join(lines)


if __name__ == "__main__":
    typer.run(main)
