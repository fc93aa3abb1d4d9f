"""Write a stance model's card from its metrics.json, so that no figure in it is typed by hand."""

import json
from collections.abc import Mapping
from pathlib import Path

METRICS_FILE = "metrics.json"
CARD_FILE = "MODEL_CARD.md"

_HEAD = """# stance-linear

Says what stance a reader comment takes to a target: oppose, pragmatic, inevitable, support or none,
with a calibrated probability for each. Two logistic regressions (scikit-learn), averaged: one on
cues from the codebook, mood (VADER), the comment's shape and its static embedding; one on hashed
words and word pairs (TF-IDF). Words that the comment quotes from others are left out.

## How good it is

{n_comments:,} real comments of {n_threads} threads, cross-validated by thread with {n_folds} folds
and {n_seeds} seeds. Whatever shares thread, text, target or title with the held-out threads is
taken out of the training part first; calibration and thresholds come from the other folds.
Intervals (95 %) resample whole threads. The settings of training were chosen among some forty
variants on these same comments, so expect slightly less elsewhere. Two coders reach a macro-F1
of .91 against each other on such comments; both were language models reading the same codebook,
so take that as an upper bound.

{methods}

| F1 | {codes} |
|---|{rules}|
{per_code}

Over TF-IDF the gain in macro-F1 is {gain[mean]:.3f} (95 % interval {gain[low]:.3f} to
{gain[high]:.3f}; above zero in {gain[above_zero]:.1%} of resamples).

**This is a weak tagger.** On debates that it has never seen it is right on {accuracy:.0%} of
comments. Use its shares as a first look, and code a sample by hand before you report them. On the
{answered:.0%} of comments on which it does not abstain, its macro-F1 is {answered_macro_f1:.2f}.

### Where it is sure

It abstains where it is less certain of its choice than {abstain_below}, which are the
{abstain_share:.0%} of development comments where it is least certain, and where the code chosen is
less probable than one in five; its best guess is kept, and marked. How many to set aside is a
choice: the table shows what answering fewer buys.

| share answered, surest first | macro-F1 | accuracy |
|---|---|---|
{risk}

### What it takes for what (comments, mean over seeds)

| coded as \\ tagged as | {codes} |
|---|{rules}|
{confusion}

## How it decides

The code with the largest probability wins after a lean to rare codes (minus the logarithm of a
code's share in real comments, times one number fitted for macro-F1). A further code holds if its
probability passes its own threshold, set so that as many are given as coders gave. The evidence is
the own sentence that, read alone, makes the chosen code likeliest.

## What it learnt from

{n_examples:,} labelled comments: public reader comments (New York Times debates, Reddit, CoCoLoFa,
YouTube and others) labelled by the built-in codebook, {n_invented:,} invented ones, and the
codebook's own examples and cues. The public ones do not ship.
Shares of codes in real comments: {priors}.
Training weights are drawn towards these, since the invented comments have a mix of their own.
Settings, seeds and the hashes of the data files are in recipe.toml.

Tried and left out because it did not help on unseen threads: the pro and con labels of VAST,
FNC-ARC and SemEval as an additional score, the vectors of target and parent beside the comment's,
and a small neural network on the same features.

## Limits

English only. It knows which words are for and against in general, hardly which are for or against
this target: irony, praise of a rival, and replies that need their parent are often wrong.
`inevitable` is rare ({n_inevitable} of the comments judged), so its F1 is uncertain. Not made to
judge single people.

Licence: MIT, as the code; the embedding it rests on is Apache-2.0 (see static-minilm).
"""


def write_card(folder: Path) -> None:
    """Write the card of the model in a folder from the metrics there."""
    metrics = json.loads((folder / METRICS_FILE).read_text(encoding="utf-8"))
    (folder / CARD_FILE).write_text(render_card(metrics), encoding="utf-8", newline="\n")


def render_card(metrics: Mapping[str, object]) -> str:
    """Put metrics, as the benchmark writes them, into the card's words.

    Raises:
        KeyError: a figure is missing.
    """
    data, methods = _mapping(metrics["data"]), _mapping(metrics["methods"])
    ours = _mapping(methods[str(metrics["shipped"])])
    codes = list(_mapping(ours["per_code_f1"]))
    priors = _mapping(data["priors"])
    return _HEAD.format(
        **data | {"priors": ", ".join(f"{code} {share:.2g}" for code, share in priors.items())},
        **{key: ours[key] for key in ("accuracy", "answered", "answered_macro_f1")},
        gain=metrics["gain_over_tfidf"],
        abstain_below=metrics["abstain_below"],
        abstain_share=metrics["abstain_share"],
        methods=_method_table(methods),
        codes=" | ".join(codes),
        rules="|".join("---" for _ in codes),
        per_code="\n".join(
            _row(name, [f"{_mapping(_mapping(m)['per_code_f1'])[code]:.2f}" for code in codes])
            for name, m in methods.items()
        ),
        risk="\n".join(
            _row(f"{p['coverage']:.0%}", [f"{p['macro_f1']:.2f}", f"{p['accuracy']:.2f}"])
            for p in _list(ours["risk_coverage"])
        ),
        confusion="\n".join(
            _row(code, [f"{n:.0f}" for n in row])
            for code, row in zip(codes, _list(ours["confusion"]), strict=True)
        ),
    )


def _method_table(methods: Mapping[str, object]) -> str:
    lines = ["| method | macro-F1 | 95 % interval | accuracy | ECE |", "|---|---|---|---|---|"]
    for name, figures in methods.items():
        m = _mapping(figures)
        cells = [f"{m['macro_f1']:.3f}", f"{m['low']:.3f} to {m['high']:.3f}",
                 f"{m['accuracy']:.3f}", f"{m['ece']:.3f}"]  # fmt: skip
        lines.append(_row(name, cells))
    return "\n".join(lines)


def _row(head: str, cells: list[str]) -> str:
    return f"| {head} | {' | '.join(cells)} |"


def _mapping(value: object) -> dict[str, float]:
    # JSON has no types: whatever is formatted as a number fails loudly if it is none.
    if not isinstance(value, dict):
        raise KeyError(f"{value!r} should be a table of figures")
    return value


def _list(value: object) -> list[dict[str, float]]:
    if not isinstance(value, list):
        raise KeyError(f"{value!r} should be a list of figures")
    return value
