"""Train a stance model on a researcher's own labels of comments in a study."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from stancemap.codebook import Codebook
from stancemap.errors import InputError
from stancemap.learn.cross_validate import Outcome
from stancemap.learn.evaluate import Figures, measure
from stancemap.learn.label_file import Label
from stancemap.learn.own_head import (
    Held,
    OwnTable,
    cross_validate_own,
    fit_own,
    tabulate_own,
    weights_of,
)
from stancemap.records import Stance, Status
from stancemap.study import Study
from stancemap.tag.parsing import load_parser
from stancemap.tag.profile import DEFAULT_PROFILE, Profile
from stancemap.tag.stance_by_codebook import load_codebook_tagger
from stancemap.tag.stance_own import (
    OwnFeatures,
    OwnModel,
    OwnSettings,
    base_hash,
    load_own_features,
)
from stancemap.tag.stance_question import Asked, make_questions

FEWEST_LABELS = 10
FEWEST_PER_CODE = 2
_MOST_SHOWN = 40
_READABLE = (Status.TAGGED, Status.DUPLICATE)


@dataclass(frozen=True, slots=True)
class Commented:
    """A comment of a study."""

    asked: Asked
    thread: str
    status: Status


@dataclass(frozen=True, slots=True)
class Labelled:
    """A comment of a study with its code."""

    asked: Asked
    thread: str
    code: str


@dataclass(frozen=True, slots=True)
class Matched:
    """Labels that fit the study, and why the others do not."""

    labelled: tuple[Labelled, ...]
    problems: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class OwnReport:
    """How good the model is on comments it did not learn from, and what else there is.

    Attributes:
        without: the figures of the tagger that needs no labels, on the same comments.
        without_name: what that tagger is called.
    """

    n_labels: Mapping[str, int]
    n_threads: int
    own: Figures
    without: Figures
    without_name: str
    majority: Figures
    problems: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class OwnTraining:
    """A model trained on all labels, with the report of how such a model does."""

    model: OwnModel
    report: OwnReport


def read_comments(study: Study) -> dict[str, Commented]:
    """Return the comments of a study by id, with what a stance tagger is shown of each."""
    articles = {
        str(row["article_id"]): (str(row["title"]), str(row["text"]))
        for row in study.table("articles").to_dict("records")
    }
    rows = [{str(k): str(v) for k, v in row.items()} for row in study.comments.to_dict("records")]
    texts = {row["comment_id"]: row["text"] for row in rows}
    comments = {}
    for row in rows:
        title, article = articles.get(row["article_id"], ("", ""))
        parent = texts.get(row["parent_id"], "")
        asked = Asked(row["target"], row["text"], title, parent, article)
        comments[row["comment_id"]] = Commented(asked, row["thread_id"], Status(row["status"]))
    return comments


def match_labels(
    labels: Sequence[Label], comments: Mapping[str, Commented], codebook: Codebook
) -> Matched:
    """Find the comment of each label; a label that fits none, or two that differ, are left out.

    A comment is named by its id, by the part of it behind the last slash where that names one
    only, or by its text.
    """
    finder = _Finder.of(comments)
    codes: dict[str, str] = {}
    disputed: set[str] = set()
    given = [label for label in labels if label.code]
    blank = len(labels) - len(given)
    problems = [f"rows without a code: {blank}"] if blank else []
    for label in given:
        found, code = finder.find(label), _code(label.code, codebook)
        problem = _problem(label, code, comments.get(found), codebook)
        if problem:
            problems.append(f"line {label.line}: {problem}")
        elif codes.setdefault(found, code) != code:
            disputed.add(found)
            problems.append(f"line {label.line}: {found} has two codes, {codes[found]} and {code}")
    kept = [key for key in comments if key in codes and key not in disputed]
    labelled = [Labelled(comments[key].asked, comments[key].thread, codes[key]) for key in kept]
    return Matched(tuple(labelled), tuple(problems))


@dataclass(frozen=True, slots=True)
class _Finder:
    """Ids of comments: as they are, by their last part, by their text."""

    whole: frozenset[str]
    last: Mapping[str, str]
    texts: Mapping[str, str]

    @classmethod
    def of(cls, comments: Mapping[str, Commented]) -> "_Finder":
        twice = Counter(key.rpartition("/")[2] for key in comments)
        last = {key.rpartition("/")[2]: key for key in comments}
        texts = {_plain(one.asked.text): key for key, one in reversed(list(comments.items()))}
        return cls(
            frozenset(comments),
            {part: key for part, key in last.items() if twice[part] == 1},
            texts,
        )

    def find(self, label: Label) -> str:
        if label.comment_id in self.whole:
            return label.comment_id
        found = self.last.get(label.comment_id, "")
        return found or (self.texts.get(_plain(label.text), "") if label.text else "")


def _plain(text: str) -> str:
    """Spreadsheets change line ends and blanks: leave them out of the comparison."""
    return " ".join(text.split())


def _code(written: str, codebook: Codebook) -> str:
    return next((name for name in codebook.names if name.lower() == written.lower()), "")


def _problem(label: Label, code: str, found: Commented | None, codebook: Codebook) -> str:
    if found is None:
        return f"the study has no comment '{_plain(label.comment_id or label.text)[:_MOST_SHOWN]}'"
    if not code:
        return f"'{label.code[:_MOST_SHOWN]}' is no code; there are {', '.join(codebook.names)}"
    if found.status not in _READABLE:
        return f"the comment is {found.status} and is not tagged"
    return ""


def check_enough(matched: Matched, codebook: Codebook) -> None:
    """Refuse labels too few to learn from or to judge by.

    Raises:
        InputError: fewer than ten, of one code only, or a single one of some code.
    """
    counts = Counter(one.code for one in matched.labelled)
    more = f"; left out: {matched.problems[0]}" if matched.problems else ""
    if len(matched.labelled) < FEWEST_LABELS:
        raise InputError(
            f"{len(matched.labelled)} labels of comments in the study are too few to learn from; "
            f"give at least {FEWEST_LABELS}, better 100 to 300{more}"
        )
    if len(counts) < FEWEST_PER_CODE:
        raise InputError(
            f"all labels are '{next(iter(counts))}'; label comments of two codes{more}"
        )
    for code in codebook.names:
        if 0 < counts[code] < FEWEST_PER_CODE:
            raise InputError(
                f"'{code}' has only {counts[code]} label; give at least {FEWEST_PER_CODE} of each "
                f"code that is used, or take that one out{more}"
            )


def train_own(
    matched: Matched, codebook: Codebook, profile: Profile = DEFAULT_PROFILE, seed: int = 0
) -> OwnTraining:
    """Train on labels, and judge by cross-validation in which whole threads are held out.

    Raises:
        InputError: the labels are too few.
        ModelError: a model that ships is missing.
    """
    check_enough(matched, codebook)
    questions = make_questions([one.asked for one in matched.labelled], load_parser())
    cues = {code.name: code.cues for code in codebook.codes}
    features = load_own_features(cues, profile)
    answers = features.base.tag(questions)
    base = np.array([answer.probabilities for answer in answers])
    table = tabulate_own(
        features,
        features.with_base(questions, base),
        codebook.names,
        np.array([codebook.names.index(one.code) for one in matched.labelled], dtype=np.intp),
        [one.thread for one in matched.labelled],
    )
    head, decision = fit_own(table, np.arange(len(table.labels)), seed)
    settings = OwnSettings(
        codes=codebook.names,
        residual=codebook.residual,
        cues=tuple(code.cues for code in codebook.codes),
        decision=decision,
        profile=profile,
        base_hash=base_hash(profile),
    )
    if codebook.names != features.base_codes:
        answers = load_codebook_tagger(codebook).tag(questions)
    report = _report(matched, table, answers, codebook, cross_validate_own(table, seed), features)
    return OwnTraining(OwnModel(weights_of(table, head), settings), report)


def _report(
    matched: Matched,
    table: OwnTable,
    answers: Sequence[Stance],
    codebook: Codebook,
    held: Held,
    features: OwnFeatures,
) -> OwnReport:
    names = codebook.names
    threads = [one.thread for one in matched.labelled]
    counts = Counter(one.code for one in matched.labelled)
    used = "the codebook's words alone"
    if names == features.base_codes:
        used = "the model that ships"

    def figures(outcome: Outcome) -> Figures:
        return measure([outcome], table.labels, threads, names)

    return OwnReport(
        n_labels={name: counts[name] for name in names},
        n_threads=len(set(threads)),
        own=figures(
            Outcome(held.rows, held.probabilities, held.predicted, held.certainty, held.abstained)
        ),
        without=figures(_outcome_of(answers, names)),
        without_name=used,
        majority=figures(_majority(table)),
        problems=matched.problems,
    )


def _outcome_of(answers: Sequence[Stance], names: Sequence[str]) -> Outcome:
    return Outcome(
        rows=np.arange(len(answers)),
        probabilities=np.array([answer.probabilities for answer in answers]),
        predicted=np.array([names.index(answer.primary) for answer in answers], dtype=np.intp),
        certainty=np.array([answer.confidence for answer in answers]),
        abstained=np.array([answer.abstained for answer in answers], dtype=np.bool_),
    )


def _majority(table: OwnTable) -> Outcome:
    n = len(table.labels)
    shares = np.bincount(table.labels, minlength=table.n_codes) / n
    code = int(shares.argmax())
    return Outcome(
        rows=np.arange(n),
        probabilities=np.tile(shares, (n, 1)),
        predicted=np.full(n, code, dtype=np.intp),
        certainty=np.full(n, shares[code]),
        abstained=np.zeros(n, dtype=np.bool_),
    )
