"""The drawing on the Draw page, for other pages that look at it."""

import numpy as np
import numpy.typing as npt
from PySide6.QtCore import QObject, Signal

from cnnstudio.core.geometry import Geometry
from cnnstudio.core.ink import MNISTS_WAY, Steps
from cnnstudio.core.sheet import Made, Sheet, sheet_to_input
from cnnstudio.gui.arrivals import as_input
from cnnstudio.gui.document import Document

Picture = npt.NDArray[np.uint8]
Shape = tuple[int, int, int]


class Drawing(QObject):
    """A sheet of paper, and how it becomes a network's input."""

    changed = Signal()
    """Also while a stroke is being drawn."""

    def __init__(self, document: Document) -> None:
        super().__init__(document)
        self._sheet: Sheet | None = None
        self._steps, self._mode = MNISTS_WAY, Geometry().mode
        self._made: dict[Shape, Made | None] = {}
        self._ground: tuple[Picture, Shape, str, Picture] | None = None

    @classmethod
    def of(cls, document: Document) -> "Drawing":
        """The one of the document, made where there is none."""
        return document.findChild(cls) or cls(document)

    @property
    def steps(self) -> Steps:
        """What is done to the ink."""
        return self._steps

    def put(self, sheet: Sheet, steps: Steps, mode: str = "stretch") -> None:
        """Takes another sheet, and what is done to it.

        Args:
            mode: How a picture under the ink gets its size where it has other proportions, as in a Geometry.
        """
        if sheet is not self._sheet or steps != self._steps or mode != self._mode:
            self._sheet, self._steps, self._mode = sheet, steps, mode
            self._made.clear()
            self.changed.emit()

    def made(self, shape: Shape) -> Made | None:
        """What a network that takes pictures of ``shape`` sees; None while there is nothing to see."""
        if shape not in self._made:
            sheet = self._sheet
            if sheet is None or sheet.is_empty:
                return None
            self._made[shape] = sheet_to_input(sheet, shape, self._steps, self.ground(shape))
        return self._made[shape]

    def picture(self, shape: Shape) -> Picture | None:
        """The drawing as an input of ``shape``; None while there is no ink."""
        made = self.made(shape)
        return None if made is None else made.array

    def ground(self, shape: Shape) -> Picture | None:
        """The picture under the ink as an input of ``shape``; None where there is none, or no picture can be that."""
        ground = None if self._sheet is None else self._sheet.ground
        if ground is None or shape[2] not in (1, 3):
            return None
        known = self._ground
        if known is None or known[0] is not ground or known[1:3] != (shape, self._mode):
            known = self._ground = (ground, shape, self._mode, as_input(ground, shape, Geometry(mode=self._mode)))
        return known[3]
