import re

import pytest
from typer.main import get_command
from typer.testing import CliRunner

from stancemap.cli import app

COMMANDS = sorted(get_command(app).commands)  # type: ignore[attr-defined]  # typer's group is click's


def _help(name: str) -> str:
    result = CliRunner().invoke(app, [name, "--help"])
    assert result.exit_code == 0, result.output
    return result.output


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_has_help_with_a_runnable_example(name: str) -> None:
    example = re.search(rf"Example: stancemap {name}\b", _help(name))
    assert example, f"the help of {name} shows no example"


@pytest.mark.parametrize("name", COMMANDS)
def test_every_option_says_what_it_is_for(name: str) -> None:
    command = get_command(app).commands[name]  # type: ignore[attr-defined]  # as above
    silent = [p.name for p in command.params if p.param_type_name == "option" and not p.help]
    assert silent == []


def test_the_version_is_shown() -> None:
    result = CliRunner().invoke(app, ["--version"])
    assert re.fullmatch(r"stancemap \d+\.\d+\.\d+\n", result.output)
