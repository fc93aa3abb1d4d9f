"""Write a trained stance encoder as int8 ONNX. Needs [train].

    python -m stancemap.learn.export_encoder FOLDER_OF_ALL_MPNET_BASE_V2 NET.PT OUT

OUT holds tokenizer.json, by which the network was trained. Then benchmarks/stance_encoder.py
calibrates it and writes its card.
"""

import tempfile
from pathlib import Path
from typing import Annotated

import torch
import typer
from onnxruntime.quantization import QuantType, quantize_dynamic

from stancemap.learn.encoder_net import StanceNet, load_net
from stancemap.learn.encoder_warm_start import keep_pieces
from stancemap.learn.train_encoder import LAYERS
from stancemap.tag.stance_encoder_model import NETWORK_FILE, TOKENIZER_FILE

_OUTPUTS = ["codes", "also", "pcn", "evidence"]
_INPUTS = ["input_ids", "attention_mask", "comment_mask"]
_OPSET = 17


def export(net: StanceNet, path: Path) -> None:
    """Write the graph, for any batch size and length, in int8 with a scale per channel."""
    net.eval()
    ids = torch.arange(1000, 1048).reshape(2, 24)
    ones = torch.ones_like(ids)
    comment = ones.clone()
    comment[:, :8] = 0
    axes = {name: {0: "batch", 1: "length"} for name in (*_INPUTS, "evidence")}
    axes |= {name: {0: "batch"} for name in _OUTPUTS[:3]}
    with tempfile.TemporaryDirectory() as folder:
        exact = Path(folder) / "exact.onnx"
        torch.onnx.export(
            net,
            (ids, ones, comment),
            str(exact),
            input_names=_INPUTS,
            output_names=_OUTPUTS,
            dynamic_axes=axes,
            opset_version=_OPSET,
            dynamo=False,
        )
        quantize_dynamic(exact, path, per_channel=True, weight_type=QuantType.QInt8)


def main(
    base: Annotated[Path, typer.Argument(help="Folder of the pre-trained encoder.")],
    weights: Annotated[Path, typer.Argument(help="net.pt, as training wrote it.")],
    out: Annotated[Path, typer.Argument(help="The model's folder, with its tokenizer.json.")],
) -> None:
    """Export and quantise a network."""
    net = load_net(base, LAYERS)
    keep_pieces(net, base / TOKENIZER_FILE, out / TOKENIZER_FILE)
    net.load_state_dict(torch.load(weights, weights_only=True))
    export(net, out / NETWORK_FILE)


if __name__ == "__main__":
    typer.run(main)
