import pytest

from stancemap.codebook import Code, Codebook, load_codebook
from stancemap.export.contrast import contrast
from stancemap.export.report.colours import DARK_PAPER, LIGHT_PAPER, code_colours

AA_TEXT, AA_GRAPHICS = 4.5, 3.0

ODD = Codebook(
    "odd",
    "1",
    "",
    "rest",
    tuple(
        Code(name, "a definition", colour)
        for name, colour in (
            ("white", "#ffffff"),
            ("black", "#000000"),
            ("yellow", "#ffff00"),
            ("navy", "#000080"),
            ("rest", "#1d2126"),
        )
    ),
)


@pytest.mark.parametrize("codebook", [load_codebook(), ODD], ids=["built in", "odd"])
def test_every_colour_can_be_read_on_both_papers(codebook: Codebook) -> None:
    for colour in code_colours(codebook):
        assert contrast(colour.text, LIGHT_PAPER) >= AA_TEXT
        assert contrast(colour.dark_text, DARK_PAPER) >= AA_TEXT
        assert contrast(colour.bar, LIGHT_PAPER) >= AA_GRAPHICS
        assert contrast(colour.dark_bar, DARK_PAPER) >= AA_GRAPHICS


def test_colours_that_can_be_read_stay_as_the_codebook_has_them() -> None:
    codebook = load_codebook()
    bars = {colour.name: colour.bar for colour in code_colours(codebook)}
    assert bars["oppose"] == codebook.colour("oppose")


def test_codes_differ_in_shape_too() -> None:
    shapes = [colour.shape for colour in code_colours(load_codebook())]
    assert len(set(shapes)) == len(shapes)
