"""How good the models that ship are, as their metrics say; the report passes it on."""

import json
from pathlib import Path
from typing import Any

from stancemap._paths import MODELS
from stancemap.codebook import Codebook
from stancemap.errors import ModelError
from stancemap.export.report import Figure
from stancemap.study.settings import Settings
from stancemap.tag.profile import Profile
from stancemap.tag.stance_choice import has_trained_codes

_FOLDERS = {
    Profile.FAST: MODELS / "stance-linear",
    Profile.THOROUGH: MODELS / "stance-mpnet",
}
_CLAIM_FOLDERS = {
    Profile.FAST: MODELS / "claims-linear",
    Profile.THOROUGH: MODELS / "claims-minilm",
}


def measured_figures(codebook: Codebook, settings: Settings) -> tuple[Figure, ...]:
    """Read the figures that a reader of the report needs from the models' metrics.

    Those of the stance model are known only where it is one that ships.

    Raises:
        ModelError: the metrics of a model are missing or damaged.
    """
    claims = _claim_figures(_CLAIM_FOLDERS[settings.profile])
    if settings.stance_model:
        return (Figure("stance", "not known here", "see the card of your own model"), *claims)
    if not has_trained_codes(codebook):
        return (Figure("stance", "not measured", "told from the codebook's words: weak"), *claims)
    return (*_stance_figures(_FOLDERS[settings.profile]), *claims)


def _stance_figures(folder: Path) -> tuple[Figure, ...]:
    metrics = _metrics(folder)
    try:
        shipped = metrics["figures"] if "figures" in metrics else _shipped(metrics)
        n, threads = metrics["data"]["n_comments"], metrics["data"]["n_threads"]
        macro = f"{shipped['macro_f1']:.2f} ({shipped['low']:.2f} to {shipped['high']:.2f})"
        accuracy, error = f"{shipped['accuracy']:.0%}", f"{shipped['ece']:.3f}"
    except (KeyError, TypeError, ValueError) as error_in_file:
        raise _damaged(folder) from error_in_file
    where = f"on {n:,} real comments of {threads} debates that it had not seen"
    return (
        Figure("stance, macro-F1", macro, f"{where}; 1 would be perfect; 95 % interval"),
        Figure("stance, accuracy", accuracy, f"primary stance right, {where}"),
        Figure("stance, calibration error", error, "how far its probabilities are off, on average"),
    )


def _shipped(metrics: dict[str, Any]) -> dict[str, Any]:
    """Pick, of the methods that were measured side by side, the one that ships."""
    shipped: dict[str, Any] = metrics["methods"][metrics["shipped"]]
    return shipped


def _claim_figures(folder: Path) -> tuple[Figure, ...]:
    metrics = _metrics(folder)
    try:
        f1, base = f"{metrics['sentence_f1']:.2f}", f"{metrics['every_sentence_f1']:.2f}"
    except (KeyError, TypeError, ValueError) as error_in_file:
        raise _damaged(folder) from error_in_file
    meaning = f"a sentence holds a claim or not; taking every sentence for one gives {base}"
    return (Figure("claims, F1", f1, meaning),)


def _metrics(folder: Path) -> dict[str, Any]:
    try:
        content = json.loads((folder / "metrics.json").read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise _damaged(folder) from error
    if not isinstance(content, dict):
        raise _damaged(folder)
    return content


def _damaged(folder: Path) -> ModelError:
    return ModelError(
        f"models/{folder.name}/metrics.json is missing or damaged; install stancemap again"
    )
