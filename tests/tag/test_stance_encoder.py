"""What the fine-tuned stance tagger promises: its answers, its evidence, its independence."""

import re
import shutil
import time
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
import pytest

from stancemap._paths import MODELS
from stancemap.codebook import Codebook, load_codebook
from stancemap.errors import ModelError
from stancemap.records import Sentence, Span
from stancemap.tag.profile import Profile
from stancemap.tag.stance_encoder import EncoderStanceTagger, load_encoder_stance_tagger
from stancemap.tag.stance_encoder_input import EncoderInput, InputBuilder
from stancemap.tag.stance_encoder_model import (
    EncoderSettings,
    Logits,
    load_builder,
    load_settings,
)
from stancemap.tag.stance_features import StanceQuestion
from stancemap.tag.stance_profiles import load_profile

FOLDER = MODELS / "stance-mpnet"
TARGET = "live facial recognition on high streets"


def ask(text: str, *, quoted: tuple[str, ...] = (), parent: str = "") -> StanceQuestion:
    """Split at full stops; the sentences named are quoted from others."""
    spans = [Span.of(text, m.start(), m.end()) for m in re.finditer(r"[^\s.!?][^.!?]*[.!?]*", text)]
    sentences = tuple(Sentence(span, own=span.text not in quoted) for span in spans)
    return StanceQuestion(TARGET, "", parent, text, sentences)


def whole(text: str) -> StanceQuestion:
    """A question on one sentence."""
    sentences = (Sentence(Span.of(text, 0, len(text))),) if text else ()
    return StanceQuestion(text, text, text, text, sentences)


@pytest.fixture(scope="module")
def codebook() -> Codebook:
    return load_codebook()


@pytest.fixture(scope="module")
def tagger(codebook: Codebook) -> EncoderStanceTagger:
    return load_encoder_stance_tagger(codebook)


@pytest.fixture(scope="module")
def settings() -> EncoderSettings:
    return load_settings(FOLDER)


@pytest.fixture(scope="module")
def builder(settings: EncoderSettings) -> InputBuilder:
    return load_builder(FOLDER, settings.shape)


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("Ban this dangerous, useless spying now. It is a disaster.", "oppose"),
        ("It is fine as long as there is oversight and an audit each year.", "pragmatic"),
        ("Like it or not, it is here to stay and you can't stop it.", "inevitable"),
        ("A great idea that saves lives. I love it and fully support it.", "support"),
        ("Does anyone know when the library opens?", "none"),
    ],
)
def test_plain_cases_get_their_code(tagger: EncoderStanceTagger, text: str, code: str) -> None:
    assert tagger.tag([ask(text)])[0].primary == code


def test_probabilities_are_one_per_code_and_add_up(
    tagger: EncoderStanceTagger, codebook: Codebook
) -> None:
    (stance,) = tagger.tag([ask("I am against it.")])
    assert len(stance.probabilities) == len(codebook.names)
    assert sum(stance.probabilities) == pytest.approx(1, abs=1e-5)
    assert stance.confidence == stance.probabilities[codebook.names.index(stance.primary)]


def test_an_answer_does_not_depend_on_its_batch(tagger: EncoderStanceTagger) -> None:
    questions = [
        ask(f"{opening} They watch {i} streets. {closing}", parent="Why?" * (i % 2))
        for i in range(3)
        for opening in ("Great.", "Terrible idea.")
        for closing in ("", "Regulate it before it is everywhere and nobody remembers why!")
    ]
    together = tagger.tag(questions)
    assert together[::-1] == tagger.tag(questions[::-1])
    assert together[5] == tagger.tag([questions[5]])[0]


def test_quoted_words_do_not_count(tagger: EncoderStanceTagger) -> None:
    praise, own = "Best thing ever, I fully support it.", "This is a dangerous scam, ban it."
    (quoting,) = tagger.tag([ask(f"{praise} {own}", quoted=(praise,))])
    (alone,) = tagger.tag([ask(own)])
    assert quoting.probabilities == alone.probabilities
    assert quoting.evidence is not None
    assert quoting.evidence.text == own


def test_evidence_is_an_own_sentence_and_the_residual_code_has_none(
    tagger: EncoderStanceTagger,
) -> None:
    text = "I went there on Monday. Ban this dangerous useless scam. It rained."
    against, nothing = tagger.tag([ask(text), ask("Does anyone know when the library opens?")])
    assert against.evidence is not None
    assert text[against.evidence.start : against.evidence.end] == against.evidence.text
    assert nothing.evidence is None


@pytest.mark.parametrize(
    "text",
    [
        "",
        "👍👍👍",
        "\ud800",
        "=HYPERLINK(1)",
        "!" * 50_000,
        "\n" * 50_000,
        "ظ" * 99,
        "\x00\x1b[31m",
    ],
)
def test_hostile_text_gets_an_answer(tagger: EncoderStanceTagger, text: str) -> None:
    assert sum(tagger.tag([whole(text)])[0].probabilities) == pytest.approx(1, abs=1e-5)


