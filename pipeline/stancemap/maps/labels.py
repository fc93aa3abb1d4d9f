"""Which claim a reader could take for the whole group: short, and clear without its context."""

import re
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray
from sklearn.feature_extraction.text import ENGLISH_STOP_WORDS

_WORDS = re.compile(r"\w[\w'’-]*")
_LINK = re.compile(r"https?:|www\.|\.(?:com|org|net)\b", re.IGNORECASE)
_LEANING_START = re.compile(
    r"\W*(?:(?:and|but|or|so|also|then|because|since|as|which|who|that|this|these|those|it|its|he"
    r"|she|they|his|her|their|him|them|there|such|however|therefore|thus|hence|well|yes|no|yeah|ok"
    r"|lol|you|your|with|than|not(?! to\b)|just|maybe|probably|of course|same|for example|e\.g)\b"
    r"|\.\.\.|…|@)",
    re.IGNORECASE,
)
# Early in a claim, these mostly mean something that was said before it.
_LEANING_EARLY = re.compile(
    r"\W*(?:[\w'’-]+\W+){1,4}(?:it|its|it['’]s|they|them|their|this|those|that['’]s)\b",
    re.IGNORECASE,
)
_PERSONAL = re.compile(r"\b(?:i|me|my|mine|you|your|he|she|him|her|his)\b", re.IGNORECASE)
_ENDS_OPEN = re.compile(r"(?:,|;|:|\.\.\.|…|\b(?:and|but|or|the|a|of|to))\s*$", re.IGNORECASE)

_COURTESY = re.compile(
    r"\b(?:thanks?|thank you|hello|hi|dear|regards|cheers|welcome|sorry|apologies|please"
    r"|good (?:morning|afternoon|evening|luck)|(?:contact|call|e-?mail|ring) (?:us|me|them)"
    r"|get in touch|customer (?:service|care|support)|(?:this|the) (?:article|comment|post))\b",
    re.IGNORECASE,
)
_ANECDOTE = re.compile(
    r"\b(?:yesterday|last (?:week|month|year|night|spring|summer|autumn|winter|\w+day)"
    r"|(?:days?|weeks?|months?|years?) ago|(?:we|us|our|ours)\b.{0,40}\b(?:had|got|bought|paid|went"
    r"|told|asked|was|were|came|took|said))\b",
    re.IGNORECASE,
)
_LONG_ENOUGH_TO_INFLECT = 5

# What joins a claim to the one before it, or says only that it is the writer's opinion.
_OPENER = re.compile(
    r"(?:(?:and|but|or|also|plus|because|besides|however|therefore|thus|hence|moreover|furthermore"
    r"|personally|obviously|imo|imho|in my (?:humble )?opinion|to be (?:honest|fair)|i mean"
    r"|so(?! (?:that|much|many|far|long|few|little)\b))\b(?!['’-])[\s,;:.…–—-]*"
    r"|(?:then|anyway|well|yes|yeah|ok|okay|lol|oh|ah|hey|look|honestly|frankly|seriously|basically"
    r"|of course|sure|indeed|in fact|again|still|yet)[,;:.!…–—-]+\s+"
    r"|i (?:also |really |do |just |still )?(?:think|believe|feel|guess|suppose|reckon) that\b\s*"
    r"|i (?:also |really |do |just |still )?(?:think|believe|guess|suppose|reckon)[\s,]+"
    r"(?=(?:the|a|an|it|this|that|these|those|there|they|we|you|he|she|people|most|all|any)\b))",
    re.IGNORECASE,
)
_MARKED_LINK = re.compile(r"\[([^\[\]]{1,300})\]\([^()\s]{1,500}\)")
_TAG = re.compile(r"</?[a-z][^<>]{0,200}>", re.IGNORECASE)
_ADDRESS = re.compile(r"\(?(?:https?://|www\.)[^\s<>()]+\)?", re.IGNORECASE)
_EMPHASIS = re.compile(r"(?<!\w)([*_~`]{1,3})(?=\S)(.+?)(?<=\S)\1(?!\w)")
_EMPHASIS_MARKS = frozenset("*_~`")
_BULLET = re.compile(r"^(?:[>#*•–—-]+\s+|[>#•]+|\(?\d{1,2}[.)]\s+)+")
_OUTER = re.compile(r"^[\s,;:.…)\]–—-]+|[\s,;:(\[–—-]+$")
_MOST_OPENERS = 3

