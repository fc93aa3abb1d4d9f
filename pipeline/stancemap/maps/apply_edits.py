"""Edits carried out on key points, with every count taken anew."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace

import numpy as np

from stancemap.maps.edit_relations import RelationChange
from stancemap.maps.edits import EDITS_FILE, Action, Edit, Name, Part
from stancemap.maps.grouping import Group
from stancemap.maps.key_points import by_size, count_points, count_sure
from stancemap.maps.labels import best_label
from stancemap.maps.voices import Voice
from stancemap.records import KeyPoint


@dataclass(frozen=True, slots=True)
class EditedPoints:
    """Key points after their edits, the changes to their relations, and what could not be done."""

    key_points: tuple[KeyPoint, ...]
    relations: tuple[RelationChange, ...] = ()
    notes: tuple[str, ...] = ()


class _UndoableError(Exception):
    """An edit that does not fit the study as it is now; its message says why and what next."""


def edit_key_points(
    said: Iterable[Voice],
    key_points: Sequence[KeyPoint],
    edits: Sequence[Edit],
    stances: Sequence[str],
) -> EditedPoints:
    """Carry out edits on key points, in their order; `stances` are those of the codebook.

    A key point that is touched is counted again from its claims. Ids stay: a merged one has that
    of the point it joins, one that is split off the next free. An edit that does not fit the study
    any more, because its claim is not there, changes nothing and has a note.
    """
    if not edits:
        return EditedPoints(tuple(key_points))
    draft, notes = _Draft.of(said, key_points, stances), []
    for edit in edits:
        try:
            draft.carry_out(edit)
        except _UndoableError as problem:
            notes.append(f"{EDITS_FILE}, line {edit.line}: {problem}")
    made = draft.key_points()
    changes, lost = _fitting(draft.relation_changes(), made)
    return EditedPoints(made, changes, (*notes, *lost))


def _fitting(
    changes: Iterable[RelationChange], key_points: Sequence[KeyPoint]
) -> tuple[tuple[RelationChange, ...], tuple[str, ...]]:
    """Let a single claim stand for its point, as in the map; say which ends do not fit."""
    singles = {p.key_point_id: p.label_claim_id for p in key_points if p.is_single}
    grouped = {p.key_point_id for p in key_points} - singles.keys()
    fitting, notes = [], []
    for change in changes:
        own = replace(
            change,
            source_id=singles.get(change.source_id, change.source_id),
            target_id=singles.get(change.target_id, change.target_id),
        )
        if (own.source_id in grouped) == (own.target_id in grouped):
            fitting.append(own)
        else:
            notes.append(
                f"{EDITS_FILE}, line {change.line}: one end is a key point that several comments"
                " make, the other is not; relations join two key points, or two claims"
            )
    return tuple(fitting), tuple(notes)


@dataclass(slots=True)
class _Point:
    """A key point under work; `given` is a label by hand."""

    original: KeyPoint | None
    key_point_id: str
    target: str
    stance: str
    label: str
    claims: list[str]
    given: str = ""
    is_touched: bool = False


@dataclass(slots=True)
class _Draft:
    """All key points under work, and which of them each claim makes."""

    voices: Mapping[str, Voice]
    points: dict[str, _Point]
    holder: dict[str, str]
    stances: Sequence[str]
    merged: dict[str, str] = field(default_factory=dict)
    changes: list[RelationChange] = field(default_factory=list)

    @classmethod
    def of(
        cls,
        said: Iterable[Voice],
        key_points: Sequence[KeyPoint],
        stances: Sequence[str],
    ) -> "_Draft":
        points = {
            p.key_point_id: _Point(
                p, p.key_point_id, p.target, p.stance, p.label_claim_id, list(p.claim_ids)
            )
            for p in key_points
        }
        return cls(
            {voice.claim_id: voice for voice in said},
            points,
            {claim_id: p.key_point_id for p in key_points for claim_id in p.claim_ids},
            stances,
        )

    def carry_out(self, edit: Edit) -> None:
        """Do what an edit says.

        Raises:
            _UndoableError: it does not fit; nothing was changed.
        """
        doing: dict[Action, Callable[[Edit], None]] = {
            Action.RENAME: self._rename,
            Action.MERGE: self._merge,
            Action.MOVE: self._move,
            Action.DELETE: self._delete,
            Action.SPLIT: self._split,
            Action.RELATION_ADD: self._relate,
            Action.RELATION_DELETE: self._relate,
        }
        doing[edit.action](self._found(edit))

    def _found(self, edit: Edit) -> Edit:
        """Let the names mean the claims that say what was noted with the edit."""
        subject = self._saying(edit.subject, edit.subject_words)
        other = self._saying(edit.object, edit.object_words) if edit.object else None
        return replace(edit, subject=subject, object=other)

    def _saying(self, name: Name, words: str) -> Name:
        if not words or name.part is Part.STANCE:
            return name
        voice = self.voices.get(name.id)
        if voice is not None and voice.text == words:
            return name
        comment_id = name.id.rpartition("#")[0]
        same = [v for v in self.voices.values() if v.vote.comment_id == comment_id]
        found = [v.claim_id for v in same if v.text == words]
        if len(found) == 1:
            return replace(name, id=found[0])
        says = f"says '{voice.text}' now" if voice else "is not there now"
        raise _UndoableError(
            f"the edit is about '{words}', but claim {name.id} {says}; claims.csv has the claims"
            " of its comment: name one of them, with its words, or take the line out"
        )

    def _claim(self, name: Name | None) -> str:
        if name is None or name.id not in self.voices:
            raise _UndoableError(self._unknown(name.id if name else ""))
        return name.id

    def _unknown(self, name: str) -> str:
        if name in self.points and self.points[name].claims:
            return (
                f"{name} is a key point's number, which may be another in the next run;"
                f" name it by a claim: point:{self.points[name].claims[0]}"
            )
        return (
            f"no claim {name} in this study; claims.csv has the ids of all claims by readers:"
            " name another of the same key point, or take the line out"
        )

    def _point(self, name: Name | None) -> _Point:
        claim_id = self._claim(name)
        if claim_id not in self.holder:
            raise _UndoableError(
                f"claim {claim_id} makes no key point now; the column key_point_id in claims.csv"
                " says which claims do"
            )
        return self.points[self.holder[claim_id]]

    def _rename(self, edit: Edit) -> None:
        point = self._point(edit.subject)
        point.given, point.is_touched = " ".join(edit.text.split()), True

    def _merge(self, edit: Edit) -> None:
        point, into = self._point(edit.subject), self._point(edit.object)
        if point is into:
            raise _UndoableError("both claims make the same key point already")
        self._check_target(point.target, into)
        for claim_id in tuple(point.claims):
            self._put(claim_id, into)
        self.merged[point.key_point_id] = into.key_point_id

    def _move(self, edit: Edit) -> None:
        if edit.subject.part is Part.POINT:
            self._change_side(self._point(edit.subject), edit.object)
            return
        claim_id, into = self._claim(edit.subject), self._point(edit.object)
        self._check_target(self.voices[claim_id].target, into)
        self._put(claim_id, into)

    def _check_target(self, target: str, into: _Point) -> None:
        if target != into.target:
            raise _UndoableError(
                f"one is about '{target}', the other about '{into.target}'; shares are counted"
                " per target, so they must stay apart"
            )

    def _put(self, claim_id: str, into: _Point) -> None:
        if self.holder.get(claim_id) != into.key_point_id:
            self._take_out(claim_id)
            into.claims.append(claim_id)
            into.is_touched = True
            self.holder[claim_id] = into.key_point_id

    def _delete(self, edit: Edit) -> None:
        point = self._point(edit.subject)
        whole = edit.subject.part is Part.POINT
        for claim_id in tuple(point.claims) if whole else (edit.subject.id,):
            self._take_out(claim_id)

    def _take_out(self, claim_id: str) -> None:
        point = self.points.get(self.holder.pop(claim_id, ""))
        if point is not None:
            point.claims.remove(claim_id)
            point.is_touched = True

    def _split(self, edit: Edit) -> None:
        claim_id = self._claim(edit.subject)
        voice, old = self.voices[claim_id], self.points.get(self.holder.get(claim_id, ""))
        if old is not None and old.claims == [claim_id]:
            raise _UndoableError(f"claim {claim_id} is the only one of its key point already")
        self._take_out(claim_id)
        name, text = self._free_id(), " ".join(edit.text.split())
        stance = old.stance if old else voice.stance
        self.points[name] = _Point(
            None, name, voice.target, stance, claim_id, [claim_id], text, is_touched=True
        )
        self.holder[claim_id] = name

    def _free_id(self) -> str:
        numbers = [int(name[1:]) for name in self.points if name[1:].isdecimal()]
        width = max([4, *(len(name) - 1 for name in self.points)])
        return f"k{max(numbers, default=0) + 1:0{width}}"

    def _change_side(self, point: _Point, stance: Name | None) -> None:
        wanted = stance.id if stance else ""
        name = next((s for s in self.stances if s.casefold() == wanted.casefold()), "")
        if not name:
            raise _UndoableError(
                f"the codebook has no stance '{wanted}'; it has {', '.join(self.stances)}"
            )
        point.stance, point.is_touched = name, True

    def _relate(self, edit: Edit) -> None:
        source, aim = (self._end(name) for name in (edit.subject, edit.object))
        if source == aim:
            raise _UndoableError("both ends are the same; nothing acts on itself")
        is_added = edit.action is Action.RELATION_ADD
        self.changes.append(RelationChange(source, aim, edit.relation_kind, is_added, edit.line))

    def _end(self, name: Name | None) -> str:
        is_point = name is not None and name.part is Part.POINT
        return self._point(name).key_point_id if is_point else self._claim(name)

    def relation_changes(self) -> tuple[RelationChange, ...]:
        """Return the changes with the ids that points have in the end."""
        changes = [
            replace(
                change,
                source_id=self._last_name(change.source_id),
                target_id=self._last_name(change.target_id),
            )
            for change in self.changes
        ]
        there = {name for name, point in self.points.items() if point.claims} | self.voices.keys()
        return tuple(
            c for c in changes if c.source_id != c.target_id and {c.source_id, c.target_id} <= there
        )

    def _last_name(self, name: str) -> str:
        while name in self.merged and not self.points[name].claims:
            name = self.merged[name]
        return name

    def key_points(self) -> tuple[KeyPoint, ...]:
        """Count the points on a target again where one was touched; leave out empty ones."""
        points: defaultdict[str, list[_Point]] = defaultdict(list)
        for point in self.points.values():
            points[point.target].append(point)
        made = [point for target in sorted(points) for point in self._counted(points[target])]
        return tuple(sorted(made, key=lambda point: (point.target, *by_size(point))))

    def _counted(self, points: Sequence[_Point]) -> list[KeyPoint]:
        if not any(point.is_touched for point in points):
            return [point.original for point in points if point.original]
        of_target = count_sure(v for v in self.voices.values() if v.target == points[0].target)
        drafts = {self._label(point): point for point in points if point.claims}
        groups = [
            Group(
                self.voices[label],
                tuple(self.voices[claim] for claim in sorted(point.claims)),
                given=point.original.text if point.original and point.original.is_given else "",
            )
            for label, point in drafts.items()
        ]
        return [
            _dressed(counted, drafts[counted.label_claim_id])
            for counted in count_points(groups, of_target)
        ]

    def _label(self, point: _Point) -> str:
        """Keep the claim that stands for all; where it has left, take the clearest and shortest."""
        if point.label in point.claims:
            return point.label
        claims = sorted(point.claims)
        texts = [self.voices[claim_id].text for claim_id in claims]
        return claims[best_label(texts, np.zeros(len(texts), dtype=np.float32))]


def _dressed(counted: KeyPoint, point: _Point) -> KeyPoint:
    """Give a point that was counted again its id, its side and its words."""
    old = point.original
    keeps = old is not None and (old.is_given or old.label_claim_id == counted.label_claim_id)
    text = point.given or (old.text if old and keeps else counted.text)
    return replace(counted, key_point_id=point.key_point_id, stance=point.stance, text=text)
