"""Pictures of an evaluation brought to the network as drawings: ink on paper, made as MNIST's pictures were."""

import math
from collections.abc import Callable

import numpy as np
import numpy.typing as npt

from cnnstudio.core.errors import StudioError
from cnnstudio.core.language import tr
from cnnstudio.core.pictures.ink import Steps, ink_to_input, picture_to_ink
from cnnstudio.data.class_names import DIGITS
from cnnstudio.data.dataset import Picture, read_only
from cnnstudio.data.pace import Pace
from cnnstudio.data.watch import Watch
from cnnstudio.engine.evaluation.scored import Scored
from cnnstudio.engine.training import memory

_MNIST = (28, 28)
_LOOKED_AT = 60
_DARK = 128


def reads_digits(labels: tuple[str, ...]) -> bool:
    """Whether the network tells the ten digits apart, in whatever order."""
    return sorted(label.strip() for label in labels) == sorted(DIGITS)


def are_made(found: Scored, shape: tuple[int, ...]) -> bool:
    """Whether the pictures are digits as MNIST has them already: light on dark, and of its size or the network's.

    Some of them are looked at, all over the data.
    """
    numbers = np.unique(np.linspace(0, len(found.x) - 1, _LOOKED_AT).astype(np.int64)).tolist()
    made = 0
    for number in numbers:
        try:
            picture = found.original(number)
        except StudioError:  # gone since: the drawing of it will say so
            continue
        made += picture.shape[:2] in (_MNIST, tuple(shape[:2])) and _is_on_dark(picture)
    return 2 * made > len(numbers)


def inked(
    found: Scored, shape: tuple[int, int, int], steps: Steps, between: Callable[[], None], watch: Watch
) -> tuple[npt.NDArray[np.uint8], int]:
    """Every picture as a drawing, uint8 (n, *shape), made from the original; and how many are empty, all their pixels
    those of empty paper.

    Args:
        between: Called after every picture; what it raises ends the work.
        watch: Is told how far it is, and ends it.

    Raises StudioError where an original cannot be read or the memory does not hold them all, and LoadingStopped.
    """
    memory.require(memory.Need(0, 0, len(found.x) * math.prod(shape)))
    result = np.full((len(found.x), *shape), 255 if steps.invert else 0, np.uint8)
    pace, empty = Pace(watch, tr("Reading drawings"), len(result)), 0
    for number in range(len(result)):
        pace.step(number)
        digit = ink_to_input(picture_to_ink(found.original(number)), shape, steps)
        if digit is None:
            empty += 1
        else:
            result[number] = digit
        between()
    pace.step(len(result))
    return read_only(result), empty


def _is_on_dark(picture: Picture) -> bool:
    """Whether the border is dark, as in MNIST's own pictures."""
    grey = picture.mean(2)
    return bool(np.median(np.concatenate([grey[0], grey[-1], grey[:, 0], grey[:, -1]])) < _DARK)
