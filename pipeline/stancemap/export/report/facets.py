"""By what the map can be filtered, and which comments of a key point fit what.

Not every comment has room on the page, so each key point carries a short list in numbers of all
its comments: below which article, in which month, naming whom. The filters count by that list.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain

from stancemap.export.report.choice import Choice
from stancemap.export.report.content import ReportContent
from stancemap.export.report.limits import Limits
from stancemap.maps.summaries import month_in
from stancemap.maps.voices import Vote
from stancemap.records import Comment, DocumentKind

_STEPS = ((200, 100), (200, 30), (100, 0), (0, 0))
"""How many articles and names are offered, from the most on, until the lists have room."""


@dataclass(frozen=True, slots=True)
class Option:
    """Something to filter by; `n_comments` counts them once per key point that they make."""

    number: int
    label: str
    n_comments: int


@dataclass(frozen=True, slots=True)
class Facets:
    """What can be chosen, and the places of the comments in it."""

    articles: Sequence[Option]
    months: Sequence[Option]
    names: Sequence[Option]
    n_articles: int
    n_names: int
    numbers: "_Numbers"

    def place(self, comment: Comment) -> str:
        """Write the numbers of a comment's article, month and names, with points between."""
        return ".".join(map(str, self.numbers.of(comment)))

    def places(self, votes: Iterable[Vote]) -> str:
        """Write how many of the comments have which numbers."""
        return _places(votes, self.numbers)


def make_facets(content: ReportContent, choice: Choice, limits: Limits) -> Facets:
    """Offer what the comments behind the key points shown differ in, the most frequent first."""
    comments = list(chain.from_iterable(choice.votes.values()))
    named = _named(content, {comment.comment_id for comment in comments})
    articles = _ranked(Counter(comment.article_id for comment in comments))
    months = sorted(Counter(month_in(comment.posted) for comment in comments).items())
    names = _ranked(Counter(chain.from_iterable(named.get(c.comment_id, ()) for c in comments)))
    titles = {article.article_id: article.title for article in content.articles}
    called = {scored.entity.entity_id: scored.entity.name for scored in content.entities}
    for n_articles, n_names in _STEPS:
        numbers = _Numbers(
            _numbered(articles[:n_articles]),
            _numbered(months),
            _numbered(names[:n_names]),
            named,
        )
        if _size(choice, numbers) <= limits.filter_characters:
            break
    return Facets(
        _options(articles[:n_articles], titles),
        _options(months, {}),
        _options(names[:n_names], called),
        len(articles),
        len(names),
        numbers,
    )


@dataclass(frozen=True, slots=True)
class _Numbers:
    """The numbers on the page of articles, months and names; 0 is all the rest."""

    articles: Mapping[str, int]
    months: Mapping[str, int]
    names: Mapping[str, int]
    named: Mapping[str, Sequence[str]]

    def of(self, comment: Comment | Vote) -> Sequence[int]:
        found = (self.names.get(name, 0) for name in self.named.get(comment.comment_id, ()))
        return (
            self.articles.get(comment.article_id, 0),
            self.months.get(month_in(comment.posted), 0),
            *sorted(number for number in found if number),
        )


def _places(votes: Iterable[Vote], numbers: _Numbers) -> str:
    counts = Counter(tuple(numbers.of(vote)) for vote in votes)
    return " ".join(".".join(map(str, (n, *place))) for place, n in sorted(counts.items()))


def _size(choice: Choice, numbers: _Numbers) -> int:
    return sum(len(_places(votes, numbers)) for votes in choice.votes.values())


def _named(content: ReportContent, comment_ids: set[str]) -> Mapping[str, Sequence[str]]:
    """Return the entities that each comment names."""
    named: dict[str, set[str]] = defaultdict(set)
    for mention in content.mentions:
        if mention.document_kind is DocumentKind.COMMENT and mention.document_id in comment_ids:
            named[mention.document_id].add(mention.entity_id)
    known = {scored.entity.entity_id for scored in content.entities}
    return {comment_id: sorted(found & known) for comment_id, found in named.items()}


def _ranked(counts: Mapping[str, int]) -> Sequence[tuple[str, int]]:
    return sorted(counts.items(), key=lambda pair: (-pair[1], pair[0]))


def _numbered(pairs: Sequence[tuple[str, int]]) -> Mapping[str, int]:
    return {name: number for number, (name, _) in enumerate(pairs, start=1)}


def _options(pairs: Sequence[tuple[str, int]], labels: Mapping[str, str]) -> Sequence[Option]:
    return [
        Option(number, labels.get(name) or name, count)
        for number, (name, count) in enumerate(pairs, start=1)
    ]
