"""Install the wheel alone in a new environment and run the demo there, from another folder."""

import subprocess
import sys
import tempfile
import venv
from pathlib import Path


def main(dist: Path) -> None:
    """Run the demo with nothing but the wheel that lies in `dist`."""
    [wheel] = dist.resolve().glob("*.whl")
    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder)
        venv.create(home / "env", with_pip=True)
        scripts = home / "env" / "bin"
        pip = (scripts / "python", "-m", "pip", "install", "--quiet", "--disable-pip-version-check")
        subprocess.run((*pip, wheel), check=True)  # noqa: S603 - our own wheel
        command = (scripts / "stancemap", "demo", "--out", "study", "--quiet")
        subprocess.run(command, check=True, cwd=home)  # noqa: S603 - our own command
        made = {path.name for path in (home / "study").iterdir()}
    missing = {"comments.csv", "key_points.csv", "report.html", "map", "manifest.json"} - made
    if missing:
        sys.exit(f"the demo of {wheel.name} did not make {', '.join(sorted(missing))}")
    sys.stdout.write(f"{wheel.name} installed alone runs the demo: {len(made)} files and folders\n")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
