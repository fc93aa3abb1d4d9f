"""The rules by which one name in an article is taken for another form of a fuller one."""

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from rapidfuzz.distance import OSA

from stancemap.records import MergeReason
from stancemap.tag.name_keys import initials_of, is_acronym, spells

_DIGITS = re.compile(r"\d+")
_SHORTEST_MISSPELT = 6
_SEEN_OFTEN = 3
_SHORT_ACRONYM = 2
_MANY_TIMES = 5
_FULL_NAME = 3
_PLACES = frozenset({"GPE", "LOC"})
_FIRM = (
    "learning mobility technologies technology systems labs motors energy holdings media studios "
    "software robotics analytics solutions networks industries pharmaceuticals airlines"
)
_FIRMS = frozenset(_FIRM.split())
"""The second words of firms' names that are left out in speech: `Acme Motors`."""


@dataclass(frozen=True, slots=True)
class Form:
    """All mentions of one article that are written the same but for case, title, possessive."""

    key: str
    surface: str
    count: int
    labels: frozenset[str]
    is_person: bool
    in_article: bool = False
    shared: int = 0
    """How many other names of the article each of its words occurs in, added up."""

    @property
    def tokens(self) -> list[str]:
        """The words of the key."""
        return self.key.split()

    @property
    def is_full_name(self) -> bool:
        """Whether it names a person by more than one word."""
        words = self.surface.split()
        # "Erdoğan's AKP" is a party, read as a person.
        owned = any(word.endswith(("'s", "’s")) for word in words[:-1])
        return self.is_person and len(self.tokens) > 1 and not (owned or is_acronym(words[-1]))


@dataclass(frozen=True, slots=True, order=True)
class Merge:
    """`child` is another form of `parent`, both keys."""

    child: str
    parent: str
    reason: MergeReason


def merges_within(
    forms: Mapping[str, Form], in_brackets: Sequence[tuple[str, str]] = ()
) -> dict[str, Merge]:
    """Return for each key that is merged, into what; `in_brackets` pairs `Name (ACR)` as keys.

    A rule merges only where exactly one fuller form fits, so no order of the forms matters. The
    labels of forms decide little: spaCy takes people for places and firms for people.
    """
    merges: dict[str, Merge] = {}
    for rule in (_spacing, _misspellings, _acronyms, _surnames, _firms):
        # A misspelt name is no second name that an acronym could stand for.
        correct = {key: form for key, form in forms.items() if key not in merges}
        for merge in sorted(rule(correct, in_brackets)):
            if merge.child not in merges and _root(merge.parent, merges) != merge.child:
                merges[merge.child] = merge
    return merges


def root_of(key: str, merges: Mapping[str, Merge]) -> str:
    """Follow merges to the form that stands for all."""
    return _root(key, merges)


def _root(key: str, merges: Mapping[str, Merge]) -> str:
    while key in merges:
        key = merges[key].parent
    return key


_Pairs = Sequence[tuple[str, str]]


def _surnames(forms: Mapping[str, Form], _: _Pairs) -> Iterator[Merge]:
    """A lone surname belongs to the only full name that ends in it."""
    by_surname: defaultdict[str, set[str]] = defaultdict(set)
    for form in forms.values():
        if form.is_full_name:
            by_surname[form.tokens[-1]].add(form.key)
    near = _deletion_index(name for name in by_surname if len(name) >= _SHORTEST_MISSPELT)
    for key, form in forms.items():
        if len(form.tokens) > 1 or is_acronym(form.surface):
            continue
        bearers = by_surname.get(key, set())
        if len(bearers) == 1:
            yield Merge(key, next(iter(bearers)), MergeReason.SURNAME)
        elif not bearers and form.is_person and form.count < _SEEN_OFTEN:
            alike = {name for name in _near(key, near) if _one_typo(key, name)}
            full = {bearer for name in alike for bearer in by_surname[name]}
            if len(full) == 1:
                yield Merge(key, next(iter(full)), MergeReason.MISSPELLING)


def _acronyms(forms: Mapping[str, Form], in_brackets: _Pairs) -> Iterator[Merge]:
    """An acronym belongs to the only name with its initials, or the one it stands behind."""
    by_initials: defaultdict[str, set[str]] = defaultdict(set)
    for form in forms.values():
        # Ana Bea Cruz is no ABC, but "Acme Bus Company" may be read as a person.
        if not form.is_person or len(form.tokens) > _FULL_NAME:
            for letters in initials_of(form.surface):
                by_initials[letters].add(form.key)
    bracketed: defaultdict[str, set[str]] = defaultdict(set)
    for name, acronym in in_brackets:
        # A misspelt name, already merged, is among the pairs but no longer among the forms.
        if {name, acronym} <= forms.keys() and _abbreviates(forms[acronym].surface, name):
            bracketed[acronym].add(name)
    for key, form in forms.items():
        letters = key.replace(" ", "")
        # Two letters stand for too many things, unless they are a country's.
        telling = len(letters) > _SHORT_ACRONYM or "GPE" in form.labels
        by_letters = by_initials[letters] if is_acronym(form.surface) and telling else set()
        names = (bracketed.get(key) or by_letters) - {key}
        # Where comments twist the name too, the article's own is meant.
        names = {name for name in names if forms[name].in_article} or names
        if len(names) == 1:
            yield Merge(key, next(iter(names)), MergeReason.ACRONYM)


