"""Divides a data set into what a network trains on, what it is watched on and what it is tested on."""

from dataclasses import dataclass
from typing import Literal

import numpy as np

from cnnstudio.core.errors import StudioError
from cnnstudio.data.dataset import DataSet, Labels, Pictures, read_only

Validation = Literal["share", "test"]


@dataclass(frozen=True, eq=False)
class Parts:
    """The three parts of a data set, arrays as in DataSet and read-only."""

    x_train: Pictures
    y_train: Labels
    x_validation: Pictures
    y_validation: Labels
    x_test: Pictures
    y_test: Labels


def split(data: DataSet, *, subset: int, validation: Validation, share: float, seed: int) -> Parts:
    """The parts for one run; the same arguments give the same pictures on every machine.

    ``subset`` training pictures are drawn (0: all of them), and ``share`` (0..1) of those is kept for
    validation; with ``validation="test"`` the test part serves instead and ``share`` is not used.
    Smaller subsets of one seed lie within larger ones. Raises StudioError when a part would be empty.
    """
    have = len(data.x_train)
    if not 0 <= subset <= have:
        raise StudioError(
            f"{data.title} has {have:,} training pictures; {subset:,} were asked for.",
            f"Choose a number from 1 to {have:,}, or 0 for all.",
        )
    used = subset or have
    kept = _validation_count(used, share) if validation == "share" else 0
    order = np.random.default_rng(seed).permutation(have)[:used]
    # Sorted, the pictures stand as the data set has them; shuffling is the training's business.
    held, train = np.sort(order[:kept]), np.sort(order[kept:])
    whole = len(train) == have
    x_train, y_train = (data.x_train, data.y_train) if whole else (data.x_train[train], data.y_train[train])
    x_held, y_held = (data.x_train[held], data.y_train[held]) if kept else (data.x_test, data.y_test)
    return Parts(
        x_train=read_only(x_train),
        y_train=read_only(y_train),
        x_validation=read_only(x_held),
        y_validation=read_only(y_held),
        x_test=data.x_test,
        y_test=data.y_test,
    )


def _validation_count(used: int, share: float) -> int:
    """How many of the used pictures are kept for validation: at least one, and not all."""
    if not 0 < share < 1:
        raise StudioError(
            f"A validation share of {share:g} leaves no picture to {'train on' if share >= 1 else 'validate with'}.",
            "Choose a share between 0 and 1, as 0.2, or validate on the test part.",
        )
    kept = round(used * share)
    if kept in {0, used}:
        raise StudioError(
            f"A validation share of {share:g} of {used:,} pictures leaves none to "
            f"{'train on' if kept else 'validate with'}.",
            "Use more pictures, or another share, or validate on the test part.",
        )
    return kept
