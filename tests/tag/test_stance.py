"""What the trained stance tagger promises: its answers, its evidence, its independence."""

import re
from dataclasses import replace

import pytest

from stancemap.codebook import Codebook, load_codebook
from stancemap.errors import ModelError
from stancemap.records import Sentence, Span
from stancemap.tag.stance import StanceQuestion, StanceTagger, load_stance_tagger
from stancemap.tag.stance_by_codebook import CodebookTagger, load_codebook_tagger

TARGET = "live facial recognition on high streets"


def ask(text: str, *, quoted: tuple[str, ...] = (), parent: str = "") -> StanceQuestion:
    """Split at full stops; the sentences named are quoted from others."""
    spans = [Span.of(text, m.start(), m.end()) for m in re.finditer(r"[^\s.!?][^.!?]*[.!?]*", text)]
    sentences = tuple(Sentence(span, own=span.text not in quoted) for span in spans)
    return StanceQuestion(TARGET, "", parent, text, sentences)


@pytest.fixture(scope="module")
def codebook() -> Codebook:
    return load_codebook()


@pytest.fixture(scope="module")
def tagger(codebook: Codebook) -> StanceTagger:
    return load_stance_tagger(codebook)


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("Ban this dangerous, useless spying now. It is a disaster.", "oppose"),
        ("It is fine as long as there is oversight and an audit each year.", "pragmatic"),
        ("Like it or not, it is here to stay and you can't stop it.", "inevitable"),
        ("It is only a matter of time.", "inevitable"),
        ("A great idea that saves lives. I love it and fully support it.", "support"),
        ("Does anyone know when the library opens?", "none"),
    ],
)
def test_plain_cases_get_their_code(tagger: StanceTagger, text: str, code: str) -> None:
    assert tagger.tag([ask(text)])[0].primary == code


def test_probabilities_are_one_per_code_and_add_up(
    tagger: StanceTagger, codebook: Codebook
) -> None:
    stance = tagger.tag([ask("I am against it.")])[0]
    assert len(stance.probabilities) == len(codebook.names)
    assert sum(stance.probabilities) == pytest.approx(1, abs=1e-5)
    assert stance.confidence == stance.probabilities[codebook.names.index(stance.primary)]


def test_primary_code_comes_first_and_the_residual_stands_alone(tagger: StanceTagger) -> None:
    texts = ["Ban it.", "First!", "It is coming anyway. So regulate it.", "Love it.", "Hm."]
    for stance in tagger.tag([ask(text) for text in texts * 3]):
        assert stance.codes[0] == stance.primary
        assert "none" not in stance.codes or stance.codes == ("none",)
        assert len(set(stance.codes)) == len(stance.codes)


def test_quoted_words_do_not_count(tagger: StanceTagger) -> None:
    praise, own = "Best thing ever, I fully support it.", "This is a dangerous scam, ban it."
    whole = tagger.tag([ask(f"{praise} {own}", quoted=(praise,))])[0]
    alone = tagger.tag([ask(own)])[0]
    assert whole.primary == alone.primary == "oppose"
    assert whole.evidence is not None
    assert whole.evidence.text == own


def test_evidence_is_the_sentence_that_says_it(tagger: StanceTagger) -> None:
    text = "I went there on Monday. Ban this dangerous useless scam. It rained."
    stance = tagger.tag([ask(text)])[0]
    assert stance.evidence is not None
    assert stance.evidence.text == "Ban this dangerous useless scam."
    assert text[stance.evidence.start : stance.evidence.end] == stance.evidence.text


def test_the_residual_code_has_no_evidence(tagger: StanceTagger) -> None:
    stance = tagger.tag([ask("Does anyone know when the library opens?")])[0]
    assert stance.evidence is None


def test_an_answer_does_not_depend_on_its_batch(tagger: StanceTagger) -> None:
    questions = [
        ask(f"{opening} They watch {i} streets. {closing}", parent="Why?" * (i % 2))
        for i in range(40)
        for opening in ("Great.", "Terrible idea.", "It is coming anyway.")
        for closing in ("", "Regulate it!")
    ]
    together = tagger.tag(questions)
    assert together[::7] == tagger.tag(questions[::7])
    assert together[::-1] == tagger.tag(questions[::-1])
    assert together[100] == tagger.tag([questions[100]])[0]


@pytest.mark.parametrize(
    "text",
    [
        "",
        "👍👍👍",
        "\ud800",
        "=HYPERLINK(1)",
        "!" * 50_000,
        "no " * 30_000,
        "\n" * 50_000,
        "ظ" * 99,
    ],
)
def test_hostile_text_gets_an_answer(tagger: StanceTagger, text: str) -> None:
    sentences = (Sentence(Span.of(text, 0, len(text))),) if text else ()
    question = StanceQuestion(text, text, text, text, sentences)
    assert sum(tagger.tag([question])[0].probabilities) == pytest.approx(1, abs=1e-5)


def test_nothing_asked_nothing_answered(tagger: StanceTagger) -> None:
    assert tagger.tag([]) == []


def test_another_codebook_is_refused_with_both_lists_of_codes(codebook: Codebook) -> None:
    other = replace(codebook, name="mine", codes=codebook.codes[1:])
    with pytest.raises(ModelError, match=r"oppose, pragmatic.*codebook 'mine' has pragmatic"):
        load_stance_tagger(other)


@pytest.fixture(scope="module")
def by_codebook(codebook: Codebook) -> CodebookTagger:
    return load_codebook_tagger(codebook)


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("Ban it, it is dangerous.", "oppose"),
        ("You can't stop it, the ship has sailed.", "inevitable"),
        ("The kettle is on and the cat is asleep.", "none"),
    ],
)
def test_a_codebook_alone_tags_what_its_cues_say(
    by_codebook: CodebookTagger, text: str, code: str
) -> None:
    assert by_codebook.tag([ask(text)])[0].primary == code


def test_a_codebook_alone_abstains_without_a_cue(by_codebook: CodebookTagger) -> None:
    with_cue, without = by_codebook.tag([ask("Ban it."), ask("The cat is asleep.")])
    assert not with_cue.abstained
    assert without.abstained


def test_a_negated_cue_does_not_count_as_one(by_codebook: CodebookTagger) -> None:
    plain, negated = by_codebook.tag([ask("It is dangerous."), ask("It is not dangerous.")])
    assert negated.probabilities[0] < plain.probabilities[0]


def test_a_codebook_alone_is_independent_of_the_batch(by_codebook: CodebookTagger) -> None:
    questions = [ask(f"Ban all {i} of them. Or regulate {i}.") for i in range(20)]
    assert by_codebook.tag(questions)[7] == by_codebook.tag([questions[7]])[0]
