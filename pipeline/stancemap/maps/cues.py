"""Words that tell what one claim does to another: in a comment, and where a reply begins.

The confidence of a reason cue is how often people linked two adjacent propositions with it that
way in the CDCP corpus of public comments (tests/maps/test_cues_on_cdcp.py measures it). CDCP has
no attacks; the other confidences are our own judgement, kept moderate.
"""

import re
from dataclasses import dataclass
from enum import StrEnum

from stancemap.records import RelationKind

_LEAD = 160
"""How far into a text a cue is looked for."""


class Direction(StrEnum):
    """Which of two neighbouring claims acts on the other."""

    ON_EARLIER = "on earlier"
    ON_LATER = "on later"


@dataclass(frozen=True, slots=True)
class Link:
    """What a cue between two claims of a comment says."""

    kind: RelationKind
    direction: Direction
    confidence: float


@dataclass(frozen=True, slots=True)
class Answer:
    """What the first words of a reply say about the comment replied to."""

    kind: RelationKind
    confidence: float


def _starts(pattern: str) -> re.Pattern[str]:
    return re.compile(rf"[^\w>]{{0,10}}(?:{pattern})", re.IGNORECASE)


_LINKS = (
    (
        _starts(r"(?:and\s+)?(?:therefore|thus|hence|consequently|as a result|for this reason)\b"),
        Link(RelationKind.SUPPORT, Direction.ON_LATER, 0.9),
    ),
    (
        _starts(r"(?:and\s+)?(?:that|this|which)(?:['’]s|\s+is)\s+why\b"),
        Link(RelationKind.SUPPORT, Direction.ON_LATER, 0.9),
    ),
    (
        _starts(r"(?:just\s+|simply\s+)?because\b|after all\b|so that\b"),
        Link(RelationKind.SUPPORT, Direction.ON_EARLIER, 0.9),
    ),
    (
        _starts(r"since\b(?!\s+(?:then|when|\d|the\s+(?:\d|start|beginning)))|otherwise\b"),
        Link(RelationKind.SUPPORT, Direction.ON_EARLIER, 0.65),
    ),
    (
        _starts(
            r"(?:and\s+)?so\b(?!\s+(?:what|much|many|far|called|long|the|to|is|are|do|does)\b)"
        ),
        Link(RelationKind.SUPPORT, Direction.ON_LATER, 0.7),
    ),
    (
        _starts(r"for (?:example|instance)\b"),
        Link(RelationKind.SUPPORT, Direction.ON_EARLIER, 0.35),
    ),
    (
        # A bare "unless" opens a sentence with its own main clause as often as it limits the last.
        _starts(
            r"(?:but|and)\s+(?:only (?:if|when)|unless|not if)\b|only if\b|except (?:when|if)\b"
        ),
        Link(RelationKind.UNDERCUT, Direction.ON_EARLIER, 0.5),
    ),
)

_CONTRAST = _starts(r"(?:but|however|yet|nevertheless|nonetheless|still,)\b")
_CONCESSION = _starts(
    r"(?:yes|sure|true|granted|admittedly|of course|ok|okay|fine|i (?:know|understand|get|agree)"
    r"|(?:some|people|they|many) (?:say|claim|argue|think)|it(?:['’]s| is) true|it may"
    r"|(?:supporters|proponents|critics|opponents|defenders)\b.{0,40}\b(?:say|claim|argue))\b"
)
_REBUTTAL = Link(RelationKind.ATTACK, Direction.ON_EARLIER, 0.5)

# Few claims begin with a word that any cue begins with: the others need no further look.
_FIRST_WORD = re.compile(r"[^\w>]{0,10}(\w+)")
_FIRST_WORDS = frozenset(
    {
        "after", "and", "as", "because", "but", "consequently", "except", "for", "hence",
        "however", "just", "nevertheless", "nonetheless", "only", "otherwise", "simply", "since",
        "so", "still", "that", "therefore", "this", "thus", "which", "yet",
    }
)  # fmt: skip

