from pathlib import Path

import pytest

from stancemap.errors import ModelError
from stancemap.learn.quote_rows import GoldQuote, QuoteRow
from stancemap.records import DocumentKind
from stancemap.tag.parsing import Parser, load_parser
from stancemap.tag.quote_model import load_quote_model
from stancemap.tag.quotes import find_quotes

pytest.importorskip("pycrfsuite", reason="needs the extra stancemap[train]")

from stancemap.learn.quotes import QuoteRecipe, make_lessons, save, train  # the extra

NAMES = ("Ann Lee", "Bo Lind", "The council", "Ida Moe", "The harbour office", "Kim Roe")
SAID = ("the harbour needs a crane", "the pier is too old", "nobody asked for the plan", "it rains")
CUES = ("said", "argued", "claimed")


def row(number: int) -> QuoteRow:
    """Make an article of four sentences, three of them reports."""
    text, quotes = "The sea claimed a boat. They said grace and argued. ", []
    for shift in range(3):
        who, cue = NAMES[(number + shift) % len(NAMES)], CUES[(number + shift) % len(CUES)]
        words = SAID[(number + 2 * shift) % len(SAID)]
        at = len(text)
        text += f"{who} {cue} that {words}. "
        cue_at = at + len(who) + 1
        start = cue_at + len(cue) + 1
        content, source = (start, start + len("that ") + len(words)), (at, at + len(who))
        quotes.append(GoldQuote((content,), (source,), ((cue_at, cue_at + len(cue)),)))
    return QuoteRow(number, str(number), text.strip(), tuple(quotes))


@pytest.fixture(scope="module")
def parser() -> Parser:
    return load_parser()


@pytest.fixture(scope="module")
def folder(parser: Parser, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("models") / "quotes"
    lessons = list(make_lessons([row(number) for number in range(24)], parser))
    recipe = QuoteRecipe(chain_least_count=1)
    save(train(lessons, recipe), recipe, folder)
    return folder


def test_a_trained_model_finds_reports_of_people_it_has_not_seen(
    folder: Path, parser: Parser
) -> None:
    (doc,) = parser.articles(["Peter Hansen claimed that the boats are late."])
    assert not isinstance(doc, Exception)
    (quote,) = find_quotes(doc, DocumentKind.ARTICLE, "a", load_quote_model(folder))
    assert quote.content.text == "the boats are late"
    assert quote.speaker is not None
    assert (quote.speaker.text, quote.cue and quote.cue.text) == ("Peter Hansen", "claimed")


def test_the_same_lessons_make_the_same_bytes(folder: Path, parser: Parser, tmp_path: Path) -> None:
    recipe = QuoteRecipe(chain_least_count=1)
    lessons = list(make_lessons([row(number) for number in range(24)], parser))
    save(train(lessons, recipe), recipe, tmp_path)
    for name in ("weights.safetensors", "model.json", "recipe.toml"):
        assert (tmp_path / name).read_bytes() == (folder / name).read_bytes()


@pytest.mark.parametrize("name", ["weights.safetensors", "model.json"])
def test_a_damaged_model_is_refused(name: str, folder: Path, tmp_path: Path) -> None:
    for path in folder.iterdir():
        (tmp_path / path.name).write_bytes(path.read_bytes())
    (tmp_path / name).write_bytes(b"{}")
    with pytest.raises(ModelError, match="cannot be read"):
        load_quote_model(tmp_path)


def test_a_model_of_another_format_is_refused(folder: Path, tmp_path: Path) -> None:
    for path in folder.iterdir():
        (tmp_path / path.name).write_bytes(path.read_bytes())
    settings = (tmp_path / "model.json").read_text(encoding="utf-8")
    (tmp_path / "model.json").write_text(settings.replace('"format": 1', '"format": 0'))
    with pytest.raises(ModelError, match="train it again"):
        load_quote_model(tmp_path)
