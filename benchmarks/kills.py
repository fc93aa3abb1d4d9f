"""Kill runs at random moments and resume them: every one must end in the bytes of a whole run.

A run is a process that is killed with SIGKILL, as often as not again while it resumes, and then
resumed to its end. Compared are the hashes of every file of the study but its manifest, and of
the manifest all but the times. Every fifth run has two workers. Needs an operating system that
can fork: so the libraries are loaded once, not once per kill.

Example: python benchmarks/kills.py --times 200
"""

import argparse
import multiprocessing
import os
import random
import shutil
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable
from pathlib import Path

from stancemap.errors import StudyError
from stancemap.study import Execution, Profile, Settings, run_study, study_state
from stancemap.study.store import read_json, sha256_of

_SETTINGS = Settings(profile=Profile.FAST, part_size=4)
_THREADS = 8
_EVERY = 5
"""One run in so many has two workers, which must load the libraries anew and so take longer."""


def hashes(study: Path) -> dict[str, str]:
    """Hash every file of a study; of the manifest, all but the times."""
    files = {
        path.relative_to(study).as_posix(): sha256_of(path)
        for path in sorted(study.rglob("*"))
        if path.is_file() and path.name not in {"manifest.json", ".lock"}
    }
    manifest = read_json(study / "manifest.json")
    del manifest["times"]
    return {**files, "manifest.json": repr(manifest)}


def write_corpus(path: Path) -> None:
    """Write a small invented corpus: threads of two comments below two articles."""
    rows = ["comment_id,article_id,parent_id,author,posted,text"]
    for n in range(_THREADS):
        below, day = f"a{n % 2}", f"2025-01-{n + 1:02}"
        rows += [
            f"t{n},{below},,ann{n},{day},Ban camera {n} now because Ortiz watches our children.",
            f"r{n},{below},t{n},bob,{day},Nonsense. Camera {n} keeps the street safe for everyone.",
        ]
    path.write_text("\n".join(rows) + "\n", encoding="utf-8")


def _work(study: Path, workers: int) -> None:
    sys.stderr = open(os.devnull, "w")  # noqa: SIM115, PTH123 - for the rest of this process
    run_study([study.parent / "comments.csv"], study, _SETTINGS, Execution(workers=workers))


def _start(study: Path, workers: int) -> multiprocessing.process.BaseProcess:
    process = multiprocessing.get_context("fork").Process(target=_work, args=(study, workers))
    process.start()
    return process


def _phase(study: Path) -> str:
    try:
        state = study_state(study)
    except StudyError:
        return "starting"
    # With every part tagged and no manifest, it is mapping or writing.
    return {"tagged": "writing"}.get(state.phase.value, state.phase.value)


def _killed_and_resumed(
    study: Path, random_moment: Callable[[], float], kills: int, workers: int
) -> list[tuple[float, str]]:
    """Kill a run so often, then let it end; return when it was killed, and in which phase."""
    killed: list[tuple[float, str]] = []
    for _ in range(kills):
        process, moment = _start(study, workers), random_moment()
        process.join(moment)
        if process.is_alive():
            process.kill()
            process.join()
            killed.append((moment, _phase(study)))
    process = _start(study, workers)
    process.join()
    if process.exitcode != 0:
        raise SystemExit(f"a resumed run ended with exit code {process.exitcode}: {study}")
    return killed


def _whole(folder: Path) -> tuple[dict[int, float], dict[str, str]]:
    """Run without a kill, with one worker and with two; return the seconds and the hashes."""
    seconds, expected = {}, {}
    for workers in (1, 2):
        begun = time.perf_counter()
        _killed_and_resumed(folder / f"whole-{workers}", float, 0, workers)
        seconds[workers] = time.perf_counter() - begun
        found = hashes(folder / f"whole-{workers}")
        if workers == 2 and found != expected:  # noqa: PLR2004 - the second of two
            raise SystemExit("two workers do not write the same bytes as one")
        expected = found
    return seconds, expected


def main() -> int:
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--times", type=int, default=200, help="how many kills")
    arguments.add_argument("--seed", type=int, default=0, help="of the moments")
    given = arguments.parse_args()
    chance = random.Random(given.seed)  # noqa: S311 - no secret
    folder = Path(tempfile.mkdtemp())
    write_corpus(folder / "comments.csv")
    seconds, expected = _whole(folder)
    print(f"a whole run: {seconds[1]:.1f} s, with two workers {seconds[2]:.1f} s", flush=True)
    n_kills, n_runs, n_other = 0, 0, 0
    phases: Counter[str] = Counter()
    while n_kills < given.times:
        study, workers = folder / "study", 1 + (n_runs % _EVERY == _EVERY - 1)
        wanted = min(chance.choice([1, 2]), given.times - n_kills)
        killed = _killed_and_resumed(
            study, lambda of=seconds[workers]: chance.uniform(0, of), wanted, workers
        )
        same = hashes(study) == expected
        n_kills, n_runs, n_other = n_kills + len(killed), n_runs + 1, n_other + (not same)
        phases.update(phase for _, phase in killed)
        said = ", ".join(f"after {moment:.2f} s while {phase}" for moment, phase in killed)
        print(
            f"run {n_runs}: killed {said or 'never'}: {'same' if same else 'OTHER'} bytes",
            flush=True,
        )
        shutil.rmtree(study)
    shutil.rmtree(folder)
    where = ", ".join(f"{n} while {phase}" for phase, n in sorted(phases.items()))
    print(f"{n_kills} kills in {n_runs} runs ({where}): {n_other} runs ended in other bytes")
    return int(n_other > 0)


if __name__ == "__main__":
    sys.exit(main())
