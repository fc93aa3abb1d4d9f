"""The card of the model of links, from its metrics.json: no figure in it is typed by hand."""

from collections.abc import Mapping
from typing import Any

_CARD = """# links-linear: which claim of a comment is a reason for which

A logistic regression over ordered pairs of claims that stand at most four claims apart: hashed
words and word pairs of both, their vectors by `static-minilm`, cues such as a modal verb, and how
near, in which order and how alike they are. Where a word such as "because" already says how two
neighbours hang together, the cue counts and the model is not asked. Weights are a safetensors file
in half precision.

## How good it is

On {n_documents:,} public comments of CDCP (debt-collection rules, Park and Cardie 2018) with
{n_propositions:,} given propositions and {n_links:,} marked links (reason or evidence), five folds
by document; scale and threshold of a fold come from the other folds:

| | precision | recall | F1 |
|---|---|---|---|
| cues alone | {cue_precision:.3f} | {cue_recall:.3f} | {cue_f1:.3f} |
| cues and model | {link_precision:.3f} | {link_recall:.3f} | {link_f1:.3f} |

Links by the model alone: precision {model_precision:.3f}. The probability is off by
{calibration_error:.3f} on average over all {n_pairs:,} pairs without a cue, and by
{confidence_error:.3f} over those taken as links (in bins of .1). Links are taken from a probability
of {threshold:.2f} on, the best F1 on these documents; argument maps show those from .4 on.

Printed by `python benchmarks/claims.py DATA --links models/links-linear`, which also makes the
model, with the setting in `recipe.toml`.

## Limits

- Most of the links that it adds are none to the coders: read them as hints, with their probability.
- Learnt from one legal consultation, whose propositions fill the whole text. Claims that stancemap
  finds in news comments are fewer and further apart; how good it is there is not measured.
- Support alone: CDCP has no attacks. English only. No text of CDCP ships, and none can be read from
  the weights, since words are hashed.
- The penalty was chosen on the same documents, which may flatter the figures slightly.
"""


def link_card(metrics: Mapping[str, Any]) -> str:
    """Fill the card with the figures."""
    return _CARD.format(**metrics)
