import numpy as np
import pytest

from stancemap.maps.matching import contrasted, encoder_of, likeness
from stancemap.tag.argument_encoder import ARGUMENT_FOLDER
from stancemap.tag.profile import Profile


def test_an_argument_near_to_one_key_point_only_comes_before_one_near_to_two() -> None:
    clear, torn = contrasted(np.array([[0.7, 0.1, 0.0], [0.7, 0.6, 0.0]]))
    assert clear[0] == pytest.approx(0.65)
    assert torn[0] == pytest.approx(0.4)


def test_the_best_key_point_stays_the_best() -> None:
    cosines = np.random.default_rng(0).uniform(-1, 1, (50, 4))
    assert (contrasted(cosines).argmax(axis=1) == cosines.argmax(axis=1)).all()


def test_a_single_key_point_has_nothing_to_be_compared_with() -> None:
    assert contrasted(np.array([[0.4], [0.9]])).tolist() == [[0.4], [0.9]]


@pytest.mark.parametrize("profile", Profile)
def test_joining_words_and_markup_do_not_count(profile: Profile) -> None:
    if not ARGUMENT_FOLDER.is_dir():
        pytest.skip("the argument encoder does not lie in models/")
    found = likeness(
        encoder_of(profile),
        ["But **cameras** make nobody safer", "Cameras make nobody safer"],
        ["Cameras make nobody safer"],
    )
    assert found[0, 0] == found[1, 0] == pytest.approx(1.0, abs=1e-3)
