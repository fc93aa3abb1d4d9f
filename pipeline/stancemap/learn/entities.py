"""Score the names that are found and how they are merged, against labelled names.

Three shapes are read: the folder of one of our corpora (its `gold/mentions.csv` beside its
documents, or that file itself), a folder with several of them, and JSON lines, one document each:
`{"corpus", "document_kind", "document", "article", "text", "mentions"}`, where a mention is
`{"start", "end", "name"}`.

A mention that is found and a gold mention that it overlaps are the same. `b_cubed_*` compares the
clusters of the gold mentions that are found; in `b_cubed_all_*` each one that is missed counts as
an entity of its own.
"""

import csv
import json
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import TypeAlias

from stancemap.codebook import Codebook, load_codebook
from stancemap.errors import InputError
from stancemap.export.atomic import write_text
from stancemap.ingest import read_corpus
from stancemap.ingest.decode import open_bytes
from stancemap.records import Article, Comment, Corpus, DocumentKind, Mention, Stance
from stancemap.tag.aliases import MergedNames
from stancemap.tag.comment_tags import no_stance
from stancemap.tag.linking import link_names, named_texts
from stancemap.tag.profile import Profile
from stancemap.tag.stance import StanceQuestion
from stancemap.tag.taggers import Taggers, load_taggers, tag_articles, tag_comments

Place: TypeAlias = tuple[DocumentKind, str]
Pair: TypeAlias = tuple[str, str]
"""The gold entity and the entity found of one mention."""

CORPUS_FILES = ("page.txt", "threads.jsonl", "comments.csv", "articles.csv")
"""The documents of one of our corpora, whichever of them it has."""

_GOLD_FILES = ("mentions.csv", "entities.csv")
_DIGITS = 6


@dataclass(frozen=True, slots=True)
class GoldMention:
    """A labelled name: where it stands, and the entity that it names."""

    place: Place
    start: int
    end: int
    name: str


@dataclass(frozen=True, slots=True)
class GoldCorpus:
    """Documents with their labelled names."""

    name: str
    corpus: Corpus
    mentions: tuple[GoldMention, ...]


@dataclass(frozen=True, slots=True)
class EntityScore:
    """How many of the names are found, and how well they are merged."""

    n_gold: int
    n_found: int
    n_matched: int
    mention_precision: float
    mention_recall: float
    mention_f1: float
    b_cubed_precision: float
    b_cubed_recall: float
    b_cubed_f1: float
    b_cubed_all_f1: float


@dataclass(frozen=True, slots=True)
class NamedCorpus:
    """A labelled corpus with the names that were found in it."""

    gold: GoldCorpus
    found: MergedNames

    def score(self) -> EntityScore:
        """Compare what was found with the labels."""
        return score_entities([self])


class NoStance:
    """Stands in for a stance tagger where only names are asked for."""

    def __init__(self, codebook: Codebook) -> None:
        self.codebook = codebook

    def tag(self, questions: Sequence[StanceQuestion]) -> list[Stance]:
        """Give every text the residual code."""
        return [no_stance(question.target, self.codebook) for question in questions]


def read_entity_gold(path: Path) -> list[GoldCorpus]:
    """Read labelled names in any of the three shapes.

    Raises:
        InputError: there are none, or a label does not fit its document.
    """
    if path.is_dir():
        folders = (
            [path] if (path / "gold").is_dir() else sorted(p.parent for p in path.glob("*/gold"))
        )
        if not folders:
            raise InputError(
                f"{path} holds no gold/mentions.csv; give the folder of a labelled corpus, a folder"
                " of such folders, or a .jsonl file with text and mentions"
            )
        return [_read_folder(folder) for folder in folders]
    if path.name in _GOLD_FILES and path.parent.name == "gold":
        return [_read_folder(path.parent.parent)]
    return _read_lines(path)


def entity_taggers() -> Taggers:
    """Load what finds names; no stance model."""
    codebook = load_codebook()
    return replace(load_taggers(codebook, profile=Profile.FAST), stance=NoStance(codebook))


def find_entities(gold: GoldCorpus, taggers: Taggers) -> NamedCorpus:
    """Tag the documents of a labelled corpus and merge the names in them."""
    corpus = gold.corpus
    articles = {article.article_id: article for article in corpus.articles}
    tagged_articles = tag_articles(corpus.articles, taggers)
    comments = tag_comments(corpus.comments, articles, {}, taggers)
    mentions = [m for tagged in tagged_articles for m in tagged.mentions]
    mentions += [m for tagged in comments for m in tagged.mentions]
    return NamedCorpus(gold, link_names(named_texts(tagged_articles, comments), mentions))


