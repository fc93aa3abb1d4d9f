"""Score claims against marked ones: spans, sentences, kinds of given propositions, and links."""

import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass, replace
from pathlib import Path

from sklearn.metrics import f1_score

from stancemap.learn.claim_rows import Bounds, ClaimRow, Pair, Shape
from stancemap.maps.cues import Direction
from stancemap.maps.link_features import ClaimsInText
from stancemap.maps.link_model import LinkModel
from stancemap.records import RelationKind, Sentence, Span
from stancemap.tag.claim_features import Candidate
from stancemap.tag.claims import ClaimTagger, ClaimText, find_claims, own_text
from stancemap.tag.own_words import find_quoted, mark_own
from stancemap.tag.parsing import Parser
from stancemap.tag.sentences import find_sentences

_BATCH = 64
_NO_ANSWER = "no answer"


@dataclass(frozen=True, slots=True)
class Found:
    """A claim with its kind and how probable it is."""

    span: Bounds
    kind: str
    probability: float | None = None


@dataclass(frozen=True, slots=True)
class ReadClaims:
    """A row with what was found: claims, or a kind per proposition and links between them."""

    row: ClaimRow
    found: tuple[Found, ...] = ()
    links: frozenset[Pair] = frozenset()
    sentences: tuple[Bounds, ...] = ()
    problem: str = ""


@dataclass(frozen=True, slots=True)
class ClaimScore:
    """Figures of found claims; those that a file cannot give are None.

    A found span counts when it overlaps a marked one by half of both, each used once. A sentence
    has a claim where half of it, or half of the claim, lies in the other. Rows without an answer
    count as wrong.
    """

    span_precision: float | None
    span_recall: float | None
    span_f1: float | None
    sentence_f1: float | None
    type_macro_f1: float | None
    type_f1: dict[str, float] | None
    link_precision: float | None
    link_recall: float | None
    link_f1: float | None
    n_rows: int
    n_failed: int
    n_claims: int
    n_found: int
    n_propositions: int
    n_links: int

    def as_json(self) -> str:
        """Write all figures as one JSON object."""
        return json.dumps(asdict(self), indent=1)


def claims_in_rows(
    rows: Sequence[ClaimRow],
    parser: Parser,
    tagger: ClaimTagger,
    links: LinkModel | None = None,
) -> Iterator[ReadClaims]:
    """Find the claims of each text, or type and link the propositions given, in order.

    Without a model of links, cues alone link.
    """
    for start in range(0, len(rows), _BATCH):
        batch = rows[start : start + _BATCH]
        docs = iter(parser.comments([row.text for row in batch if _to_read(row)]))
        for row in batch:
            if row.problem:
                yield ReadClaims(row, problem=row.problem)
            elif row.shape is Shape.PROPOSITIONS:
                yield _typed(row, tagger, links)
            else:
                doc = next(docs)
                if isinstance(doc, Exception):
                    yield ReadClaims(row, problem=f"{type(doc).__name__}: {doc}")
                    continue
                quoted = find_quoted(row.text)
                cuts = [edge for q in quoted if q.is_block for edge in (q.span.start, q.span.end)]
                sentences = mark_own(find_sentences(doc, cuts), quoted)
                (judged,) = tagger.judge_texts([_shown(row, sentences)])
                found = tuple(
                    Found((one.span.start, one.span.end), one.kind.value, one.probability)
                    for one in find_claims(sentences, judged, tagger.threshold, quoted)
                )
                yield ReadClaims(row, found, sentences=tuple(_own(sentences)))


def _to_read(row: ClaimRow) -> bool:
    return not row.problem and row.shape is Shape.CLAIMS


def _shown(row: ClaimRow, sentences: Sequence[Sentence]) -> ClaimText:
    text = own_text(sentences)
    return replace(text, target=row.target, title=row.title, parent=row.parent)


def _own(sentences: Iterable[Sentence]) -> Iterator[Bounds]:
    return ((one.span.start, one.span.end) for one in sentences if one.own)


def _typed(row: ClaimRow, tagger: ClaimTagger, links: LinkModel | None) -> ReadClaims:
    texts = [row.text[start:end].strip() for start, end in row.spans]
    candidates = [Candidate(text, number, len(texts)) for number, text in enumerate(texts)]
    kinds = tagger.types(candidates)
    found = tuple(Found(span, kind) for span, kind in zip(row.spans, kinds, strict=True))
    linked = links.find_links([claims_of(row)])[0] if links else ()
    return ReadClaims(row, found, cue_links(row).union((one.source, one.aim) for one in linked))


def claims_of(row: ClaimRow) -> ClaimsInText:
    """Return the propositions of a row as claims."""
    return ClaimsInText(row.text, tuple(Span.of(row.text, *bounds) for bounds in row.spans))


def cue_links(row: ClaimRow) -> frozenset[Pair]:
    """Link neighbours by the cue between them, as the map does."""
    return frozenset(
        (first, first + 1) if link.direction is Direction.ON_LATER else (first + 1, first)
        for first, link in claims_of(row).cues()
        if link.kind is RelationKind.SUPPORT
    )


