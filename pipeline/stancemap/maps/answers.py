"""Which passage of the article a comment answers: a quote in it, a claim, or another sentence.

Words of the article that a comment repeats say so themselves. Else the passage is sought that the
comment's claims and evidence are most like: half by meaning, less what all texts on the article
have in common, and half by the rare words that both have. Below a threshold a comment answers no
passage; most comments speak of the matter as a whole, or of each other. A reply answers a passage
only if it is more like that than like the comment that it replies to.
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix
from sklearn.feature_extraction.text import ENGLISH_STOP_WORDS, TfidfVectorizer

from stancemap.maps.settings import AnswerSettings
from stancemap.maps.similar import blocks
from stancemap.maps.voices import Vote, in_order, own_claims
from stancemap.records import (
    DocumentKind,
    Passage,
    Quote,
    Span,
    TaggedArticle,
    TaggedComment,
)
from stancemap.tag.encoder import Encoder, unit_rows

# A mean of few texts says more about them than about their article: it counts as n / (n + 3).
_MEAN_WEIGHT = 3
_MOST_PIECES = 12
_LONGEST_PIECE = 1000
_FEWEST_WORDS = 4
# One word in common is no sign of an answer, nor are those that every fifth passage has.
_FEWEST_SHARED = 2
_RARE = 0.2
_STEM = 6
_COMMENTS_AT_ONCE = 2048
_SENTENCE = re.compile(r"[^\n]+?(?:[.!?…]+[\"'”’»)\]]*(?=\s)|(?=\n)|\Z)")
_WORD = re.compile(r"\w[\w'’-]*")


class AnsweredKind(StrEnum):
    """What of the article is answered."""

    QUOTE = "quote"
    CLAIM = "claim"
    SENTENCE = "sentence"
    NONE = "none"


class AnswerBasis(StrEnum):
    """How that is known."""

    REPEATED = "repeated"
    LIKENESS = "likeness"
    NONE = "none"


@dataclass(frozen=True, slots=True)
class ArticlePassage:
    """A passage of an article that can be answered.

    `voice` is the speaker as written, `entity_id` the speaker as an entity where that is known,
    `stance` that of the words to the target where the tagger is sure of it.
    """

    kind: AnsweredKind
    span: Span
    voice: str = ""
    entity_id: str = ""
    stance: str = ""


@dataclass(frozen=True, slots=True)
class Answer:
    """A comment and the passage that it answers, or that it answers none."""

    vote: Vote
    basis: AnswerBasis
    passage: ArticlePassage | None = None
    score: float = 0.0

    @property
    def stance(self) -> str:
        """The comment's stance where its tagger stands by it, else `""`."""
        return self.vote.stance if self.vote.is_sure else ""


def find_answers(
    articles: Iterable[TaggedArticle],
    comments: Sequence[TaggedComment],
    votes: Mapping[str, Vote],
    quotes: Iterable[Quote],
    encoder: Encoder,
    settings: AnswerSettings = AnswerSettings(),  # noqa: B008 - frozen
) -> list[Answer]:
    """Say for each comment with a vote below an article with a text what of it the comment answers.

    `votes` are by comment id; they may be those of more comments.
    `quotes` are those of articles and comments, with their speakers' entities. A comment that
    repeats several passages has an answer for each, every other one has one.
    """
    own: defaultdict[tuple[DocumentKind, str], list[Quote]] = defaultdict(list)
    for quote in quotes:
        own[quote.document_kind, quote.document_id].append(quote)
    below: defaultdict[str, list[TaggedComment]] = defaultdict(list)
    for tagged in in_order(comments):
        if tagged.comment.comment_id in votes:
            below[tagged.comment.article_id].append(tagged)
    found: list[Answer] = []
    for article in sorted(articles, key=lambda tagged: tagged.article.article_id):
        article_id = article.article.article_id
        passages = passages_of(article, own[DocumentKind.ARTICLE, article_id])
        if passages and below[article_id]:
            page = _Page(passages, below[article_id], encoder, settings)
            found += page.answers(votes, own)
    return found


def passages_of(article: TaggedArticle, quotes: Sequence[Quote]) -> tuple[ArticlePassage, ...]:
    """List the quotes, claims and other sentences of an article, in the order of its text."""
    passages = [
        ArticlePassage(
            AnsweredKind.QUOTE,
            q.content,
            q.speaker.text if q.speaker else "",
            q.entity_id,
            q.stance,
        )
        for q in quotes
    ]
    for claim in article.claims:
        if not any(_overlap(claim.span, passage.span) for passage in passages):
            passages.append(
                ArticlePassage(AnsweredKind.CLAIM, claim.span, claim.speaker, stance=claim.stance)
            )
    for match in _SENTENCE.finditer(article.article.text):
        if len(_WORD.findall(match[0])) >= _FEWEST_WORDS:
            words = match[0].strip()
            start = match.start() + match[0].index(words)
            span = Span(start, start + len(words), words)
            if not any(_overlap(span, passage.span) for passage in passages):
                passages.append(ArticlePassage(AnsweredKind.SENTENCE, span))
    return tuple(sorted(passages, key=lambda passage: (passage.span, passage.kind)))


def _overlap(one: Span | Passage, other: Span) -> int:
    return max(0, min(one.end, other.end) - max(one.start, other.start))


