"""How much a training costs, as a number that grows as its time does, whatever the machine."""

from cnnstudio.core.analysis import Analysis, Row
from cnnstudio.core.features import FeatureCut, cut_of
from cnnstudio.core.project import Project

_PASSES = 3
"""Multiply-adds of a step in multiples of those of a picture sent through: forward, and back to inputs and weights."""

_OUTPUT = 40.0
"""What a number that a layer gives out costs, in multiply-adds: it is written, activated, read, and all of it twice."""

_STEP = 60_000_000.0
"""What any step costs beside, in multiply-adds, for TensorFlow's functions."""

_WEIGHT = 12.0
"""What the update of a weight costs in each step, in multiply-adds."""


def effort(project: Project, analysis: Analysis, train: int, validation: int) -> float:
    """Of one epoch, in multiply-adds.

    Args:
        train, validation: How many pictures are learned from, and validate.
    """
    cut = cut_of(project.network, augmented=bool(project.preprocessing.augmentation))
    rows = [row for row in analysis.rows if not _is_kept(row, cut)]
    forward = sum(row.multiply_adds + _OUTPUT * row.memory / 4 for row in rows)
    batch = project.plan.batch_size
    steps, more = -(-train // batch), -(-validation // batch)
    whole = _PASSES * forward * train + _WEIGHT * analysis.totals.trainable * steps + _STEP * steps
    return whole + forward * validation + _STEP / _PASSES * more


def _is_kept(row: Row, cut: FeatureCut | None) -> bool:
    """Whether what the row gives out is computed once and kept."""
    return cut is not None and row.path[0] <= cut.index
