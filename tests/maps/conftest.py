"""A small discussion to build, and an encoder that needs no model."""

import zlib
from collections.abc import Callable, Sequence
from typing import TypedDict, Unpack

import numpy as np
import pytest
from numpy.typing import NDArray

from stancemap.records import (
    Claim,
    ClaimKind,
    Comment,
    DocumentKind,
    Span,
    Stance,
    Status,
    TaggedComment,
)

CODES = ("oppose", "pragmatic", "inevitable", "support", "none")


class WordEncoder:
    """Sums one fixed random direction per word: texts with the same words are alike."""

    def encode(self, texts: Sequence[str]) -> NDArray[np.float32]:
        rows = np.zeros((len(texts), 64), dtype=np.float32)
        for number, text in enumerate(texts):
            for word in text.lower().replace(".", "").replace(",", "").split():
                rows[number] += np.random.default_rng(zlib.crc32(word.encode())).normal(size=64)
        lengths = np.linalg.norm(rows, axis=1, keepdims=True)
        return np.asarray(rows / np.where(lengths > 0, lengths, 1), dtype=np.float32)


class Fields(TypedDict, total=False):
    """What a test may say about a comment beside its words."""

    article_id: str
    thread_id: str
    parent_id: str
    author: str
    posted: str
    likes: int


@pytest.fixture
def encoder() -> WordEncoder:
    return WordEncoder()


def say(
    comment_id: str,
    *claims: str,
    stance: str = "oppose",
    target: str = "cameras",
    abstained: bool = False,
    sure: float = 1.0,
    before: str = "",
    **fields: Unpack[Fields],
) -> TaggedComment:
    """Make a tagged comment that consists of `before` and of its claims, one sentence each."""
    place: Fields = {"article_id": "a1", "thread_id": comment_id, **fields}
    text, spans = before, []
    for claim in claims:
        text += " " if text else ""
        spans.append((len(text), len(text) + len(claim)))
        text += claim
    return TaggedComment(
        Comment(comment_id=comment_id, text=text, target=target, **place),
        Status.TAGGED,
        language="en",
        sentiment=0.5,
        stance=Stance(
            target,
            stance,
            (stance,),
            tuple(0.8 if code == stance else 0.05 for code in CODES),
            sure,
            abstained,
        ),
        claims=tuple(
            Claim(
                f"{comment_id}#{number}",
                DocumentKind.COMMENT,
                comment_id,
                Span.of(text, *span),
                ClaimKind.VALUE,
                0.9,
                stance,
            )
            for number, span in enumerate(spans, start=1)
        ),
    )


Say = Callable[..., TaggedComment]


@pytest.fixture(name="say")
def _say() -> Say:
    return say
