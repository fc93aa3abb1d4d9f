"""A study made again from its tagged parts, without its input: after edits of the map by hand."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import asdict, dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from stancemap.codebook import codebook_of
from stancemap.edit.compare import edits_between
from stancemap.edit.edits_file import read_edits, write_edits
from stancemap.edit.reading import read_drawn
from stancemap.errors import StudyError
from stancemap.maps.edits import EDITS_FILE, Action, Edit, Part, with_words
from stancemap.maps.given import GivenPoint
from stancemap.records import ArgumentMap, NodeKind
from stancemap.study.finish import finish
from stancemap.study.folder import Study
from stancemap.study.manifest import InputFile, Recipe, make_recipe
from stancemap.study.map_export import read_map_content
from stancemap.study.outputs import MadeBy
from stancemap.study.parts import PartResults
from stancemap.study.plan import Plan, read_plan
from stancemap.study.progress import Progress, Silent
from stancemap.study.settings import Settings
from stancemap.study.stages import tagging_of
from stancemap.study.store import (
    CODEBOOK,
    RECIPE,
    locked,
    read_json,
    remove_beginnings,
    write_json,
)
from stancemap.tag.profile import Profile
from stancemap.tag.user_aliases import UserAlias


@dataclass(frozen=True, slots=True)
class ImportedMap:
    """The edits that an edited map came to, and what in it was left out, in words."""

    study: Study
    edits: tuple[Edit, ...]
    notes: tuple[str, ...]


def import_map(folder: Path, file: Path, progress: Progress | None = None) -> ImportedMap:
    """Turn an edited map into edits, add them to the study's, and make the study again.

    Raises:
        InputError: the file cannot be read, or was edited in the wrong place.
        StudyError: there is no finished study, or it cannot be made again without its input.
    """
    study = Study(folder)
    content = read_map_content(folder)
    drawn = read_drawn(file, content.argument_map)
    claims = {n.node_id: n.text for n in content.argument_map.nodes if n.kind is NodeKind.CLAIM}
    edits = tuple(
        with_words(edit, claims)
        for edit in edits_between(content.argument_map, drawn, content.codebook.names)
    )
    if edits:
        _tagged_plan(folder, _made_by(folder))  # nothing is kept that could not be carried out
        kept = read_edits(folder / EDITS_FILE)
        write_edits([*kept, *edits], folder / EDITS_FILE)
        study = rebuild_study(folder, progress)
    return ImportedMap(study, edits, (*drawn.notes, *_unseen(content.argument_map, edits)))


def _unseen(shown: ArgumentMap, edits: Iterable[Edit]) -> Iterator[str]:
    """Say which claims that a cut map does not show stay where they are."""
    holder = {node.node_id: node.parent_id for node in shown.nodes if node.kind is NodeKind.CLAIM}
    n_shown = Counter(holder.values())
    touched = {
        holder.get(name.id)
        for edit in edits
        if edit.action in {Action.MOVE, Action.SPLIT, Action.DELETE}
        for name in (edit.subject, edit.object)
        if name is not None and (name.part is Part.CLAIM or edit.action is Action.MOVE)
    }
    for node in shown.nodes:
        unseen = node.n_claims - n_shown[node.node_id]
        if node.kind is NodeKind.KEY_POINT and unseen and node.node_id in touched:
            yield (
                f"'{node.text}' is made by {unseen} claims more than the map shows; these stay in"
                f" it: claims.csv has them, with {node.node_id} in the column key_point_id"
            )


def rebuild_study(folder: Path, progress: Progress | None = None) -> Study:
    """Make tables, maps and report again from the tags that are there, with the edits there are.

    Raises:
        InputError: the file of edits is none.
        StudyError: there is no finished study, or other models made it, or a run is at work in it.
    """
    started = datetime.now(UTC)
    Study(folder)
    with locked(folder):
        remove_beginnings(folder)
        made_by = _made_by(folder)
        plan = _tagged_plan(folder, made_by)
        write_json(folder / RECIPE, made_by.recipe.content())
        finish(folder, plan, made_by, progress or Silent(), started)
    return Study(folder)


def _made_by(folder: Path) -> MadeBy:
    """Read of what a study was made, with the edits that lie in it now."""
    content = read_json(folder / RECIPE)
    if not (folder / CODEBOOK).is_file():
        raise StudyError(
            f"{folder} was made by an earlier version; give the command that made it again"
        )
    codebook = codebook_of(read_json(folder / CODEBOOK), CODEBOOK)
    now = make_recipe([], Settings(), codebook)
    try:
        settings = replace(_settings(content["settings"]), edits=read_edits(folder / EDITS_FILE))
        own = {**content["settings"], "edits": [asdict(edit) for edit in settings.edits]}
        recipe = Recipe(
            inputs=tuple(InputFile(**file) for file in content["inputs"]),
            settings=own,
            codebook=content["codebook"],
            models=now.models,
            packages=now.packages,
        )
    except (KeyError, TypeError, ValueError) as error:
        raise StudyError(f"{folder}/{RECIPE} is damaged: {error}; run the study again") from error
    if recipe.tagging != tagging_of(content):
        raise StudyError(
            f"{folder} was made with other models or packages; give the command that made it again,"
            f" which carries out {EDITS_FILE} too"
        )
    return MadeBy(codebook, settings, recipe)


def _settings(content: Mapping[str, Any]) -> Settings:
    """Read the settings that matter after tagging."""
    return Settings(
        target=content["target"],
        profile=Profile(content["profile"]),
        stance_model=content["stance_model"],
        aliases=tuple(UserAlias(**row) for row in content["aliases"]),
        granularity=content["granularity"],
        key_points=tuple(GivenPoint(**row) for row in content["key_points"]),
    )


def _tagged_plan(folder: Path, made_by: MadeBy) -> Plan:
    plan = read_plan(folder, made_by.recipe.reading)
    results = PartResults(folder, made_by.codebook, made_by.recipe.tagging)
    if plan is None or not all(results.is_done(number) for number in plan.numbers):
        raise StudyError(
            f"{folder} is not tagged in full; give the command that made it again,"
            f" which carries out {EDITS_FILE} too"
        )
    return plan
