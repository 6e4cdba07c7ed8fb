"""The pictures that excite one channel most, as large as there is room, and the choice of the channel."""

from PySide6.QtCore import QSignalBlocker, Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import (
    QCheckBox,
    QLabel,
    QPushButton,
    QSpinBox,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from cnnstudio.core.language import tr
from cnnstudio.gui.viewer.likes.crops import Crops
from cnnstudio.gui.viewer.likes.liked import Liked
from cnnstudio.gui.viewer.likes.tiles import BestTiles
from cnnstudio.gui.widgets.card import MutedLabel
from cnnstudio.gui.widgets.gallery.picture_grid import SIDES, PictureGrid
from cnnstudio.gui.widgets.in_lines import InLines, line_of


class _FillingGrid(PictureGrid):
    """As large as all pictures are in view, until the person takes another size."""

    def __init__(self, name: str, label: str, tiles: BestTiles) -> None:
        super().__init__(name, label, tiles)
        self._is_chosen = False

    def zoom(self, steps: int) -> None:
        self._is_chosen = True
        super().zoom(steps)

    def fit(self) -> None:
        """Takes the largest size at which no picture is out of view."""
        count = self.tiles.rowCount()
        if self._is_chosen or not count:
            return
        for side in reversed(SIDES):
            self.set_side(side)
            if -(-count // self.columns()) * self.cell().height() <= self.viewport().height():
                return

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.fit()


class BestPanel(QWidget):
    """A channel and its best pictures; a click on one asks to look at it."""

    channel_chosen = Signal(int)
    picture_chosen = Signal(int)
    """The number of a picture in its part."""
    data_requested = Signal()
    """The person wants to go to the data."""

    def __init__(self, name: str) -> None:
        super().__init__()
        self.setObjectName(name)
        self._liked: Liked | None = None
        self._whole: Crops | None = None
        self._noun = QLabel()
        self._channel = QSpinBox(objectName=f"{name}.channel", accessibleName=tr("Channel or unit, from 0"))
        self._channel.setWrapping(True)
        self._noun.setBuddy(self._channel)
        self._are_whole = QCheckBox(tr("Wh&ole pictures"), objectName=f"{name}.whole")
        self._are_whole.setToolTip(tr("Shows whole pictures, with a box around the pixels that count."))
        self._tiles = BestTiles()
        self.grid = _FillingGrid(f"{name}.grid", tr("Pictures that excite it most"), self._tiles)
        self._none = MutedLabel(wordWrap=True, objectName=f"{name}.none")
        self._none.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._way = QPushButton(objectName=f"{name}.way")
        self._way.clicked.connect(self.data_requested)
        self._none_page = QWidget()
        self._views = QStackedWidget()
        self._channel.valueChanged.connect(self.channel_chosen)
        self._are_whole.toggled.connect(self._show)
        self.grid.clicked.connect(lambda index: self._pick(index.row()))
        self.grid.activated.connect(lambda index: self._pick(index.row()))
        self._lay_out()

    @property
    def channel(self) -> int:
        return self._channel.value()

    @property
    def head_height(self) -> int:
        """Of the line above the pictures."""
        return self._channel.sizeHint().height()

    @property
    def tiles(self) -> BestTiles:
        """What stands in the grid."""
        return self._tiles

    @property
    def none_words(self) -> str:
        """Why there is no picture; empty where there are some."""
        return self._none.text() if self._views.currentWidget() is self._none_page else ""

    def offer_channels(self, noun: str, count: int) -> None:
        """Lets another layer's channels be chosen."""
        with QSignalBlocker(self._channel):
            self._channel.setRange(0, max(count - 1, 0))
            self._channel.setSuffix(tr(" (of 0–{last:,})", last=count - 1))
        self._noun.setText({"channel": tr("&Channel"), "unit": tr("&Unit")}[noun])

    def choose(self, channel: int) -> None:
        """Shows another channel's pictures."""
        with QSignalBlocker(self._channel):
            self._channel.setValue(channel)
        self._show()

    def show_liked(self, liked: Liked | None) -> None:
        """Shows what was found, or nothing."""
        if liked is None or self._liked is None or liked.crops is not self._liked.crops:
            self._whole = None
        self._liked = liked
        self._are_whole.setVisible(liked is not None and not liked.crops.see_all)
        self._show()

    def say(self, text: str, button: str = "") -> None:
        """Words in the place of pictures, and those of a button that leads to the data; empty for none."""
        self._none.setText(text)
        self._way.setText(button)
        self._way.setVisible(bool(button))
        self._views.setCurrentWidget(self._none_page)

    def _show(self) -> None:
        liked, channel = self._liked, self.channel
        if liked is None or channel >= len(liked.keys):
            self._tiles.show_channel(None, 0, None)
            return
        crops = liked.crops
        if self._are_whole.isChecked():
            self._whole = self._whole or Crops(crops.among, crops.field, crops.places, are_whole=True)
            crops = self._whole
        self._tiles.show_channel(liked, channel, crops)
        if liked.is_silent(channel):
            self.say(
                tr(
                    "Silent: none of {looked_at:,} pictures excites it. It may be dead.",
                    looked_at=liked.found.looked_at,
                )
            )
            return
        self._views.setCurrentWidget(self.grid)
        self.grid.fit()

    def _pick(self, row: int) -> None:
        if 0 <= row < self._tiles.rowCount():
            self.picture_chosen.emit(self._tiles.number(row))

    def _lay_out(self) -> None:
        top = InLines(line_of(self._noun, self._channel, None), line_of(self._are_whole), stretch=(1, 0))
        none = QVBoxLayout(self._none_page)
        none.addStretch(1)
        none.addWidget(self._none)
        none.addWidget(self._way, 0, Qt.AlignmentFlag.AlignHCenter)
        none.addStretch(1)
        for widget in (self.grid, self._none_page):
            self._views.addWidget(widget)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        column.addWidget(top)
        column.addWidget(self._views, 1)
