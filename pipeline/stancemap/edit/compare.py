"""The difference between a study's map and an edited one, as edits.

Key points are told by their id, new ones and those that lost it by their claims. The order of the
edits is chosen so that each can be carried out on what the earlier ones made.
"""

from collections.abc import Container, Mapping, Sequence
from dataclasses import dataclass, field

from stancemap.edit.drawn import DrawnMap, DrawnNode, fault, shown
from stancemap.edit.layout import Layout, Point, as_drawn, layout_of
from stancemap.errors import InputError
from stancemap.export.legal_text import legal
from stancemap.maps.edits import Action, Edit, Name, Part
from stancemap.records import ArgumentMap, NodeKind, RelationKind

_NOTE_LENGTH = 60


def edits_between(base: ArgumentMap, drawn: DrawnMap, stances: Sequence[str]) -> tuple[Edit, ...]:
    """Say which edits turn the map of a study into the one that a file shows.

    Raises:
        InputError: the file was changed where a map cannot be; file and line are named.
    """
    has_claims = [NodeKind.CLAIM in {n.kind for n in one.nodes} for one in (base, drawn)]
    if has_claims == [True, False]:
        raise InputError(f"{drawn.file} shows no claim at all; export the map again and edit that")
    _check(base, drawn, stances)
    old, new = layout_of(as_drawn(base)), layout_of(drawn)
    comparison = _Comparison(drawn.file, old, new, _matches(old, new, drawn.file))
    comparison.start()
    comparison.points()
    comparison.relations(base, drawn)
    return tuple(comparison.edits)


def _check(base: ArgumentMap, drawn: DrawnMap, stances: Sequence[str]) -> None:
    """Refuse changes to what is no matter of judgement: words of comments, stances, targets."""
    known = {legal(node.node_id): node for node in base.nodes}
    targets = {shown(node.text) for node in base.nodes if node.kind is NodeKind.TARGET}
    for node in drawn.nodes:
        old = known.get(node.key)
        if old is not None and old.kind is not node.kind:
            raise fault(drawn.file, node.line, f"'{node.key}' is a {old.kind}, no {node.kind}")
        if node.kind is NodeKind.KEY_POINT:
            continue
        if old is None and not _is_allowed(node, targets, stances):
            raise fault(drawn.file, node.line, _unknown(node, stances))
        if old is not None and shown(old.text) != node.text:
            raise fault(drawn.file, node.line, _fixed(node, shown(old.text)))


def _is_allowed(node: DrawnNode, targets: Container[str], stances: Container[str]) -> bool:
    """Tell whether a node without a known id is a stance or target that there is."""
    words = {NodeKind.STANCE: stances, NodeKind.TARGET: targets}
    return node.text in words.get(node.kind, ())


def _unknown(node: DrawnNode, stances: Sequence[str]) -> str:
    match node.kind:
        case NodeKind.CLAIM:
            return (
                f"this map has no claim '{node.key}'; claims come from comments: leave the id"
                " behind those of the map, and put new words into a key point"
            )
        case NodeKind.STANCE:
            return f"the codebook has no stance '{node.text}'; it has {', '.join(stances)}"
        case _:
            return f"this map has no target '{node.text}'; targets are set when a study is made"


def _fixed(node: DrawnNode, words: str) -> str:
    if node.kind is NodeKind.CLAIM:
        return (
            f"the words of claim {node.key} are its comment's own and stay: '{words}'; new words"
            " belong to its key point"
        )
    return (
        f"the {node.kind} '{words}' cannot be renamed here; move key points below another, or"
        " make the study with another codebook or target"
    )


def _matches(old: Layout, new: Layout, file: str) -> dict[str, str]:
    """Say of each point of the file which point of the map it is, `""` for a new one."""
    found: dict[str, str] = {}
    holder = old.holder
    gone = {key for key in old.points if key not in new.points}
    for key, point in new.points.items():
        if not point.claims:
            raise fault(
                file,
                point.line,
                f"the key point '{point.text}' has no claims; put at least one below it, or"
                " delete it",
            )
        if key in old.points:
            found[key] = key
            continue
        owners = [holder[claim] for claim in point.claims]
        inherited = next((o for o in owners if o in gone and _is_most(old.points[o], point)), "")
        gone.discard(inherited)
        found[key] = inherited
    return found