def by_spelling(one: NamedCorpus) -> NamedCorpus:
    """Merge the names that were found by their spelling alone: what a plain count would do."""
    spelt = [
        replace(mention, entity_id=mention.span.text.casefold()) for mention in one.found.mentions
    ]
    return NamedCorpus(one.gold, MergedNames((), tuple(spelt)))


def score_entities(every: Sequence[NamedCorpus]) -> EntityScore:
    """Score all corpora together; entities of two corpora are never the same."""
    pairs: list[Pair] = []
    missed: list[Pair] = []
    n_found = n_gold = 0
    for one in every:
        name = one.gold.name
        for number, (label, entity) in enumerate(_matched(one)):
            pair = f"{name}/{label}", f"{name}/{entity or f'missed {number}'}"
            (pairs if entity else missed).append(pair)
        n_found += len(one.found.mentions)
        n_gold += len(one.gold.mentions)
    precision, recall, f1 = b_cubed(pairs)
    found = _divide(len(pairs), n_found), _divide(len(pairs), n_gold)
    figures = (*found, _mean_of(*found), precision, recall, f1, b_cubed([*pairs, *missed])[2])
    return EntityScore(n_gold, n_found, len(pairs), *(round(one, _DIGITS) for one in figures))


def b_cubed(pairs: Sequence[Pair]) -> tuple[float, float, float]:
    """Return precision, recall and F1 of clusters, each mention weighing the same.

    After Bagga and Baldwin (1998), "Algorithms for scoring coreference chains".

    >>> b_cubed([("Ann", "e1"), ("Ann", "e1"), ("Bob", "e1"), ("Bob", "e2")])
    (0.6666666666666666, 0.75, 0.7058823529411765)
    """
    both, gold, found = Counter(pairs), Counter(g for g, _ in pairs), Counter(f for _, f in pairs)
    if not pairs:
        return 0.0, 0.0, 0.0
    precision = sum(both[pair] / found[pair[1]] for pair in pairs) / len(pairs)
    recall = sum(both[pair] / gold[pair[0]] for pair in pairs) / len(pairs)
    return precision, recall, _mean_of(precision, recall)


def entity_figures(every: Sequence[NamedCorpus]) -> str:
    """Write the figures of all corpora, and of each under `corpora`, as one JSON object."""
    whole = asdict(score_entities(every))
    whole["n_documents"] = sum(len(_places(one.gold.corpus)) for one in every)
    whole["corpora"] = {one.gold.name: asdict(one.score()) for one in every}
    return json.dumps(whole, indent=1, ensure_ascii=False)


def write_entity_predictions(every: Sequence[NamedCorpus], path: Path) -> None:
    """Write what was found, one line per document in which there is a name, labelled or found."""
    lines = [json.dumps(line, ensure_ascii=False) for one in every for line in _lines(one)]
    write_text("".join(f"{line}\n" for line in lines), path)


def _lines(one: NamedCorpus) -> Iterable[dict[str, object]]:
    names = {entity.entity_id: entity.name for entity in one.found.entities}
    found: defaultdict[Place, list[dict[str, object]]] = defaultdict(list)
    for m in sorted(one.found.mentions, key=lambda m: m.span):
        found[m.document_kind, m.document_id].append(
            {
                "start": m.span.start,
                "end": m.span.end,
                "text": m.span.text,
                "label": m.label,
                "entity_id": m.entity_id,
                "name": names[m.entity_id],
            }
        )
    for place in _places(one.gold.corpus):
        yield {
            "corpus": one.gold.name,
            "document_kind": place[0].value,
            "document": place[1],
            "mentions": found[place],
        }


def _matched(one: NamedCorpus) -> list[Pair]:
    """Return for each gold mention its entity and the one found there, `""` for none."""
    found: defaultdict[Place, list[Mention]] = defaultdict(list)
    for mention in one.found.mentions:
        found[mention.document_kind, mention.document_id].append(mention)
    pairs = []
    for gold in one.gold.mentions:
        over = [
            mention
            for mention in found[gold.place]
            if mention.span.start < gold.end and gold.start < mention.span.end
        ]
        best = max(
            over,
            key=lambda m: min(gold.end, m.span.end) - max(gold.start, m.span.start),
            default=None,
        )
        pairs.append((gold.name, best.entity_id if best else ""))
    return pairs


