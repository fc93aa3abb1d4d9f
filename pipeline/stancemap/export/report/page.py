"""What stands on the page: the content, counted, sorted and cut to size."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from markupsafe import Markup

from stancemap.export.report.cards import MapCards, map_cards
from stancemap.export.report.charts import month_chart, stance_chart
from stancemap.export.report.colours import CodeColour, code_colours
from stancemap.export.report.content import ReportContent, ScoredEntity
from stancemap.export.report.ledger import Balance, balances
from stancemap.export.report.limits import Limits
from stancemap.export.report.stances import (
    AnsweredStances,
    Stances,
    StanceTables,
    answered_stances,
    stance_tables,
)
from stancemap.records import Article, DocumentKind, Quote


@dataclass(frozen=True, slots=True)
class Totals:
    """The numbers at the head of the page."""

    articles: int
    comments: int
    authors: int
    tagged: int
    abstained: int
    claims: int
    article_claims: int
    first_posted: str
    last_posted: str


@dataclass(frozen=True, slots=True)
class ArticleQuotes:
    """Quotes of one article."""

    article: Article
    quotes: Sequence[Quote]


@dataclass(frozen=True, slots=True)
class Page:
    """All that the template prints."""

    content: ReportContent
    limits: Limits
    totals: Totals
    languages: Sequence[tuple[str, int]]
    balances: Sequence[Balance]
    colours: Mapping[str, CodeColour]
    stances: StanceTables
    stance_svg: Markup
    month_svg: Markup
    cards: MapCards
    entities: Sequence[ScoredEntity]
    quotes: Sequence[ArticleQuotes]
    n_quotes: int
    answered: Sequence[AnsweredStances]

    @property
    def months(self) -> Sequence[Stances]:
        """The latest months."""
        return self.stances.months[-self.limits.months :]

    @property
    def n_quotes_shown(self) -> int:
        """How many quotes the page has room for."""
        return sum(len(group.quotes) for group in self.quotes)


def make_page(content: ReportContent, limits: Limits) -> Page:
    """Work out everything that the template prints."""
    quotes = [quote for quote in content.quotes if quote.document_kind is DocumentKind.ARTICLE]
    # The SVG is made by the chart library from code names and numbers: nothing from outside.
    stances = stance_tables(content.summaries, content.codebook)
    stance_svg = stance_chart(stances.overall.shares) if stances.overall.n_comments else ""
    return Page(
        content=content,
        limits=limits,
        totals=_totals(content),
        languages=_languages(content),
        balances=tuple(balances(content.ledger)),
        colours={colour.name: colour for colour in code_colours(content.codebook)},
        stances=stances,
        stance_svg=Markup(stance_svg),  # noqa: S704 - see above
        month_svg=Markup(month_chart(stances.months[-limits.months :])),  # noqa: S704 - see above
        cards=map_cards(content, limits),
        entities=sorted(content.entities, key=_most_named)[: limits.entities],
        quotes=_by_article(quotes, content.articles, limits.quotes),
        n_quotes=len(quotes),
        answered=answered_stances(content.answered, content.articles, content.codebook),
    )


def _totals(content: ReportContent) -> Totals:
    census = content.census
    return Totals(
        articles=len(content.articles),
        comments=census.n_comments,
        authors=len(census.authors),
        tagged=census.n_tagged,
        abstained=census.n_abstained,
        claims=census.n_claims,
        article_claims=content.article_claims,
        first_posted=census.first_posted,
        last_posted=census.last_posted,
    )


def _languages(content: ReportContent) -> Sequence[tuple[str, int]]:
    return sorted(content.census.languages.items(), key=lambda item: (-item[1], item[0]))


def _most_named(scored: ScoredEntity) -> tuple[int, int, str]:
    counts = scored.counts
    return -counts.n_comments, -counts.n_mentions, scored.entity.entity_id


def _by_article(
    quotes: Sequence[Quote], articles: Sequence[Article], limit: int
) -> Sequence[ArticleQuotes]:
    """Choose quotes in rounds, the first of every article and so on; ascribed ones first."""
    of_article: dict[str, list[Quote]] = {article.article_id: [] for article in articles}
    for quote in sorted(quotes, key=lambda quote: (quote.speaker is None, quote.content)):
        of_article.setdefault(quote.document_id, []).append(quote)
    places = [
        (rank, place, quote)
        for place, found in enumerate(of_article.values())
        for rank, quote in enumerate(found)
    ]
    chosen = {quote.quote_id for _, _, quote in sorted(places, key=lambda p: p[:2])[:limit]}
    return [
        ArticleQuotes(article, kept)
        for article in articles
        if (
            kept := sorted(
                (q for q in of_article[article.article_id] if q.quote_id in chosen),
                key=lambda quote: quote.content,
            )
        )
    ]
