from pathlib import Path

import pytest

from stancemap.errors import InputError
from stancemap.learn.entities import entity_taggers
from stancemap.learn.quote_gold import find_in_folder, gold_folders
from stancemap.learn.quote_scoring import score

CORPUS = Path(__file__).parents[2] / "corpus"


def test_a_labelled_corpus_is_named_by_its_folder_its_file_or_the_folder_above() -> None:
    one = CORPUS / "ai-marking"
    assert gold_folders(one) == [one] == gold_folders(one / "gold" / "quotes.csv")
    assert gold_folders(CORPUS)[0] == one
    assert gold_folders(CORPUS / "rows.jsonl") == []


def test_a_folder_without_labels_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="holds no gold/quotes"):
        gold_folders(tmp_path)


def test_our_own_labelled_quotes_are_mostly_found_with_their_sources() -> None:
    read = list(find_in_folder(CORPUS / "ai-marking", entity_taggers()))
    figures = score(read)
    assert figures.n_failed == 0
    assert figures.n_texts == len(read) > 40
    assert figures.content_token_f1 > 0.8
    assert figures.source_accuracy > 0.8
    assert figures.n_named_right > 3 * figures.n_named_wrong
