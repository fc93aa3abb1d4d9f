"""The Dask engine against a real scheduler and two real workers on this machine."""

import json
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from typer.testing import CliRunner

from stancemap.cli import app
from stancemap.errors import EngineError
from stancemap.study import Profile, Settings, Study, run_study
from stancemap.study.job import TagJob
from stancemap.study.manifest import differences_here
from stancemap.study.store import RECIPE, read_json

pytest.importorskip("distributed", reason="the extra [cluster] is not installed")

PAGE = Path(__file__).parents[2] / "corpus" / "driverless-buses" / "page.txt"
SETTINGS = Settings(profile=Profile.FAST, part_size=15)
DASK = str(Path(sys.executable).with_name("dask"))
HERE = ("--host", "127.0.0.1", "--no-dashboard")


@dataclass
class Running:
    address: str
    workers: list[subprocess.Popen[bytes]]


def _wait_for(condition: Callable[[], bool], seconds: int = 120) -> None:
    patience = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < patience, "nothing happened"
        time.sleep(0.05)


@pytest.fixture(scope="module")
def cluster(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    folder = tmp_path_factory.mktemp("dask")
    answer = folder / "scheduler.json"
    started: list[subprocess.Popen[bytes]] = []

    def start(*arguments: str) -> subprocess.Popen[bytes]:
        with (folder / f"log-{len(started)}").open("wb") as log:
            command = [DASK, *arguments, *HERE]
            started.append(subprocess.Popen(command, cwd=folder, stdout=log, stderr=log))  # noqa: S603
        return started[-1]

    try:
        start("scheduler", "--port", "0", "--scheduler-file", str(answer))
        _wait_for(answer.exists)
        address = json.loads(answer.read_text(encoding="utf-8"))["address"]
        # Without a nanny, which would start a lost worker again.
        worker = ("worker", address, "--nthreads", "1", "--no-nanny")
        yield Running(address, [start(*worker) for _ in range(2)])
    finally:
        for process in started:
            process.kill()
            process.wait()


def test_a_cluster_that_loses_a_worker_writes_the_same_bytes_as_the_pool(
    cluster: Running, tmp_path: Path
) -> None:
    (tmp_path / "main.py").write_text(
        "import sys\n"
        "from pathlib import Path\n"
        "from stancemap.study import Execution, Profile, Settings, run_study\n"
        "from stancemap.study.engine_kind import EngineKind\n"
        "there = Execution(engine=EngineKind.DASK, scheduler=sys.argv[1])\n"
        "settings = Settings(profile=Profile.FAST, part_size=15)\n"
        "run_study([Path(sys.argv[2])], Path('there'), settings, there)\n"
    )
    run = [sys.executable, "main.py", cluster.address, str(PAGE)]
    parts = tmp_path / "there" / "data" / "parts"
    with subprocess.Popen(run, cwd=tmp_path) as process:  # noqa: S603
        _wait_for(lambda: process.poll() is not None or any(parts.glob("part-*/done.json")))
        cluster.workers[0].kill()
        assert process.wait(300) == 0
    here = run_study([PAGE], tmp_path / "here", SETTINGS)
    assert Study(tmp_path / "there").manifest["files"] == here.manifest["files"]

    # A worker must see the folder, and be of the same versions.
    with pytest.raises(EngineError, match="does not see the study"):
        TagJob(tmp_path / "elsewhere", SETTINGS, "").check_machine()
    TagJob(here.folder, SETTINGS, "").check_machine()
    recipe = read_json(here.folder / RECIPE)
    older = {**recipe, "packages": {**recipe["packages"], "spacy": "3.8.0"}}
    assert differences_here(older) == ["spacy"]


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (["--engine", "dask"], "--engine dask needs the address of a scheduler"),
        (["--scheduler", "tcp://127.0.0.1:1"], "give --engine dask too"),
    ],
)
def test_an_engine_without_its_address_is_refused(
    options: list[str], said: str, tmp_path: Path
) -> None:
    command = ["run", str(PAGE), "--out", str(tmp_path / "study"), *options]
    result = CliRunner().invoke(app, command)
    assert isinstance(result.exception, EngineError)
    assert said in str(result.exception)
    assert not (tmp_path / "study").exists()


def test_a_scheduler_that_does_not_answer_is_said_before_anything_is_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("stancemap.study.cluster._ANSWER_WITHIN", 1)
    dask = ["--engine", "dask", "--scheduler", "tcp://127.0.0.1:9"]
    result = CliRunner().invoke(app, ["run", str(PAGE), "--out", str(tmp_path / "study"), *dask])
    assert isinstance(result.exception, EngineError)
    assert "no Dask scheduler answers at tcp://127.0.0.1:9" in str(result.exception)
    assert not (tmp_path / "study").exists()
