"""Eight random variants of a picture, as training might see it, drawn by the engine."""

from PySide6.QtCore import QRect, QSize, Qt, QTimer, Slot
from PySide6.QtGui import QImage, QPainter, QPaintEvent, QPen, QResizeEvent, QShowEvent
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QSizePolicy, QVBoxLayout, QWidget

from cnnstudio.core.language import tr
from cnnstudio.core.layers.randomness import Augmentation
from cnnstudio.core.messages import Augment, Augmented, EngineState, Event, Failed
from cnnstudio.data.dataset import Picture
from cnnstudio.gui.bridge import Bridge
from cnnstudio.gui.icons import icon
from cnnstudio.gui.theme import theme_of
from cnnstudio.gui.widgets.card import MutedLabel
from cnnstudio.gui.widgets.rasters import picture_image

COUNT = 8
SENDER = "data.augment"
_COLUMNS = 4
_GAP = 4
_PAUSE_MS = 120
"""A spin box that is held down asks for one preview, not for each number on its way."""


class Variants(QWidget):
    """Asks the engine for variants while it is in view, and shows the newest answer."""

    def __init__(self, bridge: Bridge) -> None:
        super().__init__()
        self.setObjectName("data.augmentation.preview")
        self._bridge = bridge
        self._picture: Picture | None = None
        self._augmentation: tuple[Augmentation, ...] = ()
        self._problem = ""
        self._seed = self._ticket = 0
        self._asked: tuple[Picture, tuple[Augmentation, ...], int] | None = None
        self._engine = EngineState(0, False, "", {})
        self._tiles = _Tiles()
        self._words = MutedLabel(wordWrap=True, objectName="data.augmentation.words")
        self._words.setTextFormat(Qt.TextFormat.PlainText)
        self._again = QPushButton(icon("shuffle"), tr("Another ei&ght"), objectName="data.augmentation.again")
        self._again.setToolTip(tr("Draws eight other variants of the same picture"))
        self._pause = QTimer(self, singleShot=True, interval=_PAUSE_MS)
        row = QHBoxLayout()
        row.addWidget(self._words, 1)
        row.addWidget(self._again)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(6)
        column.addWidget(self._tiles)
        column.addLayout(row)
        self._again.clicked.connect(self.draw_others)
        self._pause.timeout.connect(self._ask)
        bridge.event.connect(self._receive)

    def show_picture(self, picture: Picture | None, augmentation: tuple[Augmentation, ...], problem: str) -> None:
        """Says of what to show variants.

        Args:
            picture: (height, width, channels) 0 to 255, in the network's shape.
            problem: Why these changes cannot be made of it; empty where they can.
        """
        same = picture is self._picture and (augmentation, problem) == (self._augmentation, self._problem)
        self._picture, self._augmentation, self._problem = picture, augmentation, problem
        self.setVisible(bool(augmentation))
        if not same:
            self._pause.start()

    @Slot()
    def draw_others(self) -> None:
        """Asks for eight others."""
        self._seed += 1
        self._ask()

    @Slot()
    def _ask(self) -> None:
        can = self._picture is not None and bool(self._augmentation) and not self._problem
        self._again.setEnabled(can)
        if not can:
            self._ticket, self._asked = 0, None
            self._tiles.show_pictures([])
            self._words.setText("" if self._picture is not None else tr("There is no picture to try it on."))
            return
        assert self._picture is not None
        if not self.isVisible() or self._is_asked(self._picture):
            return
        self._asked = self._picture, self._augmentation, self._seed
        self._ticket = self._bridge.post(
            Augment(SENDER, picture=self._picture, augmentation=self._augmentation, count=COUNT, seed=self._seed)
        )
        self._wait()

    def _is_asked(self, picture: Picture) -> bool:
        """Whether this very picture was asked for last; it is kept, so that no other can have its place in memory."""
        asked = self._asked
        return asked is not None and asked[0] is picture and asked[1:] == (self._augmentation, self._seed)

    def _wait(self) -> None:
        """Says what is waited for, where nothing is there to look at meanwhile."""
        starting = "" if self._engine.ready else self._engine.text
        if starting or self._tiles.is_empty:
            self._words.setText(starting or tr("Waiting for the engine…"))

    @Slot(object)
    def _receive(self, event: Event) -> None:
        if isinstance(event, EngineState):
            self._engine = event
            if self._ticket:
                self._wait()
        elif not self._ticket or event.ticket != self._ticket:
            return
        elif isinstance(event, Augmented):
            self._ticket = 0
            self._tiles.show_pictures([picture_image(each) for each in event.pictures])
            self._words.setText(tr("Seen in training."))
        elif isinstance(event, Failed):
            self._ticket, self._asked = 0, None
            self._tiles.show_pictures([])
            self._words.setText(" ".join(filter(None, (event.text, event.hint))))

    # Qt calls this

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._pause.start()


class _Tiles(QWidget):
    """Pictures side by side in two rows, each as large as it fits."""

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("data.augmentation.variants")
        self.setAccessibleName(tr("Variants of the picture"))
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self._images: list[QImage] = []
        self.show_pictures([])

    @property
    def is_empty(self) -> bool:
        return not self._images

    @property
    def images(self) -> list[QImage]:
        """What is shown."""
        return self._images

    def show_pictures(self, images: list[QImage]) -> None:
        """Shows these, or empty frames."""
        self._images = images
        self.setAccessibleDescription(tr("{count} variants", count=len(images)) if images else tr("none yet"))
        self.update()

    # Qt calls these

    def sizeHint(self) -> QSize:
        return QSize(280, self._height(280))

    def resizeEvent(self, event: QResizeEvent) -> None:
        # Fixed, not told by heightForWidth: inside folded steps Qt gives the height for a width of before.
        self.setFixedHeight(self._height(self.width()))

    def paintEvent(self, event: QPaintEvent) -> None:
        painter, theme = QPainter(self), theme_of(self.palette())
        side = min(self._side(self.width()), 112)
        for place in range(COUNT):
            row, column = divmod(place, _COLUMNS)
            cell = QRect(column * (side + _GAP), row * (side + _GAP), side, side)
            if place < len(self._images):
                self._paint(painter, cell, self._images[place])
            painter.setPen(QPen(theme.colour("card_border"), 1))
            painter.drawRect(cell.adjusted(0, 0, -1, -1))

    def _paint(self, painter: QPainter, cell: QRect, image: QImage) -> None:
        size = image.size().scaled(cell.size() - QSize(2, 2), Qt.AspectRatioMode.KeepAspectRatio)
        area = QRect(cell.topLeft(), size)
        area.moveCenter(cell.center())
        smooth = image.width() > size.width()
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform, smooth)
        painter.drawImage(area, image)

    def _height(self, width: int) -> int:
        rows = COUNT // _COLUMNS
        return min(self._side(width), 112) * rows + (rows - 1) * _GAP

    def _side(self, width: int) -> int:
        return (width - (_COLUMNS - 1) * _GAP) // _COLUMNS
