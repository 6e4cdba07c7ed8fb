"""Pixels, labels and sizes of one picture in words, and its values as a table."""

import numpy as np

from cnnstudio.core.language import tr
from cnnstudio.core.pictures.geometry import Geometry
from cnnstudio.core.spec import Shape
from cnnstudio.data.dataset import Picture
from cnnstudio.gui.words import channels, size

CHANNELS = (tr("red"), tr("green"), tr("blue"))

_WRITTEN_OUT = 20
"""So many classes at most have their one-hot vector written out."""


def pixel_words(picture: Picture, row: int, column: int) -> str:
    """ "Row 12, column 5: 253", or "…: red 10, green 20, blue 30"; rows and columns from 0."""
    values = picture[row, column].tolist()
    words = ", ".join(f"{name} {value}" for name, value in zip(_names(picture), values, strict=True)).strip()
    return tr("Row {row}, column {column}: {words}", row=row, column=column, words=words)


def picture_words(picture: Picture) -> str:
    """The least, the greatest and the mean value."""
    return tr("Values {min} to {max}, mean {mean:.1f}", min=picture.min(), max=picture.max(), mean=picture.mean())


def made_words(geometry: Geometry, shape: Shape) -> str:
    """What was done to pictures that are now of this shape, "inverted, grey, 32 × 32"; empty where nothing was."""
    words = (
        tr("inverted") if geometry.invert else "",
        "" if geometry.colour == "keep" else channels(shape[2]),
        "" if geometry.side is None else size(shape),
    )
    return ", ".join(filter(None, words))


def values_table(picture: Picture, channel: int | None = None) -> str:
    """The values, tab separated, a line a row; of several channels a table each, one below the other."""
    if channel is None and picture.shape[2] > 1:
        tables = (f"{name}\n{values_table(picture, number)}" for number, name in enumerate(_names(picture)))
        return "\n\n".join(tables)
    return "\n".join("\t".join(map(str, row)) for row in picture[..., channel or 0].tolist())


def one_hot_words(label: int, labels: tuple[str, ...]) -> str:
    """ "red → [1, 0]"; of many classes only where the 1 stands and how many numbers there are."""
    count = len(labels)
    if count <= _WRITTEN_OUT:
        return f"{labels[label]} → [{', '.join(str(int(each == label)) for each in range(count))}]"
    zeros = np.array([label > 0, label < count - 1])
    parts = (["0, …, 0"] if zeros[0] else []) + ["1"] + (["0, …, 0"] if zeros[1] else [])
    return tr(
        "{label} → [{vector}]: {count:,} numbers, all 0 but the one at place {place}",
        label=labels[label],
        vector=", ".join(parts),
        count=count,
        place=label,
    )


def _names(picture: Picture) -> tuple[str, ...]:
    channels = picture.shape[2]
    if channels == 1:
        return ("",)
    return CHANNELS if channels == 3 else tuple(tr("channel {number}", number=number) for number in range(channels))
