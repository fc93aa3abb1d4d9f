"""Which engine tags; apart from the engines, so that the command line stays quick."""

from enum import StrEnum


class EngineKind(StrEnum):
    """Where parts are tagged; the result is the same."""

    POOL = "pool"
    """Processes on this machine."""
    DASK = "dask"
    """The workers of a Dask scheduler."""
