"""Write a trained stance encoder as int8 ONNX, with the word pieces it needs. Needs [train].

    python -m stancemap.learn.export_encoder DATA FOLDER_OF_ALL_MPNET_BASE_V2 NET.PT OUT

Then benchmarks/stance_encoder.py calibrates it and writes its card.
"""

import json
import tempfile
from collections import Counter
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Annotated, TypeAlias, cast

import torch
import typer
from onnxruntime.quantization import QuantType, quantize_dynamic
from tokenizers import Tokenizer
from torch import nn

from stancemap.learn.encoder_net import StanceNet, load_net
from stancemap.learn.encoder_train_data import load_lessons
from stancemap.learn.train_encoder import LAYERS
from stancemap.tag.parsing import load_parser
from stancemap.tag.stance_encoder_model import NETWORK_FILE, TOKENIZER_FILE

PIECES = 20_000
_OUTPUTS = ["codes", "also", "pcn", "evidence"]
_INPUTS = ["input_ids", "attention_mask", "comment_mask"]
_OPSET = 17
_CONTINUES = "##"

Json: TypeAlias = "dict[str, Json] | list[Json] | str | int | float | bool | None"


def count_pieces(tokenizer: Tokenizer, texts: Iterable[str]) -> Counter[int]:
    """Count how often each word piece occurs."""
    counts: Counter[int] = Counter()
    for text in texts:
        counts.update(tokenizer.encode(text, add_special_tokens=False).ids)
    return counts


def kept_pieces(
    vocabulary: Mapping[str, int], special: set[int], counts: Counter[int], size: int
) -> list[int]:
    """Choose the pieces to keep: special ones, single characters in use, then the most frequent."""
    single = {
        number
        for piece, number in vocabulary.items()
        if len(piece.removeprefix(_CONTINUES)) == 1 and (piece[-1].isascii() or counts[number])
    }
    order = sorted(
        vocabulary.values(), key=lambda i: (i not in special, i not in single, -counts[i], i)
    )
    return sorted(order[:size])


def cut_tokenizer(definition: dict[str, Json], kept: list[int]) -> dict[str, Json]:
    """Renumber the pieces of a WordPiece tokenizer that are kept, and drop the others."""
    new = {old: number for number, old in enumerate(kept)}
    cut = cast("dict[str, Json]", json.loads(json.dumps(definition)))
    model = cast("dict[str, dict[str, int]]", cut["model"])
    by_number = sorted(model["vocab"].items(), key=lambda pair: pair[1])
    model["vocab"] = {piece: new[number] for piece, number in by_number if number in new}
    for token in cast("list[dict[str, int]]", cut["added_tokens"]):
        token["id"] = new[token["id"]]
    processor = cast("dict[str, tuple[str, int]]", cut["post_processor"])
    for name in ("sep", "cls"):
        piece, number = processor[name]
        processor[name] = (piece, new[number])
    cut["truncation"] = cut["padding"] = None
    return cut


def cut_embeddings(net: StanceNet, kept: list[int]) -> None:
    """Keep the embedding rows of the kept pieces."""
    old = net.encoder.embeddings.word_embeddings
    padding = kept.index(net.encoder.config.pad_token_id)
    net.encoder.embeddings.word_embeddings = nn.Embedding.from_pretrained(
        old.weight[kept].detach().clone(), padding_idx=padding
    )


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
    data: Annotated[Path, typer.Argument(help="Folder of the labelled data.")],
    base: Annotated[Path, typer.Argument(help="Folder of the pre-trained encoder.")],
    weights: Annotated[Path, typer.Argument(help="net.pt, as training wrote it.")],
    out: Annotated[Path, typer.Argument(help="Folder to write the model to.")],
) -> None:
    """Cut, export and quantise a network."""
    net = load_net(base, LAYERS)
    net.load_state_dict(torch.load(weights, weights_only=True))
    definition = json.loads((base / TOKENIZER_FILE).read_text(encoding="utf-8"))
    definition["truncation"] = definition["padding"] = None
    tokenizer = Tokenizer.from_str(json.dumps(definition))
    texts = [lesson.question.text for lesson in load_lessons(data, load_parser().nlp)]
    special = {token["id"] for token in definition["added_tokens"]}
    counts = count_pieces(tokenizer, texts)
    kept = kept_pieces(definition["model"]["vocab"], special, counts, PIECES)
    cut_embeddings(net, kept)
    out.mkdir(parents=True, exist_ok=True)
    cut = json.dumps(cut_tokenizer(definition, kept), ensure_ascii=False)
    (out / TOKENIZER_FILE).write_text(cut, encoding="utf-8", newline="\n")
    export(net, out / NETWORK_FILE)


if __name__ == "__main__":
    typer.run(main)
