"""AIF and xAIF keep AIF's rules, and other people's readers find the map in them."""

import json
from collections import Counter
from collections.abc import Callable
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from xaif import AIF

from stancemap.export import aif, xaif
from stancemap.export.legal_text import legal
from stancemap.export.map_content import MapContent
from stancemap.records import NodeKind

SCHEMAS = Path(__file__).parent / "schemas"
SCHEMES = {"RA", "CA", "MA", "PA"}


@pytest.fixture(params=["small_content", "hostile_content"])
def content(request: pytest.FixtureRequest) -> MapContent:
    made: MapContent = request.getfixturevalue(request.param)
    return made


def _schema(name: str) -> Any:
    return json.loads((SCHEMAS / name).read_text(encoding="utf-8"))


def test_aif_fits_its_schema(content: MapContent) -> None:
    jsonschema.validate(json.loads(aif.render(content)), _schema("aif.schema.json"))


def test_xaif_fits_its_schema(content: MapContent) -> None:
    jsonschema.validate(json.loads(xaif.render(content)), _schema("xaif.schema.json"))


def _graph(content: MapContent) -> tuple[dict[str, Any], list[tuple[str, str]]]:
    read = json.loads(aif.render(content))
    nodes = {node["nodeID"]: node for node in read["nodes"]}
    assert len(nodes) == len(read["nodes"])
    return nodes, [(edge["fromID"], edge["toID"]) for edge in read["edges"]]


def test_no_edge_hangs_in_the_air_and_none_joins_two_propositions(content: MapContent) -> None:
    nodes, edges = _graph(content)
    for source, goal in edges:
        assert {nodes[source]["type"], nodes[goal]["type"]} != {"I"}


def test_every_scheme_has_one_conclusion_and_a_premise(content: MapContent) -> None:
    nodes, edges = _graph(content)
    outgoing = Counter(source for source, _ in edges)
    incoming = Counter(goal for _, goal in edges)
    schemes = [node_id for node_id, node in nodes.items() if node["type"] in SCHEMES]
    assert schemes
    assert {outgoing[scheme] for scheme in schemes} == {1}
    assert all(incoming[scheme] for scheme in schemes)


def test_every_speech_has_a_locution_and_its_speaker_is_a_participant(content: MapContent) -> None:
    read = json.loads(xaif.render(content))["AIF"]
    speeches = [node["nodeID"] for node in read["nodes"] if node["type"] == "L"]
    speakers = {one["participantID"]: one["firstname"] for one in read["participants"]}
    assert [one["nodeID"] for one in read["locutions"]] == speeches
    assert {one["personID"] for one in read["locutions"]} == speakers.keys()
    for node, locution in zip(
        (node for node in read["nodes"] if node["type"] == "L"), read["locutions"], strict=True
    ):
        assert node["text"].startswith(f"{speakers[locution['personID']]} : ")


def test_a_node_id_is_the_place_in_the_map_and_xaif_says_which_node_it_is(
    content: MapContent,
) -> None:
    read = json.loads(xaif.render(content))
    texts = {node["nodeID"]: node["text"] for node in read["AIF"]["nodes"]}
    for number, (node, found) in enumerate(
        zip(content.argument_map.nodes, read["stancemap"]["nodes"], strict=True), start=1
    ):
        assert (found["nodeID"], found["node_id"]) == (str(number), legal(node.node_id))
        assert found["n_comments"] == node.n_comments
        if node.kind is not NodeKind.STANCE:
            assert texts[found["nodeID"]] == legal(node.text)


