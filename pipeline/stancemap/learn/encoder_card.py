"""Write the stance encoder's card from its metrics.json: no figure in it is typed by hand."""

from collections.abc import Mapping
from typing import Any

_CARD = """# stance-mpnet

Says what stance a reader comment takes to a target: oppose, pragmatic, inevitable, support or none,
with a calibrated probability for each. A fine-tuned encoder (all-mpnet-base-v2 without its top two
layers, 20,000 of its word pieces, weights in int8, ONNX) that reads target, title, the comment
answered and the comment's own words; words that it quotes from others are left out. This is what
`--profile thorough`, the default, uses; `--profile fast` uses stance-linear, whose card has its
figures on the same comments.

## How good it is

{n_comments:,} real comments of {n_threads} threads (gold/dev). The encoder never saw a comment of
these threads, nor a gold comment on their targets or titles. What is fitted on them (one scale, a
bias per code, the lean to rare codes, thresholds) is, for all figures here, fitted on other
threads: 5 folds, mean over {n_deals} ways to deal the threads into folds; what ships is
fitted on all. **One training run**, so how much another would differ is unknown. It was ended by
the clock, not because it had learnt all it could. What ships is the mean of its weights after two
stages, the best of three such states on these same comments, and earlier runs were looked at on
them too: expect slightly less elsewhere. Intervals (95 %) resample whole threads.
Two coders reach a macro-F1 of .91 against each other on such comments; both were language models
reading the same codebook, so take that as an upper bound.

| macro-F1 | 95 % interval | accuracy | ECE of the code chosen |
|---|---|---|---|
| {macro_f1:.3f} | {low:.3f} to {high:.3f} | {accuracy:.3f} | {ece:.3f} |

| F1 | {codes} |
|---|{rules}|
| stance-mpnet | {per_code} |

Beside it, on the same threads in the same run:

| | macro-F1 | 95 % interval | accuracy |
|---|---|---|---|
{baselines}

`inevitable` rests on {n_inevitable} comments: its F1 is hardly more than a guess.

**This is a weak tagger.** On debates that it has never seen it is right on {accuracy:.0%} of
comments. Use its shares as a first look, and code a sample by hand before you report them.

### Where it is sure

It abstains where it is less certain of its choice than {abstain_below}, which are the
{abstain_share:.0%} of development comments where it is least certain; its best guess is kept, and
marked. On the {answered:.0%} that it answers when that is fitted on other threads, its macro-F1 is
{answered_macro_f1:.2f}. How many to set aside is a choice: the table shows what answering fewer
buys. Certainty is the probability after the lean to rare codes, which ranks a rare code's good
cases above its bad ones; the confidence in the tables is the calibrated probability without the
lean, so a rare code can be answered at a low confidence.

| share answered, surest first | macro-F1 | accuracy |
|---|---|---|
{risk}

### Whether its probabilities mean what they say

| share of comments | mean probability of the code chosen | right |
|---|---|---|
{reliability}

### What it takes for what (comments, mean over the ways to deal)

| coded as \\ tagged as | {codes} |
|---|{rules}|
{confusion}

### Further codes

Coders gave {also[coded]} further codes, the model {also[tagged]}; on {also[both]} both agree.
Treat a second code as a hint.

### Evidence

The evidence is the own sentence whose word pieces the encoder's evidence head marks most. In the
{evidence[n_comments]} comments with several sentences and coded evidence, mean F1 of the characters
against the coder's: {evidence[marked]:.2f}; the first sentence {evidence[first]:.2f}, the sentence
that read alone is likeliest {evidence[alone]:.2f}, the whole comment {evidence[whole]:.2f}.

### On VAST

Development part, {vast[n_comments]:,} comments, macro-F1 over con, pro and neutral: zero-shot
{vast[zero_shot]:.3f}, few-shot {vast[few_shot]:.3f}, all {vast[all]:.3f} (con {con:.2f}, pro
{pro:.2f}, neutral {neutral:.2f}). Published models reach .67 to .76 on its test part.

## How fast it is

{speed[comments_per_second]:.0f} comments ({speed[words_per_second]:,} words) a second of processor
time on one thread, where spaCy's full pipeline takes {speed[spacy_words_per_second]:,} words of the
same text in the same run. Loaded in {speed[load_seconds]:.1f} s. One comment at a time: batches of
eight would be {speed[batched_gain]:.1f} times as fast, and the likeliest code would change on
{speed[batched_changed]} of {speed[batched_sample]} comments with what happens to stand beside them.
Here an answer depends on its own question only.

## How it decides

Softmax of scale times scores plus bias; the code with the largest probability wins after a lean to
rare codes (minus the logarithm of a code's share, times one number fitted for macro-F1). A further
code holds if its probability passes its own threshold, set so that as many are given as coders
gave. config.json has all numbers.

## What it learnt from

{n_lessons:,} pairs of a target and a comment; of the texts, only the invented ones ship:

| source | pairs | what |
|---|---|---|
{sources}

Base: [sentence-transformers/all-mpnet-base-v2](https://huggingface.co/sentence-transformers/all-mpnet-base-v2)
(Apache-2.0), itself trained on a billion public sentence pairs. Stages, settings and hashes are in
recipe.toml. The stages were run by an older state of the training code: what is here repeats the
method, not these very weights. In training the comment's quoted words were still in the text; in
tagging they are not.

## Limits

English only; most of what it learnt from is reader comments on American news. A comment that does
not fit into 160 word pieces with its target is read from both ends, the middle left out. Not
measured, but to be expected: irony, praise of a rival and replies that need the whole thread are
read wrongly more often, and words about groups of people may pull towards a code whatever the
target. Not for judging single people, not for moderation, and no substitute for coders where shares
are published. int8 arithmetic differs between processor families, so on another one the last
digits of a probability may differ, and now and then a code; on one machine the same input gives
the same bytes.

Licence: Apache-2.0, as the base model. Data sets keep their own licences; no text of theirs is in
the weights' files.
"""

