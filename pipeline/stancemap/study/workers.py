"""Worker processes: started apart from this one, with the models loaded once in each."""

import multiprocessing
import os
import signal
import threading
from collections.abc import Callable
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from multiprocessing.connection import wait
from types import TracebackType
from typing import Protocol, Self

from threadpoolctl import threadpool_limits

from stancemap.errors import EngineError
from stancemap.study.poison import Task

_NO_START = (
    "a worker process ended before it could tag anything: there may be too little memory for so"
    " many --workers, or, in a script of yours, stancemap.run must be called below"
    ' if __name__ == "__main__":'
)


class Opens(Protocol):
    """What a worker process is given: it loads the models and returns what does a task."""

    def open(self) -> Callable[[Task], int]:
        """Load the models once."""


class Workers:
    """Processes that do the tasks of one job.

    Args:
        job: what they work at.
        count: how many there are.
    """

    def __init__(self, job: Opens, count: int) -> None:
        self._others = {child.pid for child in multiprocessing.active_children()}
        context = multiprocessing.get_context("spawn")
        self._pool = ProcessPoolExecutor(count, context, initializer=_start, initargs=(job,))

    def submit(self, task: Task) -> Future[int]:
        """Have a task done; its future raises BrokenProcessPool where a worker dies meanwhile."""
        return self._pool.submit(_tag, task)

    def wait_until_loaded(self) -> None:
        """Wait until a worker has loaded its models.

        Raises:
            EngineError: it ended before.
        """
        try:
            self._pool.submit(_load).result()
        except BrokenProcessPool as error:
            raise EngineError(_NO_START) from error

    def kill(self) -> None:
        """Kill the processes, whatever they are at."""
        for child in multiprocessing.active_children():
            if child.pid not in self._others:
                child.kill()

    def close(self) -> None:
        """End the processes when they have done what they are at."""
        self._pool.shutdown(wait=True, cancel_futures=True)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()


class LoneWorker:
    """One worker process, started again whenever it has died.

    Args:
        job: what it works at.
        patience: seconds after which it counts as dead; None is for ever.
    """

    def __init__(self, job: Opens, patience: float | None) -> None:
        self._job, self._patience = job, patience
        self._worker: Workers | None = None

    def attempt(self, task: Task) -> int | None:
        """Do a task; None where the worker died on it, or did not come to an end.

        Raises:
            EngineError: the worker does not even start.
        """
        if self._worker is None:
            self._worker = Workers(self._job, 1)
            self._worker.wait_until_loaded()
        try:
            return self._worker.submit(task).result(self._patience)
        except BrokenProcessPool:
            self.close()
        except TimeoutError:
            self._worker.kill()
            self.close()
        return None

    def close(self) -> None:
        """End the process."""
        if self._worker is not None:
            self._worker.close()
        self._worker = None


_job: Opens | None = None
_do: Callable[[Task], int] | None = None
"""Set once per worker process: models are loaded once, not once per part."""


def _start(job: Opens) -> None:
    global _job  # noqa: PLW0603 - a pool's initializer has no other way to hand something on
    # The coordinator alone answers Ctrl-C; a worker ends with it, however it ends.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    threading.Thread(target=_end_with_parent, daemon=True).start()
    threadpool_limits(1)
    _job = job


def _end_with_parent() -> None:
    parent = multiprocessing.parent_process()
    if parent is not None:
        wait([parent.sentinel])
        os._exit(1)


def _load() -> None:
    # In a task, not in the initializer: what goes wrong in there comes back as an error in words.
    global _do  # noqa: PLW0603 - as above
    if _job is None:
        raise RuntimeError("the worker was not started")
    if _do is None:
        _do = _job.open()


def _tag(task: Task) -> int:
    _load()
    if _do is None:
        raise RuntimeError("the worker has no models")
    return _do(task)
