"""A cloud of points in the plane, each a picture, and the part of the plane that is in view."""

from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np
import numpy.typing as npt

Places = npt.NDArray[np.float32]
Mask = npt.NDArray[np.bool_]

_MARGIN = 0.06
"""Free at each side of a cloud that is in view as a whole, as a share of it."""

_ENOUGH = 1_000
"""Points of a class, to tell where its middle lies."""


@dataclass(frozen=True, eq=False)
class Cloud:
    """Points (n,) with their classes.

    Attributes:
        places: float32 (n, 2), x to the right and y up.
        classes: int (n,), the number of each point's class in ``names``.
        wrong: (n,), whether the network took the picture for another class.
    """

    places: Places
    classes: npt.NDArray[np.int64]
    names: tuple[str, ...]
    wrong: Mask

    def __len__(self) -> int:
        return len(self.places)

    def moved(self, places: Places) -> "Cloud":
        """The same points elsewhere."""
        return replace(self, places=places)

    @cached_property
    def counts(self) -> npt.NDArray[np.int64]:
        """How many points each class has."""
        return np.bincount(self.classes, minlength=len(self.names))

    @cached_property
    def wrong_counts(self) -> npt.NDArray[np.int64]:
        """How many points of each class were taken for another."""
        return np.bincount(self.classes[self.wrong], minlength=len(self.names))

    @cached_property
    def members(self) -> list[npt.NDArray[np.intp]]:
        """The numbers of each class's points."""
        return np.split(np.argsort(self.classes, kind="stable"), np.cumsum(self.counts)[:-1])

    def centres(self, seen: Mask) -> dict[int, tuple[float, float]]:
        """Where the middle of each class lies, of its points in ``seen``: the median, which strays least.

        Of a class of many points some are enough, as the middle is only where its name is written.
        """
        found = {}
        for number, members in enumerate(self.members):
            rows = members[seen[members]]
            if len(rows):
                x, y = np.median(self.places[rows[:: len(rows) // _ENOUGH + 1]], axis=0)
                found[number] = float(x), float(y)
        return found


@dataclass(frozen=True)
class Window:
    """The part of the plane in view: what lies in its middle, and how many pixels a unit is long."""

    x: float = 0.0
    y: float = 0.0
    scale: float = 1.0

    @classmethod
    def around(cls, places: Places, width: float, height: float) -> "Window":
        """All of the points, in a picture of that many pixels."""
        if not len(places):
            return cls()
        low, high = places.min(axis=0).astype(float), places.max(axis=0).astype(float)
        extent = np.maximum(high - low, max(float((high - low).max()) * 1e-3, 1e-9))
        scale = min(np.array([width, height]) * (1 - 2 * _MARGIN) / extent)
        middle = (low + high) / 2
        return cls(float(middle[0]), float(middle[1]), float(scale))

    def to_pixels(self, places: Places, width: float, height: float) -> npt.NDArray[np.float64]:
        """(n, 2): columns from the left and rows from the top, in pixels."""
        across = width / 2 + (places[:, 0].astype(np.float64) - self.x) * self.scale
        down = height / 2 - (places[:, 1].astype(np.float64) - self.y) * self.scale
        return np.stack([across, down], axis=1)

    def zoomed(self, factor: float, across: float = 0.0, down: float = 0.0) -> "Window":
        """Enlarged about a point so many pixels right of the middle and below it, which stays where it is."""
        shift = (1 - 1 / factor) / self.scale
        return Window(self.x + across * shift, self.y - down * shift, self.scale * factor)

    def shifted(self, across: float, down: float) -> "Window":
        """With everything so many pixels further right and down."""
        return replace(self, x=self.x - across / self.scale, y=self.y + down / self.scale)


def nearest(pixels: npt.NDArray[np.float64], seen: Mask, across: float, down: float, reach: float) -> int | None:
    """The number of the point in ``seen`` nearest to a place, at most ``reach`` pixels away; None where there is none.

    Args:
        pixels: (n, 2), where the points are.
    """
    if not len(pixels):
        return None
    distances = np.where(seen, np.hypot(pixels[:, 0] - across, pixels[:, 1] - down), np.inf)
    best = int(distances.argmin())
    return best if distances[best] <= reach else None


def beside(pixels: npt.NDArray[np.float64], seen: Mask, number: int, across: int, down: int) -> int | None:
    """The next point from ``number`` in a direction, as an arrow key means it; None where there is none.

    Args:
        across, down: One of them 1 or −1, the other 0.
    """
    ways = pixels - pixels[number]
    ahead = ways[:, 0] * across + ways[:, 1] * down
    aside = np.abs(ways[:, 0] * down) + np.abs(ways[:, 1] * across)
    fits = seen & (ahead > 0) & (aside <= ahead)
    fits[number] = False
    cost = np.where(fits, ahead + 2 * aside, np.inf)
    best = int(cost.argmin()) if len(cost) else 0
    return best if len(cost) and np.isfinite(cost[best]) else None
