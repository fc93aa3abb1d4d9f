"""The argument map as JSON: the nodes and relations as they are, for programs of one's own."""

import json
from collections.abc import Mapping
from dataclasses import asdict, fields
from enum import StrEnum
from types import UnionType
from typing import Any, TypeVar, get_args, get_origin, get_type_hints

from stancemap.export.json_text import as_json
from stancemap.export.legal_text import legal
from stancemap.records import ArgumentMap, LeftOut, Node, Relation

FORMAT = "stancemap-argument-map"
VERSION = 1

T = TypeVar("T", Node, Relation, LeftOut)


def render(argument_map: ArgumentMap, title: str = "") -> str:
    """Write the map with its keys in the order of the records."""
    content = {
        "format": FORMAT,
        "version": VERSION,
        "title": title,
        "nodes": map(asdict, argument_map.nodes),
        "relations": map(asdict, argument_map.relations),
    }
    if argument_map.left_out.note:
        content["left_out"] = asdict(argument_map.left_out)
    return legal(as_json(content))


def parse(text: str) -> tuple[ArgumentMap, str]:
    """Read a map that `render` wrote, and its title; fields that are not there have their default.

    Raises:
        ValueError: the text is no such map.
    """
    content = json.loads(text)
    if not isinstance(content, dict) or content.get("format") != FORMAT:
        raise ValueError(f'it does not say "format": "{FORMAT}"')
    if content.get("version") != VERSION:
        raise ValueError(f"it is of version {content.get('version')}, not {VERSION}")
    try:
        nodes = tuple(_record(Node, item) for item in content["nodes"])
        relations = tuple(_record(Relation, item) for item in content["relations"])
        left_out = _record(LeftOut, content.get("left_out", {}))
    except (KeyError, TypeError, AttributeError) as error:
        raise ValueError(f"a node or relation in it lacks or has too much: {error}") from error
    return ArgumentMap(nodes, relations, left_out), str(content.get("title", ""))


def _record(kind: type[T], item: Mapping[str, Any]) -> T:
    hints = get_type_hints(kind)
    known = {field.name for field in fields(kind)}
    return kind(**{name: _value(hints[name], item[name]) for name in item if name in known})


def _value(hint: Any, value: Any) -> Any:
    if get_origin(hint) is UnionType:
        hint = next(one for one in get_args(hint) if one is not type(None))
    if get_origin(hint) is tuple and isinstance(value, list):
        return tuple(value)
    if isinstance(hint, type) and issubclass(hint, StrEnum):
        return hint(value)
    return value
