"""The line below a tiled picture: what is read in it, its colours, and the ways to all of it at once."""

from PySide6.QtCore import Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QWidget

from cnnstudio.core.language import tr
from cnnstudio.gui.icons import icon
from cnnstudio.gui.widgets.fitting_label import FittingLabel
from cnnstudio.gui.widgets.icon_button import IconButton
from cnnstudio.gui.widgets.maps.colour_legend import ColourLegend

_WIDE = 480
"""In a narrower place the colour scale is shorter, so that the line beside it can be read."""


class GridFoot(QWidget):
    """As high with the button as without it."""

    back = Signal()
    all_wanted = Signal(bool)
    """Whether everything is to be seen at once, however small."""

    def __init__(self, name: str) -> None:
        super().__init__()
        self.reading, self.legend = FittingLabel(), ColourLegend()
        self.reading.setObjectName(f"{name}.reading")
        self.button = QPushButton(icon("minimize-2"), tr("Back to all"), objectName=f"{name}.back", toolTip="Esc")
        self.button.clicked.connect(self.back)
        tip = tr("See all at once, however small; off: as large as can be read (0)")
        self.all = IconButton(f"{name}.all", "frame", tip, called=tr("See all at once"))
        self.all.setCheckable(True)
        self.all.clicked.connect(self.all_wanted)
        self.setFixedHeight(self.button.sizeHint().height())
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(16)
        row.addWidget(self.button)
        row.addWidget(self.all)
        row.addWidget(self.reading, 1)
        row.addWidget(self.legend)
        self.button.hide()
        self.all.hide()

    def offer_all(self, offered: bool, seen: bool) -> None:
        """Whether there is more than is in view, and whether all of it is seen at once."""
        self.all.setVisible(offered)
        self.all.setChecked(seen)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.legend.be_short(self.width() < _WIDE)
