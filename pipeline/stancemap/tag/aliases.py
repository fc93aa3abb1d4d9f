"""One entity for all names of a thing: merged within an article first, then across articles."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TypeAlias

from stancemap.records import Alias, DocumentKind, Entity, Mention, MergeReason
from stancemap.tag.alias_rules import Form, Told, merges_within, root_of
from stancemap.tag.introduced import Introduction
from stancemap.tag.name_keys import (
    has_sure_title,
    is_acronym,
    key_of,
    person_key,
    surname_of,
    title_of,
    without_possessive,
    without_sigil,
    without_title,
)
from stancemap.tag.name_lists import KNOWN_ACRONYMS, KNOWN_NICKNAMES

_PERSON = "PERSON"
_PEOPLES = "NORP"
_TITLE_TELLS = 100
_GENDERED = frozenset({"he", "she"})
_SIGILS = {"@": MergeReason.HANDLE, "#": MergeReason.HASHTAG}
_TRAVELS = frozenset({MergeReason.ACRONYM, MergeReason.NICKNAME, MergeReason.SHORT_FORM})
"""Reasons for which a form is the same thing on a page that does not write it out."""

_Key: TypeAlias = str
_Place: TypeAlias = tuple[str, _Key]
"""A form of a name in one article."""

Start: TypeAlias = tuple[DocumentKind, str, int]
"""Where a mention begins."""


def start_of(mention: Mention) -> Start:
    """Say where a mention begins."""
    return mention.document_kind, mention.document_id, mention.span.start


@dataclass(frozen=True, slots=True)
class Context:
    """What the words around names tell: who is introduced as what, and what is a place to be in."""

    introductions: tuple[Introduction, ...] = ()
    places: frozenset[Start] = frozenset()


@dataclass(frozen=True, slots=True)
class Assignment:
    """The entity of a mention, as a key of its own, and why the mention belongs to it."""

    group: str
    reason: MergeReason


@dataclass(frozen=True, slots=True)
class MergedNames:
    """The entities, and the mentions with the entity of each, in the order given."""

    entities: tuple[Entity, ...]
    mentions: tuple[Mention, ...]


@dataclass(frozen=True, slots=True)
class Assigned:
    """Mentions with their assignments; `notes` say of a group why it was left apart."""

    mentions: tuple[Mention, ...]
    assignments: tuple[Assignment, ...]
    notes: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class _Cluster:
    """The forms of one article that name one entity: key to reason; `root` names it."""

    article_id: str
    root: Form
    reasons: Mapping[_Key, MergeReason]


def merge_aliases(mentions: Sequence[Mention], context: Context = Context()) -> MergedNames:
    """Give every mention its entity; the result does not depend on the mentions' order."""
    return make_entities(assign(mentions, context))


def assign(mentions: Sequence[Mention], context: Context = Context()) -> Assigned:
    """Decide for every mention which others name the same thing, and why."""
    labels = _labels_by_name(mentions)
    by_article: defaultdict[str, list[tuple[_Key, Mention]]] = defaultdict(list)
    keys = _keys(mentions, labels)
    key_at = {start_of(mention): key for key, mention in zip(keys, mentions, strict=True)}
    for key, mention in zip(keys, mentions, strict=True):
        by_article[mention.article_id].append((key, mention))
    called = _called(context.introductions, key_at)
    clusters = [
        cluster
        for article_id, named in sorted(by_article.items(), key=lambda item: item[0])
        for cluster in _clusters(_Page(article_id, named, called[article_id]), labels, context)
    ]
    groups, notes = _across(clusters)
    assignments = tuple(
        groups[mention.article_id, key] for key, mention in zip(keys, mentions, strict=True)
    )
    return Assigned(tuple(mentions), assignments, notes)


def make_entities(assigned: Assigned, names: Mapping[str, str] | None = None) -> MergedNames:
    """Make the entities of assigned mentions; `names` holds those of groups that a user named."""
    named: defaultdict[str, list[tuple[Mention, MergeReason]]] = defaultdict(list)
    for mention, given in zip(assigned.mentions, assigned.assignments, strict=True):
        named[given.group].append((mention, given.reason))
    made = (
        (_entity(own, (names or {}).get(group, ""), assigned.notes.get(group, "")), group)
        for group, own in named.items()
    )
    entities = sorted(
        made, key=lambda pair: (pair[0].name.casefold(), pair[0].name, pair[0].label, pair[1])
    )
    ids = {group: f"e{number:04d}" for number, (_, group) in enumerate(entities, start=1)}
    return MergedNames(
        tuple(replace(entity, entity_id=ids[group]) for entity, group in entities),
        tuple(
            replace(mention, entity_id=ids[given.group])
            for mention, given in zip(assigned.mentions, assigned.assignments, strict=True)
        ),
    )


