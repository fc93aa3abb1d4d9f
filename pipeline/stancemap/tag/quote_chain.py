"""What a token shows about being the source or the content of a reporting word."""

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import dataclass, field

from stancemap.tag.quote_features import Cue, Reading, stem

_MOST_BEFORE = 90
_MOST_AFTER = 130
_MOST_STEPS = 14
_LONGEST_PATH = 3
_DEEPEST = 3
_HIGHEST = 100
_CLAUSES = frozenset({"ccomp", "xcomp", "parataxis", "dobj", "nsubj", "nsubjpass", "prep", "acl"})
_OPENERS = frozenset({"mark", "aux", "advmod", "det", "poss"})
_DISTANCES = (1, 2, 3, 5, 8, 12, 20, 35, 60)
_LEVELS = (0.1, 0.25, 0.5, 0.75, 0.9)
_STOPS = frozenset({"", ".", "!", "?", "\n", "\n\n"})
_ENDS = frozenset({".", "!", "?"})


def window(reading: Reading, cue: int) -> range:
    """Return the tokens of the cue's paragraph that are read for it."""
    line = reading.lines[cue]
    first = max(cue - _MOST_BEFORE, 0)
    last = min(cue + _MOST_AFTER, len(reading.words))
    while reading.lines[first] != line:
        first += 1
    while reading.lines[last - 1] != line:
        last -= 1
    return range(first, last)


def own_features(reading: Reading) -> list[tuple[str, ...]]:
    """Return for each token the features that no cue changes."""
    words, deps, last = reading.words, reading.deps, len(reading.words) - 1
    rows: list[tuple[str, ...]] = []
    for at, word in enumerate(words):
        before, after = words[at - 1] if at else "", words[at + 1] if at < last else ""
        features = (
            "bias",
            f"w={word}",
            f"w-1={before}",
            f"w+1={after}",
            f"d={deps[at]} {deps[reading.heads[at]]}",
            f"e={reading.entities[at]} {reading.shapes[at]}",
            f"q={reading.quotations[at] > 0}",
            f"edge={before in _STOPS} {after in _STOPS}",
        )
        rows.append(features)
    return rows


def chain_features(
    reading: Reading, own: Sequence[Sequence[str]], cue: Cue, others: Sequence[int]
) -> list[tuple[str, ...]]:
    """Return the features of each token in the window of a cue; `others` are all likely cues."""
    span = window(reading, cue.at)
    view = _view(reading, cue, others)
    between = _between(reading, cue.at, span)
    rows = []
    for at, marks in zip(span, between, strict=True):
        route = view.routes.to(at)
        rows.append((*own[at], *_in_parse(view, at, route), *_in_text(view, at, route, marks)))
    return rows


@dataclass(frozen=True, slots=True)
class _Route:
    """How a token hangs together with a cue: where their paths join, and by which branch."""

    height: int
    branch: int
    depth: int
    path: str


@dataclass(frozen=True, slots=True)
class _Routes:
    """The routes from a cue, each found once."""

    reading: Reading
    above: dict[int, int]
    known: dict[int, _Route] = field(default_factory=dict)

    def to(self, at: int) -> _Route:
        """Climb until the cue or one of the words above it is reached; -1 where none is."""
        climbed: list[int] = []
        heads = self.reading.heads
        while at not in self.known and at not in self.above and heads[at] != at:
            if len(climbed) >= _HIGHEST:  # a text like "he said he said …": one chain to its end
                break
            climbed.append(at)
            at = heads[at]
        if at in self.above:
            route = _Route(self.above[at], -1, 0, "")
        else:
            route = self.known.get(at) or _Route(-1, at, 0, "")
        for token in reversed(climbed):
            dep = self.reading.deps[token]
            route = _Route(
                route.height,
                token if route.branch < 0 else route.branch,
                route.depth + 1,
                f"{route.path}/{dep}" if route.depth < _LONGEST_PATH else route.path,
            )
            self.known[token] = route
        return route


@dataclass(frozen=True, slots=True)
class _View:
    """A text as one cue sees it."""

    reading: Reading
    cue: int
    base: str
    dep: str
    frame: str
    level: int
    rivals: tuple[int, ...]
    routes: _Routes


