"""How large the report of an invented study is, and how soon a reader can filter it in Chromium.

`dom_ms` is from the start of loading to DOMContentLoaded; `first_filter_ms` until the first word
typed then has been filtered by and painted; `cpu_ms` is what the page's thread worked until then,
whatever else the machine did. The medians of some loads, each in a fresh window.

Example: python benchmarks/report.py 20000 100000
"""

import argparse
import json
import random
import shutil
import statistics
import tempfile
import time
from collections import defaultdict
from pathlib import Path

from playwright.sync_api import sync_playwright

from stancemap.codebook import load_codebook
from stancemap.export.report import ReportContent, ScoredEntity
from stancemap.export.report.write import render
from stancemap.maps.argument_map import build_map
from stancemap.maps.summaries import summarise
from stancemap.maps.voices import voices, votes_of
from stancemap.records import (
    Article,
    Claim,
    ClaimKind,
    Comment,
    DocumentKind,
    Entity,
    KeyPoint,
    Mention,
    Relation,
    RelationBasis,
    RelationKind,
    Span,
    Stance,
    Status,
    TaggedComment,
)
from stancemap.tables import EntityCounts

_CODEBOOK = load_codebook()
_SIDES = ("oppose", "pragmatic", "support", "inevitable")
_WORDS = (
    "bus driver night street council meter heat pump camera school teacher mark essay lamp road "
    "pay price rule vote street noise winter garden letter signal engine window never always "
    "should would cheaper safer nobody everyone because without until between often"
)
_PER_ARTICLE, _PER_TARGET, _FURTHEST_REPLY = 100, 2_500, 20
_N_NAMES = 400
_LOADS = 5
_TYPE = """() => document.addEventListener('DOMContentLoaded', () => {
  const dom = performance.now();
  const find = document.querySelector('#find');
  find.value = 'cheaper';
  find.dispatchEvent(new Event('input', { bubbles: true }));
  requestAnimationFrame(() => requestAnimationFrame(() => {
    window.measured = [dom, performance.now()];
  }));
})"""


def _comment(number: int, draw: random.Random) -> TaggedComment:
    words = _WORDS.split()
    sentences = [" ".join(draw.choices(words, k=draw.randint(6, 18))) + "." for _ in range(4)]
    text = " ".join(sentences)
    span = Span.of(text, len(sentences[0]) + 1, len(sentences[0]) + 1 + len(sentences[1]))
    target, side = f"target {number // _PER_TARGET}", draw.choice(_SIDES)
    comment_id = f"c{number:06}"
    answers = number - draw.randint(1, _FURTHEST_REPLY)
    parent = f"c{answers:06}" if number % 3 and answers >= 0 else ""
    comment = Comment(
        comment_id,
        f"a{number // _PER_ARTICLE}",
        text,
        comment_id,
        parent,
        position=number,
        author=f"author {draw.randrange(5_000)}",
        posted=f"20{20 + number // 20_000}-{draw.randint(1, 12):02}-{draw.randint(1, 28):02}",
        likes=int(draw.expovariate(0.2)),
        target=target,
    )
    claim = Claim(
        f"{comment_id}#1", DocumentKind.COMMENT, comment_id, span, ClaimKind.VALUE, 0.8, side
    )
    stance = Stance(target, side, (side,), (0.2,) * 5, 0.7, evidence=span)
    return TaggedComment(comment, Status.TAGGED, "en", "", 0.1, stance, (claim,))


