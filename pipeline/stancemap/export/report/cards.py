"""The argument map as cards: targets, columns of stances, key points, and the comments behind."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from stancemap.export.map_tree import MapTree
from stancemap.export.report.badges import Badge, Label, badges
from stancemap.export.report.content import ReportContent
from stancemap.export.report.limits import Limits, Priced, affordable, html_size
from stancemap.export.report.marks import Excerpt, Mark, excerpt
from stancemap.records import Claim, KeyPoint, Node, NodeKind, TaggedComment

_POINT_SIZE, _COMMENT_SIZE = 1_100, 900


@dataclass(frozen=True, slots=True)
class CommentCard:
    """A comment that makes a key point, with the words that make it marked."""

    anchor: str
    number: str
    claim: Claim
    tagged: TaggedComment
    text: Excerpt
    badges: Sequence[Badge]
    n_badges_left_out: int


@dataclass(frozen=True, slots=True)
class PointCard:
    """A key point with some of its comments."""

    anchor: str
    number: str
    point: KeyPoint
    comments: Sequence[CommentCard]
    badges: Sequence[Badge]
    n_badges_left_out: int

    @property
    def n_left_out(self) -> int:
        """How many of its comments are not shown."""
        return max(self.point.n_comments - len(self.comments), 0)


@dataclass(frozen=True, slots=True)
class Column:
    """The key points of one stance towards one target."""

    node: Node
    points: Sequence[PointCard]
    n_left_out: int


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

    @property
    def n_points_shown(self) -> int:
        """How many key points have a card."""
        return sum(len(column.points) for target in self.targets for column in target.columns)


@dataclass(frozen=True, slots=True)
class _Voice:
    """The claims of one comment that make one key point."""

    tagged: TaggedComment
    claims: list[Claim] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class _Chosen:
    """What is shown: key points and voices, with the anchors and names of both."""

    voices: Mapping[str, Sequence[_Voice]]
    anchors: Mapping[str, str]
    labels: Mapping[str, Label]


def map_cards(content: ReportContent, limits: Limits) -> MapCards:
    """Choose what to show of the map, and arrange it."""
    tree = MapTree.of(content.argument_map)
    points = {point.key_point_id: point for point in content.key_points}
    targets = sorted(tree.targets, key=lambda node: -node.n_comments)[: limits.targets]
    shown = _chosen_points(tree, targets, points, limits)
    voices = _chosen_voices(shown, content.comments, limits)
    chosen = _Chosen(voices, _anchors(shown, voices), _labels(shown, voices))
    found = badges(tree.relations, chosen.anchors, chosen.labels)
    make = _CardMaker(chosen, found, limits)
    return MapCards(
        tuple(
            TargetCard(
                f"t{number}",
                target,
                tuple(
                    make.column(stance, tree.below(stance.node_id), points)
                    for stance in tree.below(target.node_id)
                ),
            )
            for number, target in enumerate(targets, start=1)
        ),
        len(tree.targets),
        len(tree.of_kind(NodeKind.KEY_POINT)),
    )


def _chosen_points(
    tree: MapTree, targets: Sequence[Node], points: Mapping[str, KeyPoint], limits: Limits
) -> Sequence[KeyPoint]:
    """Choose key points in rounds: the largest of every target, then the second largest."""
    offers: list[tuple[int, int, KeyPoint]] = []
    for target in targets:
        below = (
            node for stance in tree.below(target.node_id) for node in tree.below(stance.node_id)
        )
        known = (points[node.node_id] for node in below if node.node_id in points)
        ranked = sorted(known, key=_weight)[: limits.points_per_target]
        offers += [(rank, -point.n_comments, point) for rank, point in enumerate(ranked)]
    offers.sort(key=lambda offer: (*offer[:2], offer[2].key_point_id))
    priced = (Priced(point, _POINT_SIZE + html_size(point.text)) for _, _, point in offers)
    return sorted(affordable(priced, limits.points_size), key=_weight)


def _weight(point: KeyPoint) -> tuple[int, str]:
    return -point.n_comments, point.key_point_id


def _chosen_voices(
    points: Sequence[KeyPoint], comments: Iterable[TaggedComment], limits: Limits
) -> Mapping[str, Sequence[_Voice]]:
    """Choose comments in rounds too: the first of every key point, then the second."""
    wanted = {claim_id: point for point in points for claim_id in point.claim_ids}
    by_point: dict[str, dict[str, _Voice]] = defaultdict(dict)
    for tagged in comments:
        for claim in tagged.claims:
            if point := wanted.get(claim.claim_id):
                voices = by_point[point.key_point_id]
                voices.setdefault(tagged.comment.comment_id, _Voice(tagged)).claims.append(claim)

    offers: list[tuple[int, int, KeyPoint, _Voice]] = []
    for place, point in enumerate(points):
        ranked = sorted(
            by_point[point.key_point_id].values(), key=lambda voice: _telling(voice, point)
        )
        offers += [
            (rank, place, point, voice)
            for rank, voice in enumerate(ranked[: limits.comments_per_point])
        ]
    offers.sort(key=lambda offer: offer[:2])
    priced = (
        Priced((point.key_point_id, voice), _voice_size(voice, limits))
        for _, _, point, voice in offers
    )
    chosen: dict[str, list[_Voice]] = defaultdict(list)
    for key_point_id, voice in affordable(priced, limits.comments_size):
        chosen[key_point_id].append(voice)
    return chosen


def _telling(voice: _Voice, point: KeyPoint) -> tuple[bool, int, str]:
    """Sort the comment that gave the label first, then the best liked ones."""
    labels = point.label_claim_id in {claim.claim_id for claim in voice.claims}
    return not labels, -(voice.tagged.comment.likes or 0), voice.tagged.comment.comment_id


def _voice_size(voice: _Voice, limits: Limits) -> int:
    shown = voice.tagged.comment.text[: limits.characters_per_comment]
    return _COMMENT_SIZE + html_size(shown) + html_size(voice.claims[0].span.text)


def _anchors(
    points: Sequence[KeyPoint], voices: Mapping[str, Sequence[_Voice]]
) -> Mapping[str, str]:
    anchors: dict[str, str] = {}
    for number, point in enumerate(points, start=1):
        anchors[point.key_point_id] = f"k{number}"
        for place, voice in enumerate(voices.get(point.key_point_id, ()), start=1):
            anchors.update((claim.claim_id, f"k{number}c{place}") for claim in voice.claims)
    return anchors


def _labels(
    points: Sequence[KeyPoint], voices: Mapping[str, Sequence[_Voice]]
) -> Mapping[str, Label]:
    """Name everything shown, by its id."""
    labels: dict[str, Label] = {}
    for number, point in enumerate(points, start=1):
        labels[point.key_point_id] = Label(f"K{number}", point.stance, point.text)
        for place, voice in enumerate(voices.get(point.key_point_id, ()), start=1):
            for claim in voice.claims:
                labels[claim.claim_id] = Label(f"K{number}.{place}", point.stance, claim.span.text)
    return labels


@dataclass(frozen=True, slots=True)
class _CardMaker:
    chosen: _Chosen
    badges: Mapping[str, Sequence[Badge]]
    limits: Limits

    def column(self, stance: Node, nodes: Sequence[Node], points: Mapping[str, KeyPoint]) -> Column:
        shown = sorted(
            (points[node.node_id] for node in nodes if node.node_id in self.chosen.anchors),
            key=_weight,
        )
        return Column(stance, tuple(map(self.point, shown)), len(nodes) - len(shown))

    def point(self, point: KeyPoint) -> PointCard:
        voices = self.chosen.voices.get(point.key_point_id, ())
        kept, left_out = self._badges_of([point.key_point_id])
        return PointCard(
            self.chosen.anchors[point.key_point_id],
            self.chosen.labels[point.key_point_id].number,
            point,
            tuple(map(self.comment, voices)),
            kept,
            left_out,
        )

    def comment(self, voice: _Voice) -> CommentCard:
        claims = sorted(voice.claims, key=lambda claim: claim.span)
        stance, text = voice.tagged.stance, voice.tagged.comment.text
        spans = [(Mark.CLAIM, claim.span) for claim in claims]
        if stance and stance.evidence:
            spans.append((Mark.EVIDENCE, stance.evidence))
        kept, left_out = self._badges_of([claim.claim_id for claim in claims])
        return CommentCard(
            self.chosen.anchors[claims[0].claim_id],
            self.chosen.labels[claims[0].claim_id].number,
            claims[0],
            voice.tagged,
            excerpt(text, spans, self.limits.characters_per_comment),
            kept,
            left_out,
        )

    def _badges_of(self, ids: Sequence[str]) -> tuple[Sequence[Badge], int]:
        found = [badge for node_id in ids for badge in self.badges.get(node_id, ())]
        kept = found[: self.limits.badges_per_card]
        return kept, len(found) - len(kept)
