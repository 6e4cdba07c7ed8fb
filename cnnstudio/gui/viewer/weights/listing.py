"""The list of weight arrays: only rows in view are drawn, as a network may have hundreds."""

from PySide6.QtCore import QEvent, QModelIndex, QPersistentModelIndex, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QFontMetricsF, QPainter, QPen
from PySide6.QtWidgets import QListView, QStyle, QStyledItemDelegate, QStyleOptionViewItem

from cnnstudio.core.language import tr
from cnnstudio.gui.theme import theme_of
from cnnstudio.gui.viewer.weights.arrays import ARRAY, LIT, Arrays, WeightArray
from cnnstudio.gui.viewer.weights.drawing import draw_row, row_size

_BAR = 4
"""The width of the mark at the rows of the selected layer."""


class ArrayList(QListView):
    """Histograms of weights, one a row; a click or Enter chooses the layer of one."""

    layer_chosen = Signal(str)

    def __init__(self, name: str) -> None:
        super().__init__()
        self.setObjectName(name)
        self.setAccessibleName(tr("Weight arrays"))
        self.arrays = Arrays()
        self.setModel(self.arrays)
        self._rows = _Rows(self)
        self.setItemDelegate(self._rows)
        self.setVerticalScrollMode(QListView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setUniformItemSizes(True)
        self.setResizeMode(QListView.ResizeMode.Adjust)
        self.setFrameShape(QListView.Shape.NoFrame)
        self.setMinimumWidth(240)
        self.clicked.connect(self._choose)
        self.activated.connect(self._choose)

    @property
    def is_log(self) -> bool:
        """Whether the counts are drawn as their logarithms."""
        return self._rows.log

    def set_log(self, on: bool) -> None:
        """Draws the logarithms of the counts, or the counts."""
        self._rows.log = on
        self.viewport().update()

    def light(self, layers: frozenset[str]) -> None:
        """Marks the arrays of these layers, and brings the first of them into view where they are others."""
        first = self.arrays.light(layers)
        if first is not None:
            self.scrollTo(first, QListView.ScrollHint.PositionAtTop)

    def _choose(self, index: QModelIndex) -> None:
        array: WeightArray = index.data(ARRAY)
        self.layer_chosen.emit(array.layer)

    # Qt calls this

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.FontChange:
            self.scheduleDelayedItemsLayout()


class _Rows(QStyledItemDelegate):
    log = False

    def sizeHint(self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex) -> QSize:
        return row_size(QFontMetricsF(option.font))

    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        theme, area = theme_of(option.palette), QRectF(option.rect)
        lit = bool(index.data(LIT))
        painter.save()
        painter.fillRect(area, theme.colour("selected_card" if lit else "card"))
        if lit:
            painter.fillRect(QRectF(area.left(), area.top(), _BAR, area.height()), theme.colour("accent"))
        painter.setPen(QPen(theme.colour("grid"), 1))
        painter.drawLine(area.bottomLeft(), area.bottomRight())
        draw_row(painter, area, index.data(ARRAY), self.log, theme, option.font)
        state = option.state
        if state & QStyle.StateFlag.State_HasFocus:
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(QPen(theme.colour("accent"), 1))
            painter.drawRect(area.adjusted(0.5, 0.5, -1.5, -1.5))
        painter.restore()
