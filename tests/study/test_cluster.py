"""The Dask engine against a real scheduler and two real workers on this machine."""

import importlib
import json
import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest
from typer.testing import CliRunner

from stancemap.cli import app
from stancemap.errors import EngineError
from stancemap.study import Execution, Profile, Settings, Study, run_study
from stancemap.study.engine_kind import EngineKind
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


@contextmanager
def _cluster(folder: Path, *options: str, **environment: str) -> Iterator[Running]:
    """Run a scheduler and two workers, started with these options."""
    answer = folder / "scheduler.json"
    started: list[subprocess.Popen[bytes]] = []

    def start(*arguments: str) -> subprocess.Popen[bytes]:
        with (folder / f"log-{len(started)}").open("wb") as log:
            command = [DASK, *arguments, *HERE]
            own = {**os.environ, **environment}
            started.append(
                subprocess.Popen(command, cwd=folder, stdout=log, stderr=log, env=own)  # noqa: S603
            )
        return started[-1]

    try:
        start("scheduler", "--port", "0", "--scheduler-file", str(answer))
        _wait_for(answer.exists)
        address = json.loads(answer.read_text(encoding="utf-8"))["address"]
        worker = ("worker", address, "--nthreads", "1", *options)
        yield Running(address, [start(*worker) for _ in range(2)])
    finally:
        for process in reversed(started):
            process.terminate()  # a nanny then ends its worker as well
        for process in started:
            try:
                process.wait(20)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()


@pytest.fixture(scope="module")
def cluster(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    # Without a nanny, which would start a lost worker again.
    with _cluster(tmp_path_factory.mktemp("dask"), "--no-nanny") as running:
        yield running


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


# Not in the product: a job whose language tagger ends its process at a marked text. Workers
# import it by name, so it lies in a file of its own.
DEADLY = """
import os
from stancemap.study.job import TagJob
from stancemap.tag.language import LanguageTagger

decide = LanguageTagger.decide


def deadly(tagger, text):
    if "xyzzy" in text:
        os._exit(9)
    return decide(tagger, text)


class DeadlyJob(TagJob):
    def open(self):
        LanguageTagger.decide = deadly
        return TagJob.open(self)
"""


def test_a_comment_that_kills_the_workers_of_a_cluster_fails_alone(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "deadly_there.py").write_text(DEADLY, encoding="utf-8")
    monkeypatch.syspath_prepend(tmp_path)
    deadly_job = importlib.import_module("deadly_there").DeadlyJob
    monkeypatch.setattr("stancemap.study.pipeline.TagJob", deadly_job)
    rows = [
        f"c{n},a,ann,Ban camera number {n} now because it watches us.{' xyzzy' * (n == 5)}"
        for n in range(12)
    ]
    comments = tmp_path / "comments.csv"
    comments.write_text("comment_id,article_id,author,text\n" + "\n".join(rows) + "\n")
    # A part is given up with the first worker that dies on it; a nanny starts another worker.
    once = {"DASK_DISTRIBUTED__SCHEDULER__ALLOWED_FAILURES": "0", "PYTHONPATH": str(tmp_path)}
    with _cluster(tmp_path, **once) as running:
        there = Execution(engine=EngineKind.DASK, scheduler=running.address)
        settings = Settings(profile=Profile.FAST, part_size=4)
        study = run_study([comments], tmp_path / "study", settings, there)
    status = {row["comment_id"]: row["status"] for row in study.comments.to_dict("records")}
    assert status == {f"c{n}": "failed" if n == 5 else "tagged" for n in range(12)}


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
