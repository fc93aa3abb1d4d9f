"""Options for models that do not ship."""

from dataclasses import replace

import pytest
from typer.testing import CliRunner

from stancemap.cli import app
from stancemap.cli.other_model import asking, other_model_of, parse_labels, price_of
from stancemap.errors import InputError
from stancemap.tag.stance_llm_cost import Estimate, Price
from stancemap.tag.stance_llm_endpoint import LOOPBACK_URL, Endpoint
from stancemap.tag.stance_transformers import PretrainedModel

COSTLY = Estimate(3, 0, 900, 240, (2000, 1800), Price(1, 2), "will be sent to example.org")


def test_an_endpoint_without_a_url_is_on_this_machine() -> None:
    assert other_model_of("tiny", "", "", [], download=False) == Endpoint("tiny", LOOPBACK_URL)


def test_a_hugging_face_model_takes_its_labels_along() -> None:
    made = other_model_of("", "", "folder", ["FAVOR=support"], download=False)
    assert made == PretrainedModel("folder", {"FAVOR": "support"})


@pytest.mark.parametrize(
    ("endpoint", "url", "hugging_face", "labels"),
    [
        ("tiny", "", "folder", []),  # two models
        ("", "http://127.0.0.1/v1", "", []),  # a URL of nothing
        ("", "", "", ["A=b"]),  # labels of nothing
    ],
)
def test_options_that_do_not_fit_are_refused(
    endpoint: str, url: str, hugging_face: str, labels: list[str]
) -> None:
    with pytest.raises(InputError):
        other_model_of(endpoint, url, hugging_face, labels, download=False)


@pytest.mark.parametrize("option", ["=support", "FAVOR", "FAVOR="])
def test_a_label_without_a_code_is_refused(option: str) -> None:
    with pytest.raises(InputError, match="LABEL=CODE"):
        parse_labels([option])


@pytest.mark.parametrize("option", ["cheap", "1", "1,2,3"])
def test_a_price_that_is_not_two_numbers_is_refused(option: str) -> None:
    with pytest.raises(InputError, match="two numbers"):
        price_of(option)


def test_calls_that_cost_are_not_made_where_nobody_can_answer(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("sys.stdin.isatty", lambda: False, raising=False)
    assert not asking(yes=False)(COSTLY)
    assert "3 calls" in capsys.readouterr().err
    assert asking(yes=True)(COSTLY)
    assert asking(yes=False)(replace(COSTLY, cached=COSTLY.comments))  # all are answered


@pytest.mark.parametrize("command", ["run", "evaluate"])
def test_the_help_names_the_options(command: str) -> None:
    shown = CliRunner().invoke(app, [command, "--help"]).output
    assert "--endpoint" in shown
    assert "--hugging-face" in shown
