"""The README is executed: its commands print what it says, its snippet runs."""

import json
import re
import shlex
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).parents[1]
README = (ROOT / "README.md").read_text(encoding="utf-8")
MAKEFILE = (ROOT / "Makefile").read_text(encoding="utf-8")


def _blocks(language: str) -> list[str]:
    return re.findall(rf"^```{language}\n(.*?)^```", README, flags=re.DOTALL | re.MULTILINE)


def _commands() -> Iterator[tuple[str, str]]:
    """Yield each command of the console blocks, with the output shown below it."""
    for block in _blocks("console"):
        yield from re.findall(r"^\$ (.*)\n((?:(?!\$ ).*\n)*)", block, flags=re.MULTILINE)


COMMANDS = list(_commands())
RUNNABLE = [(command, shown) for command, shown in COMMANDS if command.startswith("stancemap ")]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("readme")
    (path / "corpus").symlink_to(ROOT / "corpus")
    return path


def _run(command: str, folder: Path) -> str:
    script = [sys.executable, "-m", "stancemap", *shlex.split(command)[1:]]
    done = subprocess.run(script, cwd=folder, capture_output=True, text=True, check=False)  # noqa: S603
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_the_two_commands_of_the_set_up_are_in_the_makefile() -> None:
    for target in ("demo", "test"):
        assert f"make {target}" in [command for command, _ in COMMANDS]
        assert re.search(rf"^{target}:", MAKEFILE, flags=re.MULTILINE)


def test_make_demo_prints_what_the_readme_shows(folder: Path) -> None:
    [shown] = [shown for command, shown in COMMANDS if command == "make demo"]
    recipe = re.search(r"^demo:.*\n\t\$\(BIN\)/(stancemap demo .*)", MAKEFILE, flags=re.MULTILINE)
    assert recipe, "the Makefile's demo target does not call stancemap demo"
    assert _run(recipe[1].replace("$(STUDY)", "stancemap-demo"), folder) == shown


@pytest.mark.parametrize(("command", "shown"), RUNNABLE, ids=[c for c, _ in RUNNABLE])
def test_a_command_of_the_readme_prints_what_it_shows(
    command: str, shown: str, folder: Path
) -> None:
    printed = _run(command, folder)
    # "…" stands for lines left out.
    pattern = ".*".join(re.escape(part) for part in shown.split("…\n"))
    assert re.fullmatch(pattern, printed, flags=re.DOTALL), printed


@pytest.mark.parametrize("snippet", _blocks("python"))
def test_the_python_of_the_readme_runs(snippet: str, folder: Path) -> None:
    done = subprocess.run(  # noqa: S603 - our own snippet
        [sys.executable, "-c", snippet], cwd=folder, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    shown = re.findall(r"^# (.*)$", snippet, flags=re.MULTILINE)
    for line in shown:
        assert line in done.stdout


def _metrics(model: str) -> dict[str, Any]:
    path = ROOT / "models" / model / "metrics.json"
    metrics: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    return metrics


def _short(figure: float) -> str:
    return f"{figure:.2f}".removeprefix("0")


def test_the_figures_of_the_readme_are_those_of_the_models() -> None:
    thorough, linear = _metrics("stance-mpnet")["figures"], _metrics("stance-linear")
    fast, base = linear["methods"][linear["shipped"]], linear["methods"]
    tfidf, majority = base["TF-IDF, logistic regression"], base["majority"]
    low, high = _short(thorough["low"]), _short(thorough["high"])
    assert f"macro-F1 {_short(thorough['macro_f1'])} ({low} to {high})" in README
    assert f"accuracy {thorough['accuracy']:.0%} |".replace("%", " %") in README
    beside = f"fast` {_short(fast['macro_f1'])}, TF-IDF {_short(tfidf['macro_f1'])}"
    assert f"{beside}, majority {_short(majority['macro_f1'])}" in README
    vast = _short(_metrics("stance-mpnet")["vast"]["all"])
    assert f"VAST's development part | macro-F1 {vast} |" in README
    claims = _metrics("claims-minilm")
    assert f"| F1 {_short(claims['sentence_f1'])} |" in README
    beside = f"for one: {_short(claims['every_sentence_f1'])}; `--profile fast` "
    assert f"every sentence taken {beside}{_short(claims['linear_sentence_f1'])} |" in README
