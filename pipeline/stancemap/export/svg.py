"""The picture of the argument map as SVG, drawn from the DOT by Graphviz.

Two programs can draw it: `graphviz-pure`, which comes with the extra `svg` and draws the same
bytes on every machine, or else the `dot` of a Graphviz that is installed.
"""

import os
import shutil
import subprocess
import sysconfig

from stancemap.errors import ExportError
from stancemap.export import dot
from stancemap.export.map_content import MapContent

_PROGRAMS = ("graphviz-pure", "dot")
_SECONDS = 120
_SHOWN = 300


def render(content: MapContent) -> str:
    """Draw the picture; what Graphviz warns of (a width it guessed) is not passed on.

    Raises:
        ExportError: there is no Graphviz, or it fails.
        ValueError: the map's nodes and relations do not fit together.
    """
    program = find_graphviz()
    if not program:
        raise ExportError(
            "SVG is drawn by Graphviz, which is not installed: pip install 'stancemap[svg]',"
            " or install Graphviz so that its program dot is found"
        )
    text = dot.render(content)
    try:
        drawn = subprocess.run(  # noqa: S603 - a program found by name, fed with our own text
            [program, "-Tsvg"],
            input=text.encode(),
            capture_output=True,
            timeout=_SECONDS,
            check=True,
        )
    except subprocess.TimeoutExpired as error:
        raise ExportError(f"{program} did not draw the map in {_SECONDS} seconds") from error
    except subprocess.CalledProcessError as error:
        said = error.stderr.decode(errors="replace").strip()[:_SHOWN]
        raise ExportError(f"{program} could not draw the map: {said}") from error
    return drawn.stdout.decode()


def find_graphviz() -> str:
    """Return the path of a program that draws DOT, `""` where there is none."""
    places = os.pathsep.join((sysconfig.get_path("scripts"), os.environ.get("PATH", "")))
    found = (shutil.which(program, path=places) for program in _PROGRAMS)
    return next((path for path in found if path), "")
