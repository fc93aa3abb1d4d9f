"""One object of a platform's JSON: unwrapped, its children found, its role told."""

from collections.abc import Iterable, Mapping
from enum import Enum, auto

from stancemap.ingest.columns import Field, fold, is_article
from stancemap.ingest.values import as_text

Object = Mapping[str, object]

_CHILDREN = frozenset({"comments", "children", "replies", "responses", "answers"})
_ENVELOPES = frozenset({"hits", "items", "data", "posts", "results", "threads", "articles"})
_WRAPPERS = ("data", "snippet", "attributes")
_PERSON = ("name", "displayName", "username", "value")
_TOP_LEVEL = "topLevelComment"


class Role(Enum):
    """What an object is in its file."""

    ENVELOPE = auto()
    ARTICLE = auto()
    COMMENT = auto()
    STUB = auto()


def unwrap(content: Object) -> dict[str, object]:
    """Lift what a platform wraps: Reddit's `data`, YouTube's `snippet`, a person's name.

    >>> unwrap({"kind": "t1", "data": {"body": "No."}})
    {'kind': 't1', 'body': 'No.'}
    """
    flat = dict(content)
    for wrapper in _WRAPPERS:
        inner = flat.get(wrapper)
        if isinstance(inner, dict):
            del flat[wrapper]
            flat |= {name: value for name, value in inner.items() if value is not None}
    for name, value in flat.items():
        if isinstance(value, dict):
            known = next((key for key in _PERSON if isinstance(value.get(key), str)), None)
            flat[name] = value if known is None else value[known]
    return flat


def told_in(content: Object) -> tuple[str, ...]:
    """List the names under which an object holds something."""
    return tuple(name for name, value in content.items() if value is not None)


def children_of(content: Object) -> list[Object]:
    """List the objects inside an object, in their order."""
    found: list[Object] = []
    for name, value in content.items():
        if name == _TOP_LEVEL and isinstance(value, dict):
            found.append(value)
        elif fold(name) in _CHILDREN or fold(name) in _ENVELOPES:
            found.extend(_objects_in(value))
    return found


def has_children(content: Object) -> bool:
    """Tell whether an object could hold others, even if it holds none now."""
    return any(
        isinstance(value, list | dict) and (fold(name) in _CHILDREN or name == _TOP_LEVEL)
        for name, value in content.items()
    )


def shares_ids(content: Object) -> bool:
    """Tell whether the ids of the objects inside hold beyond it (trees of a platform's API)."""
    return not any(fold(name) == "comments" and isinstance(content[name], list) for name in content)


def role_of(content: Object, columns: Mapping[Field, str], *, inside: bool) -> Role:
    """Tell what an object is; `inside` says that an article or comment stands above it."""
    if content.get("kind") == "more":
        return Role.STUB
    parent = has_children(content)
    if not inside and is_article(columns) and Field.PARENT_ID not in columns:
        return Role.ARTICLE
    if not inside and parent and (Field.TITLE in columns or not shares_ids(content)):
        return Role.ARTICLE
    if Field.TEXT not in columns and children_of(content):
        return Role.ENVELOPE
    return Role.COMMENT


def count_missing(stub: Object) -> int:
    """Count the replies that a listing's stub stands for."""
    count = as_text(stub.get("count"))
    return int(count) if count.isdecimal() and int(count) else 1


def _objects_in(value: object) -> Iterable[Object]:
    """Look for a list of objects here, or one wrapper deeper (a listing, a page of replies)."""
    for _ in range(4):
        if isinstance(value, list):
            return [item for item in value if isinstance(item, dict)]
        if not isinstance(value, dict):
            return []
        value = next(
            (
                inner
                for name, inner in value.items()
                if fold(name) in _CHILDREN | {"data"} and isinstance(inner, list | dict)
            ),
            None,
        )
    return []
