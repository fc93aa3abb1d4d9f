"""The closed sets: of what kind a record is, and how something in it was found."""

from enum import StrEnum


class DocumentKind(StrEnum):
    """What a span was found in."""

    COMMENT = "comment"
    ARTICLE = "article"


class Status(StrEnum):
    """What became of a comment; every ingested comment has exactly one."""

    TAGGED = "tagged"
    DUPLICATE = "duplicate"
    EMPTY = "empty"
    FOREIGN = "foreign"
    FAILED = "failed"


class ClaimKind(StrEnum):
    """What it would take to dispute a claim (after the CDCP scheme, Park and Cardie 2018)."""

    FACT = "fact"
    VALUE = "value"
    POLICY = "policy"
    TESTIMONY = "testimony"


class QuoteKind(StrEnum):
    """How words are reported: verbatim, retold, or both in one sentence."""

    DIRECT = "direct"
    INDIRECT = "indirect"
    MIXED = "mixed"


class SpeakerBasis(StrEnum):
    """How it is known who speaks; `open` where it is not."""

    NAMED = "named"
    PRONOUN = "pronoun"
    NOMINAL = "nominal"
    COMMENTER = "commenter"
    COPIED = "copied"
    OPEN = "open"


class MergeReason(StrEnum):
    """Why two names were taken for one entity."""

    SAME = "same"
    POSSESSIVE = "possessive"
    TITLE = "title"
    SURNAME = "surname"
    ACRONYM = "acronym"
    MISSPELLING = "misspelling"
    FIRST_NAME = "first name"
    SHORT_FORM = "short form"
    NICKNAME = "nickname"
    CASE = "case"
    HANDLE = "handle"
    HASHTAG = "hashtag"
    USER_ALIAS = "user alias"


class RelationKind(StrEnum):
    """What one claim or key point does to another."""

    SUPPORT = "support"
    ATTACK = "attack"
    UNDERCUT = "undercut"


class RelationBasis(StrEnum):
    """How a relation was found."""

    REPLY = "reply"
    CUE = "cue"
    MODEL = "model"
    HUMAN = "human"


class NodeKind(StrEnum):
    """The levels of an argument map, from the root down."""

    TARGET = "target"
    STANCE = "stance"
    KEY_POINT = "key_point"
    CLAIM = "claim"
