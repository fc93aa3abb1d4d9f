"""Train the quote model on PolNeAR's attributions: source, cue and content of news articles."""

import ctypes
import json
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from itertools import pairwise
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np
import pycrfsuite
from numpy.typing import NDArray
from safetensors.numpy import save_file
from scipy.sparse import csr_matrix
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import GroupKFold

from stancemap.learn.quote_rows import GoldQuote, QuoteRow
from stancemap.tag.legible import make_legible
from stancemap.tag.parsing import Parser
from stancemap.tag.quote_chain import chain_features, own_features, window
from stancemap.tag.quote_features import (
    FORMAT,
    N_BUCKETS,
    Cue,
    Reading,
    candidates,
    cue_features,
    hash_rows,
    read,
)
from stancemap.tag.quote_model import LIKELY, QuoteModel, Role

_VERBAL = frozenset(
    {"ROOT", "ccomp", "advcl", "relcl", "conj", "xcomp", "acl", "parataxis", "pcomp"}
)
_SEED = 1
_LIGHT = frozenset({"punct", "aux", "auxpass", "advmod", "neg"})


@dataclass(frozen=True, slots=True)
class QuoteRecipe:
    """How the model is made.

    A word is a candidate when it reports in `least_share` of its uses or, used rarely, at all.
    """

    cue_c: float = 0.1
    folds: int = 4
    least_share: float = 0.02
    rare: int = 20
    chain_rounds: int = 8
    chain_least_count: int = 3
    chain_least_probability: float = 0.1
    threshold: float = 0.3


@dataclass(frozen=True, slots=True)
class Lesson:
    """An article as tokens, with its attributions by the token that reports."""

    reading: Reading
    gold: Mapping[int, tuple[tuple[frozenset[int], frozenset[int]], ...]]


def make_lessons(rows: Sequence[QuoteRow], parser: Parser) -> Iterator[Lesson]:
    """Parse articles and find the tokens of what is annotated in them."""
    docs = parser.articles([make_legible(row.text).text for row in rows])
    for row, doc in zip(rows, docs, strict=True):
        if not isinstance(doc, Exception):
            yield _lesson(read(doc), row.quotes)


def _lesson(reading: Reading, quotes: Sequence[GoldQuote]) -> Lesson:
    gold: defaultdict[int, list[tuple[frozenset[int], frozenset[int]]]] = defaultdict(list)
    for quote in quotes:
        cue = sorted(_tokens(reading, quote.cue))
        if cue:
            roles = _tokens(reading, quote.source), _tokens(reading, quote.content)
            gold[_head(reading, cue)].append(roles)
    return Lesson(reading, {at: tuple(roles) for at, roles in gold.items()})


def _tokens(reading: Reading, spans: Sequence[tuple[int, int]]) -> frozenset[int]:
    starts, ends = np.array(reading.starts), np.array(reading.ends)
    inside = np.zeros(len(starts), dtype=bool)
    for start, end in spans:
        inside |= (ends > start) & (starts < end)
    return frozenset(int(at) for at in np.flatnonzero(inside) if reading.shapes[at] != "blank")


def _head(reading: Reading, cue: Sequence[int]) -> int:
    """Return the word of a cue on which its other words depend: `said` of `has also said`."""
    for at in cue:
        if reading.words[at] == "according":
            return at
    heads = [at for at in cue if reading.heads[at] not in cue or reading.heads[at] == at]
    heads = [at for at in heads if reading.deps[at] not in _LIGHT] or heads or list(cue)
    return next((at for at in heads if reading.deps[at] in _VERBAL), heads[0])


def train(lessons: Sequence[Lesson], recipe: QuoteRecipe = QuoteRecipe()) -> QuoteModel:
    """Fit both models; the chain learns from cues judged by models that had not seen them."""
    lexicon = _lexicon(lessons, recipe)
    places = [candidates(lesson.reading, lexicon) for lesson in lessons]
    rows, answers, groups = _cue_data(lessons, places)
    judged = np.zeros(len(answers))
    for seen, unseen in GroupKFold(recipe.folds).split(rows, answers, groups):
        model = _fit(rows[seen], answers[seen], recipe)
        judged[unseen] = model.predict_proba(rows[unseen])[:, 1]
    cue = _fit(rows, answers, recipe)
    given = iter(judged)
    cues = [[Cue(at, float(next(given))) for at in several] for several in places]
    chain, transitions = _train_chain(lessons, cues, recipe)
    return QuoteModel(
        lexicon=lexicon,
        cue=cue.coef_[0].astype(np.float16).astype(np.float32),
        cue_bias=float(np.float32(cue.intercept_[0])),
        chain=chain,
        transitions=transitions,
        threshold=recipe.threshold,
    )


