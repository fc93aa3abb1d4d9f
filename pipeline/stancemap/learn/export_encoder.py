"""Write a trained stance encoder as ONNX with int8 weights. Needs [train].

    python -m stancemap.learn.export_encoder FOLDER_OF_ALL_MPNET_BASE_V2 OUT NET.PT...

OUT holds tokenizer.json, by which the network was trained. Of several networks, stages of one run,
the mean of their weights is written (Wortsman and others 2022, "Model soups"). Then
benchmarks/stance_encoder.py calibrates it and writes its card.

Matrices are int8 with a scale per block, and so is what they are multiplied by: unlike one scale
for all activations of a text, that keeps what a few large ones would drown. Embeddings are int8
with a scale per row.
"""

import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Annotated

import numpy as np
import onnx
import torch
import typer
from onnx import helper, numpy_helper
from onnxruntime.quantization.matmul_nbits_quantizer import MatMulNBitsQuantizer

from stancemap.learn.encoder_net import StanceNet, load_net
from stancemap.learn.encoder_warm_start import keep_pieces
from stancemap.learn.train_encoder import LAYERS
from stancemap.tag.stance_encoder_model import NETWORK_FILE, TOKENIZER_FILE

_OUTPUTS = ["codes", "also", "pcn", "evidence"]
_INPUTS = ["input_ids", "attention_mask", "comment_mask"]
_OPSET = 17
_BITS, _BLOCK = 8, 128
_INT8_BLOCKS = 4  # ONNX Runtime's accuracy level at which activations are int8 by block
_FEWEST_ROWS = 100


def export(net: StanceNet, path: Path) -> None:
    """Write the graph, for any batch size and length."""
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
        quantiser = MatMulNBitsQuantizer(
            onnx.load(exact),
            bits=_BITS,
            block_size=_BLOCK,
            is_symmetric=True,
            accuracy_level=_INT8_BLOCKS,
        )
    quantiser.process()
    model = quantiser.model.model
    quantise_tables(model.graph)
    onnx.save(model, path)


def quantise_tables(graph: onnx.GraphProto) -> None:
    """Keep embeddings as int8 with a scale per row."""
    tables = {one.name: one for one in graph.initializer}
    nodes = list(graph.node)
    for place, node in reversed(list(enumerate(nodes))):
        table = tables.get(node.input[0]) if node.op_type == "Gather" else None
        if table is None or table.dims[0] < _FEWEST_ROWS:
            continue
        exact = numpy_helper.to_array(table)
        scales = np.maximum(np.abs(exact).max(axis=1, keepdims=True), 1e-9) / 127
        rows = np.round(exact / scales).astype(np.int8)
        graph.initializer.remove(table)
        stem, ids, out = table.name, node.input[1], node.output[0]
        for suffix, values in (("rows", rows), ("scales", scales.astype(np.float32))):
            graph.initializer.append(numpy_helper.from_array(values, f"{stem}_{suffix}"))
        nodes[place : place + 1] = [
            helper.make_node("Gather", [f"{stem}_rows", ids], [f"{out}_rows"]),
            helper.make_node("Gather", [f"{stem}_scales", ids], [f"{out}_scales"]),
            helper.make_node("Cast", [f"{out}_rows"], [f"{out}_cast"], to=onnx.TensorProto.FLOAT),
            helper.make_node("Mul", [f"{out}_cast", f"{out}_scales"], [out]),
        ]
    del graph.node[:]
    graph.node.extend(nodes)


def mean_of(states: Sequence[dict[str, torch.Tensor]]) -> dict[str, torch.Tensor]:
    """Average networks of one shape, weight by weight."""
    return {
        name: torch.stack([state[name] for state in states]).float().mean(dim=0).to(value.dtype)
        for name, value in states[0].items()
    }


def main(
    base: Annotated[Path, typer.Argument(help="Folder of the pre-trained encoder.")],
    out: Annotated[Path, typer.Argument(help="The model's folder, with its tokenizer.json.")],
    weights: Annotated[list[Path], typer.Argument(help="net.pt of a stage, or of several.")],
) -> None:
    """Export and quantise a network."""
    net = load_net(base, LAYERS)
    keep_pieces(net, base / TOKENIZER_FILE, out / TOKENIZER_FILE)
    net.load_state_dict(mean_of([torch.load(path, weights_only=True) for path in weights]))
    export(net, out / NETWORK_FILE)


if __name__ == "__main__":
    typer.run(main)
