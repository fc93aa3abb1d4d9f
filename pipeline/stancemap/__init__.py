"""stancemap: stances, claims, entities and quotes in news comments, added up to argument maps.

Names are loaded when they are first used: `import stancemap` stays fast.
"""

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from stancemap.api import run
    from stancemap.codebook import Codebook, load_codebook
    from stancemap.errors import StancemapError
    from stancemap.study import Study

__all__ = ["Codebook", "StancemapError", "Study", "load_codebook", "run"]

_HOMES = {
    "Codebook": "stancemap.codebook",
    "StancemapError": "stancemap.errors",
    "Study": "stancemap.study",
    "load_codebook": "stancemap.codebook",
    "run": "stancemap.api",
}


def __getattr__(name: str) -> object:
    if name not in _HOMES:
        raise AttributeError(f"module 'stancemap' has no attribute '{name}'")
    return getattr(import_module(_HOMES[name]), name)
