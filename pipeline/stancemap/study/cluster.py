"""The engine for a cluster: parts as Dask futures on any scheduler.

Every worker machine must see the study folder under the same path, and have the same versions.
"""

import threading
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from threadpoolctl import threadpool_limits

from stancemap.errors import EngineError
from stancemap.study.engine import PATIENCE, Job, run_alone
from stancemap.study.poison import Outcome, Task

if TYPE_CHECKING:
    from distributed import Client

_ANSWER_WITHIN = 20
"""Seconds in which a scheduler must answer, and one worker be there."""
_AHEAD = 2
"""Parts handed out per thread of the cluster, so that none waits for us."""


@dataclass(frozen=True, slots=True)
class Cluster:
    """Tags on the workers of a Dask scheduler; what kills them is then tried in a process here."""

    scheduler: str
    patience: float | None = PATIENCE

    def run(self, job: Job, numbers: Sequence[int]) -> Iterator[Outcome]:
        """Tag the parts with these numbers."""
        if not numbers:
            return
        waiting = deque(numbers)
        client = connect(self.scheduler)
        try:
            while waiting:
                suspects: list[int] = []
                yield from self._together(client, job, waiting, suspects)
                yield from run_alone(job, sorted(suspects), self.patience)
        finally:
            client.close()

    def _together(
        self, client: "Client", job: Job, waiting: deque[int], suspects: list[int]
    ) -> Iterator[Outcome]:
        """Tag what waits; `suspects` are parts that killed workers, or did not come to an end."""
        from distributed import as_completed  # noqa: PLC0415 - only with the extra [cluster]
        from distributed.scheduler import KilledWorker  # noqa: PLC0415 - as above

        done = as_completed(loop=client.loop, timeout=self.patience)
        under_way: dict[str, int] = {}

        def hand_out() -> None:
            while waiting and len(under_way) < _AHEAD * _threads(client):
                number = waiting.popleft()
                future = client.submit(tag_there, job, Task(number), pure=False)
                under_way[future.key] = number
                done.add(future)

        hand_out()
        try:
            for future in done:
                number = under_way.pop(future.key)
                if future.status == "finished":
                    yield Outcome(number, future.result())
                elif isinstance(future.exception(), KilledWorker):
                    suspects.append(number)
                else:
                    future.result()  # raises what went wrong
                hand_out()
        except TimeoutError:
            _refuse_without_workers(client, self.scheduler)
            suspects.extend(under_way.values())


def connect(scheduler: str) -> "Client":
    """Connect to a scheduler that has a worker.

    Raises:
        EngineError: Dask is not installed, or nobody answers, or no worker is there.
    """
    try:
        from distributed import Client  # noqa: PLC0415 - only with the extra [cluster]
    except ImportError as missing:
        raise EngineError(
            f"--engine dask needs the extra: pip install 'stancemap[cluster]' ({missing})"
        ) from missing
    try:
        client = Client(scheduler, timeout=_ANSWER_WITHIN, set_as_default=False)
    except (OSError, TimeoutError, ValueError) as error:
        raise EngineError(
            f"no Dask scheduler answers at {scheduler} ({error});"
            " start one with: dask scheduler, and give the address that it prints"
        ) from error
    try:
        client.wait_for_workers(1, timeout=_ANSWER_WITHIN)
    except TimeoutError:
        client.close()
        raise _no_workers(scheduler) from None
    return client


def tag_there(job: Job, task: Task) -> int:
    """Do a task in a Dask worker, whose models are loaded once."""
    global _opened  # noqa: PLW0603 - Dask keeps no state for a function between its tasks
    with _one_at_a_time:
        if _opened is None or _opened[0] != job:
            _opened = None  # two sets of models need not fit into memory
            job.check_machine()
            threadpool_limits(1)
            _opened = job, job.open()
        return _opened[1](task)


_one_at_a_time = threading.Lock()
"""The taggers belong to one thread at a time, however many a Dask worker has."""
_opened: tuple[Job, Callable[[Task], int]] | None = None


def _threads(client: "Client") -> int:
    threads: dict[str, int] = client.nthreads()
    return max(1, sum(threads.values()))


def _refuse_without_workers(client: "Client", scheduler: str) -> None:
    if not client.nthreads():
        raise _no_workers(scheduler)


def _no_workers(scheduler: str) -> EngineError:
    return EngineError(
        f"the Dask scheduler at {scheduler} has no worker; start some with:"
        f" dask worker {scheduler} --nthreads 1, and give the same command again"
    )
