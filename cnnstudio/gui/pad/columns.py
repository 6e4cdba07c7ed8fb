"""How the Draw tab shares its room: paper, what is seen and made of it, answers."""

from PySide6.QtCore import QSize, Slot
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QSplitter, QVBoxLayout, QWidget

from cnnstudio.gui.pad.canvas import Canvas
from cnnstudio.gui.pad.following.layers_view import LayersView
from cnnstudio.gui.widgets.card import Card

_BETWEEN = 12
_LEAST_PAPER, _MOST_PAPER = 300, 0.45
"""Width of the paper's column: in pixels, and as a share of all."""
_LEAST_ANSWERS, _MOST_ANSWERS, _ANSWERS = 230, 400, 0.22
_TWO_ABREAST = 600
"""Pixels in which the layers of two networks can stand side by side."""


class Columns(QSplitter):
    """The paper gets the width that its height asks for, until a person moves a handle."""

    def __init__(self, paper: Card, canvas: Canvas, middle: QWidget, answers: QWidget) -> None:
        """``paper``: the column in which the canvas is."""
        super().__init__(childrenCollapsible=False)
        self.setObjectName("draw.columns")
        self.setHandleWidth(_BETWEEN)
        self._paper, self._canvas, self._is_moved = paper, canvas, False
        for column in (paper, middle, answers):
            self.addWidget(column)
        self.splitterMoved.connect(self._moved)

    @Slot()
    def _moved(self) -> None:
        self._is_moved = True

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.share_anew()

    def share_anew(self) -> None:
        """Gives the paper the width it asks for now, where what stands around it takes more or less height."""
        if not self._is_moved:
            self.setSizes(self._shares(self.width() - 2 * _BETWEEN, self.height()))

    def _shares(self, width: int, height: int) -> list[int]:
        margins = self._paper.body.contentsMargins()
        around = self._paper.minimumSizeHint().height() - self._canvas.minimumHeight()
        square = height - around + margins.left() + margins.right()
        first = max(min(square, round(width * _MOST_PAPER)), _LEAST_PAPER)
        last = min(max(round(width * _ANSWERS), _LEAST_ANSWERS), _MOST_ANSWERS)
        return [first, max(width - first - last, 1), last]


class TwoLayers(QWidget):
    """The layers of one network, and of a second: side by side where there is room, else in place of the first."""

    def __init__(self, first: LayersView, second: LayersView) -> None:
        super().__init__()
        self._first, self._second = first, second
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(_BETWEEN)
        layout.addWidget(first, 1)
        layout.addWidget(second, 1)
        self.show_second(False)

    @Slot(bool)
    def show_second(self, on: bool) -> None:
        """Whether the second network's are shown."""
        self._second.setVisible(on)
        self._fit()

    def minimumSizeHint(self) -> QSize:
        """That of one: two abreast are a use of room, and no wish for it."""
        return self._second.minimumSizeHint()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        self._first.setVisible(self._second.isHidden() or self.width() >= _TWO_ABREAST)


def column(*parts: tuple[QWidget, int]) -> QWidget:
    """Widgets one under the other, with their shares of the height."""
    made = QWidget()
    layout = QVBoxLayout(made)
    layout.setContentsMargins(0, 0, 0, 0)
    layout.setSpacing(_BETWEEN)
    for widget, share in parts:
        layout.addWidget(widget, share)
    return made
