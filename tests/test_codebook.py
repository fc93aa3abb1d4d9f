from pathlib import Path

import pytest

from stancemap.codebook import built_in_codebooks, load_codebook
from stancemap.errors import CodebookError

CODE = '[[codes]]\nname = "for"\ndefinition = "is for it"\n'


def test_the_built_in_codebook_has_the_five_codes() -> None:
    codebook = load_codebook()
    assert codebook.names == ("oppose", "pragmatic", "inevitable", "support", "none")
    assert codebook.residual == "none"
    assert "technology" in built_in_codebooks()


def test_a_codebook_of_ones_own_is_read_from_its_file(tmp_path: Path) -> None:
    path = tmp_path / "mine.toml"
    path.write_text(f'residual = "for"\n{CODE}cues = ["yes"]\n', encoding="utf-8")
    codebook = load_codebook(path)
    assert (codebook.name, codebook.names) == ("mine", ("for",))
    assert codebook.codes[0].cues == ("yes",)


def test_what_windows_editors_and_empty_entries_leave_does_no_harm(tmp_path: Path) -> None:
    path = tmp_path / "mine.toml"
    path.write_text(f'residual = "for"\n{CODE}cues = ["", "yes"]\n', encoding="utf-8-sig")
    assert load_codebook(path).codes[0].cues == ("yes",)


def test_a_folder_is_no_codebook(tmp_path: Path) -> None:
    (tmp_path / "mine.toml").mkdir()
    with pytest.raises(CodebookError, match="cannot be read"):
        load_codebook(tmp_path / "mine.toml")


BROKEN = {
    "not TOML": ("codes = [", "not a TOML file"),
    "no codes": ('name = "x"', "has no"),
    "a code without definition": ('[[codes]]\nname = "a"', "code 1: it has no definition"),
    "a code twice": (f'residual = "for"\n{CODE}{CODE}', "stands there twice"),
    "a residual that is no code": (CODE, "residual = 'none' is none of its codes"),
    "a name that is no column": (CODE.replace('"for"', '"a b"'), "becomes a column"),
    "a colour that is none": (f"{CODE}colour = 'red;}}'\n", "is not like"),
    "cues that are no list": (f"{CODE}cues = 'yes'\n", "cues must be a list"),
    "a code twice but for its capitals": (
        f'residual = "for"\n{CODE}{CODE.replace("for", "For", 1)}',
        "stands there twice",
    ),
    "a misspelt key": (f'{CODE}cue = ["yes"]\n', "nothing is called 'cue' there; known are"),
    "a key of nothing": (f'author = "me"\n{CODE}', "nothing is called 'author' there"),
    "a name that tables use": (CODE.replace('"for"', '"unsure"'), "have a column n_unsure"),
    "codes that are no tables": ("codes = [1]", "not a table"),
}


@pytest.mark.parametrize(("content", "message"), BROKEN.values(), ids=BROKEN)
def test_a_broken_codebook_says_what_is_wrong(content: str, message: str, tmp_path: Path) -> None:
    path = tmp_path / "mine.toml"
    path.write_text(content, encoding="utf-8")
    with pytest.raises(CodebookError, match=message):
        load_codebook(path)


def test_an_unknown_name_lists_what_there_is() -> None:
    with pytest.raises(CodebookError, match="built in: technology"):
        load_codebook("tecnology")
