"""A codebook of one's own works without training, and says that it is weak."""

from pathlib import Path

import pytest

from stancemap.codebook import Codebook, load_codebook
from stancemap.errors import ModelError
from stancemap.records import Comment, Status
from stancemap.tag.claims import load_claim_tagger
from stancemap.tag.language import load_language_tagger
from stancemap.tag.parsing import load_parser
from stancemap.tag.profile import Profile
from stancemap.tag.quote_model import load_quote_model
from stancemap.tag.sentiment import load_sentiment_tagger
from stancemap.tag.stance import LinearStanceTagger
from stancemap.tag.stance_by_codebook import CodebookTagger
from stancemap.tag.stance_choice import choose_stance_tagger, weakness
from stancemap.tag.taggers import Taggers, tag_comments

TRUST = """
name = "trust"
residual = "neither"

[[codes]]
name = "trusting"
definition = "The writer trusts the council and believes what it says."
cues = ["trust", "believe them", "honest"]

[[codes]]
name = "distrusting"
definition = "The writer thinks that the council lies or hides something."
cues = ["lie", "liars", "lying", "cover-up", "corrupt"]

[[codes]]
name = "neither"
definition = "The writer says nothing of the council's honesty."
"""


@pytest.fixture(scope="module")
def trust(tmp_path_factory: pytest.TempPathFactory) -> Codebook:
    path = tmp_path_factory.mktemp("codebook") / "trust.toml"
    path.write_text(TRUST)
    return load_codebook(path)


def test_other_codes_are_tagged_by_their_words(trust: Codebook) -> None:
    tagger = choose_stance_tagger(trust)
    assert isinstance(tagger, CodebookTagger)
    assert "weak" in weakness(tagger, trust)
    assert "stancemap train" in weakness(tagger, trust)


def test_the_trained_codes_are_tagged_by_the_profile() -> None:
    tagger = choose_stance_tagger(load_codebook(), Profile.FAST)
    assert isinstance(tagger, LinearStanceTagger)
    assert weakness(tagger, load_codebook()) == ""


def test_a_model_of_other_codes_is_refused(trust: Codebook) -> None:
    from stancemap.tag.stance import DEFAULT_FOLDER  # noqa: PLC0415  # only here

    with pytest.raises(ModelError, match="was trained for the codes"):
        choose_stance_tagger(trust, folder=DEFAULT_FOLDER)


def test_three_codes_go_through_the_tagging_of_comments(trust: Codebook) -> None:
    taggers = Taggers(
        codebook=trust,
        parser=load_parser(),
        language=load_language_tagger(),
        sentiment=load_sentiment_tagger(),
        stance=choose_stance_tagger(trust),
        claims=load_claim_tagger(),
        quotes=load_quote_model(),
    )
    texts = [
        "I trust the council, they have always been honest with us about the buses.",
        "They are liars, and this is a cover-up like the last one, plain and simple.",
        "> They are liars, and this is a cover-up like the last one.",
    ]
    comments = [Comment(f"c{n}", "a", text, target="the council") for n, text in enumerate(texts)]
    tagged = tag_comments(comments, {}, {}, taggers)
    assert [one.status for one in tagged] == [Status.TAGGED] * 2 + [tagged[2].status]
    stances = [one.stance for one in tagged[:2]]
    assert [s.primary for s in stances if s] == ["trusting", "distrusting"]
    assert all(s and len(s.probabilities) == 3 and s.evidence for s in stances)
    assert tagged[2].stance is None or tagged[2].stance.primary == "neither"


def test_a_folder_without_a_model_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(ModelError):
        choose_stance_tagger(load_codebook(), folder=tmp_path)
