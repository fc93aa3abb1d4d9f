"""Print as JSON what arguebuf reads in a map; run by the Python of another environment."""

import json
import sys
from pathlib import Path
from typing import Any


def _load(path: Path) -> Any:
    import arguebuf  # noqa: PLC0415 - is not in the environment that collects the tests

    with path.open(encoding="utf-8") as stream:
        if path.name.endswith(".xaif.json"):
            return arguebuf.load.xaif(json.load(stream))
        if path.name.endswith(".aif.json"):
            return arguebuf.load.aif(json.load(stream))
        return arguebuf.load.kialo(stream)


def main() -> None:
    graph = _load(Path(sys.argv[1]))
    found = {
        "atoms": {node.id: node.plain_text for node in graph.atom_nodes.values()},
        "schemes": [node.id for node in graph.scheme_nodes.values()],
        "edges": sorted([edge.source.id, edge.target.id] for edge in graph.edges.values()),
    }
    sys.stdout.write(json.dumps(found))


if __name__ == "__main__":
    main()
