"""Our corpora's labelled quotes, found and scored by the whole tagging room."""

import csv
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from stancemap.errors import InputError
from stancemap.ingest import read_corpus
from stancemap.learn.entities import CORPUS_FILES, Place, places_by_label
from stancemap.learn.quote_rows import Bounds, GoldQuote, QuoteRow
from stancemap.learn.quote_scoring import ReadRow, grouped, heads_of
from stancemap.records import Corpus, DocumentKind, Quote, TaggedArticle, TaggedComment
from stancemap.tag.legible import make_legible
from stancemap.tag.linking import link_names, named_texts
from stancemap.tag.quote_speakers import resolve_speakers
from stancemap.tag.taggers import Taggers, tag_articles, tag_comments

_GOLD = Path("gold") / "quotes.csv"


def gold_folders(path: Path) -> list[Path]:
    """Return the folders of labelled corpora that a path names, none for JSON lines."""
    if path.name == _GOLD.name and path.parent.name == _GOLD.parent.name:
        return [path.parent.parent]
    if not path.is_dir():
        return []
    folders = [path] if (path / _GOLD).exists() else [p.parents[1] for p in path.glob(f"*/{_GOLD}")]
    if not folders:
        raise InputError(
            f"{path} holds no {_GOLD}; give the folder of a labelled corpus, a folder of such"
            " folders, or a .jsonl file with text and attributions"
        )
    return sorted(folders)


def find_in_folder(folder: Path, taggers: Taggers) -> Iterator[ReadRow]:
    """Find the quotes of all documents of a corpus, labelled or not."""
    corpus = read_corpus([folder / name for name in CORPUS_FILES if (folder / name).exists()])
    labelled = _labelled(folder / _GOLD, corpus)
    articles = {article.article_id: article for article in corpus.articles}
    found: defaultdict[Place, list[Quote]] = defaultdict(list)
    tagged = tag_articles(corpus.articles, taggers)
    comments = tag_comments(corpus.comments, articles, {}, taggers)
    documents: tuple[TaggedArticle | TaggedComment, ...] = (*tagged, *comments)
    mentions = [mention for document in documents for mention in document.mentions]
    names = link_names(named_texts(tagged, comments), mentions)
    said = [quote for document in documents for quote in document.quotes]
    for quote in resolve_speakers(said, names.mentions):
        found[quote.document_kind, quote.document_id].append(quote)
    named = {entity.entity_id: entity.name for entity in names.entities}
    texts = {(DocumentKind.ARTICLE, a.article_id): a.text for a in corpus.articles}
    texts |= {(DocumentKind.COMMENT, c.comment_id): c.text for c in corpus.comments}
    for line, (place, text) in enumerate(texts.items(), start=1):
        quotes = tuple(labelled.get(place, ()))
        row = QuoteRow(line, f"{folder.name}/{place[0].value}/{place[1]}", text, quotes)
        yield ReadRow(row, grouped(found[place], named), _heads(row, taggers))


def _heads(row: QuoteRow, taggers: Taggers) -> tuple[Bounds | None, ...]:
    if not any(quote.source for quote in row.quotes):
        return (None,) * len(row.quotes)
    (doc,) = taggers.parser.articles([make_legible(row.text).text])
    return (None,) * len(row.quotes) if isinstance(doc, Exception) else heads_of(doc, row)


def _labelled(path: Path, corpus: Corpus) -> Mapping[Place, Sequence[GoldQuote]]:
    """Read the labels; rows with one number in `quote` are pieces of one."""
    places = places_by_label(corpus)
    pieces: defaultdict[tuple[Place, str], list[Mapping[str, str]]] = defaultdict(list)
    try:
        with path.open(encoding="utf-8", newline="") as file:
            for line, cells in enumerate(csv.DictReader(file), start=2):
                place = places.get((DocumentKind(cells["document_kind"]), cells["document"]))
                if place is None:
                    raise InputError(f"{path}, line {line}: no document '{cells['document']}'")
                pieces[place, cells["quote"] or f"line {line}"].append(cells)
    except (OSError, KeyError, ValueError) as error:
        raise InputError(f"{path} cannot be read as labelled quotes: {error}") from error
    quotes: defaultdict[Place, list[GoldQuote]] = defaultdict(list)
    for (place, _), several in pieces.items():
        parts = (sorted(_bounds(several, part)) for part in ("", "speaker_", "cue_"))
        content, source, cue = map(tuple, parts)
        quotes[place].append(GoldQuote(content, source, cue, several[0]["name"]))
    return quotes


def _bounds(pieces: Sequence[Mapping[str, str]], part: str) -> set[Bounds]:
    return {
        (int(cells[f"{part}start"]), int(cells[f"{part}end"]))
        for cells in pieces
        if cells[f"{part}start"]
    }
