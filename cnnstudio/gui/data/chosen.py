"""Which picture of the data is chosen, what it is used for, and the small sign and the colour of each use."""

from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QIcon, QPainter, QPen, QPixmap, QPolygonF

from cnnstudio.core.language import tr, tr_in
from cnnstudio.data.dataset import PartName
from cnnstudio.data.split import Division
from cnnstudio.gui.theme import Theme


@dataclass(frozen=True)
class Chosen:
    """A picture by the part it stands in as the source has it, and its number there, from 0."""

    part: PartName
    number: int


Split = Literal["train", "validation", "test", "unused"]

SPLITS: tuple[Split, ...] = ("train", "validation", "test", "unused")
"""In the order in which they are named; the place in it is the number a split goes by in arrays."""

WORDS: dict[Split, str] = {
    "train": tr_in("part of the data", "Training"),
    "validation": tr_in("part of the data", "Validation"),
    "test": tr_in("part of the data", "Test"),
    "unused": tr("Not used"),
}
PICTURE: dict[Split | None, str] = {
    None: tr("picture"),
    "train": tr("training picture"),
    "validation": tr("validation picture"),
    "test": tr("test picture"),
    "unused": tr("unused picture"),
}
"""One picture of a split, of any for None, within a sentence."""
PICTURES: dict[Split | None, str] = {
    None: tr("pictures"),
    "train": tr("training pictures"),
    "validation": tr("validation pictures"),
    "test": tr("test pictures"),
    "unused": tr("unused pictures"),
}
_SENTENCES: dict[Split, str] = {
    "train": tr("Training picture"),
    "validation": tr("Validation picture"),
    "test": tr("Test picture"),
    "unused": tr("Picture that is not used"),
}
_COLOURS: dict[Split, str] = {
    "train": "training",
    "validation": "validation",
    "test": "normalisation",
    "unused": "muted",
}


def colour_name(split: Split) -> str:
    """The colour of the theme that stands for it."""
    return _COLOURS[split]


def sentence(split: Split, on_test: bool) -> str:
    """ "Validation picture"; of a test picture also that it serves for validation, where it does."""
    return tr("Test picture, also validation") if split == "test" and on_test else _SENTENCES[split]


def split_of(chosen: Chosen, division: Division | None) -> Split:
    """What one picture is used for; without a division the training part is trained on."""
    if chosen.part == "test":
        return "test"
    held_back: dict[Split, NDArray[np.intp]] = {}
    if division is not None:
        held_back = {"validation": division.validation, "unused": division.unused}
    for split, numbers in held_back.items():
        place = int(np.searchsorted(numbers, chosen.number))  # a division's numbers are sorted
        if place < len(numbers) and numbers[place] == chosen.number:
            return split
    return "train"


def draw_sign(painter: QPainter, place: QRectF, split: Split, theme: Theme) -> None:
    """Training a disc, validation a diamond, test a square, not used a ring."""
    colour = theme.colour(_COLOURS[split])
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(colour)
    if split == "train":
        painter.drawEllipse(place)
    elif split == "test":
        painter.drawRect(place.adjusted(0.5, 0.5, -0.5, -0.5))
    elif split == "validation":
        middle = place.center()
        corners = (middle.x(), place.top()), (place.right(), middle.y()), (middle.x(), place.bottom())
        painter.drawPolygon(QPolygonF([*(QPointF(*corner) for corner in corners), QPointF(place.left(), middle.y())]))
    else:
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setPen(QPen(colour, 1.5))
        painter.drawEllipse(place.adjusted(1, 1, -1, -1))


def sign_pixmap(split: Split, theme: Theme, side: int, ratio: float) -> QPixmap:
    """The sign on nothing, ``side`` pixels of the window wide."""
    pixmap = QPixmap(round(side * ratio), round(side * ratio))
    pixmap.setDevicePixelRatio(ratio)
    pixmap.fill(Qt.GlobalColor.transparent)
    painter = QPainter(pixmap)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    draw_sign(painter, QRectF(0.5, 0.5, side - 1, side - 1), split, theme)
    painter.end()
    return pixmap


def sign_icon(split: Split, theme: Theme) -> QIcon:
    """The sign for a list; made anew when the theme changes."""
    made = QIcon()
    for ratio in (1, 2):
        pixmap = sign_pixmap(split, theme, 10, ratio)
        made.addPixmap(pixmap)
        made.addPixmap(pixmap, QIcon.Mode.Selected)
    return made
