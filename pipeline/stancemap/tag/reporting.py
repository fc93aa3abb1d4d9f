"""The words that report speech, and the words before which a speaker's name ends."""

import re

_VERBS = (
    "accuse accused acknowledge acknowledges acknowledged add adds added admit admits admitted "
    "advise advises advised agree agrees agreed allege alleges alleged announce announces "
    "announced answer answers answered argue argues argued ask asks asked assert asserts asserted "
    "boast boasts boasted caution cautions cautioned claim claims claimed comment comments "
    "commented complain complains complained concede concedes conceded conclude concludes "
    "concluded confess confessed confirm confirms confirmed contend contends contended continue "
    "continues continued counter counters countered cry cried declare declares declared deny "
    "denies denied describe describes described emphasise emphasised emphasize emphasizes "
    "emphasized exclaim exclaimed explain explains explained insist insists insisted joke joked "
    "lament laments lamented maintain maintains maintained mention mentioned mutter muttered note "
    "notes noted object objects objected observe observes observed point points pointed predict "
    "predicts predicted promise promises promised quip quipped recall recalls recalled remark "
    "remarks remarked reply replies replied report reports reported respond responds responded "
    "retort retorted reveal reveals revealed said say saying says shout shouted stress stresses "
    "stressed suggest suggests suggested state states stated swear sworn tell telling tells told "
    "testify testifies testified tweet tweets tweeted urge urges urged vow vows vowed warn warns "
    "warned whisper whispered wonder wonders wondered write writes wrote"
)
REPORTING_VERBS = frozenset(_VERBS.split())
"""Forms of the verbs that introduce or follow a direct quote."""

ALTERNATIVES = "|".join(sorted(REPORTING_VERBS, key=lambda verb: (-len(verb), verb)))
"""The reporting verbs, longest first, for a regular expression."""

SENTENCE_END = re.compile(
    # Not after a title or an initial: "… a mess," Mr. Ito said.
    r"[.!?…](?<!\bMr\.)(?<!\bMs\.)(?<!\bDr\.)(?<!\bSt\.)(?<!\bMrs\.)(?<!\bSen\.)(?<!\bRep\.)"
    r"(?<!\bGov\.)(?<!\bGen\.)(?<!\bProf\.)(?<!\b[A-Z]\.)[\"”’)»]*\s+(?=[^\sa-z])|\n"
)
"""Where a sentence ends, or a line."""

FIRST_PERSON = frozenset({"i", "we", "me", "us", "myself"})
"""Speakers that are the writer."""

SUBJECT_PRONOUNS = frozenset({"i", "we", "you", "he", "she", "they", "it", "who"})
"""Pronouns that can be who says it."""

NAME_ENDS_BEFORE = re.compile(
    r"[,.;:!?()\[\]\n–—]|\s(?:who|which|as|in|on|to|after|before|when|while|at|during|and|but|"
    r"with|about|from|because|if|by|last|this|yesterday|today|via|through|earlier|later|"
    r"Monday|Tuesday|Wednesday|Thursday|Friday|Saturday|Sunday)\b"
)
"""What ends the name of a speaker that follows the reporting verb."""
