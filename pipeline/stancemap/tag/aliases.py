"""One entity for all names of a thing: merged within an article first, then across articles."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TypeAlias

from stancemap.records import Alias, DocumentKind, Entity, Mention, MergeReason
from stancemap.tag.alias_rules import Form, merges_within, root_of
from stancemap.tag.name_keys import (
    gender_of_title,
    has_sure_title,
    key_of,
    person_key,
    without_possessive,
    without_title,
)

_PERSON = "PERSON"
_PEOPLES = "NORP"
_TITLE_TELLS = 100

_Key: TypeAlias = str
_Place: TypeAlias = tuple[str, _Key]
"""A form of a name in one article."""


@dataclass(frozen=True, slots=True)
class MergedNames:
    """The entities, and the mentions with the entity of each, in the order given."""

    entities: tuple[Entity, ...]
    mentions: tuple[Mention, ...]


@dataclass(frozen=True, slots=True)
class _Cluster:
    """The forms of one article that name one entity: key to reason; `root` names it."""

    article_id: str
    root: Form
    reasons: Mapping[_Key, MergeReason]


def merge_aliases(mentions: Sequence[Mention]) -> MergedNames:
    """Give every mention its entity; the result does not depend on the mentions' order."""
    labels = _labels_by_name(mentions)
    by_article: defaultdict[str, list[tuple[_Key, Mention]]] = defaultdict(list)
    keys = _keys(mentions, labels)
    for key, mention in zip(keys, mentions, strict=True):
        by_article[mention.article_id].append((key, mention))
    clusters = [
        cluster
        for article_id, named in sorted(by_article.items(), key=lambda item: item[0])
        for cluster in _clusters(article_id, named, labels)
    ]
    entity_of = _across(clusters)
    forms: defaultdict[_Key, list[tuple[Mention, MergeReason]]] = defaultdict(list)
    reasons = {(c.article_id, key): why for c in clusters for key, why in c.reasons.items()}
    places = [(mention.article_id, key) for key, mention in zip(keys, mentions, strict=True)]
    for place, mention in zip(places, mentions, strict=True):
        forms[entity_of[place]].append((mention, reasons[place]))
    entities = sorted(
        ((_entity(named), group) for group, named in forms.items()),
        key=lambda pair: (pair[0].name.casefold(), pair[0].name, pair[0].label, pair[1]),
    )
    ids = {group: f"e{number:04d}" for number, (_, group) in enumerate(entities, start=1)}
    return MergedNames(
        tuple(replace(entity, entity_id=ids[group]) for entity, group in entities),
        tuple(
            replace(mention, entity_id=ids[entity_of[place]])
            for place, mention in zip(places, mentions, strict=True)
        ),
    )


def _labels_by_name(mentions: Iterable[Mention]) -> dict[_Key, str]:
    """Return the label that most mentions of a name have, in all articles together."""
    counts: defaultdict[_Key, Counter[str]] = defaultdict(Counter)
    for mention in mentions:
        # Only a person is a councillor, whatever label the name was given.
        label = _PERSON if has_sure_title(mention.span.text) else mention.label
        counts[_bare_key(mention)][label] += _TITLE_TELLS if label != mention.label else 1
    return {key: _most(count) for key, count in counts.items()}


def _bare_key(mention: Mention) -> _Key:
    return key_of(_untitled(mention))


def _untitled(mention: Mention) -> str:
    text = mention.span.text
    return without_title(text) if _is_said_person(mention) else text


def _is_said_person(mention: Mention) -> bool:
    return mention.label == _PERSON or has_sure_title(mention.span.text)


def _most(counts: Counter[str]) -> str:
    return min(counts, key=lambda item: (-counts[item], item))


def _keys(mentions: Sequence[Mention], labels: Mapping[_Key, str]) -> list[_Key]:
    """Return what mentions of one name in one article share."""
    genders: defaultdict[_Place, set[str]] = defaultdict(set)
    keys = []
    for mention in mentions:
        bare = _bare_key(mention)
        label = labels[bare]
        key = person_key(bare) if label == _PERSON else bare
        if label == _PEOPLES:
            key = key.removesuffix("s")
        keys.append(key)
        if gender := gender_of_title(mention.span.text):
            genders[mention.article_id, key].add(gender)
    # Mr Clinton and Mrs Clinton are two: there the title belongs to the name.
    return [
        f"{gender_of_title(mention.span.text)} {key}".strip()
        if len(genders[mention.article_id, key]) > 1 and " " not in key
        else key
        for key, mention in zip(keys, mentions, strict=True)
    ]


