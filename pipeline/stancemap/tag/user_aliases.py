"""The alias file of a study, edited by a researcher: names merged and names set apart by hand.

The file is `aliases.csv` of a study. Its column `merge` says what becomes of a name: `yes` (or
nothing) leaves it with its entity, `no` sets it apart as an entity of its own, any other word is
the name of the entity that it goes to. On the row of the entity's own name, another name moves
the whole entity. A row that is added finds its name in the texts, whatever its case.
"""

import csv
import io
import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from stancemap.errors import InputError
from stancemap.ingest.decode import encoding_of, open_text
from stancemap.records import Mention, MergeReason, Span
from stancemap.tag.aliases import Assigned, Assignment, MergedNames, make_entities
from stancemap.tag.known_names import join_mentions
from stancemap.tag.name_index import NamedText

COLUMNS = ("entity", "name", "reason", "count", "merge", "note")
_NEEDED = ("entity", "name", "merge")
_YES = frozenset({"yes", "y", "true", "1", ""})
_NO = frozenset({"no", "n", "false", "0"})
# What export/csv_file.py puts before a cell that a spreadsheet would run.
_GUARDED = re.compile(r"'+\s*[=+\-@＝＋－＠]")
_DELIMITERS = ",;\t"


@dataclass(frozen=True, slots=True)
class UserAlias:
    """A row of an alias file: `name`, listed with `entity`, belongs to `target` (`""`: to none).

    `is_edited` is whether it says anything else than that things may stay as they are.
    """

    entity: str
    name: str
    target: str
    is_edited: bool
    line: int = 0


def read_user_aliases(path: Path) -> tuple[UserAlias, ...]:
    """Read an alias file.

    Raises:
        InputError: it is none; the message names file and line, and what is wrong there.
    """
    try:
        with open_text(path, encoding_of(path)[0]) as stream:
            text = stream.read()
    except OSError as error:
        raise InputError(f"{path} cannot be read: {error.strerror or error}") from error
    rows = tuple(_rows(text, path.name))
    _check(rows, path.name)
    return rows


def _rows(text: str, file: str) -> Iterator[UserAlias]:
    head = text.splitlines()[0] if text.strip() else ""
    delimiter = max(_DELIMITERS, key=head.count)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    try:
        columns = [name.strip().casefold() for name in next(reader, [])]
        missing = [name for name in _NEEDED if name not in columns]
        if missing:
            raise InputError(
                f"{file}, line 1: no column '{missing[0]}'; an alias file has the columns"
                f" {', '.join(COLUMNS[:-1])}, as aliases.csv of a study"
            )
        for cells in filter(any, reader):
            where = f"{file}, line {reader.line_num}"
            if len(cells) != len(columns):
                raise InputError(
                    f"{where}: {len(cells)} cells, but the first line has {len(columns)}; put a"
                    " name that holds a comma into quotation marks"
                )
            yield _row(dict(zip(columns, cells, strict=True)), where, reader.line_num)
    except csv.Error as error:
        raise InputError(
            f"{file}, line {reader.line_num}: {error}; save it as CSV again"
        ) from error


def link_by_user(
    texts: Iterable[NamedText], assigned: Assigned, rows: Sequence[UserAlias]
) -> MergedNames:
    """Make the entities, with the names moved or set apart as the rows say."""
    if not rows:
        return make_entities(assigned)
    assigned = _with_added(texts, assigned, rows)
    names = _names_of_groups(assigned)
    choice = _Choice(rows)
    groups = {name: group for group, name in sorted(names.items(), reverse=True)}
    given: dict[str, str] = {}
    assignments = []
    for mention, old in zip(assigned.mentions, assigned.assignments, strict=True):
        entity = names.get(old.group, "")
        target = choice.target_of(entity, mention.span.text)
        if target == entity and old.group:
            assignments.append(old)
            continue
        group = groups.get(target, f"\nuser {target}")
        given.setdefault(group, target)
        own = MergeReason.SAME if mention.span.text == target else MergeReason.USER_ALIAS
        assignments.append(Assignment(group, own))
    return make_entities(replace(assigned, assignments=tuple(assignments)), given)


class _Choice:
    """Where each name goes, by the entity that it is found for and its spelling."""

    def __init__(self, rows: Sequence[UserAlias]) -> None:
        self.exact: dict[tuple[str, str], UserAlias] = {}
        self.moved: dict[str, str] = {}
        self.by_name: defaultdict[str, list[UserAlias]] = defaultdict(list)
        for row in rows:
            self.exact[row.entity, row.name] = row
            self.by_name[row.name].append(row)
            self.by_name[row.name.casefold()].append(row)
            if row.entity == row.name and row.target != row.entity:
                self.moved[row.entity] = row.target

    def target_of(self, entity: str, name: str) -> str:
        """Return the entity of a name that is found for `entity` (`""`: for none)."""
        row = self.exact.get((entity, name))
        if row is None:
            # The file lists it with another entity only: there somebody put it.
            others = self.by_name.get(name) or self.by_name.get(name.casefold(), [])
            row = others[0] if len({one.target for one in others}) == 1 else None
        target = entity if row is None else row.target or name
        seen = {target}
        while target in self.moved and self.moved[target] not in seen:
            target = self.moved[target]
            seen.add(target)
        return target


