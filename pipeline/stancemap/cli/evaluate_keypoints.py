"""stancemap evaluate keypoints: how well arguments are matched to key points."""

import json
from pathlib import Path

import typer

from stancemap.tag.profile import Profile


def evaluate_keypoints(
    file: Path, predictions: Path | None, profile: Profile, *, as_json: bool
) -> None:
    """Score the matcher on labelled pairs, and write the score of each."""
    from stancemap.learn.key_point_rows import debates_of, read_pair_rows
    from stancemap.learn.key_point_scoring import (
        matcher_scores,
        score_matches,
        write_scores,
    )
    from stancemap.maps.matching import encoder_of

    rows = read_pair_rows(file)
    debates = debates_of(rows)
    scores = matcher_scores(debates, encoder_of(profile))
    if predictions is not None:
        write_scores(rows, debates, scores, predictions)
    found = score_matches(debates, scores)
    if as_json:
        figures = {
            "map_strict": found.strict,
            "map_relaxed": found.relaxed,
            "n_pairs": len(rows),
            "n_debates": len(debates),
        }
        typer.echo(json.dumps(figures, indent=1))
        return
    typer.echo(
        f"key points: {len(rows):,} labelled pairs in {len(debates):,} debates (topic and side)\n"
        f"mAP of the better half of arguments with their best key point: strict"
        f" {found.strict:.3f}, relaxed {found.relaxed:.3f}"
    )
