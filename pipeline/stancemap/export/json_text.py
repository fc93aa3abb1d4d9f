"""JSON with one line per item of its lists: small, quick to write, and easy to look into."""

import json
from collections.abc import Iterable, Mapping


def as_json(content: Mapping[str, object]) -> str:
    r"""Write an object; its values that are iterables, but for texts, become lists.

    >>> print(as_json({"a": 1, "b": ({"n": n} for n in range(2))}), end="")
    {
    "a": 1,
    "b": [
    {"n": 0},
    {"n": 1}
    ]
    }
    """
    return "".join(_object(content)) + "\n"


def _object(content: Mapping[str, object]) -> Iterable[str]:
    yield "{"
    for number, (key, value) in enumerate(content.items()):
        yield f"{',' if number else ''}\n{_line(key)}: "
        if isinstance(value, Mapping):
            yield from _object(value)
        elif isinstance(value, Iterable) and not isinstance(value, str):
            yield "["
            for place, item in enumerate(value):
                yield f"{',' if place else ''}\n{_line(item)}"
            yield "\n]"
        else:
            yield _line(value)
    yield "\n}"


_line = json.JSONEncoder(ensure_ascii=False).encode
"""Writes a value in one line; made once, which takes longer than writing a short one."""