def _is_most(old: Point, new: Point) -> bool:
    if new.is_single:  # a claim that leaves its point is not that point
        return False
    return 2 * sum(claim in new.claims for claim in old.claims) > len(old.claims)


@dataclass(slots=True)
class _Comparison:
    """The edits so far, and the map as it would be after them."""

    file: str
    old: Layout
    new: Layout
    matched: Mapping[str, str]
    edits: list[Edit] = field(default_factory=list)
    members: dict[str, list[str]] = field(default_factory=dict)
    holder: dict[str, str] = field(default_factory=dict)
    goal: dict[str, str] = field(default_factory=dict)
    names: dict[str, str] = field(default_factory=dict)
    kept: set[str] = field(default_factory=set)

    def start(self) -> None:
        """Take the map as it is, and say where each claim is to go."""
        for key, point in self.old.points.items():
            self.members[key] = []
            for claim in point.claims:
                self._put(claim, key)
        self.names = {key: old or f"\0{key}" for key, old in self.matched.items()}
        self.kept = set(self.names.values())
        for key, point in self.new.points.items():
            self.goal |= dict.fromkeys(point.claims, self.names[key])

    def points(self) -> None:
        """Find the edits of key points."""
        for key, old in self.matched.items():
            if old:
                self._sides_and_words(self.old.points[old], self.new.points[key])
        for key, old in self.matched.items():
            if not old:
                self._split(self.new.points[key])
        for key, point in self.old.points.items():
            if key not in self.kept:
                self._merge_or_delete(point)
        self._move()
        self._delete_claims()

    def _put(self, claim: str, key: str) -> None:
        if claim in self.holder:
            self.members[self.holder[claim]].remove(claim)
        self.members.setdefault(key, []).append(claim)
        self.holder[claim] = key

    def _drop(self, claim: str) -> None:
        self.members[self.holder.pop(claim)].remove(claim)

    def _delete_claims(self) -> None:
        for claim in [claim for claim in self.holder if claim not in self.goal]:
            self._add(Action.DELETE, Name(Part.CLAIM, claim))
            self._drop(claim)

    def _add(
        self, action: Action, subject: Name, aim: Name | None = None, text: str = "", note: str = ""
    ) -> None:
        self.edits.append(Edit(action, subject, aim, text, note))

    def _address(self, key: str) -> Name:
        """Name a point by a claim that makes it now, its label if that is among them."""
        members = self.members[key]
        label = self.old.points[key].claims[0] if key in self.old.points else members[0]
        return Name(Part.POINT, label if label in members else members[0])

    def _sides_and_words(self, old: Point, new: Point) -> None:
        if old.target != new.target:
            raise fault(
                self.file,
                new.line,
                f"'{new.text}' is about '{old.target}' and cannot be moved to '{new.target}';"
                " shares are counted per target",
            )
        where = self._address(old.key)
        if old.stance != new.stance:
            self._add(
                Action.MOVE, where, Name(Part.STANCE, new.stance), "", _short(f"'{old.text}'")
            )
        is_words = not new.is_single and (not old.is_single or len(new.claims) > 1)
        if is_words and old.text != new.text:
            self._add(Action.RENAME, where, None, new.text, _short(f"was '{old.text}'"))

    def _split(self, point: Point) -> None:
        """Let the first claim of a new point found it; the others are moved there later."""
        founder, key = point.claims[0], self.names[point.key]
        home = self.old.points[self.old.holder[founder]]
        if home.target != point.target:
            raise fault(
                self.file,
                point.line,
                f"claim {founder} is about '{home.target}' and cannot be moved to"
                f" '{point.target}'; shares are counted per target",
            )
        self._found(founder, key, "" if point.is_single else point.text)
        if home.stance != point.stance:
            self._add(Action.MOVE, self._address(key), Name(Part.STANCE, point.stance))

    def _found(self, founder: str, key: str, text: str) -> None:
        holder = self.holder[founder]
        if self.members[holder] == [founder]:
            # The last claim of a point takes the point along.
            self._put(founder, key)
            if text and len(self.new.points[self._drawn(key)].claims) > 1:
                self._add(Action.RENAME, self._address(key), None, text)
            return
        self._add(Action.SPLIT, Name(Part.CLAIM, founder), None, text)
        self._put(founder, key)

    def _drawn(self, key: str) -> str:
        return next(drawn for drawn, name in self.names.items() if name == key)

    def _merge_or_delete(self, point: Point) -> None:
        """Carry out what became of a point that the file has no more."""
        members = list(self.members[point.key])
        aims = {self.goal[claim] for claim in members if claim in self.goal}
        words = _short(f"'{point.text}'")
        if members and not aims:
            self._add(Action.DELETE, self._address(point.key), None, "", words)
        if len(aims) == 1 and self.members.get(aim := next(iter(aims))):
            for claim in members:
                if claim not in self.goal:
                    self._add(Action.DELETE, Name(Part.CLAIM, claim))
                    self._drop(claim)
            subject = self._address(point.key)
            self._add(Action.MERGE, subject, self._address(aim), "", words)
            for claim in list(self.members[point.key]):
                self._put(claim, aim)
        if not aims:
            for claim in members:
                self._drop(claim)

    def _move(self) -> None:
        """Move single claims, so that no point that stays is emptied before it is filled."""
        waiting = [claim for claim, aim in self.goal.items() if self.holder[claim] != aim]
        while waiting:
            claim = next((one for one in waiting if self._can_leave(one)), waiting[0])
            waiting.remove(claim)
            aim = self.goal[claim]
            if self.members.get(aim):
                self._add(Action.MOVE, Name(Part.CLAIM, claim), self._address(aim))
                self._put(claim, aim)
            else:
                self._found(claim, aim, self.new.points[self._drawn(aim)].text)

    def _can_leave(self, claim: str) -> bool:
        holder = self.holder[claim]
        stays = len(self.members[holder]) > 1 or holder not in self.kept
        return stays and bool(self.members.get(self.goal[claim]))

    def relations(self, base: ArgumentMap, drawn: DrawnMap) -> None:
        """Find relations that were added and deleted; those of points that are gone go along."""
        before = {(legal(r.source_id), legal(r.target_id), r.kind): None for r in base.relations}
        after: dict[tuple[str, str, RelationKind], int] = {}
        for relation in drawn.relations:
            ends = (self._end(relation.source), self._end(relation.target))
            after.setdefault((*ends, relation.kind), relation.line)
        there = {*self.kept, *self.goal}
        for source, target, kind in before:
            if (source, target, kind) not in after and {source, target} <= there:
                pair = tuple(self._named(end) for end in (source, target))
                self._add(Action.RELATION_DELETE, pair[0], pair[1], kind.value)
        for (source, target, kind), line in after.items():
            if (source, target, kind) not in before:
                names = [self._named_or_fault(end, line) for end in (source, target)]
                self._check_pair(names, line)
                self._add(Action.RELATION_ADD, names[0], names[1], kind.value)

    def _end(self, key: str) -> str:
        return self.names.get(key, key) if key not in self.goal else key

    def _named(self, key: str) -> Name:
        return Name(Part.CLAIM, key) if key in self.goal else self._address(key)

    def _named_or_fault(self, key: str, line: int) -> Name:
        if key in self.goal or self.members.get(key):
            return self._named(key)
        raise fault(
            self.file, line, f"'{key}' is no key point and no claim, so no relation can end there"
        )

    def _check_pair(self, names: Sequence[Name], line: int) -> None:
        if names[0].part is not names[1].part:
            raise fault(
                self.file, line, "a relation joins two key points, or two claims, not one of each"
            )
        if names[0] == names[1]:
            raise fault(self.file, line, "nothing acts on itself; take the relation out")


def _short(note: str) -> str:
    return note if len(note) <= _NOTE_LENGTH else f"{note[: _NOTE_LENGTH - 1]}…"
