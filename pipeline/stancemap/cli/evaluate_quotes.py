"""stancemap evaluate quotes: how many annotated quotes are found, and with whom."""

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import typer

if TYPE_CHECKING:
    from stancemap.learn.quote_scoring import QuoteScore


def evaluate_quotes(file: Path, predictions: Path | None, *, as_json: bool) -> None:
    """Score quotes on annotated articles, and write what was found."""
    from stancemap.learn.quote_rows import read_quote_rows
    from stancemap.learn.quote_scoring import find_in_rows, score, write_found
    from stancemap.tag.parsing import load_parser
    from stancemap.tag.quote_model import load_quote_model

    rows = read_quote_rows(file)
    read = list(find_in_rows(rows, load_parser(), load_quote_model()))
    for one in read:
        if one.problem:
            typer.echo(f"{file.name}, line {one.row.line}: {one.problem}", err=True)
    if predictions is not None:
        write_found(read, predictions)
    figures = score(read)
    typer.echo(figures.as_json() if as_json else "\n".join(_table(figures)))


def _table(figures: "QuoteScore") -> Iterator[str]:
    yield (
        f"quotes: {figures.n_gold:,} annotated in {figures.n_texts:,} texts, {figures.n_found:,}"
        f" found, {figures.n_matched:,} of them a pair"
    )
    yield f"{'':24}precision  recall     F1"
    for name, values in (
        (
            "words of content",
            (
                figures.content_token_precision,
                figures.content_token_recall,
                figures.content_token_f1,
            ),
        ),
        (
            "half of both contents",
            (
                figures.content_overlap_precision,
                figures.content_overlap_recall,
                figures.content_overlap_f1,
            ),
        ),
    ):
        precision, recall, f1 = values
        yield f"{name:24}{precision:9.3f}{recall:8.3f}{f1:7.3f}"
    yield (
        f"source found in {figures.source_accuracy:.3f} of the {figures.n_matched_with_source:,}"
        " pairs with a source"
    )
