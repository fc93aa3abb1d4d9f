"""What a model from elsewhere says, as stances; a tiny one is built here from random numbers."""

import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

import numpy as np
import pytest

from stancemap.codebook import Code, Codebook, load_codebook
from stancemap.errors import CodebookError, InputError, ModelError
from stancemap.records import Sentence, Span
from stancemap.tag.stance import StanceQuestion, StanceTagger
from stancemap.tag.stance_transformers import (
    Matrix,
    Pair,
    PairForm,
    PretrainedModel,
    hypothesis,
    make_tagger,
)
from stancemap.tag.stance_transformers_torch import load_pretrained_tagger

CODEBOOK = load_codebook()
NLI = ("contradiction", "neutral", "entailment")
TEXT = "They are bright. Ban them. Fine."


@pytest.fixture(autouse=True)
def _restored_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HF_HUB_OFFLINE", "1")  # loading sets it; afterwards it is as before


@dataclass(frozen=True)
class WordScorer:
    """A classifier by rule: a label scores as often as its word is in the first text."""

    labels: tuple[str, ...]
    words: tuple[str, ...]
    seen: list[Pair] = field(default_factory=list)

    def logits(self, pairs: Sequence[Pair]) -> Matrix:
        self.seen.extend(pairs)
        counts = [[pair.first.count(word) for word in self.words] for pair in pairs]
        return np.array(counts, dtype=np.float64) * 3


@dataclass(frozen=True)
class AgainstScorer:
    """A model of entailment by rule: only "against" follows, and only from a ban."""

    labels: tuple[str, ...] = NLI
    seen: list[Pair] = field(default_factory=list)

    def logits(self, pairs: Sequence[Pair]) -> Matrix:
        self.seen.extend(pairs)
        follows = [4.0 * ("against" in p.second) * ("Ban" in p.first) for p in pairs]
        return np.array([[0.0, 0.0, logit] for logit in follows])


def ask(text: str = TEXT, target: str = "street lamps") -> StanceQuestion:
    ends = [i + 1 for i, character in enumerate(text) if character == "."]
    starts = [0, *(end + 1 for end in ends[:-1])]
    spans = [Span.of(text, start, end) for start, end in zip(starts, ends, strict=True)]
    return StanceQuestion(target, "Lamps", "Why?", text, tuple(map(Sentence, spans)))


def words_for(*labels: str) -> WordScorer:
    return WordScorer(labels, ("Ban", "if", "anyway", "Fine", "?")[: len(labels)])


def test_labels_that_are_codes_need_no_mapping() -> None:
    tagger: StanceTagger = make_tagger(
        CODEBOOK, words_for(*CODEBOOK.names), PretrainedModel("tiny")
    )
    (stance,) = tagger.tag([ask("They are bright. Ban them.")])
    assert stance.primary == "oppose"
    assert stance.evidence == Span(17, 26, "Ban them.")
    assert sum(stance.probabilities) == pytest.approx(1, abs=1e-3)


def test_labels_are_mapped_to_codes_and_added_up() -> None:
    model = WordScorer(("con", "angry", "pro"), ("Ban", "Ban", "Fine"))
    settings = PretrainedModel("tiny", {"con": "oppose", "angry": "oppose", "pro": "support"})
    (stance,) = make_tagger(CODEBOOK, model, settings).tag([ask("Ban them. Fine.")])
    third = round(1 / 3, 4)
    assert stance.probabilities == (round(2 / 3, 4), 0.0, 0.0, third, 0.0)
    assert stance.codes == ("oppose", "support")


@pytest.mark.parametrize(
    ("labels", "mapping", "named"),
    [
        (("LABEL_0", "LABEL_1"), {}, "LABEL_0"),
        (("oppose", "favor"), {}, "'favor' has none"),
        (("oppose", "favor"), {"favor": "for"}, "'favor' has none"),
        (("oppose",), {"favour": "support"}, "'favour' has none, or is no label"),
    ],
)
def test_labels_that_fit_no_code_are_named(
    labels: tuple[str, ...], mapping: dict[str, str], named: str
) -> None:
    with pytest.raises(ModelError, match=named):
        make_tagger(CODEBOOK, words_for(*labels), PretrainedModel("tiny", mapping))


