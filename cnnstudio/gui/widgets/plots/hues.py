"""How the curve of each run among several looks: a hue and a kind of line of its own, as its row in the table shows."""

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QIcon, QPainter, QPen, QPixmap

from cnnstudio.gui.theme import Theme
from cnnstudio.gui.widgets.plots.curves import Style
from cnnstudio.gui.widgets.plots.header import PENS

MOST = 8
"""So many runs are drawn at once; more could not be told apart."""

_COLOURS = ("training", "dense", "pooling", "normalisation", "validation", "block", "activation", "input")
_STYLES: tuple[Style, ...] = ("solid", "dashed", "dotted", "dash_dot")


@dataclass(frozen=True)
class Look:
    """A colour of the theme by its name, and a kind of line."""

    colour: str
    style: Style


_LOOKS = tuple(Look(colour, _STYLES[place % len(_STYLES)]) for place, colour in enumerate(_COLOURS))


def looks(numbers: Sequence[int], before: dict[int, Look]) -> dict[int, Look]:
    """A look for each of the first runs in ``numbers``, so that no two of them look alike.

    A run keeps the look it had ``before``, whether it was drawn last or long ago; else its number gives it one. Where
    two would look alike the later one takes one that is free.
    """
    found: dict[int, Look] = {}
    for number in numbers[:MOST]:
        wanted = before.get(number, _LOOKS[(number - 1) % len(_LOOKS)])
        taken = found.values()
        found[number] = wanted if wanted not in taken else next(look for look in _LOOKS if look not in taken)
    return found


def sample(look: Look, theme: Theme, size: QSize, ratio: float) -> QIcon:
    """A piece of the line, as legends have it; the same in a selected row, where Qt would blend it with the accent."""
    pixmap = QPixmap(size * ratio)
    pixmap.setDevicePixelRatio(ratio)
    pixmap.fill(Qt.GlobalColor.transparent)
    painter = QPainter(pixmap)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    area = QRectF(0, 0, size.width(), size.height())
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(theme.colour("card"))  # on the accent of a selected row no hue would be sure to be seen
    painter.drawRoundedRect(area, 3, 3)
    painter.setPen(QPen(theme.colour(look.colour), 2.5, PENS[look.style], Qt.PenCapStyle.FlatCap))
    middle = area.center().y()
    painter.drawLine(QPointF(3, middle), QPointF(area.right() - 3, middle))
    painter.end()
    found = QIcon()
    for mode in (QIcon.Mode.Normal, QIcon.Mode.Selected):
        found.addPixmap(pixmap, mode)
    return found
