"""How alike arguments and key points are: the matcher of key points."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from stancemap.maps.labels import cleaned
from stancemap.tag.argument_encoder import ARGUMENT_FOLDER, load_argument_encoder
from stancemap.tag.encoder import Encoder, load_encoder
from stancemap.tag.profile import Profile

_DECIMALS = 5
_NEXT_BEST = 0.5


def encoder_of(profile: Profile) -> Encoder:
    """Load what compares claims: the trained encoder, or the fast static one."""
    if profile is Profile.FAST:
        return load_encoder()
    return load_argument_encoder(ARGUMENT_FOLDER)


def likeness(
    encoder: Encoder, arguments: Sequence[str], key_points: Sequence[str]
) -> NDArray[np.float64]:
    """Return the cosine of each argument with each key point, rounded so that machines agree."""
    said = encoder.encode([cleaned(text) for text in arguments])
    points = encoder.encode([cleaned(text) for text in key_points])
    return np.asarray(np.round(said @ points.T, _DECIMALS), dtype=np.float64)


def contrasted(cosines: NDArray[np.float64]) -> NDArray[np.float64]:
    """Take away from each cosine half of the best one among the argument's other key points.

    An argument that is near to several key points seldom makes just one of them. The weight was
    chosen on topics of ArgKP's training part that the encoder never saw.
    """
    if cosines.shape[1] <= 1:
        return cosines
    rows = np.arange(len(cosines))
    best = cosines.argmax(axis=1)
    others = np.repeat(cosines[rows, best][:, np.newaxis], cosines.shape[1], axis=1)
    others[rows, best] = np.sort(cosines, axis=1)[:, -2]
    return np.asarray(np.round(cosines - _NEXT_BEST * others, _DECIMALS))
