"""The comments below each article, put together again from the parts."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import groupby

from stancemap.maps.answers import Answer, find_answers
from stancemap.maps.voices import Vote
from stancemap.records import Quote, TaggedArticle, TaggedComment
from stancemap.tag.encoder import Encoder

_MOST_COMMENTS = 20_000
"""So many comments below one article are compared with it at once: more do not fit into memory."""


@dataclass(frozen=True, slots=True)
class Page:
    """An article with comments below it, their votes, and the quotes in all of them."""

    article: TaggedArticle
    quotes: list[Quote]
    comments: list[TaggedComment] = field(default_factory=list)
    votes: dict[str, Vote] = field(default_factory=dict)

    def answers(self, encoder: Encoder) -> list[Answer]:
        """Say of each comment what of the article it answers."""
        return find_answers([self.article], self.comments, self.votes, self.quotes, encoder)


class Pages:
    """Collects comments, which come article by article; articles without a text are left out.

    Args:
        articles: all articles.
        quotes: what they quote, with the speakers' entities.
    """

    def __init__(self, articles: Iterable[TaggedArticle], quotes: Iterable[Quote]) -> None:
        self._articles = {one.article.article_id: one for one in articles if one.article.text}
        self._quotes: defaultdict[str, list[Quote]] = defaultdict(list)
        for quote in quotes:
            self._quotes[quote.document_id].append(quote)
        self._page: Page | None = None

    def quotes_above(self, comments: Iterable[TaggedComment]) -> Iterator[Quote]:
        """Yield what the articles above comments quote."""
        for article_id in dict.fromkeys(tagged.comment.article_id for tagged in comments):
            yield from self._quotes.get(article_id, ())

    def add(
        self,
        comments: Sequence[TaggedComment],
        votes: Mapping[str, Vote],
        quotes: Iterable[Quote],
    ) -> Iterator[Page]:
        """Add the comments of a part and the quotes in them; yield the pages that are whole."""
        by_comment: defaultdict[str, list[Quote]] = defaultdict(list)
        for quote in quotes:
            by_comment[quote.document_id].append(quote)
        for article_id, below in groupby(comments, key=lambda tagged: tagged.comment.article_id):
            if self._page and (
                article_id != self._of or len(self._page.comments) >= _MOST_COMMENTS
            ):
                yield from self.rest()
            article = self._articles.get(article_id)
            if article is None:
                continue
            self._page = self._page or Page(article, list(self._quotes.get(article_id, ())))
            for tagged in below:
                name = tagged.comment.comment_id
                self._page.comments.append(tagged)
                self._page.quotes.extend(by_comment.get(name, ()))
                if name in votes:
                    self._page.votes[name] = votes[name]

    @property
    def _of(self) -> str:
        return self._page.article.article.article_id if self._page else ""

    def rest(self) -> Iterator[Page]:
        """Yield the page that is under way."""
        if self._page:
            yield self._page
        self._page = None
