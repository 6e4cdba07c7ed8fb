"""What happens to a picture before the first layer; the same for training, evaluation and the pad."""

import math
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from cnnstudio.core.errors import SpecError
from cnnstudio.core.spec import FloatArray, Settings, setting

METHODS = {
    "raw": "Raw, 0 to 255",
    "scale": "÷ 255, so 0 to 1",
    "standardise": "Standardised: mean 0, spread 1",
}

_SPREAD_FLOOR = 1e-3
"""The least spread that is divided by: a channel that never changes must not blow up."""


@dataclass(frozen=True)
class Preprocessing(Settings):
    """What is done to every picture; a value of the project and of each of its runs."""

    method: str = setting(
        "scale",
        "Preprocessing",
        choices=tuple(METHODS),
        names=METHODS,
        help="Small numbers around zero make training faster and steadier.",
    )

    def fit(self, pictures: npt.NDArray[Any]) -> "Prepared":
        """The preprocessing with what it learns from the training pictures, (n, height, width, channels), 0 to 255."""
        if self.method != "standardise":
            return Prepared(self.method)
        # Summed picture by picture row: a float copy of all pixels at once would take eight times the memory.
        count = pictures.size // pictures.shape[-1]
        axes = (0, 1, 2)
        mean = pictures.sum(axes, dtype=np.float64) / count
        square = sum(np.square(part, dtype=np.float64).sum(axes) for part in _parts(pictures)) / count
        spread = np.sqrt(np.maximum(square - np.square(mean), 0))
        return Prepared(self.method, tuple(map(float, mean)), tuple(map(float, spread)))


@dataclass(frozen=True)
class Prepared:
    """A preprocessing ready to be applied.

    Attributes:
        mean, spread: Of each channel over the training pictures, in 0 to 255; empty unless it standardises.
    """

    method: str = "scale"
    mean: tuple[float, ...] = ()
    spread: tuple[float, ...] = ()

    def apply(self, pictures: npt.NDArray[Any]) -> FloatArray:
        """What the network receives, float32, for pictures with values 0 to 255 and channels on the last axis."""
        result: FloatArray = np.asarray(pictures, np.float32)
        if self.method == "scale":
            return np.asarray(result / np.float32(255), np.float32)
        if self.method == "standardise":
            spread = np.maximum(np.asarray(self.spread, np.float32), np.float32(_SPREAD_FLOOR))
            return np.asarray((result - np.asarray(self.mean, np.float32)) / spread, np.float32)
        return result

    def to_plain(self) -> dict[str, Any]:
        """As JSON values."""
        return {"method": self.method, "mean": list(self.mean), "spread": list(self.spread)}

    @classmethod
    def from_plain(cls, plain: Any) -> "Prepared":
        """What ``to_plain`` wrote; raises SpecError for anything else."""
        if not isinstance(plain, dict) or plain.get("method") not in tuple(METHODS):
            raise SpecError("The preprocessing is not one this version knows.")
        mean, spread = (_numbers(plain.get(name, [])) for name in ("mean", "spread"))
        if len(mean) != len(spread) or bool(mean) != (plain["method"] == "standardise"):
            raise SpecError("The preprocessing's mean and spread do not belong together.")
        return cls(plain["method"], mean, spread)


def _numbers(plain: Any) -> tuple[float, ...]:
    if not isinstance(plain, list) or len(plain) > 4096:
        raise SpecError("A preprocessing holds a short list of numbers.")
    try:
        numbers = tuple(float(each) for each in plain if isinstance(each, (int, float)))
    except OverflowError as error:
        raise SpecError("A preprocessing holds finite numbers.") from error
    if len(numbers) < len(plain) or not all(map(math.isfinite, numbers)):
        raise SpecError("A preprocessing holds finite numbers.")
    return numbers


def _parts(pictures: npt.NDArray[Any]) -> list[npt.NDArray[Any]]:
    return [pictures[start : start + 1024] for start in range(0, len(pictures), 1024)]