def _divide(part: int, whole: int) -> float:
    return part / whole if whole else 0.0


def _mean_of(precision: float, recall: float) -> float:
    return 2 * precision * recall / (precision + recall) if precision + recall else 0.0


def _places(corpus: Corpus) -> list[Place]:
    return [
        *((DocumentKind.ARTICLE, article.article_id) for article in corpus.articles),
        *((DocumentKind.COMMENT, comment.comment_id) for comment in corpus.comments),
    ]


def _read_folder(folder: Path) -> GoldCorpus:
    corpus = read_corpus([folder / name for name in CORPUS_FILES if (folder / name).exists()])
    places = places_by_label(corpus)
    path = folder / "gold" / "mentions.csv"
    try:
        with path.open(encoding="utf-8", newline="") as file:
            rows = list(csv.DictReader(file))
    except OSError as error:
        raise InputError(f"{path} cannot be read: {error.strerror or error}") from error
    mentions = []
    for line, row in enumerate(rows, start=2):
        place = places.get((DocumentKind(row["document_kind"]), row["document"]))
        if place is None:
            raise InputError(f"{path}, line {line}: there is no document '{row['document']}'")
        mentions.append(GoldMention(place, int(row["start"]), int(row["end"]), row["name"]))
    return GoldCorpus(folder.name, corpus, tuple(mentions))


def places_by_label(corpus: Corpus) -> Mapping[Place, Place]:
    """Say which documents the labels mean: an article, a comment's id or its number."""
    places: dict[Place, Place] = {}
    for number, comment in enumerate(corpus.comments, start=1):
        own = comment.comment_id.rpartition("/")[2]
        place = DocumentKind.COMMENT, comment.comment_id
        places[DocumentKind.COMMENT, own] = place
        places.setdefault((DocumentKind.COMMENT, str(number)), place)
    (article,) = corpus.articles
    for name in ("article", article.article_id):
        places[DocumentKind.ARTICLE, name] = DocumentKind.ARTICLE, article.article_id
    return places


@dataclass(frozen=True, slots=True)
class _Line:
    """A labelled document."""

    corpus: str
    document: Article | Comment
    mentions: tuple[GoldMention, ...]


def _read_lines(path: Path) -> list[GoldCorpus]:
    try:
        with open_bytes(path) as file:
            texts = [line for line in file.read().decode("utf-8").split("\n") if line.strip()]
    except (OSError, UnicodeDecodeError) as error:
        raise InputError(f"{path} cannot be read: {error}") from error
    of_corpus: defaultdict[str, list[_Line]] = defaultdict(list)
    for number, text in enumerate(texts, start=1):
        try:
            line = _line_of(text)
        except (ValueError, KeyError, TypeError) as error:
            raise InputError(
                f"{path.name}, line {number}: {type(error).__name__}: {error}; a line is an object"
                ' with document, text and mentions [{"start", "end", "name"}]'
            ) from error
        of_corpus[line.corpus].append(line)
    if not of_corpus:
        raise InputError(f"{path} has no lines")
    return [_corpus_of(name, lines) for name, lines in sorted(of_corpus.items())]


def _line_of(text: str) -> _Line:
    cells = json.loads(text)
    kind = DocumentKind(cells.get("document_kind", "comment"))
    key, words = str(cells["document"]), str(cells["text"])
    page = str(cells.get("article", key if kind is DocumentKind.ARTICLE else ""))
    mentions = []
    for one in cells["mentions"]:
        start, end = int(one["start"]), int(one["end"])
        if words[start:end] != one.get("text", words[start:end]) or not 0 <= start < end <= len(
            words
        ):
            raise ValueError(f"mention {start}:{end} is not '{one.get('text')}' there")
        mentions.append(GoldMention((kind, key), start, end, str(one["name"])))
    document: Article | Comment
    if kind is DocumentKind.ARTICLE:
        document = Article(key, text=words)
    else:
        document = Comment(key, page, words, thread_id=key)
    return _Line(str(cells.get("corpus", "")), document, tuple(mentions))


def _corpus_of(name: str, lines: Sequence[_Line]) -> GoldCorpus:
    documents = [line.document for line in lines]
    return GoldCorpus(
        name,
        Corpus(
            tuple(one for one in documents if isinstance(one, Article)),
            tuple(one for one in documents if isinstance(one, Comment)),
        ),
        tuple(mention for line in lines for mention in line.mentions),
    )
