"""What two spellings of one name have in common, and what makes one name out of another."""

import re
import unicodedata

_POSSESSIVE = re.compile(r"['’]s?$")
_ARTICLE = re.compile(r"^the\s+", re.IGNORECASE)
_TITLES = (
    "mr mrs ms miss mx dr prof professor sir dame rev reverend senator sen congressman "
    "congresswoman congressmember representative rep gov chancellor capt sgt lt "
    "councillor cllr councilman councilwoman councilmember ambassador chairman chairwoman "
    "superintendent supt inspector insp constable"
)
# These also begin names of places, firms and offices: General Motors, Justice Department.
_AMBIGUOUS_TITLES = (
    "lord lady father sister judge justice governor mayor president premier minister secretary "
    "king queen prince princess pope captain colonel col general gen sergeant lieutenant officer "
    "chief chair director detective commissioner"
)


def _titles(words: str) -> re.Pattern[str]:
    return re.compile(
        rf"^(?:(?:{'|'.join(words.split())}|prime minister|vice president)\.?\s+)+(?=\S)",
        re.IGNORECASE,
    )


_TITLE = _titles(f"{_TITLES} {_AMBIGUOUS_TITLES}")
_SURE_TITLE = re.compile(
    rf"^(?:chief\s+|detective\s+)?(?:{'|'.join(_TITLES.split())})\.?\s+\S", re.IGNORECASE
)
_GENDERED = re.compile(
    r"^(?:(?P<he>mr|sir|lord)|(?P<she>mrs|ms|miss|dame|lady))\.?\s", re.IGNORECASE
)
_LEARNED_TITLES = {
    "dr": "dr", "doctor": "dr", "prof": "prof", "professor": "prof",
    "cllr": "cllr", "councillor": "cllr", "judge": "judge", "justice": "judge",
}  # fmt: skip
_LEARNED = re.compile(rf"^({'|'.join(_LEARNED_TITLES)})\.?\s", re.IGNORECASE)
_ACCOUNT = re.compile(r"_?(?:official|hq|news|support|help|app|uk|usa)$", re.IGNORECASE)
_COMPANY = re.compile(r",?\s+(?:Inc|Ltd|LLC|PLC|Corp|Co|GmbH|AG|SA)\.?$", re.IGNORECASE)
_PUNCTUATION = re.compile(r"[.,\"“”]")
_ACRONYM = re.compile(r"(?:[A-Z]\.?){2,7}s?|[A-Z][A-Z0-9&]{1,7}")
_GENERATIONS = frozenset({"jr", "sr", "ii", "iii", "iv"})
_UNSTRESSED = "of the and for in on to at de la"
_SMALL = frozenset(_UNSTRESSED.split())


def without_possessive(text: str) -> str:
    """Cut a possessive ending.

    >>> without_possessive("Tesla’s")
    'Tesla'
    """
    return _POSSESSIVE.sub("", text.strip())


def without_sigil(text: str) -> str:
    """Cut the sign of a handle or hashtag, and what only says whose account it is.

    >>> without_sigil("@Acme_Official"), without_sigil("#Acme"), without_sigil("Acme")
    ('Acme', 'Acme', 'Acme')
    """
    if text[:1] == "#":
        return text[1:] or text
    return (_ACCOUNT.sub("", text[1:]) or text[1:] or text) if text[:1] == "@" else text


def title_of(text: str) -> str:
    """Return the title of a name as far as it tells two people apart: `he`, `she`, `dr`, `prof`.

    >>> title_of("Mrs Ruiz"), title_of("Professor Ruiz"), title_of("Ruiz")
    ('she', 'prof', '')
    """
    match = _LEARNED.match(text)
    return gender_of_title(text) or (_LEARNED_TITLES[match[1].casefold()] if match else "")


def letters_of(text: str) -> str:
    """Return the letters and digits of a word or name, without case.

    >>> letters_of("St-Oswin’s")
    'stoswin'
    """
    return "".join(filter(str.isalnum, key_of(text)))


def without_title(text: str) -> str:
    """Cut the titles before a name, unless nothing is left.

    >>> without_title("Senator Dr. Ana Ruiz"), without_title("Pope")
    ('Ana Ruiz', 'Pope')
    """
    return _TITLE.sub("", text)


def has_sure_title(text: str) -> bool:
    """Say whether a name begins with a title that only persons bear.

    >>> has_sure_title("Chief Supt Ruiz"), has_sure_title("Justice Department")
    (True, False)
    """
    return bool(_SURE_TITLE.match(text))


def gender_of_title(text: str) -> str:
    """Return `he`, `she` or `""` for what a title says of its bearer."""
    match = _GENDERED.match(text)
    return (match.lastgroup or "") if match else ""


def key_of(text: str) -> str:
    """Return what two spellings of the same name share: no case, accents, dots or `the`.

    >>> key_of("The  U.S. Army"), key_of("Zoë’s")
    ('us army', 'zoe')
    """
    bare = _ARTICLE.sub("", without_possessive(text))
    bare = _PUNCTUATION.sub("", _COMPANY.sub("", bare)).replace("’", "'").replace(" & ", " and ")
    decomposed = unicodedata.normalize("NFKD", bare)
    plain = "".join(char for char in decomposed if not unicodedata.combining(char))
    return " ".join(plain.casefold().split()) or text.casefold()


def is_acronym(text: str) -> bool:
    """Say whether a name is capitals only.

    >>> is_acronym("E.P.A."), is_acronym("NASA"), is_acronym("Iran")
    (True, True, False)
    """
    return bool(_ACRONYM.fullmatch(without_possessive(text)))


def initials_of(text: str) -> frozenset[str]:
    """Return the acronyms that a name can have: with and without its small words.

    >>> sorted(initials_of("Department of Energy"))
    ['de', 'doe']
    """
    words = key_of(text).replace("-", " ").replace("&", " ").split()
    if len(words) < 2:  # noqa: PLR2004 - an acronym stands for at least two words
        return frozenset()
    every = "".join(word[0] for word in words)
    large = "".join(word[0] for word in words if word not in _SMALL)
    return frozenset(letters for letters in (every, large) if len(letters) > 1)


def spells(acronym: str, text: str) -> bool:
    """Say whether the letters of an acronym stand in a name in their order, the first first.

    >>> spells("BaFin", "Bundesanstalt für Finanzdienstleistungsaufsicht")
    True
    """
    letters, name = key_of(acronym).replace(" ", ""), key_of(text)
    if not letters or not name.startswith(letters[0]):
        return False
    rest = iter(name)
    return all(letter in rest for letter in letters)


def person_key(key: str) -> str:
    """Leave out middle initials from the key of a person's name; a son is not his father.

    >>> person_key("maria a gonzalez"), person_key("ray b ode jr")
    ('maria gonzalez', 'ray ode jr')
    """
    words = key.split()
    middle = [word for word in words[1:-1] if len(word) > 1]
    return " ".join([*words[:1], *middle, *words[1:][-1:]]) or key


def surname_of(key: str) -> str:
    """Return the last word of a person's key that is no generation.

    >>> surname_of("ray ode jr"), surname_of("ode")
    ('ode', 'ode')
    """
    words = [word for word in key.split() if word not in _GENERATIONS]
    return words[-1] if words else key
