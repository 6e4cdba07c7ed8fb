"""The drawing on the Draw page, for other pages that look at it."""

import numpy as np
import numpy.typing as npt
from PySide6.QtCore import QObject, Signal

from cnnstudio.core.ink import MNISTS_WAY, Steps, ink_to_input
from cnnstudio.core.spec import FloatArray
from cnnstudio.gui.document import Document


class Drawing(QObject):
    """Ink, and how it becomes a network's input."""

    changed = Signal()
    """Also while a stroke is being drawn."""

    def __init__(self, document: Document) -> None:
        super().__init__(document)
        self._ink: FloatArray | None = None
        self._steps = MNISTS_WAY

    @classmethod
    def of(cls, document: Document) -> "Drawing":
        """The one of the document, made where there is none."""
        return document.findChild(cls) or cls(document)

    def put(self, ink: FloatArray, steps: Steps) -> None:
        """Takes other ink, (rows, columns) 0 to 1, and what is done to it."""
        before = self._ink, self._steps
        self._ink, self._steps = ink, steps
        # The Draw page asks again while a run trains, though nothing is drawn: whoever looks here is left in peace.
        if before[0] is None or before[1] != steps or not np.array_equal(before[0], ink):
            self.changed.emit()

    def picture(self, shape: tuple[int, int, int]) -> npt.NDArray[np.uint8] | None:
        """The drawing as an input of ``shape``; None while there is no ink."""
        return None if self._ink is None else ink_to_input(self._ink, shape, self._steps)
