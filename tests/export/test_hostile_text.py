"""Whatever readers and users write, every format stays well-formed and keeps the legal words."""

import csv
import io
import json
import re
import xml.etree.ElementTree as ET  # our own output
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from stancemap.codebook import load_codebook
from stancemap.export.legal_text import legal, one_line
from stancemap.export.map_content import MapContent
from stancemap.export.map_formats import MapFormat, file_name, formats_here, write_map
from stancemap.records import (
    ArgumentMap,
    Claim,
    ClaimKind,
    Comment,
    DocumentKind,
    Node,
    NodeKind,
    Relation,
    RelationBasis,
    RelationKind,
    Span,
    Status,
    TaggedComment,
)

CODEBOOK = load_codebook()
SHOWN_WHOLE = 88  # two lines of a box
NASTY = st.sampled_from(
    [
        *("</script>", "]]>", "<!--", "-->", "&amp;", "&#0;", '"', "'", "\\", "\\N", "\\l", "<b>"),
        *(
            "\x00",
            "\x1b",
            "\r\n",
            "\r",
            "\t",
            "\u2028",
            "\u202e",
            "\ud800",
            "\ufffe",
            "עברית",
            "😀",
        ),
        *("{", "}", "[x]:", "//", "->", "- ", "=1+1", ";", ",", "|", "%s", "$(x)", "${x}", "@x"),
        *("1. Pro: ", "#tag", "===", "----"),
    ]
)
TEXT = st.lists(st.one_of(NASTY, st.text(max_size=8)), max_size=6).map("".join)


def _content(texts: list[str], author: str) -> MapContent:
    comments = [
        TaggedComment(
            Comment(f"c{n}", "a", text, "c1", f"c{n - 1}", author=author, posted=text),
            Status.TAGGED,
            claims=(
                Claim(f"c{n}#1", DocumentKind.COMMENT, f"c{n}", Span.of(text, 0, len(text)),
                      ClaimKind.VALUE, 0.5),
            ) if text else (),
        )
        for n, text in enumerate(texts, start=1)
    ]  # fmt: skip
    first = texts[0]
    nodes = (
        Node(
            "t1",
            NodeKind.TARGET,
            first,
            n_comments=2,
            first_posted=first[:40],
            last_posted=first[:40],
        ),
        Node("t1/oppose", NodeKind.STANCE, "oppose", "t1", "oppose", 2, 2, 2),
        Node(
            "k1", NodeKind.KEY_POINT, first, "t1/oppose", "oppose", 2, 2, 2, terms=(first, author)
        ),
        *(
            Node(f"c{n}#1", NodeKind.CLAIM, text, "k1", "oppose", 1, 1, 1, f"c{n}")
            for n, text in enumerate(texts, start=1)
        ),
    )
    relation = Relation("c2#1", "c1#1", RelationKind.ATTACK, RelationBasis.REPLY, 0.5)
    return MapContent(first[:99], ArgumentMap(nodes, (relation,)), CODEBOOK, (), comments)


def _xml(data: bytes) -> None:
    ET.fromstring(data)  # noqa: S314 - our own output


def _json(data: bytes) -> None:
    json.loads(data)


def _csv(data: bytes) -> None:
    csv.field_size_limit(1 << 30)
    header, *rows = csv.reader(io.StringIO(data.decode(), newline=""))
    assert [len(row) for row in rows] == [len(header)]


def _dot(data: bytes) -> None:
    # Outside of quotes only our own words are left.
    bare = re.sub(r'"(?:[^"\\]|\\.)*"', "", data.decode())
    assert set(re.findall(r"[^\w\s\[\]{}=,>.;-]", bare)) <= {"#"}


ARGDOWN_LINE = re.compile(
    "|".join(
        (
            r'===|title: ".*"|model:|    removeTagsFromText: true|    mode: loose',
            r'color:|    tagColors:|        [\w-]+: "#\w{6}"',
            r"#{1,2} .+\}|\[K\d+\]: .+\}|<C\d+>|    (?:\+|-|<_) <C\d+>(?:: .+\})?|",
        )
    )
)


def _argdown(data: bytes) -> None:
    lines = data.decode().split("\n")
    assert [line for line in lines if not ARGDOWN_LINE.fullmatch(line)] == []


def _kialo(data: bytes) -> None:
    lines = data.decode().split("\n")
    assert len(lines) == 9  # title, blank, root, thesis, point, two claims, a link, the end
    assert all(line.startswith("1.") for line in lines[2:-1])


def _qdpx(data: bytes) -> None:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        for name in archive.namelist():
            archive.read(name).decode()
        _xml(archive.read("project.qde"))


CHECKS: dict[MapFormat, Callable[[bytes], None]] = {
    MapFormat.JSON: _json,
    MapFormat.ARGDOWN: _argdown,
    MapFormat.AIF: _json,
    MapFormat.XAIF: _json,
    MapFormat.GEXF: _xml,
    MapFormat.GRAPHML: _xml,
    MapFormat.DOT: _dot,
    MapFormat.SVG: _xml,
    MapFormat.QDPX: _qdpx,
    MapFormat.KIALO: _kialo,
    MapFormat.POLIS: _csv,
}


def _written(content: MapContent, kind: MapFormat, folder: Path) -> bytes:
    path = folder / file_name(kind)
    write_map(content, kind, path)
    return path.read_bytes()


@pytest.mark.parametrize("kind", [kind for kind in formats_here() if kind is not MapFormat.SVG])
@given(texts=st.lists(TEXT, min_size=2, max_size=2), author=TEXT)
@settings(
    max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None
)
def test_any_text_leaves_the_file_well_formed(
    kind: MapFormat, texts: list[str], author: str, tmp_path: Path
) -> None:
    CHECKS[kind](_written(_content(texts, author), kind, tmp_path))


@given(texts=st.lists(TEXT, min_size=2, max_size=2))
@settings(
    max_examples=15, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None
)
def test_any_text_can_be_drawn(texts: list[str], tmp_path: Path) -> None:
    if MapFormat.SVG not in formats_here():
        pytest.skip("neither graphviz-pure nor dot is installed")
    root = ET.fromstring(_written(_content(texts, ""), MapFormat.SVG, tmp_path))  # noqa: S314 - as above
    links = {element.get("{http://www.w3.org/1999/xlink}title") for element in root.iter()}
    assert one_line(texts[0]) == "" or one_line(texts[0]) in links
    shown = "".join("".join(element.itertext()) for element in root.iter() if "text" in element.tag)
    assert len(texts[0]) > SHOWN_WHOLE or _packed(one_line(texts[0])) in _packed(shown)


def _packed(text: str) -> str:
    return "".join(text.split())


@given(texts=st.lists(TEXT, min_size=2, max_size=2))
@settings(
    max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None
)
def test_xaif_keeps_every_legal_character(texts: list[str], tmp_path: Path) -> None:
    read = json.loads(_written(_content(texts, "a"), MapFormat.XAIF, tmp_path))
    said = [node["text"] for node in read["AIF"]["nodes"] if node["type"] == "L"]
    assert said == [f"a : {legal(text)}" for text in texts]


@pytest.mark.parametrize("kind", list(formats_here()))
def test_a_cell_of_five_megabytes_is_written(kind: MapFormat, tmp_path: Path) -> None:
    long = "word </script> ]]> \x00 😀 & " * 200_000
    content = _content([long, "short"], "a")
    data = _written(content, kind, tmp_path)
    if kind not in {MapFormat.DOT, MapFormat.SVG}:  # they show the first lines
        CHECKS[kind](data)
        assert len(data) > 10_000 if kind is MapFormat.QDPX else len(data) > 4_000_000
