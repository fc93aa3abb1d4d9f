"""Labelled comments for training and evaluation, read from the data folder.

The data does not ship: the comments are other people's. Only what is learnt from it does.
"""

import gzip
import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from spacy.language import Language

from stancemap.codebook import Codebook
from stancemap.errors import InputError
from stancemap.records import Sentence, Span
from stancemap.tag.legible import make_legible
from stancemap.tag.own_words import find_quoted, mark_own, reduce_to_letters
from stancemap.tag.sentences import find_sentences
from stancemap.tag.stance_features import StanceQuestion


class Source(StrEnum):
    """Where a labelled text comes from; the value is its file in the data folder, if it has one."""

    DEV = "gold/dev.jsonl.gz"
    POOL = "gold/train_pool.jsonl.gz"
    MORE = "gold/train_more.jsonl.gz"
    INVENTED = "invented/comments.jsonl.gz"
    CODEBOOK = "codebook"


DATA_FILES = tuple(source for source in Source if source is not Source.CODEBOOK)
"""The files that the data folder must hold."""


@dataclass(frozen=True, slots=True)
class Example:
    """A comment with its coded stance; `evidence` is `""` where none was marked."""

    source: Source
    thread_id: str
    question: StanceQuestion
    primary: str
    also: tuple[str, ...] = ()
    evidence: str = ""


def load_examples(
    folder: Path, nlp: Language, sources: Sequence[Source] = DATA_FILES
) -> list[Example]:
    """Read labelled comments, by default all, in the order of the files.

    Raises:
        InputError: the folder or one of its files is absent.
    """
    rows = [(source, row) for source in sources for row in read_rows(folder / source)]
    texts = [make_legible(str(row["text"])).text for _, row in rows]
    parents = [make_legible(str(row["parent"])).text for _, row in rows]
    sentences = split_all(texts, parents, nlp)
    return [
        _example(
            source,
            row,
            StanceQuestion(str(row["target"]), str(row["title"] or ""), parent, text, own),
        )
        for (source, row), parent, text, own in zip(rows, parents, texts, sentences, strict=True)
    ]


def codebook_examples(codebook: Codebook) -> list[Example]:
    """Make a codebook's own examples and cues into texts to learn from, of no target.

    Plain statements of a stance are too plain to occur often among real comments.
    """
    return [
        Example(
            Source.CODEBOOK,
            thread_id="",
            question=StanceQuestion("", "", "", text, (Sentence(Span.of(text, 0, len(text))),)),
            primary=code.name,
        )
        for code in codebook.codes
        for text in (*code.examples, *(f"{cue[0].upper()}{cue[1:]}." for cue in code.cues))
    ]


def read_rows(path: Path) -> list[Mapping[str, object]]:
    """Read a gzipped file of one JSON object per line.

    Raises:
        InputError: the file is absent.
    """
    if not path.is_file():
        raise InputError(
            f"{path} is absent: the labelled data does not ship with stancemap; give the folder "
            f"that holds {', '.join(source.value for source in DATA_FILES)}"
        )
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        return [json.loads(line) for line in lines]


def split_all(
    texts: Sequence[str], parents: Sequence[str], nlp: Language
) -> list[tuple[Sentence, ...]]:
    """Split texts into sentences as tagging does, and mark what they quote."""
    unused = [name for name in nlp.pipe_names if name != "senter"]
    split = []
    for doc, parent in zip(nlp.pipe(texts, disable=unused), parents, strict=True):
        quoted = find_quoted(doc.text, [reduce_to_letters(parent)] if parent else [])
        cuts = [edge for q in quoted if q.is_block for edge in (q.span.start, q.span.end)]
        split.append(mark_own(find_sentences(doc, cuts), quoted))
    return split


def file_hashes(folder: Path) -> dict[str, str]:
    """Return the SHA-256 of each file that is read."""
    return {
        source.value: hashlib.sha256((folder / source).read_bytes()).hexdigest()
        for source in DATA_FILES
    }


def _example(source: Source, row: Mapping[str, object], question: StanceQuestion) -> Example:
    also, evidence = row["also"], row.get("evidence")
    if isinstance(evidence, list):
        evidence = str(row["text"])[evidence[0] : evidence[1]] if evidence else ""
    return Example(
        source=source,
        thread_id=str(row.get("thread_id") or ""),
        question=question,
        primary=str(row["primary"]),
        also=tuple(str(code) for code in also) if isinstance(also, list) else (),
        evidence=str(evidence or ""),
    )
