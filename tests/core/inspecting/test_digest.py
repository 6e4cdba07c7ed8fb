"""The checksum of weights tells any that are not the same."""

import numpy as np

from cnnstudio.core.inspecting.digest import digest_of


def test_that_the_digest_minds_order_shape_and_numbers() -> None:
    one, other = np.ones((2, 3), np.float32), np.zeros(3, np.float32)
    found = {
        digest_of(arrays)
        for arrays in ([one, other], [other, one], [one], [one.T, other], [one.reshape(6), other], [one * 2, other])
    }
    assert len(found) == 6
