r"""Train the encoder of arguments and key points. Needs the extra [train].

    python -m stancemap.learn.train_argument ARGKP_TRAIN FOLDER_OF_ALL_MINILM_L6_V2 OUT --fold 0

OUT receives net.pt and result.json. With a fold, its topics are held out and scored after each
epoch; without, all are learnt.
"""

import json
from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Annotated

import numpy as np
import torch
import torch.nn.functional as F  # noqa: N812  # torch's own name for it
import typer
from numpy.typing import NDArray
from torch import Tensor

from stancemap.learn.argument_net import ArgumentEncoder, ArgumentNet
from stancemap.learn.key_point_rows import (
    UNDECIDED,
    Debate,
    debates_of,
    folds_of_topics,
    read_pair_rows,
)
from stancemap.learn.key_point_scoring import MatchScore, score_matches

FOLDS = 4
_WARM_UP = 0.1
_WEIGHT_DECAY = 0.01
_JITTER = (0.8, 1.25)
_STEPS_BETWEEN = 25


@dataclass(frozen=True, slots=True)
class Settings:
    """All that training depends on besides data and start."""

    epochs: int = 3
    rate: float = 6e-5
    head_rate: float = 1e-2
    batch: int = 24
    rank_weight: float = 0.5
    pair_weight: float = 0.5
    seed: int = 1


@dataclass(frozen=True, slots=True, eq=False)
class Batch:
    """Arguments of one topic and side, the key points of both sides, and what matches.

    A key point of the other side matches none of them.
    """

    arguments: Sequence[str]
    points: Sequence[str]
    labels: NDArray[np.int8]


