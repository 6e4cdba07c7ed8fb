"""How much a training costs: seconds on a machine on which many were measured, so that those of others follow.

The figures below were fitted to 23 trainings of eleven kinds of network, in batches of 16 to 128, on two cores: of
each the time of an epoch is met within a factor of 1.8, of two thirds of them within 1.23.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from cnnstudio.core.analysis import Analysis, Row
from cnnstudio.core.project import Project
from cnnstudio.core.transferring.features import FeatureCut, cut_of

_PASSES = 3
"""A picture that is learned from costs as much as so many that are sent through: forward, and back twice."""

_MULTIPLY_ADD = 6.0e-12
_OUTPUT = 4.9e-10
"""For each number that a layer gives out: it is written, activated and read."""

_STEP, _STEP_OF_LAYER, _UPDATE = 3.8e-3, 2.0e-4, 5.7e-11
"""For each batch; for each layer in it; for each weight that is changed by it."""

_EPOCH, _KEPT = 0.13, 3.2e-9
"""For each epoch, and for each weight that is kept at its end."""

_BEGINNING, _LAYER = 0.4, 0.05
"""For each run, and for each layer that TensorFlow's functions are made of."""


@dataclass(frozen=True)
class Effort:
    """Seconds on the machine that was measured.

    Attributes:
        training: Of all epochs, the beginning in them.
        beside: Of reading the data and of scoring at the end.
    """

    training: float = 0.0
    beside: float = 0.0

    @property
    def total(self) -> float:
        return self.training + self.beside


def effort(project: Project, analysis: Analysis, pictures: tuple[int, int, int], epochs: int) -> Effort:
    """Of a run of so many epochs.

    Args:
        pictures: How many are learned from, how many validate, and how many test.
    """
    train, validation, test = pictures
    cut = cut_of(project.network, augmented=bool(project.preprocessing.augmentation))
    rows = [row for row in analysis.rows if not _is_kept(row, cut)]
    weights = analysis.totals.trainable
    forward = _forward(rows)
    steps = -(-train // project.plan.batch_size)
    step = _STEP + _STEP_OF_LAYER * len(rows) + _UPDATE * weights
    epoch = forward * (_PASSES * train + validation) + step * steps + _EPOCH + _KEPT * weights
    beginning = _BEGINNING + _LAYER * len(analysis.rows)
    scored = train + validation + test
    return Effort(beginning + epoch * epochs, _BEGINNING + _forward(analysis.rows) * scored)


def _forward(rows: Iterable[Row]) -> float:
    """Of one picture sent through these layers."""
    return sum(_MULTIPLY_ADD * row.multiply_adds + _OUTPUT * row.memory / 4 for row in rows)


def _is_kept(row: Row, cut: FeatureCut | None) -> bool:
    """Whether what the row gives out is computed once and kept."""
    return cut is not None and row.path[0] <= cut.index
