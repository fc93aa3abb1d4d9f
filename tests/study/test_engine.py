import importlib
import os
import subprocess
import sys
import time
from pathlib import Path
from typing import Protocol

import pytest

from stancemap.study.engine import Job, Outcome, Pool, Serial, engine_for

# Worker processes import this by name, so it must lie in a file of its own.
JOBS = """
import os
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path


@dataclass
class Doubling:
    def open(self) -> Callable[[int], int]:
        return lambda number: 2 * number


@dataclass
class Poisoned:
    poison: int

    def open(self) -> Callable[[int], int]:
        def tag(number: int) -> int:
            if number == self.poison:
                os._exit(9)
            return 2 * number

        return tag


@dataclass
class Sleeping:
    pids: str

    def open(self) -> Callable[[int], int]:
        def tag(number: int) -> int:
            (Path(self.pids) / str(os.getpid())).touch()
            time.sleep(600)
            return number

        return tag


@dataclass
class Wrong:
    def open(self) -> Callable[[int], int]:
        def tag(number: int) -> int:
            raise ValueError(f"part {number} is wrong")

        return tag
"""


class Jobs(Protocol):
    def Doubling(self) -> Job: ...  # noqa: N802 - a class of the module below
    def Poisoned(self, poison: int) -> Job: ...  # noqa: N802 - as above
    def Wrong(self) -> Job: ...  # noqa: N802 - as above


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


def test_a_part_that_kills_its_worker_is_lost_alone(jobs: Jobs) -> None:
    outcomes = {o.number: o for o in Pool(2).run(jobs.Poisoned(3), range(6))}
    assert sorted(outcomes) == list(range(6))
    assert [n for n, outcome in outcomes.items() if outcome.lost] == [3]


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
        f"    list(Pool(2).run(Sleeping({str(tmp_path / 'pids')!r}), range(2)))\n"
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
