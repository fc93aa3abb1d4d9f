"""Engines: where parts are tagged. Which one does it never changes a byte of the result."""

import multiprocessing
import os
import signal
import threading
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future, ProcessPoolExecutor, as_completed
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass
from multiprocessing.connection import wait
from typing import Protocol

from threadpoolctl import threadpool_limits


class Job(Protocol):
    """What a worker must know to tag any part; small, so that it travels between processes."""

    def open(self) -> Callable[[int], int]:
        """Load the models once; return the function that tags a part and says its size."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """A part is done, or lost because its worker died on it twice; `size` counts its documents."""

    number: int
    size: int
    lost: bool = False


class Engine(Protocol):
    """Tags parts, in any order, and says of each how it went."""

    def run(self, job: Job, numbers: Sequence[int]) -> Iterator[Outcome]:
        """Tag the parts with these numbers."""


class Serial:
    """Tags in this process, one part after the other."""

    def run(self, job: Job, numbers: Sequence[int]) -> Iterator[Outcome]:
        """Tag the parts with these numbers."""
        if not numbers:
            return
        with threadpool_limits(1):
            tag = job.open()
            for number in numbers:
                yield Outcome(number, tag(number))


@dataclass(frozen=True, slots=True)
class Pool:
    """Tags in local processes. A worker that dies takes no part with it but the one it died on."""

    workers: int

    def run(self, job: Job, numbers: Sequence[int]) -> Iterator[Outcome]:
        """Tag the parts with these numbers."""
        suspects: list[int] = []
        yield from self._run(job, numbers, self.workers, suspects)
        # Every part that was under way when a worker died is tried again by itself, so that the
        # one to blame is known.
        for number in sorted(suspects):
            lost: list[int] = []
            yield from self._run(job, [number], 1, lost)
            if lost:
                yield Outcome(number, 0, lost=True)

    @staticmethod
    def _run(job: Job, numbers: Sequence[int], workers: int, died: list[int]) -> Iterator[Outcome]:
        if not numbers:
            return
        context = multiprocessing.get_context("spawn")
        pool = ProcessPoolExecutor(workers, context, initializer=_start, initargs=(job,))
        try:
            futures: dict[Future[int], int] = {pool.submit(_tag, n): n for n in numbers}
            for future in as_completed(futures):
                try:
                    yield Outcome(futures[future], future.result())
                except BrokenProcessPool:
                    died.append(futures[future])
        finally:
            pool.shutdown(wait=True, cancel_futures=True)


def engine_for(workers: int) -> Engine:
    """Choose the engine for so many workers."""
    return Serial() if workers == 1 else Pool(workers)


_tagger: Callable[[int], int] | None = None
"""Set once per worker process: models are loaded once, not once per part."""


def _start(job: Job) -> None:
    global _tagger  # noqa: PLW0603 - a pool's initializer has no other way to hand something on
    # The coordinator alone answers Ctrl-C; a worker ends with it, however it ends.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    threading.Thread(target=_end_with_parent, daemon=True).start()
    threadpool_limits(1)
    _tagger = job.open()


def _end_with_parent() -> None:
    parent = multiprocessing.parent_process()
    if parent is not None:
        wait([parent.sentinel])
        os._exit(1)


def _tag(number: int) -> int:
    if _tagger is None:
        raise RuntimeError("the worker was not started")
    return _tagger(number)