_STOP = r"(?=\s*(?:[.,!;:…^—–-]|\n|$))"
_ANSWERS = (
    (
        _starts(
            r"(?:that|this|it)\s+(?:does\s*n['’o]t|doesn['’]?t|does not)\s+follow\b|non sequitur\b"
            r"|(?:that|this)(?:['’]s|\s+is)\s+(?:irrelevant|beside the point|a straw ?man"
            r"|not the (?:point|issue|question)|a false (?:dichotomy|equivalence|analogy))\b"
            r"|straw ?man\b|correlation (?:is|does) ?n[o'’]t\b|beside the point\b"
        ),
        Answer(RelationKind.UNDERCUT, 0.7),
    ),
    (
        _starts(
            r"(?:i\s+)?(?:strongly\s+|completely\s+|respectfully\s+|totally\s+)?disagree\b"
            r"|i (?:do not|don['’]?t) (?:agree|think so|buy (?:it|that|this))\b"
            r"|(?:complete |utter |total |absolute |what )?(?:nonsense|rubbish|bullshit|bollocks"
            r"|baloney)\b|(?:that|this)(?:['’]s|\s+is)\s+(?:simply |just |plainly |flat(?:ly)? )?"
            r"(?:not true|not (?:correct|right|how)|false|wrong|untrue|nonsense|rubbish|bullshit"
            r"|absurd|ridiculous)\b|not true\b|(?:exactly|quite) the opposite\b|on the contrary\b"
            rf"|you(?:['’]re|\s+are)\s+(?:so |just |simply )?wrong\b"
            rf"|(?:no|nope|wrong|false|incorrect|yeah[,]? (?:right|no)){_STOP}"
        ),
        Answer(RelationKind.ATTACK, 0.8),
    ),
    (
        _starts(
            r"(?:i\s+)?(?:totally\s+|completely\s+|fully\s+|couldn['’]?t\s+|wholeheartedly\s+)?"
            r"agree(?:d)?\b(?!\s+to disagree)|so true\b|well (?:said|put)\b|(?:very )?good point\b"
            r"|spot on\b|hear,? hear\b|my thoughts exactly\b|you(?:['’]re|\s+are)\s+"
            r"(?:absolutely |totally |so |quite )?(?:right|correct)\b|\+1\b|nailed it\b"
            rf"|(?:exactly|precisely|absolutely|this|yes|yep|yup|true|amen|bingo|indeed){_STOP}"
            r"|(?:exactly|absolutely) (?:this|right|so)\b"
        ),
        Answer(RelationKind.SUPPORT, 0.8),
    ),
)
_YES_BUT = re.compile(r"\b(?:but|however|except|though)\b", re.IGNORECASE)
_REPLY_FRAME = re.compile(r"(?:\s*>[^\n]*(?:\n|$))*\s*(?:@[\w.-]{1,50}[\s:,]*){0,3}")
_SENTENCE_END = re.compile(r"[.!?\n]")


def link_between(earlier: str, gap: str, later: str) -> Link | None:
    """Read the cue between two neighbouring claims of one comment, if there is one.

    A contrast ("but …") is taken for an attack only on what the writer concedes first; two
    claims of one writer that merely differ do not contradict each other.

    >>> link_between("The cameras should go.", " ", "Because nobody watches them.")
    Link(kind=<RelationKind.SUPPORT: 'support'>, direction=<Direction.ON_EARLIER: 'on earlier'>, \
confidence=0.9)
    """
    lead = (gap + later[:_LEAD])[:_LEAD]
    first = _FIRST_WORD.match(lead)
    if first is None or first[1].casefold() not in _FIRST_WORDS:
        return None
    for pattern, link in _LINKS:
        if pattern.match(lead):
            return link
    if _CONTRAST.match(lead) and _CONCESSION.match(earlier[:_LEAD]):
        return _REBUTTAL
    return None


def answer_of(reply: str) -> Answer | None:
    """Read whether a reply begins by agreeing or disagreeing; lines it quotes are skipped.

    >>> answer_of("Exactly. And it costs a fortune.")
    Answer(kind=<RelationKind.SUPPORT: 'support'>, confidence=0.8)
    """
    frame = _REPLY_FRAME.match(reply)
    start = frame.end() if frame else 0
    lead = reply[start : start + _LEAD]
    for pattern, answer in _ANSWERS:
        if pattern.match(lead):
            conceded = answer.kind is RelationKind.SUPPORT and _YES_BUT.search(_opening(lead))
            return Answer(RelationKind.ATTACK, 0.6) if conceded else answer
    return None


def _opening(lead: str) -> str:
    """Return the first two sentences, if they are short: where a "yes, but" turns."""
    return " ".join(_SENTENCE_END.split(lead)[:2])
