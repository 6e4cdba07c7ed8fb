"""The line below a tiled picture: what is read in it, its colours, and the way back from one tile alone."""

from PySide6.QtCore import Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QWidget

from cnnstudio.gui.icons import icon
from cnnstudio.gui.widgets.colour_legend import ColourLegend
from cnnstudio.gui.widgets.fitting_label import FittingLabel

_WIDE = 480
"""In a narrower place the colour scale is shorter, so that the line beside it can be read."""


class GridFoot(QWidget):
    """As high with the button as without it."""

    back = Signal()

    def __init__(self, name: str) -> None:
        super().__init__()
        self.reading, self.legend = FittingLabel(), ColourLegend()
        self.reading.setObjectName(f"{name}.reading")
        self.button = QPushButton(icon("minimize-2"), "Back to all", objectName=f"{name}.back", toolTip="Esc")
        self.button.clicked.connect(self.back)
        self.setFixedHeight(self.button.sizeHint().height())
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(16)
        row.addWidget(self.button)
        row.addWidget(self.reading, 1)
        row.addWidget(self.legend)
        self.button.hide()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.legend.be_short(self.width() < _WIDE)
