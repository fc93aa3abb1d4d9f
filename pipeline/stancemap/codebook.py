"""The codebook: which codes there are, what they mean, and the words that hint at them."""

import re
import tomllib
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from stancemap._paths import CORPUS
from stancemap.errors import CodebookError

BUILT_IN = "technology"
_FOLDER = CORPUS / "codebooks"
_NAME = re.compile(r"[A-Za-z][A-Za-z0-9_-]*")
_COLOUR = re.compile(r"#[0-9a-fA-F]{6}")
_TAKEN = frozenset(
    {"articles", "authors", "claims", "comments", "key_points", "mentions", "quotes", "unsure"}
)
"""Names of which tables have a column n_NAME that is not about a code."""
_KEYS = frozenset({"name", "version", "description", "residual", "codes"})


@dataclass(frozen=True, slots=True)
class Code:
    """One code with the words by which a person would apply it.

    `hypothesis` says it as a sentence about the author, for models of entailment: "The author is
    against {target}."
    """

    name: str
    definition: str
    colour: str = "#7b8087"
    include: tuple[str, ...] = ()
    exclude: tuple[str, ...] = ()
    examples: tuple[str, ...] = ()
    cues: tuple[str, ...] = ()
    hypothesis: str = ""


@dataclass(frozen=True, slots=True)
class Codebook:
    """The codes in their order; `residual` is the code of a text to which no other applies."""

    name: str
    version: str
    description: str
    residual: str
    codes: tuple[Code, ...]

    @property
    def names(self) -> tuple[str, ...]:
        """The code names, in order."""
        return tuple(code.name for code in self.codes)

    def colour(self, name: str) -> str:
        """Return the colour of a code, as `#rrggbb`."""
        return next(code.colour for code in self.codes if code.name == name)


def built_in_codebooks() -> tuple[str, ...]:
    """List the names of the codebooks that ship."""
    return tuple(sorted(path.stem for path in _FOLDER.glob("*.toml")))


def load_codebook(name_or_path: str | Path = BUILT_IN) -> Codebook:
    """Read a codebook by the name of a built-in one or from a TOML file.

    Raises:
        CodebookError: there is no such codebook, or the file is not one.
    """
    path = Path(name_or_path)
    if path.suffix != ".toml":
        path = _FOLDER / f"{name_or_path}.toml"
    try:
        # Windows editors put a byte order mark in front.
        content = tomllib.loads(path.read_text(encoding="utf-8-sig"))
    except FileNotFoundError:
        known = ", ".join(built_in_codebooks())
        raise CodebookError(
            f"no codebook '{name_or_path}'; built in: {known}, or give the path of a .toml file"
        ) from None
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise CodebookError(f"{path.name} is not a TOML file in UTF-8: {error}") from error
    except OSError as error:
        raise CodebookError(f"the codebook {path} cannot be read: {error.strerror}") from error
    return codebook_of(content, path.name)


def codebook_of(content: Mapping[str, object], file: str) -> Codebook:
    """Make a codebook of its plain data, read from `file`.

    Raises:
        CodebookError: the data is not a codebook.
    """
    _refuse_strange(content, _KEYS, file)
    tables = content.get("codes")
    if not isinstance(tables, list) or not tables:
        raise CodebookError(f"{file} has no [[codes]]; each code is one such table")
    codes = tuple(_code(table, number, file) for number, table in enumerate(tables, start=1))
    twice = [name for name, n in Counter(code.name.lower() for code in codes).items() if n > 1]
    if twice:
        raise CodebookError(
            f"{file}: the code '{twice[0]}' stands there twice (capitals make no other name)"
        )
    residual = str(content.get("residual", "none"))
    if residual not in {code.name for code in codes}:
        raise CodebookError(
            f"{file}: residual = '{residual}' is none of its codes; name there the code of "
            f"comments to which no other applies"
        )
    return Codebook(
        name=str(content.get("name", Path(file).stem)),
        version=str(content.get("version", "")),
        description=str(content.get("description", "")).strip(),
        residual=residual,
        codes=codes,
    )


def _code(table: object, number: int, file: str) -> Code:
    if not isinstance(table, dict):
        raise CodebookError(f"{file}, code {number}: not a table; write [[codes]] above it")
    _refuse_strange(table, frozenset(Code.__dataclass_fields__), f"{file}, code {number}")
    for key in ("name", "definition"):
        if not isinstance(table.get(key), str) or not table[key].strip():
            raise CodebookError(f"{file}, code {number}: it has no {key}")

    name, colour = table["name"], str(table.get("colour", "#7b8087"))
    _check_name(name, f"{file}, code {number}")
    if not _COLOUR.fullmatch(colour):
        raise CodebookError(f"{file}, code {number}: colour = '{colour}' is not like #b5483a")

    def listed(key: str) -> tuple[str, ...]:
        value = table.get(key, [])
        if not isinstance(value, list) or not all(isinstance(item, str) for item in value):
            raise CodebookError(f"{file}, code {number}: {key} must be a list of texts")
        return tuple(item for item in value if item.strip())

    return Code(
        name=name,
        definition=table["definition"],
        colour=colour,
        include=listed("include"),
        exclude=listed("exclude"),
        examples=listed("examples"),
        cues=listed("cues"),
        hypothesis=_hypothesis(table.get("hypothesis", ""), f"{file}, code {number}"),
    )


def _check_name(name: str, where: str) -> None:
    if not _NAME.fullmatch(name):
        raise CodebookError(f"{where}: the name '{name}' becomes a column: use A-Z, 0-9, _ and -")
    if name.lower() in _TAKEN or name.lower().startswith(("authors_", "said_")):
        raise CodebookError(
            f"{where}: the tables have a column n_{name} already; choose another name"
        )


def _refuse_strange(table: Mapping[str, object], known: frozenset[str], where: str) -> None:
    """Refuse what would be left out in silence: cues under `cue` are no cues."""
    if strange := sorted(table.keys() - known):
        raise CodebookError(
            f"{where}: nothing is called '{strange[0]}' there; known are {', '.join(sorted(known))}"
        )


def _hypothesis(value: object, where: str) -> str:
    if not isinstance(value, str):
        raise CodebookError(f"{where}: hypothesis must be a text")
    return value
