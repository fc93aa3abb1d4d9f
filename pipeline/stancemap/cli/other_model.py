"""Options for stance models that do not ship: `--endpoint` and `--hugging-face`."""

import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from stancemap.tag.stance_llm_cost import Estimate, Price
    from stancemap.tag.stance_llm_endpoint import Endpoint
    from stancemap.tag.stance_transformers import PretrainedModel

EndpointModel = Annotated[
    str,
    typer.Option(
        "--endpoint",
        metavar="MODEL",
        help="Ask this model behind an OpenAI-compatible endpoint instead of the one that ships."
        " See docs/other-models.md.",
        show_default=False,
    ),
]
EndpointUrl = Annotated[
    str,
    typer.Option(
        "--endpoint-url",
        metavar="URL",
        help="Where the endpoint is; without it http://127.0.0.1:8080/v1, on this machine.",
        show_default=False,
    ),
]
Prices = Annotated[
    str,
    typer.Option(
        "--price",
        metavar="READ,WRITE",
        help="What a million tokens cost to read and to write, such as 0.15,0.60.",
        show_default=False,
    ),
]
Yes = Annotated[bool, typer.Option("--yes", "-y", help="Agree to the calls without a question.")]
HuggingFace = Annotated[
    str,
    typer.Option(
        "--hugging-face",
        metavar="MODEL",
        help="Use this Hugging Face classifier or NLI model, by folder or by name.",
        show_default=False,
    ),
]
Labels = Annotated[
    list[str] | None,
    typer.Option(
        "--label",
        metavar="LABEL=CODE",
        help="Take that model's LABEL for CODE, such as FAVOR=support; may be given again.",
    ),
]
Download = Annotated[
    bool,
    typer.Option("--allow-download", help="Let the Hugging Face model be fetched by its name."),
]


def other_model_of(
    endpoint: str, url: str, hugging_face: str, labels: Sequence[str], *, download: bool
) -> "Endpoint | PretrainedModel | None":
    """Make what the options name; nothing where they name nothing.

    Raises:
        InputError: two models are named, or an option belongs to one that is not.
    """
    from stancemap.errors import InputError
    from stancemap.tag.stance_llm_endpoint import LOOPBACK_URL, Endpoint
    from stancemap.tag.stance_transformers import PretrainedModel

    if endpoint and hugging_face:
        raise InputError("--endpoint and --hugging-face name two stance models; give one")
    if url and not endpoint:
        raise InputError("--endpoint-url needs --endpoint MODEL, the name of the model there")
    if (labels or download) and not hugging_face:
        raise InputError("--label and --allow-download need --hugging-face MODEL")
    if endpoint:
        return Endpoint(endpoint, url or LOOPBACK_URL)
    if hugging_face:
        return PretrainedModel(hugging_face, parse_labels(labels), allow_download=download)
    return None


def parse_labels(options: Sequence[str]) -> dict[str, str]:
    """Read `LABEL=CODE` options.

    Raises:
        InputError: one has no `=`, or nothing on a side of it.

    >>> parse_labels(["FAVOR=support"])
    {'FAVOR': 'support'}
    """
    from stancemap.errors import InputError

    pairs = [option.partition("=") for option in options]
    for label, equals, code in pairs:
        if not (label and equals and code):
            raise InputError(
                f"--label {label}{equals}{code} is not LABEL=CODE; write it as FAVOR=support"
            )
    return {label: code for label, _, code in pairs}


def price_of(option: str) -> "Price | None":
    """Read `READ,WRITE`.

    Raises:
        InputError: it is not two numbers.

    >>> price_of("0.15,0.60")
    Price(prompt=0.15, answer=0.6)
    """
    from stancemap.errors import InputError
    from stancemap.tag.stance_llm_cost import Price

    if not option:
        return None
    try:
        prompt, answer = (float(number) for number in option.split(","))
    except ValueError:
        raise InputError(
            f"--price {option} is not two numbers, of a million tokens to read and to write; "
            f"write it as 0.15,0.60"
        ) from None
    return Price(prompt, answer)


def asking(*, yes: bool) -> "Callable[[Estimate], bool]":
    """Show the estimate on stderr; ask, unless that is answered or nothing costs or leaves."""

    def approve(expected: "Estimate") -> bool:
        typer.echo(str(expected), err=True)
        costs_or_leaves = bool(expected.warning) or expected.price is not None
        if yes or not expected.calls or not costs_or_leaves:
            return True
        if not sys.stdin.isatty():
            typer.echo("Give --yes to agree where nobody can answer.", err=True)
            return False
        return typer.confirm("Make these calls?", err=True)

    return approve


def replies_beside(path: Path) -> Path:
    """Say where replies are kept that belong to no study: beside the file that they are about.

    >>> replies_beside(Path("gold/dev.jsonl")).as_posix()
    'gold/dev.jsonl.replies'
    """
    return path.with_name(f"{path.name}.replies")
