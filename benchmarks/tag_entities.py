"""Words per CPU second of the tagging of comments and articles, with and without finding names.

Without: spaCy's entity recogniser is off and nothing is linked. With: names are found in each text
and linked in the corpus. The stance model is left out of both, since it takes most of the time.
Then the names that spaCy finds in comments read in full, and in those sentences alone that can hold
a name; a name with another end or label counts as one lost and one new.

Example: python benchmarks/tag_entities.py corpus/doorbell-cameras corpus/ai-marking
"""

import argparse
import json
import time
from collections import Counter
from dataclasses import replace
from pathlib import Path

from spacy.tokens import Doc

from stancemap.ingest import read_corpus
from stancemap.learn.entities import entity_taggers
from stancemap.records import Corpus, DocumentKind
from stancemap.tag.legible import make_legible
from stancemap.tag.linking import link_names, named_texts
from stancemap.tag.names import find_names
from stancemap.tag.parsing import Parser
from stancemap.tag.taggers import Taggers, tag_articles, tag_comments

_FEWEST_WORDS = 20_000
_PART = 400


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("inputs", type=Path, nargs="+", help="files or folders to read")
    corpus = read_corpus(arguments.parse_args().inputs)
    texts = [one.text for one in corpus.comments] + [one.text for one in corpus.articles]
    n_words = sum(len(text.split()) for text in texts)
    times = -(-_FEWEST_WORDS // n_words)
    taggers = entity_taggers()
    with_names, linking = _seconds(corpus, taggers, times)
    nlp = taggers.parser.nlp
    with nlp.select_pipes(disable=["ner"]):
        without, _ = _seconds(corpus, replace(taggers, parser=Parser(nlp)), times)
    total = n_words * times
    result = {
        "words": total,
        "words_per_cpu_second_without_names": round(total / without),
        "words_per_cpu_second_with_names": round(total / (with_names + linking)),
        "words_per_cpu_second_of_linking_alone": round(total / linking),
    }
    print(json.dumps(result | _skipped(corpus, taggers.parser), indent=2))


def _skipped(corpus: Corpus, parser: Parser) -> dict[str, int]:
    """Compare the names of comments read in full with those of the sentences that can hold one."""
    texts = [make_legible(comment.text).text for comment in corpus.comments]
    counts: Counter[str] = Counter()
    for start in range(0, len(texts), _PART):
        some = texts[start : start + _PART]
        with parser.zone():
            full, chosen = parser.comments(some, every_sentence=True), parser.comments(some)
            for one, other in zip(full, chosen, strict=True):
                before, after = _names(one), _names(other)
                counts["names_in_every_sentence"] += len(before)
                counts["names_in_sentences_that_can_hold_one"] += len(after)
                counts["names_lost"] += len(before - after)
                counts["names_new"] += len(after - before)
    return dict(counts)


def _names(doc: Doc | Exception) -> set[tuple[int, int, str]]:
    found = find_names(doc, DocumentKind.COMMENT, "", "") if isinstance(doc, Doc) else ()
    return {(mention.span.start, mention.span.end, mention.label) for mention in found}


def _seconds(corpus: Corpus, taggers: Taggers, times: int) -> tuple[float, float]:
    """Return the CPU seconds of tagging and of linking; other processes do not count."""
    articles = {article.article_id: article for article in corpus.articles}
    tagging = linking = 0.0
    for _ in range(times):
        started = time.process_time()
        comments = tag_comments(corpus.comments, articles, {}, taggers)
        tagged = tag_articles(corpus.articles, taggers)
        tagging += time.process_time() - started
        started = time.process_time()
        mentions = [m for one in tagged for m in one.mentions]
        mentions += [m for one in comments for m in one.mentions]
        link_names(named_texts(tagged, comments), mentions)
        linking += time.process_time() - started
    return tagging, linking


if __name__ == "__main__":
    main()
