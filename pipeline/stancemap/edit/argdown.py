"""Read a map as `export.argdown` writes it, after somebody has edited it.

Known are headings, statements and arguments with their words, tags and data, relations by
indentation, and comments on lines of their own. Words may be typed without backslashes.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from typing import NamedTuple

from stancemap.edit.drawn import DrawnMap, DrawnNode, DrawnRelation, fault, shown
from stancemap.records import NodeKind, RelationKind

_HEADING = re.compile(r"(#+)\s+(.*)")
_SIGN = re.compile(r"(\s*)(<\+|<-|<_|\+>|->|_>|><|\+|-|_)\s+(?=[\[<])(.*)")
_ELEMENT = re.compile(r"(?:\[([^\]]+)\]|<([^>]+)>)(?:\s*:\s*(.*)|\s*)", re.DOTALL)
_FRONT = re.compile(r"\s*={3,}\s*")
_COMMENTS = (("/*", "*/"), ("<!--", "-->"))
_TAG = re.compile(r"#(?:\(([^)]+)\)|([\w-]+))")
_DATA = re.compile(r"\{\s*\w+\s*:")
_ID = re.compile(r'(?<!\w)id:\s*(?:"((?:[^"\\]|\\.)*)"|([^\s,{}"]+))')
_CODE_POINT = re.compile(r"\\u([0-9a-fA-F]{4})|\\U([0-9a-fA-F]{8})|\\(.)")
_KINDS = {"+": RelationKind.SUPPORT, "-": RelationKind.ATTACK, "_": RelationKind.UNDERCUT}
_LAST = 0x10FFFF


class _Line(NamedTuple):
    number: int
    text: str


class _Body(NamedTuple):
    """What stands behind a title or a heading's number signs."""

    text: str
    tag: str
    node_id: str


@dataclass(slots=True)
class _Element:
    """A statement or argument: its title in brackets and, in one place, its words."""

    title: str
    kind: NodeKind
    line: int
    body: str | None = None
    body_line: int = 0
    heading: str = ""
    point: str = ""
    point_line: int = 0


@dataclass(slots=True)
class _Reading:
    """The file so far: where we are, and what was found."""

    file: str
    target: str = ""
    stance: str = ""
    headings: list[DrawnNode] = field(default_factory=list)
    elements: dict[str, _Element] = field(default_factory=dict)
    relations: list[DrawnRelation] = field(default_factory=list)
    above: list[tuple[int, str]] = field(default_factory=list)


def read_argdown(text: str, file: str) -> DrawnMap:
    """Read an Argdown file.

    Raises:
        InputError: something stands where a map has no place for it; file and line are named.
    """
    reading = _Reading(file)
    for line in _joined(_without_comments(_without_front(text.replace("\r\n", "\n").split("\n")))):
        if heading := _HEADING.fullmatch(line.text):
            _read_heading(reading, line.number, len(heading[1]), heading[2])
        else:
            _read_element(reading, line)
    return _drawn(reading)


def _without_front(lines: list[str]) -> Iterator[_Line]:
    numbered = [_Line(number, text) for number, text in enumerate(lines, start=1)]
    first = next((line for line in numbered if line.text.strip()), None)
    if first is not None and _FRONT.fullmatch(first.text):
        rest = numbered[first.number :]
        end = next((line.number for line in rest if _FRONT.fullmatch(line.text)), first.number)
        yield from numbered[end:]
    else:
        yield from numbered


def _without_comments(lines: Iterator[_Line]) -> Iterator[_Line]:
    closing = ""
    for line in lines:
        stripped = line.text.strip()
        if not closing:
            closing = next((end for start, end in _COMMENTS if stripped.startswith(start)), "")
            if not closing:
                if not stripped.startswith("//"):
                    yield line
                continue
        if closing in stripped:
            closing = ""


def _joined(lines: Iterator[_Line]) -> Iterator[_Line]:
    """Put lines that go on with the one above behind it; leave out blank ones."""
    current: _Line | None = None
    for line in lines:
        begins = _HEADING.fullmatch(line.text) or _SIGN.fullmatch(line.text) or _is_title(line.text)
        if current is not None and line.text.strip() and not begins:
            current = current._replace(text=f"{current.text} {line.text.strip()}")
            continue
        if current is not None:
            yield current
        current = line if line.text.strip() else None
    if current is not None:
        yield current


def _is_title(text: str) -> bool:
    return text[:1] in {"[", "<"} and _ELEMENT.fullmatch(text) is not None


def _read_heading(reading: _Reading, line: int, level: int, text: str) -> None:
    body = _body(text)
    reading.above.clear()
    if level == 1:
        reading.target = body.node_id or f"# {body.text}"
        reading.stance = ""
        node = DrawnNode(reading.target, NodeKind.TARGET, body.text, line=line)
    elif level > 2 or not reading.target:  # noqa: PLR2004 - two levels: targets and stances
        raise fault(
            reading.file, line, "a heading with # is a target, one with ## below it a stance"
        )
    else:
        reading.stance = body.node_id or f"{reading.target}/{body.text}"
        node = DrawnNode(reading.stance, NodeKind.STANCE, body.text, reading.target, body.tag, line)
    reading.headings.append(node)


