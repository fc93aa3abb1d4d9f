import importlib
import os
import subprocess
import sys
import time
from pathlib import Path
from typing import Protocol

import pytest

from stancemap.errors import EngineError, ModelError
from stancemap.study.engine import Job, Pool, Serial, engine_for
from stancemap.study.poison import Outcome, Task, tag_carefully

# Worker processes import this by name, so it must lie in a file of its own.
JOBS = """
import os
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from stancemap.errors import ModelError
from stancemap.study.poison import Task

SIZE = 8


@dataclass
class Doubling:
    fatal: tuple[int, ...] = ()

    def size(self, number: int) -> int:
        return SIZE

    def check_machine(self) -> None:
        pass

    def was_fatal(self, number: int) -> bool:
        return number in self.fatal

    def open(self) -> Callable[[Task], int]:
        return self.do

    def do(self, task: Task) -> int:
        return 2 * task.number


@dataclass
class Poisoned(Doubling):
    poison: tuple[tuple[int, int], ...] = ()
    hang: bool = False

    def do(self, task: Task) -> int:
        touched = range(SIZE) if task.tried is None else task.tried
        for position in touched:
            if (task.number, position) in self.poison and position not in task.left_out:
                if self.hang:
                    time.sleep(600)
                os._exit(9)
        return 2 * task.number


@dataclass
class Sleeping(Doubling):
    pids: str = ""

    def do(self, task: Task) -> int:
        (Path(self.pids) / str(os.getpid())).touch()
        time.sleep(600)
        return task.number


@dataclass
class Wrong(Doubling):
    def do(self, task: Task) -> int:
        raise ValueError(f"part {task.number} is wrong")


@dataclass
class Unloadable(Doubling):
    def open(self) -> Callable[[Task], int]:
        raise ModelError("models/stance is missing")


@dataclass
class Unstartable(Doubling):
    def open(self) -> Callable[[Task], int]:
        os._exit(9)
"""


class Jobs(Protocol):
    def Doubling(self, fatal: tuple[int, ...] = ()) -> Job: ...  # noqa: N802 - a class of the module below
    def Poisoned(self, **of: object) -> Job: ...  # noqa: N802 - as above
    def Wrong(self) -> Job: ...  # noqa: N802 - as above
    def Unloadable(self) -> Job: ...  # noqa: N802 - as above
    def Unstartable(self) -> Job: ...  # noqa: N802 - as above


@pytest.fixture
def jobs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Jobs:
    (tmp_path / "engine_jobs.py").write_text(JOBS)
    monkeypatch.syspath_prepend(tmp_path)
    module: Jobs = importlib.import_module("engine_jobs")
    return module


def test_serial_and_pool_tag_every_part(jobs: Jobs) -> None:
    expected = {Outcome(n, 2 * n) for n in range(-1, 5)}
    assert set(Serial().run(jobs.Doubling(), range(-1, 5))) == expected
    assert set(Pool(2).run(jobs.Doubling(), range(-1, 5))) == expected


def test_a_document_that_kills_its_worker_is_set_aside_alone(jobs: Jobs) -> None:
    job = jobs.Poisoned(poison=((3, 5), (7, 0), (7, 1)))
    outcomes = {o.number: o for o in Pool(2).run(job, range(9))}
    assert sorted(outcomes) == list(range(9))
    assert {n: o.set_aside for n, o in outcomes.items() if o.set_aside} == {3: 1, 7: 2}
    assert not any(outcome.lost for outcome in outcomes.values())


def test_a_document_on_which_the_worker_hangs_is_set_aside_too(jobs: Jobs) -> None:
    job = jobs.Poisoned(poison=((1, 2),), hang=True)
    outcomes = set(Pool(2, patience=2).run(job, range(3)))
    assert outcomes == {Outcome(0, 0), Outcome(1, 2, set_aside=1), Outcome(2, 4)}


def test_one_worker_tries_a_part_it_died_on_in_a_process_apart(jobs: Jobs) -> None:
    job = jobs.Poisoned(fatal=(1,), poison=((1, 2),))
    assert set(Serial().run(job, range(2))) == {Outcome(0, 0), Outcome(1, 2, set_aside=1)}


def test_a_part_that_dies_whatever_is_left_out_is_lost_after_some_trials() -> None:
    tried: list[Task] = []
    outcome = tag_carefully(4, 400, tried.append)  # append gives None: it died
    assert outcome == Outcome(4, 400, lost=True)
    assert len(tried) < 110


def test_models_that_cannot_be_loaded_are_an_error_not_lost_parts(jobs: Jobs) -> None:
    with pytest.raises(ModelError, match="models/stance is missing"):
        list(Pool(2).run(jobs.Unloadable(), range(3)))


def test_workers_that_do_not_start_are_an_error_not_lost_parts(jobs: Jobs) -> None:
    with pytest.raises(EngineError, match="ended before it could tag"):
        list(Pool(2).run(jobs.Unstartable(), range(3)))


def test_an_error_in_our_own_code_is_not_hidden(jobs: Jobs) -> None:
    with pytest.raises(ValueError, match="is wrong"):
        list(Pool(2).run(jobs.Wrong(), range(2)))


def test_no_parts_start_no_process(jobs: Jobs) -> None:
    assert list(Pool(2).run(jobs.Doubling(), [])) == []
    assert list(Serial().run(jobs.Doubling(), [])) == []


def test_one_worker_needs_no_pool() -> None:
    assert isinstance(engine_for(1), Serial)
    assert engine_for(3) == Pool(3)


def _is_alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return True


@pytest.mark.usefixtures("jobs")
def test_workers_end_when_their_coordinator_is_killed(tmp_path: Path) -> None:
    (tmp_path / "pids").mkdir()
    (tmp_path / "main.py").write_text(
        "from engine_jobs import Sleeping\n"
        "from stancemap.study.engine import Pool\n"
        "if __name__ == '__main__':\n"
        f"    list(Pool(2).run(Sleeping(pids={str(tmp_path / 'pids')!r}), range(2)))\n"
    )
    with subprocess.Popen([sys.executable, "main.py"], cwd=tmp_path) as coordinator:
        while len(list((tmp_path / "pids").iterdir())) < 2 and coordinator.poll() is None:
            time.sleep(0.1)
        coordinator.kill()
    pids = [int(path.name) for path in (tmp_path / "pids").iterdir()]
    assert len(pids) == 2
    patience = time.monotonic() + 60
    while any(map(_is_alive, pids)) and time.monotonic() < patience:
        time.sleep(0.1)
    assert not any(map(_is_alive, pids))