def _clusters(
    article_id: str, named: Sequence[tuple[_Key, Mention]], labels: Mapping[_Key, str]
) -> list[_Cluster]:
    by_key: defaultdict[_Key, list[Mention]] = defaultdict(list)
    for key, mention in named:
        by_key[key].append(mention)
    words = Counter(word for key in by_key for word in key.split())
    titled = {key for key, mention in named if has_sure_title(mention.span.text)}
    forms: dict[_Key, Form] = {}
    for key in sorted(by_key):
        form, shared = _form(key, by_key[key], labels), sum(words[w] - 1 for w in key.split())
        # Where there is a Mr Foy, Martin Foy is a person too.
        is_person = form.is_person or form.tokens[-1] in titled
        forms[key] = replace(form, shared=shared, is_person=is_person)
    merges = merges_within(forms, _in_brackets(named))
    members: defaultdict[_Key, dict[_Key, MergeReason]] = defaultdict(dict)
    for key in forms:
        reason = merges[key].reason if key in merges else MergeReason.SAME
        members[root_of(key, merges)][key] = reason
    return [_Cluster(article_id, forms[root], reasons) for root, reasons in members.items()]


def _form(key: _Key, mentions: Sequence[Mention], labels: Mapping[_Key, str]) -> Form:
    surfaces = Counter(mention.span.text for mention in mentions)
    return Form(
        key=key,
        surface=_most(surfaces),
        count=len(mentions),
        labels=frozenset(mention.label for mention in mentions),
        is_person=labels[_bare_key(mentions[0])] == _PERSON,
        in_article=any(m.document_kind is DocumentKind.ARTICLE for m in mentions),
    )


def _in_brackets(named: Sequence[tuple[_Key, Mention]]) -> list[tuple[_Key, _Key]]:
    """Find `Name (ACR)`: two mentions of a text with just " (" between them."""
    starts = {
        (mention.document_kind, mention.document_id, mention.span.start): key
        for key, mention in named
    }
    pairs = {
        (key, starts[place])
        for key, mention in named
        if (place := (mention.document_kind, mention.document_id, mention.span.end + 2)) in starts
    }
    return sorted(pairs)


def _across(clusters: Sequence[_Cluster]) -> dict[_Place, _Key]:
    """Join clusters of the same full name; return the group of each form of each article.

    A surname that stays alone is not joined where the corpus knows two who bear it.
    """
    bearers: defaultdict[str, set[_Key]] = defaultdict(set)
    for cluster in clusters:
        if cluster.root.is_full_name:
            bearers[cluster.root.tokens[-1]].add(cluster.root.key)
    groups: dict[_Place, _Key] = {}
    for cluster in clusters:
        root = cluster.root
        surname = root.tokens[-1]
        alone = root.is_person and not root.is_full_name and len(bearers[surname]) > 1
        titled = root.tokens[0] in {"he", "she"} and len(root.tokens) > 1
        group = f"{root.key}\n{cluster.article_id}" if alone or titled else root.key
        groups.update(((cluster.article_id, key), group) for key in cluster.reasons)
    return groups


def _entity(named: Sequence[tuple[Mention, MergeReason]]) -> Entity:
    """Name an entity by its most frequent full form; every other form becomes an alias."""
    own = Counter(_bare(m) for m, reason in named if reason is MergeReason.SAME)
    name = _most(own)
    # One spelling can be merged for two reasons in two articles: the first by name is told.
    aliases: dict[str, MergeReason] = {}
    for mention, reason in sorted(named, key=lambda pair: (pair[0].span.text, pair[1])):
        aliases.setdefault(mention.span.text, _reason(mention, reason))
    others = sorted(Alias(text, why) for text, why in aliases.items() if text != name)
    return Entity("", name, _label(named), tuple(others))


def _label(named: Sequence[tuple[Mention, MergeReason]]) -> str:
    if any(has_sure_title(mention.span.text) for mention, _ in named):
        return _PERSON
    return _most(Counter(mention.label for mention, _ in named))


def _bare(mention: Mention) -> str:
    return without_possessive(_untitled(mention))


def _reason(mention: Mention, reason: MergeReason) -> MergeReason:
    """Say why a form is an alias: a rule's reason, or what hides the name in it."""
    if reason is not MergeReason.SAME:
        return reason
    if without_possessive(mention.span.text) != mention.span.text:
        return MergeReason.POSSESSIVE
    return MergeReason.SAME if _untitled(mention) == mention.span.text else MergeReason.TITLE
