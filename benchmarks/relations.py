"""How sure a reply relation can be that is read off two stances, by hand-coded reply pairs.

Reads labelled comments (JSON lines, gzipped, with id, thread_id, parent, target, text, primary).
Where both sides of a reply are coded, how often do first words that tell (agreement, disagreement)
have the sign that the stances give?

Example: python benchmarks/relations.py labelled.jsonl.gz
"""

import argparse
import gzip
import json
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from stancemap.maps.cues import answer_of
from stancemap.maps.opposition import relation_between


@dataclass(frozen=True, slots=True)
class Coded:
    """A comment with the stance that people gave it."""

    text: str
    stance: str
    parent: str


def _read(path: Path) -> Mapping[str, Coded]:
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        rows = [json.loads(line) for line in lines]
    return {row["id"]: Coded(row["text"], row["primary"], row["parent"]) for row in rows}


def _pairs(coded: Mapping[str, Coded]) -> Iterator[tuple[Coded, Coded]]:
    by_text = {one.text.strip(): one for one in coded.values()}
    for reply in coded.values():
        parent = coded.get(reply.parent) or by_text.get(reply.parent.strip())
        if parent is not None and parent is not reply:
            yield reply, parent


def _count(pairs: Sequence[tuple[Coded, Coded]]) -> Counter[str]:
    counts: Counter[str] = Counter()
    for reply, parent in pairs:
        sign = relation_between(reply.stance, parent.stance)
        answer = answer_of(reply.text)
        if sign is not None:
            counts[f"{sign} by stances"] += 1
        if sign is not None and answer is not None:
            agrees = "same" if answer.kind is sign else "other"
            counts[f"{sign} by stances, {agrees} by first words"] += 1
    return counts


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("labelled", type=Path)
    pairs = list(_pairs(_read(arguments.parse_args().labelled)))
    print(f"{len(pairs)} replies to coded comments")
    for name, count in sorted(_count(pairs).items()):
        print(f"{count:5} {name}")


if __name__ == "__main__":
    main()
