"""How good the models that ship are, as their metrics say."""

from stancemap.export.report import Figure


def measured_figures() -> tuple[Figure, ...]:
    """Read the figures that a reader of the report needs, from the models' metrics."""
    return ()
