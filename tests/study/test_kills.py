"""Runs that are killed at random moments end in the bytes of a whole run, once resumed."""

import re
import subprocess
import sys
from pathlib import Path

import pytest

KILLS = Path(__file__).parents[2] / "benchmarks" / "kills.py"


@pytest.mark.skipif(sys.platform == "win32", reason="the harness forks")
@pytest.mark.skipif(not KILLS.is_file(), reason="the harness is not part of this distribution")
def test_killed_runs_end_in_the_same_bytes() -> None:
    command = [sys.executable, str(KILLS), "--times", "3", "--seed", "1"]
    done = subprocess.run(command, capture_output=True, text=True, check=False)  # noqa: S603 - our script
    assert done.returncode == 0, done.stdout + done.stderr
    assert re.search(r"^3 kills in .*: 0 runs ended in other bytes$", done.stdout, re.MULTILINE)
