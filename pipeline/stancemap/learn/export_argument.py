"""Write the trained encoder of arguments as int8 ONNX. Needs [train].

    python -m stancemap.learn.export_argument FOLDER_OF_ALL_MINILM_L6_V2 NET.PT OUT

Then benchmarks/key_points.py --ship writes its figures and its card.
"""

import json
import shutil
import tempfile
from pathlib import Path
from typing import Annotated

import torch
import typer
from onnxruntime.quantization import QuantType, quantize_dynamic

from stancemap.learn.argument_net import MAX_LENGTH, ArgumentEncoder, ArgumentNet
from stancemap.tag.argument_encoder import CONFIG_FILE, FORMAT, NETWORK_FILE, TOKENIZER_FILE

_INPUTS = ["input_ids", "attention_mask"]
_OPSET = 17


def export(net: ArgumentNet, path: Path) -> None:
    """Write the graph, for any batch size and length, in int8 with a scale per channel."""
    net.eval()
    ids = torch.arange(1000, 1048).reshape(2, 24)
    with tempfile.TemporaryDirectory() as folder:
        exact = Path(folder) / "exact.onnx"
        torch.onnx.export(
            net,
            (ids, torch.ones_like(ids)),
            str(exact),
            input_names=_INPUTS,
            output_names=["vector"],
            dynamic_axes={
                **{name: {0: "batch", 1: "length"} for name in _INPUTS},
                "vector": {0: "batch"},
            },
            opset_version=_OPSET,
            dynamo=False,
        )
        quantize_dynamic(exact, path, per_channel=True, weight_type=QuantType.QInt8)


def main(
    base: Annotated[Path, typer.Argument(help="Folder of the pre-trained encoder.")],
    weights: Annotated[Path, typer.Argument(help="net.pt, as training wrote it.")],
    out: Annotated[Path, typer.Argument(help="The model's folder.")],
) -> None:
    """Export and quantise a network."""
    net = ArgumentEncoder.start(base).net
    net.load_state_dict(torch.load(weights, weights_only=True))
    out.mkdir(parents=True, exist_ok=True)
    export(net, out / NETWORK_FILE)
    shutil.copyfile(base / "tokenizer.json", out / TOKENIZER_FILE)
    config = {
        "format": FORMAT,
        "scale": round(net.scale.item(), 4),
        "bias": round(net.bias.item(), 4),
        "max_length": MAX_LENGTH,
    }
    (out / CONFIG_FILE).write_text(json.dumps(config, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    typer.run(main)
