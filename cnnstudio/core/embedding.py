"""Where vectors lie in the plane: principal components and nearest neighbours, computed with numpy."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

import numpy as np
import numpy.typing as npt

from cnnstudio.core.errors import StudioError
from cnnstudio.core.spec import FloatArray
from cnnstudio.core.words import percent

Metric = Literal["cosine", "euclid"]

METRICS: dict[Metric, str] = {"cosine": "Cosine", "euclid": "Euclid"}
"""How the distance of two vectors is measured, and what the person reads."""

COMPONENTS = 50
"""So many principal components are kept: for the plane two would do, t-SNE begins with all of them."""

_EXACT = 1_500
"""Where vectors are neither longer nor more than this the eigenvectors are worked out exactly, in a second at most."""

_OVERSAMPLING, _POWERS = 10, 7
_AT_ONCE = 4_000_000
"""So many numbers are worked on at once: copies stay small, and whoever waits may stop it between."""


def _go_on() -> None:
    """Nobody wants it to end."""


@dataclass(frozen=True, eq=False)
class Components:
    """Vectors seen along the directions in which they differ most.

    Attributes:
        places: float32 (n, k), of each vector along each direction, about zero.
        shares: float64 (k,), falling: which share of all variance lies along each; zeros where nothing differs.
    """

    places: FloatArray
    shares: npt.NDArray[np.float64]

    def words(self) -> str:
        """ "The plane shows 64.3 % of how the vectors differ: 43.1 % across and 21.2 % up."."""
        if not self.shares.any():
            return "All vectors are equal: there is nothing to tell them apart by."
        across, up = float(self.shares[0]), float(self.shares[1]) if len(self.shares) > 1 else 0.0
        parts = f"{percent(across)} across and {percent(up)} up"
        return f"The plane shows {percent(across + up)} of how the vectors differ: {parts}."


def components(
    vectors: FloatArray, count: int = COMPONENTS, between: Callable[[], None] = _go_on, seed: int = 0
) -> Components:
    """The principal components of vectors (n, length), at most ``count`` of them and at least two.

    Exactly from the covariance, or from the products of the vectors where that is the smaller matrix; of large ones
    of both by subspace iteration from a random start, N. Halko et al., "Finding structure with randomness" (2011),
    algorithm 4.4. The sign of each direction is such that its weight of largest magnitude is above zero, as in
    scikit-learn's ``svd_flip`` of the directions. Where there are fewer than two directions zeros stand for them.

    Args:
        between: Called between parts of the work; what it raises ends it.

    Raises StudioError where a vector is not finite.
    """
    _check(vectors)
    n, length = vectors.shape
    mean = vectors.mean(axis=0, dtype=np.float64).astype(np.float32) if n else np.zeros(length, np.float32)
    centred = _Centred(vectors, mean, between)
    most = max(min(count, length, n - 1), 0)
    directions = _directions(centred, most, seed) if most else np.zeros((0, length))
    directions *= _signs(directions)[:, None]
    places = centred.times(directions.T)
    variance, total = np.square(places).sum(axis=0), centred.square()
    shares = variance / total if total > 0 else np.zeros(len(variance))
    missing = max(2 - most, 0)
    return Components(
        np.asarray(np.pad(places, ((0, 0), (0, missing))), np.float32), np.pad(np.asarray(shares), (0, missing))
    )


def aligned(places: FloatArray, before: FloatArray) -> FloatArray:
    """``places`` (n, 2) with each axis turned round where it then is more like that of ``before``, of the same vectors.

    Which way round a principal component points is chance: a map drawn anew must not jump for that.
    """
    if places.shape != before.shape:
        return places
    signs = np.where(np.einsum("ij,ij->j", places, before) < 0, -1, 1)
    return np.asarray(places * signs, np.float32)


@dataclass(frozen=True, eq=False)
class Neighbours:
    """The nearest vectors to one of many, nearest first, itself left out.

    Attributes:
        numbers: int64 (k,), which they are.
        distances: float64 (k,). Cosine: 0 for the same direction, 1 for a right angle, 2 for the opposite.
    """

    numbers: npt.NDArray[np.int64]
    distances: npt.NDArray[np.float64]


def neighbours(
    vectors: FloatArray, number: int, count: int = 12, metric: Metric = "cosine", between: Callable[[], None] = _go_on
) -> Neighbours:
    """The ``count`` vectors (n, length) nearest to the one with this number; equal ones stand in their order.

    A vector of zeros has no direction: its cosine distance is 1 to every other, as if at a right angle.
    """
    own = vectors[number].astype(np.float64)
    distances = np.empty(len(vectors))
    for part in _parts(vectors):
        some = vectors[part].astype(np.float64)
        distances[part] = _cosine(some, own) if metric == "cosine" else np.linalg.norm(some - own, axis=1)
        between()
    distances[number] = np.inf
    order = np.argsort(distances, kind="stable")[: min(count, len(vectors) - 1)]
    return Neighbours(order.astype(np.int64), distances[order])


def _cosine(some: npt.NDArray[np.float64], own: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
    lengths = np.linalg.norm(some, axis=1) * np.linalg.norm(own)
    products = some @ own
    cosines = np.divide(products, lengths, out=np.zeros(len(some)), where=lengths > 0)
    return np.asarray(1 - np.clip(cosines, -1, 1))


def _check(vectors: FloatArray) -> None:
    for part in _parts(vectors):
        if not np.isfinite(vectors[part]).all():
            raise StudioError(
                "Some of the vectors hold numbers that are not finite, so they lie nowhere.",
                "Use another epoch, run or layer.",
            )


def _parts(vectors: FloatArray) -> list[slice]:
    step = max(1, _AT_ONCE // max(vectors.shape[1], 1))
    return [slice(start, start + step) for start in range(0, len(vectors), step)]


class _Centred:
    """Vectors less their mean, of which no copy is made as a whole; products in float64."""

    def __init__(self, vectors: FloatArray, mean: FloatArray, between: Callable[[], None]) -> None:
        self._vectors, self._mean, self._between = vectors, mean, between
        self.shape = vectors.shape

    def times(self, matrix: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
        """(n, length) @ (length, k)."""
        found = [self._part(part) @ matrix for part in _parts(self._vectors)]
        return np.concatenate(found) if found else np.zeros((0, matrix.shape[1]))

    def turned_times(self, matrix: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
        """(length, n) @ (n, k)."""
        total = np.zeros((self.shape[1], matrix.shape[1]))
        for part in _parts(self._vectors):
            total += self._part(part).T @ matrix[part]
        return total

    def covariance(self) -> npt.NDArray[np.float64]:
        """(length, length), not divided by anything."""
        total = np.zeros((self.shape[1], self.shape[1]))
        for part in _parts(self._vectors):
            some = self._part(part)
            total += some.T @ some
        return total

    def whole(self) -> npt.NDArray[np.float64]:
        return np.concatenate([self._part(part) for part in _parts(self._vectors)])

    def square(self) -> float:
        """The sum of all squares."""
        return float(sum(np.square(self._part(part)).sum() for part in _parts(self._vectors)))

    def _part(self, part: slice) -> npt.NDArray[np.float64]:
        self._between()
        return np.asarray(self._vectors[part] - self._mean, np.float64)


def _directions(centred: _Centred, count: int, seed: int) -> npt.NDArray[np.float64]:
    """The principal directions, (count, length), of length 1, the one with the most variance first."""
    n, length = centred.shape
    if length <= _EXACT:
        _, found = np.linalg.eigh(centred.covariance())
        return np.ascontiguousarray(found[:, ::-1][:, :count].T)
    if n <= _EXACT:
        whole = centred.whole()
        _, found = np.linalg.eigh(whole @ whole.T)
        return _orthonormal(whole.T @ found[:, ::-1][:, :count])
    return _iterated(centred, count, seed)


def _orthonormal(columns: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
    """The columns, each of them less what the ones before hold of it, of length 1; as rows."""
    found, upper = np.linalg.qr(columns)
    return np.asarray((found * np.where(np.diagonal(upper) < 0, -1, 1)).T)


def _iterated(centred: _Centred, count: int, seed: int) -> npt.NDArray[np.float64]:
    n, length = centred.shape
    some = min(count + _OVERSAMPLING, n, length)
    base = np.random.default_rng(seed).standard_normal((length, some))
    for _ in range(_POWERS):
        base, _ = np.linalg.qr(centred.turned_times(centred.times(base)))
    seen = centred.times(base)
    _, found = np.linalg.eigh(seen.T @ seen)
    return np.asarray((base @ found[:, ::-1][:, :count]).T)


def _signs(directions: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
    if not directions.size:
        return np.ones(len(directions))
    largest = np.abs(directions).argmax(axis=1)
    return np.where(directions[np.arange(len(directions)), largest] < 0, -1.0, 1.0)
