"""Score the claim model on threads it has not seen, beside taking every sentence.

`--train` writes the linear model that ships; `--encoder` scores an exported encoder instead, beside
the linear model in the same folds, and writes what it is mixed by. `--links` trains and writes the
model of links between claims alone, beside cues in the same run.

Example: python benchmarks/claims.py ../shared/data --train models/claims-linear
"""

import argparse
import json
from dataclasses import asdict
from pathlib import Path

from stancemap.learn.claim_lessons import read_lessons
from stancemap.learn.claim_mix import fit_mix, save_mix
from stancemap.learn.claims import (
    Recipe,
    cross_validate,
    make_examples,
    read_marked,
    read_propositions,
    save,
    train,
)
from stancemap.learn.links import (
    LinkRecipe,
    make_lessons,
    read_documents,
)
from stancemap.learn.links import cross_validate as cross_validate_links
from stancemap.learn.links import save as save_links
from stancemap.learn.links import train as train_links
from stancemap.tag.claim_encoder import NO_MIX, load_claim_encoder
from stancemap.tag.parsing import Parser, load_parser


def score_encoder(data: Path, folder: Path, parser: Parser) -> None:
    """Fit what an encoder is mixed by, score it beside the linear model, and write both."""
    judged = list(read_lessons(data / "gold/dev.jsonl.gz", "dev", parser))
    pool = list(read_marked(data / "gold/train_pool.jsonl.gz"))
    mix, scores = fit_mix(
        judged, list(make_examples(pool, parser)), load_claim_encoder(folder, NO_MIX), Recipe()
    )
    save_mix(mix, scores, folder)
    print(json.dumps(asdict(scores), indent=2))


def score_links(data: Path, folder: Path | None) -> None:
    """Score cues, and cues and model, on documents left out in turn; write the model if asked."""
    lessons, recipe = (
        make_lessons(read_documents(data / "claims/cdcp_train.jsonl.gz")),
        LinkRecipe(),
    )
    scores, scaled = cross_validate_links(lessons, recipe)
    print(json.dumps(asdict(scores), indent=2))
    if folder:
        save_links(train_links(lessons, scaled, recipe), scores, recipe, folder)


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("data", type=Path, help="folder with gold/ and claims/")
    arguments.add_argument("--train", type=Path, help="folder to write the model to")
    arguments.add_argument("--encoder", type=Path, help="folder of an exported claim encoder")
    arguments.add_argument("--links", type=Path, help="folder to write the model of links to")
    chosen = arguments.parse_args()
    if chosen.links:
        score_links(chosen.data, chosen.links)
        return
    parser, recipe = load_parser(), Recipe()
    if chosen.encoder:
        score_encoder(chosen.data, chosen.encoder, parser)
        return
    judged = list(read_marked(chosen.data / "gold/dev.jsonl.gz"))
    pool = list(read_marked(chosen.data / "gold/train_pool.jsonl.gz"))
    propositions = list(read_propositions(chosen.data / "claims/cdcp_train.jsonl.gz"))
    scores = cross_validate(judged, pool, propositions, parser, recipe)
    print(json.dumps(asdict(scores), indent=2))
    if chosen.train:
        examples = [one for part in (judged, pool) for one in make_examples(part, parser)]
        model = train(examples, propositions, scores.threshold, recipe)
        save(model, scores, recipe, chosen.train)
    score_links(chosen.data, None)


if __name__ == "__main__":
    main()
