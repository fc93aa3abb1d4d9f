"""The argument map: target → stance → key point → claim as one tree, with relations across it."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace

from stancemap.maps.intervals import proportion
from stancemap.maps.map_limits import MapLimits, left_out, shown_claims
from stancemap.maps.voices import Counts, Voice, Vote, count_comments
from stancemap.records import ArgumentMap, KeyPoint, Node, NodeKind, Relation

_PARENTS_OF = {
    NodeKind.TARGET: (),
    NodeKind.STANCE: (NodeKind.TARGET,),
    NodeKind.KEY_POINT: (NodeKind.STANCE,),
    NodeKind.CLAIM: (NodeKind.KEY_POINT, NodeKind.STANCE),
}


def build_map(
    votes: Sequence[Vote],
    said: Sequence[Voice],
    key_points: Sequence[KeyPoint],
    relations: Sequence[Relation],
    limits: MapLimits = MapLimits(),  # noqa: B008 - frozen
) -> ArgumentMap:
    """Hang the claims of key points below their stances and targets.

    Nodes come depth first: targets by name, stances and key points by the number of comments,
    the claim that labels a key point before its others. A single claim hangs below its stance
    itself. Targets and stances with neither are left out; a target or stance that is in counts
    all its comments with a sure stance and their claims, also those that make no key point.
    Relations stay where both ends are in the map.

    Of a debate that is too large for a map the key points that most comments make are shown, with
    their first claims; `left_out` says how much is not. Counts are of all, whatever is shown.

    Raises:
        ValueError: the key points or relations do not fit together; `faults_of` says how.
    """
    shown = shown_claims(key_points, limits)
    seen = {claim_id for claims in shown.values() for claim_id in claims}
    by_claim = {voice.claim_id: voice for voice in said if voice.claim_id in seen}
    points: defaultdict[str, defaultdict[str, list[KeyPoint]]]
    points = defaultdict(lambda: defaultdict(list))
    for point in key_points:
        if point.key_point_id in shown:
            points[point.target][point.stance].append(point)
    census = _census(votes, (voice for voice in said if voice.is_sure))
    nodes = [
        node
        for number, target in enumerate(sorted(points), start=1)
        for node in _target_nodes(f"t{number}", target, points[target], census, shown, by_claim)
    ]
    inside = {node.node_id for node in nodes}
    drawn = [one for one in relations if one.source_id in inside and one.target_id in inside]
    built = ArgumentMap(tuple(nodes), tuple(sorted(drawn)), left_out(key_points, shown, relations))
    if faults := faults_of(built):
        raise ValueError(f"the argument map has {len(faults)} faults, the first: {faults[0]}")
    return built


_Census = Mapping[tuple[str, ...], tuple[int, Counts]]


def _census(votes: Iterable[Vote], said: Iterable[Voice]) -> _Census:
    """Count claims and comments per (target,) and per (target, stance).

    A comment counts under its primary stance and under those of its claims.
    """
    written: defaultdict[tuple[str, ...], list[Vote]] = defaultdict(list)
    for vote in votes:
        if vote.is_sure:
            written[(vote.target,)].append(vote)
            written[vote.target, vote.stance].append(vote)
    claims: Counter[tuple[str, ...]] = Counter()
    for voice in said:
        claims.update([(voice.target,), (voice.target, voice.stance)])
        written[voice.target, voice.stance].append(voice.vote)
    return {key: (claims[key], count_comments(written[key])) for key in written}


def _target_nodes(
    node_id: str,
    target: str,
    points: Mapping[str, Sequence[KeyPoint]],
    census: _Census,
    shown: Mapping[str, Sequence[str]],
    by_claim: Mapping[str, Voice],
) -> Iterator[Node]:
    n_claims, of_target = census[target,]
    yield _counted(Node(node_id, NodeKind.TARGET, target, n_claims=n_claims), of_target)
    for stance in sorted(
        points, key=lambda stance: (-census[target, stance][1].n_comments, stance)
    ):
        n_claims, counts = census[target, stance]
        below = f"{node_id}/{stance}"
        part = proportion(counts.n_comments, of_target.n_comments)
        node = Node(below, NodeKind.STANCE, stance, node_id, stance, n_claims)
        yield replace(
            _counted(node, counts), share=part.share, share_low=part.low, share_high=part.high
        )
        ranked = sorted(points[stance], key=lambda point: (-point.n_comments, point.key_point_id))
        for point in ranked:
            claims = [by_claim[claim_id] for claim_id in shown[point.key_point_id]]
            yield from _point_nodes(point, below, claims)


def _counted(node: Node, counts: Counts) -> Node:
    return replace(
        node,
        n_comments=counts.n_comments,
        n_authors=counts.n_authors,
        n_threads=counts.n_threads,
        n_likes=counts.n_likes,
        first_posted=counts.first_posted,
        last_posted=counts.last_posted,
    )


def _point_nodes(point: KeyPoint, parent_id: str, claims: Iterable[Voice]) -> Iterator[Node]:
    below = parent_id if point.is_single else point.key_point_id
    if not point.is_single:
        yield _point_node(point, parent_id)
    for voice in claims:
        yield _claim_node(voice, below, point.stance)


def _point_node(point: KeyPoint, parent_id: str) -> Node:
    return Node(
        point.key_point_id,
        NodeKind.KEY_POINT,
        point.text,
        parent_id=parent_id,
        stance=point.stance,
        n_claims=point.n_claims,
        n_comments=point.n_comments,
        n_authors=point.n_authors,
        n_threads=point.n_threads,
        n_likes=point.n_likes,
        share=point.share,
        share_low=point.share_low,
        share_high=point.share_high,
        first_posted=point.first_posted,
        last_posted=point.last_posted,
        terms=point.terms,
    )


def _claim_node(voice: Voice, parent_id: str, stance: str) -> Node:
    claim = voice.claim
    node = Node(
        voice.claim_id,
        NodeKind.CLAIM,
        " ".join(claim.span.text.split()),
        parent_id=parent_id,
        stance=stance,
        n_claims=1,
        document_id=voice.vote.comment_id,
        start=claim.span.start,
        end=claim.span.end,
    )
    return _counted(node, count_comments([voice.vote]))


def faults_of(argument_map: ArgumentMap) -> list[str]:
    """Say what is wrong with a map, one sentence each; nothing for a sound one."""
    names = Counter(node.node_id for node in argument_map.nodes)
    by_id = {node.node_id: node for node in argument_map.nodes}
    return [
        *(f"{name} names {count} nodes" for name, count in sorted(names.items()) if count > 1),
        *(fault for node in argument_map.nodes for fault in _faults_of_node(node, by_id)),
        *(fault for relation in argument_map.relations for fault in _ends(relation, by_id)),
    ]


def _faults_of_node(node: Node, by_id: Mapping[str, Node]) -> Iterator[str]:
    # A parent is one level up, so a tree without wrong levels cannot have a cycle.
    wanted = _PARENTS_OF[node.kind]
    parent = by_id.get(node.parent_id)
    if not wanted and node.parent_id:
        yield f"{node.kind} {node.node_id} hangs below {node.parent_id}; it must be a root"
    elif wanted and parent is None:
        yield f"{node.kind} {node.node_id}: its parent '{node.parent_id}' is not in the map"
    elif wanted and parent is not None and parent.kind not in wanted:
        levels = " or ".join(wanted)
        yield f"{node.kind} {node.node_id} hangs below a {parent.kind}; it must be a {levels}"


def _ends(relation: Relation, by_id: Mapping[str, Node]) -> Iterator[str]:
    name = f"{relation.kind} from {relation.source_id} to {relation.target_id}"
    kinds = {by_id[end].kind for end in (relation.source_id, relation.target_id) if end in by_id}
    for end in (relation.source_id, relation.target_id):
        if end not in by_id:
            yield f"{name}: {end} is not in the map"
    if relation.source_id == relation.target_id:
        yield f"{name}: a node cannot act on itself"
    if kinds - {NodeKind.CLAIM, NodeKind.KEY_POINT} or len(kinds) > 1:
        yield f"{name}: it must join two claims or two key points"
