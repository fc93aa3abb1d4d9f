"""A discourse network is written so that others' readers get the same network."""

import csv
import xml.etree.ElementTree as ET  # our own output
from dataclasses import replace
from pathlib import Path

import networkx as nx
import pytest

from stancemap.export.discourse import write_discourse
from stancemap.maps.discourse import ActorKind, SignBasis, Statement
from stancemap.maps.network import make_network
from stancemap.records import DocumentKind

GEXF = "{http://gexf.net/1.3}"


def statement(number: int, actor: str, date: str, *, agreement: bool) -> Statement:
    return Statement(
        f"s{number}", DocumentKind.ARTICLE, "a1", date, ActorKind.SPEAKER, f"e{actor}", actor,
        "PERSON", "=1+1", "oppose", "k1", "too\x00 <dear> & \"late\"\n", agreement,
        SignBasis.WORDS, 0.5,
    )  # fmt: skip


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = [
        statement(1, "Ana", "2024-02-11", agreement=True),
        statement(2, "Ana", "2024-03-11", agreement=True),
        statement(3, "Ana", "", agreement=False),
        statement(4, "Bea", "2024-02-01T10:00:00Z", agreement=False),
    ]
    path = tmp_path_factory.mktemp("network")
    write_discourse(make_network(made), path)
    return path


def rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def test_graphml_read_by_networkx_has_every_tie_with_its_sign(folder: Path) -> None:
    graph = nx.read_graphml(folder / "discourse_network.graphml", force_multigraph=True)
    ties = {(s, t, d["agreement"], d["weight"]) for s, t, d in graph.edges(data=True)}
    assert ties == {("eAna", "k1", 1, 2), ("eAna", "k1", 0, 1), ("eBea", "k1", 0, 1)}
    assert graph.nodes["k1"]["kind"] == "key point"


def test_a_target_is_told_from_a_key_point() -> None:
    made = replace(statement(1, "Ana", "", agreement=True), key_point_id="", concept="cameras")
    (concept,) = make_network([made]).concepts
    assert (concept.concept_id, concept.kind) == ("cameras", "target")


def test_gexf_has_the_months_of_each_tie_as_spells(folder: Path) -> None:
    root = ET.parse(folder / "discourse_network.gexf").getroot()  # noqa: S314 - our own file
    assert root.attrib == {"version": "1.3"}
    edges = {
        (e.get("source"), e.get("kind")): [
            (s.get("start"), s.get("end")) for s in e.iter(f"{GEXF}spell")
        ]
        for e in root.iter(f"{GEXF}edge")
    }
    assert edges["eAna", "agrees"] == [("2024-02-01", "2024-02-29"), ("2024-03-01", "2024-03-31")]
    assert edges["eAna", "disagrees"] == []
    (concept,) = [n for n in root.iter(f"{GEXF}node") if n.get("id") == "k1"]
    assert concept.get("label") == 'too <dear> & "late"'


def test_the_edge_list_has_a_row_per_statement_and_runs_no_formula(folder: Path) -> None:
    found = rows(folder / "discourse_network.csv")
    assert [row["agreement"] for row in found] == ["1", "1", "0", "0"]
    assert {row["text"] for row in found} == {"'=1+1"}


def test_the_other_tables_join_by_actor(folder: Path) -> None:
    assert [row["actor"] for row in rows(folder / "affiliation_matrix.csv")] == ["Ana", "Bea"]
    conflict = rows(folder / "actor_conflict.csv")
    assert {(r["actor"], r["other"], r["period"]) for r in conflict} == {
        ("Ana", "Bea", "all"), ("Ana", "Bea", "2024-02")}  # fmt: skip
    assert len(rows(folder / "discourse_counts.csv")) == 4


def test_a_network_without_statements_is_written_empty(tmp_path: Path) -> None:
    write_discourse(make_network([]), tmp_path)
    assert nx.read_graphml(tmp_path / "discourse_network.graphml").number_of_nodes() == 0
    assert rows(tmp_path / "discourse_network.csv") == []