def test_an_entailment_model_is_asked_one_hypothesis_per_code() -> None:
    model = AgainstScorer()
    (stance,) = make_tagger(CODEBOOK, model, PretrainedModel("tiny")).tag([ask()])
    assert [pair.second for pair in model.seen[:5]] == [
        "The author is against street lamps.",
        "The author wants street lamps only with conditions, rules or improvements.",
        "The author says that street lamps cannot be stopped.",
        "The author is in favour of street lamps.",
        "The author takes no side on street lamps.",
    ]
    assert (stance.primary, stance.evidence) == ("oppose", Span(17, 26, "Ban them."))


def test_evidence_is_looked_for_with_the_primary_hypothesis_only() -> None:
    model = AgainstScorer()
    make_tagger(CODEBOOK, model, PretrainedModel("tiny")).tag([ask()])
    assert len(model.seen) == len(CODEBOOK.codes) + 3


def test_the_residual_code_has_no_evidence() -> None:
    model = words_for(*CODEBOOK.names)
    (stance,) = make_tagger(CODEBOOK, model, PretrainedModel("tiny")).tag([ask("??? What.")])
    assert (stance.codes, stance.evidence) == (("none",), None)


def test_a_near_tie_abstains() -> None:
    model = words_for(*CODEBOOK.names)
    (stance,) = make_tagger(CODEBOOK, model, PretrainedModel("tiny")).tag([ask("Hm.")])
    assert stance.abstained
    assert stance.confidence == pytest.approx(0.2)


def test_quoted_words_are_not_shown_to_the_model() -> None:
    quoted = replace(ask(), sentences=(ask().sentences[0],))
    model = AgainstScorer()
    make_tagger(CODEBOOK, model, PretrainedModel("tiny")).tag([quoted])
    assert {pair.first for pair in model.seen} == {"They are bright."}


def test_special_tokens_in_a_comment_are_only_words() -> None:
    model = AgainstScorer()
    hostile = ask("Ban [SEP] </s> <mask>.", target="[CLS] lamps")
    make_tagger(CODEBOOK, model, PretrainedModel("tiny")).tag([hostile])
    assert not any(set(pair.first + pair.second) & set("[]<>") for pair in model.seen)


def test_a_classifier_is_shown_the_question_in_the_form_it_wants() -> None:
    model = words_for(*CODEBOOK.names)
    form = PairForm("{target}: {parent}", "{title} {text}")
    make_tagger(CODEBOOK, model, PretrainedModel("tiny", form=form)).tag([ask("Hm {target}.")])
    assert model.seen[0] == Pair("street lamps: Why?", "Lamps Hm {target}.")


@pytest.mark.parametrize("form", ["{comment}", "{", "{0}", "{text.secret}"])
def test_a_form_with_other_fields_is_refused(form: str) -> None:
    settings = PretrainedModel("tiny", form=PairForm(form))
    with pytest.raises(InputError, match="its fields are"):
        make_tagger(CODEBOOK, words_for(*CODEBOOK.names), settings)


def test_a_model_that_gives_no_numbers_is_not_believed() -> None:
    @dataclass(frozen=True)
    class Broken:
        labels: tuple[str, ...] = CODEBOOK.names

        def logits(self, pairs: Sequence[Pair]) -> Matrix:
            return np.full((len(pairs), len(self.labels)), np.nan)

    with pytest.raises(ValueError, match="not finite"):
        make_tagger(CODEBOOK, Broken(), PretrainedModel("tiny")).tag([ask()])


@pytest.mark.parametrize(
    ("code", "sentence"),
    [
        (
            Code("oppose", "Rejects the target, or says that it is harmful: a fraud."),
            "The author rejects lamps, or says that it is harmful.",
        ),
        (Code("cost", "Praise of the target."), "This comment on lamps is: praise of lamps."),
        (Code("x", "Any.", hypothesis="The author likes {target}."), "The author likes lamps."),
    ],
)  # fmt: skip
def test_a_hypothesis_is_made_from_the_definition_unless_given(code: Code, sentence: str) -> None:
    assert hypothesis(code, "lamps") == sentence


def test_a_hypothesis_that_is_no_text_is_refused(tmp_path: Path) -> None:
    book = tmp_path / "mine.toml"
    book.write_text('[[codes]]\nname = "none"\ndefinition = "Other."\nhypothesis = 3\n')
    with pytest.raises(CodebookError, match="code 1: hypothesis must be a text"):
        load_codebook(book)


