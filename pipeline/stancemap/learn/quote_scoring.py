"""Score quotes against annotated ones: words of content, whole contents, and who says it."""

import json
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

from spacy.tokens import Doc

from stancemap.learn.quote_rows import Bounds, GoldQuote, QuoteRow
from stancemap.records import DocumentKind, Quote
from stancemap.tag.legible import make_legible
from stancemap.tag.parsing import Parser
from stancemap.tag.quote_model import QuoteModel
from stancemap.tag.quotes import find_quotes

_WORD = re.compile(r"\w+")
_BATCH = 32


@dataclass(frozen=True, slots=True)
class ReadRow:
    """An annotated text, what was found in it, and the head word of each annotated source."""

    row: QuoteRow
    found: tuple[GoldQuote, ...]
    heads: tuple[Bounds | None, ...]
    problem: str = ""


@dataclass(frozen=True, slots=True)
class QuoteScore:
    """Figures of found quotes.

    Words count over all texts, in a content or not. A found content is a gold one when they share
    at least half the words of both, each used once. `source_accuracy` is how many of these pairs,
    where the gold one has a source, have its head word in the source found. Where the gold one has
    a full name, the name found shares a word with it (`named_right`), does not, or is open.
    """

    content_token_precision: float
    content_token_recall: float
    content_token_f1: float
    content_overlap_precision: float
    content_overlap_recall: float
    content_overlap_f1: float
    source_accuracy: float
    n_texts: int
    n_gold: int
    n_found: int
    n_matched: int
    n_matched_with_source: int
    n_named_right: int
    n_named_wrong: int
    n_left_open: int
    n_failed: int

    def as_json(self) -> str:
        """Write all figures as one JSON object."""
        return json.dumps(asdict(self), indent=1)


def find_in_rows(rows: Sequence[QuoteRow], parser: Parser, model: QuoteModel) -> Iterator[ReadRow]:
    """Find the quotes of each text; one that cannot be read has a problem."""
    for start in range(0, len(rows), _BATCH):
        batch = rows[start : start + _BATCH]
        docs = parser.articles([make_legible(row.text).text for row in batch])
        for row, doc in zip(batch, docs, strict=True):
            if isinstance(doc, Exception):
                yield ReadRow(row, (), (None,) * len(row.quotes), f"{type(doc).__name__}: {doc}")
            else:
                quotes = find_quotes(doc, DocumentKind.ARTICLE, row.key, model)
                yield ReadRow(row, grouped(quotes), heads_of(doc, row))


def grouped(quotes: Iterable[Quote], names: Mapping[str, str] = {}) -> tuple[GoldQuote, ...]:
    """Join the pieces that one reporting word has: `“It is,” she added, “a mess.”`.

    `names` has the names of entities.
    """
    pieces: dict[tuple[Bounds | None, Bounds | int], list[Quote]] = {}
    for number, quote in enumerate(quotes):
        cue = (quote.cue.start, quote.cue.end) if quote.cue else number
        who = (quote.speaker.start, quote.speaker.end) if quote.speaker else None
        pieces.setdefault((who, cue), []).append(quote)
    return tuple(
        GoldQuote(
            tuple((q.content.start, q.content.end) for q in several),
            (who,) if who else (),
            (cue,) if isinstance(cue, tuple) else (),
            names.get(several[0].entity_id) or _name(several[0]),
        )
        for (who, cue), several in pieces.items()
    )


def _name(quote: Quote) -> str:
    return quote.name.text if quote.name else quote.commenter


def heads_of(doc: Doc, row: QuoteRow) -> tuple[Bounds | None, ...]:
    """Return the head word of each source: the one that depends on none of its others."""
    return tuple(_head(doc, quote.source) for quote in row.quotes)


