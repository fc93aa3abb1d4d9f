"""Labels of a study become a model that tags and is judged on threads it did not see."""

import json
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest

from stancemap.codebook import load_codebook
from stancemap.errors import InputError, ModelError
from stancemap.learn.label_file import Label
from stancemap.learn.own_card import report_lines, write_own
from stancemap.learn.own_head import cross_validate_own, fit_head, tabulate_own, weights_of
from stancemap.learn.own_labels import (
    Commented,
    Labelled,
    Matched,
    OwnTraining,
    check_enough,
    match_labels,
    train_own,
)
from stancemap.records import Sentence, Span, Stance, Status
from stancemap.tag.profile import Profile
from stancemap.tag.stance_choice import choose_stance_tagger
from stancemap.tag.stance_features import StanceQuestion
from stancemap.tag.stance_model import SETTINGS_FILE
from stancemap.tag.stance_own import OwnTagger, load_own_features, load_own_tagger
from stancemap.tag.stance_question import Asked

CODEBOOK = load_codebook()
SAYINGS = {
    "oppose": "Purple trams are a {} disgrace and nobody should have to live beside one.",
    "support": "Green trams are a {} delight and every street deserves one.",
    "none": "My cousin took the {} bus to the market and bought a melon.",
}
WORDS = ("shiny", "rusty", "noisy", "quiet", "early", "late", "long", "short", "old", "new")


def commented(text: str, status: Status = Status.TAGGED, thread: str = "t") -> Commented:
    return Commented(Asked("trams", text), thread, status)


def labelled() -> Matched:
    return Matched(
        tuple(
            Labelled(Asked("trams", saying.format(word)), f"t{n}", code)
            for n, word in enumerate(WORDS)
            for code, saying in SAYINGS.items()
        ),
        ("line 9: made up",),
    )


@pytest.fixture(scope="module")
def training() -> OwnTraining:
    return train_own(labelled(), CODEBOOK, Profile.FAST)


def question(text: str) -> StanceQuestion:
    return StanceQuestion("trams", "", "", text, (Sentence(Span.of(text, 0, len(text))),))


def codes_of(stances: Sequence[Stance]) -> list[str]:
    return [stance.primary for stance in stances]


def test_labels_find_their_comments_and_the_rest_is_told() -> None:
    comments = {
        "a/1": commented("Trams are fine."),
        "a/2": commented("Trams are bad."),
        "a/3": commented("", Status.EMPTY),
        "a/4": commented("Twice told."),
    }
    labels = [
        Label(2, "a/1", "", "support"),
        Label(3, "", "Trams are bad.", "Oppose"),
        Label(4, "3", "", "none"),
        Label(5, "zz", "", "none"),
        Label(6, "1", "", "support"),  # the same once more, by the last part of the id
        Label(7, "a/2", "", "maybe"),
        Label(8, "a/4", "", "none"),
        Label(9, "a/4", "", "support"),
        Label(10, "a/2", "", ""),  # not coded yet
        Label(11, "", "Trams  are\r\nbad.", "oppose"),  # as a spreadsheet gives it back
    ]
    matched = match_labels(labels, comments, CODEBOOK)
    assert [one.code for one in matched.labelled] == ["support", "oppose"]
    assert [problem.split(":")[0] for problem in matched.problems] == [
        "rows without a code",
        "line 4",
        "line 5",
        "line 7",
        "line 9",
    ]
    assert "two codes, none and support" in matched.problems[-1]


def test_an_id_whose_last_part_is_shared_is_not_guessed() -> None:
    comments = {"a/1": commented("Here."), "b/1": commented("There.")}
    assert match_labels([Label(2, "1", "", "none")], comments, CODEBOOK).labelled == ()


@pytest.mark.parametrize(
    ("codes", "message"),
    [
        (["none"] * 5 + ["support"] * 4, "too few to learn from"),
        (["none"] * 12, "all labels are 'none'"),
        (["none"] * 12 + ["support"], "'support' has only 1 label"),
    ],
)
def test_too_few_labels_are_refused(codes: list[str], message: str) -> None:
    rows = tuple(Labelled(Asked("x", f"Text {n}."), str(n), c) for n, c in enumerate(codes))
    with pytest.raises(InputError, match=message):
        check_enough(Matched(rows, ()), CODEBOOK)


def test_what_can_be_learnt_is_learnt(training: OwnTraining) -> None:
    report = training.report
    assert report.n_threads == len(WORDS)
    assert report.own.accuracy > 0.9
    assert report.own.macro_f1 > max(report.without.macro_f1, report.majority.macro_f1)
    assert report.own.low <= report.own.macro_f1 <= report.own.high