def _read_element(reading: _Reading, line: _Line) -> None:
    signed = _SIGN.fullmatch(line.text)
    indent, sign, rest = (len(signed[1]), signed[2], signed[3]) if signed else (0, "", line.text)
    match = _ELEMENT.fullmatch(rest.rstrip())
    if match is None:
        raise fault(
            reading.file,
            line.number,
            f"'{shown(line.text)[:40]}' is no heading, no [key point]: words, no <claim>: words"
            " and no relation",
        )
    element = _element(reading, match, line.number)
    while reading.above and (not signed or reading.above[-1][0] >= indent):
        reading.above.pop()
    if signed:
        _join(reading, element, sign, line.number)
    elif element.body_line == line.number:
        element.heading = reading.stance
    reading.above.append((indent if signed else -1, element.title))


def _element(reading: _Reading, match: re.Match[str], line: int) -> _Element:
    title, kind = (
        (f"[{match[1]}]", NodeKind.KEY_POINT) if match[1] else (f"<{match[2]}>", NodeKind.CLAIM)
    )
    element = reading.elements.setdefault(title, _Element(title, kind, line))
    if match[3] is not None:
        if element.body is not None:
            raise fault(
                reading.file,
                line,
                f"{title} has its words in line {element.body_line} already; keep one of the two",
            )
        element.body, element.body_line = match[3], line
        element.heading = reading.stance
        if not reading.stance:
            raise fault(
                reading.file, line, f"{title} stands above the first stance; put it below one (##)"
            )
    return element


def _join(reading: _Reading, element: _Element, sign: str, line: int) -> None:
    """Take a line with a sign for membership, or for a relation with what stands above it."""
    if not reading.above:
        raise fault(
            reading.file, line, f"{element.title} has a {sign} but nothing above it to act on"
        )
    upper = reading.elements[reading.above[-1][1]]
    if sign == "><":
        raise fault(reading.file, line, "write - instead of ><, in the direction of the attack")
    kind = _KINDS[sign.strip("<>")]
    source, aim = (upper, element) if sign.endswith(">") else (element, upper)
    if source.kind is NodeKind.CLAIM and aim.kind is NodeKind.KEY_POINT:
        if kind is not RelationKind.SUPPORT:
            raise fault(
                reading.file,
                line,
                f"a claim belongs to its key point with +; {source.title} can act on another"
                f" claim, and a key point on {aim.title}",
            )
        if source.point not in {"", aim.title}:
            raise fault(
                reading.file,
                line,
                f"{source.title} belongs to {source.point} in line {source.point_line} already;"
                " keep one of the two",
            )
        source.point, source.point_line = aim.title, line
        return
    reading.relations.append(DrawnRelation(source.title, aim.title, kind, line))


def _drawn(reading: _Reading) -> DrawnMap:
    known = {title: one for title, one in reading.elements.items() if one.body is not None}
    bodies = {title: _body(one.body or "") for title, one in known.items()}
    keys = {title: bodies[title].node_id or title for title in known}
    nodes = list(reading.headings)
    notes = [
        f"{reading.file}, line {one.line}: {title} has no words anywhere in the file, so what is"
        " said of it here is left out"
        for title, one in reading.elements.items()
        if title not in known
    ]
    for title, one in known.items():
        parent = keys.get(one.point, one.heading) if one.point else one.heading
        body = bodies[title]
        nodes.append(DrawnNode(keys[title], one.kind, body.text, parent, body.tag, one.body_line))
    relations = tuple(
        replace(one, source=keys[one.source], target=keys[one.target])
        for one in reading.relations
        if one.source in keys and one.target in keys
    )
    return DrawnMap(reading.file, tuple(nodes), relations, tuple(notes))


def _body(text: str) -> _Body:
    r"""Part words, tag and id.

    >>> _body(r'see \[x\]\: a\/\/b \#1 #oppose {id: "k\u007b1", n: 2}')
    _Body(text='see [x]: a//b #1', tag='oppose', node_id='k{1')
    """
    words, tag, at = [], "", 0
    while at < len(text):
        begins_word = at == 0 or text[at - 1].isspace()
        if text[at] == "\\" and at + 1 < len(text):
            words.append(text[at + 1])
            at += 2
        elif begins_word and (found := _TAG.match(text, at)):
            tag = tag or found[1] or found[2]
            at = found.end()
        elif text[at] == "{" and _DATA.match(text, at):
            return _Body(shown("".join(words)), tag, _node_id(text[at:]))
        else:
            words.append(text[at])
            at += 1
    return _Body(shown("".join(words)), tag, "")


def _node_id(data: str) -> str:
    found = _ID.search(data)
    if found is None:
        return ""
    return found[2] or _CODE_POINT.sub(_character, found[1])


def _character(match: re.Match[str]) -> str:
    if match[3]:
        return match[3]
    number = int(match[1] or match[2], 16)
    return chr(number) if number <= _LAST else "\ufffd"
