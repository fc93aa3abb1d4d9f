"""Which key points and comments the page has room for, and how they are called there.

Room is shared out in rounds: the largest key point of every target, then the second largest, and
so on; then the most telling comment of every key point, then the next. So no target and no key
point takes the room of all others.
"""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

from stancemap.export.map_tree import MapTree
from stancemap.export.report.badges import Label
from stancemap.export.report.content import ReportContent
from stancemap.export.report.limits import Limits, Priced, T, affordable, html_size
from stancemap.export.report.threads import Threads
from stancemap.records import Claim, KeyPoint, Node, NodeKind, Relation, TaggedComment

_POINT_SIZE, _COMMENT_SIZE, _REPLY_SIZE, _BADGE_SIZE = 2_300, 1_000, 350, 330


@dataclass(frozen=True, slots=True)
class Voice:
    """The claims of one comment that make one key point."""

    tagged: TaggedComment
    claims: tuple[Claim, ...]


@dataclass(frozen=True, slots=True)
class Choice:
    """What is shown: targets, key points by stance node, comments by key point."""

    targets: Sequence[Node]
    points: Mapping[str, Sequence[KeyPoint]]
    voices: Mapping[str, Sequence[Voice]]
    every_voice: Mapping[str, Sequence[Voice]]
    """All comments that make the key points shown, also those without room on the page."""
    labels: Mapping[str, Label]
    """How key points and claims are called, by their ids."""
    by_comment: Mapping[str, Label]
    """How the first card of each comment is called, by its id."""
    threads: Threads


def choose(content: ReportContent, tree: MapTree, limits: Limits) -> Choice:
    """Choose what to show, in the order of the page, and number it."""
    targets = sorted(tree.targets, key=lambda node: _most_argued(node, tree))[: limits.targets]
    threads = Threads.of(content.comments, content.answers)
    room = _Room(limits, _degrees(tree.relations), threads)
    points = _points(content.key_points, targets, tree, room)
    in_order = [
        point
        for target in targets
        for stance in tree.below(target.node_id)
        for point in points.get(stance.node_id, ())
    ]
    every_voice = _voices_of(in_order, content.comments)
    voices = _voices(in_order, every_voice, room)
    labels = _labels(in_order, voices)
    by_comment = {
        voice.tagged.comment.comment_id: labels[voice.claims[0].claim_id]
        for point in reversed(in_order)
        for voice in voices.get(point.key_point_id, ())
    }
    return Choice(targets, points, voices, every_voice, labels, by_comment, threads)


def _most_argued(target: Node, tree: MapTree) -> tuple[int, int]:
    """Sort the target first on whose key points there are most comments."""
    points = [
        point for stance in tree.below(target.node_id) for point in tree.below(stance.node_id)
    ]
    made = sum(point.n_comments for point in points if point.kind is NodeKind.KEY_POINT)
    return -made, -target.n_comments


@dataclass(frozen=True, slots=True)
class _Room:
    """What things take on the page; `degrees` says how many relations a node has at most."""

    limits: Limits
    degrees: Mapping[str, int]
    threads: Threads

    def of_point(self, point: KeyPoint) -> int:
        text = html_size(point.text[: self.limits.characters_per_label])
        return _POINT_SIZE + text + self._badges([point.key_point_id])

    def of_voice(self, voice: Voice) -> int:
        claim = html_size(voice.claims[0].span.text[: self.limits.characters_per_label])
        text = html_size(voice.tagged.comment.text[: self.limits.characters_per_comment])
        badges = self._badges(claim.claim_id for claim in voice.claims)
        return _COMMENT_SIZE + claim + text + badges + self._around(voice.tagged)

    def _around(self, tagged: TaggedComment) -> int:
        around = self.threads.around(tagged, self.limits)
        texts = [reply.comment.text for reply in around.replies]
        texts += [around.answers.comment.text] if around.answers else []
        texts += [around.passage.span.text, around.passage.voice] if around.passage else []
        limit = self.limits.characters_per_reply
        return sum(_REPLY_SIZE + html_size(text[:limit]) for text in texts)

    def _badges(self, ids: Iterable[str]) -> int:
        degree = sum(self.degrees.get(node_id, 0) for node_id in ids)
        return _BADGE_SIZE * min(degree, self.limits.badges_per_card)


