"""A map as a file shows it, before it is compared with the map of a study."""

from dataclasses import dataclass

from stancemap.errors import InputError
from stancemap.export.legal_text import legal
from stancemap.records import NodeKind, RelationKind


@dataclass(frozen=True, slots=True)
class DrawnNode:
    """A node as a file has it; `key` is the node's id, or a name of the file's own for a new one.

    `stance` is what a tag or an attribute says, `""` where nothing does: the parent decides.
    """

    key: str
    kind: NodeKind
    text: str
    parent: str = ""
    stance: str = ""
    line: int = 0


@dataclass(frozen=True, slots=True)
class DrawnRelation:
    """A relation as a file has it, between the keys of two nodes."""

    source: str
    target: str
    kind: RelationKind
    line: int = 0


@dataclass(frozen=True, slots=True)
class DrawnMap:
    """All that a file shows, and what in it was left out, in words."""

    file: str
    nodes: tuple[DrawnNode, ...]
    relations: tuple[DrawnRelation, ...]
    notes: tuple[str, ...] = ()


def shown(text: str) -> str:
    r"""Return text as every format can show it: without control characters, on one line.

    >>> shown("two\n lines\x00 ")
    'two lines'
    """
    return " ".join(legal(text).split()) or "…"


def fault(file: str, line: int, what: str) -> InputError:
    """Make the error for a file that was edited in the wrong place."""
    return InputError(f"{file}, line {line}: {what}")
