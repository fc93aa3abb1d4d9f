"""Colours that can be seen and read on their paper (WCAG 2 contrast)."""

_STEPS = 40
_LINEAR_BELOW = 0.04045

_Rgb = tuple[float, float, float]


def contrast(one: str, other: str) -> float:
    """Return the WCAG contrast ratio of two `#rrggbb` colours.

    >>> round(contrast("#000000", "#ffffff"), 1)
    21.0
    """
    darker, lighter = sorted((_luminance(_rgb(one)), _luminance(_rgb(other))))
    return (lighter + 0.05) / (darker + 0.05)


def readable(colour: str, paper: str, ratio: float) -> str:
    """Move a colour away from the paper's lightness until it has the contrast `ratio`.

    >>> readable("#ffff00", "#ffffff", 4.5)
    '#797900'
    """
    end = 0.0 if _luminance(_rgb(paper)) > _luminance(_rgb("#777777")) else 1.0
    start = _rgb(colour)
    for step in range(_STEPS + 1):
        part = step / _STEPS
        red, green, blue = (channel + (end - channel) * part for channel in start)
        moved = _hex((red, green, blue))
        if contrast(moved, paper) >= ratio:
            return moved
    return _hex((end, end, end))


def _rgb(colour: str) -> _Rgb:
    red, green, blue = (int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5))
    return red, green, blue


def _hex(rgb: _Rgb) -> str:
    return "#" + "".join(f"{round(channel * 255):02x}" for channel in rgb)


def _luminance(rgb: _Rgb) -> float:
    # The sRGB transfer function and weights of WCAG 2.
    red, green, blue = (
        channel / 12.92 if channel <= _LINEAR_BELOW else ((channel + 0.055) / 1.055) ** 2.4
        for channel in rgb
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue
