"""Lessons on how a stance depends on its target: the same comment under other targets.

Three kinds. `turned`: a target put into its opposite by a phrase ("a ban on X"), which turns
oppose into support and leaves none as it is. `contrast`: further targets that a coder chose for
comments of the public sets, with the stance to each; the file holds ids, targets and codes only.
And among those of VAST, comments under the topic of another comment, which are neutral: nearly
all neutral rows of VAST's development part are such pairs, and hardly any of its training part.
"""

import json
import random
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from spacy.language import Language

from stancemap._paths import CORPUS
from stancemap.errors import InputError
from stancemap.learn.data import Source, read_rows, split_all
from stancemap.learn.encoder_train_data import SIDE_OF_CODE, Held, Lesson, load_material
from stancemap.maps.labels import names
from stancemap.tag.legible import make_legible
from stancemap.tag.stance_features import StanceQuestion

POOL_FILE = "threads/unlabelled_pool.jsonl.gz"
CONTRASTS = CORPUS / "training" / "second-targets" / "second_targets.jsonl"
"""Coded targets by the ids of comments; its datasheet says how they were made."""

_OPPOSITES = (
    "a ban on {}",
    "banning {}",
    "stopping {}",
    "opposition to {}",
    "restricting {}",
    "abolishing {}",
    "rejecting {}",
    "the campaign against {}",
    "getting rid of {}",
    "a boycott of {}",
)
_TURNED_CODE = {"oppose": "support", "support": "oppose", "none": "none"}
_TURNED_SIDE = {"con": "pro", "pro": "con", "neutral": "neutral"}
_TURNABLE = frozenset({"vast", "pool", "more", "invented", "contrast"})
_UNRELATED_SHARE = 0.35
_UNRELATED_TRIES = 20


@dataclass(frozen=True, slots=True)
class CodedTarget:
    """A target chosen for a comment, and the comment's stance to it."""

    target: str
    primary: str
    also: tuple[str, ...]


def load_all_lessons(data: Path, nlp: Language, seed: int) -> list[Lesson]:
    """Read all lessons: those as coded, those with coded targets, those turned.

    Raises:
        InputError: a file is absent.
    """
    known = load_material(data, nlp)
    lessons = [*known.lessons, *load_contrasts(data, CONTRASTS, known.held, nlp)]
    return [*lessons, *turned(lessons, seed), *unrelated(lessons, seed)]


def turned(lessons: Sequence[Lesson], seed: int) -> Iterator[Lesson]:
    """Put each lesson's target into its opposite, where that settles the stance.

    A comment that also takes another stance is left out: what becomes of that one is not clear.
    """
    chance = random.Random(seed)  # noqa: S311  # it only chooses phrases
    for lesson in lessons:
        phrase = chance.choice(_OPPOSITES)
        code, side = _TURNED_CODE.get(lesson.primary, ""), _TURNED_SIDE.get(lesson.side, "")
        settled = code if lesson.primary else side
        if lesson.source not in _TURNABLE or lesson.also or not settled:
            continue
        question = replace(lesson.question, target=phrase.format(lesson.question.target), title="")
        yield replace(lesson, source="turned", question=question, primary=code, side=side)


def unrelated(lessons: Sequence[Lesson], seed: int) -> Iterator[Lesson]:
    """Put some of VAST's comments under a topic of another that shares no word with them.

    They count among VAST's lessons, so that the share of neutral ones there is known as it is.
    """
    chance = random.Random(seed)  # noqa: S311  # it only chooses topics
    vast = [lesson for lesson in lessons if lesson.source == "vast"]
    for lesson in vast:
        if chance.random() >= _UNRELATED_SHARE:
            continue
        text = lesson.question.text
        drawn = (chance.choice(vast).question.target for _ in range(_UNRELATED_TRIES))
        topic = next((topic for topic in drawn if not names(text, topic)), None)
        if topic is not None:
            yield replace(lesson, question=replace(lesson.question, target=topic), side="neutral")


def read_contrasts(path: Path) -> dict[str, list[CodedTarget]]:
    """Read coded targets by the id of their comment.

    Raises:
        InputError: the file is absent, or a line of it is not of this kind.
    """
    try:
        lines = path.read_text(encoding="utf-8").splitlines()
    except OSError as error:
        raise InputError(f"{path.name} cannot be read: {error}") from error
    coded: dict[str, list[CodedTarget]] = {}
    for number, line in enumerate(lines, start=1):
        try:
            record = json.loads(line)
            targets = [CodedTarget(t, code, tuple(also)) for t, code, also, _ in record["t"]]
            coded[str(record["id"])] = targets
        except (ValueError, KeyError, TypeError) as error:
            raise InputError(f"{path.name}, line {number}: no coded targets ({error})") from error
    return coded


def load_contrasts(data: Path, path: Path, held: Held, nlp: Language) -> list[Lesson]:
    """Join coded targets with the comments they belong to; nothing held back is among them."""
    coded = read_contrasts(path)
    rows = [
        row
        for name in (Source.POOL.value, Source.MORE.value, POOL_FILE)
        for row in read_rows(data / name)
        if str(row["id"]) in coded
    ]
    texts = [make_legible(str(row["text"])).text for row in rows]
    parents = [make_legible(str(row.get("parent") or "")).text for row in rows]
    lessons = [
        lesson
        for row, text, parent, sentences in zip(
            rows, texts, parents, split_all(texts, parents, nlp), strict=True
        )
        for lesson in _lessons(
            StanceQuestion("", _title(row), parent, text, sentences), coded[str(row["id"])]
        )
    ]
    return [lesson for lesson in lessons if held.allows(lesson)]


def _title(row: Mapping[str, object]) -> str:
    if "title" in row:
        return str(row["title"] or "")
    topic = str(row["topic"])
    return "" if topic.startswith("AI (") or "(YouTube)" in topic else topic


def _lessons(question: StanceQuestion, targets: Sequence[CodedTarget]) -> Iterator[Lesson]:
    for one in targets:
        yield Lesson(
            source="contrast",
            question=replace(question, target=one.target),
            primary=one.primary,
            also=one.also,
            side=SIDE_OF_CODE.get(one.primary, ""),
        )