_SOURCES = {
    "vast": "VAST (Allaway and McKeown 2020): New York Times comments, pro, con, neutral; a third"
    " of them a second time, under the topic of another comment, as neutral",
    "fnc": "FNC-ARC (Hanselowski and others 2018): comments that agree, disagree, discuss a claim",
    "semeval": "SemEval-2016 task 6 (Mohammad and others): tweets, favor, against, none",
    "mtcsd": "MT-CSD: Reddit replies with context, favor, against, none",
    "pool": "public reader comments coded by the built-in codebook, enriched by cue words",
    "more": "New York Times debates and CoCoLoFa comments coded by the built-in codebook",
    "invented": "comments invented for this project, balanced over the codes",
    "contrast": "980 of these and of a public pool's comments, each under two more coded targets",
    "turned": "comments of VAST, pool, more, invented and contrast under the opposite of their"
    " target (a ban on it), with the opposite stance",
}


def render_encoder_card(metrics: Mapping[str, Any]) -> str:
    """Put metrics, as the benchmark writes them, into the card's words.

    Raises:
        KeyError: a figure is missing.
    """
    figures, trained_on = metrics["figures"], metrics["trained_on"]
    codes = list(figures["per_code_f1"])
    counts: dict[str, int] = {name: int(str(trained_on[name])) for name in _SOURCES}
    return _CARD.format(
        **metrics["data"],
        **{key: metrics[key] for key in ("also", "evidence", "speed", "vast")},
        **{key: metrics[key] for key in ("abstain_below", "abstain_share")},
        **{key: figures[key] for key in _OURS},
        **metrics["vast"]["per_side_f1"],
        codes=" | ".join(codes),
        rules="|".join("---" for _ in codes),
        per_code=" | ".join(f"{figures['per_code_f1'][code]:.2f}" for code in codes),
        risk="\n".join(
            f"| {p['coverage']:.0%} | {p['macro_f1']:.2f} | {p['accuracy']:.2f} |"
            for p in _rows(figures["risk_coverage"])
        ),
        confusion="\n".join(
            f"| {code} | {' | '.join(f'{n:.0f}' for n in row)} |"
            for code, row in zip(codes, _rows(figures["confusion"]), strict=True)
        ),
        baselines="\n".join(
            f"| {name} | {f['macro_f1']:.2f} | {f['low']:.2f} to {f['high']:.2f} |"
            f" {f['accuracy']:.2f} |"
            for name, f in metrics["baselines"].items()
        ),
        reliability="\n".join(
            f"| {b['share']:.0%} | {b['confidence']:.2f} | {b['right']:.2f} |"
            for b in _rows(metrics["reliability"])
        ),
        n_lessons=sum(counts.values()),
        sources="\n".join(f"| {n} | {counts[n]:,} | {what} |" for n, what in _SOURCES.items()),
    )


_OURS = ("macro_f1", "low", "high", "accuracy", "ece", "answered", "answered_macro_f1")


def _rows(value: object) -> list[dict[str, float]]:
    if not isinstance(value, list):
        raise KeyError(f"{value!r} should be a list of figures")
    return value
