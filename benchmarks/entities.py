"""Score the names found and their merging: B-cubed on the bundled corpora, and on hard cases.

The rules were made with the bundled corpora in sight, so their figures are in-sample. The hard
cases (tests/tag/hard_aliases.jsonl) were invented and labelled before the rules for them were
written, but by the same hand, and some words of theirs are in its lists. The fresh cases
(fresh_aliases.jsonl) were written when the rules were done, and no rule was changed for them. All
are invented. Beside them: the same mentions merged by their spelling alone.

Example: python benchmarks/entities.py corpus
"""

import argparse
import time
from collections.abc import Sequence
from pathlib import Path

from stancemap.learn.entities import (
    EntityScore,
    NamedCorpus,
    by_spelling,
    entity_taggers,
    find_entities,
    read_entity_gold,
    score_entities,
)
from stancemap.tag.taggers import Taggers

_CASES = Path(__file__).parents[1] / "tests" / "tag"
_APART = {"hard cases": "hard_aliases.jsonl", "fresh cases": "fresh_aliases.jsonl"}


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("corpora", type=Path, help="folder with a folder for each corpus")
    taggers = entity_taggers()
    print("in-sample            gold  matched  found  mention P     R    F1  B-cubed P     R    F1")
    every = _found(arguments.parse_args().corpora, taggers)
    for one in every:
        _print(one.gold.name, one.score())
    _print("all", score_entities(every))
    _print("  by spelling alone", score_entities([by_spelling(one) for one in every]))
    for name, file in _APART.items():
        apart = _found(_CASES / file, taggers)
        _print(name, score_entities(apart))
        _print("  by spelling alone", score_entities([by_spelling(one) for one in apart]))


def _found(path: Path, taggers: Taggers) -> Sequence[NamedCorpus]:
    started = time.process_time()
    found = [find_entities(gold, taggers) for gold in read_entity_gold(path)]
    print(f"# {path.name}: {time.process_time() - started:.1f} CPU seconds")
    return found


def _print(name: str, score: EntityScore) -> None:
    print(
        f"{name:<20} {score.n_gold:>4}  {score.n_matched:>7}  {score.n_found:>5}"
        f"  {score.mention_precision:>9.3f} {score.mention_recall:.3f} {score.mention_f1:.3f}"
        f"  {score.b_cubed_precision:>9.3f} {score.b_cubed_recall:.3f} {score.b_cubed_f1:.3f}"
    )


if __name__ == "__main__":
    main()
