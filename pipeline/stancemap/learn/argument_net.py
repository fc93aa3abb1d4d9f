"""The network that tells whether two arguments say the same: MiniLM, a vector per text.

Needs [train].
"""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Self

import numpy as np
import torch
import torch.nn.functional as F  # noqa: N812  # torch's own name for it
from numpy.typing import NDArray
from tokenizers import Tokenizer
from torch import Tensor, nn
from transformers import AutoModel

MAX_LENGTH = 64
"""Word pieces read of a text; hardly an argument is longer."""
_AT_ONCE = 32


class ArgumentNet(nn.Module):
    """Mean of the states of a text, of length 1; `scale` and `bias` turn cosines into log odds."""

    def __init__(self, encoder: nn.Module) -> None:
        super().__init__()
        self.encoder = encoder
        self.scale = nn.Parameter(torch.tensor(12.0))
        self.bias = nn.Parameter(torch.tensor(-6.0))

    def forward(self, input_ids: Tensor, attention_mask: Tensor) -> Tensor:
        """Return a row per text."""
        states = self.encoder(
            input_ids=input_ids, attention_mask=attention_mask
        ).last_hidden_state.float()
        mask = attention_mask.unsqueeze(-1).to(states.dtype)
        mean = (states * mask).sum(1) / mask.sum(1).clamp(min=1.0)
        return F.normalize(mean, dim=-1)


@dataclass(frozen=True, slots=True, eq=False)
class ArgumentEncoder:
    """The network with its word pieces."""

    net: ArgumentNet
    tokenizer: Tokenizer

    @classmethod
    def start(cls, base: Path) -> Self:
        """Take the pre-trained encoder; its table of word pieces stays as it is."""
        encoder = AutoModel.from_pretrained(base, attn_implementation="eager")
        encoder.pooler = None
        encoder.embeddings.requires_grad_(requires_grad=False)
        tokenizer = Tokenizer.from_file(str(base / "tokenizer.json"))
        tokenizer.enable_truncation(MAX_LENGTH)
        tokenizer.enable_padding()
        return cls(ArgumentNet(encoder), tokenizer)

    def rows(self, texts: Sequence[str]) -> Tensor:
        """Return a row per text, in one pass."""
        pieces = self.tokenizer.encode_batch_fast(list(texts))
        ids = torch.tensor([one.ids for one in pieces])
        mask = torch.tensor([one.attention_mask for one in pieces])
        with torch.autocast("cpu", dtype=torch.bfloat16):
            return self.net(ids, mask)

    def encode(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """Return a row per text, texts of like length together."""
        self.net.eval()
        order = sorted(range(len(texts)), key=lambda place: len(texts[place]))
        found = np.zeros((len(texts), self.net.encoder.config.hidden_size), dtype=np.float32)
        for start in range(0, len(order), _AT_ONCE):
            places = order[start : start + _AT_ONCE]
            with torch.no_grad():
                found[places] = self.rows([texts[place] for place in places]).numpy()
        return found
