"""Random exercises: whole numbers, so that every sum is exact."""

from typing import Any

import numpy as np
from hypothesis import strategies as st

from cnnstudio.core.by_hand.exercise import Exercise


@st.composite
def exercises(draw: Any, activations: tuple[str, ...] = ("linear",)) -> Exercise:
    """Any exercise that can be worked, also where the window does not fit."""
    seed = draw(st.integers(0, 10**6))
    pick = np.random.default_rng(seed)
    is_one = draw(st.booleans())
    rows = 1 if is_one else draw(st.integers(1, 9))
    window = (1 if is_one else draw(st.integers(1, 4)), draw(st.integers(1, 4)))
    channels, filters = draw(st.integers(1, 3)), draw(st.integers(1, 3))

    def numbers(*shape: int) -> Any:
        return pick.integers(-4, 5, shape).astype(np.float32)

    def pair(most: int) -> Any:
        return st.tuples(st.integers(1, most), st.integers(1, most))

    return Exercise(
        numbers(rows, draw(st.integers(1, 9)), channels),
        numbers(*window, channels, filters),
        numbers(filters) if draw(st.booleans()) else np.empty(0, np.float32),
        draw(st.sampled_from(["convolution", "max", "average"])),
        1 if is_one else 2,
        draw(pair(4)),
        draw(pair(3)),
        draw(st.sampled_from(["valid", "same", 0, 1, 2])),
        draw(st.sampled_from(activations)),
    )
