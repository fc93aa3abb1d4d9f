"""Which stances speak against each other: the one place where codes get a direction."""

from stancemap.records import RelationKind

OPPOSITES = (
    ("oppose", "support"),
    ("against", "favor"),
    ("against", "favour"),
    ("against", "for"),
    ("con", "pro"),
    ("disagree", "agree"),
    ("negative", "positive"),
)
"""Pairs of codes that take the two sides of one question, by the names in use.

The built-in codebook has the first; the others are those of common stance data sets. Two codes
that are in no pair, such as `pragmatic` and `inevitable`, can hold together: they say how or
when rather than whether, so neither agrees with or contradicts a side by itself.
"""

_AGAINST: dict[str, frozenset[str]] = {
    code: frozenset(other for pair in OPPOSITES if code in pair for other in pair) - {code}
    for code in {code for pair in OPPOSITES for code in pair}
}


def relation_between(stance: str, other: str) -> RelationKind | None:
    """Say what a claim from one stance does to a claim from another, if the codes tell.

    >>> relation_between("oppose", "support")
    <RelationKind.ATTACK: 'attack'>
    >>> relation_between("oppose", "pragmatic") is None
    True
    """
    against = _AGAINST.get(stance.casefold())
    if against is None:
        return None
    if other.casefold() in against:
        return RelationKind.ATTACK
    return RelationKind.SUPPORT if stance == other else None


def is_in_favour(stance: str) -> bool | None:
    """Say whether a code takes the side for its target or the one against it, None for neither.

    >>> is_in_favour("support"), is_in_favour("oppose"), is_in_favour("pragmatic")
    (True, False, None)
    """
    code = stance.casefold()
    if any(code == favour for _, favour in OPPOSITES):
        return True
    return False if any(code == against for against, _ in OPPOSITES) else None
