"""Write a trained claim encoder as int8 ONNX. Needs [train].

    python -m stancemap.learn.export_claims FOLDER_OF_ALL_MINILM_L6_V2 NET.PT OUT

Then `benchmarks/claims.py DATA --encoder OUT` fits what the encoder is mixed by, and scores it.
"""

import json
import tempfile
from pathlib import Path
from typing import Annotated

import torch
import typer
from onnxruntime.quantization import QuantType, quantize_dynamic
from torch import Tensor, nn

from stancemap.codebook import load_codebook
from stancemap.learn.claim_net import ClaimNet, load_claim_net
from stancemap.learn.train_claims import Taught
from stancemap.tag.claim_encoder import NETWORK_FILE, TOKENIZER_FILE

_OPSET = 17


class _Pieces(nn.Module):
    """The scores of word pieces alone: what tagging needs."""

    def __init__(self, net: ClaimNet) -> None:
        super().__init__()
        self.net = net

    def forward(self, input_ids: Tensor, attention_mask: Tensor) -> Tensor:
        """Score a batch."""
        pieces: Tensor = self.net(input_ids, attention_mask)[0]
        return pieces


def export(net: ClaimNet, path: Path) -> None:
    """Write the graph, for any batch size and length, in int8 with a scale per channel."""
    net.eval()
    ids = torch.arange(2000, 2048).reshape(2, 24)
    names = ["input_ids", "attention_mask"]
    with tempfile.TemporaryDirectory() as folder:
        exact = Path(folder) / "exact.onnx"
        torch.onnx.export(
            _Pieces(net),
            (ids, torch.ones_like(ids)),
            str(exact),
            input_names=names,
            output_names=["pieces"],
            dynamic_axes={name: {0: "batch", 1: "length"} for name in (*names, "pieces")},
            opset_version=_OPSET,
            dynamo=False,
        )
        quantize_dynamic(exact, path, per_channel=True, weight_type=QuantType.QInt8)


def main(
    base: Annotated[Path, typer.Argument(help="Folder of the pre-trained encoder.")],
    weights: Annotated[Path, typer.Argument(help="net.pt, as training wrote it.")],
    out: Annotated[Path, typer.Argument(help="The model's folder.")],
) -> None:
    """Export and quantise a network, and write its word pieces beside it."""
    taught = Taught(load_claim_net(base, len(load_codebook().names)))
    taught.load_state_dict(torch.load(weights, weights_only=True))
    out.mkdir(parents=True, exist_ok=True)
    export(taught.net, out / NETWORK_FILE)
    tokenizer = json.loads((base / TOKENIZER_FILE).read_text(encoding="utf-8"))
    tokenizer["truncation"] = tokenizer["padding"] = None
    text = json.dumps(tokenizer, ensure_ascii=False)
    (out / TOKENIZER_FILE).write_text(text, encoding="utf-8", newline="\n")


if __name__ == "__main__":
    typer.run(main)
