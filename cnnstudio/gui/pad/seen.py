"""What the network sees: the very numbers it is given, enlarged, and how they are made from the drawing."""

import numpy as np
import numpy.typing as npt
from PySide6.QtCore import Signal
from PySide6.QtWidgets import QCheckBox, QHBoxLayout, QVBoxLayout, QWidget

from cnnstudio.core.arithmetic import shape_in_words
from cnnstudio.core.ink import Steps
from cnnstudio.gui.widgets.card import Card, MutedLabel
from cnnstudio.gui.widgets.pixel_view import PixelView

_LEAST_SIDE, _STEP = 86, 28
"""Pixels of the screen with a frame around them: three for each of MNIST's 28, and one more of each a step."""


class Seen(Card):
    """The drawing as the network's input, with the two steps of it that can be left out."""

    changed = Signal()
    """A step was switched on or off."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("What the network sees", parent)
        self._view = PixelView("draw.seen", "What the network sees", _LEAST_SIDE)
        self._shape = MutedLabel(wordWrap=True)
        self._shape.setObjectName("draw.seen.shape")
        self._crop = QCheckBox("Crop and &scale", objectName="draw.crop", checked=True)
        self._crop.setToolTip("Cuts away the empty margin and fits the drawing into a box, as MNIST’s makers did.")
        self._centre = QCheckBox("Centre by &mass", objectName="draw.centre", checked=True)
        self._centre.setToolTip("Brings the centre of mass of the ink to the middle, as MNIST’s makers did.")
        words = QVBoxLayout()
        words.setSpacing(8)
        words.addWidget(self._shape)
        for box in (self._crop, self._centre):
            words.addWidget(box)
            box.toggled.connect(self.changed)
        words.addStretch(1)
        beside = QHBoxLayout()
        beside.setSpacing(16)
        beside.addWidget(self._view)
        beside.addLayout(words, 1)
        self.body.addLayout(beside)

    @property
    def array(self) -> npt.NDArray[np.uint8] | None:
        """What is shown: uint8 (height, width, channels); None while there is no ink."""
        return self._view.array

    @property
    def steps(self) -> Steps:
        """Which of the steps are done."""
        whole = self._crop.isChecked()
        return Steps(crop=whole, scale=whole, centre=self._centre.isChecked())

    def show_array(self, array: npt.NDArray[np.uint8] | None) -> None:
        """Shows what is made of the drawing, uint8 (height, width, channels); None while there is no ink."""
        self._view.show_array(array)

    def fit(self, height: int) -> None:
        """Makes the picture as large as a page of this height, in pixels, leaves room for beside the answer."""
        more = max(height // 4 - _LEAST_SIDE - _STEP // 2, 0)
        side = _LEAST_SIDE + more // _STEP * _STEP
        self._view.prefer(side)

    def describe(self, shape: tuple[int, int, int], preparation: str) -> None:
        """Says how large the picture is and what is done to its numbers before the first layer."""
        self._view.set_size(shape[0], shape[1])
        self._shape.setText(f"{shape_in_words(shape)} · {preparation}")
