"""Score the claim model on threads it has not seen, beside taking every sentence.

`--train` writes the model that ships.

Example: python benchmarks/claims.py ../shared/data --train models/claims-linear
"""

import argparse
import json
from dataclasses import asdict
from pathlib import Path

from stancemap.learn.claim_rows import read_claim_rows
from stancemap.learn.claim_scoring import claims_in_rows, score_claims
from stancemap.learn.claims import (
    Recipe,
    cross_validate,
    make_examples,
    read_marked,
    read_propositions,
    save,
    train,
)
from stancemap.tag.claims import MODEL, load_claim_tagger
from stancemap.tag.parsing import load_parser


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("data", type=Path, help="folder with gold/ and claims/")
    arguments.add_argument("--train", type=Path, help="folder to write the model to")
    chosen = arguments.parse_args()
    parser, recipe = load_parser(), Recipe()
    judged = list(read_marked(chosen.data / "gold/dev.jsonl.gz"))
    pool = list(read_marked(chosen.data / "gold/train_pool.jsonl.gz"))
    propositions = list(read_propositions(chosen.data / "claims/cdcp_train.jsonl.gz"))
    scores = cross_validate(judged, pool, propositions, parser, recipe)
    print(json.dumps(asdict(scores), indent=2))
    cdcp = read_claim_rows(chosen.data / "claims/cdcp_train.jsonl.gz")
    if chosen.train:
        examples = [one for part in (judged, pool) for one in make_examples(part, parser)]
        model = train(examples, propositions, scores.threshold, recipe)
        save(model, scores, recipe, chosen.train)
    links = score_claims(
        list(claims_in_rows(cdcp, parser, load_claim_tagger(chosen.train or MODEL)))
    )
    print(f"links by cues: P {links.link_precision} R {links.link_recall} F1 {links.link_f1}")


if __name__ == "__main__":
    main()
