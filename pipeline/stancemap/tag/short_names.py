"""The single words by which institutions go: `Kestrel`, `the Gazette`, `Stainmoor`."""

_OF_THREE = 3

_FIRM = (
    "learning mobility technologies technology systems labs motors energy holdings media studios "
    "software robotics analytics solutions networks industries pharmaceuticals airlines pharma "
    "health insurance telecom semiconductor biotech aerospace logistics foods games interactive"
)
FIRMS = frozenset(_FIRM.split())
"""The second words of firms' names that are left out in speech: `Acme Motors`."""

_HEAD = (
    "herald gazette courier argus chronicle tribune echo observer inspectorate partnership "
    "polytechnic constabulary directorate foundation league alliance consortium"
)
HEADS = frozenset(_HEAD.split())
"""The last words of names that stand for the whole: `the Herald`, not `the Department`."""

NOT_SHORTENED = frozenset({"times", "post", "news", "police", "embassy", "government", "region"})
"""What makes another thing of a name: the London police are not London."""

_SEAT = "university college high school academy hospital water council"
SEATS = frozenset(_SEAT.split())
"""What follows or, with `of`, goes before a name that may go without it, or be a place's."""


def short_forms(name: str) -> frozenset[str]:
    """Return the single words by which an institution's name may go.

    >>> sorted(short_forms("carrow university")), sorted(short_forms("tarnshire gazette"))
    (['carrow'], ['gazette'])
    >>> sorted(short_forms("university of stainmoor")), sorted(short_forms("tax office"))
    (['stainmoor'], [])
    """
    words = name.split()
    found = {words[-1]} & HEADS if len(words) > 1 else set()
    if len(words) > 1 and (FIRMS | SEATS).issuperset(words[1:]):
        found.add(words[0])
    if len(words) == _OF_THREE and words[0] in SEATS and words[1] == "of":
        found.add(words[2])
    return frozenset(found)
