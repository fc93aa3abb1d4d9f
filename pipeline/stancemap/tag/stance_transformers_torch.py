"""Load a model of the transformers library: from this machine, unless a download is allowed."""

import os
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from importlib import import_module
from types import ModuleType

import numpy as np

from stancemap.codebook import Codebook
from stancemap.errors import ModelError
from stancemap.tag.stance_transformers import (
    Matrix,
    Pair,
    PretrainedModel,
    PretrainedStanceTagger,
    make_tagger,
)

_NO_DOWNLOAD = "HF_HUB_OFFLINE"


@dataclass(frozen=True, slots=True)
class TorchScorer:
    """A loaded model. Texts of a length go together, in an order that is not the caller's."""

    labels: tuple[str, ...]
    batch_size: int
    forward: Callable[[Sequence[Pair]], Matrix]

    def logits(self, pairs: Sequence[Pair]) -> Matrix:
        """Return one row per pair."""
        order = sorted(range(len(pairs)), key=lambda i: _weight(pairs[i]))
        rows = np.zeros((len(pairs), len(self.labels)))
        for start in range(0, len(order), self.batch_size):
            batch = order[start : start + self.batch_size]
            rows[batch] = self.forward([pairs[i] for i in batch])
        return rows


def load_pretrained_tagger(codebook: Codebook, settings: PretrainedModel) -> PretrainedStanceTagger:
    """Load a sequence classifier or an NLI model as a stance tagger.

    Raises:
        ModelError: the extra is not installed, the model is not on this machine, is no trained
            classifier, has no safetensors weights, or its labels do not fit the codebook.
    """
    return make_tagger(codebook, load_scorer(settings), settings)


def load_scorer(settings: PretrainedModel) -> TorchScorer:
    """Load a model's weights and tokenizer.

    Raises:
        ModelError: see `load_pretrained_tagger`.
    """
    if not settings.allow_download:
        # Read when huggingface_hub is first imported; `local_files_only` below holds in any case.
        os.environ[_NO_DOWNLOAD] = "1"
    torch, transformers = _import("torch"), _import("transformers")
    transformers.utils.logging.disable_progress_bar()
    source = {
        "revision": settings.revision,
        "local_files_only": not settings.allow_download,
        "trust_remote_code": False,
    }
    try:
        tokenizer = transformers.AutoTokenizer.from_pretrained(settings.name, **source)
        model, loading = transformers.AutoModelForSequenceClassification.from_pretrained(
            settings.name, use_safetensors=True, output_loading_info=True, **source
        )
    except (OSError, ValueError, KeyError) as error:
        raise ModelError(_not_loaded(settings, error)) from error
    if missing := sorted(loading["missing_keys"]):
        raise ModelError(
            f"{settings.name} is not trained to classify: it has no weights for {missing[0]}; name "
            f"a model for text classification or zero-shot classification"
        )
    if tokenizer.pad_token is None:
        raise ModelError(f"{settings.name} has no padding token, so it cannot read texts together")
    model.eval()
    most_tokens = min(settings.most_tokens, tokenizer.model_max_length)

    def forward(pairs: Sequence[Pair]) -> Matrix:
        second = [pair.second for pair in pairs]
        encoded = tokenizer(
            [pair.first for pair in pairs],
            second if any(second) else None,
            truncation=True,
            max_length=most_tokens,
            padding=True,
            return_tensors="pt",
        )
        with torch.inference_mode():
            return np.asarray(model(**encoded).logits.float().numpy(), dtype=np.float64)

    return TorchScorer(_labels(model.config.id2label), settings.batch_size, forward)


def _labels(id2label: Mapping[int, str]) -> tuple[str, ...]:
    return tuple(str(id2label[i]) for i in sorted(id2label))


def _weight(pair: Pair) -> tuple[int, str, str]:
    return len(pair.first) + len(pair.second), pair.first, pair.second


def _not_loaded(settings: PretrainedModel, error: Exception) -> str:
    advice = (
        "check its name"
        if settings.allow_download
        else "nothing was downloaded: name a folder, or allow the download"
    )
    said = " ".join(str(error).split())[:200]
    return f"the model {settings.name} cannot be loaded with safetensors weights; {advice} ({said})"


def _import(name: str) -> ModuleType:
    # Not at the top: what is downloaded is decided before the first import.
    try:
        return import_module(name)
    except ModuleNotFoundError as missing:
        raise ModelError(
            f"to use a Hugging Face model, install the extra: pip install "
            f"'stancemap[transformers]' ({missing})"
        ) from missing
