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

_HEADS = {"pcn": "sides", "holds": "also"}
"""What the first graphs called these heads."""
_BIAS = "encoder.encoder.relative_attention_bias.weight"


def keep_pieces(net: StanceNet, whole: Path, cut: Path) -> None:
    """Keep the embedding rows of the pieces of a cut tokenizer, numbered as in it."""
    old, new = (Tokenizer.from_file(str(path)).get_vocab() for path in (whole, cut))
    order = sorted(new, key=new.__getitem__)
    rows = net.encoder.embeddings.word_embeddings.weight[[old[piece] for piece in order]]
    net.encoder.embeddings.word_embeddings = nn.Embedding.from_pretrained(
        rows.detach().clone(), padding_idx=new["<pad>"]
    )


def start_from_graph(net: StanceNet, path: Path) -> None:
    """Give a network the weights of an int8 graph; embeddings stay those of the base."""
    graph = onnx.load(path).graph
    tensors = {one.name: numpy_helper.to_array(one) for one in graph.initializer}
    state: dict[str, Tensor] = {}
    for name, value in tensors.items():
        if value.dtype == np.float32 and name.endswith((".bias", ".weight")):
            state[_named(name)] = torch.from_numpy(value.copy())
    for node in graph.node:
        if node.op_type == "MatMulInteger":
            stem = node.input[1].removesuffix("_quantized")
            weight = f"{_module_of(node.name)}.weight"
            state[_named(weight)] = _exact(tensors, stem).T.contiguous()
    state[_BIAS] = _exact(tensors, _BIAS)
    missing, unexpected = net.load_state_dict(state, strict=False)
    left = [name for name in missing if not name.startswith("encoder.embeddings.")]
    if left or unexpected:
        raise ValueError(f"{path.name} does not fit the network: {left}, {unexpected}")


def _exact(tensors: dict[str, np.ndarray], stem: str) -> Tensor:
    integers = tensors[f"{stem}_quantized"].astype(np.float32)
    zero = tensors[f"{stem}_zero_point"].astype(np.float32)
    return torch.from_numpy((integers - zero) * tensors[f"{stem}_scale"])


def _module_of(node: str) -> str:
    """Turn the path of a product into the name of its module.

    >>> _module_of("/encoder/encoder/layer.0/attention/attn/q/MatMul_quant")
    'encoder.encoder.layer.0.attention.attn.q'
    """
    return ".".join(node.strip("/").split("/")[:-1])


def _named(name: str) -> str:
    head, _, rest = name.partition(".")
    return f"{_HEADS.get(head, head)}.{rest}"
