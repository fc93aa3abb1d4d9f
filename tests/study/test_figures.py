import json

from stancemap._paths import MODELS
from stancemap.study.figures import measured_figures


def test_the_report_quotes_the_figures_of_the_models_that_ship() -> None:
    figures = {figure.name: figure for figure in measured_figures()}
    metrics = json.loads((MODELS / "stance-linear" / "metrics.json").read_text(encoding="utf-8"))
    shipped = metrics["methods"][metrics["shipped"]]
    assert figures["stance, macro-F1"].value.startswith(f"{shipped['macro_f1']:.2f} (")
    assert str(metrics["data"]["n_threads"]) in figures["stance, macro-F1"].meaning
    claims = json.loads((MODELS / "claims-linear" / "metrics.json").read_text(encoding="utf-8"))
    assert figures["claims, F1"].value == f"{claims['sentence_f1']:.2f}"
