"""The argument map as cards: targets, columns of stances, key points, and the comments behind."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from stancemap.export.map_tree import MapTree
from stancemap.export.report.badges import Badge, Label, badges
from stancemap.export.report.choice import Choice, Voice, choose
from stancemap.export.report.content import ReportContent
from stancemap.export.report.facets import Facets, make_facets
from stancemap.export.report.limits import Limits
from stancemap.export.report.marks import Excerpt, Mark, excerpt
from stancemap.export.report.stances import UNSURE
from stancemap.maps.answers import ArticlePassage
from stancemap.maps.summaries import ABSTAINED
from stancemap.records import Claim, KeyPoint, Node, NodeKind, TaggedComment


@dataclass(frozen=True, slots=True)
class Reply:
    """A comment beside another one; `label` where it has a card of its own."""

    tagged: TaggedComment
    text: str
    label: Label | None

    @property
    def stance(self) -> str:
        """Its stance, `""` where it has none because it was not tagged."""
        stance = self.tagged.stance
        if stance is None:
            return ""
        return UNSURE if stance.abstained else stance.primary


@dataclass(frozen=True, slots=True)
class CommentCard:
    """A comment that makes a key point, with the words that make it marked."""

    label: Label
    claim: Claim
    tagged: TaggedComment
    text: Excerpt
    badges: Sequence[Badge]
    n_badges_left_out: int
    answers: Reply | None
    passage: ArticlePassage | None
    replies: Sequence[Reply]
    n_replies: int
    place: str
    """Its article, month and names in the numbers of the filters."""


@dataclass(frozen=True, slots=True)
class PointCard:
    """A key point with some of its comments."""

    label: Label
    point: KeyPoint
    comments: Sequence[CommentCard]
    badges: Sequence[Badge]
    n_badges_left_out: int
    places: str
    """The articles, months and names of all its comments in the numbers of the filters."""

    @property
    def n_left_out(self) -> int:
        """How many of its comments are not shown."""
        return max(self.point.n_comments - len(self.comments), 0)

    @property
    def mix(self) -> Sequence[tuple[str, int]]:
        """How many of its comments take which stance, where not all take that of the column."""
        if [stance for stance, _ in self.point.stance_mix] == [self.point.stance]:
            return ()
        return [
            (UNSURE if stance == ABSTAINED else stance, count)
            for stance, count in self.point.stance_mix
        ]

    @property
    def n_unsure(self) -> int:
        """How many of its comments have no sure stance."""
        return self.point.n_comments - self.point.n_decided


@dataclass(frozen=True, slots=True)
class Column:
    """The key points of one stance towards one target, or single claims where it has none."""

    node: Node
    points: Sequence[PointCard]
    n_left_out: int

    @property
    def has_singles(self) -> bool:
        """Whether single claims stand in for key points."""
        return any(card.point.is_single for card in self.points)


@dataclass(frozen=True, slots=True)
class TargetCard:
    """A thing under debate with its columns."""

    anchor: str
    node: Node
    columns: Sequence[Column]


@dataclass(frozen=True, slots=True)
class MapCards:
    """All cards on the page, and how many there would be."""

    targets: Sequence[TargetCard]
    n_targets: int
    n_points: int
    facets: Facets

    @property
    def n_points_shown(self) -> int:
        """How many key points have a card."""
        return sum(
            not card.point.is_single
            for target in self.targets
            for column in target.columns
            for card in column.points
        )


def map_cards(content: ReportContent, limits: Limits) -> MapCards:
    """Choose what to show of the map, and arrange it."""
    tree = MapTree.of(content.argument_map)
    choice = choose(content, tree, limits)
    facets = make_facets(content, choice, limits)
    make = _CardMaker(choice, badges(tree.relations, choice.labels), facets, limits)
    return MapCards(
        tuple(
            TargetCard(
                f"t{number}",
                target,
                tuple(
                    make.column(stance, len(tree.below(stance.node_id)))
                    for stance in tree.below(target.node_id)
                ),
            )
            for number, target in enumerate(choice.targets, start=1)
        ),
        len(tree.targets),
        len(tree.of_kind(NodeKind.KEY_POINT)) + content.argument_map.left_out.n_key_points,
        facets,
    )


@dataclass(frozen=True, slots=True)
class _CardMaker:
    choice: Choice
    badges: Mapping[str, Sequence[Badge]]
    facets: Facets
    limits: Limits

    def column(self, stance: Node, n_points: int) -> Column:
        points = self.choice.points.get(stance.node_id, ())
        return Column(stance, tuple(map(self.point, points)), n_points - len(points))

    def point(self, point: KeyPoint) -> PointCard:
        voices = self.choice.voices.get(point.key_point_id, ())
        label = self.choice.labels[point.key_point_id]
        kept, left_out = self._badges_of([point.key_point_id])
        places = self.facets.places(self.choice.votes.get(point.key_point_id, ()))
        return PointCard(label, point, tuple(map(self.comment, voices)), kept, left_out, places)

    def comment(self, voice: Voice) -> CommentCard:
        stance, first = voice.tagged.stance, voice.claims[0]
        spans = [(Mark.CLAIM, claim.span) for claim in voice.claims]
        if stance and stance.evidence:
            spans.append((Mark.EVIDENCE, stance.evidence))
        text = excerpt(voice.tagged.comment.text, spans, self.limits.characters_per_comment)
        kept, left_out = self._badges_of([claim.claim_id for claim in voice.claims])
        label = self.choice.labels[first.claim_id]
        around = self.choice.threads.around(voice.tagged, self.limits)
        return CommentCard(
            label,
            first,
            voice.tagged,
            text,
            kept,
            left_out,
            self.reply(around.answers) if around.answers else None,
            around.passage,
            tuple(map(self.reply, around.replies)),
            around.n_replies,
            self.facets.place(voice.tagged.comment),
        )

    def reply(self, tagged: TaggedComment) -> Reply:
        text, limit = tagged.comment.text, self.limits.characters_per_reply
        label = self.choice.by_comment.get(tagged.comment.comment_id)
        return Reply(tagged, text if len(text) <= limit else f"{text[:limit]}…", label)

    def _badges_of(self, ids: Sequence[str]) -> tuple[Sequence[Badge], int]:
        found = [badge for node_id in ids for badge in self.badges.get(node_id, ())]
        kept = found[: self.limits.badges_per_card]
        return kept, len(found) - len(kept)