def _head(doc: Doc, source: Sequence[Bounds]) -> Bounds | None:
    tokens = [
        token
        for start, end in source
        for token in doc.char_span(start, end, alignment_mode="expand") or ()
        if token.text.strip()
    ]
    heads = [token for token in tokens if token.head == token or token.head not in tokens]
    return (heads[0].idx, heads[0].idx + len(heads[0])) if heads else None


def score(read: Sequence[ReadRow]) -> QuoteScore:
    """Compare what was found with what is annotated."""
    shared = n_words_found = n_words_gold = matched = with_source = right = 0
    named: Counter[str] = Counter()
    for one in read:
        words = [match.span() for match in _WORD.finditer(one.row.text)]
        gold = [_covered(words, quote.content) for quote in one.row.quotes]
        found = [_covered(words, quote.content) for quote in one.found]
        in_gold, in_found = frozenset().union(*gold), frozenset().union(*found)
        shared += len(in_gold & in_found)
        n_words_gold, n_words_found = n_words_gold + len(in_gold), n_words_found + len(in_found)
        for of_gold, of_found in _pairs(gold, found):
            matched += 1
            head = one.heads[of_gold]
            if head is not None:
                with_source += 1
                right += any(s <= head[0] and head[1] <= e for s, e in one.found[of_found].source)
            named[_naming(one.row.quotes[of_gold].name, one.found[of_found].name)] += 1
    n_gold, n_found = sum(len(o.row.quotes) for o in read), sum(len(o.found) for o in read)
    return QuoteScore(
        *_figures(shared, n_words_found, n_words_gold),
        *_figures(matched, n_found, n_gold),
        source_accuracy=round(right / with_source, 4) if with_source else 0.0,
        n_texts=len(read),
        n_gold=n_gold,
        n_found=n_found,
        n_matched=matched,
        n_matched_with_source=with_source,
        n_named_right=named["right"],
        n_named_wrong=named["wrong"],
        n_left_open=named["open"],
        n_failed=sum(bool(one.problem) for one in read),
    )


def _naming(gold: str, found: str) -> str:
    if not gold:
        return ""
    if not found:
        return "open"
    words = (set(_WORD.findall(name.casefold())) for name in (gold, found))
    return "right" if set.intersection(*words) else "wrong"


def _covered(words: Sequence[Bounds], spans: Iterable[Bounds]) -> frozenset[int]:
    return frozenset(
        number
        for start, end in spans
        for number, (first, last) in enumerate(words)
        if first < end and start < last
    )


def _pairs(
    gold: Sequence[frozenset[int]], found: Sequence[frozenset[int]]
) -> Iterator[tuple[int, int]]:
    """Pair contents that share at least half of both, those that share most first."""
    shared = [
        (len(g & f), i, j)
        for i, g in enumerate(gold)
        for j, f in enumerate(found)
        if 2 * len(g & f) >= max(len(g), len(f)) > 0
    ]
    used_gold: set[int] = set()
    used_found: set[int] = set()
    for _, i, j in sorted(shared, key=lambda pair: (-pair[0], pair[1:])):
        if i not in used_gold and j not in used_found:
            used_gold.add(i)
            used_found.add(j)
            yield i, j


def _figures(shared: int, found: int, gold: int) -> tuple[float, float, float]:
    precision, recall = shared / found if found else 0.0, shared / gold if gold else 0.0
    f1 = 2 * shared / (found + gold) if found + gold else 0.0
    return round(precision, 4), round(recall, 4), round(f1, 4)


def write_found(read: Iterable[ReadRow], path: Path) -> None:
    """Write one line per text, in the shape of the file that was read."""
    with path.open("w", encoding="utf-8", newline="\n") as file:
        for one in read:
            attributions = [
                {"source": quote.source, "cue": quote.cue, "content": quote.content}
                for quote in one.found
            ]
            line = {"id": one.row.key, "attributions": attributions}
            if one.problem:
                line["problem"] = one.problem
            file.write(json.dumps(line, ensure_ascii=False) + "\n")