_FEWEST_WORDS, _MOST_WORDS = 6, 25
_FEWEST_TELLING = 2
_FEWEST_LEFT = 4
_LONGEST = 400
FAULT_COSTS = 0.25
"""How much similarity to the centre a fault outweighs."""


def cleaned(text: str) -> str:
    """Strip a claim of what is not part of what it says: joining words, markup, addresses.

    A text of nothing else stays as it is.

    >>> cleaned("but **cameras** make nobody safer, see https://example.org")
    'Cameras make nobody safer, see'
    >>> cleaned("So, I think that buses should be free.")
    'Buses should be free.'
    """
    plain = _without_markup(text[:_LONGEST]) + text[_LONGEST:]
    plain = _OUTER.sub("", _BULLET.sub("", " ".join(plain.split())))
    for _ in range(_MOST_OPENERS):
        opener = _OPENER.match(plain)
        if opener is None:
            break
        shorter = _OUTER.sub("", plain[opener.end() :])
        if len(_WORDS.findall(shorter[:_LONGEST])) < _FEWEST_LEFT or shorter == plain:
            break
        plain = shorter
    return plain[:1].upper() + plain[1:] if _WORDS.search(plain) else text


def _without_markup(text: str) -> str:
    # Few claims have any; the signs of it are found faster than it is.
    if "](" in text:
        text = _MARKED_LINK.sub(r"\1", text)
    if "<" in text:
        text = _TAG.sub(" ", text)
    if "://" in text or "www." in text.lower():
        text = _ADDRESS.sub(" ", text)
    return text if _EMPHASIS_MARKS.isdisjoint(text) else _EMPHASIS.sub(r"\2", text)


def faults(text: str) -> int:
    """Count what makes a claim a poor label, 0 for a good one.

    >>> faults("Cameras in public places make nobody safer.")
    0
    >>> faults("But are cameras in public places of any use?")
    2
    """
    head = text[:_LONGEST]
    words = _WORDS.findall(head)
    capitals = sum(len(word) > 1 and word.isupper() for word in words)
    return sum(
        (
            not _FEWEST_WORDS <= len(words) <= _MOST_WORDS,
            len(words) < _FEWEST_WORDS // 2,
            len(text) > _LONGEST,
            _LEANING_START.match(head) is not None,
            _LEANING_EARLY.match(head) is not None,
            _PERSONAL.search(head) is not None,
            _LINK.search(head) is not None,
            "?" in head,
            _ENDS_OPEN.search(head) is not None,
            capitals > 1 + len(words) // 4,
        )
    )


def says_little(text: str) -> bool:
    """Whether a claim has hardly a word of its own, so that only its context tells what it means.

    >>> says_little("Oh it can.... it can."), says_little("Vaccinations should be mandatory.")
    (True, False)
    """
    telling = set()
    for match in _WORDS.finditer(text[:_LONGEST].lower()):
        if len(match[0]) > 1 and match[0] not in ENGLISH_STOP_WORDS:
            telling.add(match[0])
            if len(telling) >= _FEWEST_TELLING:
                return False
    return True


def stands_alone(text: str) -> bool:
    """Whether a claim is worth showing by itself: clear, and no chat or anecdote.

    >>> stands_alone("Cameras in public places make nobody safer.")
    True
    >>> stands_alone("Thanks to all who answered about the cameras.")
    False
    """
    return not (faults(text) or _COURTESY.search(text) or _ANECDOTE.search(text))


def names(text: str, target: str) -> bool:
    """Whether a text has a telling word of its target, inflected or not.

    >>> names("A camera makes nobody safer.", "street cameras")
    True
    """
    return not _stems(text).isdisjoint(_stems(target))


def _stems(text: str) -> set[str]:
    """Cut words that tell something to their beginnings, so that inflected ones meet."""
    words = (word for word in _WORDS.findall(text[:_LONGEST].lower()) if len(word) > 1)
    return {word[:_LONG_ENOUGH_TO_INFLECT] for word in words if word not in ENGLISH_STOP_WORDS}


def best_label(texts: Sequence[str], centrality: NDArray[np.float32]) -> int:
    """Choose the most central of the texts, each fault of the cleaned text costing some centrality.

    Ties go to the shorter text, then to the first.
    """
    scores = [
        round(float(central), 5) - FAULT_COSTS * faults(cleaned(text))
        for text, central in zip(texts, centrality, strict=True)
    ]
    return min(range(len(texts)), key=lambda index: (-scores[index], len(texts[index]), index))
