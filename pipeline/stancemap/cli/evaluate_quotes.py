"""stancemap evaluate quotes: how many annotated quotes are found, and with whom."""

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import typer

if TYPE_CHECKING:
    from stancemap.learn.quote_scoring import QuoteScore, ReadRow


def evaluate_quotes(file: Path, predictions: Path | None, *, as_json: bool) -> None:
    """Score quotes on annotated articles, and write what was found."""
    from stancemap.learn.quote_scoring import score, write_found

    read = _read(file)
    for one in read:
        if one.problem:
            typer.echo(f"{file.name}, line {one.row.line}: {one.problem}", err=True)
    if predictions is not None:
        write_found(read, predictions)
    figures = score(read)
    typer.echo(figures.as_json() if as_json else "\n".join(_table(figures)))


def _read(file: Path) -> "list[ReadRow]":
    from stancemap.learn.entities import entity_taggers
    from stancemap.learn.quote_gold import find_in_folder, gold_folders
    from stancemap.learn.quote_rows import read_quote_rows
    from stancemap.learn.quote_scoring import find_in_rows
    from stancemap.tag.parsing import load_parser
    from stancemap.tag.quote_model import load_quote_model

    if folders := gold_folders(file):
        taggers = entity_taggers()
        return [one for folder in folders for one in find_in_folder(folder, taggers)]
    return list(find_in_rows(read_quote_rows(file), load_parser(), load_quote_model()))


def _table(figures: "QuoteScore") -> Iterator[str]:
    yield (
        f"quotes: {figures.n_gold:,} annotated in {figures.n_texts:,} texts, {figures.n_found:,}"
        f" found, {figures.n_matched:,} of them a pair"
    )
    yield f"{'':24}precision  recall     F1"
    words = figures.content_token_precision, figures.content_token_recall, figures.content_token_f1
    pairs = (
        *(figures.content_overlap_precision, figures.content_overlap_recall),
        figures.content_overlap_f1,
    )
    for name, (precision, recall, f1) in (("words", words), ("half of both contents", pairs)):
        yield f"{name:24}{precision:9.3f}{recall:8.3f}{f1:7.3f}"
    yield (
        f"source found in {figures.source_accuracy:.3f} of the {figures.n_matched_with_source:,}"
        " pairs with a source"
    )
    named = figures.n_named_right, figures.n_named_wrong, figures.n_left_open
    if any(named):
        yield "speakers by name: {:,} right, {:,} wrong, {:,} left open".format(*named)
