"""The argument map as JSON: the nodes and relations as they are, for programs of one's own."""

import json
from dataclasses import asdict

from stancemap.export.legal_text import legal
from stancemap.records import ArgumentMap

FORMAT = "stancemap-argument-map"
VERSION = 1


def render(argument_map: ArgumentMap, title: str = "") -> str:
    """Write the map with its keys in the order of the records."""
    content = {
        "format": FORMAT,
        "version": VERSION,
        "title": title,
        "nodes": [asdict(node) for node in argument_map.nodes],
        "relations": [asdict(relation) for relation in argument_map.relations],
    }
    return legal(json.dumps(content, ensure_ascii=False, indent=1)) + "\n"
