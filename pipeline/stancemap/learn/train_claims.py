"""Train the claim encoder. Needs the extra [train].

    python -m stancemap.learn.train_claims DATA FOLDER_OF_ALL_MINILM_L6_V2 OUT

OUT receives net.pt. The comments of gold/dev are left out unless asked for: `--start net.pt
--on-dev 0` goes on with all threads of gold/dev but those of the first of five folds, `--on-dev
5` with all of them.
"""

import json
import math
import random
import time
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Annotated

import numpy as np
import torch
import torch.nn.functional as F  # noqa: N812  # torch's own name for it
import typer
from sklearn.model_selection import GroupKFold
from tokenizers import Tokenizer
from torch import Tensor

from stancemap.codebook import load_codebook
from stancemap.learn.claim_lessons import ClaimBatch, ClaimLesson, Syllabus, read_lessons
from stancemap.learn.claim_net import ClaimNet, load_claim_net, stretch_scores, with_quick_dropout
from stancemap.tag.claim_encoder import SHAPE
from stancemap.tag.parsing import load_parser
from stancemap.tag.stance_encoder_input import InputBuilder

FOLDS = 5
SOURCES = ("dev", "pool", "invented")
FILES = ("gold/dev", "gold/train_pool", "invented/comments")
_WARM_UP = 0.08


@dataclass(frozen=True, slots=True)
class Settings:
    """All that a stage depends on besides data and start."""

    epochs: int = 3
    rate: float = 1.2e-4
    head_rate: float = 6e-4
    layer_decay: float = 0.9
    seed: int = 1
    stance_weight: float = 0.3
    evidence_weight: float = 0.3
    invented_weight: float = 0.5
    batch_pieces: int = 2048


class Taught(torch.nn.Module):
    """A network with what sets each source apart: how many claims its coders marked."""

    def __init__(self, net: ClaimNet) -> None:
        super().__init__()
        self.net = net
        self.habit = torch.nn.Parameter(torch.zeros(len(SOURCES), 2))

    def loss(self, batch: ClaimBatch, settings: Settings) -> Tensor:
        """Add up what the answers to a batch cost."""
        with torch.autocast("cpu", dtype=torch.bfloat16):
            rows, codes = self.net(torch.from_numpy(batch.ids), torch.from_numpy(batch.attention))
        rows, codes = rows.float(), codes.float()
        text, first, last = map(torch.from_numpy, (batch.text, batch.first, batch.last))
        sentence, stretch = stretch_scores(rows, text, first, last)
        source = torch.from_numpy(batch.source)
        habit = self.habit[source[text]]
        weight = torch.where(source == SOURCES.index("invented"), settings.invented_weight, 1.0)
        each, whole = weight[text], torch.from_numpy(batch.is_sentence)
        has, same, marked = map(torch.from_numpy, (batch.has, batch.same, batch.marked))
        sentences = _costs(sentence + habit[:, 0], has) * each * whole
        stretches = _costs(stretch + habit[:, 1], same) * each
        sums = torch.nn.functional.pad(rows[..., 6], (1, 0)).cumsum(1)
        evidence = (sums[text, last + 1] - sums[text, first]) / (last + 1 - first)
        shown = _costs(evidence, marked) * each * whole
        stance = F.cross_entropy(codes, torch.from_numpy(batch.codes), reduction="none")
        return (
            (sentences.sum() + settings.evidence_weight * shown.sum()) / whole.sum()
            + stretches.sum() / len(each)
            + settings.stance_weight * (stance * weight).mean()
        )


def _costs(scores: Tensor, answers: Tensor) -> Tensor:
    return F.binary_cross_entropy_with_logits(scores, answers, reduction="none")


def train(
    taught: Taught,
    lessons: Sequence[ClaimLesson],
    syllabus: Syllabus,
    settings: Settings,
    out: Path,
) -> None:
    """Teach all lessons a few times; `out` receives net.pt after each."""
    chance = random.Random(settings.seed)  # noqa: S311  # it only shuffles
    groups = parameter_groups(taught, settings)
    optimiser = torch.optim.AdamW(groups, fused=True)
    taught.train()
    begun = time.monotonic()
    step = 0
    for epoch in range(settings.epochs):
        batches = list(syllabus.epoch(lessons, chance))
        for number, batch in enumerate(batches):
            progress = (epoch + number / len(batches)) / settings.epochs
            for group in optimiser.param_groups:
                group["lr"] = group["peak"] * rate_factor(progress)
            loss = taught.loss(batch, settings)
            loss.backward()
            torch.nn.utils.clip_grad_norm_(taught.parameters(), 1.0)
            optimiser.step()
            optimiser.zero_grad(set_to_none=True)
            if step % 20 == 0:
                spent = time.monotonic() - begun
                typer.echo(
                    f"{step}, {progress:.1%}: loss {loss.item():.3f} after {spent:.0f} s", err=True
                )
            step += 1
        out.mkdir(parents=True, exist_ok=True)
        torch.save(taught.state_dict(), out / "net.pt")
        typer.echo(f"epoch {epoch} done", err=True)


