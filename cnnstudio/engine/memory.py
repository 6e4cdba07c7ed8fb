"""How much memory a training will take, known before anything is allocated."""

import math
from dataclasses import dataclass

import psutil

from cnnstudio.core.analysis import Analysis
from cnnstudio.core.errors import StudioError
from cnnstudio.core.plan import Plan
from cnnstudio.engine import feed

MAX_SHARE = 0.8
"""A training that needs a larger share of the available memory is refused."""

_BUILT = 3.4
"""Peak of building, in multiples of the weights' own bytes; measured 3.1 to 3.4."""

_PER_OPTIMIZER = {"SGD": 3.4, "RMSprop": 5.0, "Adagrad": 5.0}
"""Peak of a fit in multiples of the weights' bytes, by how many numbers the optimiser keeps for each weight.

Measured: SGD 3.2 to 3.3 (none), Adam 6.4 to 6.5 (two); one is taken between them. Two for all not named here.
"""
_TWO_SLOTS = 6.6

_STORING = 2.0
"""A copy of the weights to be written at the end of an epoch, and the bytes that are written."""

_ACTIVATIONS = 1.5
"""Peak of a step in multiples of a batch of all layers' outputs; measured 1.1 to 1.5 over eight networks."""

_DATA = 3
"""Copies of the pictures, float32 or as they are: our own, and the two that ``fit`` makes."""

_STREAMED = feed.AT_ONCE + feed.AHEAD + 2
"""Batches of a file in memory at once: those being read, those that wait, and the one in use, twice."""

_SCALED = 2
"""Float32 batches at the peak of the front's cast and scaling."""

_AUGMENTED = 4
"""… and of its augmentation, however many layers: each lets go of what it was given."""

_SCORED_AT_ONCE = 256
_SCORED_BYTES = 500_000_000


@dataclass(frozen=True)
class Feeding:
    """How pictures come to the network: from a file or not, changed at random or not."""

    streamed: bool = False
    augmented: bool = False

    @property
    def as_they_are(self) -> bool:
        """Whether they come as bytes, to a front that makes float32 of each batch."""
        return self.streamed or self.augmented


_PREPARED = Feeding()


@dataclass(frozen=True)
class Need:
    """Estimated bytes on top of what the process has already."""

    weights: int
    outputs: int
    data: int

    @property
    def total(self) -> int:
        return self.weights + self.outputs + self.data


def to_train(analysis: Analysis, plan: Plan, pictures: int, feeding: Feeding = _PREPARED) -> Need:
    """What a fit needs at its peak, for that many training and validation pictures together."""
    factor = _PER_OPTIMIZER.get(plan.optimizer, _TWO_SLOTS) + _STORING
    numbers = math.prod(analysis.network.input_shape)
    batch = min(plan.batch_size, pictures)
    outputs = _ACTIVATIONS * _outputs(analysis) * batch
    if not feeding.as_they_are:
        data = _DATA * 4 * numbers * pictures
    else:
        outputs += 4 * numbers * batch * (_SCALED + (_AUGMENTED if feeding.augmented else 0))
        data = numbers * (_STREAMED * batch if feeding.streamed else _DATA * pictures)
    return Need(round(factor * 4 * analysis.totals.parameters), round(outputs), data)


def batch_to_look(analysis: Analysis) -> int:
    """How many pictures go through the network at once where nothing is learned: fewer where they are large."""
    most = _SCORED_BYTES // max(1, round(_ACTIVATIONS * _outputs(analysis)))
    return max(1, min(_SCORED_AT_ONCE, most))


def to_look(analysis: Analysis, batch: int) -> Need:
    """What building the network and sending one batch of pictures through it needs."""
    outputs = _ACTIVATIONS * _outputs(analysis) * batch
    return Need(round(_BUILT * 4 * analysis.totals.parameters), round(outputs), 0)


def require(need: Need, available: int | None = None) -> None:
    """Raises StudioError, with the figures, when the need is more than a safe share of the available memory.

    Linux gives out memory it does not have and kills the process that uses it: it must be asked before.

    Args:
        available: Bytes; None asks the operating system.
    """
    free = psutil.virtual_memory().available if available is None else available
    if need.total <= MAX_SHARE * free:
        return
    largest = max(("weights", need.weights), ("batch", need.outputs), ("data", need.data), key=lambda part: part[1])
    hints = {
        "weights": "Most of it is for the weights: use fewer units or filters, or pool before the dense layers.",
        "batch": "Most of it is for the layers' outputs: use a smaller batch size.",
        "data": "Most of it is for the pictures: use fewer of them.",
    }
    raise StudioError(
        f"This needs about {_in_words(need.total)} of memory, but only {_in_words(free)} are free.",
        hints[largest[0]],
    )


def _outputs(analysis: Analysis) -> int:
    """Bytes of all layers' outputs for one picture."""
    return 4 * sum(math.prod(row.output_shape) for row in analysis.rows if row.output_shape is not None)


def _in_words(size: int) -> str:
    if size >= 100e9:
        return f"{size / 1e9:,.0f} GB"
    return f"{size / 1e9:.1f} GB" if size >= 1e9 else f"{math.ceil(size / 1e6)} MB"
