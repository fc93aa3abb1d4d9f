"""The nouns: what flows from room to room.

Every record is frozen. Offsets are Unicode code points, half-open, into a document's stored text.
Dates are ISO 8601 text (`2026-11-22` or `2026-11-22T09:30:00Z`), `""` where unknown.
"""

from dataclasses import dataclass, field
from typing import Self

from stancemap.kinds import (
    ClaimKind,
    DocumentKind,
    MergeReason,
    NodeKind,
    QuoteKind,
    RelationBasis,
    RelationKind,
    SpeakerBasis,
    Status,
)

__all__ = [
    "Alias",
    "ArgumentMap",
    "Article",
    "Claim",
    "ClaimKind",
    "Comment",
    "Corpus",
    "DocumentKind",
    "Dropped",
    "Entity",
    "KeyPoint",
    "LeftOut",
    "Mention",
    "MergeReason",
    "Node",
    "NodeKind",
    "Note",
    "Origin",
    "Passage",
    "Quote",
    "QuoteKind",
    "Reject",
    "Relation",
    "RelationBasis",
    "RelationKind",
    "Sentence",
    "Span",
    "SpeakerBasis",
    "Stance",
    "Status",
    "TaggedArticle",
    "TaggedComment",
]


@dataclass(frozen=True, slots=True, order=True)
class Span:
    """A stretch of a stored text. Make it with `Span.of`, which checks it."""

    start: int
    end: int
    text: str

    @classmethod
    def of(cls, document: str, start: int, end: int) -> Self:
        """Cut `document[start:end]`.

        Raises:
            ValueError: the offsets do not lie in the document, or the span is empty.

        >>> Span.of("It is coming anyway.", 6, 12)
        Span(start=6, end=12, text='coming')
        """
        if not 0 <= start < end <= len(document):
            raise ValueError(f"span {start}:{end} does not lie in {len(document)} characters")
        return cls(start, end, document[start:end])


@dataclass(frozen=True, slots=True, order=True)
class Origin:
    """Where a record was read: the file as the user named it, and its line or row, from 1."""

    file: str
    line: int

    def __str__(self) -> str:
        return f"{self.file}, line {self.line}"


@dataclass(frozen=True, slots=True)
class Article:
    """A page under which people comment; its text may be unknown."""

    article_id: str
    title: str = ""
    text: str = ""
    url: str = ""
    author: str = ""
    published: str = ""
    outlet: str = ""
    target: str = ""
    origin: Origin = Origin("", 0)


@dataclass(frozen=True, slots=True)
class Comment:
    """One reader comment as read; `position` is its place below its article, from 1.

    `thread_id` names the top-level comment and all replies below it, `depth` is 0 there.
    """

    comment_id: str
    article_id: str
    text: str
    thread_id: str = ""
    parent_id: str = ""
    depth: int = 0
    position: int = 0
    author: str = ""
    posted: str = ""
    likes: int | None = None
    target: str = ""
    origin: Origin = Origin("", 0)


@dataclass(frozen=True, slots=True, order=True)
class Reject:
    """A record that could not be read: what, where and why."""

    origin: Origin
    reason: str
    raw: str = ""


@dataclass(frozen=True, slots=True, order=True)
class Dropped:
    """Something left out of or masked in the text on purpose, counted (`interface word`, …)."""

    file: str
    what: str
    count: int


@dataclass(frozen=True, slots=True, order=True)
class Note:
    """How a file was understood, where its reader must know of it, in words."""

    file: str
    text: str

    def __str__(self) -> str:
        return f"{self.file}: {self.text}"


@dataclass(frozen=True, slots=True)
class Corpus:
    """All that was read, in canonical order, and all that was not."""

    articles: tuple[Article, ...]
    comments: tuple[Comment, ...]
    rejects: tuple[Reject, ...] = ()
    dropped: tuple[Dropped, ...] = ()
    notes: tuple[Note, ...] = ()


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence; `own` is false where the writer only quotes somebody else."""

    span: Span
    own: bool = True


@dataclass(frozen=True, slots=True)
class Stance:
    """The stance of one text to its target.

    `codes` holds every code that applies, the primary one first; `probabilities` one calibrated
    number per code of the codebook, in the codebook's order. An abstained stance keeps the
    tagger's best guess; `evidence` is the sentence that speaks most for the primary code.
    """

    target: str
    primary: str
    codes: tuple[str, ...]
    probabilities: tuple[float, ...]
    confidence: float
    abstained: bool = False
    evidence: Span | None = None


@dataclass(frozen=True, slots=True)
class Claim:
    """A span that another reader could dispute; `speaker` is `""` for the writer's own."""

    claim_id: str
    document_kind: DocumentKind
    document_id: str
    span: Span
    kind: ClaimKind
    confidence: float
    stance: str = ""
    speaker: str = ""


@dataclass(frozen=True, slots=True)
class Mention:
    """A name in a text, before and (with `entity_id`) after aliases are merged."""

    document_kind: DocumentKind
    document_id: str
    article_id: str
    span: Span
    label: str
    entity_id: str = ""


@dataclass(frozen=True, slots=True, order=True)
class Alias:
    """Another form of an entity's name, and why it was taken for one."""

    text: str
    reason: MergeReason


@dataclass(frozen=True, slots=True)
class Entity:
    """One thing or person under all of its names; `name` is the fullest form.

    `note` says, where several people bear a surname, why it was left apart or who else bears it.
    """

    entity_id: str
    name: str
    label: str
    aliases: tuple[Alias, ...] = ()
    note: str = ""


