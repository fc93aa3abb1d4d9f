"""The sample corpora that ship."""

from pathlib import Path

from stancemap._paths import CORPUS


def sample_corpora() -> list[Path]:
    """List the folders of the sample corpora: those that have a datasheet."""
    return sorted(sheet.parent for sheet in CORPUS.glob("*/DATASHEET.md"))
