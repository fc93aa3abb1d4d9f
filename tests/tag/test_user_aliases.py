"""A researcher edits the alias file of a study: names move, stand alone, or are added."""

from pathlib import Path

import pytest

from stancemap.errors import InputError
from stancemap.records import DocumentKind, Mention, Span
from stancemap.tag.aliases import MergedNames
from stancemap.tag.linking import link_names
from stancemap.tag.name_index import NamedText
from stancemap.tag.user_aliases import UserAlias, alias_rows, read_user_aliases

HEAD = "entity,name,reason,count,merge\n"
TEXT = "Kestrel Robotics said so. Ana Ruiz doubts it. Ruiz laughed at the swan killers."


def read(tmp_path: Path, rows: str, head: str = HEAD) -> tuple[UserAlias, ...]:
    path = tmp_path / "aliases.csv"
    path.write_text(head + rows, encoding="utf-8")
    return read_user_aliases(path)


def link(user: tuple[UserAlias, ...] = ()) -> MergedNames:
    mentions = []
    for name, label in [("Kestrel Robotics", "ORG"), ("Ana Ruiz", "PERSON"), ("Ruiz", "PERSON")]:
        start = TEXT.rindex(name)
        span = Span.of(TEXT, start, start + len(name))
        mentions.append(Mention(DocumentKind.ARTICLE, "a1", "a1", span, label))
    return link_names([NamedText(DocumentKind.ARTICLE, "a1", "a1", TEXT)], mentions, user)


def entities(names: MergedNames) -> dict[str, list[tuple[str, str]]]:
    return {e.name: [(a.text, a.reason.value) for a in e.aliases] for e in names.entities}


ALONE = {"Kestrel Robotics": [], "Ana Ruiz": [("Ruiz", "surname")]}


def test_the_file_of_a_study_given_back_unchanged_changes_nothing(tmp_path: Path) -> None:
    rows = "".join(",".join(map(str, row)) + "\n" for row in alias_rows(link()))
    unchanged = link(read(tmp_path, rows, "entity,name,reason,count,merge,note\n"))
    assert unchanged == link()
    assert entities(unchanged) == ALONE


def test_no_sets_a_name_apart(tmp_path: Path) -> None:
    names = link(read(tmp_path, "Ana Ruiz,Ruiz,surname,1,no\n"))
    assert entities(names) == {"Kestrel Robotics": [], "Ana Ruiz": [], "Ruiz": []}


def test_another_entity_takes_a_name(tmp_path: Path) -> None:
    names = link(read(tmp_path, "Ana Ruiz,Ruiz,surname,1,Kestrel Robotics\n"))
    assert entities(names) == {"Kestrel Robotics": [("Ruiz", "user alias")], "Ana Ruiz": []}


def test_an_entity_that_nobody_named_before_takes_a_name(tmp_path: Path) -> None:
    names = link(read(tmp_path, "Ana Ruiz,Ruiz,surname,1,Ben Ruiz\n"))
    assert entities(names)["Ben Ruiz"] == [("Ruiz", "user alias")]


def test_moving_the_entitys_own_name_moves_all_of_it(tmp_path: Path) -> None:
    names = link(read(tmp_path, "Ana Ruiz,Ana Ruiz,same,1,Kestrel Robotics\n"))
    assert entities(names) == {
        "Kestrel Robotics": [("Ana Ruiz", "user alias"), ("Ruiz", "user alias")]
    }


def test_a_row_that_is_added_finds_its_name_in_any_case(tmp_path: Path) -> None:
    names = link(read(tmp_path, "Kestrel Robotics,Swan Killers,,,\n"))
    assert entities(names)["Kestrel Robotics"] == [("swan killers", "user alias")]


def test_what_the_user_decided_is_kept_when_the_new_file_is_given_back(tmp_path: Path) -> None:
    first = link(read(tmp_path, "Ana Ruiz,Ruiz,surname,1,Kestrel Robotics\n"))
    rows = "".join(",".join(map(str, row)) + "\n" for row in alias_rows(first))
    again = link(read(tmp_path, rows, "entity,name,reason,count,merge,note\n"))
    assert again == first


@pytest.mark.parametrize("delimiter", [";", "\t"])
def test_a_file_that_a_spreadsheet_saved_is_read(tmp_path: Path, delimiter: str) -> None:
    path = tmp_path / "aliases.csv"
    text = (HEAD + "Acme,'@acme,handle,1,no\n").replace(",", delimiter)
    path.write_bytes(text.replace("\n", "\r\n").encode("utf-8-sig"))
    (row,) = read_user_aliases(path)
    assert (row.entity, row.name, row.target, row.line) == ("Acme", "@acme", "", 2)


BAD = [
    ("", "entity,name\n", "line 1: no column 'merge'"),
    ("Acme,,same,1,yes\n", HEAD, "line 2: no name"),
    (",Ace,same,1,yes\n", HEAD, "line 2: 'Ace' has no entity"),
    ("Acme,Acme,same,1,no\n", HEAD, "line 2: 'Acme' is the entity's own name"),
    ("Acme,Ace,x,1,yes\nAcme,Ace,x,1,no\n", HEAD, "line 3: 'Ace' of 'Acme' goes to 'Ace', but in"),
    ("Acme,Ace, Inc,x,1,yes\n", HEAD, "line 2: 6 cells, but the first line has 5"),
    ("A,A,same,1,B\nB,B,same,1,A\n", HEAD, "'A' → 'B' → 'A' goes round in a circle"),
    ('Acme,"Ace,same,1,yes\n', HEAD, "line 2: unexpected end of data"),
]


@pytest.mark.parametrize(("rows", "head", "message"), BAD)
def test_a_bad_file_is_refused_with_its_line(
    tmp_path: Path, rows: str, head: str, message: str
) -> None:
    with pytest.raises(InputError, match=r"aliases\.csv") as error:
        read(tmp_path, rows, head)
    assert message in str(error.value)
