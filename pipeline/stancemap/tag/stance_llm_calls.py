"""Make calls side by side, and give up where they come to nothing again and again."""

from collections import deque
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from queue import SimpleQueue
from threading import Lock, Thread
from typing import TypeVar

from stancemap.errors import ModelError

Item = TypeVar("Item")
Answer = TypeVar("Answer")


@dataclass(slots=True)
class Misfortunes:
    """Counts failures in a row; threads may share it."""

    in_a_row: int = 0
    lock: Lock = field(default_factory=Lock)

    def add(self, reason: str, url: str, most: int) -> None:
        """Count one more.

        Raises:
            ModelError: there have been `most` or more since anything succeeded.
        """
        with self.lock:
            self.in_a_row += 1
            count = self.in_a_row
        if count >= most:
            raise ModelError(
                f"{count} comments in a row got no answer from {url} that could be used; the last: "
                f"{reason}. Mend that and run again: replies so far are kept"
            )

    def forget(self) -> None:
        """Begin to count anew: something succeeded."""
        with self.lock:
            self.in_a_row = 0


def side_by_side(
    work: Callable[[Item], Answer], items: Sequence[Item], threads: int
) -> list[Answer]:
    """Return the answer to each item, in order; the first exception stops all and is raised.

    The threads are daemons, unlike those of a ThreadPoolExecutor: Ctrl-C ends the process although
    a server that hangs still keeps some of them waiting.
    """
    todo = deque(enumerate(items))
    done: SimpleQueue[tuple[int, Answer] | Exception] = SimpleQueue()

    def serve() -> None:
        while todo:
            try:
                number, item = todo.popleft()
            except IndexError:  # another thread was quicker
                return
            try:
                done.put((number, work(item)))
            except Exception as error:
                todo.clear()
                done.put(error)

    for _ in range(min(threads, len(items))):
        Thread(target=serve, daemon=True).start()
    try:
        return _gather(done, len(items))
    finally:
        todo.clear()


def _gather(done: "SimpleQueue[tuple[int, Answer] | Exception]", count: int) -> list[Answer]:
    answers: dict[int, Answer] = {}
    while len(answers) < count:
        outcome = done.get()
        if isinstance(outcome, Exception):
            raise outcome
        answers[outcome[0]] = outcome[1]
    return [answers[number] for number in range(count)]