def test_claims_rephrase_their_key_point_which_is_a_reason_for_its_stance(
    small_content: MapContent,
) -> None:
    nodes, edges = _graph(small_content)
    by_text = {node["text"]: node_id for node_id, node in nodes.items() if node["type"] == "I"}
    after = dict(edges)  # each of these has one edge out, or the last one counts

    def path(text: str, kind: str) -> list[str]:
        first = next(g for s, g in edges if s == by_text[text] and nodes[g]["type"] == kind)
        return [nodes[first]["type"], nodes[after[first]]["text"]]

    assert path("No one helps you.", "MA") == ["MA", "Nobody is there to help."]
    assert path("Nobody is there to help.", "RA") == ["RA", "oppose: night buses without drivers"]
    against = path("oppose: night buses without drivers", "CA")
    assert against == ["CA", "night buses without drivers"]


def test_an_attack_read_from_a_reply_is_anchored_in_the_transition(
    small_content: MapContent,
) -> None:
    nodes, edges = _graph(small_content)
    anchored = [
        (nodes[a]["type"], nodes[b]["text"], nodes[c]["type"])
        for a, b in edges
        for b2, c in edges
        if b == b2 and nodes[a]["type"] == "TA" and nodes[b]["type"] == "YA"
    ]
    assert anchored == [("TA", "Disagreeing", "CA")]


def test_an_undercut_attacks_a_scheme(small_content: MapContent) -> None:
    nodes, edges = _graph(small_content)
    attacked = [nodes[goal]["type"] for source, goal in edges if nodes[source]["type"] == "CA"]
    assert Counter(attacked) == {"I": 3, "MA": 1}


def test_the_xaif_package_finds_the_dialogue_and_can_go_on_with_it(content: MapContent) -> None:
    read = AIF(json.loads(xaif.render(content)))
    assert read.is_valid_json_aif()
    assert read.is_json_aif_dialog()
    (first, *_) = (node for node in read.nodes if node["type"] == "L")
    assert read.get_speaker(first["nodeID"])[0].strip() == "author_0001"
    before = len(read.nodes)
    read.add_component("proposition", Lnode_ID=first["nodeID"], proposition="One more.")
    assert len({node["nodeID"] for node in read.nodes}) == before + 2


@pytest.mark.parametrize(("kind", "name"), [(aif, "m.aif.json"), (xaif, "m.xaif.json")])
def test_arguebuf_reads_the_same_graph(
    kind: Any,
    name: str,
    content: MapContent,
    read_by_arguebuf: Callable[[Path], Any],
    tmp_path: Path,
) -> None:
    path = tmp_path / name
    path.write_text(kind.render(content), encoding="utf-8")
    found = read_by_arguebuf(path)
    nodes, edges = _graph(content)
    wanted = {node_id for node_id, node in nodes.items() if node["type"] in {"I", *SCHEMES}}
    atoms = {node_id: node["text"] for node_id, node in nodes.items() if node["type"] == "I"}
    assert found["atoms"] == atoms
    assert set(found["schemes"]) == wanted - atoms.keys()
    assert found["edges"] == sorted([s, g] for s, g in edges if {s, g} <= wanted)


class _Spans(HTMLParser):
    """The texts of the highlighted spans, and every tag there is."""

    def __init__(self) -> None:
        super().__init__()
        self.texts: dict[str, str] = {}
        self.tags: set[str] = set()
        self._inside = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        if tag == "span":
            self._inside = str(dict(attrs)["id"])
            self.texts[self._inside] = ""
        elif tag == "br" and self._inside:
            self.texts[self._inside] += "\n"

    def handle_endtag(self, tag: str) -> None:
        if tag == "span":
            self._inside = ""

    def handle_data(self, data: str) -> None:
        if self._inside:
            self.texts[self._inside] += data


def test_the_text_of_xaif_shows_each_comment_and_runs_nothing(content: MapContent) -> None:
    read = json.loads(xaif.render(content))
    spans = _Spans()
    spans.feed(read["text"]["txt"])
    assert spans.tags <= {"span", "br"}
    said = {one.comment_id: legal(one.text) for one in content.comments_in_map().values()}
    sources = {one["nodeID"]: one["source"] for one in read["AIF"]["locutions"]}
    assert {sources[node_id]: text for node_id, text in spans.texts.items()} == said
