"""The quotes of comments: whose words a commenter repeats, and where they come from."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

from stancemap.records import (
    Article,
    Comment,
    DocumentKind,
    Mention,
    Passage,
    Quote,
    QuoteKind,
    Span,
    SpeakerBasis,
)
from stancemap.tag.legible import make_legible
from stancemap.tag.own_words import Letters, Quoted, reduce_to_letters

_KIND = DocumentKind.COMMENT
_FEWEST_LETTERS = 12
_SEED = 20
_LEAST_COPIED = 0.5
_MOST_SOURCES = 200


@dataclass(frozen=True)
class _Source:
    """A document that may be quoted."""

    kind: DocumentKind
    document_id: str
    text: str
    author: str

    @cached_property
    def letters(self) -> Letters:
        """Its letters with their offsets, made when first asked for."""
        return reduce_to_letters(make_legible(self.text).text, with_offsets=True)


class Origins:
    """All that the comments of whole threads can quote."""

    def __init__(self, comments: Sequence[Comment], articles: Mapping[str, Article]) -> None:
        self._articles = {
            article.article_id: _Source(
                DocumentKind.ARTICLE, article.article_id, article.text, article.author
            )
            for article in articles.values()
        }
        self._threads: defaultdict[str, list[_Source]] = defaultdict(list)
        self._comments: dict[str, _Source] = {}
        for comment in comments:
            source = _Source(_KIND, comment.comment_id, comment.text, comment.author)
            self._comments[comment.comment_id] = source
            self._threads[comment.thread_id].append(source)

    def of(self, comment: Comment, speaker: str) -> Iterator[_Source]:
        """Yield what a comment may quote: its parent, the named one's words, article, thread."""
        parent = self._comments.get(comment.parent_id)
        if parent is not None:
            yield parent
        thread = self._threads[comment.thread_id]
        others = [s for s in thread if s.document_id != comment.comment_id and s is not parent]
        named = [source for source in others if speaker and is_named(source.author, speaker)]
        yield from named
        if comment.article_id in self._articles:
            yield self._articles[comment.article_id]
        yield from (source for source in others[:_MOST_SOURCES] if source not in named)

    def author(self, comment: Comment, speaker: str) -> str:
        """Return the commenter of the thread whom a name names, `""` where it is none."""
        authors = {source.author for source in self._threads[comment.thread_id]}
        return next((one for one in sorted(authors) if is_named(one, speaker)), "")


def is_named(author: str, speaker: str) -> bool:
    """Say whether a name as written is a commenter's.

    >>> is_named("Ann Lee", "@ann lee"), is_named("", "")
    (True, False)
    """
    name = reduce_to_letters(speaker).letters
    return bool(name) and reduce_to_letters(author).letters == name


def quotes_of_comment(
    comment: Comment, quoted: Sequence[Quoted], mentions: Sequence[Mention], origins: Origins
) -> tuple[Quote, ...]:
    """Make the quotes of a comment, each with its speaker and its source where they are known."""
    quotes = (
        Quote(
            quote_id=f"{comment.comment_id}#q{number}",
            document_kind=_KIND,
            document_id=comment.comment_id,
            content=one.span,
            kind=QuoteKind.DIRECT,
            speaker=one.speaker,
        )
        for number, one in enumerate(quoted, start=1)
    )
    return tuple(_traced(quote, comment, mentions, origins) for quote in quotes)


def _traced(quote: Quote, comment: Comment, mentions: Sequence[Mention], origins: Origins) -> Quote:
    speaker = quote.speaker.text if quote.speaker else ""
    for source in origins.of(comment, speaker):
        bounds = find_passage(quote.content.text, source.letters)
        if bounds is not None:
            passage = Passage(source.kind, source.document_id, *bounds)
            quote = replace(quote, taken_from=passage)
            if source.kind is _KIND and source.author:
                return replace(quote, commenter=source.author, speaker_basis=SpeakerBasis.COMMENTER)
            break
    author = origins.author(comment, speaker)
    if author:
        return replace(quote, commenter=author, speaker_basis=SpeakerBasis.COMMENTER)
    name = _name_in(quote.speaker, mentions)
    return quote if name is None else replace(quote, name=name, speaker_basis=SpeakerBasis.NAMED)


def _name_in(speaker: Span | None, mentions: Sequence[Mention]) -> Span | None:
    if speaker is None:
        return None
    inside = [m for m in mentions if m.span.start < speaker.end and speaker.start < m.span.end]
    best = min(inside, key=lambda m: (m.label != "PERSON", m.span), default=None)
    return best.span if best else None


def find_passage(quoted: str, source: Letters) -> tuple[int, int] | None:
    """Find where a copy comes from, whatever its marks and blanks; its beginning is enough.

    >>> text = "It is, they say, too late for that now."
    >>> source = reduce_to_letters(text, with_offsets=True)
    >>> start, end = find_passage("they say too late for THAT", source)
    >>> text[start:end]
    'they say, too late for that'
    """
    letters = reduce_to_letters(quoted).letters
    if len(letters) < _FEWEST_LETTERS:
        return None
    at, length = source.letters.find(letters), len(letters)
    if at < 0:
        at, length = _longest_beginning(letters, source.letters)
        if length < max(_SEED, _LEAST_COPIED * len(letters)):
            return None
    return source.offsets[at], source.offsets[at + length - 1] + 1


def _longest_beginning(letters: str, source: str) -> tuple[int, int]:
    """Return where the longest beginning of some letters stands, and how long it is."""
    at, length = source.find(letters[:_SEED]), 0
    best = at, 0
    while at >= 0:
        while length < len(letters) and source.startswith(letters[: length + 1], at):
            length += 1
        if length > best[1]:
            best = at, length
        at = source.find(letters[: length + 1], at + 1)
    return best
