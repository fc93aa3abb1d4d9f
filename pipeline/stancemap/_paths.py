"""Where the data that ships lies: in the checkout, or inside an installed wheel."""

from pathlib import Path

_PACKAGE = Path(__file__).parent
_CHECKOUT = _PACKAGE.parents[1]
_ROOT = _PACKAGE / "_bundled" if (_PACKAGE / "_bundled").is_dir() else _CHECKOUT

CORPUS = _ROOT / "corpus"
"""Folder of the sample corpora and of the codebooks."""

MODELS = _ROOT / "models"
"""Folder of the trained models, one folder each."""
