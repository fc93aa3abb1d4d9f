"""The fine-tuned encoder as files: an ONNX graph, its word pieces, how it decides.

ONNX Runtime runs the graph on one thread, one question at a time: a batch is no faster on a
processor, and what is passed together would change the last digits of answers, now and then a code.
"""

import json
import os
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Protocol, Self

import numpy as np
from numpy.typing import NDArray
from tokenizers import Tokenizer

from stancemap.errors import ModelError
from stancemap.tag.stance_encoder_input import EncoderInput, InputBuilder, InputShape
from stancemap.tag.stance_model import Matrix, log_softmax

FORMAT = 1
NETWORK_FILE = "model_int8.onnx"
TOKENIZER_FILE = "tokenizer.json"
CONFIG_FILE = "config.json"

Scores = NDArray[np.float64]


@dataclass(frozen=True, slots=True, eq=False)
class Logits:
    """What the network says of one question.

    Attributes:
        codes: one score per code, as if all codes were equally common.
        sides: scores of con, pro and neutral, which the public data taught.
        evidence: one score per word piece of the comment: whether a coder would mark it.
    """

    codes: Scores
    sides: Scores
    evidence: Scores


class Network(Protocol):
    """Anything that scores one input."""

    def score(self, question: EncoderInput) -> Logits:
        """Score one question."""
        ...


class Session(Protocol):
    """The part of ONNX Runtime's session that is used."""

    def run(
        self, outputs: list[str], feed: dict[str, NDArray[np.int64]], /
    ) -> list[NDArray[np.float32]]:
        """Run the graph."""
        ...


@dataclass(frozen=True, slots=True)
class OnnxNetwork:
    """The graph in ONNX Runtime."""

    session: Session

    def score(self, question: EncoderInput) -> Logits:
        """Score one question."""
        ids = np.array([question.ids], dtype=np.int64)
        comment = np.zeros_like(ids)
        comment[0, question.begin : -1] = 1
        feed = {"input_ids": ids, "attention_mask": np.ones_like(ids), "comment_mask": comment}
        codes, sides, evidence = self.session.run(["codes", "pcn", "evidence"], feed)
        return Logits(
            codes[0].astype(np.float64),
            sides[0].astype(np.float64),
            evidence[0, question.begin : -1].astype(np.float64),
        )


@dataclass(frozen=True, slots=True)
class EncoderDecision:
    """How scores become probabilities, and probabilities codes; one number per code.

    Attributes:
        scale: what scores are multiplied by, for calibration.
        bias: what is added to them then: how common each code is in real comments.
        lean: added to the calibrated log-probabilities before the largest one is taken, so that
            rare codes are found at all.
        also: a further code holds from this probability on.
        abstain_below: a choice less certain than this, after the lean, is only a guess.
    """

    scale: float
    bias: tuple[float, ...]
    lean: tuple[float, ...]
    also: tuple[float, ...]
    abstain_below: float

    def probabilities(self, scores: Matrix) -> Matrix:
        """Return one calibrated row per question."""
        return np.asarray(np.exp(log_softmax(self.scale * scores + np.array(self.bias))))

    def leaning(self, probabilities: Matrix) -> Matrix:
        """Return the probabilities as they would be if rare codes were less rare."""
        return np.asarray(np.exp(log_softmax(np.log(probabilities + 1e-12) + np.array(self.lean))))


@dataclass(frozen=True, slots=True)
class EncoderSettings:
    """What belongs to a graph: its codes, the shape of its input, how it decides."""

    codes: tuple[str, ...]
    residual: str
    shape: InputShape
    decision: EncoderDecision
    format: int = FORMAT

    @classmethod
    def from_json(cls, text: str) -> Self:
        """Read what `to_json` wrote."""
        fields = json.loads(text)
        decision = fields["decision"]
        return cls(
            codes=tuple(fields["codes"]),
            residual=fields["residual"],
            shape=InputShape(**fields["shape"]),
            decision=EncoderDecision(
                scale=float(decision["scale"]),
                bias=tuple(decision["bias"]),
                lean=tuple(decision["lean"]),
                also=tuple(decision["also"]),
                abstain_below=float(decision["abstain_below"]),
            ),
            format=fields["format"],
        )

    def to_json(self) -> str:
        """Write all settings, sorted, so that the same settings are the same bytes."""
        return json.dumps(asdict(self), indent=1, sort_keys=True) + "\n"


def load_settings(folder: Path) -> EncoderSettings:
    """Read how a model's scores become codes.

    Raises:
        ModelError: the file is missing, damaged or of another version.
    """
    try:
        settings = EncoderSettings.from_json((folder / CONFIG_FILE).read_text(encoding="utf-8"))
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise ModelError(
            f"{folder.name} is no stance encoder: {CONFIG_FILE} cannot be read ({error}); "
            f"reinstall stancemap to restore the model that ships"
        ) from error
    if settings.format != FORMAT or len(settings.decision.bias) != len(settings.codes):
        raise ModelError(
            f"{folder.name} is a stance encoder of format {settings.format} with "
            f"{len(settings.decision.bias)} biases for {len(settings.codes)} codes; this stancemap "
            f"reads format {FORMAT}: write {CONFIG_FILE} again with benchmarks/stance_encoder.py"
        )
    return settings


def load_builder(folder: Path, shape: InputShape) -> InputBuilder:
    """Load a model's word pieces.

    Raises:
        ModelError: the file is missing or damaged.
    """
    try:
        definition = (folder / TOKENIZER_FILE).read_text(encoding="utf-8")
        json.loads(definition)  # the tokenizer's own error for a cut file has no type
    except (OSError, ValueError) as error:
        raise ModelError(
            f"{folder.name}: {TOKENIZER_FILE} cannot be read ({error}); reinstall stancemap"
        ) from error
    tokenizer = Tokenizer.from_str(definition)
    # A comment that says </s> says four characters, not the end of the text.
    tokenizer.encode_special_tokens = True
    return InputBuilder(tokenizer, shape)


def load_network(folder: Path) -> OnnxNetwork:
    """Load the graph into ONNX Runtime, on one thread.

    Raises:
        ModelError: the file is missing or damaged.
    """
    return OnnxNetwork(load_session(folder / NETWORK_FILE, "stance encoder"))


def load_session(path: Path, what: str) -> Session:
    """Load a graph into ONNX Runtime, on one thread.

    Raises:
        ModelError: the file is missing or damaged.
    """
    name = f"{path.parent.name}/{path.name}"
    if not path.is_file():
        raise ModelError(
            f"the {what}'s file {name} is missing: reinstall "
            f"stancemap, or fetch it with the rest of the repository; or run with "
            f"--profile fast, which does without it and is less accurate"
        )
    os.environ["ORT_DISABLE_TELEMETRY"] = "1"  # read when the library is loaded
    import onnxruntime  # noqa: PLC0415  # only this profile pays for it
    from onnxruntime.capi import onnxruntime_pybind11_state as ort  # noqa: PLC0415  # as above

    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = options.inter_op_num_threads = 1
    options.use_deterministic_compute = True
    try:
        session: Session = onnxruntime.InferenceSession(
            str(path), options, providers=["CPUExecutionProvider"]
        )
    except (
        ort.Fail,
        ort.InvalidArgument,
        ort.InvalidGraph,
        ort.InvalidProtobuf,
        RuntimeError,
    ) as error:
        raise ModelError(f"{name} cannot be loaded ({error}); reinstall stancemap") from error
    return session