def _called(
    introductions: Iterable[Introduction], key_at: Mapping[Start, _Key]
) -> defaultdict[str, list[tuple[_Key, _Key]]]:
    called: defaultdict[str, list[tuple[_Key, _Key]]] = defaultdict(list)
    for one in introductions:
        name, nickname = start_of(one.name), start_of(one.nickname)
        if name in key_at and nickname in key_at:
            called[one.name.article_id].append((key_at[name], key_at[nickname]))
    return called


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
    text = without_sigil(mention.span.text)
    return without_title(text) if _is_said_person(mention) else text


def _is_said_person(mention: Mention) -> bool:
    return mention.label == _PERSON or has_sure_title(mention.span.text)


def _most(counts: Counter[str]) -> str:
    return min(counts, key=lambda item: (-counts[item], item))


def _keys(mentions: Sequence[Mention], labels: Mapping[_Key, str]) -> list[_Key]:
    """Return what mentions of one name in one article share."""
    genders: defaultdict[_Place, set[str]] = defaultdict(set)
    bearers: defaultdict[_Place, set[_Key]] = defaultdict(set)
    keys = []
    for mention in mentions:
        bare = _bare_key(mention)
        label = labels[bare]
        key = person_key(bare) if label == _PERSON else bare
        if label == _PEOPLES:
            key = key.removesuffix("s")
        keys.append(key)
        if (title := title_of(mention.span.text)) in _GENDERED:
            genders[mention.article_id, key].add(title)
        if label == _PERSON and " " in key:
            bearers[mention.article_id, surname_of(key)].add(key)

    def is_shared(place: _Place) -> bool:
        return " " not in place[1] and (len(genders[place]) > 1 or len(bearers[place]) > 1)

    # Mr Clinton and Mrs Clinton are two: there the title belongs to the name.
    return [
        f"{title_of(mention.span.text)} {key}".strip()
        if is_shared((mention.article_id, key))
        else key
        for key, mention in zip(keys, mentions, strict=True)
    ]


@dataclass(frozen=True, slots=True)
class _Page:
    """The names of an article and its comments with their keys, and what is introduced there."""

    article_id: str
    named: Sequence[tuple[_Key, Mention]]
    called: Sequence[tuple[_Key, _Key]]


def _clusters(page: _Page, labels: Mapping[_Key, str], context: Context) -> list[_Cluster]:
    by_key: defaultdict[_Key, list[Mention]] = defaultdict(list)
    for key, mention in page.named:
        by_key[key].append(mention)
    words = Counter(word for key in by_key for word in key.split())
    titled = {key for key, mention in page.named if has_sure_title(mention.span.text)}
    forms: dict[_Key, Form] = {}
    for key in sorted(by_key):
        form = _form(key, by_key[key], labels, context)
        # Where there is a Mr Foy, Martin Foy is a person too.
        is_person = form.is_person or form.surname in titled or bool(form.title)
        shared = sum(words[w] - 1 for w in key.split())
        forms[key] = replace(form, shared=shared, is_person=is_person)
    merges = merges_within(forms, Told(_in_brackets(page.named), page.called))
    members: defaultdict[_Key, dict[_Key, MergeReason]] = defaultdict(dict)
    for key in forms:
        reason = merges[key].reason if key in merges else MergeReason.SAME
        members[root_of(key, merges)][key] = reason
    return [_Cluster(page.article_id, forms[root], reasons) for root, reasons in members.items()]


def _form(
    key: _Key, mentions: Sequence[Mention], labels: Mapping[_Key, str], context: Context
) -> Form:
    surfaces = Counter(without_sigil(mention.span.text) for mention in mentions)
    first = mentions[0]
    bare = _bare_key(first)
    return Form(
        key=key,
        surface=min(
            surfaces, key=lambda text: (text.islower(), text.isupper(), -surfaces[text], text)
        ),
        count=len(mentions),
        labels=frozenset(mention.label for mention in mentions),
        is_person=labels[bare] == _PERSON,
        in_article=any(map(_is_in_article, mentions)),
        title=title_of(first.span.text) if " " in key and " " not in bare else "",
        titles=frozenset(filter(None, (title_of(m.span.text) for m in mentions))),
        first=min((m.span.start for m in mentions if _is_in_article(m)), default=-1),
        is_place=any(start_of(m) in context.places for m in mentions),
    )


def _is_in_article(mention: Mention) -> bool:
    return mention.document_kind is DocumentKind.ARTICLE


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


def _across(
    clusters: Sequence[_Cluster],
) -> tuple[dict[_Place, Assignment], dict[str, str]]:
    """Join clusters of the same full name; return the assignment of each form of each article.

    A surname that stays alone is not joined where the corpus knows two who bear it: the notes
    say so. A form that another page explains, such as an acronym, is joined if only one does.
    """
    corpus = _Corpus.of(clusters)
    groups: dict[_Place, Assignment] = {}
    notes: dict[str, str] = {}
    for cluster in clusters:
        group, why = corpus.place(cluster)
        if note := corpus.note(cluster):
            notes[group] = note
        for key, reason in cluster.reasons.items():
            given = why if reason is MergeReason.SAME and why is not reason else reason
            groups[cluster.article_id, key] = Assignment(group, given)
    return groups, notes