def score_claims(read: Sequence[ReadClaims]) -> ClaimScore:
    """Compare what was found with what is marked."""
    marked = [one for one in read if one.row.shape is Shape.CLAIMS]
    given = [one for one in read if one.row.shape is Shape.PROPOSITIONS]
    n_claims = sum(len(one.row.spans) for one in marked)
    n_found = sum(len(one.found) for one in marked)
    matched = sum(n_matched(one.row.spans, [found.span for found in one.found]) for one in marked)
    links, gold_links = sum(len(o.links) for o in given), sum(len(o.row.links) for o in given)
    right_links = sum(len(one.links & one.row.links) for one in given)
    none = (None, None, None)
    spans = _figures(matched, n_found, n_claims) if marked else none
    linked = _figures(right_links, links, gold_links) if given else none
    macro, by_type = _type_f1(given)
    return ClaimScore(
        span_precision=spans[0],
        span_recall=spans[1],
        span_f1=spans[2],
        sentence_f1=_sentence_f1(marked),
        type_macro_f1=macro,
        type_f1=by_type,
        link_precision=linked[0],
        link_recall=linked[1],
        link_f1=linked[2],
        n_rows=len(read),
        n_failed=sum(bool(one.problem) for one in read),
        n_claims=n_claims,
        n_found=n_found,
        n_propositions=sum(len(one.row.spans) for one in given),
        n_links=gold_links,
    )


def n_matched(gold: Sequence[Bounds], found: Sequence[Bounds]) -> int:
    """Count the pairs that overlap by half of both, those that share most first.

    A pair taken early can leave others without a partner, so this may count one too few.

    >>> n_matched([(0, 10), (10, 20)], [(1, 9), (10, 20)])
    2
    >>> n_matched([(0, 10), (10, 20)], [(1, 9), (0, 20)])
    1
    >>> n_matched([(0, 10)], [(0, 30), (11, 20)])
    0
    """
    pairs = [
        (shared, i, j)
        for i, (start, end) in enumerate(gold)
        for j, (first, last) in enumerate(found)
        if 2 * (shared := min(end, last) - max(start, first)) >= max(end - start, last - first)
    ]
    used_gold: set[int] = set()
    used_found: set[int] = set()
    for _, i, j in sorted(pairs, key=lambda pair: (-pair[0], pair[1:])):
        if i not in used_gold and j not in used_found:
            used_gold.add(i)
            used_found.add(j)
    return len(used_gold)


def has_claim(sentence: Bounds, claims: Iterable[Bounds]) -> bool:
    """Say whether half of the sentence lies in a claim, or half of a claim in the sentence."""
    start, end = sentence
    return any(
        2 * (min(end, last) - max(start, first)) >= min(end - start, last - first)
        for first, last in claims
    )


def _sentence_f1(marked: Sequence[ReadClaims]) -> float | None:
    """Count the sentences that have a claim; the claims of a row without answer are all missed."""
    right = n_gold = n_found = 0
    for one in marked:
        if one.problem:
            n_gold += len(one.row.spans)
        for sentence in one.sentences:
            gold = has_claim(sentence, one.row.spans)
            found = has_claim(sentence, (claim.span for claim in one.found))
            right, n_gold, n_found = right + (gold and found), n_gold + gold, n_found + found
    return _figures(right, n_found, n_gold)[2] if marked else None


def _type_f1(given: Sequence[ReadClaims]) -> tuple[float | None, dict[str, float] | None]:
    gold = [label for one in given for label in one.row.labels]
    if not gold:
        return None, None
    found = [kind for one in given for kind in _kinds(one)]
    labels = sorted(set(gold))
    scores = f1_score(gold, found, labels=labels, average=None, zero_division=0.0)
    by_type = {label: round(float(f1), 4) for label, f1 in zip(labels, scores, strict=True)}
    return round(float(scores.mean()), 4), by_type


def _kinds(one: ReadClaims) -> Sequence[str]:
    return [f.kind for f in one.found] if one.found else [_NO_ANSWER] * len(one.row.labels)


def _figures(shared: int, found: int, gold: int) -> tuple[float, float, float]:
    precision, recall = shared / found if found else 0.0, shared / gold if gold else 0.0
    f1 = 2 * shared / (found + gold) if found + gold else 0.0
    return round(precision, 4), round(recall, 4), round(f1, 4)


def write_found_claims(read: Iterable[ReadClaims], path: Path) -> None:
    """Write one line per row of the file, in its order and its shape."""
    with path.open("w", encoding="utf-8", newline="\n") as file:
        for one in read:
            line: dict[str, object] = {"id": one.row.key or str(one.row.line)}
            if one.problem:
                line["problem"] = one.problem
            elif one.row.shape is Shape.PROPOSITIONS:
                line["prop_labels"] = [found.kind for found in one.found]
                line["links"] = sorted(one.links)
            else:
                line["claims"] = [found.span for found in one.found]
                line["kinds"] = [found.kind for found in one.found]
                line["probabilities"] = [found.probability for found in one.found]
            file.write(json.dumps(line, ensure_ascii=False) + "\n")
