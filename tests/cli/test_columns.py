import pytest

from stancemap.cli.columns import parse_columns
from stancemap.errors import InputError


def test_a_column_name_may_hold_an_equals_sign() -> None:
    assert parse_columns(["text=a=b", "author=who"]) == {"text": "a=b", "author": "who"}


@pytest.mark.parametrize("option", ["text", "=body", "text=", ""])
def test_an_option_without_two_sides_says_how_to_write_it(option: str) -> None:
    with pytest.raises(InputError, match="text=body"):
        parse_columns([option])
