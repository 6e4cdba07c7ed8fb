"""The drawing on the Draw page, for other pages that look at it."""

from dataclasses import replace

import numpy as np
import numpy.typing as npt
from PySide6.QtCore import QObject, Signal

from cnnstudio.core.pictures.geometry import Geometry
from cnnstudio.core.pictures.ink import MNISTS_WAY, Steps
from cnnstudio.core.pictures.sheet import Made, Sheet, sheet_to_input
from cnnstudio.gui.answering.answering import Answering
from cnnstudio.gui.document import Document
from cnnstudio.gui.files.arrivals import as_input

Picture = npt.NDArray[np.uint8]
Shape = tuple[int, int, int]


class Drawing(QObject):
    """A sheet of paper, and how it becomes a network's input."""

    changed = Signal()
    """Also while a stroke is being drawn."""

    def __init__(self, document: Document) -> None:
        super().__init__(document)
        self._sheet: Sheet | None = None
        self._steps, self._geometry = MNISTS_WAY, Geometry()
        self._made: dict[tuple[Shape, Geometry], Made | None] = {}
        # A picture of a thousand pixels a side takes some 9 ms to be brought to a size: once, not at each move.
        self._grounds: dict[tuple[Shape, Geometry], Picture] = {}

    @property
    def steps(self) -> Steps:
        """What is done to the ink."""
        return self._steps

    def put(self, sheet: Sheet, steps: Steps, geometry: Geometry | None = None) -> None:
        """Takes another sheet, and what is done to it.

        Args:
            geometry: How the network that answers takes a picture under the ink; see ``geometry_for``.
        """
        geometry = geometry or self._geometry
        if sheet is not self._sheet or steps != self._steps or geometry != self._geometry:
            if self._sheet is None or sheet.ground is not self._sheet.ground:
                self._grounds.clear()
            self._sheet, self._steps, self._geometry = sheet, steps, geometry
            self._made.clear()
            self.changed.emit()

    def made(self, shape: Shape, geometry: Geometry | None = None) -> Made | None:
        """What a network that takes pictures of ``shape`` sees; None while there is nothing to see.

        Args:
            geometry: How it takes a picture under the ink; None: as the one that answers.
        """
        key = shape, geometry or self._geometry
        if key not in self._made:
            sheet = self._sheet
            if sheet is None or sheet.is_empty:
                return None
            self._made[key] = sheet_to_input(sheet, shape, self._steps, self.ground(*key))
        return self._made[key]

    def picture(self, shape: Shape) -> Picture | None:
        """The drawing as an input of ``shape``; None while there is no ink."""
        made = self.made(shape)
        return None if made is None else made.array

    def ground(self, shape: Shape, geometry: Geometry | None = None) -> Picture | None:
        """The picture under the ink as an input of ``shape``; None where there is none, or no picture can be that."""
        sheet = self._sheet
        if sheet is None or sheet.ground is None or shape[2] not in (1, 3):
            return None
        key = shape, geometry or self._geometry
        if key not in self._grounds:
            way = replace(key[1], invert=key[1].invert and not sheet.is_prepared)
            self._grounds[key] = as_input(sheet.ground, shape, way)
        return self._grounds[key]


def geometry_for(answering: Answering) -> Geometry:
    """How a network takes a picture from outside: as it takes its data, but squeezed only where they were as well."""
    geometry = answering.preprocessing.geometry
    is_squeezed = geometry.mode != "stretch" or geometry.side is not None
    return Geometry(mode=geometry.mode if is_squeezed else "crop", invert=geometry.invert)
