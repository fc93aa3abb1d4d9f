"""The claims of a comment judged together: what is promised whatever the weights."""

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from stancemap.errors import ModelError
from stancemap.tag.claim_choice import load_claims
from stancemap.tag.claim_encoder import (
    CONFIG_FILE,
    MIXED,
    MODEL,
    NETWORK_FILE,
    TOKENIZER_FILE,
    EncoderClaimTagger,
    Mix,
    load_claim_encoder,
)
from stancemap.tag.claim_encoder_input import build_inputs
from stancemap.tag.claims import ClaimText, LinearClaimTagger
from stancemap.tag.profile import Profile


@pytest.fixture(scope="module")
def tagger() -> EncoderClaimTagger:
    return load_claim_encoder()


TEXTS = (
    ClaimText(
        ("Thanks for this!", "Heat pumps cost too much for most families.", "What do you pay?"),
        target="heat pumps",
        title="Town pays for heat pumps",
    ),
    ClaimText(("The council should ban gas boilers, because gas kills the climate.",)),
    ClaimText(("Yes.",), parent="Is it cold in there?"),
    ClaimText(()),
)


def test_the_claim_of_a_comment_is_likelier_than_what_stands_around_it(
    tagger: EncoderClaimTagger,
) -> None:
    thanks, claim, question = tagger.judge_texts(TEXTS)[0]
    assert claim.probability >= tagger.threshold
    assert claim.probability > max(thanks.probability, question.probability)


def test_a_text_is_judged_alike_whatever_is_judged_with_it(tagger: EncoderClaimTagger) -> None:
    together = tagger.judge_texts(TEXTS)
    assert together == [tagger.judge_texts([text])[0] for text in TEXTS]
    assert [len(judged) for judged in together] == [len(text.sentences) for text in TEXTS]


@pytest.mark.parametrize(
    "sentences",
    [
        ("\ud800 is a lone surrogate, and that is bad.",),
        ("[SEP] [CLS] [PAD] are words here, not marks.",),
        ("x" * 30_000,),
        (" ", "🙂🙂🙂", "\u0000"),
        ("Cars are bad, " * 400,),
    ],
)
def test_hostile_text_is_judged_like_any_other(
    tagger: EncoderClaimTagger, sentences: tuple[str, ...]
) -> None:
    (judged,) = tagger.judge_texts([ClaimText(sentences, "cars", "x" * 9_000, "y" * 9_000)])
    assert len(judged) == len(sentences)
    assert all(0.0 <= one.probability <= 1.0 for one in judged)


def test_a_long_comment_is_read_to_its_end(tagger: EncoderClaimTagger) -> None:
    text = ClaimText(tuple(f"Number {n} of these rules is bad for the town." for n in range(90)))
    inputs = list(build_inputs(text, tagger.builder))
    assert len(inputs) > 1
    assert max(len(one.ids) for one in inputs) <= tagger.builder.shape.max_length
    read = [pieces.sentence for one in inputs for pieces in one.stretches if pieces.stretch.whole]
    assert read == list(range(90))


class Silent:
    """Scores no word piece above another."""

    def score(self, ids: Sequence[int]) -> np.ndarray:
        return np.zeros((len(ids), 7))


def test_with_an_encoder_that_sees_nothing_the_words_decide(tagger: EncoderClaimTagger) -> None:
    by_words = replace(
        tagger,
        network=Silent(),
        mix=Mix(
            tuple(float(name == "stretch by words") for name in MIXED), 0.0, tagger.linear.threshold
        ),
    )
    assert by_words.judge_texts(TEXTS) == tagger.linear.judge_texts(TEXTS)


def test_each_profile_has_its_model() -> None:
    assert isinstance(load_claims(Profile.FAST), LinearClaimTagger)
    assert isinstance(load_claims(Profile.THOROUGH), EncoderClaimTagger)


@pytest.mark.parametrize(
    ("config", "reason"),
    [
        ("{}", "cannot be read"),
        ("no json", "cannot be read"),
        ('{"weights": [1.0], "bias": 0, "threshold": 0.3, "format": 1}', "mixes 1 scores"),
    ],
)
def test_a_damaged_encoder_is_named(tmp_path: Path, config: str, reason: str) -> None:
    with pytest.raises(ModelError, match="claim encoder"):
        load_claim_encoder(tmp_path)
    (tmp_path / TOKENIZER_FILE).write_bytes((MODEL / TOKENIZER_FILE).read_bytes())
    (tmp_path / CONFIG_FILE).write_text(config)
    with pytest.raises(ModelError, match=reason):
        load_claim_encoder(tmp_path)


def test_a_graph_that_is_missing_or_damaged_is_named(tmp_path: Path) -> None:
    for name in (TOKENIZER_FILE, CONFIG_FILE):
        (tmp_path / name).write_bytes((MODEL / name).read_bytes())
    with pytest.raises(ModelError, match=r"the claim encoder's file .* is missing"):
        load_claim_encoder(tmp_path)
    (tmp_path / NETWORK_FILE).write_bytes(b"no graph")
    with pytest.raises(ModelError, match="cannot be loaded"):
        load_claim_encoder(tmp_path)
