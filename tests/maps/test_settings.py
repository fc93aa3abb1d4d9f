import pytest

from stancemap.errors import InputError
from stancemap.maps.settings import settings_of
from stancemap.tag.profile import Profile


@pytest.mark.parametrize("profile", Profile)
def test_finer_key_points_are_more_alike(profile: Profile) -> None:
    coarse, medium, fine = (settings_of(profile, name) for name in ("coarse", "medium", "fine"))
    assert coarse.similarity < medium.similarity < fine.similarity
    assert coarse.join < medium.join < fine.join


def test_a_number_is_the_least_likeness_itself() -> None:
    assert settings_of(granularity="0.5").similarity == 0.5


@pytest.mark.parametrize("granularity", ["", "tiny", "0", "1", "-0.2", "nan", "1e9", "MEDIUM"])
def test_another_granularity_is_refused_and_the_choice_named(granularity: str) -> None:
    with pytest.raises(InputError, match="coarse, medium, fine"):
        settings_of(granularity=granularity)


def test_the_side_that_is_left_out_is_the_codebooks() -> None:
    assert settings_of(left_out=("unclear",)).left_out == ("unclear",)
