"""stancemap evaluate claims: how well claims are found, or propositions typed and linked."""

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import typer

if TYPE_CHECKING:
    from stancemap.learn.claim_scoring import ClaimScore


def evaluate_claims(file: Path, predictions: Path | None, *, as_json: bool) -> None:
    """Score claims on a labelled file, and write what was found."""
    from stancemap.learn.claim_rows import read_claim_rows
    from stancemap.learn.claim_scoring import claims_in_rows, score_claims, write_found_claims
    from stancemap.maps.link_model import load_link_model
    from stancemap.tag.claims import load_claim_tagger
    from stancemap.tag.parsing import load_parser

    rows = read_claim_rows(file)
    links = load_link_model()
    read = list(claims_in_rows(rows, load_parser(), load_claim_tagger(), links))
    for one in read:
        if one.problem:
            typer.echo(f"{file.name}, line {one.row.line}: {one.problem}", err=True)
    if predictions is not None:
        write_found_claims(read, predictions)
    figures = score_claims(read)
    typer.echo(figures.as_json() if as_json else "\n".join(_table(figures)))


def _table(figures: "ClaimScore") -> Iterator[str]:
    yield f"claims: {figures.n_rows:,} rows, {figures.n_failed:,} without answer"
    if figures.span_f1 is not None:
        yield (
            f"spans: {figures.n_claims:,} marked, {figures.n_found:,} found, precision "
            f"{figures.span_precision:.3f}, recall {figures.span_recall:.3f}, F1 "
            f"{figures.span_f1:.3f}; sentence has a claim or not: F1 {figures.sentence_f1:.3f}"
        )
    if figures.type_macro_f1 is not None and figures.type_f1 is not None:
        by_type = ", ".join(f"{label} {f1:.3f}" for label, f1 in figures.type_f1.items())
        yield (
            f"types of {figures.n_propositions:,} given propositions: macro-F1 "
            f"{figures.type_macro_f1:.3f} ({by_type})"
        )
        yield (
            f"links: {figures.n_links:,} marked, precision {figures.link_precision:.3f}, recall "
            f"{figures.link_recall:.3f}, F1 {figures.link_f1:.3f}"
        )
