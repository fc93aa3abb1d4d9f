"""The rules by which one name in an article is taken for another form of a fuller one."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence, Set
from dataclasses import dataclass

from rapidfuzz.distance import OSA

from stancemap.records import MergeReason
from stancemap.tag.name_keys import initials_of, is_acronym, spells, surname_of
from stancemap.tag.name_lists import gender_of_first_name
from stancemap.tag.short_names import FIRMS, HEADS, NOT_SHORTENED, SEATS, short_forms
from stancemap.tag.typos import SHORTEST_MISSPELT, deletion_index, is_one_typo, near_names

_SEEN_OFTEN = 3
_SHORT_ACRONYM = 2
_MANY_TIMES = 5
_FULL_NAME = 3
_FULL = 2
_SHORTEST_IN_NAME = 4
_OTHER_GENDER = {"he": "she", "she": "he"}
_PERSON = "PERSON"
_PLACES = frozenset({"GPE", "LOC"})


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
    title: str = ""
    """Where several bear a surname, what the title says of the one who is meant."""
    titles: frozenset[str] = frozenset()
    """The titles that it was given, as far as they tell people apart."""
    first: int = -1
    """Where it stands first in the article."""
    is_place: bool = False
    """Whether it is somewhere to be: "in Ambrey"."""

    @property
    def tokens(self) -> list[str]:
        """The words of the key."""
        return self.key.split()

    @property
    def surname(self) -> str:
        """The last word of the key, or the one before `jr`."""
        return surname_of(self.key)

    @property
    def is_full_name(self) -> bool:
        """Whether it names a person by more than one word."""
        words = self.surface.split()
        # "Erdoğan's AKP" is a party, read as a person.
        owned = any(word.endswith(("'s", "’s")) for word in words[:-1])
        alone = len(self.tokens) < _FULL or bool(self.title) or self.tokens[-1] in FIRMS
        return self.is_person and not (alone or owned or is_acronym(words[-1]))


@dataclass(frozen=True, slots=True, order=True)
class Merge:
    """`child` is another form of `parent`, both keys."""

    child: str
    parent: str
    reason: MergeReason


@dataclass(frozen=True, slots=True)
class Told:
    """What the texts of a page say of two names, as pairs of keys, the fuller first.

    `in_brackets` holds `Name (ACR)`, `called` what is introduced: `Name, known as Nickname`.
    """

    in_brackets: Sequence[tuple[str, str]] = ()
    called: Sequence[tuple[str, str]] = ()


def merges_within(forms: Mapping[str, Form], told: Told = Told()) -> dict[str, Merge]:
    """Return for each key that is merged, into what.

    A rule merges only where exactly one fuller form fits, so no order of the forms matters. The
    labels of forms decide little: spaCy takes people for places and firms for people.
    """
    merges: dict[str, Merge] = {}
    for rule in (
        _introduced,
        _spacing,
        _firms,
        _plurals,
        _misspellings,
        _acronyms,
        _titled,
        _double_surnames,
        _surnames,
        _first_names,
    ):
        # A misspelt name is no second name that an acronym could stand for.
        correct = {key: form for key, form in forms.items() if key not in merges}
        for merge in sorted(rule(correct, told)):
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


def _introduced(forms: Mapping[str, Form], told: Told) -> Iterator[Merge]:
    """A nickname belongs to the only name that a text introduces it for."""
    names: defaultdict[str, set[str]] = defaultdict(set)
    for name, nickname in told.called:
        if {name, nickname} <= forms.keys() and name != nickname:
            names[nickname].add(name)
    for nickname, meant in names.items():
        if len(meant) == 1:
            name = next(iter(meant))
            shortens = is_acronym(forms[nickname].surface) and spells(nickname, name)
            yield Merge(nickname, name, MergeReason.ACRONYM if shortens else MergeReason.NICKNAME)


def _bearers(forms: Mapping[str, Form]) -> defaultdict[str, set[str]]:
    """Return the full names of persons by their surname."""
    by_surname: defaultdict[str, set[str]] = defaultdict(set)
    for form in forms.values():
        if form.is_full_name:
            by_surname[form.surname].add(form.key)
    return by_surname


def _titled(forms: Mapping[str, Form], _: Told) -> Iterator[Merge]:
    """Where several bear a surname, a title may tell who is meant: `Dr Ruiz`, `Mrs Ruiz`."""
    by_surname = _bearers(forms)
    taken: dict[str, str] = {}
    titled = [form for form in forms.values() if form.title]
    for _round in range(2):  # who is not Mr Ruiz may be Ms Ruiz: a second look
        for form in sorted(titled, key=lambda form: form.key):
            fitting = [
                bearer
                for bearer in sorted(by_surname[form.surname])
                if _may_be(form.title, forms[bearer]) and taken.get(bearer) in {None, form.key}
            ]
            if len(fitting) == 1 and form.key not in taken.values():
                taken[fitting[0]] = form.key
                yield Merge(form.key, fitting[0], MergeReason.SURNAME)


def _may_be(title: str, bearer: Form) -> bool:
    if title not in _OTHER_GENDER:
        return title in bearer.titles
    gender = next((t for t in ("he", "she") if t in bearer.titles), "")
    return (gender or gender_of_first_name(bearer.tokens[0])) != _OTHER_GENDER[title]


def _surnames(forms: Mapping[str, Form], _: Told) -> Iterator[Merge]:
    """A lone surname belongs to the only full name that ends in it."""
    by_surname = _bearers(forms)
    near = deletion_index(name for name in by_surname if len(name) >= SHORTEST_MISSPELT)
    for key, form in forms.items():
        if len(form.tokens) > 1 or is_acronym(form.surface):
            continue
        bearers = by_surname.get(key, set())
        if len(bearers) == 1:
            yield Merge(key, next(iter(bearers)), MergeReason.SURNAME)
        elif not bearers and form.is_person and form.count < _SEEN_OFTEN:
            alike = {name for name in near_names(key, near) if is_one_typo(key, name)}
            full = {bearer for name in alike for bearer in by_surname[name]}
            if len(full) == 1:
                yield Merge(key, next(iter(full)), MergeReason.MISSPELLING)


def _acronyms(forms: Mapping[str, Form], told: Told) -> Iterator[Merge]:
    """An acronym belongs to the only name with its initials, or the one it stands behind."""
    by_initials: defaultdict[str, set[str]] = defaultdict(set)
    for form in forms.values():
        # Ana Bea Cruz is no ABC, but "Acme Bus Company" may be read as a person.
        if not form.is_person or len(form.tokens) > _FULL_NAME:
            for letters in initials_of(form.surface):
                by_initials[letters].add(form.key)
    bracketed: defaultdict[str, set[str]] = defaultdict(set)
    for name, acronym in told.in_brackets:
        # A misspelt name, already merged, is among the pairs but no longer among the forms.
        if {name, acronym} <= forms.keys() and _abbreviates(forms[acronym].surface, name):
            bracketed[acronym].add(name)
    for key, form in forms.items():
        letters = key.replace(" ", "")
        # Two letters stand for too many things, unless they are a country's.
        telling = len(letters) > _SHORT_ACRONYM or "GPE" in form.labels
        by_letters = by_initials[letters] if is_acronym(form.surface) and telling else set()
        names: Set[str] = (bracketed.get(key) or by_letters) - {key}
        names = _own_of_article(names, forms)
        if len(names) == 1:
            yield Merge(key, next(iter(names)), MergeReason.ACRONYM)


def _double_surnames(forms: Mapping[str, Form], _: Told) -> Iterator[Merge]:
    """Ana Ruiz is Ana Ruiz Ode where the article names only her so, before it shortens her name."""
    full = [form for form in forms.values() if form.is_full_name and form.first >= 0]
    longer: defaultdict[str, list[Form]] = defaultdict(list)
    for form in full:
        if form.surname == form.tokens[-1] and len(form.tokens) > _FULL and not form.titles:
            longer[" ".join(form.tokens[:-1])].append(form)
    for form in full:
        fitting = longer.get(form.key, [])
        if len(fitting) == 1 and not form.titles and fitting[0].first < form.first:
            yield Merge(form.key, fitting[0].key, MergeReason.SHORT_FORM)


def _first_names(forms: Mapping[str, Form], _: Told) -> Iterator[Merge]:
    """A lone first name belongs to the only full name in the article that begins with it."""
    by_first: defaultdict[str, set[str]] = defaultdict(set)
    surnames = set()
    for form in forms.values():
        if form.is_full_name:
            surnames.add(form.surname)
            if form.in_article:
                by_first[form.tokens[0]].add(form.key)
    for key, form in forms.items():
        possessive = key.removesuffix("s") if form.surface.islower() else key
        bearers = by_first.get(key) or by_first.get(possessive, set())
        shortest = min(bearers, key=len, default="")
        if all(bearer.startswith(f"{shortest} ") for bearer in bearers - {shortest}):
            bearers = bearers & {shortest}  # Ana Ruiz, and Ana Ruiz Ode
        # A commenter may call another one by the name: two bearers, or a surname, leave it open.
        named = form.labels & {_PERSON, *_PLACES} and not is_acronym(form.surface)
        if len(bearers) == 1 and key not in surnames and named:
            yield Merge(key, next(iter(bearers)), MergeReason.FIRST_NAME)


def _firms(forms: Mapping[str, Form], _: Told) -> Iterator[Merge]:
    """A firm goes by the first word of its name, a newspaper by its last, if it is the only one."""
    by_short: defaultdict[str, set[str]] = defaultdict(set)
    begun: defaultdict[str, list[Form]] = defaultdict(list)
    for form in forms.values():
        if len(form.tokens) > 1:
            begun[form.tokens[0]].append(form)
        for short in short_forms(form.key):
            by_short[short].add(form.key)
    near = deletion_index(short for short in by_short if len(short) >= SHORTEST_MISSPELT)
    for key, form in forms.items():
        reason = MergeReason.SHORT_FORM
        fuller: Set[str] = by_short.get(key, set())
        if not fuller and len(form.tokens) == 1:
            reason = MergeReason.MISSPELLING
            alike = (short for short in near_names(key, near) if is_one_typo(key, short))
            fuller = {name for short in alike for name in by_short[short]}
        fuller = _own_of_article(fuller or _begun(form, begun[form.tokens[0]]), forms)
        if len(fuller) == 1 and key not in fuller:
            name = forms[next(iter(fuller))]
            # "Orrin" is a town if there is Orrin Fire Station too, or somebody lives in it.
            is_seat = not (SEATS | HEADS).isdisjoint(name.tokens) and key not in HEADS
            place = form.is_place or form.labels & _PLACES
            if not (is_seat and place) and (len(begun[key]) <= 1 or key in HEADS):
                yield Merge(key, name.key, reason)


def _own_of_article(names: Set[str], forms: Mapping[str, Form]) -> Set[str]:
    """Keep those that the article itself writes: where comments twist a name, that one is meant."""
    return {name for name in names if forms[name].in_article} or names


def _begun(form: Form, others: Sequence[Form]) -> set[str]:
    """Return the institutions whose names begin with all of a form's words: `Coast & Wolds`."""
    words = form.tokens
    if len(words) < _FULL or form.is_person or form.is_place or form.labels & _PLACES:
        return set()
    return {
        other.key
        for other in others
        if other.tokens[: len(words)] == words
        and other.key != form.key
        and not other.is_full_name
        and NOT_SHORTENED.isdisjoint(other.tokens[len(words) :])
    }