def _view(reading: Reading, cue: Cue, others: Sequence[int]) -> _View:
    at, height, above = cue.at, 0, {}
    while at not in above and height < _MOST_STEPS:
        above[at] = height
        at, height = reading.heads[at], height + 1
    deps = {reading.deps[child] for child in reading.children[cue.at]}
    return _View(
        reading=reading,
        cue=cue.at,
        base=stem(reading.words[cue.at]),
        dep=reading.deps[cue.at],
        frame="+".join(sorted(deps & _CLAUSES)),
        level=sum(cue.probability >= level for level in _LEVELS),
        rivals=tuple(other for other in others if other != cue.at),
        routes=_Routes(reading, above),
    )


def _between(reading: Reading, cue: int, span: range) -> list[str]:
    """Say for each token which marks lie between it and the cue."""
    marks = [""] * len(span)
    for step in (1, -1):
        commas = stops = quotations = last = 0
        colon = False
        at = cue + step
        while span.start <= at < span.stop:
            marks[at - span.start] = (
                f"{min(commas, 2)}{min(stops, 2)}{int(colon)}{min(quotations, 3)}"
            )
            word, quotation = reading.words[at], reading.quotations[at]
            commas += word == ","
            if step > 0:
                stops += word in _ENDS
            else:
                stops += reading.sentences[at] != reading.sentences[at + 1]
            colon = colon or word == ":"
            quotations += quotation != last
            last = quotation
            at += step
    return marks


def _in_parse(view: _View, at: int, route: _Route) -> tuple[str, ...]:
    """Describe the way from the cue to a token along the parse."""
    reading, base = view.reading, view.base
    side = _side(view.cue, at)
    arm, lead = _arm(view, route), _lead(reading, route.branch)
    path = f"P{route.height}{route.path}"
    return (
        arm,
        f"{arm} s={base}",
        f"{arm} d={view.dep}",
        f"{arm} q={_quoted(view, at)} o={_off(view, at)}",
        f"{arm} f={view.frame}",
        f"{arm} lead={lead}",
        f"{arm} lead={lead} s={base}",
        f"{arm} w={reading.words[at]}",
        f"{arm} t={reading.deps[at]} depth={min(route.depth, _DEEPEST)}",
        path,
        f"{path} s={base}",
        f"{path} d={view.dep} {side}",
        f"L{view.level} {arm}",
        f"W{side} e={reading.entities[at]} {reading.shapes[at]} {arm}",
    )


def _in_text(view: _View, at: int, route: _Route, between: str) -> tuple[str, ...]:
    """Describe what lies between a token and the cue in the text."""
    base, side = view.base, _side(view.cue, at)
    off, quoted, arm = _off(view, at), _quoted(view, at), _arm(view, route)
    far = f"D{side}{bisect_right(_DISTANCES, abs(at - view.cue))}"
    first, last = min(at, view.cue), max(at, view.cue)
    rivals = min(2, bisect_left(view.rivals, last) - bisect_right(view.rivals, first))
    rival = f"R{rivals}{'R' if at in view.rivals else ''}"
    return (
        far,
        f"{far} s={base}",
        f"{far} q={quoted} o={off}",
        f"B{side}{between} o={off} q={quoted}",
        f"B{side}{between} s={base}",
        f"B{side}{between} {arm}",
        f"{rival} {side} {off}",
        f"{rival} {arm}",
        f"L{view.level} {side} {off}",
        f"S{side} s={base} q={quoted} o={off}",
        f"S{side} d={view.dep} f={view.frame} o={off}",
        f"S{side} f={view.frame} s={base}",
        f"W{side} {view.reading.words[at]}",
    )


def _side(cue: int, at: int) -> str:
    return "=" if at == cue else "L" if at < cue else "R"


def _off(view: _View, at: int) -> int:
    return max(-2, min(2, view.reading.sentences[at] - view.reading.sentences[view.cue]))


def _quoted(view: _View, at: int) -> str:
    quotation = view.reading.quotations[at]
    if not quotation:
        return "0"
    return "=" if quotation == view.reading.quotations[view.cue] else "1"


def _arm(view: _View, route: _Route) -> str:
    if route.branch < 0:
        return f"A{route.height}self"
    side = "L" if route.branch < view.cue else "R"
    return f"A{route.height}{view.reading.deps[route.branch]}{side}"


def _lead(reading: Reading, branch: int) -> str:
    """Return the little word that opens a clause or phrase: that, to, of, whether."""
    if branch < 0:
        return ""
    if reading.deps[branch] == "prep":
        return reading.words[branch]
    openers = (child for child in reading.children[branch] if child < branch)
    return next((reading.words[i] for i in openers if reading.deps[i] in _OPENERS), "")