def _with_added(
    texts: Iterable[NamedText], assigned: Assigned, rows: Sequence[UserAlias]
) -> Assigned:
    """Find the names in the texts that nothing but the file names."""
    known = {mention.span.text.casefold() for mention in assigned.mentions}
    added = {row.name.casefold(): row for row in rows if row.name.casefold() not in known}
    if not added:
        return assigned
    longest_first = sorted(added, key=lambda name: (-len(name), name))
    any_name = re.compile(
        rf"(?<!\w)(?:{'|'.join(map(re.escape, longest_first))})(?!\w)", re.IGNORECASE
    )
    labels = _labels(assigned)
    old = {
        id(mention): given
        for mention, given in zip(assigned.mentions, assigned.assignments, strict=True)
    }
    of_text: defaultdict[tuple[str, str], list[Mention]] = defaultdict(list)
    for mention in assigned.mentions:
        of_text[mention.document_kind, mention.document_id].append(mention)
    mentions: list[Mention] = []
    for text in texts:
        found = [
            Mention(
                text.kind,
                text.document_id,
                text.article_id,
                Span.of(text.text, *match.span()),
                labels.get(added[match[0].casefold()].entity, "ORG"),
            )
            for match in any_name.finditer(text.text)
            if match[0].casefold() in added
        ]
        mentions += join_mentions(of_text[text.kind, text.document_id], found)
    nothing = Assignment("", MergeReason.USER_ALIAS)
    assignments = tuple(old.get(id(mention), nothing) for mention in mentions)
    return Assigned(tuple(mentions), assignments, assigned.notes)


def _labels(assigned: Assigned) -> Mapping[str, str]:
    return {entity.name: entity.label for entity in make_entities(assigned).entities}


def _names_of_groups(assigned: Assigned) -> dict[str, str]:
    """Return the name of the entity of each group."""
    made = make_entities(
        Assigned(
            tuple(
                m for m, g in zip(assigned.mentions, assigned.assignments, strict=True) if g.group
            ),
            tuple(g for g in assigned.assignments if g.group),
            assigned.notes,
        )
    )
    names = {entity.entity_id: entity.name for entity in made.entities}
    own = (g for g in assigned.assignments if g.group)
    return {g.group: names[m.entity_id] for g, m in zip(own, made.mentions, strict=True)}


def alias_rows(merged: MergedNames) -> Iterator[tuple[str, str, str, int, str, str]]:
    """Return the rows of an alias file: each name of each entity, the entity's own first."""
    names = {entity.entity_id: entity.name for entity in merged.entities}
    counts = Counter((names[m.entity_id], m.span.text) for m in merged.mentions)
    seen: set[tuple[str, str]] = set()
    for entity in merged.entities:
        own = [(entity.name, MergeReason.SAME)]
        others = [(alias.text, alias.reason) for alias in entity.aliases]
        others.sort(key=lambda pair: (-counts[entity.name, pair[0]], pair[0]))
        for name, reason in own + others:
            # Surnames that stay alone on several pages are entities of the same name.
            if (entity.name, name) not in seen:
                seen.add((entity.name, name))
                count = counts[entity.name, name]
                yield entity.name, name, reason.value, count, "yes", entity.note


def _row(cells: Mapping[str, str], where: str, line: int) -> UserAlias:
    entity, name, merge = (_plain(cells[column]) for column in _NEEDED)
    if not name:
        raise InputError(f"{where}: no name; delete the line, or say which name is meant")
    if merge.casefold() in _NO:
        if entity == name:
            raise InputError(
                f"{where}: '{name}' is the entity's own name and cannot be set apart from it;"
                " write no behind the names that do not belong to it"
            )
        return UserAlias(entity, name, "", is_edited=True, line=line)
    if merge.casefold() in _YES:
        if not entity:
            raise InputError(
                f"{where}: '{name}' has no entity; name one in the column entity or merge"
            )
        return UserAlias(entity, name, entity, is_edited=False, line=line)
    return UserAlias(entity, name, merge, is_edited=True, line=line)


def _plain(cell: str) -> str:
    cell = cell.strip()
    return cell[1:] if _GUARDED.match(cell) else cell


def _check(rows: Sequence[UserAlias], file: str) -> None:
    first: dict[tuple[str, str], UserAlias] = {}
    for row in rows:
        other = first.setdefault((row.entity, row.name), row)
        if other.target != row.target:
            raise InputError(
                f"{file}, line {row.line}: '{row.name}' of '{row.entity}' goes to"
                f" '{row.target or row.name}', but in line {other.line} to"
                f" '{other.target or other.name}'; keep one of the lines"
            )
    moved = {r.entity: r for r in rows if r.entity == r.name and r.target != r.entity}
    for row in moved.values():
        path, at = [row.entity], row.target
        while at in moved and at not in path:
            path.append(at)
            at = moved[at].target
        if at in path:
            circle = "' → '".join([*path, at])
            raise InputError(
                f"{file}, line {row.line}: '{circle}' goes round in a circle; let one of them stay"
            )
