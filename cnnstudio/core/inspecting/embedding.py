"""Where vectors lie in the plane: principal components and nearest neighbours, computed with numpy."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

import numpy as np
import numpy.typing as npt
from threadpoolctl import threadpool_limits

from cnnstudio.core.errors import StudioError
from cnnstudio.core.language import tr
from cnnstudio.core.spec import FloatArray
from cnnstudio.core.words import percent

Metric = Literal["cosine", "euclid"]

METRICS: dict[Metric, str] = {"cosine": tr("Cosine"), "euclid": tr("Euclid")}
"""How the distance of two vectors is measured, and what the person reads."""

COMPONENTS = 50
"""So many principal components are kept: for the plane two would do, t-SNE begins with all of them."""

_EXACT = 1_500
"""Where vectors are no longer or no more than this the eigenvectors are worked out exactly: the one piece that nobody
can end, half a second of one core."""

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
            return tr("All vectors are equal: there is nothing to tell them apart by.")
        across, up = float(self.shares[0]), float(self.shares[1]) if len(self.shares) > 1 else 0.0
        return tr(
            "The plane shows {both} of how the vectors differ: {across} across and {up} up.",
            both=percent(across + up),
            across=percent(across),
            up=percent(up),
        )


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
    most = max(min(count, length, n - 1), 0)
    with threadpool_limits(1, "blas"):  # its threads wait for each other: many times slower beside a training
        centred = _Centred(vectors, between)
        places, total = _places(centred, most, seed) if most else np.zeros((n, 0)), centred.square()
    variance = np.square(places).sum(axis=0)
    shares = variance / total if total > 0 else np.zeros(len(variance))
    missing = max(2 - most, 0)
    return Components(_narrowed(np.pad(places, ((0, 0), (0, missing)))), np.pad(np.asarray(shares), (0, missing)))


def memory(n: int, length: int) -> int:
    """So many bytes at most it takes to find the components of vectors (n, length), beside the vectors.

    From 64 × 1,000,000 to 60,000 × 1,000 it took between half of them and all.
    """
    square = min(n, length)
    kept = 6 * square**2 if square <= _EXACT else 4 * (COMPONENTS + _OVERSAMPLING) * (n + length)
    return 8 * (kept + 2 * COMPONENTS * n + 3 * length + 3 * min(_AT_ONCE, n * length))


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
    for part in _parts(*vectors.shape):
        some = vectors[part].astype(np.float64)
        distances[part] = _cosine(some, own) if metric == "cosine" else np.linalg.norm(some - own, axis=1)
        between()
    order = np.argsort(distances, kind="stable")
    order = order[order != number][:count]
    return Neighbours(order.astype(np.int64), distances[order])


def _cosine(some: npt.NDArray[np.float64], own: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
    lengths = np.linalg.norm(some, axis=1) * np.linalg.norm(own)
    products = some @ own
    cosines = np.divide(products, lengths, out=np.zeros(len(some)), where=lengths > 0)
    return np.asarray(1 - np.clip(cosines, -1, 1))


def _check(vectors: FloatArray) -> None:
    for part in _parts(*vectors.shape):
        if not np.isfinite(vectors[part]).all():
            raise StudioError(
                tr("Some of the vectors hold numbers that are not finite, so they lie nowhere."),
                tr("Use another epoch, run or layer."),
            )


def _narrowed(places: npt.NDArray[np.float64]) -> FloatArray:
    if places.size and np.abs(places).max() > np.finfo(np.float32).max:
        raise StudioError(tr("The vectors are too far apart to be laid out."), tr("Use another epoch, run or layer."))
    return np.asarray(places, np.float32)


def _parts(count: int, length: int) -> list[slice]:
    """``count`` rows of ``length`` numbers in parts of about ``_AT_ONCE`` numbers."""
    step = max(1, _AT_ONCE // max(length, 1))
    return [slice(start, start + step) for start in range(0, count, step)]


class _Centred:
    """Vectors less their mean, of which no copy is made as a whole; all in float64, which holds what float32 cannot."""

    def __init__(self, vectors: FloatArray, between: Callable[[], None]) -> None:
        self._vectors, self._between = vectors, between
        self.shape = vectors.shape
        self._mean = np.zeros(self.shape[1])
        for rows in self._rows():
            self._mean += self._part(rows).sum(axis=0) / max(self.shape[0], 1)

    def times(self, matrix: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
        """(n, length) @ (length, k)."""
        return np.concatenate([self._part(rows) @ matrix for rows in self._rows()])

    def turned_times(self, matrix: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
        """(length, n) @ (n, k)."""
        total = np.zeros((self.shape[1], matrix.shape[1]))
        for rows in self._rows():
            total += self._part(rows).T @ matrix[rows]
        return total

    def covariance(self) -> npt.NDArray[np.float64]:
        """(length, length), not divided by anything."""
        total = np.zeros((self.shape[1], self.shape[1]))
        for rows in self._rows():
            some = self._part(rows)
            total += some.T @ some
        return total

    def products(self) -> npt.NDArray[np.float64]:
        """(n, n), of every vector with every other."""
        total = np.zeros((self.shape[0], self.shape[0]))
        for columns in self._columns():
            some = self._part(slice(None), columns)
            total += some @ some.T
        return total

    def signs(self, matrix: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
        """``_signs`` of the directions ``turned_times(matrix)``, which are never there as a whole."""
        ends = np.zeros((1, matrix.shape[1]))
        for columns in self._columns():
            some = np.concatenate([ends, self._part(slice(None), columns).T @ matrix])
            ends = np.take_along_axis(some, np.abs(some).argmax(axis=0)[None], axis=0)
        return _signs(ends.T)

    def square(self) -> float:
        """The sum of all squares."""
        return float(sum(np.square(self._part(rows)).sum() for rows in self._rows()))

    def _rows(self) -> list[slice]:
        return _parts(*self.shape)

    def _columns(self) -> list[slice]:
        return _parts(self.shape[1], self.shape[0])

    def _part(self, rows: slice, columns: slice = slice(None)) -> npt.NDArray[np.float64]:
        self._between()
        some = self._vectors[rows, columns].astype(np.float64)
        some -= self._mean[columns]
        return some


def _places(centred: _Centred, count: int, seed: int) -> npt.NDArray[np.float64]:
    """Of each vector along the ``count`` directions of the most variance, (n, count), the most first."""
    n, length = centred.shape
    if length > _EXACT >= n:
        # The eigenvectors of the products are the places, but for their length: no direction is needed for them.
        squares, found = np.linalg.eigh(centred.products())
        found = found[:, ::-1][:, :count]
        return np.asarray(found * np.sqrt(np.maximum(squares[::-1][:count], 0)) * centred.signs(found))
    directions = _iterated(centred, count, seed) if length > _EXACT else _exact(centred, count)
    return centred.times((directions * _signs(directions)[:, None]).T)


def _exact(centred: _Centred, count: int) -> npt.NDArray[np.float64]:
    """The principal directions, (count, length), of length 1, the one with the most variance first."""
    _, found = np.linalg.eigh(centred.covariance())
    return np.ascontiguousarray(found[:, ::-1][:, :count].T)


def _iterated(centred: _Centred, count: int, seed: int) -> npt.NDArray[np.float64]:
    """As ``_exact``, nearly."""
    n, length = centred.shape
    some = min(count + _OVERSAMPLING, n, length)
    base = np.random.default_rng(seed).standard_normal((length, some))
    for _ in range(_POWERS):
        base, _ = np.linalg.qr(centred.turned_times(centred.times(base)))
    seen = centred.times(base)
    _, found = np.linalg.eigh(seen.T @ seen)
    return np.asarray((base @ found[:, ::-1][:, :count]).T)


def _signs(directions: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
    """By which each direction (k, length) is multiplied so that its weight of largest magnitude is above zero."""
    if not directions.size:
        return np.ones(len(directions))
    largest = np.abs(directions).argmax(axis=1)
    return np.where(directions[np.arange(len(directions)), largest] < 0, -1.0, 1.0)