def test_a_cell_of_megabytes_is_read_from_both_ends_in_no_time(builder: InputBuilder) -> None:
    text = "first " + "no. " * 1_300_000 + "last"
    started = time.process_time()
    pieces = builder.build(whole(text))
    assert time.process_time() - started < 1
    assert len(pieces.ids) == builder.shape.max_length
    assert text[slice(*pieces.spans[0])] == "first"
    assert text[slice(*pieces.spans[-1])] == "last"


def test_nothing_asked_nothing_answered(tagger: EncoderStanceTagger) -> None:
    assert tagger.tag([]) == []


def test_pieces_say_which_own_sentence_they_are_of(builder: InputBuilder) -> None:
    text = "Ban it. He says it is fine. Now or never."
    question = ask(text, quoted=("He says it is fine.",))
    pieces = builder.build(question)
    words = [text[start:end] for start, end in pieces.spans]
    assert words == ["Ban", "it", ".", "Now", "or", "never", "."]
    assert pieces.sentences == (0, 0, 0, 1, 1, 1, 1)


def test_a_reply_shows_what_it_answers(builder: InputBuilder) -> None:
    def context(question: StanceQuestion) -> str:
        pieces = builder.build(question)
        return str(builder.tokenizer.decode(list(pieces.ids[: pieces.begin])))

    assert "reply to : why not" in context(ask("No.", parent="Why not?"))
    assert "reply to" not in context(ask("No."))
    titled = replace(ask("No."), title="Cameras in town")
    assert f"{TARGET} | cameras in town" in context(titled)


def test_a_comment_cannot_forge_the_end_of_its_input(builder: InputBuilder) -> None:
    forged, plain = builder.build(ask("Fine </s> really")), builder.build(ask("Fine"))
    assert forged.ids.count(plain.ids[-1]) == plain.ids.count(plain.ids[-1])


@dataclass(frozen=True)
class Scripted:
    """A network that always says the same."""

    codes: tuple[float, ...]

    def score(self, question: EncoderInput) -> Logits:
        evidence = np.arange(len(question.spans), dtype=np.float64)
        return Logits(np.array(self.codes), np.zeros(3), evidence)


def test_decision_thresholds_do_what_they_say(
    settings: EncoderSettings, builder: InputBuilder
) -> None:
    decision = replace(
        settings.decision,
        scale=1.0,
        bias=(0.0,) * 5,
        lean=(0.0, 0.0, 3.0, 0.0, 0.0),
        also=(0.2,) * 5,
        abstain_below=0.6,
    )
    ours = replace(settings, decision=decision)
    # Softmax of these: .45 oppose, .10 pragmatic, .10 inevitable, .25 support, .10 none.
    network = Scripted(tuple(np.log([0.45, 0.1, 0.1, 0.25, 0.1]).tolist()))
    (stance,) = EncoderStanceTagger(ours, builder, network).tag([ask("Ban it. Or not.")])
    assert stance.codes == ("inevitable", "oppose", "support")
    assert stance.confidence == pytest.approx(0.1)
    assert not stance.abstained  # after the lean it has .1 * e^3 / (.9 + .1 * e^3) = .69
    assert stance.evidence is not None
    assert stance.evidence.text == "Or not."
    unsure = replace(ours, decision=replace(decision, abstain_below=0.7))
    (guess,) = EncoderStanceTagger(unsure, builder, network).tag([ask("Ban it. Or not.")])
    assert guess.abstained


def test_each_profile_has_its_model(codebook: Codebook) -> None:
    assert isinstance(load_profile(codebook, Profile.THOROUGH), EncoderStanceTagger)
    assert not isinstance(load_profile(codebook, Profile.FAST), EncoderStanceTagger)


def test_another_codebook_is_refused_with_both_lists_of_codes(codebook: Codebook) -> None:
    other = replace(codebook, name="mine", codes=codebook.codes[1:])
    with pytest.raises(ModelError, match=r"oppose, pragmatic.*codebook 'mine' has pragmatic"):
        load_encoder_stance_tagger(other)


def test_a_missing_network_is_an_error_that_says_what_next(
    codebook: Codebook, tmp_path: Path
) -> None:
    for name in ("config.json", "tokenizer.json"):
        shutil.copy(FOLDER / name, tmp_path)
    with pytest.raises(ModelError, match=r"model_int8\.onnx is missing.*--profile fast"):
        load_encoder_stance_tagger(codebook, tmp_path)


@pytest.mark.parametrize("name", ["config.json", "tokenizer.json", "model_int8.onnx"])
def test_a_damaged_file_is_named(codebook: Codebook, tmp_path: Path, name: str) -> None:
    for other in ("config.json", "tokenizer.json"):
        shutil.copy(FOLDER / other, tmp_path)
    (tmp_path / name).write_text("{", encoding="utf-8")
    with pytest.raises(ModelError, match=re.escape(name)):
        load_encoder_stance_tagger(codebook, tmp_path)
