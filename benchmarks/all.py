"""Print every figure that the documents quote; `make bench` calls this.

Needs the labelled data of which learn/data.py speaks; without it, only what runs on the bundled
corpora is printed, and said so.

Example: python benchmarks/all.py ../shared/data
"""

import subprocess
import sys
from pathlib import Path

_HERE = Path(__file__).parent
_CORPUS = _HERE.parent / "corpus"
_DATA = _HERE.parents[1] / "shared" / "data"


def main(data: Path) -> int:
    """Run each benchmark by itself; return how many failed."""
    bundled: list[tuple[str, list[Path | str]]] = [
        ("tag.py", [_CORPUS / "doorbell-cameras", _CORPUS / "ai-marking"]),
        ("entities.py", [_CORPUS]),
        ("report.py", []),
        ("tag_entities.py", [_CORPUS / "doorbell-cameras", _CORPUS / "ai-marking"]),
        ("scale.py", ["--sizes", "1000", "10000"]),
        ("kills.py", ["--times", "20"]),
    ]
    scripts = (
        "key_points.py",
        "discourse.py",
        "quotes.py",
        "stance.py",
        "stance_encoder.py",
        "claims.py",
        "answers.py",
    )
    labelled = [(script, [data]) for script in (*scripts, "own_labels.py")]
    labelled.append(("grouping.py", ["score", data]))
    labelled.append(("relations.py", [data / "gold" / "dev.jsonl.gz"]))
    if not (data / "gold").is_dir():
        left_out = ", ".join(script for script, _ in labelled)
        print(f"no labelled data in {data}: {left_out} are left out")
        labelled = []
    failed = 0
    for script, arguments in [*bundled, *labelled]:
        print(f"\n== {script}", flush=True)
        command = [sys.executable, str(_HERE / script), *map(str, arguments)]
        failed += subprocess.run(command, check=False).returncode != 0  # noqa: S603 - our scripts
    return failed


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1]) if len(sys.argv) > 1 else _DATA))