def _firms(forms: Mapping[str, Form], _: _Pairs) -> Iterator[Merge]:
    """A firm goes by the first word of its name, where that word begins one name only."""
    by_first: defaultdict[str, list[Form]] = defaultdict(list)
    for form in forms.values():
        if len(form.tokens) > 1:
            by_first[form.tokens[0]].append(form)
    for key, form in forms.items():
        fuller = by_first.get(key, [])
        if len(fuller) == 1 and len(form.tokens) == 1 and _FIRMS.issuperset(fuller[0].tokens[1:]):
            yield Merge(key, fuller[0].key, MergeReason.USER_ALIAS)


def _abbreviates(surface: str, name: str) -> bool:
    """Say whether a short form has capitals that could stand for a name."""
    looks_so = " " not in surface and sum(map(str.isupper, surface)) > 1
    return looks_so and 2 * len(surface) <= len(name) and spells(surface, name)


def _spacing(forms: Mapping[str, Form], _: _Pairs) -> Iterator[Merge]:
    """Names that differ in blanks and hyphens only are the same."""
    by_letters: defaultdict[str, list[Form]] = defaultdict(list)
    for form in forms.values():
        by_letters["".join(filter(str.isalnum, form.key))].append(form)
    for alike in by_letters.values():
        best = min(alike, key=_standing)
        yield from (Merge(f.key, best.key, MergeReason.SAME) for f in alike if f is not best)


def _misspellings(forms: Mapping[str, Form], _: _Pairs) -> Iterator[Merge]:
    """A rare form one typing error away from one other form is a misspelling of it."""
    index = _deletion_index(key for key in forms if len(key) >= _SHORTEST_MISSPELT)
    for key, form in forms.items():
        if len(key) < _SHORTEST_MISSPELT:
            continue
        others = [forms[other] for other in _near(key, index) if other != key]
        fitting = [other for other in others if _misspells(form, other)]
        if len(fitting) == 1:
            yield Merge(key, fitting[0].key, MergeReason.MISSPELLING)


def _standing(form: Form) -> tuple[bool, int, int, int, str]:
    """Order forms: what the article itself writes, then the frequent, comes first.

    Between equals, words that other names have too are spelt right, and a letter is rather lost
    than added.
    """
    return not form.in_article, -form.count, -form.shared, -len(form.key), form.key


def _misspells(form: Form, other: Form) -> bool:
    if _standing(other) > _standing(form) or _is_people_of(form, other):
        return False
    if form.count >= _SEEN_OFTEN and form.count * _MANY_TIMES > other.count:
        return False  # both are seen often: two names
    if is_acronym(form.surface) or len(form.tokens) != len(other.tokens):
        return False
    differing = [(a, b) for a, b in zip(form.tokens, other.tokens, strict=True) if a != b]
    if len(differing) != 1 or not _one_typo(*differing[0]):
        return False
    # Eric Smith is not Erin Smith: of a full name only the surname may be misspelt.
    return not form.is_full_name or form.tokens[-1] != other.tokens[-1]


def _is_people_of(one: Form, other: Form) -> bool:
    """Say whether one is a people and the other a place: Argentine is no slip for Argentina."""
    pairs = ((one.labels, other.labels), (other.labels, one.labels))
    return any(a == {"NORP"} and b & _PLACES for a, b in pairs)


def _one_typo(one: str, other: str) -> bool:
    """Say whether one letter is wrong, missing, added or swapped, in a word of some length.

    >>> _one_typo("gonzales", "gonzalez"), _one_typo("iran", "iraq"), _one_typo("india", "indian")
    (True, False, False)
    """
    if min(len(one), len(other)) < _SHORTEST_MISSPELT or one[0] != other[0]:
        return False
    shorter, longer = sorted((one, other), key=len)
    if longer.startswith(shorter) and longer[-1] != shorter[-1]:
        return False  # a plural, or a people and its country; but Quillett is Quillet
    if _DIGITS.findall(one) != _DIGITS.findall(other):
        return False
    return OSA.distance(one, other, score_cutoff=1) <= 1


def _deletion_index(names: Iterator[str]) -> dict[str, list[str]]:
    """Index names by themselves less one letter, so that near ones meet without comparing all."""
    index: defaultdict[str, list[str]] = defaultdict(list)
    for name in sorted(names):
        for variant in _deletions(name):
            index[variant].append(name)
    return index


def _near(name: str, index: Mapping[str, list[str]]) -> list[str]:
    found = {near for variant in _deletions(name) for near in index.get(variant, ())}
    return sorted(found)


def _deletions(name: str) -> set[str]:
    return {name, *(name[:at] + name[at + 1 :] for at in range(len(name)))}
