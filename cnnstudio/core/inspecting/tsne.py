"""t-SNE: vectors laid out in the plane so that neighbours stay neighbours; by openTSNE, where that is installed.

Its import alone, with SciPy and scikit-learn, and parts of each step hold Python's lock for tens of milliseconds: a
program with a window does it in a process of its own (``core.child``).
"""

import importlib.util
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from cnnstudio.core.errors import StudioError
from cnnstudio.core.language import tr
from cnnstudio.core.program.installing import how_to_install
from cnnstudio.core.spec import FloatArray

EXTRA = "openTSNE"
INSTALLED_BY = "embed"
"""The extra that brings the library."""

STEPS = 750
"""250 with exaggerated attraction, in which the clusters form, and 500 without, openTSNE's usual numbers."""

LEAST, MOST = 10, 20_000
"""Fewer points have no neighbourhoods to speak of; more would take an hour."""

PERPLEXITY = 30
EARLY = 250
"""In so many steps at first attraction is exaggerated: clusters form, and lie close together, often on a line."""

_EXAGGERATION = 12
_EVERY = 5
_SPREAD = 1e-4
"""How far the points are apart at first, as a deviation: D. Kobak and P. Berens, "The art of using t-SNE" (2019)."""
_MANY = 10_000
"""Of more points repulsion is worked out by interpolation (G. Linderman et al., arXiv:1712.09005), of fewer by Barnes
and Hut's tree, which takes about as long for 5,000 but leaves Python's lock to the window meanwhile."""
_PRODUCTS = 4_000_000


@dataclass(frozen=True, eq=False)
class Layout:
    """Where the points are after some of the steps.

    Attributes:
        places: float32 (n, 2), about zero.
        step: How many of the STEPS are done.
    """

    places: FloatArray
    step: int


def is_there() -> bool:
    """Whether the library is installed; it is not loaded for that."""
    return importlib.util.find_spec(EXTRA) is not None


def effective_perplexity(count: int, perplexity: float = PERPLEXITY) -> float:
    """The perplexity that is used for ``count`` points: with few, a third of the others at most."""
    return max(min(perplexity, (count - 1) / 3), 1.0)


def demand(count: int) -> None:
    """Raises StudioError where the library is missing, or where there are too few points or too many."""
    if count < LEAST:
        raise StudioError(tr("t-SNE needs at least {least} pictures.", least=LEAST), tr("Take more of them."))
    if count > MOST:
        raise StudioError(
            tr("t-SNE of {count:,} pictures would take too long.", count=count), tr("Take {most:,} at most.", most=MOST)
        )
    if not is_there():
        raise StudioError(
            tr("t-SNE needs the library openTSNE, which is not installed."),
            how_to_install(INSTALLED_BY),
        )


def lay_out(
    components: FloatArray, tell: Callable[[Layout], None], *, perplexity: float = PERPLEXITY, seed: int = 0
) -> Layout:
    """Lays out vectors (n, k), best their principal components; the same for the same seed on the same machine.

    The start is the first two columns, so that the whole keeps its order (Kobak and Berens). One thread does the
    work, so that a training beside it keeps the others.

    Args:
        tell: Told every few steps; what it raises ends the work.
        perplexity: About how many neighbours each point has.

    Raises StudioError as ``demand`` does.
    """
    demand(len(components))
    # Imported here: it brings SciPy and scikit-learn, a second's work that only t-SNE is worth.
    from openTSNE import TSNEEmbedding, affinity, nearest_neighbors
    from threadpoolctl import threadpool_limits

    used = effective_perplexity(len(components), perplexity)
    near = min(int(3 * used), len(components) - 1)
    with threadpool_limits(1):  # several threads of BLAS wait for each other: 40 times slower beside a training
        index = nearest_neighbors.PrecomputedNeighbors(*_nearest(components, near, tell))
        affinities = affinity.PerplexityBasedNN(perplexity=used, knn_index=index, n_jobs=1)
        method = "fft" if len(components) > _MANY else "bh"
        start = _start(components, seed)
        embedding = TSNEEmbedding(start, affinities, negative_gradient_method=method, random_state=seed, n_jobs=1)
        shared = {"inplace": True, "propagate_exception": True, "callbacks_every_iters": _EVERY, "n_jobs": 1}
        early = {"n_iter": EARLY, "exaggeration": _EXAGGERATION, "momentum": 0.5}
        embedding.optimize(**early, **shared, callbacks=_teller(tell, 0))
        embedding.optimize(n_iter=STEPS - EARLY, momentum=0.8, **shared, callbacks=_teller(tell, EARLY))
    return Layout(_fixed(embedding), STEPS)


def _teller(tell: Callable[[Layout], None], done: int) -> Callable[[int, float, Any], None]:
    return lambda step, _, embedding: tell(Layout(_fixed(embedding), done + step))


def _fixed(embedding: Any) -> FloatArray:
    places = np.array(embedding, np.float32)
    places.setflags(write=False)
    return places


def _start(components: FloatArray, seed: int) -> npt.NDArray[np.float64]:
    """(n, 2): the first two components, made small; a little noise parts points that are the same."""
    places = components[:, :2].astype(np.float64)
    deviation = places[:, 0].std() or 1.0
    noise = np.random.default_rng(seed).normal(0, 0.01 * _SPREAD, places.shape)
    return np.asarray(places / deviation * _SPREAD + noise)


def _nearest(
    points: FloatArray, count: int, tell: Callable[[Layout], None]
) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.float64]]:
    """Which others are nearest to each point, (n, count), and how far they are, exactly; nearest first."""
    numbers, distances = np.empty((len(points), count), np.int64), np.empty((len(points), count))
    places, points64 = _fixed(points[:, :2]), points.astype(np.float64)
    squares = np.square(points64).sum(axis=1)
    step = max(1, _PRODUCTS // len(points))
    for start in range(0, len(points), step):
        rows = np.arange(start, min(start + step, len(points)))
        square = squares[rows, None] + squares[None] - 2 * (points64[rows] @ points64.T)
        square[np.arange(len(rows)), rows] = np.inf
        some = np.argpartition(square, count - 1, axis=1)[:, :count]
        found = np.take_along_axis(square, some, axis=1)
        order = np.argsort(found, axis=1, kind="stable")
        numbers[rows] = np.take_along_axis(some, order, axis=1)
        distances[rows] = np.sqrt(np.maximum(np.take_along_axis(found, order, axis=1), 0))
        tell(Layout(places, 0))
    return numbers, distances
