"""The option --column FIELD=COLUMN."""

from collections.abc import Sequence

from stancemap.errors import InputError


def parse_columns(options: Sequence[str]) -> dict[str, str]:
    """Read `FIELD=COLUMN` options.

    Raises:
        InputError: one has no `=`, or nothing on a side of it.

    >>> parse_columns(["text=body"])
    {'text': 'body'}
    """
    columns = {}
    for option in options:
        field, _, column = option.partition("=")
        if not field or not column:
            raise InputError(f"--column {option} is not FIELD=COLUMN; write it as text=body")
        columns[field] = column
    return columns
