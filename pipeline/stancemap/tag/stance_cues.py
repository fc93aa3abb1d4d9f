"""Word lists and small patterns that hint at a stance, and how often a text shows each."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from stancemap.tag.word_filter import WordFilter

_IGNORE = re.IGNORECASE
_NEGATION = re.compile(
    r"\b(?:(?<!or )not|no|never|nothing|hardly|without|nobody|neither|nor|cannot|\w{1,6}n['’]t)\b",
    _IGNORE,
)
_NEGATION_REACH = 25
"""Characters before a word in which a negation counts as its own."""
_OPENING = 60
"""Characters in which a reply says whether it agrees."""


@dataclass(frozen=True, slots=True)
class Cue:
    """A pattern; `polar` where a negation before it turns its sense."""

    name: str
    pattern: re.Pattern[str]
    polar: bool = False


def _words(name: str, alternatives: str, *, polar: bool = False) -> Cue:
    return Cue(name, re.compile(rf"\b(?:{alternatives})\b", _IGNORE), polar)


FUTILITY = _words(
    "futility",
    r"inevitabl\w+|unstoppable|can(?:['’]t|not) (?:be )?stop\w*|no stopping|here to stay|anyway"
    r"|no (?:way|going|turning) back|genie|pandora|toothpaste|too late|matter of time"
    r"|sooner or later|eventually|bound to|like it or not|get used to"
    r"|already (?:here|everywhere|happening|out)|the future|adapt or|whether (?:we|you) like",
    polar=True,
)
"""That it comes anyway: the codes are unlike each other in this more than in mood."""

CUES: tuple[Cue, ...] = (
    _words("ought", r"should|must|ought to|needs? to|have to|has to"),
    _words(
        "ought not",
        r"should(?:n['’]t| not| never)|must(?:n['’]t| not)|no need|why (?:should|would)",
    ),
    _words("condition", r"if|unless|until|depends?|provided|as long as|when"),
    _words("contrast", r"but|however|although|though|yet|while"),
    _words("future", r"will|going to|gonna|won['’]t"),
    _words(
        "sarcasm",
        r"yeah,? right|oh (?:great|wonderful|good|boy)|go wrong|how (?:nice|convenient)|brilliant"
        r"|genius|so[- ]called|lol|lmao|sure,? because",
    ),
    _words(
        "scorn",
        r"fuck\w*|shit\w*|crap\w*|damn\w*|hell|bullshit|idiot\w*|stupid\w*|moron\w*|dumb\w*"
        r"|ridiculous\w*|absurd\w*|insane|pathetic|joke|garbage|trash|clown\w*",
    ),
    _words("I", r"i|i['’]m|i['’]ve|my|me|we|our"),
    _words("you", r"you|your|you['’]re"),
    _words("they", r"they|them|their|they['’]re"),
    _words(
        "rules",
        r"regulat\w+|rules?|laws?|oversight|standards?|safeguards?|guidelines?|transparen\w+"
        r"|accountab\w+|audits?|limits?|licen[sc]\w+|require\w*|enforce\w*|tax\w*",
    ),
    _words(
        "mending",
        r"better|instead|rather|alternative\w*|improve\w*|fix\w*|solution\w*|solve\w*|option\w*"
        r"|both|balance\w*|careful\w*|moderation",
        polar=True,
    ),
    _words(
        "harm",
        r"harm\w*|danger\w*|risk\w*|threat\w*|kill\w*|destroy\w*|ruin\w*|abuse\w*|steal\w*|theft"
        r"|scam\w*|fraud\w*|lie|lies|lying|greed\w*|corrupt\w*|waste\w*|fail\w*|worse|worst|bad"
        r"|wrong|terribl\w*|horribl\w*|evil|useless|pointless|problem\w*|expensive|cost\w*",
        polar=True,
    ),
    _words(
        "good",
        r"good|great|benefit\w*|help\w*|save[sd]?|saving|safe\w*|love\w*|useful|effective\w*"
        r"|works?|worked|success\w*|important|necessary|needed|essential|valuable|progress"
        r"|cheap\w*|efficien\w*|easy|easier|glad|happy|thank\w*|best|excellent|awesome|fantastic"
        r"|amazing",
        polar=True,
    ),
    _words(
        "stopping",
        r"ban\w*|stop\w*|end|abolish\w*|prohibit\w*|shut\w*|boycott\w*|remove\w*|reject\w*"
        r"|oppos\w*|against|refuse\w*|repeal\w*|get rid",
        polar=True,
    ),
    Cue("link", re.compile(r"https?://|www\.", _IGNORE)),
    Cue("question", re.compile(r"\?")),
    Cue("exclamation", re.compile(r"!")),
    Cue("quote mark", re.compile(r"[\"“”]")),
    Cue("number", re.compile(r"\d+")),
)

OPENINGS: tuple[Cue, ...] = (
    _words(
        "agrees",
        r"yes|yep|yeah|agreed|i agree|exactly|absolutely|true|correct|indeed|well said|amen"
        r"|good point|of course|totally|definitely|precisely",
    ),
    _words(
        "disagrees",
        r"no|nope|wrong|nonsense|bs|bullshit|i disagree|disagree|not really|sorry,? but|really\?"
        r"|oh please|yeah,? right|ah yes|oh yes|actually|but|and yet|false",
    ),
)

RESTRICTION = _words(
    "restriction",
    r"ban|bans|banning|block\w*|limit\w*|regulat\w*|restrict\w*|tax\w*|rules?|law|mandat\w*"
    r"|abolish\w*|end\w*|delay\w*|repeal\w*|refus\w*|phas\w*|moratorium|caps?",
)
"""Targets that forbid or limit something: what is bad about that thing speaks for them."""


def codebook_cues(cues_by_code: Mapping[str, Sequence[str]]) -> tuple[Cue, ...]:
    """Make one cue per code that lists any; longer phrases are tried first."""
    return tuple(
        _words(f"cues of {code}", _alternatives(phrases), polar=True)
        for code, phrases in cues_by_code.items()
        if phrases
    )


def _alternatives(phrases: Sequence[str]) -> str:
    longest_first = sorted(phrases, key=lambda phrase: (-len(phrase), phrase))
    return "|".join(re.escape(phrase).replace("'", "['’]") for phrase in longest_first)


def count(cue: Cue, text: str) -> tuple[int, int]:
    """Count a cue in a text: as it stands, and negated.

    >>> count(Cue("good", re.compile("good"), polar=True), "Not good. Good? Really good.")
    (1, 1)
    """
    return _sided(cue, text, cue.pattern.finditer(text))


def _sided(cue: Cue, text: str, matches: Iterable[re.Match[str]]) -> tuple[int, int]:
    plain = negated = 0
    for match in matches:
        if cue.polar and is_negated(text, match.start()):
            negated += 1
        else:
            plain += 1
    return plain, negated


def _matches_at(cue: Cue, text: str, starts: Iterable[int]) -> Iterator[re.Match[str]]:
    """Find what `finditer` would, knowing where a match can begin."""
    end = 0
    for start in starts:
        match = cue.pattern.match(text, start) if start >= end else None
        if match:
            end = match.end()
            yield match


class CueCounter:
    """Counts many cues in a text.

    Args:
        cues: those that are counted; their place is their number.
    """

    def __init__(self, cues: Sequence[Cue]) -> None:
        self._cues = tuple(cues)
        self._filter = WordFilter([cue.pattern.pattern for cue in self._cues])

    def counts(self, text: str) -> Iterator[tuple[int, int, int]]:
        """Yield the number of each cue that is in the text, how often it stands plain and negated.

        >>> sorted(CueCounter(CUES[:2]).counts("You should. You must not."))
        [(0, 2, 0), (1, 1, 0)]
        """
        for number, starts in self._filter.places(text).items():
            cue = self._cues[number]
            matches = _matches_at(cue, text, starts) if starts else cue.pattern.finditer(text)
            plain, negated = _sided(cue, text, matches)
            if plain or negated:
                yield number, plain, negated


def is_negated(text: str, start: int) -> bool:
    """Say whether a negation stands shortly before, with no comma or stop between."""
    before = text[max(0, start - _NEGATION_REACH) : start]
    last_stop = max(before.rfind(mark) for mark in ".,;:!?\n")
    return bool(_NEGATION.search(before, last_stop + 1))


def opens_with(cue: Cue, text: str) -> bool:
    """Say whether a text begins with a cue, marks and blanks aside."""
    start = text[:_OPENING].lstrip(" \t\n\"'“”‘’*_->.,…")
    return bool(cue.pattern.match(start))