def _points(comments: list[TaggedComment], draw: random.Random) -> list[KeyPoint]:
    """Half of the comments make some point; few points are made often, many twice."""
    groups: dict[tuple[str, str, int], list[Claim]] = defaultdict(list)
    for tagged in comments[::2]:
        rank = min(int(draw.paretovariate(0.7)), 60)
        claim = tagged.claims[0]
        groups[tagged.comment.target, claim.stance, rank].append(claim)
    return [
        KeyPoint(
            f"kp{number}", target, side, claims[0].span.text, claims[0].claim_id,
            tuple(claim.claim_id for claim in claims), n, n, n, 0.1, 0.05, 0.2,
            "2020-01-01", "2024-12-31", n, n, 0.1, 0.05, 0.2, ("bus", "driver"), ((side, n),),
        )
        for number, ((target, side, _), claims) in enumerate(sorted(groups.items()))
        if (n := len(claims)) > 1
    ]  # fmt: skip


def study(n_comments: int) -> ReportContent:
    """Invent a study, the same each time."""
    draw = random.Random(1)  # noqa: S311 - no secret
    comments = [_comment(number, draw) for number in range(n_comments)]
    points = _points(comments, draw)
    pairs = [draw.sample(points, 2) for _ in range(4 * len(points))]
    relations = {
        (one.key_point_id, other.key_point_id): Relation(
            one.key_point_id, other.key_point_id, draw.choice(list(RelationKind)),
            RelationBasis.REPLY, 0.6, draw.randint(1, 9),
        )
        for one, other in pairs
    }  # fmt: skip
    n_articles = -(-n_comments // _PER_ARTICLE)
    articles = [Article(f"a{n}", f"An invented title about {n}") for n in range(n_articles)]
    mentions = [
        Mention(
            DocumentKind.COMMENT, tagged.comment.comment_id, "", tagged.claims[0].span, "ORG",
            f"e{min(int(draw.paretovariate(0.5)), _N_NAMES) - 1}",
        )
        for tagged in comments
    ]  # fmt: skip
    return ReportContent(
        title=f"{n_comments} invented comments",
        codebook=_CODEBOOK,
        articles=articles,
        summaries=summarise(votes_of(comments), articles, [], [], _CODEBOOK),
        key_points=points,
        argument_map=build_map(
            votes_of(comments), voices(comments), points, list(relations.values())
        ),
        entities=[
            ScoredEntity(Entity(f"e{n}", f"Name {n}", "ORG"), EntityCounts(9, 9, 9, {}))
            for n in range(_N_NAMES)
        ],
        mentions=mentions,
    ).holding(comments)


def _measure(path: Path, browser_path: str) -> dict[str, float]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=browser_path, args=["--no-sandbox"])
        loads = []
        for _ in range(_LOADS):
            page = browser.new_context(viewport={"width": 1280, "height": 900}).new_page()
            tools = page.context.new_cdp_session(page)
            tools.send("Performance.enable", {"timeDomain": "threadTicks"})
            page.add_init_script(f"({_TYPE})()")
            page.goto(path.as_uri())
            page.wait_for_function("window.measured")
            metrics = tools.send("Performance.getMetrics")["metrics"]
            spent = {metric["name"]: metric["value"] for metric in metrics}
            loads.append((*page.evaluate("window.measured"), 1_000 * spent["TaskDuration"]))
            page.context.close()
        browser.close()
    names = ("dom_ms", "first_filter_ms", "cpu_ms")
    columns = zip(*loads, strict=True)
    return {
        name: round(statistics.median(column)) for name, column in zip(names, columns, strict=True)
    }


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("sizes", type=int, nargs="*", default=[20_000, 100_000])
    browser_path = shutil.which("chromium") or shutil.which("chromium-browser")
    for n_comments in arguments.parse_args().sizes:
        content = study(n_comments)
        started = time.process_time()
        html = render(content)
        result: dict[str, float] = {
            "comments": n_comments,
            "key_points": len(content.key_points),
            "page_bytes": len(html.encode()),
            "render_cpu_seconds": round(time.process_time() - started, 1),
        }
        if browser_path:
            with tempfile.TemporaryDirectory() as folder:
                path = Path(folder) / "report.html"
                path.write_text(html, encoding="utf-8")
                result |= _measure(path, browser_path)
        print(json.dumps(result), flush=True)


if __name__ == "__main__":
    main()
