"""Score the claim model on threads it has not seen; `--train` writes the model that ships.

Example: python benchmarks/claims.py ../shared/data --train models/claims-linear
"""

import argparse
import json
from dataclasses import asdict
from pathlib import Path

from stancemap.learn.claims import (
    Recipe,
    cross_validate,
    make_examples,
    read_marked,
    read_propositions,
    save,
    train,
)
from stancemap.tag.parsing import load_parser


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("data", type=Path, help="folder with gold/ and claims/")
    arguments.add_argument("--train", type=Path, help="folder to write the model to")
    chosen = arguments.parse_args()
    parser, recipe = load_parser(), Recipe()
    judged = list(make_examples(list(read_marked(chosen.data / "gold/dev.jsonl.gz")), parser))
    pool = list(make_examples(list(read_marked(chosen.data / "gold/train_pool.jsonl.gz")), parser))
    propositions = list(read_propositions(chosen.data / "claims/cdcp_train.jsonl.gz"))
    scores = cross_validate(judged, pool, propositions, recipe)
    print(json.dumps(asdict(scores), indent=2))
    if chosen.train:
        model = train([*judged, *pool], propositions, scores.threshold, recipe)
        save(model, scores, recipe, chosen.train)


if __name__ == "__main__":
    main()
