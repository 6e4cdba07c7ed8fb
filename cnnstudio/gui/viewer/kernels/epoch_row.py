"""One kernel as it was after each epoch, side by side with the epochs' numbers."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from PySide6.QtCore import QEvent, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QFocusEvent, QImage, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPalette, QPen
from PySide6.QtWidgets import QFrame, QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from cnnstudio.core.language import local, tr
from cnnstudio.core.pictures.tiles import Scaling, tile
from cnnstudio.gui.theme import theme_of
from cnnstudio.gui.widgets.card import MutedLabel, heading
from cnnstudio.gui.widgets.fitting_label import FittingLabel
from cnnstudio.gui.widgets.maps.reading import number
from cnnstudio.gui.widgets.rasters import coloured

_SIDE, _GAP = 72, 8
_WORDS = 4


@dataclass(frozen=True, eq=False)
class Epochs:
    """Kernels (rows, columns, n), or (rows, columns, n, 3) in colour, after ``numbers``; scaled all alike.

    Attributes:
        shown: The epoch that is in view above; 0 where it is none of them.
    """

    numbers: tuple[int, ...]
    kernels: npt.NDArray[np.float32]
    scaling: Scaling
    colours: str
    shown: int = 0


class EpochRow(QWidget):
    """Paints them; the arrow keys and the mouse choose which is read."""

    read = Signal(str)
    current_moved = Signal(QRect)

    def __init__(self) -> None:
        super().__init__(objectName="inspect.kernels.epochs.row")
        self.setAccessibleName(tr("The kernel over the epochs"))
        self.setMouseTracking(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self._epochs: Epochs | None = None
        self._image = QImage()
        self._current: int | None = None

    @property
    def epochs(self) -> Epochs | None:
        """What is shown."""
        return self._epochs

    def show_epochs(self, epochs: Epochs | None) -> None:
        """Shows these, or nothing."""
        before = () if self._epochs is None else self._epochs.numbers
        self._epochs = epochs
        if epochs is None or epochs.numbers[: len(before)] != before:
            self._current = None
        self._image = QImage() if epochs is None else _image(epochs, self.palette())
        self.setFixedSize(self.sizeHint())
        self._say()
        self.update()

    def sizeHint(self) -> QSize:
        count = 0 if self._epochs is None else len(self._epochs.numbers)
        return QSize(max(count * self._step() - _GAP, 1) + 2, _SIDE + _WORDS + self.fontMetrics().height() + 4)

    def cell(self, index: int) -> QRect:
        """Where a kernel and its number stand."""
        return QRect(1 + index * self._step(), 1, self._step() - _GAP, self.height() - 2)

    def _step(self) -> int:
        last = 0 if self._epochs is None else self._epochs.numbers[-1]
        return max(_SIDE, self.fontMetrics().horizontalAdvance(local(f"{last:,}"))) + _GAP

    def _choose(self, index: int | None) -> None:
        if index != self._current:
            self._current = index
            self._say()
            self.update()

    def _say(self) -> None:
        words = "" if self._epochs is None else _scale_words(self._epochs)
        if self._epochs is not None and self._current is not None:
            values = self._epochs.kernels[:, :, self._current].astype(np.float64)
            words = tr(
                "epoch {epoch:,} · from {low} to {high} · norm {norm}",
                epoch=self._epochs.numbers[self._current],
                low=number(float(values.min())),
                high=number(float(values.max())),
                norm=number(float(np.linalg.norm(values))),
            )
        self.setAccessibleDescription(words)
        self.read.emit(words)

    # What Qt calls

    def paintEvent(self, event: QPaintEvent) -> None:
        if self._epochs is None:
            return
        painter, theme = QPainter(self), theme_of(self.palette())
        rows, columns = self._epochs.kernels.shape[:2]
        factor = _SIDE / max(rows, columns)
        factor = int(factor) if factor >= 1 else factor
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform, factor < 1)
        step = self._step()
        first, last = event.rect().left() // step, event.rect().right() // step
        for index in range(first, min(last + 1, len(self._epochs.numbers))):
            cell = self.cell(index)
            place = QRectF(0, 0, columns * factor, rows * factor)
            place.moveCenter(QRectF(cell.x(), cell.y(), cell.width(), _SIDE).center())
            painter.drawImage(place, self._image, QRectF(index * columns, 0, columns, rows))
            is_current = index == self._current
            painter.setPen(QPen(theme.colour("accent" if is_current else "card_border"), 2 if is_current else 1))
            painter.drawRect(place.adjusted(-0.5, -0.5, 0.5, 0.5))
            self._write(painter, index, cell)
        if self.hasFocus() and self._current is None:
            painter.setPen(QPen(self.palette().color(QPalette.ColorRole.Highlight), 1, Qt.PenStyle.DotLine))
            painter.drawRect(self.rect().adjusted(0, 0, -1, -1))

    def _write(self, painter: QPainter, index: int, cell: QRect) -> None:
        assert self._epochs is not None
        epoch, font = self._epochs.numbers[index], painter.font()
        is_shown = epoch == self._epochs.shown
        font.setBold(is_shown)
        painter.setFont(font)
        painter.setPen(theme_of(self.palette()).colour("text" if is_shown else "muted"))
        below = cell.adjusted(-_GAP // 2, _SIDE + _WORDS, _GAP // 2, 0)
        painter.drawText(below, Qt.AlignmentFlag.AlignHCenter | Qt.AlignmentFlag.AlignTop, local(f"{epoch:,}"))

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        count = 0 if self._epochs is None else len(self._epochs.numbers)
        index = int(event.position().x()) // self._step()
        self._choose(index if 0 <= index < count else None)

    def leaveEvent(self, event: QEvent) -> None:
        self._choose(None)

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self.update()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        count = 0 if self._epochs is None else len(self._epochs.numbers)
        steps = {Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1, Qt.Key.Key_Home: -count, Qt.Key.Key_End: count}
        step = steps.get(Qt.Key(event.key()))
        if step is None or not count:
            super().keyPressEvent(event)
            return
        at = (0 if step > 0 else count - 1) if self._current is None else self._current + step
        self._choose(min(max(at, 0), count - 1))
        assert self._current is not None
        self.current_moved.emit(self.cell(self._current))

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.PaletteChange and self._epochs is not None:
            self._image = _image(self._epochs, self.palette())


class EpochPanel(QWidget):
    """The row under its heading, or words in its place; always as high."""

    def __init__(self) -> None:
        super().__init__(objectName="inspect.kernels.epochs")
        self.row = EpochRow()
        self._reading, self._words = FittingLabel(), MutedLabel()
        self._reading.setObjectName("inspect.kernels.epochs.reading")
        self._words.setObjectName("inspect.kernels.epochs.words")
        self._words.setAlignment(Qt.AlignmentFlag.AlignTop)
        self._words.setWordWrap(True)
        self.row.read.connect(self._reading.say)
        self._area = QScrollArea(frameShape=QFrame.Shape.NoFrame, focusPolicy=Qt.FocusPolicy.NoFocus)
        self._area.setWidget(self.row)
        self._area.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.row.current_moved.connect(lambda cell: self._area.ensureVisible(cell.center().x(), 0, _SIDE, 0))
        top = QHBoxLayout()
        top.setSpacing(16)
        top.addWidget(heading(tr("Over the epochs")))
        top.addWidget(self._reading, 1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(6)
        layout.addLayout(top)
        layout.addWidget(self._area)
        layout.addWidget(self._words)
        bar = self._area.horizontalScrollBar().sizeHint().height()
        for each in (self._area, self._words):
            each.setFixedHeight(self.row.sizeHint().height() + bar)
        self.say("")

    @property
    def words(self) -> str:
        """What is said in the row's place; empty while there is a row."""
        return "" if self._words.isHidden() else self._words.text()

    def show_epochs(self, epochs: Epochs) -> None:
        """Shows the row."""
        self.row.show_epochs(epochs)
        self._words.hide()
        self._area.show()

    def say(self, words: str) -> None:
        """Shows words in place of the row."""
        self.row.show_epochs(None)
        self._words.setText(words)
        self._area.hide()
        self._words.show()


