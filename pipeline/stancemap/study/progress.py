"""How far a run is: what the engine says, and to whom."""

from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from typing import Protocol


class Stage(Protocol):
    """One stage of a run that is under way."""

    def advance(self, steps: int = 1) -> None:
        """Say that so many more steps are done."""


class Progress(Protocol):
    """Whoever wants to know how far a run is."""

    def stage(self, name: str, total: int | None) -> AbstractContextManager[Stage]:
        """Open a stage of `total` steps, or of an unknown number."""

    def say(self, line: str) -> None:
        """Say something between stages, in one line."""


class _SilentStage:
    def advance(self, steps: int = 1) -> None:
        """Do nothing."""


class Silent:
    """Tells nobody."""

    @contextmanager
    def stage(self, name: str, total: int | None) -> Iterator[Stage]:  # noqa: ARG002 - the protocol's names
        """Open a stage that says nothing."""
        yield _SilentStage()

    def say(self, line: str) -> None:
        """Say nothing."""