def test_without_the_extra_the_user_is_told_what_to_install(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setitem(sys.modules, "torch", None)
    with pytest.raises(ModelError, match=r"pip install 'stancemap\[transformers\]'"):
        load_pretrained_tagger(CODEBOOK, PretrainedModel("tiny"))


def build_model(folder: Path, labels: Sequence[str]) -> PretrainedModel:
    """Save a BERT of two layers with random weights, and a tokenizer of a few words."""
    torch = pytest.importorskip("torch", reason="needs the extra stancemap[transformers]")
    transformers = pytest.importorskip("transformers", reason="needs the extra too")
    pieces = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]", *"abcdefghijklmnopqrstuvwxyz.?"]
    pieces += [f"##{letter}" for letter in "abcdefghijklmnopqrstuvwxyz"]
    folder.mkdir()
    (folder / "vocab.txt").write_text("\n".join(pieces) + "\n")
    tokenizer = transformers.BertTokenizerFast(vocab={p: i for i, p in enumerate(pieces)})
    tokenizer.save_pretrained(folder)
    torch.manual_seed(0)
    config = transformers.BertConfig(
        vocab_size=len(pieces), hidden_size=16, num_hidden_layers=2, num_attention_heads=2,
        intermediate_size=32, initializer_range=0.6, id2label=dict(enumerate(labels)),
    )  # fmt: skip
    transformers.BertForSequenceClassification(config).save_pretrained(folder)
    return PretrainedModel(str(folder), batch_size=3)


@pytest.mark.parametrize("labels", [CODEBOOK.names, NLI])
def test_a_saved_model_tags_the_same_in_any_order(tmp_path: Path, labels: tuple[str, ...]) -> None:
    tagger = load_pretrained_tagger(CODEBOOK, build_model(tmp_path / "model", labels))
    questions = [ask("Ban them. " * n + "Fine.") for n in range(1, 9)]
    stances = tagger.tag(questions)
    assert tagger.tag(questions[::-1])[::-1] == stances
    assert len({stance.probabilities for stance in stances}) > 1


def test_texts_longer_than_the_model_reads_are_cut(tmp_path: Path) -> None:
    tagger = load_pretrained_tagger(CODEBOOK, build_model(tmp_path / "model", NLI))
    assert len(tagger.tag([ask("ban " * 20_000 + ".")])) == 1


def test_nothing_is_downloaded_unasked(monkeypatch: pytest.MonkeyPatch) -> None:
    pytest.importorskip("transformers", reason="needs the extra stancemap[transformers]")

    def refuse(*_: object) -> None:
        raise AssertionError("something asked for an address on the network")

    monkeypatch.setattr("socket.getaddrinfo", refuse)
    with pytest.raises(ModelError, match="nothing was downloaded"):
        load_pretrained_tagger(CODEBOOK, PretrainedModel("someone/some-model"))


def test_a_model_that_was_never_trained_to_classify_is_refused(tmp_path: Path) -> None:
    settings = build_model(tmp_path / "model", CODEBOOK.names)
    transformers = pytest.importorskip("transformers", reason="needs the extra too")
    bare = transformers.BertModel.from_pretrained(settings.name)
    bare.save_pretrained(settings.name)
    with pytest.raises(ModelError, match=r"no weights for classifier\.bias"):
        load_pretrained_tagger(CODEBOOK, settings)


def test_weights_that_could_run_code_are_refused(tmp_path: Path) -> None:
    settings = build_model(tmp_path / "model", CODEBOOK.names)
    torch = pytest.importorskip("torch", reason="needs the extra too")
    weights = tmp_path / "model" / "model.safetensors"
    weights.unlink()
    torch.save({}, tmp_path / "model" / "pytorch_model.bin")
    with pytest.raises(ModelError, match="cannot be loaded with safetensors weights"):
        load_pretrained_tagger(CODEBOOK, settings)


def test_the_tagger_needs_no_torch_before_a_model_is_loaded() -> None:
    code = "import sys, stancemap.tag.stance_transformers_torch; sys.exit('torch' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0  # noqa: S603


def test_a_codebook_of_other_codes_works_without_training() -> None:
    codes = (Code("fear", "Fears the target."), Code("none", "Says nothing on the target."))
    model = AgainstScorer()
    make_tagger(Codebook("mine", "1", "", "none", codes), model, PretrainedModel("m")).tag([ask()])
    assert model.seen[0].second == "The author fears street lamps."


def test_the_documented_example_runs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    page = Path(__file__).parents[2] / "docs" / "other-models.md"
    example = page.read_text(encoding="utf-8").split("```python\n")[2].split("```")[0]
    (tmp_path / "models").mkdir()
    build_model(tmp_path / "models" / "my-stance-model", ["FAVOR", "AGAINST", "NONE"])
    monkeypatch.chdir(tmp_path)
    exec(example, {})  # noqa: S102 (our own page)
