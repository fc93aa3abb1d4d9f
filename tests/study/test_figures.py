import json
from typing import Any

import pytest

from stancemap._paths import MODELS
from stancemap.codebook import load_codebook
from stancemap.study import Settings
from stancemap.study.figures import measured_figures
from stancemap.tag.profile import Profile


def _metrics(model: str) -> dict[str, Any]:
    content: dict[str, Any] = json.loads((MODELS / model / "metrics.json").read_text("utf-8"))
    return content


def _shown(profile: Profile) -> dict[str, str]:
    figures = measured_figures(load_codebook(), Settings(profile=profile))
    return {figure.name: figure.value for figure in figures}


@pytest.mark.parametrize("profile", Profile)
def test_the_report_quotes_the_figures_of_the_models_that_tagged(profile: Profile) -> None:
    linear, mpnet = _metrics("stance-linear"), _metrics("stance-mpnet")
    measured = {
        Profile.FAST: linear["methods"][linear["shipped"]],
        Profile.THOROUGH: mpnet["figures"],
    }[profile]
    assert _shown(profile)["stance, macro-F1"].startswith(f"{measured['macro_f1']:.2f} (")
    model = {Profile.FAST: "claims-linear", Profile.THOROUGH: "claims-minilm"}[profile]
    assert _shown(profile)["claims, F1"] == f"{_metrics(model)['sentence_f1']:.2f}"


def test_no_figure_is_claimed_for_a_model_of_ones_own() -> None:
    figures = measured_figures(load_codebook(), Settings(stance_model="mine"))
    assert figures[0].value == "not known here"
