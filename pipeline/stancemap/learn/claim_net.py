"""The network behind the claim encoder: a pre-trained encoder with scores per word piece.

Needs [train]. A stretch of text is scored by the mean of its pieces, by how it begins and ends,
and by the comment as a whole, so that it can weigh the sentences of a comment against each other.
"""

from pathlib import Path

import torch
from torch import Tensor, nn
from transformers import AutoModel

from stancemap.learn.encoder_net import ByteDropout

COLUMNS = (
    "sentence",
    "stretch",
    "first",
    "last",
    "comment sentence",
    "comment stretch",
    "evidence",
)
_HIDDEN = 192
_DROPOUT = 0.1


class ClaimNet(nn.Module):
    """A row of scores per word piece, and the stance of the comment, which only helps to learn."""

    def __init__(self, encoder: nn.Module, hidden: int, n_codes: int) -> None:
        super().__init__()
        self.encoder = encoder
        self.dropout = nn.Dropout(_DROPOUT)
        self.between = nn.Linear(hidden, _HIDDEN)
        self.pieces = nn.Linear(_HIDDEN, len(COLUMNS))
        self.codes = nn.Linear(hidden, n_codes)

    def forward(self, input_ids: Tensor, attention_mask: Tensor) -> tuple[Tensor, Tensor]:
        """Score a batch."""
        states = self.encoder(
            input_ids=input_ids, attention_mask=attention_mask
        ).last_hidden_state.float()
        states = self.dropout(states)
        between = nn.functional.gelu(self.between(states))
        return self.pieces(between), self.codes(states[:, 0])


def load_claim_net(folder: Path, n_codes: int) -> ClaimNet:
    """Put fresh heads on a pre-trained encoder, whose word pieces stay as they are."""
    encoder = AutoModel.from_pretrained(
        folder, attn_implementation="eager", attention_probs_dropout_prob=0.0
    )
    encoder.pooler = None
    encoder.embeddings.requires_grad_(requires_grad=False)
    return ClaimNet(encoder, encoder.config.hidden_size, n_codes)


def with_quick_dropout(net: ClaimNet, seed: int) -> None:
    """Replace the dropout of everything but attention, which drops nothing."""
    number = seed * 1000
    for module in list(net.modules()):
        if not type(module).__name__.endswith("SelfAttention"):
            for name, child in list(module.named_children()):
                if isinstance(child, nn.Dropout):
                    number += 1
                    setattr(module, name, ByteDropout(_DROPOUT, number))


def stretch_scores(
    rows: Tensor, batch: Tensor, first: Tensor, last: Tensor
) -> tuple[Tensor, Tensor]:
    """Return the scores of stretches as sentences and as claims.

    Args:
        rows: scores per text, piece and column.
        batch: for each stretch, which text it is in.
        first: its first piece.
        last: its last piece.
    """
    sums = torch.nn.functional.pad(rows, (0, 0, 1, 0)).cumsum(1)
    means = (sums[batch, last + 1] - sums[batch, first]) / (last + 1 - first).unsqueeze(-1)
    whole = rows[batch, 0]
    sentence = means[:, 0] + whole[:, 4]
    stretch = means[:, 1] + rows[batch, first][:, 2] + rows[batch, last][:, 3] + whole[:, 5]
    return sentence, stretch
