"""What a method found, as images: alone, or to be laid over the picture."""

from dataclasses import dataclass
from typing import Literal

import numpy as np
import numpy.typing as npt
from PySide6.QtGui import QColor, QImage, QPainter

from cnnstudio.core.language import tr, tr_in
from cnnstudio.gui.widgets.rasters import coloured

Manner = Literal["overlay", "heat", "picture"]

MANNERS: dict[Manner, str] = {
    "overlay": tr("Over the picture"),
    "heat": tr_in("colours", "Alone"),
    "picture": tr("The picture alone"),
}
"""How heat is shown, and what the person reads for it."""

SIGNED = "diverging"
"""The colours of what speaks for and against: zero is in their middle, whatever colours are chosen."""


@dataclass(frozen=True)
class Dress:
    """How heat is shown.

    Attributes:
        strength: 0 to 1, how much it covers of the picture where it is greatest.
        colours: The name of the colour map of heat that is never below zero.
    """

    manner: Manner = "overlay"
    strength: float = 0.8
    colours: str = "viridis"

    def colours_of(self, signed: bool) -> str:
        """The name of the colour map that is used."""
        return SIGNED if signed else self.colours


def heat_image(heat: npt.NDArray[np.float32], signed: bool, colours: str) -> QImage:
    """Heat (height, width), −1 to 1 where ``signed`` and else 0 to 1, in colours."""
    values = (heat + 1) / 2 if signed else heat
    return coloured(values, SIGNED if signed else colours, QColor("grey"))


def glow(heat: npt.NDArray[np.float32], signed: bool, colours: str) -> QImage:
    """The same to be laid over the picture: the less there is, the more of the picture is seen; zero is nothing."""
    image = heat_image(heat, signed, colours).convertToFormat(QImage.Format.Format_ARGB32)
    pixels = np.frombuffer(image.bits(), np.uint32).reshape(heat.shape)
    alpha = np.rint(np.clip(np.abs(heat), 0, 1) * 255).astype(np.uint32)
    pixels &= np.uint32(0x00FFFFFF)
    pixels |= alpha << np.uint32(24)
    return image


def dressed(picture: QImage, over: QImage, alone: QImage, dress: Dress) -> QImage:
    """What is seen, one pixel a number; ``over`` is the ``glow`` and ``alone`` the ``heat_image``."""
    if dress.manner == "picture" or over.isNull():
        return picture
    if dress.manner == "heat":
        return alone
    found = QImage(picture)
    painter = QPainter(found)
    painter.setOpacity(dress.strength)
    painter.drawImage(0, 0, over)
    painter.end()
    return found
