r"""Train the stance encoder for a number of steps. Needs the extra [train].

    python -m stancemap.learn.train_encoder DATA FOLDER_OF_ALL_MPNET_BASE_V2 OUT \
        --stage stage.json --start net.pt

OUT receives net.pt and result.json. A stage goes on from net.pt of the one before or from the
int8 graph that ships; word pieces are those of models/stance-mpnet. The same settings, data and
versions on the same processor give the same weights.
"""

import json
from collections.abc import Callable, Iterable
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Annotated

import torch
import torch.nn.functional as F  # noqa: N812  # torch's own name for it
import typer
from tokenizers import Tokenizer
from torch import Tensor

from stancemap._paths import MODELS
from stancemap.codebook import load_codebook
from stancemap.learn.encoder_contrasts import load_all_lessons
from stancemap.learn.encoder_lessons import Curriculum, Padded, Targets, read_mix, targets_of
from stancemap.learn.encoder_net import StanceNet, freeze_below, load_net, with_byte_dropout
from stancemap.learn.encoder_warm_start import keep_pieces, start_from_graph
from stancemap.tag.parsing import load_parser
from stancemap.tag.stance_encoder_input import InputBuilder, InputShape
from stancemap.tag.stance_encoder_model import TOKENIZER_FILE

LAYERS = 10
_ALSO_WEIGHT = 0.3
_CODED_SIDE_WEIGHT = 0.3
_SIDE_SMOOTHING = 0.05
_WARM_UP = 0.06
_WEIGHT_DECAY = 0.01
_STEPS_BETWEEN = 25
_STEPS_KEPT = 200


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
    end_rate: float = 0.01


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

    def train(self, batches: Iterable[Padded], keep: Callable[[], None]) -> None:
        """Take a step per batch; `keep` is called now and then, should the stage be broken off."""
        optimiser = torch.optim.AdamW(parameter_groups(self.net, self.settings), fused=True)
        self.net.train()
        for step, batch in enumerate(batches):
            factor = rate_factor(step / self.settings.steps, self.settings.end_rate)
            for group in optimiser.param_groups:
                group["lr"] = group["peak"] * factor
            loss = self.loss(batch)
            loss.backward()
            torch.nn.utils.clip_grad_norm_(self.net.parameters(), 1.0)
            optimiser.step()
            optimiser.zero_grad(set_to_none=True)
            if step % _STEPS_BETWEEN == 0:
                typer.echo(
                    f"step {step} of {self.settings.steps}: loss {loss.item():.3f}", err=True
                )
            if step % _STEPS_KEPT == _STEPS_KEPT - 1:
                keep()


def rate_factor(progress: float, end: float) -> float:
    """Warm up, then fall in a straight line to a part of the rate."""
    fallen = end + (1.0 - end) * (1.0 - progress) / (1.0 - _WARM_UP)
    return min(progress / _WARM_UP, fallen)


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


@dataclass(frozen=True, slots=True)
class Material:
    """Where a stage reads from: data, the pre-trained encoder, the model's folder."""

    data: Path
    base: Path
    folder: Path


def load_start(material: Material, start: Path, seed: int) -> StanceNet:
    """Make the network with the model's word pieces, and give it the weights to go on from."""
    net = load_net(material.base, LAYERS)
    keep_pieces(net, material.base / TOKENIZER_FILE, material.folder / TOKENIZER_FILE)
    if start.suffix == ".onnx":
        start_from_graph(net, start)
    elif start.suffix == ".pt":
        net.load_state_dict(torch.load(start, weights_only=True))
    with_byte_dropout(net, seed)
    return net


def teach(material: Material, net: StanceNet, settings: Settings, out: Path) -> None:
    """Train one stage; `out` receives net.pt."""
    nlp = load_parser().nlp
    lessons = load_all_lessons(material.data, nlp, settings.seed)
    tokenizer = Tokenizer.from_file(str(material.folder / TOKENIZER_FILE))
    builder = InputBuilder(tokenizer, InputShape(max_length=settings.max_length))
    curriculum = Curriculum(
        read_mix(settings.mix_start),
        read_mix(settings.mix_end),
        settings.batch_tokens,
        settings.title_drop,
        settings.seed,
    )
    freeze_below(net, settings.frozen_layers)
    trainer = Trainer(net, targets_of(lessons, load_codebook().names), settings)

    def keep() -> None:
        torch.save(net.state_dict(), out / "net.pt")

    trainer.train(curriculum.batches(lessons, builder, settings.steps), keep)
    keep()


def main(
    data: Annotated[Path, typer.Argument(help="Folder of the labelled data.")],
    base: Annotated[Path, typer.Argument(help="Folder of the pre-trained encoder.")],
    out: Annotated[Path, typer.Argument(help="Folder to write net.pt and result.json to.")],
    stage: Annotated[Path, typer.Option(help="JSON file: settings that differ, and steps.")],
    start: Annotated[Path, typer.Option(help="net.pt of the stage before, or an int8 graph.")],
) -> None:
    """Train one stage."""
    settings = Settings(**json.loads(stage.read_text(encoding="utf-8")))
    torch.manual_seed(settings.seed)
    torch.set_num_threads(1)
    material = Material(data, base, MODELS / "stance-mpnet")
    net = load_start(material, start, settings.seed)
    out.mkdir(parents=True, exist_ok=True)
    teach(material, net, settings, out)
    (out / "result.json").write_text(json.dumps(asdict(settings)) + "\n", encoding="utf-8")


if __name__ == "__main__":
    typer.run(main)
