"""The tables of answers: comment to passage, and the stances of those who answer a voice."""

from collections.abc import Iterator

from stancemap.maps.answer_voices import UNKNOWN, AnsweredVoice
from stancemap.maps.answers import Answer, AnsweredKind
from stancemap.maps.summaries import ABSTAINED
from stancemap.tables import CellType, Column, Row, Table


def _text(name: str, meaning: str, of: str = "") -> Column:
    return Column(name, CellType.STRING, meaning, of)


def _whole(name: str, meaning: str) -> Column:
    return Column(name, CellType.INTEGER, meaning)


def _number(name: str, meaning: str) -> Column:
    return Column(name, CellType.NUMBER, meaning)


ANSWERS = Table(
    "answers",
    "tagged comment below an article with a text, and passage of the article that it answers",
    (
        _text("comment_id", "the comment", "comments.comment_id"),
        _text("article_id", "the article commented on", "articles.article_id"),
        _text("kind", "what of the article it answers: quote, claim, sentence, or none"),
        _whole("start", "first character of the passage in the article, empty for none"),
        _whole("end", "one past the last character"),
        _text("basis", "repeated (the comment quotes it), likeness, or none"),
        _number(
            "score",
            "1 where it is repeated; else half likeness of meaning, half rare words in common, of"
            " the passage or, for none, of the likest one, from 0 to 1",
        ),
        _text("stance", "stance of the comment, empty where the tagger is too unsure"),
        _text("voice", "who says the passage, as written; empty for the writer of the article"),
        _text("entity_id", "the voice as an entity, empty where unknown", "entities.entity_id"),
        _text("text", "the words of the passage"),
    ),
)

SUMMARY_BY_VOICE = Table(
    "summary_by_voice",
    "article, voice in it that comments answer, and stance of these comments that occurs",
    (
        _text("article_id", "the article", "articles.article_id"),
        _text("entity_id", "the voice as an entity, empty where unknown", "entities.entity_id"),
        _text(
            "voice",
            f"who is quoted; {UNKNOWN} for a mere pronoun, empty for the writer of the article",
        ),
        _text("voice_stance", "stance that most answered words of the voice take, where sure"),
        _whole("n_passages", "passages of the voice that are answered"),
        _text("stance", f"stance of the comments, or {ABSTAINED} where the tagger is too unsure"),
        _text("towards", "with or against the voice, where both stances have a side"),
        _whole("n_comments", "comments of this stance that answer the voice"),
        _whole("of_comments", "comments that answer the voice in all"),
        _number("share", "n_comments / of_comments"),
        _number("share_low", "lower end of its 95 % interval (Wilson)"),
        _number("share_high", "upper end"),
        _whole("n_authors", "commenters most of whose comments here take this stance"),
        _whole("of_authors", "commenters who answer the voice in all"),
    ),
)


def answer_row(answer: Answer) -> Row:
    """Make the row of an answer."""
    vote, passage = answer.vote, answer.passage
    return (
        vote.comment_id,
        vote.article_id,
        passage.kind.value if passage else AnsweredKind.NONE.value,
        passage.span.start if passage else None,
        passage.span.end if passage else None,
        answer.basis.value,
        answer.score,
        answer.stance,
        passage.voice if passage else "",
        passage.entity_id if passage else "",
        passage.span.text if passage else "",
    )


def voice_rows(voice: AnsweredVoice) -> Iterator[Row]:
    """Make a row for each stance that occurs."""
    for count in voice.counts:
        if count.comments.count:
            yield (
                voice.article_id,
                voice.entity_id,
                voice.name,
                voice.stance,
                voice.n_passages,
                count.stance,
                voice.towards(count.stance),
                count.comments.count,
                count.comments.total,
                count.comments.share,
                count.comments.low,
                count.comments.high,
                count.authors.count,
                count.authors.total,
            )
