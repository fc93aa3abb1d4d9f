"""Write down a stance encoder: config.json, metrics.json, recipe.toml and its card."""

import hashlib
import json
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Self

from stancemap.learn.card import CARD_FILE, METRICS_FILE
from stancemap.learn.data import file_hashes
from stancemap.learn.encoder_card import render_encoder_card
from stancemap.learn.encoder_study import EncoderReport, EncoderStudy
from stancemap.learn.encoder_train_data import PUBLIC_FILES
from stancemap.tag.stance_encoder_model import CONFIG_FILE, NETWORK_FILE, TOKENIZER_FILE

RECIPE_FILE = "recipe.toml"
_HEAD = """\
# How the weights here were made: one run, in stages, each going on from the one before; what ships
# is the mean of the weights after those stages that have parts_in_mean. To make others in the same
# way: python -m stancemap.learn.encoder_pieces, then
# python -m stancemap.learn.train_encoder for each stage, then
# python -m stancemap.learn.export_encoder.
# Calibration, figures and card: benchmarks/stance_encoder.py --ship.
base = "sentence-transformers/all-mpnet-base-v2"
base_licence = "Apache-2.0"
layers_kept = 10
pieces_kept = 20000
"""


@dataclass(frozen=True, slots=True)
class Stage:
    """One stage of training: its settings, and how far it went."""

    settings: Mapping[str, str | float]

    @classmethod
    def read(cls, path: Path) -> Self:
        """Read what training wrote about a stage."""
        content = json.loads(path.read_text(encoding="utf-8"))
        return cls(dict(sorted(content.items())))


def read_stages(folder: Path) -> list[Stage]:
    """Read the stages from a model's recipe; none where there is no recipe yet."""
    path = folder / RECIPE_FILE
    if not path.is_file():
        return []
    stages = tomllib.loads(path.read_text(encoding="utf-8"))["stage"]
    return [Stage(stage) for stage in stages]


def metrics_of(report: EncoderReport) -> str:
    """Put the figures into JSON."""
    return json.dumps(asdict(report), indent=1) + "\n"


def write_encoder_study(
    study: EncoderStudy, stages: Sequence[Stage], data: Path, folder: Path
) -> None:
    """Write all that is written about a model, and how it decides."""
    metrics = metrics_of(study.report)
    hashes = {NETWORK_FILE: _sha256(folder / NETWORK_FILE),
              TOKENIZER_FILE: _sha256(folder / TOKENIZER_FILE)}  # fmt: skip
    learnt = file_hashes(data) | {name: _sha256(data / name) for name in PUBLIC_FILES.values()}
    contents = {
        CONFIG_FILE: study.settings.to_json(),
        METRICS_FILE: metrics,
        RECIPE_FILE: recipe_toml(stages, hashes, learnt),
        CARD_FILE: render_encoder_card(json.loads(metrics)),
    }
    for name, content in contents.items():
        (folder / name).write_text(content, encoding="utf-8", newline="\n")


def recipe_toml(stages: Sequence[Stage], files: Mapping[str, str], data: Mapping[str, str]) -> str:
    """Write down what the weights were made of."""
    lines = [_HEAD]
    for stage in stages:
        lines += ["[[stage]]", *(f"{k} = {json.dumps(v)}" for k, v in stage.settings.items()), ""]
    lines += ["[files]  # SHA-256", *(f'"{name}" = "{digest}"' for name, digest in files.items())]
    lines += ["", "[data]  # SHA-256; gold/dev was never trained on"]
    lines += [f'"{name}" = "{digest}"' for name, digest in data.items()]
    return "\n".join(lines) + "\n"


def _sha256(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()