def _plurals(forms: Mapping[str, Form], _: Told) -> Iterator[Merge]:
    """A possessive can lose its apostrophe; but the Garsides are a family."""
    for key, form in forms.items():
        bare = forms.get(key.removesuffix("s"))
        if bare is not None and bare is not form and len(form.tokens) == 1:
            family = bare.is_person and form.surface[:1].isupper()
            people = "NORP" in form.labels | bare.labels
            if not family and not people and not is_acronym(bare.surface):
                yield Merge(key, bare.key, MergeReason.POSSESSIVE)


def _abbreviates(surface: str, name: str) -> bool:
    """Say whether a short form has capitals that could stand for a name."""
    looks_so = " " not in surface and sum(map(str.isupper, surface)) > 1
    return looks_so and 2 * len(surface) <= len(name) and spells(surface, name)


def _spacing(forms: Mapping[str, Form], _: Told) -> Iterator[Merge]:
    """Names that differ in blanks and hyphens only are the same."""
    by_letters: defaultdict[str, list[Form]] = defaultdict(list)
    for form in forms.values():
        by_letters["".join(filter(str.isalnum, form.key))].append(form)
    for alike in by_letters.values():
        best = min(alike, key=_standing)
        yield from (Merge(f.key, best.key, MergeReason.SAME) for f in alike if f is not best)


