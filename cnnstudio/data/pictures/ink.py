"""Tells dark writing on light paper from pictures of other things."""

import numpy as np
from numpy.typing import NDArray

from cnnstudio.data.dataset import Picture

MOST = 0.8
"""The share of pictures that must look so before it is said of all."""

_SIDE = 64
_LIGHT = 150
"""The least grey value, 0–255, of paper."""

_NEAR = 45
"""How far paper may differ from its middle value; scans and photographs have shadows."""

_LEAST_PAPER = 0.6
_LEAST_CONTRAST = 70
_MOST_COLOUR = 30


def is_dark_on_light(picture: Picture) -> bool:
    """Whether a picture (height, width, 1 or 3) shows dark strokes on light, even, colourless ground.

    The border is light and even, most of the picture is like it, and what is not is darker.
    """
    step = max(1, max(picture.shape[:2]) // _SIDE)
    small = picture[::step, ::step].astype(np.int16)
    if small.shape[2] == 3 and np.mean(small.max(2) - small.min(2)) > _MOST_COLOUR:
        return False
    grey: NDArray[np.float64] = small.mean(2)
    border = np.concatenate([grey[0], grey[-1], grey[:, 0], grey[:, -1]])
    paper = float(np.median(border))
    if paper < _LIGHT:
        return False
    like_paper = np.mean(np.abs(grey - paper) <= _NEAR)
    even = np.mean(np.abs(border - paper) <= _NEAR)
    darker = np.mean(grey < paper - _LEAST_CONTRAST)
    return bool(like_paper >= _LEAST_PAPER and even >= 0.9 and darker >= 0.005)
