"""Score the merging of names on the bundled corpora: B-cubed over mentions with a gold entity.

A mention that is found and a gold mention that it overlaps are the same; B-cubed compares the
clusters of those that are found, `found` says how many that is, `missed` counts against nothing
else.

Example: python benchmarks/entities.py corpus
"""

import argparse
import csv
from collections import Counter
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TypeAlias

from stancemap.codebook import load_codebook
from stancemap.ingest import read_corpus
from stancemap.records import Corpus, DocumentKind, Mention
from stancemap.tag.aliases import merge_aliases
from stancemap.tag.taggers import Taggers, load_taggers, tag_articles, tag_comments

Place: TypeAlias = tuple[DocumentKind, str]
Pair: TypeAlias = tuple[str, str]
"""The gold entity and the entity found of one mention."""

_INPUTS = ("page.txt", "threads.jsonl", "comments.csv", "articles.csv")


def b_cubed(pairs: Sequence[Pair]) -> tuple[float, float, float]:
    """Return precision, recall and F1 of clusters, each mention weighing the same.

    >>> b_cubed([("Ann", "e1"), ("Ann", "e1"), ("Bob", "e1"), ("Bob", "e2")])
    (0.6666666666666666, 0.75, 0.7058823529411765)
    """
    both, gold, found = Counter(pairs), Counter(g for g, _ in pairs), Counter(f for _, f in pairs)
    if not pairs:
        return 0.0, 0.0, 0.0
    precision = sum(both[pair] / found[pair[1]] for pair in pairs) / len(pairs)
    recall = sum(both[pair] / gold[pair[0]] for pair in pairs) / len(pairs)
    return precision, recall, 2 * precision * recall / (precision + recall)


def _mentions(corpus: Corpus, taggers: Taggers) -> tuple[Mention, ...]:
    articles = {article.article_id: article for article in corpus.articles}
    comments = tag_comments(corpus.comments, articles, {}, taggers)
    found = [m for tagged in tag_articles(corpus.articles, taggers) for m in tagged.mentions]
    found += [m for tagged in comments for m in tagged.mentions]
    return merge_aliases(found).mentions


def _places(corpus: Corpus) -> Mapping[Place, Place]:
    """Say where the documents of the gold labels are: an article, a comment's id or its number."""
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


def _pairs(folder: Path, taggers: Taggers) -> tuple[list[Pair], int, int]:
    """Return the pairs of a corpus, with the numbers of gold mentions and of mentions found."""
    corpus = read_corpus([folder / name for name in _INPUTS if (folder / name).exists()])
    places = _places(corpus)
    found = _mentions(corpus, taggers)
    with (folder / "gold" / "mentions.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    pairs = []
    for row in rows:
        place = places[DocumentKind(row["document_kind"]), row["document"]]
        start, end = int(row["start"]), int(row["end"])
        over = [
            mention
            for mention in found
            if (mention.document_kind, mention.document_id) == place
            and mention.span.start < end
            and start < mention.span.end
        ]
        if over:
            best = max(over, key=lambda m: min(end, m.span.end) - max(start, m.span.start))
            name = f"{folder.name}/{row['name']}"
            pairs.append((name, f"{folder.name}/{best.entity_id}"))
    return pairs, len(rows), len(found)


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("corpora", type=Path, help="folder with a folder for each corpus")
    taggers = load_taggers(load_codebook())
    every: list[Pair] = []
    n_gold = n_found = 0
    print("corpus               gold  found  mentions  precision  recall     F1")
    for gold in sorted(arguments.parse_args().corpora.glob("*/gold")):
        pairs, of_gold, of_found = _pairs(gold.parent, taggers)
        _print(gold.parent.name, pairs, of_gold, of_found)
        every, n_gold, n_found = every + pairs, n_gold + of_gold, n_found + of_found
    _print("all", every, n_gold, n_found)


def _print(name: str, pairs: Sequence[Pair], n_gold: int, n_found: int) -> None:
    precision, recall, f1 = b_cubed(pairs)
    print(
        f"{name:<20} {n_gold:>4}  {len(pairs):>5}  {n_found:>8}"
        f"  {precision:>9.3f}  {recall:>6.3f}  {f1:>5.3f}"
    )


if __name__ == "__main__":
    main()
