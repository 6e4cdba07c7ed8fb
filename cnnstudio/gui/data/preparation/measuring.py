"""What preparation does to the numbers of pictures, measured on a sample of them; no widget is touched here."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from cnnstudio.core.errors import StudioError
from cnnstudio.core.pictures.preprocessing import FITTED, Prepared, Preprocessing
from cnnstudio.core.spec import FloatArray
from cnnstudio.core.training.plan import DataRecipe
from cnnstudio.data.dataset import DataSet
from cnnstudio.data.split import divide
from cnnstudio.data.watch import NOBODY, Watch

BINS = 64
_NUMBERS, _LEAST, _MOST = 8_000_000, 64, 2_000
"""A sample holds about so many numbers, and between so many pictures: a few tenths of a second's work."""
_PART = 200_000


@dataclass(frozen=True, eq=False)
class Spread:
    """How the numbers of pictures are spread.

    Attributes:
        counts: How many numbers lie in each of BINS equal parts from ``low`` to ``high``.
    """

    counts: npt.NDArray[np.int64]
    low: float
    high: float
    least: float
    mean: float
    greatest: float
    deviation: float


@dataclass(frozen=True, eq=False)
class Measured:
    """A preprocessing fitted to a sample of the pictures a run would learn from, and what it does to them.

    Attributes:
        shape: (height, width, channels) of the pictures.
        sample: So many pictures were measured.
        training: So many pictures a run would measure.
        floored: How many deviations are below the floor, so that the floor is divided by in their place.
        dead: How many deviations are 0.
        reach: The largest number any picture could become, below or above zero; 0 for methods that are not FITTED.
    """

    prepared: Prepared
    shape: tuple[int, int, int]
    sample: int
    training: int
    before: Spread
    after: Spread
    floored: int = 0
    dead: int = 0
    reach: float = 0.0

    @property
    def method(self) -> str:
        return self.prepared.method

    @property
    def maps(self) -> tuple[FloatArray, FloatArray]:
        """The mean and the deviation of every pixel, (height, width, channels) 0 to 255; of "standardise_pixel"."""
        mean, spread = self.prepared.mean, self.prepared.spread
        return np.asarray(mean, np.float32).reshape(self.shape), np.asarray(spread, np.float32).reshape(self.shape)


def measure(preprocessing: Preprocessing, data: DataSet, recipe: DataRecipe, watch: Watch = NOBODY) -> Measured:
    """Fits ``preprocessing`` to pictures spread evenly over those that ``recipe`` lets a network learn from."""
    training = _training(data, recipe)
    wanted = min(max(_NUMBERS // int(np.prod(data.input_shape)), _LEAST), _MOST, len(training))
    places = np.linspace(0, len(training) - 1, wanted).round().astype(np.intp)
    pictures = data.x_train[training[places]]
    prepared = preprocessing.fit(pictures)
    after = spread_of(prepared.apply(pictures), watch)
    found = prepared, data.input_shape, wanted, len(training), spread_of(pictures, watch), after
    if preprocessing.method not in FITTED:
        return Measured(*found)
    spread, centre = np.asarray(prepared.spread), prepared.centre
    floored, dead = (int(np.count_nonzero(which)) for which in (spread < preprocessing.floor, spread == 0))
    return Measured(*found, floored, dead, float((np.maximum(centre, 255 - centre) / prepared.divisor).max()))


def spread_of(values: npt.NDArray[np.generic], watch: Watch = NOBODY) -> Spread:
    """The spread of numbers of any shape; whole pictures (uint8) are laid out from 0 to 255."""
    least, greatest = float(values.min()), float(values.max())
    if values.dtype == np.uint8:
        low, high = 0.0, 256.0
    else:
        low, high = (least, greatest) if greatest > least else (least - 0.5, greatest + 0.5)
    counts = sum(np.histogram(part, BINS, (low, high))[0] for part in _parts(values, watch))
    mean = sum(float(part.sum(dtype=np.float64)) for part in _parts(values, watch)) / values.size
    squares = sum(float(np.square(part - mean, dtype=np.float64).sum()) for part in _parts(values, watch))
    return Spread(np.asarray(counts), low, high, least, mean, greatest, (squares / values.size) ** 0.5)


def _parts(values: npt.NDArray[np.generic], watch: Watch) -> Iterator[npt.NDArray[np.generic]]:
    """All numbers, some at a time: numpy may keep Python's lock as long as one of its functions takes."""
    flat = values.ravel()
    for begin in range(0, len(flat), _PART):
        yield flat[begin : begin + _PART]
        watch.give_way()


def _training(data: DataSet, recipe: DataRecipe) -> npt.NDArray[np.intp]:
    try:
        return divide(data.y_train, recipe).train
    except StudioError:  # shares that cannot be are said where they are set
        return np.arange(len(data.y_train))
