"""What a hand changes in an exported map comes back as the edits that it meant."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from stancemap.codebook import load_codebook
from stancemap.edit.compare import edits_between
from stancemap.edit.reading import read_drawn
from stancemap.errors import InputError
from stancemap.export.map_content import MapContent
from stancemap.export.map_formats import MapFormat, file_name, write_map
from stancemap.maps.edits import Edit
from stancemap.records import ArgumentMap

CODEBOOK = load_codebook()

# k0001 "They cost too much" (c1, c2, c3) and k0002 "They make nobody safer" (c4, c5) oppose,
# k0003 "They stop theft" (c6, c7) supports, c8 is a single claim that calls it inevitable.


def line_with(text: str, part: str) -> str:
    return next(line for line in text.splitlines() if part in line)


def block_of(text: str, title: str) -> str:
    """The lines of a key point with its claims."""
    return next(block for block in text.split("\n\n") if block.startswith(f"{title}:"))


def without(text: str, *lines: str) -> str:
    for line in lines:
        text = text.replace(f"{line}\n", "", 1)
    return text


Import = Callable[[Callable[[str], str]], list[str]]


def importer(base: ArgumentMap, kind: MapFormat, folder: Path) -> Import:
    def edit(change: Callable[[str], str]) -> list[str]:
        path = folder / file_name(kind)
        write_map(MapContent("", base, CODEBOOK), kind, path)
        before = path.read_text(encoding="utf-8")
        after = change(before)
        assert after != before
        path.write_text(after, encoding="utf-8")
        return [_line(one) for one in edits_between(base, read_drawn(path, base), CODEBOOK.names)]

    return edit


def _line(edit: Edit) -> str:
    words = (edit.action.value, str(edit.subject), str(edit.object or ""), edit.text)
    return " ".join(word for word in words if word)


@pytest.fixture
def argdown(small: ArgumentMap, tmp_path: Path) -> Import:
    return importer(small, MapFormat.ARGDOWN, tmp_path)


@pytest.fixture
def graphml(small: ArgumentMap, tmp_path: Path) -> Import:
    return importer(small, MapFormat.GRAPHML, tmp_path)


@pytest.fixture
def xaif(small: ArgumentMap, tmp_path: Path) -> Import:
    return importer(small, MapFormat.XAIF, tmp_path)


def test_a_key_point_is_renamed_in_words_with_or_without_backslashes(argdown: Import) -> None:
    wanted = ["rename point:c1#c1 Too dear: see (1) & a/b"]
    old = "They cost too much #"
    assert argdown(lambda text: text.replace(old, "Too dear: see (1) & a/b #")) == wanted
    assert argdown(lambda text: text.replace(old, r"Too dear\: see \(1\) & a\/b #")) == wanted


def test_a_claim_line_under_another_key_point_moves_the_claim(argdown: Import) -> None:
    def change(text: str) -> str:
        moved = line_with(text, "Far too dear")
        text = without(text, moved)
        below = line_with(text, "Not any safer")
        return text.replace(below, f"{below}\n{moved}")

    assert argdown(change) == ["move c2#c1 point:c4#c1"]


def test_all_claims_below_another_key_point_is_a_merge(argdown: Import) -> None:
    def change(text: str) -> str:
        block = block_of(text, "[K2]")
        claims = block.split("\n")[1:]
        text = text.replace(f"{block}\n\n", "")
        below = line_with(text, "What a price")
        return text.replace(below, "\n".join([below, *claims]))

    assert argdown(change) == ["merge point:c4#c1 point:c1#c1"]


def test_a_block_below_another_heading_moves_the_key_point(argdown: Import) -> None:
    def change(text: str) -> str:
        block = block_of(text, "[K2]")
        text = text.replace(f"{block}\n\n", "")
        heading = line_with(text, "## support")
        return text.replace(heading, f"{heading}\n\n{block}")

    assert argdown(change) == ["move point:c4#c1 stance:support"]


def test_a_heading_of_the_codebook_may_be_added(argdown: Import) -> None:
    def change(text: str) -> str:
        block = block_of(text, "[K2]")
        heading = line_with(text, "## support")
        return text.replace(f"{block}\n\n", "").replace(
            heading, f"## pragmatic\n\n{block}\n\n{heading}"
        )

    assert argdown(change) == ["move point:c4#c1 stance:pragmatic"]


def test_a_block_that_is_gone_deletes_the_key_point(argdown: Import) -> None:
    assert argdown(lambda text: text.replace(f"{block_of(text, '[K2]')}\n\n", "")) == [
        "delete point:c4#c1"
    ]


def test_a_claim_line_that_is_gone_deletes_the_claim(argdown: Import) -> None:
    assert argdown(lambda text: without(text, line_with(text, "What a price"))) == ["delete c3#c1"]


def test_a_new_statement_with_claims_splits_a_key_point(argdown: Import) -> None:
    def change(text: str) -> str:
        first, second = line_with(text, "Far too dear"), line_with(text, "What a price")
        text = without(text, first, second)
        block = block_of(text, "[K1]")
        return text.replace(block, f"{block}\n\n[new]: Far beyond reason\n{first}\n{second}")

    assert argdown(change) == ["split c2#c1 Far beyond reason", "move c3#c1 point:c2#c1"]


def test_a_key_point_that_lost_its_data_is_told_by_its_claims(argdown: Import) -> None:
    def change(text: str) -> str:
        line = block_of(text, "[K2]").split("\n")[0]
        return text.replace(line, "[K2]: No one is safer")

    assert argdown(change) == ["rename point:c4#c1 No one is safer"]


def test_a_single_claim_joins_a_key_point(argdown: Import) -> None:
    def change(text: str) -> str:
        single = line_with(text, "They will come anyway")
        text = without(text, single)
        below = line_with(text, "Fewer thefts")
        return text.replace(below, f"{below}\n    + {single}")

    assert argdown(change) == ["merge point:c8#c1 point:c6#c1"]


def test_a_claim_below_a_stance_stands_alone(argdown: Import) -> None:
    def change(text: str) -> str:
        moved = line_with(text, "Far too dear")
        heading = line_with(text, "## support")
        alone = moved.strip().removeprefix("+ ")
        return without(text, moved).replace(heading, f"{heading}\n\n{alone}")

    assert argdown(change) == ["split c2#c1", "move point:c2#c1 stance:support"]


def test_two_key_points_swap_their_claims_without_getting_lost(argdown: Import) -> None:
    def change(text: str) -> str:
        one, two = block_of(text, "[K2]").split("\n"), block_of(text, "[K3]").split("\n")
        swapped = ["\n".join([one[0], *two[1:]]), "\n".join([two[0], *one[1:]])]
        text = text.replace("\n".join(one), "@1").replace("\n".join(two), "@2")
        return text.replace("@1", swapped[0]).replace("@2", swapped[1])

    found = argdown(change)
    assert [line.split()[0] for line in found] == ["move"] * 4


def test_relations_are_added_and_deleted(argdown: Import) -> None:
    def change(text: str) -> str:
        block = text[text.index("[K2]\n    - [K3]") :].split("\n\n", maxsplit=1)[0]
        return text.replace(block, "[K2]\n    + [K3]\n    <_ [K1]")

    assert sorted(argdown(change)) == [
        "relation-add point:c1#c1 point:c4#c1 undercut",
        "relation-add point:c6#c1 point:c4#c1 support",
        "relation-delete point:c6#c1 point:c4#c1 attack",
    ]


def test_a_relation_may_be_written_from_the_other_side(argdown: Import) -> None:
    assert argdown(lambda text: f"{text}\n[K1]\n    -> [K2]\n") == [
        "relation-add point:c1#c1 point:c4#c1 attack"
    ]


def test_comments_and_wrapped_lines_change_nothing(argdown: Import) -> None:
    def change(text: str) -> str:
        text = text.replace("cost too much", "cost\n  too much")
        return text.replace("## support", "// a note\n/* more\nnotes */\n<!-- x -->\n\n## support")

    assert argdown(change) == []


def test_windows_line_ends_and_a_mark_change_nothing(argdown: Import) -> None:
    assert argdown(lambda text: "\ufeff" + text.replace("\n", "\r\n")) == []


def test_graphml_renames_moves_and_relates(graphml: Import) -> None:
    def change(text: str) -> str:
        text = text.replace(">They cost too much<", ">Too dear &amp; more<")
        text = text.replace('source="c2#c1" target="k0001"', 'source="c2#c1" target="k0002"')
        text = text.replace('source="k0003" target="k0002"', 'source="k0003" target="k0001"')
        return text.replace(
            'source="k0002" target="t1/oppose"', 'source="k0002" target="t1/support"'
        )

    assert graphml(change) == [
        "rename point:c1#c1 Too dear & more",
        "move point:c4#c1 stance:support",
        "move c2#c1 point:c4#c1",
        "relation-delete point:c6#c1 point:c4#c1 attack",
        "relation-add point:c6#c1 point:c1#c1 attack",
    ]


def edited_json(change: Callable[[dict[str, list[dict[str, str]]]], None]) -> Callable[[str], str]:
    def apply(text: str) -> str:
        content = json.loads(text)
        change(content["AIF"])
        return json.dumps(content, indent=1, ensure_ascii=False)

    return apply


def node_of(graph: dict[str, list[dict[str, str]]], words: str) -> dict[str, str]:
    return next(node for node in graph["nodes"] if node["text"] == words)


def test_xaif_renames_a_proposition(xaif: Import) -> None:
    def change(graph: dict[str, list[dict[str, str]]]) -> None:
        node_of(graph, "They cost too much")["text"] = "Too dear"

    assert xaif(edited_json(change)) == ["rename point:c1#c1 Too dear"]


def test_xaif_moves_a_claim_by_its_edge(xaif: Import) -> None:
    def change(graph: dict[str, list[dict[str, str]]]) -> None:
        claim = node_of(graph, "Far too dear.")["nodeID"]
        aim = node_of(graph, "They make nobody safer")["nodeID"]
        scheme = next(e["toID"] for e in graph["edges"] if e["fromID"] == claim)
        next(e for e in graph["edges"] if e["fromID"] == scheme)["toID"] = aim

    assert xaif(edited_json(change)) == ["move c2#c1 point:c4#c1"]


def test_xaif_without_our_own_key_is_read_by_its_numbers(xaif: Import) -> None:
    def change(text: str) -> str:
        content = json.loads(text)
        del content["stancemap"]
        return json.dumps(content, indent=1)

    assert xaif(change) == []


def test_xaif_gets_a_new_key_point_and_a_new_attack(xaif: Import) -> None:
    def change(graph: dict[str, list[dict[str, str]]]) -> None:
        claims = [node_of(graph, words)["nodeID"] for words in ("Far too dear.", "What a price.")]
        aims = [
            node_of(graph, words)["nodeID"]
            for words in ("oppose: street: cameras?", "They stop theft")
        ]
        for node_id, kind, text in (
            ("900", "I", "Out of reach"),
            ("901", "RA", ""),
            ("902", "CA", ""),
        ):
            graph["nodes"].append({"nodeID": node_id, "type": kind, "text": text})
        for claim in claims:
            scheme = next(e["toID"] for e in graph["edges"] if e["fromID"] == claim)
            next(e for e in graph["edges"] if e["fromID"] == scheme)["toID"] = "900"
        for source, aim in (("900", "901"), ("901", aims[0]), ("900", "902"), ("902", aims[1])):
            graph["edges"].append({"edgeID": f"{source}-{aim}", "fromID": source, "toID": aim})

    assert xaif(edited_json(change)) == [
        "split c2#c1 Out of reach",
        "move c3#c1 point:c2#c1",
        "relation-add point:c2#c1 point:c6#c1 attack",
    ]


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("Far too dear", "A bit dear", "the words of claim c2#c1 are its comment's own and stay"),
        (
            "c2\\u0023c1",
            "c99\\u0023c1",
            "this map has no claim 'c99#c1'; claims come from comments",
        ),
        ("## support", "## supporting", "the stance 'support' cannot be renamed here"),
        ("# street", "# road", "the target 'street: cameras.' cannot be renamed here"),
        ("## support", "## con\n\n## support", "the codebook has no stance 'con'; it has"),
        ("    + <C2>", "    - <C2>", r"a claim belongs to its key point with \+"),
        ("## support", "### support", "a heading with # is a target"),
        ("    - [K3]", "    >< [K3]", "write - instead of ><"),
        ("    - [K3]", "    - <C1>", "a claim belongs to its key point with"),
        ("[K2]\n    - [K3]", "[K2]\n    - [K2]", "nothing acts on itself"),
        ("## support", "[K2]: again\n\n## support", "has its words in line"),
        ("## support", "[K9]: nothing below\n\n## support", "has no claims; put at least one"),
        ("## support", "stray words\n\n## support", "is no heading, no"),
        ("[K1]:", "    + <C9>: x\n\n[K1]:", "has a . but nothing above it"),
    ],
)
def test_argdown_edited_in_the_wrong_place_says_where(
    old: str, new: str, message: str, argdown: Import
) -> None:
    with pytest.raises(InputError, match=rf"argument_map\.argdown, line \d+: .*{message}"):
        argdown(lambda text: text.replace(old, new, 1))


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        (">attack<", ">hates<", r"line \d+: the edge from .* has the label 'hates'"),
        (">key_point<", ">thing<", r"line \d+: the node 'k0001' has the kind 'thing'"),
        ("</graphml>", "", r"line \d+: this is not XML"),
        ("<graphml ", "<html ", r"line \d+: this is not XML"),
        ('source="c2#c1" target="k0001"', 'source="c2#c1" target="k0009"', "hangs below no key"),
        (
            'source="k0003" target="k0002"',
            'source="k0003" target="c1#c1"',
            "a relation joins two key points, or two claims",
        ),
        (
            "<graphml",
            '<!DOCTYPE x [<!ENTITY a "b"><!ENTITY f SYSTEM "file:///etc/passwd">]>\n<graphml',
            "has a document type",
        ),
    ],
)
def test_graphml_edited_in_the_wrong_place_says_where(
    old: str, new: str, message: str, graphml: Import
) -> None:
    with pytest.raises(InputError, match=rf"argument_map\.graphml.*{message}"):
        graphml(lambda text: text.replace(old, new, 1))


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ('"nodes"', '"knots"', "is not xAIF"),
        ("{", "", r"line 2: this is not JSON"),
        ('"toID": "', '"toID": "x', "names no node; take it out"),
        ("Far too dear.", "A bit dear.", r"line \d+: the words of claim c2#c1 are"),
        ("oppose: street", "con: street", "the stance 'oppose' cannot be renamed"),
    ],
)
def test_xaif_edited_in_the_wrong_place_says_where(
    old: str, new: str, message: str, xaif: Import
) -> None:
    with pytest.raises(InputError, match=rf"argument_map\.xaif\.json.*{message}"):
        xaif(lambda text: text.replace(old, new, 1))


def test_a_file_without_claims_deletes_nothing(argdown: Import) -> None:
    with pytest.raises(InputError, match="shows no claim at all; export the map again"):
        argdown(lambda _: "")


def test_a_file_of_another_kind_is_refused(small: ArgumentMap, tmp_path: Path) -> None:
    path = tmp_path / "map.docx"
    path.write_text("x", encoding="utf-8")
    with pytest.raises(InputError, match=r"map\.docx is no map that can be read back; give one"):
        read_drawn(path, small)
    with pytest.raises(InputError, match="cannot be read"):
        read_drawn(tmp_path / "gone.argdown", small)