def _degrees(relations: Iterable[Relation]) -> Mapping[str, int]:
    degrees: Counter[str] = Counter()
    for relation in relations:
        degrees.update((relation.source_id, relation.target_id))
    return degrees


def _points(
    key_points: Iterable[KeyPoint], targets: Sequence[Node], tree: MapTree, room: _Room
) -> Mapping[str, Sequence[KeyPoint]]:
    # In the map a single claim stands for itself, without a key point above it.
    by_id = {
        point.label_claim_id if point.is_single else point.key_point_id: point
        for point in key_points
    }
    queues = [
        sorted(
            (
                (point, stance.node_id)
                for stance in tree.below(target.node_id)
                for node in tree.below(stance.node_id)
                if (point := by_id.get(node.node_id))
            ),
            key=lambda placed: _largest(placed[0]),
        )[: room.limits.points_per_target]
        for target in targets
    ]
    chosen: dict[str, list[KeyPoint]] = defaultdict(list)
    sized = _in_rounds(queues, lambda placed: room.of_point(placed[0]))
    for point, stance_id in affordable(sized, room.limits.points_size):
        chosen[stance_id].append(point)
    return chosen


def _voices(
    points: Sequence[KeyPoint], found: Mapping[str, Sequence[Voice]], room: _Room
) -> Mapping[str, Sequence[Voice]]:
    queues = [
        [
            (point, voice)
            for voice in sorted(
                found.get(point.key_point_id, ()), key=lambda voice: _most_telling(voice, point)
            )[: room.limits.comments_per_point]
        ]
        for point in points
    ]
    chosen: dict[str, list[Voice]] = defaultdict(list)
    sized = _in_rounds(queues, lambda placed: room.of_voice(placed[1]))
    for point, voice in affordable(sized, room.limits.comments_size):
        chosen[point.key_point_id].append(voice)
    return chosen


def _voices_of(
    points: Iterable[KeyPoint], comments: Iterable[TaggedComment]
) -> Mapping[str, Sequence[Voice]]:
    """Return all comments that make each key point."""
    makes = {claim_id: point.key_point_id for point in points for claim_id in point.claim_ids}
    found: dict[str, list[Voice]] = defaultdict(list)
    for tagged in comments:
        of_comment: dict[str, list[Claim]] = defaultdict(list)
        for claim in sorted(tagged.claims, key=lambda claim: claim.span):
            if key_point_id := makes.get(claim.claim_id):
                of_comment[key_point_id].append(claim)
        for key_point_id, claims in of_comment.items():
            found[key_point_id].append(Voice(tagged, tuple(claims)))
    return found


def _in_rounds(queues: Iterable[Sequence[T]], size: Callable[[T], int]) -> Sequence[Priced[T]]:
    """Line up the first of every queue, then the second of every queue, and so on."""
    placed = [(rank, item) for queue in queues for rank, item in enumerate(queue)]
    placed.sort(key=lambda pair: pair[0])
    return [Priced(item, size(item)) for _, item in placed]


def _largest(point: KeyPoint) -> tuple[int, str]:
    return -point.n_comments, point.key_point_id


def _most_telling(voice: Voice, point: KeyPoint) -> tuple[bool, int, str]:
    """Sort the comment that gave the label first, then the best liked ones."""
    labels = any(claim.claim_id == point.label_claim_id for claim in voice.claims)
    return not labels, -(voice.tagged.comment.likes or 0), voice.tagged.comment.comment_id


def _labels(
    points: Sequence[KeyPoint], voices: Mapping[str, Sequence[Voice]]
) -> Mapping[str, Label]:
    labels: dict[str, Label] = {}
    places: Counter[str] = Counter()
    for point in points:
        kind = "S" if point.is_single else "K"
        places[kind] += 1
        name = f"{kind}{places[kind]}"
        labels[point.key_point_id] = Label(name, point.stance, point.text)
        for place, voice in enumerate(voices.get(point.key_point_id, ()), start=1):
            for claim in voice.claims:
                labels[claim.claim_id] = Label(f"{name}.{place}", point.stance, claim.span.text)
    return labels
