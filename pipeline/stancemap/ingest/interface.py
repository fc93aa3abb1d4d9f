"""The words of a web page's own buttons and counters, which stand among comments when copied."""

import re

_BUTTON = (
    r"reply|like|dislike|share|report|upvote|downvote|vote|edit|permalink|save|award|give award"
    r"|follow|flag|recommend|delete|hide|collapse|expand|quote|embed|copy link|link|parent|context"
    r"|(?:show|read|see|load|view) (?:more|less|all|replies|comments|more comments|more replies"
    r"|all comments|all replies)|(?:view|show|hide|see) (?:all )?\d+ (?:more )?(?:replies|reply)"
    r"|sort by:? ?\w*|newest(?: first)?|oldest(?: first)?|best|most liked|most recommended"
    r"|(?:log|sign) in(?: or register)? to (?:reply|comment|post a comment)|edited|verified"
    r"|(?:leave|add|post|write) a (?:comment|reply)|comments are (?:now )?closed\.?|top fan|op|mod"
    r"|moderator|staff|pinned(?: comment)?|report (?:abuse|comment)|in reply to|reply to this"
)
_COUNTER = (
    r"(?P<likes{n}>[+-]?\d[\d.,]{{0,9}}k?) ?"
    r"(?:likes?|points?|upvotes?|votes?|recommends?|recommendations?|people like this)"
    r"|(?:likes?|recommends?|upvotes?|votes?|points?|score):? "
    r"(?P<counted{n}>[+-]?\d[\d.,]{{0,9}}k?)"
    r"|(?:replies|reply|shares?|dislikes?|downvotes?|comments?):? \d[\d.,]{{0,9}}k?"
    r"|\d[\d.,]{{0,9}}k? ?(?:dislikes?|downvotes?|replies|reply|shares?|awards?|children)"
    r"|\(\d{{1,6}}\)|score hidden|\d{{1,3}} ?(?:s|m|min|h|hr|hrs|d|w|mo|y|yr|yrs)"
)
_FIRST = f"(?:{_BUTTON}|{_COUNTER.format(n=1)})"
_NEXT = f"(?:{_BUTTON}|{_COUNTER.format(n=2)})"
_LINE = re.compile(
    rf"[\[(]?{_FIRST}[\])]?(?:[ ·•|,/]{{1,3}}[\[(]?{_NEXT}[\])]?){{0,8}}", re.IGNORECASE
)
_TIME_ALONE = re.compile(r"\d{1,3} ?[a-z]{1,3}", re.IGNORECASE)
_LONGEST = 100


def is_interface(line: str) -> bool:
    """Tell whether a line holds nothing but a page's own words.

    >>> is_interface("Like · Reply · Share"), is_interface("12 likes"), is_interface("I like it")
    (True, True, False)
    """
    if len(line) > _LONGEST or _LINE.fullmatch(line) is None:
        return False
    return _TIME_ALONE.fullmatch(line) is None


def likes_in(line: str) -> str:
    """Read the number of likes off such a line, `""` for none.

    >>> likes_in("Reply | 12 likes")
    '12'
    """
    found = _LINE.fullmatch(line) if len(line) <= _LONGEST else None
    names = ("likes1", "counted1", "likes2", "counted2")
    return next((found[name] for name in names if found[name]), "") if found else ""
