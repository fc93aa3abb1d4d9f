"""The network: a pre-trained encoder, evidence-weighted pooling and four heads. Needs [train].

The scores of codes start from those of con, pro and neutral, so that what public sets teach
reaches the codes directly.
"""

from pathlib import Path
from typing import NamedTuple

import numpy as np
import torch
from torch import Tensor, nn
from transformers import AutoModel

_FAR = 1e4
_DROPOUT = 0.1


class Scores(NamedTuple):
    """What the network says of a batch; a tuple, since ONNX export wants one."""

    codes: Tensor
    also: Tensor
    sides: Tensor
    evidence: Tensor


class ByteDropout(nn.Module):
    """Dropout whose mask is made of random bytes: torch's own takes a sixth of a step on a CPU."""

    def __init__(self, rate: float, seed: int) -> None:
        super().__init__()
        self.least = round(rate * 256)
        self.random = np.random.default_rng(seed)

    def forward(self, states: Tensor) -> Tensor:
        """Zero about `rate` of the numbers, and make the others larger by as much."""
        if not self.training:
            return states
        drawn = np.frombuffer(self.random.bytes(states.numel()), dtype=np.uint8)
        kept = torch.from_numpy(drawn >= self.least).view(states.shape)
        return states * (kept.to(states.dtype) * (256 / (256 - self.least)))


class StanceNet(nn.Module):
    """Codes, codes that also hold, sides and evidence in one pass."""

    def __init__(self, encoder: nn.Module, hidden: int, n_codes: int = 5) -> None:
        super().__init__()
        self.encoder = encoder
        self.dropout = nn.Dropout(_DROPOUT)
        self.evidence = nn.Linear(hidden, 1)
        self.sides = nn.Linear(3 * hidden, 3)
        self.codes = nn.Linear(3 * hidden, n_codes)
        self.also = nn.Linear(3 * hidden, n_codes)

    def forward(self, input_ids: Tensor, attention_mask: Tensor, comment_mask: Tensor) -> Scores:
        """Score a batch; `comment_mask` is 1 on the pieces of the comment."""
        states = self.encoder(
            input_ids=input_ids, attention_mask=attention_mask
        ).last_hidden_state.float()
        mask = comment_mask.to(states.dtype)
        evidence = self.evidence(states).squeeze(-1)
        weights = torch.softmax(evidence + (mask - 1.0) * _FAR, dim=-1)
        mean = (states * mask.unsqueeze(-1)).sum(1) / mask.sum(1, keepdim=True).clamp(min=1.0)
        focus = (states * weights.unsqueeze(-1)).sum(1)
        pooled = self.dropout(torch.cat([states[:, 0], mean, focus], dim=-1))
        sides = self.sides(pooled)
        con, pro, neutral = sides.unbind(-1)
        zero = torch.zeros_like(con)
        shared = torch.stack([con, zero, zero, pro, neutral], dim=-1)
        return Scores(self.codes(pooled) + shared, self.also(pooled), sides, evidence)


def load_net(folder: Path, layers: int) -> StanceNet:
    """Put fresh heads on the lowest layers of a pre-trained encoder."""
    encoder = AutoModel.from_pretrained(folder, attn_implementation="eager")
    encoder.pooler = None
    encoder.encoder.layer = encoder.encoder.layer[:layers]
    encoder.config.num_hidden_layers = layers
    return StanceNet(encoder, encoder.config.hidden_size)


def freeze_below(net: StanceNet, layers: int) -> None:
    """Keep the embeddings and the lowest layers as they are; a negative number keeps nothing."""
    if layers < 0:
        return
    for module in (net.encoder.embeddings, *net.encoder.encoder.layer[:layers]):
        module.requires_grad_(requires_grad=False)


def with_byte_dropout(net: StanceNet, seed: int) -> None:
    """Replace the encoder's dropout; attention itself drops nothing."""
    number = seed * 1000
    for module in list(net.encoder.modules()):
        for name, child in list(module.named_children()):
            if isinstance(child, nn.Dropout):
                number += 1
                is_attention = type(module).__name__.endswith("SelfAttention")
                new = nn.Identity() if is_attention else ByteDropout(_DROPOUT, number)
                setattr(module, name, new)
