"""The methods side by side, or one of them with all the room."""

from PySide6.QtCore import QRect, QSize, Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QScrollArea, QWidget

from cnnstudio.core.inspecting.attribution import METHODS, Method
from cnnstudio.gui.viewer.why.heat import Dress
from cnnstudio.gui.viewer.why.panel import MethodPanel

_GAP = 12
_LEAST = 112
"""The side below which a picture does not become smaller: then they scroll."""


class Panels(QScrollArea):
    """In as many columns as let the pictures be largest."""

    changed = Signal()
    """Another one is large, or none is."""

    def __init__(self) -> None:
        super().__init__(frameShape=QScrollArea.Shape.NoFrame, focusPolicy=Qt.FocusPolicy.NoFocus)
        self._panels = {method: MethodPanel(method) for method in METHODS}
        self._large: Method | None = None
        # Placed by hand: a layout would not let the window become smaller than the columns that it has now.
        self._content = QWidget()
        for panel in self._panels.values():
            panel.setParent(self._content)
            panel.clicked.connect(lambda method=panel.method: self.enlarge(None if self._large else method))
            panel.escaped.connect(lambda: self.enlarge(None))
        self.setWidget(self._content)
        self.setMinimumSize(QSize(200, 140))

    def __getitem__(self, method: Method) -> MethodPanel:
        return self._panels[method]

    @property
    def large(self) -> Method | None:
        """The method that has all the room."""
        return self._large

    def enlarge(self, method: Method | None) -> None:
        """Gives one method all the room, or lets all be seen."""
        before = self._large
        if method == before:
            return
        self._large = method
        for each, panel in self._panels.items():
            panel.setVisible(method in (None, each))
            panel.set_large(method == each)
        self._arrange()
        focused = method or before
        assert focused is not None
        self._panels[focused].view.setFocus()
        self.changed.emit()

    def set_dress(self, dress: Dress) -> None:
        """Shows all in another way."""
        for panel in self._panels.values():
            panel.set_dress(dress)

    def shown(self) -> list[MethodPanel]:
        """Those that can be seen, in their order."""
        return [panel for method, panel in self._panels.items() if self._large in (None, method)]

    # Private

    def _arrange(self) -> None:
        shown, room = self.shown(), self.maximumViewportSize()
        beside = QSize(*(max(each) for each in zip(*(panel.overhead().toTuple() for panel in shown), strict=True)))
        least = max(panel.minimumSizeHint().width() for panel in shown)
        columns = best_columns(len(shown), room, beside, least)
        rows = -(-len(shown) // columns)
        high = max((room.height() - (rows - 1) * _GAP) // rows, beside.height() + _LEAST)
        whole = QSize(max(room.width(), columns * least), rows * high + (rows - 1) * _GAP)
        if whole.height() > room.height():
            wide = (room.width() - (columns - 1) * _GAP) // columns
            # They are scrolled anyway: a row of them may have all the height there is.
            high = min(max(high, wide - beside.width() + beside.height()), max(room.height(), high))
            whole.setHeight(rows * high + (rows - 1) * _GAP)
            whole.setWidth(whole.width() - self.verticalScrollBar().sizeHint().width())
        wide = (whole.width() - (columns - 1) * _GAP) // columns
        self._content.resize(whole)
        for number, panel in enumerate(shown):
            row, column = divmod(number, columns)
            panel.setGeometry(QRect(column * (wide + _GAP), row * (high + _GAP), wide, high))

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._arrange()


def best_columns(count: int, room: QSize, beside: QSize, least: int) -> int:
    """In how many columns ``count`` square pictures are largest.

    Args:
        beside: What a panel takes beside its picture.
        least: The width below which a panel does not become smaller.
    """

    def worth(columns: int) -> tuple[bool, int, int, int]:
        rows = -(-count // columns)
        width = (room.width() - (columns - 1) * _GAP) // columns
        high = (room.height() - (rows - 1) * _GAP) // rows - beside.height()
        return width >= least, min(width - beside.width(), max(high, _LEAST)), -rows, -columns

    return max(range(1, count + 1), key=worth)
