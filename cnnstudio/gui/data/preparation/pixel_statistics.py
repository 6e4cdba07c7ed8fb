"""What standardising pixel by pixel subtracts and divides by, as two pictures, and what the least deviation does."""

from dataclasses import dataclass

import numpy as np
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QLabel, QVBoxLayout, QWidget

from cnnstudio.core.language import tr
from cnnstudio.core.spec import FloatArray
from cnnstudio.data.dataset import Picture
from cnnstudio.gui.data.preparation.measuring import Measured
from cnnstudio.gui.data.preparation.seeing import reduced
from cnnstudio.gui.data.preparation.step_words import floor_words
from cnnstudio.gui.widgets.card import MutedLabel
from cnnstudio.gui.widgets.pixel_view import PixelView
from cnnstudio.gui.words import figure

_SIDE = 86
"""Three pixels of the screen for each of MNIST's 28, and a frame."""


@dataclass(frozen=True, eq=False)
class Maps:
    """The mean and the deviation of every pixel as pictures: black is 0, white the greatest of each."""

    mean: Picture
    deviation: Picture
    greatest_mean: float
    greatest_deviation: float


class PixelStatistics(QWidget):
    """The mean picture, the deviation picture, and words about pixels that hardly change."""

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("data.statistics")
        self._maps = QWidget()
        self._mean = _view("mean", tr("Mean of every pixel"))
        self._deviation = _view("deviation", tr("Deviation of every pixel"))
        self._scales = {name: MutedLabel(objectName=f"data.statistics.{name}.scale") for name in ("mean", "deviation")}
        self._floor = MutedLabel(wordWrap=True, objectName="data.statistics.floor")
        self._floor.setTextFormat(Qt.TextFormat.PlainText)
        grid = QGridLayout(self._maps)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(16)
        grid.setVerticalSpacing(4)
        for column, (name, title, view) in enumerate(
            (("mean", tr("Mean picture"), self._mean), ("deviation", tr("Deviation picture"), self._deviation))
        ):
            grid.addWidget(QLabel(title), 0, column)
            grid.addWidget(view, 1, column)
            grid.addWidget(self._scales[name], 2, column)
        grid.setColumnStretch(2, 1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        column.addWidget(self._maps)
        column.addWidget(self._floor)

    def show_measured(self, measured: Measured | None, maps: Maps | None) -> None:
        """Shows what was measured.

        Args:
            maps: What ``map_pictures`` made of it; None where there is none.
        """
        self._maps.setVisible(maps is not None)
        if maps is not None:
            self._mean.show_array(maps.mean)
            self._deviation.show_array(maps.deviation)
            self._scales["mean"].setText(f"0 … {figure(maps.greatest_mean)}")
            self._scales["deviation"].setText(f"0 … {figure(maps.greatest_deviation)}")
        words = floor_words(measured) if measured is not None else ""
        self._floor.setText(words)
        self._floor.setVisible(bool(words))


def map_pictures(measured: Measured) -> Maps | None:
    """The mean and the deviation of every pixel as pictures; None for other methods."""
    if measured.method != "standardise_pixel":
        return None
    mean, spread = measured.maps
    highest = float(mean.max()), float(spread.max())
    return Maps(_picture(mean, highest[0] or 1), _picture(spread, highest[1] or 1), *highest)


def _picture(values: FloatArray, white: float) -> Picture:
    return reduced(np.clip(np.rint(values * (255 / white)), 0, 255).astype(np.uint8))


def _view(name: str, label: str) -> PixelView:
    view = PixelView(f"data.statistics.{name}", label, _SIDE)
    view.setFixedSize(_SIDE, _SIDE)
    view.fill()
    return view