@dataclass(frozen=True, slots=True)
class _Corpus:
    """What all pages know: who bears a surname, and what a page explains an acronym as."""

    bearers: Mapping[str, Mapping[_Key, str]]
    explained: Mapping[_Key, set[tuple[str, MergeReason]]]

    @classmethod
    def of(cls, clusters: Iterable[_Cluster]) -> "_Corpus":
        bearers: defaultdict[str, dict[_Key, str]] = defaultdict(dict)
        explained: defaultdict[_Key, set[tuple[str, MergeReason]]] = defaultdict(set)
        for cluster in clusters:
            root = cluster.root
            if root.is_full_name:
                bearers[root.surname][root.key] = root.surface
            for key, reason in cluster.reasons.items():
                if reason in _TRAVELS:
                    explained[key].add((root.key, reason))
        return cls(bearers, explained)

    def place(self, cluster: _Cluster) -> tuple[str, MergeReason]:
        """Return the entity of a cluster, and why its own name counts as that one's."""
        if self._is_alone(cluster.root) or cluster.root.title:
            return f"{cluster.root.key}\n{cluster.article_id}", MergeReason.SAME
        return _elsewhere(cluster.root, self.explained)

    def note(self, cluster: _Cluster) -> str:
        """Say who bears a surname, where that is more than one."""
        root = cluster.root
        known = self.bearers.get(root.surname, {})
        if len(known) <= 1:
            return ""
        if self._is_alone(root) or root.title:
            return f"not merged: '{root.surface}' may be {' or '.join(sorted(known.values()))}"
        if root.is_full_name and MergeReason.SURNAME in cluster.reasons.values():
            others = " and ".join(sorted(name for key, name in known.items() if key != root.key))
            return f"forms of the surname are merged by page and title; there is also {others}"
        return ""

    def _is_alone(self, root: Form) -> bool:
        shared = len(self.bearers.get(root.surname, {})) > 1
        return root.is_person and not root.is_full_name and shared


def _elsewhere(
    root: Form, explained: Mapping[_Key, set[tuple[str, MergeReason]]]
) -> tuple[str, MergeReason]:
    """Return the entity of a form that this page does not explain, but the world or one other."""
    well_known = {MergeReason.ACRONYM: KNOWN_ACRONYMS, MergeReason.NICKNAME: KNOWN_NICKNAMES}
    for reason, names in well_known.items():
        if root.key in names and not (reason is MergeReason.ACRONYM and root.surface.islower()):
            return names[root.key], reason
    meant = explained.get(root.key, set())
    shortens = len(root.tokens) == 1 and (is_acronym(root.surface) or not root.is_person)
    if shortens and len({key for key, _ in meant}) == 1:
        return min(meant)
    return root.key, MergeReason.SAME


def _entity(named: Sequence[tuple[Mention, MergeReason]], given: str, note: str) -> Entity:
    """Name an entity by its most frequent full form; every other form becomes an alias."""
    forms = [(mention, _reason(mention, reason)) for mention, reason in named]
    own = Counter(
        _bare(mention)
        for mention, reason in named
        if reason is MergeReason.SAME and mention.span.text[:1] not in _SIGILS
    )
    own = own or Counter(_bare(mention) for mention, _ in named)
    if not any(" " in text for text in own) and all(title_of(m.span.text) for m, _ in named):
        own = Counter(without_possessive(mention.span.text) for mention, _ in named)
    # "elon musk" may be written more often than his name.
    name = given or min(own, key=lambda text: (text.islower(), -own[text], text.isupper(), text))
    # One spelling can be merged for two reasons in two articles: the first by name is told.
    aliases: dict[str, MergeReason] = {}
    for mention, reason in sorted(forms, key=lambda pair: (pair[0].span.text, pair[1])):
        aliases.setdefault(mention.span.text, reason_beside(name, mention.span.text, reason))
    others = sorted(Alias(text, why) for text, why in aliases.items() if text != name)
    return Entity("", name, _label(named), tuple(others), note)


def reason_beside(name: str, text: str, reason: MergeReason) -> MergeReason:
    """Say `case` where a form is the entity's name but for its capitals."""
    differs = reason is MergeReason.SAME and text != name and text.casefold() == name.casefold()
    return MergeReason.CASE if differs else reason


def _label(named: Sequence[tuple[Mention, MergeReason]]) -> str:
    if any(has_sure_title(mention.span.text) for mention, _ in named):
        return _PERSON
    return _most(Counter(mention.label for mention, _ in named))


def _bare(mention: Mention) -> str:
    return without_possessive(_untitled(mention))


def _reason(mention: Mention, reason: MergeReason) -> MergeReason:
    """Say why a form is an alias: a rule's reason, or what hides the name in it."""
    text = mention.span.text
    if reason is MergeReason.USER_ALIAS:
        return reason
    if text[:1] in _SIGILS:
        return _SIGILS[text[0]]
    if reason is not MergeReason.SAME:
        return reason
    if without_possessive(text) != text:
        return MergeReason.POSSESSIVE
    return MergeReason.SAME if _untitled(mention) == text else MergeReason.TITLE
