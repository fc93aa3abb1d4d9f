"""What the stance encoder learns from: gold, invented and public sets, none of it held back.

Nothing that is judged is learnt from: no development comment, no other comment of its thread, no
gold comment on its target or title, no text of VAST's development part.
"""

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from spacy.language import Language

from stancemap.learn.data import Example, Source, load_examples, read_rows
from stancemap.records import Sentence, Span
from stancemap.tag.stance_features import StanceQuestion

PUBLIC_FILES = {
    "vast": "stance/vast.jsonl.gz",
    "fnc": "stance/fnc_arc.jsonl.gz",
    "semeval": "stance/semeval2016.jsonl.gz",
    "mtcsd": "stance/mtcsd_reddit.jsonl.gz",
}
THREADS_FILE = "threads/dev_threads.jsonl.gz"
SIDES = ("con", "pro", "neutral")
_SIDE_OF_LABEL = {
    **dict.fromkeys(("con", "against", "disagree"), "con"),
    **dict.fromkeys(("pro", "favor", "agree"), "pro"),
    **dict.fromkeys(("neutral", "none", "discuss"), "neutral"),
}
SIDE_OF_CODE = {"oppose": "con", "support": "pro", "none": "neutral"}
_NAMES = {Source.POOL: "pool", Source.MORE: "more", Source.INVENTED: "invented"}
_KEY_LENGTH = 80
_NOT_KEY = re.compile(r"[^a-z0-9]+")


@dataclass(frozen=True, slots=True)
class Lesson:
    """One comment to learn from, with whatever labels its source has.

    Attributes:
        primary: the code, or "" where the source knows only sides.
        side: con, pro or neutral, or "" for a code that is none of them.
        evidence: where in the text the coder marked it.
    """

    source: str
    question: StanceQuestion
    primary: str = ""
    also: tuple[str, ...] = ()
    side: str = ""
    evidence: tuple[int, int] | None = None


def load_lessons(data: Path, nlp: Language) -> list[Lesson]:
    """Read all that may be learnt from, in the order of the files.

    Raises:
        InputError: a file is absent.
    """
    return list(load_material(data, nlp).lessons)


def load_material(data: Path, nlp: Language) -> "Material":
    """Read all that may be learnt from, and what must not be.

    Raises:
        InputError: a file is absent.
    """
    examples = load_examples(data, nlp)
    dev = [example for example in examples if example.source is Source.DEV]
    public = [row for name in PUBLIC_FILES for row in _public(data, name)]
    held = held_back(dev, read_rows(data / THREADS_FILE))
    vast_dev = {_key(row.lesson.question.text) for row in public if row.is_held_back}
    fnc_topics = {
        _key(row.lesson.question.target)
        for row in public
        if row.lesson.source == "fnc" and _key(row.lesson.question.text) in held.texts
    }
    held = Held(held.texts | vast_dev, held.contexts, held.topics | fnc_topics)
    gold = [_lesson_of(example) for example in examples if example.source is not Source.DEV]
    lessons = (
        *(lesson for lesson in gold if held.allows(lesson)),
        *(
            row.lesson
            for row in public
            if row.is_training and held.allows(row.lesson, row.contexts)
        ),
    )
    return Material(lessons, held)


def count_lessons(lessons: Sequence[Lesson]) -> dict[str, int]:
    """Count lessons by source."""
    counts = Counter(lesson.source for lesson in lessons)
    return {name: counts[name] for name in sorted(counts)}


@dataclass(frozen=True, slots=True)
class Held:
    """What must not be learnt from, as keys of texts: see `_key`."""

    texts: frozenset[str]
    contexts: frozenset[str]
    topics: frozenset[str]

    def allows(self, lesson: Lesson, contexts: Sequence[str] = ()) -> bool:
        """Tell whether a lesson touches nothing that is judged."""
        question = lesson.question
        if _key(question.text) in self.texts or {_key(text) for text in contexts} & self.contexts:
            return False
        if lesson.source in {"vast", "semeval", "mtcsd"}:
            return True  # they carry no debate; a topic such as "cars" is not one
        return not {_key(question.target), _key(question.title)} & self.topics


@dataclass(frozen=True, slots=True)
class Material:
    """Lessons, and what none of them touches."""

    lessons: tuple[Lesson, ...]
    held: Held


def held_back(dev: Sequence[Example], threads: Sequence[Mapping[str, object]]) -> Held:
    """Collect what the development comments and their threads consist of."""
    texts = {_key(example.question.text) for example in dev}
    topics = {_key(t) for e in dev for t in (e.question.target, e.question.title)}
    for thread in threads:
        topics.add(_key(str(thread["title"])))
        comments = thread["comments"]
        if isinstance(comments, list):
            texts |= {_key(str(comment["text"])) for comment in comments}
    texts.discard("")
    topics.discard("")
    return Held(frozenset(texts), frozenset(texts), frozenset(topics))


@dataclass(frozen=True, slots=True)
class _PublicRow:
    lesson: Lesson
    contexts: tuple[str, ...]
    is_training: bool
    is_held_back: bool


def _public(data: Path, name: str) -> Iterator[_PublicRow]:
    for row in read_rows(data / PUBLIC_FILES[name]):
        context = row.get("context") or []
        contexts = tuple(str(text) for text in context) if isinstance(context, list) else ()
        split = row.get("split", "train")
        yield _PublicRow(
            _public_lesson(row, name, contexts),
            contexts,
            is_training=split == "train",
            is_held_back=name == "vast" and split == "dev",
        )


def _public_lesson(row: Mapping[str, object], name: str, contexts: Sequence[str]) -> Lesson:
    text = str(row["text"])
    question = StanceQuestion(
        target=str(row.get("topic") or row.get("claim") or row["target"]),
        title=contexts[0] if len(contexts) > 1 else "",
        parent=contexts[-1] if contexts else "",
        text=text,
        sentences=(Sentence(Span.of(text, 0, len(text))),),
    )
    return Lesson(name, question, side=_SIDE_OF_LABEL[str(row["label"])])


def _lesson_of(example: Example) -> Lesson:
    text = example.question.text
    start = text.find(example.evidence) if example.evidence else -1
    return Lesson(
        source=_NAMES[example.source],
        question=example.question,
        primary=example.primary,
        also=example.also,
        side=SIDE_OF_CODE.get(example.primary, ""),
        evidence=(start, start + len(example.evidence)) if start >= 0 else None,
    )


def _key(text: str) -> str:
    """Reduce a text to what stays the same when sets copy it from each other.

    >>> _key('It  is "fine".')
    'it is fine'
    """
    return _NOT_KEY.sub(" ", text.lower()).strip()[:_KEY_LENGTH]
