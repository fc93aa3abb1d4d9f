from collections.abc import Callable
from dataclasses import replace
from itertools import pairwise

import lxml.html

from stancemap.codebook import load_codebook
from stancemap.export.report import ReportContent
from stancemap.export.report.limits import Priced, affordable
from stancemap.export.report.write import render
from stancemap.maps.argument_map import build_map
from stancemap.maps.summaries import summarise
from stancemap.maps.voices import voices, votes_of
from stancemap.records import (
    Article,
    KeyPoint,
    Relation,
    RelationBasis,
    RelationKind,
    TaggedComment,
)


def test_offers_are_taken_in_order_while_there_is_room() -> None:
    offers = [Priced("a", 3), Priced("b", 4), Priced("c", 4), Priced("d", 1)]
    assert list(affordable(offers, 8)) == ["a", "b"]


def test_page_stays_below_three_megabytes_whatever_it_is_made_from(
    make_study: Callable[..., ReportContent],
    make_tagged: Callable[[int, str, str], TaggedComment],
    make_point: Callable[[int, str, str, list[TaggedComment]], KeyPoint],
) -> None:
    # Each ampersand takes five bytes, each target has more to show than there is room for.
    words = "&" * 2_000
    targets = [f"{place} {words}" for place in range(150)]
    comments = [make_tagged(n, words, targets[n // 3 % 150]) for n in range(100_000)]
    points: list[KeyPoint] = []
    relations: list[Relation] = []
    for number, target in enumerate(targets):
        of_target = [c for c in comments[number * 3 :: 450] if c.comment.target == target]
        for place in range(0, len(of_target), 3):
            points.append(make_point(len(points), words, target, of_target[place : place + 3]))
    for one, other in pairwise(points):
        for kind in RelationKind:
            pair = (one.key_point_id, other.key_point_id)
            relations.append(Relation(*pair, kind, RelationBasis.CUE, 0.5))
            claims = (one.claim_ids[0], other.claim_ids[0])
            relations.append(Relation(*claims, kind, RelationBasis.CUE, 0.5))
    study = make_study(words)
    mentions = list(study.mentions)
    articles = [Article(f"a{n}", words) for n in range(1_000)]
    comments = [
        replace(tagged, comment=replace(tagged.comment, article_id=f"a{n % 1_000}"))
        for n, tagged in enumerate(comments)
    ]
    content = replace(
        study.holding(comments),
        articles=articles,
        mentions=[
            replace(mentions[n % 3], document_id=tagged.comment.comment_id)
            for n, tagged in enumerate(comments)
        ],
        key_points=points,
        argument_map=build_map(votes_of(comments), voices(comments), points, relations),
        summaries=summarise(votes_of(comments), [], [], [], load_codebook()),
    )
    html = render(content)
    assert 1_000_000 < len(html.encode()) < 3_000_000
    page: lxml.html.HtmlElement = lxml.html.document_fromstring(html)
    assert "Shown are" in page.text_content()
    ids = page.xpath("//@id")
    assert {link[1:] for link in page.xpath("//@href")} <= set(ids)
