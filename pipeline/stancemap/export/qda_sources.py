"""The texts of a REFI-QDA project, and what is coded in them.

An article is one source; so are the comments below it, in reading order, each below a line that
says who wrote it and when. Comment sections of more than `LONGEST` characters are cut between
threads. Offsets are code points into the source's own text, whose lines end in line feeds.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import groupby

from stancemap.export.legal_text import legal_in_place, one_line
from stancemap.export.map_content import MapContent
from stancemap.records import (
    Article,
    Claim,
    NodeKind,
    Status,
    TaggedArticle,
    TaggedComment,
)

LONGEST = 200_000
_TITLE = 80


@dataclass(frozen=True, slots=True)
class Selection:
    """A stretch of a source; `key` names it for good, `codes` are keys of codes."""

    key: str
    start: int
    end: int
    codes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Source:
    """A text with its selections; `variables` say which article it belongs to."""

    key: str
    name: str
    text: str
    selections: Sequence[Selection]
    variables: Mapping[str, str]


def stance_key(name: str) -> str:
    """Name the code of a stance."""
    return f"stance:{name}"


def kind_key(name: str) -> str:
    """Name the code of a kind of claim."""
    return f"kind:{name}"


def node_key(node_id: str) -> str:
    """Name the code of a node of the map."""
    return f"node:{node_id}"


def claim_key(claim_id: str) -> str:
    """Name the selection of a claim."""
    return f"claim:{claim_id}"


def sources_of(content: MapContent) -> Iterator[Source]:
    """Return the articles that have a text, each followed by its comments."""
    points = _points_of_claims(content)
    below: defaultdict[str, list[TaggedComment]] = defaultdict(list)
    for tagged in content.comments:
        below[tagged.comment.article_id].append(tagged)
    articles = {tagged.article.article_id: tagged for tagged in content.articles}
    for number, article_id in enumerate(dict.fromkeys((*articles, *below)), start=1):
        tagged_article = articles.get(article_id) or TaggedArticle(Article(article_id))
        title = one_line(tagged_article.article.title)[:_TITLE] or article_id
        heading = f"{number:03} {one_line(title)}"
        if tagged_article.article.text:
            yield _article(tagged_article, heading, points)
        yield from _comments(tagged_article.article, heading, below[article_id], points)


def _points_of_claims(content: MapContent) -> Mapping[str, str]:
    kinds = {node.node_id: node.kind for node in content.argument_map.nodes}
    return {
        node.node_id: node.parent_id
        for node in content.argument_map.nodes
        if node.kind is NodeKind.CLAIM and kinds.get(node.parent_id) is NodeKind.KEY_POINT
    }


def _article(tagged: TaggedArticle, heading: str, points: Mapping[str, str]) -> Source:
    article = tagged.article
    return Source(
        key=f"article:{article.article_id}",
        name=f"{heading} (article)",
        text=legal_in_place(article.text),
        selections=[_of_claim(claim, 0, points) for claim in tagged.claims],
        variables=_variables(article),
    )


def _comments(
    article: Article, heading: str, comments: Sequence[TaggedComment], points: Mapping[str, str]
) -> Iterator[Source]:
    threads = [list(group) for _, group in groupby(comments, lambda one: one.comment.thread_id)]
    for number, part in enumerate(_parts(threads), start=1):
        page = _Page()
        for tagged in part:
            page.add(tagged, points)
        yield Source(
            key=f"comments:{article.article_id}:{number}",
            name=f"{heading} (comments{f', part {number}' if number > 1 else ''})",
            text="".join(page.pieces),
            selections=page.selections,
            variables=_variables(article),
        )


def _parts(threads: Iterable[Sequence[TaggedComment]]) -> Iterator[Sequence[TaggedComment]]:
    part: list[TaggedComment] = []
    length = 0
    for thread in threads:
        size = sum(len(tagged.comment.text) for tagged in thread)
        if part and length + size > LONGEST:
            yield part
            part, length = [], 0
        part.extend(thread)
        length += size
    if part:
        yield part


def _variables(article: Article) -> Mapping[str, str]:
    known = {
        "article_id": article.article_id,
        "outlet": article.outlet,
        "published": article.published,
        "target": article.target,
        "url": article.url,
    }
    return {name: one_line(value) for name, value in known.items() if value}


@dataclass(slots=True)
class _Page:
    """Comments as one text while it is put together."""

    pieces: list[str] = field(default_factory=list)
    length: int = 0
    selections: list[Selection] = field(default_factory=list)

    def add(self, tagged: TaggedComment, points: Mapping[str, str]) -> None:
        comment = tagged.comment
        said_by = (comment.author or "unnamed", comment.posted, comment.comment_id)
        answers = f"answers {comment.parent_id}" if comment.parent_id else ""
        heading = ", ".join(part for part in (*map(one_line, said_by), one_line(answers)) if part)
        self._write(f"{heading}\n")
        start = self.length
        self._write(legal_in_place(comment.text))
        self._write("\n\n")
        if tagged.status is Status.TAGGED and comment.text:
            self.selections += _of_stance(tagged, start)
            self.selections += [_of_claim(claim, start, points) for claim in tagged.claims]

    def _write(self, text: str) -> None:
        self.pieces.append(text)
        self.length += len(text)


def _of_stance(tagged: TaggedComment, start: int) -> Iterator[Selection]:
    """Code the sentence that shows the primary stance, and the whole comment with the others."""
    stance, comment = tagged.stance, tagged.comment
    if stance is None or stance.abstained:
        return
    whole = (start, start + len(comment.text))
    shown = stance.evidence
    where = (start + shown.start, start + shown.end) if shown else whole
    yield Selection(f"stance:{comment.comment_id}", *where, (stance_key(stance.primary),))
    if others := tuple(stance_key(code) for code in stance.codes if code != stance.primary):
        yield Selection(f"stances:{comment.comment_id}", *whole, others)


def _of_claim(claim: Claim, start: int, points: Mapping[str, str]) -> Selection:
    point = points.get(claim.claim_id, "")
    codes = (kind_key(claim.kind.value), *((node_key(point),) if point else ()))
    return Selection(
        claim_key(claim.claim_id), start + claim.span.start, start + claim.span.end, codes
    )
