"""What is known of a node beside its words and its place, as columns for every format.

The columns are the fields of `records.Node`: a field that is added there is in every export.
"""

from dataclasses import fields
from types import NoneType
from typing import get_args, get_type_hints

from stancemap.export.legal_text import legal
from stancemap.records import Node
from stancemap.tables import Cell, CellType, Column

_NO_FACTS = frozenset({"node_id", "kind", "text", "parent_id", "stance"})
# In GEXF a start and an end are days.
_NAMES = {"start": "span_start", "end": "span_end"}
_TYPES = {
    str: CellType.STRING,
    int: CellType.INTEGER,
    float: CellType.NUMBER,
    bool: CellType.BOOLEAN,
    tuple[str, ...]: CellType.STRING,
}
_DECIMALS = 4


_FIELDS = tuple(field.name for field in fields(Node) if field.name not in _NO_FACTS)


def _columns() -> tuple[Column, ...]:
    hints = get_type_hints(Node)
    return tuple(Column(_NAMES.get(name, name), _cell_type(hints[name]), name) for name in _FIELDS)


def _cell_type(hint: object) -> CellType:
    if hint in _TYPES:
        return _TYPES[hint]
    (inner,) = (one for one in get_args(hint) if one is not NoneType)
    return _TYPES[inner]


FACT_COLUMNS = _columns()
"""Counts, dates, document, and whatever else a node carries."""


def facts_of(node: Node) -> dict[str, Cell]:
    """Return a node's facts by column name; lists are joined with `; `, unknown ones are None."""
    return {_NAMES.get(name, name): _cell(getattr(node, name)) for name in _FIELDS}


def _cell(value: object) -> Cell:
    match value:
        case None | bool() | int():
            return value
        case float():
            return round(value, _DECIMALS)
        case str():
            return legal(value)
        case tuple():
            return "; ".join(legal(str(item)) for item in value)
        case _:
            raise TypeError(f"a node's fact {value!r} fits no column")