def batches(debates: Sequence[Debate], size: int, seed: int) -> Iterator[Batch]:
    """Draw each argument once, with others of its debate that are about as long."""
    generator = np.random.default_rng(seed)
    others = {(one.topic, one.side): one for one in debates}
    drawn = []
    for debate in debates:
        against = [
            point
            for (topic, side), one in others.items()
            if topic == debate.topic and side != debate.side
            for point in one.key_points
        ]
        lengths = np.array([len(text) for text in debate.arguments])
        order = np.argsort(lengths * generator.uniform(*_JITTER, len(lengths)), kind="stable")
        for places in np.array_split(order, -(-len(order) // size)):
            none = np.zeros((len(places), len(against)), dtype=np.int8)
            drawn.append(
                Batch(
                    [debate.arguments[place] for place in places],
                    [*debate.key_points, *against],
                    np.hstack([debate.labels[places], none]),
                )
            )
    yield from (drawn[place] for place in generator.permutation(len(drawn)))


def loss_of(encoder: ArgumentEncoder, batch: Batch, settings: Settings) -> Tensor:
    """Ask of each pair whether it matches, of each argument which point, and of arguments too."""
    said, points = encoder.rows(batch.arguments), encoder.rows(batch.points)
    labels = torch.from_numpy(batch.labels.astype(np.float32))
    odds = encoder.net.scale * (said @ points.T) + encoder.net.bias
    total = _among(odds, labels)
    matched = labels == 1
    ranked = F.log_softmax(odds.masked_fill(labels == UNDECIDED, -1e4), -1)
    has = matched.any(-1)
    if has.any():
        best = -(ranked * matched).sum(-1)[has] / matched.sum(-1)[has]
        total = total + settings.rank_weight * best.sum() / len(labels)
    alike = encoder.net.scale * (said @ said.T) + encoder.net.bias
    return total + settings.pair_weight * _among(alike, _together(matched))


def _together(matched: Tensor) -> Tensor:
    """Of arguments that each match a point: whether one of them is shared."""
    held = matched.float()
    wanted = (held @ held.T > 0).float()
    known = matched.any(-1)
    unknown = ~(known.unsqueeze(0) & known.unsqueeze(1)) | torch.eye(len(known), dtype=torch.bool)
    return wanted.masked_fill(unknown, UNDECIDED)


def _among(odds: Tensor, labels: Tensor) -> Tensor:
    known = labels != UNDECIDED
    each = F.binary_cross_entropy_with_logits(odds, labels.clamp(min=0), reduction="none")
    return (each * known).sum() / known.sum().clamp(min=1)


def scores_of(encoder: ArgumentEncoder, debates: Sequence[Debate]) -> MatchScore:
    """Score the cosines of held-out debates."""
    return score_matches(
        debates,
        [
            (encoder.encode(one.arguments) @ encoder.encode(one.key_points).T).astype(np.float64)
            for one in debates
        ],
    )


def train(
    encoder: ArgumentEncoder,
    learnt: Sequence[Debate],
    held: Sequence[Debate],
    settings: Settings,
    keep: Callable[[], None],
) -> list[MatchScore]:
    """Take a step per batch; after each epoch call `keep`, and score what is held out."""
    optimiser = torch.optim.AdamW(_groups(encoder.net, settings), fused=True)
    per_epoch = len(list(batches(learnt, settings.batch, 0)))
    found, step = [], 0
    for epoch in range(settings.epochs):
        encoder.net.train()
        for batch in batches(learnt, settings.batch, settings.seed * 100 + epoch):
            progress = step / (per_epoch * settings.epochs)
            factor = min(progress / _WARM_UP, (1 - progress) / (1 - _WARM_UP))
            for group in optimiser.param_groups:
                group["lr"] = group["peak"] * max(factor, 1e-3)
            loss = loss_of(encoder, batch, settings)
            loss.backward()
            torch.nn.utils.clip_grad_norm_(encoder.net.parameters(), 1.0)
            optimiser.step()
            optimiser.zero_grad(set_to_none=True)
            if step % _STEPS_BETWEEN == 0:
                typer.echo(f"epoch {epoch}, step {step}: loss {loss.item():.3f}", err=True)
            step += 1
        keep()
        if held:
            found.append(scores_of(encoder, held))
            typer.echo(f"epoch {epoch}: {found[-1]}", err=True)
    return found


def _groups(net: ArgumentNet, settings: Settings) -> list[dict[str, object]]:
    heads = [net.scale, net.bias]
    body = [weight for weight in net.encoder.parameters() if weight.requires_grad]
    flat = [weight for weight in body if weight.ndim == 1]
    deep = [weight for weight in body if weight.ndim > 1]
    return [
        {"params": deep, "peak": settings.rate, "weight_decay": _WEIGHT_DECAY},
        {"params": flat, "peak": settings.rate, "weight_decay": 0.0},
        {"params": heads, "peak": settings.head_rate, "weight_decay": 0.0},
    ]


def main(
    data: Annotated[Path, typer.Argument(help="Labelled pairs, as argkp_train.jsonl.gz has them.")],
    base: Annotated[Path, typer.Argument(help="Folder of the pre-trained encoder.")],
    out: Annotated[Path, typer.Argument(help="Folder to write net.pt and result.json to.")],
    settings: Annotated[str, typer.Option(help="Settings that differ, as JSON.")] = "{}",
    fold: Annotated[int, typer.Option(help="Topics to hold out; -1 for none.")] = -1,
) -> None:
    """Train, on all topics or on all but a fold of them."""
    chosen = Settings(**json.loads(settings))
    torch.manual_seed(chosen.seed)
    torch.set_num_threads(1)
    debates = debates_of(read_pair_rows(data))
    learnt: list[Debate] = debates
    held: list[Debate] = []
    if fold >= 0:
        learnt, held = list(folds_of_topics(debates, FOLDS))[fold]
    encoder = ArgumentEncoder.start(base)
    if held:
        typer.echo(f"before: {scores_of(encoder, held)}", err=True)
    out.mkdir(parents=True, exist_ok=True)

    def keep() -> None:
        torch.save(encoder.net.state_dict(), out / "net.pt")

    found = train(encoder, learnt, held, chosen, keep)
    result = {"settings": asdict(chosen), "fold": fold, "scores": [asdict(one) for one in found]}
    (out / "result.json").write_text(json.dumps(result) + "\n", encoding="utf-8")


if __name__ == "__main__":
    typer.run(main)
