"""The two commands, from files to files, and the page that describes them."""

import csv
import json
import re
import shlex
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from stancemap._paths import CORPUS
from stancemap.cli import app
from stancemap.errors import InputError, ModelError

PAGE = Path(__file__).parents[2] / "docs" / "your-own-labels.md"
GOLD = CORPUS / "heat-pumps" / "gold" / "stance.csv"
TRUST = """
name = "trust"
residual = "none"
[[codes]]
name = "warm"
definition = "The writer likes the scheme."
cues = ["love"]
[[codes]]
name = "cold"
definition = "The writer dislikes the scheme."
cues = ["hate"]
[[codes]]
name = "none"
definition = "Neither."
"""


def invoke(line: str) -> Result:
    result = CliRunner().invoke(app, shlex.split(line)[1:])
    if result.exception is not None and not isinstance(result.exception, SystemExit):
        raise result.exception
    assert result.exit_code == 0, result.output
    return result


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Make a folder with a study, labels of it, a codebook and a labelled file."""
    folder = tmp_path_factory.mktemp("place")
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(folder)
        source = shlex.quote(str(CORPUS / "heat-pumps"))
        invoke(f"stancemap run {source} --out study --workers 1 --profile fast -q")
    with GOLD.open(encoding="utf-8") as file:
        rows = [(row["comment_id"], row["primary"]) for row in csv.DictReader(file)]
    lines = "".join(f"{key},{code}\n" for key, code in rows)
    (folder / "labels.csv").write_text(f"comment_id,stance\n{lines}", encoding="utf-8")
    (folder / "trust.toml").write_text(TRUST, encoding="utf-8")
    said = [("I love heat pumps.", "support"), ("Heat pumps are a scam.", "oppose")]
    (folder / "labelled.jsonl").write_text(
        "".join(
            json.dumps({"id": str(n), "target": "heat pumps", "text": text, "primary": code}) + "\n"
            for n, (text, code) in enumerate(said)
        )
    )
    return folder


def test_train_prints_honest_figures_and_writes_a_model(
    place: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(place)
    out = invoke("stancemap train study labels.csv --out my-model --profile fast").stdout
    assert re.search(r"trained on your labels +0\.\d+ +0\.\d+ to 0\.\d+", out)
    assert re.search(r"the model that ships +0\.\d+", out)
    assert re.search(r"always the most frequent +0\.\d+", out)
    assert "left out, line" in out
    assert (place / "my-model" / "MODEL_CARD.md").is_file()
    figures = json.loads(
        invoke("stancemap evaluate stance labelled.jsonl --model my-model --json").stdout
    )
    assert {"macro_f1", "per_label_f1", "accuracy", "ece", "n"} <= figures.keys()


def test_train_with_other_codes(place: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(place)
    renamed = {"oppose": "cold", "support": "warm", "none": "none"}
    with GOLD.open(encoding="utf-8") as file:
        rows = [(r["comment_id"], renamed.get(r["primary"], "")) for r in csv.DictReader(file)]
    lines = "".join(f"{key},{code}\n" for key, code in rows if code)
    (place / "trust.csv").write_text(f"id,code\n{lines}", encoding="utf-8")
    out = invoke(
        "stancemap train study trust.csv --codebook trust.toml --out trust-model --profile fast"
    ).stdout
    assert "the codebook's words alone" in out


def test_too_few_labels_and_foreign_folders_are_refused(
    place: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(place)
    (place / "few.csv").write_text("comment_id,stance\nhp001,none\n")
    with pytest.raises(InputError, match="1 labels"):
        invoke("stancemap train study few.csv --out elsewhere --profile fast")
    with pytest.raises(ModelError, match="choose another --out"):
        invoke("stancemap train study labels.csv --out study")


def test_evaluate_writes_one_row_per_input_row(
    place: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(place)
    table = invoke(
        "stancemap evaluate stance labelled.jsonl --profile fast --predictions out.jsonl"
    ).stdout
    assert "macro-F1" in table
    rows = [json.loads(line) for line in (place / "out.jsonl").read_text().splitlines()]
    assert [row["id"] for row in rows] == ["0", "1"]
    assert [row["predicted"] for row in rows] == ["support", "oppose"]
    with pytest.raises(InputError, match="is the labelled file"):
        invoke("stancemap evaluate stance labelled.jsonl --predictions ./labelled.jsonl")
    assert all(sum(row["probabilities"].values()) == pytest.approx(1, abs=1e-4) for row in rows)


@pytest.mark.parametrize("kind", ["python", "console"])
def test_the_page_runs(
    place: Path, monkeypatch: pytest.MonkeyPatch, kind: str, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(place)
    for block in re.findall(rf"```{kind}\n(.*?)```", PAGE.read_text(encoding="utf-8"), re.DOTALL):
        if kind == "python":
            exec(compile(block, PAGE.name, "exec"), {})  # noqa: S102  # the page's own code
            continue
        for line in block.strip().splitlines():
            if "trust.toml" not in line:  # needs labels of those codes; tested above
                invoke(line)
    if kind == "python":
        told = capsys.readouterr().out
        assert "oppose" in told
        assert "'for'" in told
