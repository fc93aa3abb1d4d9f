"""Choose the word pieces that a stance encoder keeps, before its training.

    python -m stancemap.learn.encoder_pieces DATA FOLDER_OF_ALL_MPNET_BASE_V2 OUT

OUT receives tokenizer.json, by which training and tagging read.
"""

import json
from collections import Counter
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Annotated, TypeAlias, cast

import typer
from tokenizers import Tokenizer

from stancemap.learn.encoder_train_data import load_lessons
from stancemap.tag.parsing import load_parser
from stancemap.tag.stance_encoder_model import TOKENIZER_FILE

PIECES = 20_000
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


def main(
    data: Annotated[Path, typer.Argument(help="Folder of the labelled data.")],
    base: Annotated[Path, typer.Argument(help="Folder of the pre-trained encoder.")],
    out: Annotated[Path, typer.Argument(help="Folder to write tokenizer.json to.")],
) -> None:
    """Cut a tokenizer to the pieces that the lessons use most."""
    definition = json.loads((base / TOKENIZER_FILE).read_text(encoding="utf-8"))
    definition["truncation"] = definition["padding"] = None
    tokenizer = Tokenizer.from_str(json.dumps(definition))
    texts = [lesson.question.text for lesson in load_lessons(data, load_parser().nlp)]
    special = {token["id"] for token in definition["added_tokens"]}
    counts = count_pieces(tokenizer, texts)
    kept = kept_pieces(definition["model"]["vocab"], special, counts, PIECES)
    out.mkdir(parents=True, exist_ok=True)
    cut = json.dumps(cut_tokenizer(definition, kept), ensure_ascii=False)
    (out / TOKENIZER_FILE).write_text(cut, encoding="utf-8", newline="\n")


if __name__ == "__main__":
    typer.run(main)
