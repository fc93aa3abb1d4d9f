"""Engines: where parts are tagged. Which one does it never changes a byte of the result."""

from collections import deque
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, wait
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass
from typing import Protocol

from threadpoolctl import threadpool_limits

from stancemap.study.poison import Outcome, Task, tag_carefully
from stancemap.study.workers import LoneWorker, Workers

PATIENCE = 1800.0
"""Seconds in which some part must be done; a worker that needs longer hangs, and is ended."""


class Job(Protocol):
    """What a worker must know to tag any part; small, so that it travels between processes."""

    def open(self) -> Callable[[Task], int]:
        """Load the models once; return the function that does a task and says its size."""

    def size(self, number: int) -> int:
        """Count the documents of a part."""

    def check_machine(self) -> None:
        """Make sure that another machine has the study and the same versions.

        Raises:
            EngineError: it has not.
        """

    def was_fatal(self, number: int) -> bool:
        """Tell whether earlier runs died while they were at this part."""


class Engine(Protocol):
    """Tags parts, in any order, and says of each how it went."""

    def run(self, job: Job, numbers: Sequence[int]) -> Iterator[Outcome]:
        """Tag the parts with these numbers."""


@dataclass(frozen=True, slots=True)
class Serial:
    """Tags in this process, one part after the other; a part it died on, in a process apart."""

    patience: float | None = PATIENCE

    def run(self, job: Job, numbers: Sequence[int]) -> Iterator[Outcome]:
        """Tag the parts with these numbers."""
        fatal = [number for number in numbers if job.was_fatal(number)]
        yield from run_alone(job, fatal, self.patience)
        rest = [number for number in numbers if number not in fatal]
        if not rest:
            return
        with threadpool_limits(1):
            tag = job.open()
            for number in rest:
                yield Outcome(number, tag(Task(number)))


@dataclass(frozen=True, slots=True)
class Pool:
    """Tags in local processes. A worker that dies or hangs takes nothing along but what it did."""

    workers: int
    patience: float | None = PATIENCE

    def run(self, job: Job, numbers: Sequence[int]) -> Iterator[Outcome]:
        """Tag the parts with these numbers."""
        waiting = deque(numbers)
        while waiting:
            suspects: list[int] = []
            yield from self._together(job, waiting, suspects)
            # Every part that was under way when a worker died is tried again by itself, so that
            # the one to blame is known.
            yield from run_alone(job, sorted(suspects), self.patience)

    def _together(self, job: Job, waiting: deque[int], suspects: list[int]) -> Iterator[Outcome]:
        """Tag what waits, until nothing does or a worker dies: then `suspects` are the parts."""
        under_way: dict[Future[int], int] = {}
        with Workers(job, min(self.workers, len(waiting))) as workers:
            while under_way or (waiting and not suspects):
                # One more than there are workers, so that none has to wait for us.
                while waiting and not suspects and len(under_way) <= self.workers:
                    number = waiting.popleft()
                    try:
                        under_way[workers.submit(Task(number))] = number
                    except BrokenProcessPool:
                        suspects.append(number)
                done, _ = wait(under_way, self.patience, FIRST_COMPLETED)
                if under_way and not done:
                    workers.kill()
                for future in done:
                    try:
                        yield Outcome(under_way[future], future.result())
                    except BrokenProcessPool:
                        suspects.append(under_way[future])
                    del under_way[future]


def run_alone(job: Job, numbers: Sequence[int], patience: float | None) -> Iterator[Outcome]:
    """Tag parts one at a time in a process of their own; what kills it there is set aside."""
    if not numbers:
        return
    worker = LoneWorker(job, patience)
    try:
        for number in numbers:
            yield tag_carefully(number, job.size(number), worker.attempt)
    finally:
        worker.close()


def engine_for(workers: int, patience: float | None = PATIENCE) -> Engine:
    """Choose the engine for so many workers."""
    return Serial(patience) if workers == 1 else Pool(workers, patience)
