"""Go on training from the int8 graph that shipped before, in place of a checkpoint. Needs [train].

Rounding to int8 costs little (the card of the model says how much), and training mends it.
"""

from pathlib import Path

import numpy as np
import onnx
import torch
from onnx import numpy_helper
from tokenizers import Tokenizer
from torch import Tensor, nn

from stancemap.learn.encoder_net import StanceNet

_ROWS = "_rows"
_ZERO = 128.0


def keep_pieces(net: StanceNet, whole: Path, cut: Path) -> None:
    """Keep the embedding rows of the pieces of a cut tokenizer, numbered as in it."""
    old, new = (Tokenizer.from_file(str(path)).get_vocab() for path in (whole, cut))
    order = sorted(new, key=new.__getitem__)
    rows = net.encoder.embeddings.word_embeddings.weight[[old[piece] for piece in order]]
    net.encoder.embeddings.word_embeddings = nn.Embedding.from_pretrained(
        rows.detach().clone(), padding_idx=new["<pad>"]
    )


def start_from_graph(net: StanceNet, path: Path) -> None:
    """Give a network the weights of a graph that export_encoder wrote."""
    graph = onnx.load(path).graph
    tensors = {one.name: numpy_helper.to_array(one) for one in graph.initializer}
    state: dict[str, Tensor] = {}
    for name, value in tensors.items():
        if value.dtype == np.float32 and name.endswith((".bias", ".weight")):
            state[name] = torch.from_numpy(value.copy())
        elif name.endswith(_ROWS):
            table = name.removesuffix(_ROWS)
            state[table] = torch.from_numpy(value * tensors[f"{table}_scales"])
    for node in graph.node:
        if node.op_type == "MatMulNBits":
            blocks, scales = (tensors[name] for name in node.input[1:3])
            exact = (blocks.astype(np.float32) - _ZERO) * scales[..., None]
            weight = exact.reshape(len(exact), -1)
            state[f"{_module_of(node.name)}.weight"] = torch.from_numpy(weight)
    missing, unexpected = net.load_state_dict(state, strict=False)
    if missing or unexpected:
        raise ValueError(f"{path.name} does not fit the network: {missing}, {unexpected}")


def _module_of(node: str) -> str:
    """Turn the path of a product into the name of its module.

    >>> _module_of("/encoder/encoder/layer.0/attention/attn/q/MatMul_Q8")
    'encoder.encoder.layer.0.attention.attn.q'
    """
    return ".".join(node.strip("/").split("/")[:-1])
