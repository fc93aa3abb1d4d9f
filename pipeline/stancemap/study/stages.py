"""What each stage of a study depends on: so that a changed setting redoes what it touches only."""

import hashlib
import json
from collections.abc import Mapping
from enum import StrEnum


class Depends(StrEnum):
    """The stages, in their order; each depends on those before it as well."""

    READING = "reading"
    """Reading the input and the words: comments, sentences, names, quotes, claims."""
    STANCE = "stance"
    """Telling the stances of what was read, and what comments claim, which a profile decides."""
    MAP = "map"
    """Adding up: names merged, key points, relations, tables, report."""


_STANCE_INGREDIENTS = frozenset({"codebook"})
_STANCE_SETTINGS = frozenset({"codebook", "profile", "stance_model", "other_model"})
_STANCE_MODELS = frozenset({"stance-linear", "stance-mpnet", "claims-minilm"})
_MAP_SETTINGS = frozenset({"aliases", "edits", "granularity", "key_points"})

Recipe = Mapping[str, object]
"""A recipe as plain data."""


def reading_of(recipe: Recipe) -> str:
    """Hash what reading depends on."""
    return _hash(_ingredients(recipe, Depends.READING))


def tagging_of(recipe: Recipe) -> str:
    """Hash what reading and stances depend on."""
    return _hash(
        {stage: _ingredients(recipe, stage) for stage in (Depends.READING, Depends.STANCE)}
    )


def changed(recipe: Recipe, other: Recipe, stage: Depends) -> list[str]:
    """Name the ingredients of a stage in which two recipes differ.

    >>> old = {"settings": {"profile": "fast", "target": "trams"}}
    >>> changed({"settings": {"profile": "thorough", "target": "trams"}}, old, Depends.STANCE)
    ['profile']
    """
    mine, theirs = _ingredients(recipe, stage), _ingredients(other, stage)
    names = [name for name in sorted({*mine, *theirs}) if mine.get(name) != theirs.get(name)]
    if stage is Depends.READING:
        return names
    # What a user knows an ingredient by is the setting, or else the model behind it.
    return list(dict.fromkeys(name.partition(".")[2] or name for name in names))


def _ingredients(recipe: Recipe, stage: Depends) -> dict[str, object]:
    plain = json.loads(json.dumps(recipe, default=dict))
    settings, models = plain.get("settings") or {}, plain.get("models") or {}
    match stage:
        case Depends.READING:
            rest = {
                name: value
                for name, value in plain.items()
                if name not in {"settings", "models", *_STANCE_INGREDIENTS}
            }
            own = {k: v for k, v in settings.items() if k not in _STANCE_SETTINGS | _MAP_SETTINGS}
            others = {k: v for k, v in models.items() if k not in _STANCE_MODELS}
            return {**rest, "settings": own, "models": others}
        case Depends.STANCE:
            kept = {name: plain.get(name) for name in _STANCE_INGREDIENTS}
            kept |= {f"settings.{k}": v for k, v in settings.items() if k in _STANCE_SETTINGS}
            return kept | {f"models.{k}": v for k, v in models.items() if k in _STANCE_MODELS}
        case Depends.MAP:
            return {f"settings.{k}": v for k, v in settings.items() if k in _MAP_SETTINGS}


def _hash(content: Mapping[str, object]) -> str:
    return hashlib.sha256(json.dumps(content, sort_keys=True).encode()).hexdigest()
