"""Which key points and comments the page has room for, and how they are called there.

Room is shared out in rounds: the largest key point of every target, then the second largest, and
so on; then the most telling comment of every key point, then the next. So no target and no key
point takes the room of all others.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from stancemap.export.map_tree import MapTree
from stancemap.export.report.badges import Label
from stancemap.export.report.content import ReportContent
from stancemap.export.report.limits import Limits, Priced, T, affordable, html_size
from stancemap.export.report.threads import Threads
from stancemap.maps.voices import Voice as SaidVoice
from stancemap.maps.voices import Vote
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
    votes: Mapping[str, Sequence[Vote]]
    """All comments that make the key points shown, also those without room on the page."""
    labels: Mapping[str, Label]
    """How key points and claims are called, by their ids."""
    by_comment: Mapping[str, Label]
    """How the first card of each comment is called, by its id."""
    threads: Threads


def choose(content: ReportContent, tree: MapTree, limits: Limits) -> Choice:
    """Choose what to show, in the order of the page, and number it."""
    targets = sorted(tree.targets, key=lambda node: _most_argued(node, tree))[: limits.targets]
    degrees = _degrees(tree.relations)
    points = _points(content.key_points, targets, tree, _Room(limits, degrees, Threads({}, {}, {})))
    in_order = [
        point
        for target in targets
        for stance in tree.below(target.node_id)
        for point in points.get(stance.node_id, ())
    ]
    makers = _makers_of(in_order, content.voices)
    offers = _offers(in_order, makers, limits)
    threads = Threads.of(
        {maker.vote.comment_id for _, maker in offers}, content.documents, content.answers, limits
    )
    voices = _voices(offers, _Room(limits, degrees, threads))
    labels = _labels(in_order, voices)
    by_comment = {
        voice.tagged.comment.comment_id: labels[voice.claims[0].claim_id]
        for point in reversed(in_order)
        for voice in voices.get(point.key_point_id, ())
    }
    votes = {name: [maker.vote for maker in made] for name, made in makers.items()}
    return Choice(targets, points, voices, votes, labels, by_comment, threads)


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
    priced = (Priced(placed, room.of_point(placed[0])) for placed in _in_rounds(queues))
    for point, stance_id in affordable(priced, room.limits.points_size):
        chosen[stance_id].append(point)
    return chosen


@dataclass(frozen=True, slots=True)
class _Maker:
    """A comment that makes a key point, by its vote and the ids of the claims that make it."""

    vote: Vote
    claim_ids: Sequence[str]


def _makers_of(
    points: Iterable[KeyPoint], said: Iterable[SaidVoice]
) -> Mapping[str, Sequence[_Maker]]:
    """Return all comments that make each key point, in the order of the voices."""
    makes = {claim_id: point.key_point_id for point in points for claim_id in point.claim_ids}
    found: dict[str, dict[str, _Maker]] = defaultdict(dict)
    for voice in said:
        if key_point_id := makes.get(voice.claim_id):
            maker = found[key_point_id].get(voice.vote.comment_id)
            claim_ids = (*(maker.claim_ids if maker else ()), voice.claim_id)
            found[key_point_id][voice.vote.comment_id] = _Maker(voice.vote, claim_ids)
    return {name: tuple(makers.values()) for name, makers in found.items()}


def _offers(
    points: Sequence[KeyPoint], makers: Mapping[str, Sequence[_Maker]], limits: Limits
) -> Sequence[tuple[KeyPoint, _Maker]]:
    """Line up the most telling comment of every key point, then the next; no more than can fit."""
    queues = [
        [
            (point, maker)
            for maker in sorted(
                makers.get(point.key_point_id, ()), key=lambda maker: _most_telling(maker, point)
            )[: limits.comments_per_point]
        ]
        for point in points
    ]
    return _in_rounds(queues)[: limits.comments_size // _COMMENT_SIZE]


def _voices(
    offers: Iterable[tuple[KeyPoint, _Maker]], room: _Room
) -> Mapping[str, Sequence[Voice]]:
    placed = [(point, _voice(maker, room.threads.by_id)) for point, maker in offers]
    priced = (Priced(one, room.of_voice(one[1])) for one in placed)
    chosen: dict[str, list[Voice]] = defaultdict(list)
    for point, voice in affordable(priced, room.limits.comments_size):
        chosen[point.key_point_id].append(voice)
    return chosen


def _voice(maker: _Maker, comments: Mapping[str, TaggedComment]) -> Voice:
    tagged, wanted = comments[maker.vote.comment_id], set(maker.claim_ids)
    claims = sorted(tagged.claims, key=lambda claim: claim.span)
    return Voice(tagged, tuple(claim for claim in claims if claim.claim_id in wanted))


def _in_rounds(queues: Iterable[Sequence[T]]) -> Sequence[T]:
    """Line up the first of every queue, then the second of every queue, and so on."""
    placed = [(rank, item) for queue in queues for rank, item in enumerate(queue)]
    placed.sort(key=lambda pair: pair[0])
    return [item for _, item in placed]


def _largest(point: KeyPoint) -> tuple[int, str]:
    return -point.n_comments, point.key_point_id


def _most_telling(maker: _Maker, point: KeyPoint) -> tuple[bool, int, str]:
    """Sort the comment that gave the label first, then the best liked ones."""
    labels = point.label_claim_id in maker.claim_ids
    return not labels, -(maker.vote.likes or 0), maker.vote.comment_id


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