@dataclass(frozen=True, slots=True)
class Passage:
    """A stretch of another document."""

    document_kind: DocumentKind
    document_id: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Quote:
    """Who said what: `content` without its quote marks, `cue` the reporting word.

    `name` is the name in the same document that says who the speaker is: part of the speaker, or
    what a pronoun or "the company" stands for. In a comment, `taken_from` is where the words come
    from, and `commenter` the author of the comment that they come from.
    `stance` is that of the words to the target, in articles, where the tagger is sure of it.
    """

    quote_id: str
    document_kind: DocumentKind
    document_id: str
    content: Span
    kind: QuoteKind
    cue: Span | None = None
    speaker: Span | None = None
    entity_id: str = ""
    speaker_basis: SpeakerBasis = SpeakerBasis.OPEN
    name: Span | None = None
    commenter: str = ""
    taken_from: Passage | None = None
    stance: str = ""


@dataclass(frozen=True, slots=True)
class TaggedComment:
    """A comment with all that was found in it. Only a `tagged` one has stance and sentiment."""

    comment: Comment
    status: Status
    language: str = ""
    duplicate_of: str = ""
    sentiment: float | None = None
    stance: Stance | None = None
    claims: tuple[Claim, ...] = ()
    mentions: tuple[Mention, ...] = ()
    quotes: tuple[Quote, ...] = ()
    failure: str = ""
    sentences: tuple[Sentence, ...] = ()


@dataclass(frozen=True, slots=True)
class TaggedArticle:
    """An article with all that was found in it."""

    article: Article
    language: str = ""
    claims: tuple[Claim, ...] = ()
    mentions: tuple[Mention, ...] = ()
    quotes: tuple[Quote, ...] = ()
    failure: str = ""


@dataclass(frozen=True, slots=True)
class KeyPoint:
    """Claims that say the same, towards one target from one stance.

    `text` is the words of `label_claim_id`, a claim that stands for all. `n_decided` of its
    `n_comments` have a sure stance; `share` is their part of the target's comments with a sure
    stance and any claim, with its 95 % interval; `share_authors` counts those who wrote them, two
    comments of one author once. A single claim that stands in where no claims agree has no share.
    `n_likes` sums the likes of its comments, none where no likes are known. `stance_mix` counts
    its comments by their own primary stance, most frequent first. One that `is_given` stands in
    the user's list, and its text is the user's.
    """

    key_point_id: str
    target: str
    stance: str
    text: str
    label_claim_id: str
    claim_ids: tuple[str, ...]
    n_comments: int
    n_authors: int
    n_threads: int
    share: float | None
    share_low: float | None
    share_high: float | None
    first_posted: str = ""
    last_posted: str = ""
    n_decided: int = 0
    n_likes: int | None = None
    share_authors: float | None = None
    share_authors_low: float | None = None
    share_authors_high: float | None = None
    terms: tuple[str, ...] = ()
    stance_mix: tuple[tuple[str, int], ...] = ()
    is_given: bool = False

    @property
    def is_single(self) -> bool:
        """Whether one comment alone says it, so that it is a single claim and no key point."""
        return self.n_comments <= 1 and not self.is_given

    @property
    def n_claims(self) -> int:
        """How many claims make this point."""
        return len(self.claim_ids)


@dataclass(frozen=True, slots=True, order=True)
class Relation:
    """One claim or key point supports, attacks or undercuts another."""

    source_id: str
    target_id: str
    kind: RelationKind
    basis: RelationBasis
    confidence: float
    count: int = 1


@dataclass(frozen=True, slots=True)
class Node:
    """A node of an argument map; `parent_id` is the node one level up, `""` for a target.

    `share` is of the target's comments: those with a sure stance and any claim for a key point,
    those with a sure stance for a stance. A claim is the span from `start` to `end` of
    `document_id`.
    """

    node_id: str
    kind: NodeKind
    text: str
    parent_id: str = ""
    stance: str = ""
    n_claims: int = 0
    n_comments: int = 0
    n_authors: int = 0
    document_id: str = ""
    n_threads: int = 0
    n_likes: int | None = None
    share: float | None = None
    share_low: float | None = None
    share_high: float | None = None
    first_posted: str = ""
    last_posted: str = ""
    terms: tuple[str, ...] = ()
    start: int | None = None
    end: int | None = None


@dataclass(frozen=True, slots=True)
class LeftOut:
    """How much a map leaves out because it would be too large: for a small one, nothing.

    `n_claims` counts those of the left-out key points and those beyond what is shown of others,
    `n_relations` those with an end that is left out.
    """

    n_key_points: int = 0
    n_claims: int = 0
    n_relations: int = 0

    @property
    def note(self) -> str:
        """What is left out, in words; `""` for nothing.

        >>> LeftOut(2, 310, 5).note
        'left out of the map: 2 key points, 310 claims, 5 relations; the tables have them'
        """
        counts = {
            "key points": self.n_key_points,
            "claims": self.n_claims,
            "relations": self.n_relations,
        }
        told = ", ".join(f"{count:,} {what}" for what, count in counts.items() if count)
        return f"left out of the map: {told}; the tables have them" if told else ""


@dataclass(frozen=True, slots=True)
class ArgumentMap:
    """Targets, their stances, key points and claims as one tree, with relations across it."""

    nodes: tuple[Node, ...] = field(default=())
    relations: tuple[Relation, ...] = field(default=())
    left_out: LeftOut = LeftOut()