def _lexicon(lessons: Sequence[Lesson], recipe: QuoteRecipe) -> frozenset[str]:
    reporting: Counter[str] = Counter()
    used: Counter[str] = Counter()
    for lesson in lessons:
        used.update(lesson.reading.words)
        reporting.update(lesson.reading.words[at] for at in lesson.gold)
    return frozenset(
        word
        for word, n in reporting.items()
        if (n > 1 and n >= recipe.least_share * used[word]) or used[word] <= recipe.rare
    )


def _cue_data(
    lessons: Sequence[Lesson], places: Sequence[Sequence[int]]
) -> tuple[csr_matrix, NDArray[np.bool_], NDArray[np.int64]]:
    features, answers, groups = [], [], []
    for number, (lesson, several) in enumerate(zip(lessons, places, strict=True)):
        for at in several:
            features.append(cue_features(lesson.reading, at))
            answers.append(at in lesson.gold)
            groups.append(number)
    return hash_rows(features), np.array(answers), np.array(groups)


def _fit(rows: csr_matrix, answers: NDArray[np.bool_], recipe: QuoteRecipe) -> LogisticRegression:
    return LogisticRegression(C=recipe.cue_c, solver="liblinear", max_iter=200).fit(rows, answers)


def _train_chain(
    lessons: Sequence[Lesson], cues: Sequence[Sequence[Cue]], recipe: QuoteRecipe
) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
    """Fit the chain with CRFsuite's averaged perceptron."""
    trainer = pycrfsuite.Trainer(algorithm="ap", verbose=False)
    trainer.set_params(
        {"max_iterations": recipe.chain_rounds, "feature.minfreq": recipe.chain_least_count}
    )
    names = [str(number) for number in range(N_BUCKETS)]
    for lesson, several in zip(lessons, cues, strict=True):
        own = own_features(lesson.reading)
        likely = [cue.at for cue in several if cue.probability >= LIKELY]
        for cue in several:
            if cue.probability >= recipe.chain_least_probability or cue.at in lesson.gold:
                rows = hash_rows(chain_features(lesson.reading, own, cue, likely))
                trainer.append(_attributes(rows, names), _roles(lesson, cue.at))
    # CRFsuite shuffles by the C library's generator: without this, a second training differs.
    ctypes.CDLL(None).srand(_SEED)
    with TemporaryDirectory() as folder:
        path = str(Path(folder) / "chain")
        trainer.train(path)
        tagger = pycrfsuite.Tagger()
        tagger.open(path)
        info = tagger.info()
        tagger.close()
    chain = np.zeros((N_BUCKETS, len(Role)), dtype=np.float32)
    for (name, role), weight in info.state_features.items():
        chain[int(name), Role[role]] = weight
    transitions = np.zeros((len(Role), len(Role)), dtype=np.float32)
    for (before, after), weight in info.transitions.items():
        transitions[Role[before], Role[after]] = weight
    # Only the order of the sums matters: scaled, the weights fit into half precision.
    scale = np.abs(chain).max()
    return (chain / scale).astype(np.float16).astype(np.float32), transitions / scale


def _attributes(rows: csr_matrix, names: Sequence[str]) -> list[dict[str, float]]:
    """Name the buckets of each row; one that two features share counts twice, as in reading."""
    buckets = map(names.__getitem__, rows.indices.tolist())
    pairs = list(zip(buckets, rows.data.tolist(), strict=True))
    return [dict(pairs[a:b]) for a, b in pairwise(rows.indptr.tolist())]


def _roles(lesson: Lesson, cue: int) -> list[str]:
    span = window(lesson.reading, cue)
    roles = [Role.OTHER.name] * len(span)
    for source, content in lesson.gold.get(cue, ()):
        for role, tokens in ((Role.SOURCE, source), (Role.CONTENT, content)):
            for at in tokens:
                if at in span:
                    roles[at - span.start] = role.name
    return roles


def save(model: QuoteModel, recipe: QuoteRecipe, folder: Path) -> None:
    """Write weights, settings and recipe; the model card is written by hand."""
    folder.mkdir(parents=True, exist_ok=True)
    weights: dict[str, NDArray[np.float16] | NDArray[np.float32]] = {
        "cue": model.cue.astype(np.float16),
        "cue_bias": np.array([model.cue_bias], dtype=np.float32),
        "chain": model.chain.astype(np.float16),
        "transitions": model.transitions,
    }
    save_file(weights, folder / "weights.safetensors")
    settings = {"format": FORMAT, "threshold": model.threshold, "lexicon": sorted(model.lexicon)}
    _write(folder / "model.json", json.dumps(settings, ensure_ascii=False, indent=0))
    lines = [f"{name} = {value}" for name, value in asdict(recipe).items()]
    _write(folder / "recipe.toml", "\n".join(lines))


def _write(path: Path, text: str) -> None:
    path.write_text(text + "\n", encoding="utf-8", newline="\n")
