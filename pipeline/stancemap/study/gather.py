"""One walk through the tagged comments of a study: what the map needs of all of them stays.

Votes and voices are small; relations, answers and quotes are found on the way, since whole threads
are in one part and the comments of an article follow each other.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from stancemap.export.report.census import Census
from stancemap.maps.answer_rows import ANSWERS, answer_row
from stancemap.maps.answers import Answer
from stancemap.maps.link_model import LinkModel
from stancemap.maps.relations import find_relations
from stancemap.maps.voices import Voice, Vote, own_claims, sorted_voices, votes_of
from stancemap.records import DocumentKind, Mention, Quote, Relation, TaggedComment
from stancemap.rows import quote_row
from stancemap.study.claim_file import ClaimFile
from stancemap.study.pages import Page, Pages
from stancemap.study.table_files import TableFiles
from stancemap.study.tagged import TaggedParts
from stancemap.tables import QUOTES
from stancemap.tag.encoder import Encoder
from stancemap.tag.quote_speakers import resolve_speakers

_ARTICLE = DocumentKind.ARTICLE


@dataclass(frozen=True, slots=True)
class Gathered:
    """What is kept of all comments.

    `answers` are those that answer some passage; `quotes` are those of articles.
    """

    quotes: list[Quote]
    votes: list[Vote] = field(default_factory=list)
    voices: list[Voice] = field(default_factory=list)
    relations: list[Relation] = field(default_factory=list)
    answers: list[Answer] = field(default_factory=list)
    census: Census = field(default_factory=Census)


@dataclass(frozen=True, slots=True)
class Finders:
    """What finds answers and relations."""

    encoder: Encoder
    links: LinkModel


def gather(
    parts: TaggedParts,
    mentions: Iterable[Mention],
    finders: Finders,
    claims: ClaimFile,
    files: TableFiles,
) -> Gathered:
    """Walk through all comments; write the tables of quotes and answers, and fill `claims`.

    `mentions` are those of all documents with their entities, in document order, and are walked
    through twice.
    """
    quotes = [quote for article in parts.articles for quote in article.quotes]
    told = resolve_speakers(quotes, (m for m in mentions if m.document_kind is _ARTICLE))
    kept, pages, named = Gathered(list(told)), Pages(parts.articles, told), _Named(mentions)
    with files.begin(QUOTES) as all_quotes, files.begin(ANSWERS) as all_answers:
        all_quotes.extend(map(quote_row, told))

        def answer(page: Page) -> None:
            answers = page.answers(finders.encoder)
            all_answers.extend(map(answer_row, answers))
            kept.answers.extend(one for one in answers if one.passage)

        for comments in parts:
            votes = {vote.comment_id: vote for vote in votes_of(comments)}
            kept.census.add(comments)
            kept.votes.extend(votes.values())
            kept.voices.extend(_voices(comments, votes, claims))
            kept.relations.extend(find_relations(comments, finders.encoder, finders.links))
            own = [quote for tagged in comments for quote in tagged.quotes]
            own = list(resolve_speakers(own, named.of(comments), pages.quotes_above(comments)))
            all_quotes.extend(map(quote_row, own))
            for page in pages.add(comments, votes, own):
                answer(page)
        for page in pages.rest():
            answer(page)
    kept.voices[:] = sorted_voices(kept.voices)
    kept.relations.sort()
    return kept


def _voices(
    comments: Iterable[TaggedComment], votes: Mapping[str, Vote], claims: ClaimFile
) -> Iterator[Voice]:
    """Append the own claims of comments to the file, and yield their voices."""
    first = len(claims)
    said = [
        (vote, claim)
        for tagged in comments
        if (vote := votes.get(tagged.comment.comment_id))
        for claim in own_claims(tagged)
    ]
    claims.extend([claim for _, claim in said])
    for row, (vote, claim) in enumerate(said, start=first):
        yield Voice(claim.claim_id, vote, claim.stance or vote.stance, claims, row)


class _Named:
    """Hands out mentions in comments, which are in the order of the comments."""

    def __init__(self, mentions: Iterable[Mention]) -> None:
        self._mentions = (m for m in mentions if m.document_kind is not _ARTICLE)
        self._next = next(self._mentions, None)

    def of(self, comments: Iterable[TaggedComment]) -> list[Mention]:
        """Return the mentions of the next comments."""
        ids = {tagged.comment.comment_id for tagged in comments}
        found = []
        while self._next is not None and self._next.document_id in ids:
            found.append(self._next)
            self._next = next(self._mentions, None)
        return found
