"""What a reader of arrays found in a file, before the test part is set aside and the pictures get their shape."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from cnnstudio.core.errors import StudioError
from cnnstudio.core.language import tr
from cnnstudio.core.pictures.finding import Finding
from cnnstudio.core.words import quoted
from cnnstudio.data.dataset import MOST_CLASSES, DataSet, Labels
from cnnstudio.data.split import set_aside


@dataclass(frozen=True, eq=False)
class Part:
    """Pictures uint8 (n, height, width, channels) and their labels int64 (n,)."""

    x: NDArray[np.uint8]
    y: Labels


@dataclass(frozen=True, eq=False)
class Found:
    """The parts of a file.

    Attributes:
        test: None where the file has no test part of its own.
        labels: What the classes are called; empty where they only have numbers.
    """

    train: Part
    test: Part | None = None
    labels: tuple[str, ...] = ()
    findings: tuple[Finding, ...] = ()


def data_set(found: Found, name: str, title: str, labels: tuple[str, ...], test_share: float, seed: int) -> DataSet:
    """The data set of what was found; where no test part was, one is set aside, empty where no class has two pictures.

    Args:
        labels: What the classes are called where the file only numbers them; numbers where there are more classes.

    Raises StudioError in words.
    """
    train, test = found.train, found.test
    own_test = test is not None
    names = found.labels or _names(labels, title, *(part.y for part in (train, test) if part is not None))
    if test is None:
        # By the content, so that pictures may also come or go in the middle of an array.
        kept, held = set_aside(train.y, (each.tobytes() for each in train.x), test_share, seed)
        test, train = Part(train.x[held], train.y[held]), Part(train.x[kept], train.y[kept])
    return DataSet(name, title, names, train.x, train.y, test.x, test.y, own_test, found.findings)


def _names(known: tuple[str, ...], title: str, *parts: Labels) -> tuple[str, ...]:
    lowest = min((int(labels.min()) for labels in parts if labels.size), default=0)
    highest = max((int(labels.max()) for labels in parts if labels.size), default=0)
    if lowest < 0:
        raise StudioError(
            tr("The labels in {title} run down to {lowest:,}.", title=quoted(title), lowest=lowest),
            tr("Number the classes 0, 1, 2, … without gaps."),
        )
    if highest >= MOST_CLASSES:
        raise StudioError(
            tr(
                "The labels in {title} run up to {highest:,}; the most classes CNN Studio takes is {most_classes:,}.",
                title=quoted(title),
                highest=highest,
                most_classes=MOST_CLASSES,
            ),
            tr("Number the classes 0, 1, 2, … without gaps."),
        )
    return known if highest < len(known) else tuple(str(label) for label in range(highest + 1))
