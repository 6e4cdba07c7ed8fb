"""How much memory a training will take, known before anything is allocated."""

import math
from collections.abc import Iterator
from dataclasses import dataclass, replace

from cnnstudio.core.analysis import Analysis
from cnnstudio.core.errors import StudioError
from cnnstudio.core.language import local, tr
from cnnstudio.core.network import Block, Layer, Node
from cnnstudio.core.pictures.finding import Offer
from cnnstudio.core.training.plan import Plan
from cnnstudio.core.transferring.features import MOST_BYTES, bytes_of, cut_of

MAX_SHARE = 0.8
"""A training that needs a larger share of the available memory is refused."""

STREAMED = 6
"""Batches of a file in memory at once: two that are read, two that wait, and the one in use, twice."""

_BUILT = 3.4
"""Peak of building, in multiples of the weights' own bytes; measured 3.1 to 3.4."""

_ALWAYS = 40_000_000
"""What any fit takes beside, for TensorFlow's functions and threads; measured with small networks."""

_FIT = 5.5
"""Peak of a training in multiples of the weights' bytes, where the optimiser keeps no number for a weight; writing
them at the end of an epoch adds nothing."""

_SLOT = 1.7
"""… and more for each number that it keeps: measured 5.1, 8.3 and 8.4 for none, one and two."""

_HELD = 1.55
"""Peak of a step in multiples of a batch of those outputs that are kept for the way back; measured 1.3 to 1.8."""

_PASSED = 2.5
"""… and of the largest output of frozen layers, none of which is kept."""

_ACTIVATIONS = 1.5
"""Peak of a look in multiples of a batch of all layers' outputs; measured 1.1 to 1.5 over eight networks."""

_DATA = 3
"""Copies of the pictures, float32 or as they are: ours, the parts it is put together of, and that of ``tf.data``."""

_SCALED = 2
"""Float32 batches at the peak of the front's cast and scaling."""

_AUGMENTED = 4
"""… and of its augmentation, however many layers: each lets go of what it was given."""

_FEATURES = 2
"""Copies of features that are in memory: the parts they are put together of, and the whole."""

MOST_FEATURES = 1_000_000_000
"""Bytes of features in memory with their copies; where they would be more they are read from the disk."""

_LEAST_PICTURES = 100
"""Fewer are not offered: nothing is learned from them."""

_SCORED_AT_ONCE = 256
_SCORED_BYTES = 500_000_000


@dataclass(frozen=True)
class Feeding:
    """How pictures come to the network: from a file or not, changed at random or not.

    Attributes:
        anew: Whether they go through all of it in every epoch, though the features of its first part could be kept.
    """

    streamed: bool = False
    augmented: bool = False
    anew: bool = False

    @property
    def as_they_are(self) -> bool:
        """Whether they come as bytes, to a front that makes float32 of each batch."""
        return self.streamed or self.augmented


PREPARED = Feeding()


@dataclass(frozen=True)
class Need:
    """Estimated bytes on top of what the process has already."""

    weights: int
    outputs: int
    data: int
    always: int = 0

    @property
    def total(self) -> int:
        return self.weights + self.outputs + self.data + self.always

    @property
    def largest(self) -> str:
        """Which part is the largest, by its name."""
        return max(("weights", "outputs", "data"), key=lambda name: int(getattr(self, name)))

    def fits(self, free: int) -> bool:
        """Whether it is no more than a safe share of the ``free`` bytes."""
        return self.total <= MAX_SHARE * free


def to_train(analysis: Analysis, plan: Plan, pictures: int, feeding: Feeding = PREPARED) -> Need:
    """What a fit needs at its peak, for that many training and validation pictures together."""
    held = sum(each.size for row in analysis.rows for each in row.params.arrays if each.held)
    learned = analysis.totals.parameters - held
    weights = (_FIT + _SLOT * plan.optimizer_settings.slots) * learned + _BUILT * held
    numbers = math.prod(analysis.network.input_shape)
    batch = min(plan.batch_size, pictures)
    cut, frozen = cut_of(analysis.network, augmented=feeding.augmented), _frozen(analysis)
    size = 0 if cut is None else bytes_of(analysis, cut, pictures)
    if cut is not None and size <= MOST_BYTES and not feeding.anew:
        passed = _PASSED * _passed(analysis, frozen) * batch_to_look(analysis)
        outputs = _HELD * _kept(analysis, frozen) * batch + passed
        data = (0 if feeding.streamed else numbers * pictures) + features_in_memory(size)
        return Need(round(4 * weights), round(outputs), data, _ALWAYS)
    outputs = _HELD * _kept(analysis) * batch
    if frozen:
        outputs = min(outputs, (_HELD * _kept(analysis, frozen) + _PASSED * _passed(analysis, frozen)) * batch)
    if not feeding.as_they_are:
        data = _DATA * 4 * numbers * pictures
    else:
        outputs += 4 * numbers * batch * (_SCALED + (_AUGMENTED if feeding.augmented else 0))
        data = numbers * (STREAMED * batch if feeding.streamed else _DATA * pictures)
    return Need(round(4 * weights), round(outputs), data, _ALWAYS)


def outputs_kept(analysis: Analysis, batch_size: int) -> int:
    """Bytes of what layers give out for a batch, as far as it stays until the weights are updated.

    Of frozen layers in front none does: the way back ends behind them, or they are not run at all.
    """
    return batch_size * sum(row.memory for row in analysis.rows[_frozen(analysis) :])


