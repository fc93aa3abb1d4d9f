"""What is said of a model trained on own labels: on the terminal, and in its card."""

import json
from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path

from stancemap.learn.card import CARD_FILE, METRICS_FILE
from stancemap.learn.evaluate import Figures
from stancemap.learn.own_labels import OwnReport, OwnTraining
from stancemap.tag.stance_own import save_own_model

_MOST_PROBLEMS = 5
_CARD = """# A stance model of your own labels

{table}

Judged by cross-validation: no comment was judged by a model that had seen a comment of its thread,
and calibration and decisions were made without it too. The interval (95 %) resamples threads. The
model that is stored was trained on all labels.

It is a logistic regression on the probabilities of the model that ships (`{profile}`), cues of the
codebook, mood, a static embedding and words. Trained on one debate, it is for that debate:
elsewhere expect no more than from the model that ships. It gives one code per comment.

The weights hold no comment, but numbers for hashed words of the labelled ones.
"""


def write_own(training: OwnTraining, folder: Path) -> None:
    """Write weights, settings, figures and card into a folder."""
    save_own_model(training.model, folder)
    metrics = json.dumps(asdict(training.report), indent=1, ensure_ascii=False) + "\n"
    (folder / METRICS_FILE).write_text(metrics, encoding="utf-8", newline="\n")
    lines = "\n".join(f"    {line}" for line in report_lines(training.report))
    card = _CARD.format(table=lines, profile=training.model.settings.profile)
    (folder / CARD_FILE).write_text(card, encoding="utf-8", newline="\n")


def report_lines(report: OwnReport) -> Iterator[str]:
    """Put a report into lines for people."""
    n = sum(report.n_labels.values())
    counts = ", ".join(f"{code} {count}" for code, count in report.n_labels.items())
    yield f"{n} labels in {report.n_threads} threads: {counts}"
    for problem in report.problems[:_MOST_PROBLEMS]:
        yield f"left out, {problem}"
    if len(report.problems) > _MOST_PROBLEMS:
        yield f"left out: {len(report.problems) - _MOST_PROBLEMS} more"
    width = max(len("trained on your labels"), len(report.without_name))
    yield f"{'on comments not learnt from':{width}}  macro-F1  95 % interval  accuracy    ECE"
    for name, figures in (
        ("trained on your labels", report.own),
        (report.without_name, report.without),
        ("always the most frequent", report.majority),
    ):
        yield _line(name, figures, max(width, len("on comments not learnt from")))
    yield "F1 by code: " + ", ".join(f"{c} {f:.2f}" for c, f in report.own.per_code_f1.items())
    for code, count in report.n_labels.items():
        if not count:
            yield f"'{code}' has no labels: this model never gives it"
    if report.own.low <= report.without.macro_f1:
        yield "The gain is not certain: the interval reaches what there is without training."


def _line(name: str, f: Figures, width: int) -> str:
    return (
        f"{name:{width}}  {f.macro_f1:8.3f}  {f.low:.3f} to {f.high:.3f}  {f.accuracy:8.3f}"
        f"  {f.ece:5.3f}"
    )
