"""Progress on stderr: bars on a terminal, plain lines elsewhere, nothing with --quiet."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager

from rich.console import Console
from rich.progress import (
    BarColumn,
    MofNCompleteColumn,
    TaskID,
    TextColumn,
    TimeElapsedColumn,
    TimeRemainingColumn,
)
from rich.progress import Progress as RichProgress

from stancemap.study.progress import Progress, Silent, Stage


def progress_for(*, quiet: bool) -> Progress:
    """Choose how to say how far a run is."""
    if quiet:
        return Silent()
    return Bars() if sys.stderr.isatty() else Lines()


class _Task:
    def __init__(self, bars: RichProgress, task: TaskID) -> None:
        self._bars, self._task = bars, task

    def advance(self, steps: int = 1) -> None:
        """Move the bar."""
        self._bars.advance(self._task, steps)


class Bars:
    """A bar per stage, with the time left."""

    @contextmanager
    def stage(self, name: str, total: int | None) -> Iterator[Stage]:
        """Open a bar."""
        columns = (
            TextColumn("{task.description:>8}"),
            BarColumn(),
            MofNCompleteColumn(),
            TimeElapsedColumn(),
            TimeRemainingColumn(),
        )
        with RichProgress(*columns, console=Console(stderr=True)) as bars:
            yield _Task(bars, bars.add_task(name, total=total))
            if total is None:
                bars.update(bars.task_ids[0], total=1, completed=1)

    def say(self, line: str) -> None:
        """Write the line."""
        sys.stderr.write(f"{line}\n")


class _Counter:
    def __init__(self, name: str, total: int | None) -> None:
        self._name, self._total, self._done, self._said = name, total, 0, 0

    def advance(self, steps: int = 1) -> None:
        """Say so at every tenth of the way."""
        self._done += steps
        tenth = self._done * 10 // self._total if self._total else 0
        if tenth > self._said:
            self._said = tenth
            sys.stderr.write(f"{self._name}: {self._done} of {self._total}\n")


class Lines:
    """A plain line at the start and at each tenth of a stage, for logs."""

    @contextmanager
    def stage(self, name: str, total: int | None) -> Iterator[Stage]:
        """Say that a stage begins."""
        sys.stderr.write(f"{name} …\n")
        yield _Counter(name, total)

    def say(self, line: str) -> None:
        """Write the line."""
        sys.stderr.write(f"{line}\n")
