import numpy as np
import pytest
from scipy.cluster.hierarchy import fcluster, linkage

from stancemap.maps.settings import KeyPointSettings
from stancemap.maps.similar import (
    NO_GROUP,
    Vectors,
    centres_of,
    find_groups,
    nearest_centre,
)
from stancemap.tag.encoder import unit_rows

SIMILARITY = KeyPointSettings().similarity


def bundles(sizes: list[int], noise: float, seed: int = 1) -> Vectors:
    """Draw rows around as many random directions as there are sizes."""
    generator = np.random.default_rng(seed)
    centres = unit_rows(generator.normal(size=(len(sizes), 64)).astype(np.float32))
    rows = np.repeat(centres, sizes, axis=0)
    return unit_rows((rows + generator.normal(scale=noise / 8, size=rows.shape)).astype(np.float32))


def test_bundles_of_vectors_are_found_again() -> None:
    groups = find_groups(bundles([5, 3, 8], noise=0.5), SIMILARITY)
    assert groups.tolist() == [0] * 5 + [1] * 3 + [2] * 8


def test_unrelated_vectors_are_in_no_group() -> None:
    groups = find_groups(bundles([1] * 6, noise=0.0), SIMILARITY)
    assert groups.tolist() == [NO_GROUP] * 6


def test_a_large_bundle_stays_one_group_beside_a_small_one() -> None:
    groups = find_groups(bundles([1500, 40], noise=0.8), SIMILARITY)
    assert groups.tolist() == [0] * 1500 + [1] * 40


@pytest.mark.parametrize("total", [0, 1, 2])
def test_few_rows_are_no_trouble(total: int) -> None:
    groups = find_groups(bundles([total], noise=0.1), SIMILARITY)
    assert groups.tolist() == [0 if total > 1 else NO_GROUP] * total


def test_rows_without_known_words_are_in_no_group() -> None:
    assert find_groups(np.zeros((4, 64), dtype=np.float32), SIMILARITY).tolist() == [NO_GROUP] * 4


def test_groups_keep_their_rows_when_the_rows_are_shuffled() -> None:
    rows = bundles([6, 4, 9, 1, 1], noise=0.6)
    order = np.random.default_rng(3).permutation(len(rows))
    plain, shuffled = find_groups(rows, SIMILARITY), find_groups(rows[order], SIMILARITY)
    together = plain[:, None] == plain[None, :]
    assert (together[order][:, order] == (shuffled[:, None] == shuffled[None, :])).all()


def test_a_row_joins_the_nearest_centre_or_none() -> None:
    rows = bundles([5, 5], noise=0.3)
    centres = centres_of(rows, np.array([0] * 5 + [1] * 5))
    strangers = bundles([1, 1, 1], noise=0.0, seed=9)
    assert nearest_centre(rows, centres, least=0.5).tolist() == [0] * 5 + [1] * 5
    assert nearest_centre(strangers, centres, least=0.5).tolist() == [NO_GROUP] * 3


def test_average_linkage_is_that_of_scipy() -> None:
    rows = bundles([300, 200, 50] + [1] * 30, noise=1.0).astype(np.float64)
    tree = linkage(rows, method="average", metric="cosine")
    expected = fcluster(tree, 1 - 0.42, criterion="distance")
    groups = find_groups(rows.astype(np.float32), 0.42)
    grouped = groups != NO_GROUP
    together = groups[:, None] == groups[None, :]
    assert ((expected[:, None] == expected[None, :]) == together)[grouped][:, grouped].all()
    assert grouped.sum() == sum(
        (expected == number).sum() for number in set(expected) if (expected == number).sum() > 1
    )