def _misspellings(forms: Mapping[str, Form], _: Told) -> Iterator[Merge]:
    """A rare form one typing error away from one other form is a misspelling of it."""
    index = deletion_index(key for key in forms if len(key) >= SHORTEST_MISSPELT)
    for key, form in forms.items():
        if len(key) < SHORTEST_MISSPELT:
            continue
        others = [forms[other] for other in near_names(key, index) if other != key]
        meant = {other.key for other in others if _misspells(form, other)}
        fitting = _own_of_article(meant, forms)
        if len(fitting) == 1:
            yield Merge(key, next(iter(fitting)), MergeReason.MISSPELLING)


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
    if len(differing) != 1 or not _is_slip(*differing[0], len(form.tokens)):
        return False
    # Eric Smith is not Erin Smith: of a full name only the surname may be misspelt, and two that
    # the article itself writes are two people.
    two_people = form.surname == other.surname or (form.in_article and other.in_article)
    return not (form.is_full_name and two_people)


def _is_slip(one: str, other: str, n_words: int) -> bool:
    """Say whether a word has a typing error; in a long name it may be a short one."""
    near = OSA.distance(one, other, score_cutoff=1) <= 1
    long_name = n_words >= _FULL_NAME and min(len(one), len(other)) >= _SHORTEST_IN_NAME
    return is_one_typo(one, other) or (long_name and near)


def _is_people_of(one: Form, other: Form) -> bool:
    """Say whether one is a people and the other a place: Argentine is no slip for Argentina."""
    pairs = ((one.labels, other.labels), (other.labels, one.labels))
    return any(a == {"NORP"} and b & _PLACES for a, b in pairs)