def together(kernels: Sequence[npt.NDArray[np.float32]]) -> npt.NDArray[np.float32]:
    """Kernels of several epochs, each (rows, columns) or (rows, columns, 3), along a third axis."""
    return np.stack(kernels, axis=2)


def _scale_words(epochs: Epochs) -> str:
    """That these have colours of their own, which are not those of the picture above."""
    kernels = epochs.kernels
    if epochs.scaling == "channel" and kernels.ndim == 4:
        return tr("in colours of their own: each colour from its least to its greatest number in all of these")
    low, high = float(np.nanmin(kernels)), float(np.nanmax(kernels))
    if epochs.scaling == "symmetric":
        high = max(abs(low), abs(high))
        low = -high
    return tr("in colours of their own: {low} to {high} for all of these", low=number(low), high=number(high))


def _image(epochs: Epochs, palette: QPalette) -> QImage:
    """All of them side by side, one pixel a number; the same number has the same colour in every epoch."""
    kernels, scaling = epochs.kernels, epochs.scaling
    if scaling == "channel" and kernels.ndim == 4:
        low, high = (reduce(kernels, axis=(0, 1, 2)) for reduce in (np.nanmin, np.nanmax))
        kernels = (kernels - low) / np.where(high > low, high - low, 1)
        limits: tuple[float, float] | None = (0.0, 1.0)
    else:
        limits, scaling = None, "symmetric" if scaling == "symmetric" else "common"
    tiled = tile(kernels, columns=len(epochs.numbers), gap=0, scaling=scaling, limits=limits)
    return coloured(tiled.picture, epochs.colours, palette.color(QPalette.ColorRole.Window))