class _Page:
    """An article with the comments below it, made comparable."""

    def __init__(
        self,
        passages: Sequence[ArticlePassage],
        comments: Sequence[TaggedComment],
        encoder: Encoder,
        settings: AnswerSettings,
    ) -> None:
        self.passages, self.comments, self.settings = passages, comments, settings
        pieces = [pieces_of(comment) for comment in comments]
        self.starts = np.cumsum([0, *map(len, pieces)])
        texts = [*(p.span.text for p in passages), *(text for own in pieces for text in own)]
        meanings = encoder.encode(texts)
        weight = len(texts) / (len(texts) + _MEAN_WEIGHT)
        common = weight * meanings.mean(axis=0, keepdims=True, dtype=np.float64)
        self.meanings = unit_rows((meanings - common.astype(np.float32)).astype(np.float32))
        self.words = _tf_idf(texts)
        self.has_word = _rare(self.words, len(passages))
        self.place = {c.comment.comment_id: number for number, c in enumerate(comments)}

    def answers(
        self,
        votes: Mapping[str, Vote],
        quotes: Mapping[tuple[DocumentKind, str], Sequence[Quote]],
    ) -> Iterator[Answer]:
        """Say of each comment what it answers."""
        every = np.arange(len(self.passages))
        for block in blocks(len(self.comments), _COMMENTS_AT_ONCE):
            first = self.starts[block.start]
            rows = np.arange(first, self.starts[block.stop]) + len(self.passages)
            scores = self._scores(rows, every)
            for number in range(block.start, block.stop):
                vote = votes[self.comments[number].comment.comment_id]
                known = self._repeated(
                    vote, quotes.get((DocumentKind.COMMENT, vote.comment_id), ())
                )
                if known:
                    yield from (Answer(vote, AnswerBasis.REPEATED, p, 1.0) for p in known)
                else:
                    own = slice(self.starts[number] - first, self.starts[number + 1] - first)
                    yield self._likest(vote, number, scores[own])

    def _repeated(self, vote: Vote, quotes: Sequence[Quote]) -> list[ArticlePassage]:
        """Return the passages whose words a comment repeats, each once."""
        found = {
            self._at(quote.taken_from): None
            for quote in quotes
            if quote.taken_from is not None
            and quote.taken_from.document_kind is DocumentKind.ARTICLE
            and quote.taken_from.document_id == vote.article_id
        }
        return [passage for passage in found if passage is not None]

    def _at(self, repeated: Passage) -> ArticlePassage | None:
        """Return the passage that the repeated words overlap most."""
        best = max(self.passages, key=lambda passage: _overlap(repeated, passage.span))
        return best if _overlap(repeated, best.span) else None

    def _likest(self, vote: Vote, number: int, scores: NDArray[np.float64]) -> Answer:
        best = int(scores.max(axis=0).argmax())
        score = round(float(scores[:, best].max()), 4)
        if score < self.settings.likeness or score <= self._likeness_to_parent(number):
            return Answer(vote, AnswerBasis.NONE, None, score)
        return Answer(vote, AnswerBasis.LIKENESS, self.passages[best], score)

    def _likeness_to_parent(self, number: int) -> float:
        parent = self.place.get(self.comments[number].comment.parent_id, number)
        if parent == number:
            return 0.0
        return float(self._scores(self._rows(number), self._rows(parent)).max())

    def _rows(self, number: int) -> NDArray[np.int64]:
        first = len(self.passages)
        return np.arange(first + self.starts[number], first + self.starts[number + 1])

    def _scores(self, rows: NDArray[np.int64], others: NDArray[np.int64]) -> NDArray[np.float64]:
        """Compare rows by meaning and rare words; without two words in common they are unlike."""
        meanings = self.meanings[rows] @ self.meanings[others].T
        words = (self.words[rows] @ self.words[others].T).toarray()
        shared = (self.has_word[rows] @ self.has_word[others].T).toarray()
        share = self.settings.words
        scores = (1 - share) * meanings + share * words
        return np.where(shared >= _FEWEST_SHARED, np.round(scores, 5), 0.0).astype(np.float64)


def pieces_of(tagged: TaggedComment) -> list[str]:
    """Return what a comment says: its own claims and its evidence, or without them all of it."""
    spans = [claim.span for claim in own_claims(tagged)]
    evidence = tagged.stance.evidence if tagged.stance else None
    if evidence is not None and not any(_overlap(evidence, span) for span in spans):
        spans.append(evidence)
    texts = [span.text[:_LONGEST_PIECE] for span in spans[:_MOST_PIECES]]
    return texts or [tagged.comment.text[:_LONGEST_PIECE]]


def _telling_words(text: str) -> list[str]:
    """Return the words that tell something, cut so that inflected ones meet."""
    words = (word.removesuffix("'s").removesuffix("’s") for word in _WORD.findall(text.lower()))
    return [w[:_STEM] for w in words if len(w) > 1 and w not in ENGLISH_STOP_WORDS]


def _rare(words: csr_matrix, n_passages: int) -> csr_matrix:
    """Say which texts have which of the words that few of the passages, the first texts, have."""
    has_word = csr_matrix(words > 0, dtype=np.int32)
    n_with = np.asarray(has_word[:n_passages].sum(axis=0)).ravel()
    return csr_matrix(has_word[:, n_with <= max(2, _RARE * n_passages)])


def _tf_idf(texts: Sequence[str]) -> csr_matrix:
    vectorizer = TfidfVectorizer(analyzer=_telling_words, sublinear_tf=True, dtype=np.float32)
    try:
        return csr_matrix(vectorizer.fit_transform(texts))
    except ValueError:  # nothing but stop words
        return csr_matrix((len(texts), 1), dtype=np.float32)