def test_labels_that_mean_nothing_are_not_learnt() -> None:
    features = load_own_features({}, Profile.FAST)
    asked = [question(one.asked.text) for one in labelled().labelled]
    rows, threads = features.rows(asked), [str(n) for n in range(len(asked))]
    right = []
    for seed in range(6):
        noise = 3 * np.random.default_rng(seed).integers(0, 2, len(asked))
        table = tabulate_own(features, rows, CODEBOOK.names, noise, threads)
        held = cross_validate_own(table)
        right.append(np.mean(held.predicted == noise[held.rows]))
    assert 0.35 < np.mean(right) < 0.65  # an honest judgement of noise is near one half


def test_a_stored_model_tags_as_the_one_trained(training: OwnTraining, tmp_path: Path) -> None:
    write_own(training, tmp_path)
    tagger = choose_stance_tagger(CODEBOOK, folder=tmp_path)
    assert isinstance(tagger, OwnTagger)
    asked = [question(saying.format("yellow")) for saying in SAYINGS.values()]
    stances = tagger.tag(asked)
    assert codes_of(stances) == list(SAYINGS)
    assert stances == OwnTagger(training.model, tagger.features).tag(asked)
    assert stances == [tagger.tag([one])[0] for one in asked]  # the batch changes nothing
    assert all(sum(s.probabilities) == pytest.approx(1, abs=1e-4) for s in stances)
    assert stances[0].evidence == asked[0].sentences[0].span
    assert tagger.tag([]) == []


def test_the_folder_has_a_card_and_no_pickle(training: OwnTraining, tmp_path: Path) -> None:
    write_own(training, tmp_path)
    assert sorted(path.name for path in tmp_path.iterdir()) == [
        "MODEL_CARD.md",
        "metrics.json",
        "model.json",
        "model.safetensors",
    ]
    card = (tmp_path / "MODEL_CARD.md").read_text(encoding="utf-8")
    assert all(line in card for line in report_lines(training.report))
    assert "left out, line 9: made up" in card
    assert "'inevitable' has no labels" in card


def test_the_same_labels_are_the_same_bytes(training: OwnTraining, tmp_path: Path) -> None:
    write_own(training, tmp_path / "one")
    write_own(train_own(labelled(), CODEBOOK, Profile.FAST), tmp_path / "two")
    for path in (tmp_path / "one").iterdir():
        assert path.read_bytes() == (tmp_path / "two" / path.name).read_bytes()


def test_a_model_on_another_base_or_of_other_codes_is_refused(
    training: OwnTraining, tmp_path: Path
) -> None:
    write_own(training, tmp_path)
    settings = json.loads((tmp_path / SETTINGS_FILE).read_text())
    (tmp_path / SETTINGS_FILE).write_text(json.dumps(settings | {"base_hash": "0"}))
    with pytest.raises(ModelError, match="another version of the stance model 'fast'"):
        load_own_tagger(CODEBOOK, tmp_path)
    (tmp_path / SETTINGS_FILE).write_text(json.dumps(settings | {"codes": ["a", "b"]}))
    with pytest.raises(ModelError, match="was trained for the codes a, b"):
        load_own_tagger(CODEBOOK, tmp_path)
    (tmp_path / SETTINGS_FILE).write_text("{}")
    with pytest.raises(ModelError, match="train it again"):
        load_own_tagger(CODEBOOK, tmp_path)


def test_the_reduced_space_gives_the_same_scores_as_the_features() -> None:
    features = load_own_features({}, Profile.FAST)
    rows = features.rows([question(f"Trams number {n} are good.") for n in range(12)])
    labels = np.arange(12, dtype=np.intp) % 3
    table = tabulate_own(features, rows, CODEBOOK.names, labels, [str(n) for n in range(12)])
    head = fit_head(table, np.arange(12), 0.3)
    stored = weights_of(table, head).log_odds(rows.dense, rows.words)
    assert np.allclose(stored, head.scores(table.reduced), atol=1e-4)


def test_no_thread_is_judged_by_a_model_that_saw_it() -> None:
    # One saying, ten times in one thread, has a code that contradicts all others: only a model
    # that saw the thread could know it.
    odd = [Labelled(Asked("trams", SAYINGS["support"].format(w)), "odd", "oppose") for w in WORDS]
    features = load_own_features({}, Profile.FAST)
    everything = [*labelled().labelled, *odd]
    rows = features.rows([question(one.asked.text) for one in everything])
    labels = np.array([CODEBOOK.names.index(one.code) for one in everything], dtype=np.intp)
    table = tabulate_own(features, rows, CODEBOOK.names, labels, [o.thread for o in everything])
    held = cross_validate_own(table)
    of_odd = [
        CODEBOOK.names[code]
        for row, code in zip(held.rows, held.predicted, strict=True)
        if everything[row].thread == "odd"
    ]
    assert of_odd.count("support") == len(odd)
