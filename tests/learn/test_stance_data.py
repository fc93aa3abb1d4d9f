"""Labelled comments are read as tagging reads comments."""

import gzip
import json
from pathlib import Path

import pytest

from stancemap._paths import MODELS
from stancemap.codebook import load_codebook
from stancemap.errors import InputError
from stancemap.learn.data import DATA_FILES, Source, codebook_examples, file_hashes, load_examples
from stancemap.tag.parsing import Parser, load_parser

_DATA = Path(__file__).parents[3] / "shared" / "data"


@pytest.fixture(scope="module")
def parser() -> Parser:
    return load_parser()


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    row = {
        "target": "trams",
        "title": None,
        "parent": "Trams are noisy things.",
        "text": "> Trams are noisy things.\nNot ours. I like them.",
        "primary": "support",
        "also": ["pragmatic"],
        "evidence": [36, 48],
    }
    for source in DATA_FILES:
        (tmp_path / source).parent.mkdir(exist_ok=True)
        evidence = "I like them." if source is Source.INVENTED else row["evidence"]
        with gzip.open(tmp_path / source, "wt", encoding="utf-8") as file:
            file.write(json.dumps(row | {"evidence": evidence}) + "\n")
    return tmp_path


def test_examples_carry_labels_and_own_sentences(folder: Path, parser: Parser) -> None:
    examples = load_examples(folder, parser.nlp)
    assert [example.source for example in examples] == list(DATA_FILES)
    for example in examples:
        assert (example.primary, example.also) == ("support", ("pragmatic",))
        assert example.evidence == "I like them."
        own = [sentence.span.text for sentence in example.question.own_sentences]
        assert own == ["Not ours.", "I like them."]


def test_a_codebooks_examples_and_cues_are_texts_of_their_code() -> None:
    codebook = load_codebook()
    texts = {e.question.text: e.primary for e in codebook_examples(codebook)}
    assert texts["Here to stay."] == "inevitable"
    assert texts[codebook.codes[0].examples[0]] == codebook.codes[0].name


def test_absent_data_is_named_with_what_is_needed(tmp_path: Path, parser: Parser) -> None:
    with pytest.raises(InputError, match=r"dev\.jsonl\.gz is absent.*gold/train_pool"):
        load_examples(tmp_path, parser.nlp)


def test_hashes_change_with_the_files(folder: Path) -> None:
    before = file_hashes(folder)
    (folder / Source.DEV).write_bytes(b"other")
    after = file_hashes(folder)
    assert before[Source.DEV] != after[Source.DEV]
    assert before[Source.POOL] == after[Source.POOL]


@pytest.mark.skipif(not _DATA.is_dir(), reason="the labelled data does not ship")
def test_the_recipe_names_the_data_that_is_here() -> None:
    recipe = (MODELS / "stance-linear" / "recipe.toml").read_text()
    assert all(digest in recipe for digest in file_hashes(_DATA).values())
