"""What a researcher changes in a map by hand, one edit at a time.

An edit names a key point by a claim that makes it (`point:c12#c3`), for the numbers of key points
may be others in the next run; ids of claims stay. A claim itself is its id, a stance is
`stance:oppose`. Edits are carried out in their order, each on what the earlier ones made.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Self, assert_never

from stancemap.records import RelationKind

EDITS_FILE = "map_edits.csv"
"""The file in a study that keeps its edits."""


class Action(StrEnum):
    """What an edit does."""

    RENAME = "rename"
    MERGE = "merge"
    MOVE = "move"
    DELETE = "delete"
    SPLIT = "split"
    RELATION_ADD = "relation-add"
    RELATION_DELETE = "relation-delete"


class Part(StrEnum):
    """What of a map a name means."""

    POINT = "point"
    CLAIM = "claim"
    STANCE = "stance"


@dataclass(frozen=True, slots=True, order=True)
class Name:
    """A key point (by the id of a claim that makes it), a claim (by its id) or a stance."""

    part: Part
    id: str

    @classmethod
    def of(cls, text: str) -> Self:
        """Read a name; without one of the words in front it is a claim.

        >>> Name.of("point:c12#c3")
        Name(part=<Part.POINT: 'point'>, id='c12#c3')
        """
        for part in Part:
            if text.startswith(f"{part}:"):
                return cls(part, text.removeprefix(f"{part}:").strip())
        return cls(Part.CLAIM, text)

    def __str__(self) -> str:
        """Write the name so that `of` reads it."""
        ambiguous = any(self.id.startswith(f"{part}:") for part in Part)
        is_bare = self.part is Part.CLAIM and not ambiguous
        return self.id if is_bare else f"{self.part}:{self.id}"


@dataclass(frozen=True, slots=True)
class Edit:
    """One edit; `text` is the new words or the kind of a relation, `line` its place in the file.

    `subject_words` and `object_words` are what the claims said that the names mean when the edit
    was made: with another model a claim's id can come to mean other words of its comment.

    - rename point: `text` is its new label
    - merge point, other point: the claims of the first join the other
    - move claim, point: the claim makes that point; move point, stance: it belongs to that stance
    - delete point, or claim: it is not shown in the map; no comment is lost
    - split claim: it leaves its point and makes one of its own, with `text` as label, if any
    - relation-add, relation-delete: from a point to a point, or from a claim to a claim; `text` is
      support, attack or undercut
    """

    action: Action
    subject: Name
    object: Name | None = None
    text: str = ""
    note: str = ""
    line: int = 0
    subject_words: str = ""
    object_words: str = ""

    @property
    def relation_kind(self) -> RelationKind:
        """Which relation is added or deleted."""
        return RelationKind(self.text)


_WANTED: dict[Action, tuple[tuple[Part, Part | None], ...]] = {
    Action.RENAME: ((Part.POINT, None),),
    Action.MERGE: ((Part.POINT, Part.POINT),),
    Action.MOVE: ((Part.CLAIM, Part.POINT), (Part.POINT, Part.STANCE)),
    Action.DELETE: ((Part.POINT, None), (Part.CLAIM, None)),
    Action.SPLIT: ((Part.CLAIM, None),),
    Action.RELATION_ADD: ((Part.POINT, Part.POINT), (Part.CLAIM, Part.CLAIM)),
    Action.RELATION_DELETE: ((Part.POINT, Part.POINT), (Part.CLAIM, Part.CLAIM)),
}


def fault_of(edit: Edit) -> str:
    """Say what is wrong with an edit whatever the study, `""` for nothing."""
    own = (edit.subject.part, edit.object.part if edit.object else None)
    if own not in _WANTED[edit.action]:
        forms = " or ".join(_form(edit.action, pair) for pair in _WANTED[edit.action])
        return f"{edit.action} wants {forms}"
    if not edit.subject.id or (edit.object is not None and not edit.object.id):
        return "a claim's id is missing; claims.csv has them in its first column"
    match edit.action:
        case Action.RENAME if not edit.text.strip():
            return "rename wants the new words in the column text"
        case Action.RELATION_ADD | Action.RELATION_DELETE if edit.text not in set(RelationKind):
            kinds = ", ".join(RelationKind)
            return f"'{edit.text}' in the column text is no relation; there are {kinds}"
        case _:
            return ""


def with_words(edit: Edit, words: Mapping[str, str]) -> Edit:
    """Note in an edit what its claims say; `words` has those of claims by their ids."""
    other = edit.object.id if edit.object else ""
    return replace(
        edit, subject_words=words.get(edit.subject.id, ""), object_words=words.get(other, "")
    )


def _form(action: Action, pair: tuple[Part, Part | None]) -> str:
    words = {Part.POINT: "point:CLAIM_ID", Part.CLAIM: "CLAIM_ID", Part.STANCE: "stance:NAME"}
    subject, aim = pair
    behind = f" and the object {words[aim]}" if aim else " and no object"
    needs_text = action in {Action.RELATION_ADD, Action.RELATION_DELETE}
    return f"the subject {words[subject]}{behind}{' and a kind as text' if needs_text else ''}"


def described(edit: Edit) -> str:
    """Say in plain words what an edit does.

    >>> described(Edit(Action.MERGE, Name.of("point:c1#c1"), Name.of("point:c2#c1")))
    'the key point of c1#c1 is merged into the key point of c2#c1'
    """
    aim = _noun(edit.object) if edit.object else ""
    does = {
        Action.RENAME: f"is renamed to '{edit.text}'",
        Action.MERGE: f"is merged into {aim}",
        Action.MOVE: f"is moved to {aim}",
        Action.DELETE: "is taken out of the map",
        Action.SPLIT: "becomes a key point of its own" + (edit.text and f", '{edit.text}'"),
        Action.RELATION_ADD: f"gets a relation to {aim}: {edit.text}",
        Action.RELATION_DELETE: f"loses its relation to {aim}: {edit.text}",
    }
    return f"{_noun(edit.subject)} {does[edit.action]}" + (edit.note and f" ({edit.note})")


def _noun(name: Name) -> str:
    match name.part:
        case Part.POINT:
            return f"the key point of {name.id}"
        case Part.CLAIM:
            return f"the claim {name.id}"
        case Part.STANCE:
            return f"the stance {name.id}"
        case _:
            assert_never(name.part)