def features_in_memory(size: int) -> int:
    """Bytes that features of ``size`` bytes take in memory while a network learns from them; 0 where they are too many
    and are read from the disk, batch by batch."""
    whole = _FEATURES * size
    return whole if whole <= MOST_FEATURES else 0


def batch_to_look(analysis: Analysis) -> int:
    """How many pictures go through the network at once where nothing is learned: fewer where they are large."""
    most = _SCORED_BYTES // max(1, round(_ACTIVATIONS * _outputs(analysis)))
    return max(1, min(_SCORED_AT_ONCE, most))


def to_look(analysis: Analysis, batch: int) -> Need:
    """What building the network and sending one batch of pictures through it needs."""
    outputs = _ACTIVATIONS * _outputs(analysis) * batch
    return Need(round(_BUILT * 4 * analysis.totals.parameters), round(outputs), 0)


def refusal(need: Need, free: int) -> StudioError | None:
    """Why it cannot be done with so many ``free`` bytes, with the figures and what would help; None where it can.

    Linux gives out memory it does not have and kills the process that uses it: it must be asked before.
    """
    if need.fits(free):
        return None
    hints = {
        "weights": tr("Most of it is for the weights: use fewer units or filters, or pool before the dense layers."),
        "outputs": tr("Most of it is for the layers' outputs: use a smaller batch size."),
        "data": tr("Most of it is for the pictures: use fewer of them."),
    }
    words = tr(
        "This needs about {size} of memory, but only {free} are free.",
        size=in_words(need.total),
        free=in_words(free),
    )
    return StudioError(words, hints[need.largest])


def offers(
    analysis: Analysis, plan: Plan, pictures: int, free: int, feeding: Feeding = PREPARED, apart: int = 0
) -> tuple[Offer, ...]:
    """Changes of the plan or the data after each of which alone the training fits into ``free`` bytes, the mildest
    first; none where it takes more than one.

    Args:
        apart: How many of the ``pictures`` stay however few are learned from: those of a test part that validates.
    """

    def fits(changed: Plan, count: int = pictures) -> bool:
        return to_train(analysis, changed, count, feeding).fits(free)

    found = []
    sizes = (size for size in _halves(min(plan.batch_size, pictures)) if fits(replace(plan, batch_size=size)))
    if size := next(sizes, 0):
        found.append(Offer(tr("Set the batch size to {size:,}", size=size), "plan", "batch_size", size))
    counts = (count for count in _halves(pictures - apart) if fits(plan, count + apart))
    if (count := next(counts, 0)) >= _LEAST_PICTURES:
        found.append(Offer(tr("Use only {count:,} pictures", count=count), "data", "subset", count))
    if plan.optimizer_settings.slots and fits(replace(plan, optimizer="SGD")):
        found.append(Offer(tr("Use SGD, which keeps no numbers beside the weights"), "plan", "optimizer", "SGD"))
    return tuple(found)


def _halves(number: int) -> Iterator[int]:
    """A half of it, a quarter …, down to 1."""
    while number > 1:
        number //= 2
        yield number


def _outputs(analysis: Analysis) -> int:
    """Bytes of all layers' outputs for one picture."""
    return 4 * sum(math.prod(row.output_shape) for row in analysis.rows if row.output_shape is not None)


def _frozen(analysis: Analysis) -> int:
    """How many rows stand before the first that learns, at which the way back ends; 0 where nothing is frozen."""
    if not any(each.held for row in analysis.rows for each in row.params.arrays):
        return 0
    return next((number for number, row in enumerate(analysis.rows) if row.params.trainable), 0)


def _passed(analysis: Analysis, frozen: int) -> int:
    """Bytes of the largest output for one picture in the frozen layers at the beginning: each is let go of."""
    shapes = (row.output_shape for row in analysis.rows[:frozen])
    return 4 * max((math.prod(shape) for shape in shapes if shape is not None), default=0)


def _kept(analysis: Analysis, first: int = 0) -> int:
    """Bytes of the outputs for one picture that the way back needs, which goes no further than the row ``first``.

    An activation's gradient follows from what it gives out: what it is given can go. A sum needs nothing of what it
    adds, and a list is the same numbers as the picture that it was; so is what a pretrained block hands on.
    """
    rows = {row.path: row for row in analysis.rows}
    total, passed = 0, {row.path for row in analysis.rows[:first]}
    for path, row in rows.items():
        if path in passed:
            continue
        behind = rows.get((*path[:-1], path[-1] + 1))
        is_added = behind is None and len(path) > 1 and _adds(rows[path[:-2]].node)
        is_activated = behind is not None and _activates(behind.node)
        if row.output_shape is not None and not (
            is_added or is_activated or row.kind in ("Flatten", "Reshape", "Pretrained")
        ):
            total += 4 * math.prod(row.output_shape)
    return total


def _activates(node: Node) -> bool:
    return isinstance(node, Layer) and node.spec.family == "activation"


def _adds(node: Node) -> bool:
    return isinstance(node, Block) and node.spec.merge_name() == "add"


def in_words(size: int) -> str:
    """Bytes as rough as an estimate is: "310 MB", "4.0 GB"."""
    if size >= 100e9:
        return local(f"{size / 1e9:,.0f} GB")
    return local(f"{size / 1e9:.1f} GB" if size >= 1e9 else f"{math.ceil(size / 1e6)} MB")
