"""Train the stance encoder for a number of steps. Needs the extra [train].

    python -m stancemap.learn.train_encoder DATA FOLDER_OF_ALL_MPNET_BASE_V2 OUT --steps 2000

OUT receives net.pt and result.json. A further stage goes on from net.pt with --start. The same
settings, data and versions on the same processor give the same weights.
"""

import json
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Annotated

import torch
import torch.nn.functional as F  # noqa: N812  # torch's own name for it
import typer
from tokenizers import Tokenizer
from torch import Tensor

from stancemap.codebook import load_codebook
from stancemap.learn.encoder_lessons import Curriculum, Padded, Targets, read_mix, targets_of
from stancemap.learn.encoder_net import StanceNet, freeze_below, load_net
from stancemap.learn.encoder_train_data import load_lessons
from stancemap.tag.parsing import load_parser
from stancemap.tag.stance_encoder_input import InputBuilder, InputShape

LAYERS = 10
_ALSO_WEIGHT = 0.3
_CODED_SIDE_WEIGHT = 0.3
_SIDE_SMOOTHING = 0.05
_WARM_UP = 0.06
_WEIGHT_DECAY = 0.01


@dataclass(frozen=True, slots=True)
class Settings:
    """All that a stage depends on besides data and start; recipe.toml has those that shipped."""

    steps: int
    rate: float = 5e-5
    head_rate: float = 3e-4
    layer_decay: float = 0.95
    frozen_layers: int = 2
    batch_tokens: int = 1536
    max_length: int = 104
    seed: int = 1
    mix_start: str = "vast=9,fnc=2,mtcsd=2,semeval=0.5,pool=1.5,more=3,invented=2"
    mix_end: str = "vast=2,mtcsd=1,pool=3,more=5,invented=2"
    title_drop: float = 0.25
    evidence_weight: float = 0.3


@dataclass(frozen=True, slots=True, eq=False)
class Trainer:
    """A network, what it is taught, and how."""

    net: StanceNet
    targets: Targets
    settings: Settings

    def loss(self, batch: Padded) -> Tensor:
        """Add up the losses of the four heads, per lesson."""
        rows = list(batch.rows)
        with torch.autocast("cpu", dtype=torch.bfloat16):
            scores = self.net(
                torch.from_numpy(batch.ids),
                torch.from_numpy(batch.attention),
                torch.from_numpy(batch.comment),
            )
        wanted = torch.from_numpy(self.targets.codes[rows])
        has_code = wanted.sum(-1)
        code_scores = scores.codes + torch.from_numpy(self.targets.code_priors[rows])
        total = -(wanted * F.log_softmax(code_scores, -1)).sum()
        holds = torch.from_numpy(self.targets.holds[rows])
        also = F.binary_cross_entropy_with_logits(scores.also, holds, reduction="none").sum(-1)
        total = total + _ALSO_WEIGHT * (also * has_code).sum()
        side = F.cross_entropy(
            scores.sides + torch.from_numpy(self.targets.side_priors[rows]),
            torch.from_numpy(self.targets.sides[rows]),
            ignore_index=-1,
            reduction="none",
            label_smoothing=_SIDE_SMOOTHING,
        )
        total = total + (side * torch.where(has_code > 0, _CODED_SIDE_WEIGHT, 1.0)).sum()
        total = total + self.settings.evidence_weight * _evidence_loss(scores.evidence, batch)
        return total / len(rows)

    def train(self, batches: Iterable[Padded]) -> None:
        """Take a step per batch."""
        optimiser = torch.optim.AdamW(parameter_groups(self.net, self.settings))
        self.net.train()
        for step, batch in enumerate(batches):
            factor = rate_factor(step / self.settings.steps)
            for group in optimiser.param_groups:
                group["lr"] = group["peak"] * factor
            self.loss(batch).backward()
            torch.nn.utils.clip_grad_norm_(self.net.parameters(), 1.0)
            optimiser.step()
            optimiser.zero_grad(set_to_none=True)


def rate_factor(progress: float) -> float:
    """Warm up, then fall in a straight line to a hundredth."""
    return min(progress / _WARM_UP, (1.0 - progress) / (1.0 - _WARM_UP) + 0.01)


def parameter_groups(net: StanceNet, settings: Settings) -> list[dict[str, object]]:
    """Give upper layers and heads larger steps than lower layers."""
    layers = net.encoder.config.num_hidden_layers
    groups: list[dict[str, object]] = []
    for name, weight in net.named_parameters():
        if not weight.requires_grad:
            continue
        depth = int(name.split("layer.")[1].split(".")[0]) + 1 if "encoder.layer." in name else 0
        in_encoder = name.startswith("encoder.")
        decayed = settings.rate * settings.layer_decay ** (layers - depth)
        rate = decayed if in_encoder else settings.head_rate
        decay = _WEIGHT_DECAY if weight.ndim > 1 else 0.0
        groups.append({"params": [weight], "lr": rate, "peak": rate, "weight_decay": decay})
    return groups


def _evidence_loss(scores: Tensor, batch: Padded) -> Tensor:
    marked = torch.from_numpy(batch.evidence)
    known = marked >= 0
    each = F.binary_cross_entropy_with_logits(scores, marked.clamp(min=0), reduction="none")
    return ((each * known).sum(-1) / known.sum(-1).clamp(min=1)).sum()


def main(
    data: Annotated[Path, typer.Argument(help="Folder of the labelled data.")],
    base: Annotated[Path, typer.Argument(help="Folder of the pre-trained encoder.")],
    out: Annotated[Path, typer.Argument(help="Folder to write net.pt and result.json to.")],
    steps: Annotated[int, typer.Option(help="Steps of the optimiser.")],
    start: Annotated[Path | None, typer.Option(help="net.pt of the stage before.")] = None,
    seed: Annotated[int, typer.Option(help="Of dropout and of the order of lessons.")] = 1,
) -> None:
    """Train one stage."""
    settings = Settings(steps=steps, seed=seed)
    torch.manual_seed(seed)
    torch.set_num_threads(1)
    torch.use_deterministic_algorithms(mode=True)
    net = load_net(base, LAYERS)
    if start is not None:
        net.load_state_dict(torch.load(start, weights_only=True))
    freeze_below(net, settings.frozen_layers)
    tokenizer = Tokenizer.from_file(str(base / "tokenizer.json"))
    tokenizer.no_padding()
    tokenizer.no_truncation()
    builder = InputBuilder(tokenizer, InputShape(max_length=settings.max_length))
    lessons = load_lessons(data, load_parser().nlp)
    curriculum = Curriculum(
        read_mix(settings.mix_start),
        read_mix(settings.mix_end),
        settings.batch_tokens,
        settings.title_drop,
        seed,
    )
    trainer = Trainer(net, targets_of(lessons, load_codebook().names), settings)
    trainer.train(curriculum.batches(lessons, builder, steps))
    out.mkdir(parents=True, exist_ok=True)
    torch.save(net.state_dict(), out / "net.pt")
    result = {"settings": asdict(settings), "steps": steps}
    (out / "result.json").write_text(json.dumps(result) + "\n", encoding="utf-8")


if __name__ == "__main__":
    typer.run(main)
