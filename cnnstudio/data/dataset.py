"""A data set: labelled pictures in a training and a test part, checked once and then unchanging."""

from dataclasses import dataclass
from typing import Any, Literal, Protocol, TypeVar

import numpy as np
from numpy.typing import NDArray

from cnnstudio.core.errors import StudioError
from cnnstudio.core.language import tr, tr_count, tr_in
from cnnstudio.core.pictures.finding import Finding
from cnnstudio.data.stored import StoredPictures

Picture = NDArray[np.uint8]
"""(height, width, channels), 0 to 255."""

Pictures = NDArray[np.uint8] | StoredPictures
"""(n, height, width, channels), in memory or in a file; both have a shape and a length and are indexed alike."""

PartName = Literal["train", "test"]
Labels = NDArray[np.int64]

MOST_CLASSES = 1000
"""The most classes a data set may have."""

UNKNOWN = ""
"""The name of the class of pictures without a label, where these are wanted, too; the last of the classes."""

_Number = TypeVar("_Number", bound=np.generic)


class Originals(Protocol):
    """The pictures as they were before they were brought to one shape."""

    def read(self, part: PartName, number: int) -> Picture:
        """The picture of that number in its part, of any size; slow where it is a file. Raises StudioError."""
        ...

    def name(self, part: PartName, number: int) -> str:
        """The file it came from, inside its folder or archive: "cats/7.png"; empty where there is none."""
        ...


@dataclass(frozen=True, eq=False)
class DataSet:
    """Pictures uint8 (n, height, width, channels) in 0..255 and labels int64 (n,), all arrays read-only.

    ``labels`` are the names of the classes: label ``k`` in ``y_train`` is called ``labels[k]``.
    Raises StudioError, in words, when the arrays do not fit together.

    Attributes:
        own_test: Whether the test part is the source's own; otherwise it is a share set aside of its pictures. That
            share may be empty where there are too few pictures: then they can be scored but not trained on.
        findings: What was noticed while the data were read: files left out, sizes that differ, inverted digits.
        originals: The pictures as the source has them; None where they are what stands here.
        sizes: The sizes of the original pictures in words where they differ, "28 × 30 to 558 × 420".
    """

    name: str
    title: str
    labels: tuple[str, ...]
    x_train: Pictures
    y_train: Labels
    x_test: Pictures
    y_test: Labels
    own_test: bool = True
    findings: tuple[Finding, ...] = ()
    originals: Originals | None = None
    sizes: str = ""

    def __post_init__(self) -> None:
        for part, pictures, labels in (
            (tr_in("part of the data", "training"), self.x_train, self.y_train),
            (tr_in("part of the data", "test"), self.x_test, self.y_test),
        ):
            _check_pictures(part, pictures, may_be_empty=pictures is self.x_test and not self.own_test)
            _check_labels(part, labels, len(pictures), len(self.labels))
        if self.x_train.shape[1:] != self.x_test.shape[1:]:
            raise StudioError(
                tr(
                    "Training pictures are {size}, test pictures {test_size}.",
                    size=_size(self.x_train),
                    test_size=_size(self.x_test),
                ),
                tr("Both parts must have pictures of one size and the same number of channels."),
            )
        for field in ("x_train", "y_train", "x_test", "y_test"):
            object.__setattr__(self, field, _unchanging(getattr(self, field)))

    @property
    def input_shape(self) -> tuple[int, int, int]:
        """Height, width and channels of every picture."""
        _, height, width, channels = self.x_train.shape
        return height, width, channels

    @property
    def classes(self) -> int:
        """How many classes there are, pictures or not."""
        return len(self.labels)


def take(pictures: Pictures, numbers: NDArray[np.intp]) -> Pictures:
    """Some of the pictures: a read-only copy, or of pictures in a file those very ones, still there."""
    return pictures.select(numbers) if isinstance(pictures, StoredPictures) else read_only(pictures[numbers])


def everything(data: DataSet) -> tuple[Pictures, Labels]:
    """All pictures with their labels, the training part first: for data that no network at hand has learned from."""
    y = read_only(np.concatenate([data.y_train, data.y_test]))
    if isinstance(data.x_train, StoredPictures) and isinstance(data.x_test, StoredPictures):
        return data.x_train.joined(data.x_test), y
    return read_only(np.concatenate([data.x_train[:], data.x_test[:]])), y


def _unchanging(array: Any) -> Any:
    return array if isinstance(array, StoredPictures) else read_only(array)


def read_only(array: NDArray[_Number]) -> NDArray[_Number]:
    """The same numbers as a view that refuses to be written to."""
    view = array.view()
    view.flags.writeable = False
    return view


def counts_of(labels: Labels, classes: int) -> tuple[int, ...]:
    """How many labels each class has."""
    return tuple(np.bincount(labels, minlength=classes).tolist())


def _size(pictures: Pictures) -> str:
    return " × ".join(str(side) for side in pictures.shape[1:])


def _check_pictures(part: str, pictures: Pictures, may_be_empty: bool) -> None:
    if pictures.ndim != 4 or pictures.dtype != np.uint8:
        raise StudioError(
            tr(
                "The {part} pictures are an array of {dtype} with {ndim} axes.",
                part=part,
                dtype=pictures.dtype,
                ndim=pictures.ndim,
            ),
            tr("Pictures must be uint8 (whole numbers 0 to 255) with the axes picture, row, column, channel."),
        )
    if 0 in pictures.shape[may_be_empty:]:
        raise StudioError(
            tr("The {part} part has no pictures.", part=part), tr("Each part needs at least one picture.")
        )


def _check_labels(part: str, labels: Labels, pictures: int, classes: int) -> None:
    if labels.ndim != 1 or labels.dtype != np.int64:
        raise StudioError(
            tr(
                "The {part} labels are an array of {dtype} with {ndim} axes.",
                part=part,
                dtype=labels.dtype,
                ndim=labels.ndim,
            ),
            tr("Labels must be one whole number (int64) a picture."),
        )
    if len(labels) != pictures:
        raise StudioError(
            tr_count(
                "The {part} part has {pictures:,} pictures but {count:,} label.",
                "The {part} part has {pictures:,} pictures but {count:,} labels.",
                len(labels),
                part=part,
                pictures=pictures,
            ),
            tr("There must be exactly one label a picture."),
        )
    low, high = int(labels.min(initial=0)), int(labels.max(initial=0))
    if low < 0 or high >= classes:
        raise StudioError(
            tr(
                "The {part} labels run from {low} to {high}, but there are {classes} classes.",
                part=part,
                low=low,
                high=high,
                classes=classes,
            ),
            tr("Labels must lie between 0 and {classes}.", classes=classes - 1),
        )
