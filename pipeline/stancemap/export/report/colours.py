"""The codebook's colours, moved until they can be seen and read (WCAG 2 contrast)."""

from collections.abc import Sequence
from dataclasses import dataclass

from stancemap.codebook import Codebook
from stancemap.export.contrast import readable
from stancemap.export.report.stances import UNSURE

LIGHT_PAPER, DARK_PAPER = "#f7f6f3", "#1d2126"
"""Of the surfaces in report.css, the ones that leave the least contrast."""

_FOR_TEXT, _FOR_GRAPHICS = 4.6, 3.1
_SHAPES = "●■▲◆▼★"
_RESIDUAL_SHAPE, _UNSURE_SHAPE = "○", "◌"
_UNSURE_COLOUR = "#c3c6ca"


@dataclass(frozen=True, slots=True)
class CodeColour:
    """How a code looks: a shape, and a colour for bars and for text in light and in dark."""

    name: str
    shape: str
    bar: str
    text: str
    dark_bar: str
    dark_text: str


def code_colours(codebook: Codebook) -> Sequence[CodeColour]:
    """Give each code, and last `UNSURE`, its shape and its readable colours."""
    others = [code for code in codebook.codes if code.name != codebook.residual]
    shapes = {code.name: _SHAPES[place % len(_SHAPES)] for place, code in enumerate(others)}
    named = [
        _code_colour(code.name, shapes.get(code.name, _RESIDUAL_SHAPE), code.colour)
        for code in codebook.codes
    ]
    return [*named, _code_colour(UNSURE, _UNSURE_SHAPE, _UNSURE_COLOUR)]


def _code_colour(name: str, shape: str, colour: str) -> CodeColour:
    return CodeColour(
        name,
        shape,
        readable(colour, LIGHT_PAPER, _FOR_GRAPHICS),
        readable(colour, LIGHT_PAPER, _FOR_TEXT),
        readable(colour, DARK_PAPER, _FOR_GRAPHICS),
        readable(colour, DARK_PAPER, _FOR_TEXT),
    )
