"""How alike arguments and key points are: the matcher of key points."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from stancemap.maps.labels import cleaned
from stancemap.tag.argument_encoder import ARGUMENT_FOLDER, load_argument_encoder
from stancemap.tag.encoder import Encoder, load_encoder
from stancemap.tag.profile import Profile

_DECIMALS = 5


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