def rate_factor(progress: float) -> float:
    """Warm up, then fall along a cosine to a fiftieth."""
    if progress < _WARM_UP:
        return progress / _WARM_UP
    left = (progress - _WARM_UP) / (1.0 - _WARM_UP)
    return 0.02 + 0.98 * (1.0 + math.cos(math.pi * left)) / 2.0


def parameter_groups(taught: Taught, settings: Settings) -> list[dict[str, object]]:
    """Give upper layers and heads larger steps than lower layers."""
    layers = taught.net.encoder.config.num_hidden_layers
    groups: list[dict[str, object]] = []
    for name, weight in taught.named_parameters():
        if not weight.requires_grad:
            continue
        depth = int(name.split("layer.")[1].split(".")[0]) + 1 if "encoder.layer." in name else 0
        decayed = settings.rate * settings.layer_decay ** (layers - depth)
        rate = decayed if name.startswith("net.encoder.") else settings.head_rate
        decay = 0.01 if weight.ndim > 1 else 0.0
        groups.append({"params": [weight], "lr": rate, "peak": rate, "weight_decay": decay})
    return groups


def folds_of(lessons: Sequence[ClaimLesson]) -> list[set[str]]:
    """Return the groups of each fold of gold/dev."""
    groups = np.array([lesson.group for lesson in lessons])
    splits = GroupKFold(FOLDS).split(groups, groups=groups)
    return [set(groups[held]) for _, held in splits]


def load_builder(folder: Path) -> InputBuilder:
    """Load the word pieces of the pre-trained encoder."""
    tokenizer = Tokenizer.from_file(str(folder / "tokenizer.json"))
    tokenizer.no_truncation()
    tokenizer.no_padding()
    tokenizer.encode_special_tokens = True
    return InputBuilder(tokenizer, SHAPE)


def load_lessons(data: Path) -> list[ClaimLesson]:
    """Read all coded comments; those of gold/dev that occur elsewhere too are read from there."""
    parser = load_parser()
    lessons = [
        lesson
        for source, name in zip(SOURCES, FILES, strict=True)
        for lesson in read_lessons(data / f"{name}.jsonl.gz", source, parser)
    ]
    judged = {lesson.key for lesson in lessons if lesson.source == "dev"}
    return [one for one in lessons if one.source == "dev" or one.key not in judged]


def choose_lessons(lessons: Sequence[ClaimLesson], on_dev: int) -> list[ClaimLesson]:
    """Choose what a stage learns: no thread of gold/dev, all but one fold of them, or all."""
    if on_dev < 0:
        return [one for one in lessons if one.source != "dev"]
    judged = [one for one in lessons if one.source == "dev"]
    held = folds_of(judged)[on_dev] if on_dev < FOLDS else set()
    return [one for one in judged if one.group not in held]


def main(
    data: Annotated[Path, typer.Argument(help="Folder of the labelled data.")],
    base: Annotated[Path, typer.Argument(help="Folder of the pre-trained encoder.")],
    out: Annotated[Path, typer.Argument(help="Folder to write net.pt to.")],
    stage: Annotated[str, typer.Option(help="JSON: settings that differ.")] = "{}",
    start: Annotated[Path | None, typer.Option(help="net.pt of the stage before.")] = None,
    on_dev: Annotated[int, typer.Option(help="A fold of gold/dev to leave out, 5 for none.")] = -1,
) -> None:
    """Train one stage."""
    settings = Settings(**json.loads(stage))
    teach(load_lessons(data), base, out, settings, (start, on_dev))


def teach(
    lessons: Sequence[ClaimLesson],
    base: Path,
    out: Path,
    settings: Settings,
    stage: tuple[Path | None, int],
) -> None:
    """Train one stage on the lessons that are its."""
    start, on_dev = stage
    torch.manual_seed(settings.seed)
    torch.set_num_threads(1)
    codes = load_codebook().names
    taught = Taught(load_claim_net(base, len(codes)))
    if start is not None:
        taught.load_state_dict(torch.load(start, weights_only=True))
    with_quick_dropout(taught.net, settings.seed)
    syllabus = Syllabus(load_builder(base), SOURCES, codes, settings.batch_pieces)
    train(taught, choose_lessons(lessons, on_dev), syllabus, settings, out)
    text = json.dumps(asdict(settings)) + "\n"
    (out / "stage.json").write_text(text, encoding="utf-8", newline="\n")


if __name__ == "__main__":
    typer.run(main)
