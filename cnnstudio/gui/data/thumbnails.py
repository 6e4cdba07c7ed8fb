"""The pictures of a data set as a grid that draws only what is in view."""

from typing import Any

import numpy as np
import numpy.typing as npt
from PySide6.QtCore import QAbstractListModel, QModelIndex, QPersistentModelIndex, QRect, QSize, Qt
from PySide6.QtGui import QFont, QFontMetrics, QImage, QPainter, QPen, QResizeEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QFrame,
    QListView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QWidget,
)

from cnnstudio.data.dataset import DataSet
from cnnstudio.gui.theme import theme_of
from cnnstudio.gui.widgets.rasters import picture_image

_Index = QModelIndex | QPersistentModelIndex
_SIDE = 64
_CELL = QSize(84, 92)
_BATCH = 4000
_PICTURE_ROLE = int(Qt.ItemDataRole.UserRole)
_PARTS_ROLE = _PICTURE_ROLE + 1


class PictureModel(QAbstractListModel):
    """An item model over the pictures of one part and one class; it stores their numbers, no pictures."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._data: DataSet | None = None
        self._part = "train"
        self._numbers: npt.NDArray[np.intp] = np.empty(0, np.intp)

    def show_pictures(self, data: DataSet | None, part: str, label: int | None) -> None:
        """Shows the pictures of ``part``, ``"train"`` or ``"test"``, of class ``label`` or of all."""
        self.beginResetModel()
        self._data, self._part = data, part
        if data is None:
            self._numbers = np.empty(0, np.intp)
        else:
            labels = self._labels(data)
            self._numbers = np.arange(len(labels)) if label is None else np.flatnonzero(labels == label)
        self.endResetModel()

    def picture(self, row: int) -> npt.NDArray[np.uint8]:
        """The picture of a row, (height, width, channels), 0 to 255."""
        assert self._data is not None
        pictures = self._data.x_train if self._part == "train" else self._data.x_test
        result: npt.NDArray[np.uint8] = pictures[self._numbers[row]]
        return result

    def words(self, row: int) -> str:
        """ "7, no. 1234": the class, and the number in its part, from 0."""
        label, number = self.parts(row)
        return f"{label}, {number}"

    def parts(self, row: int) -> tuple[str, str]:
        """ "7" and "no. 1234"."""
        assert self._data is not None
        number = int(self._numbers[row])
        return self._data.labels[self._labels(self._data)[number]], f"no. {number}"

    def _labels(self, data: DataSet) -> npt.NDArray[np.int64]:
        return data.y_train if self._part == "train" else data.y_test

    def rowCount(self, parent: _Index = QModelIndex()) -> int:  # noqa: B008 - Qt's own signature
        return 0 if parent.isValid() else len(self._numbers)

    def data(self, index: _Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        match role:
            case Qt.ItemDataRole.DisplayRole | Qt.ItemDataRole.AccessibleTextRole:
                return self.words(index.row())
            case Qt.ItemDataRole.ToolTipRole:
                label, number = self.parts(index.row())
                part = "Training" if self._part == "train" else "Test"
                return f"{part} picture {number}, class {label}"
            case _ if role == _PARTS_ROLE:
                return self.parts(index.row())
            case _ if role == _PICTURE_ROLE:
                return picture_image(self.picture(index.row()))
        return None


class _PictureDelegate(QStyledItemDelegate):
    """Draws a picture enlarged pixel by pixel, with its number and class under it."""

    width = _CELL.width()
    """The cells share the width of a row evenly."""

    def sizeHint(self, option: QStyleOptionViewItem, index: _Index) -> QSize:
        return QSize(self.width, _CELL.height())

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: _Index) -> None:
        theme = theme_of(option.palette)
        image: QImage = index.data(_PICTURE_ROLE)
        scaled = image.size().scaled(_SIDE, _SIDE, Qt.AspectRatioMode.KeepAspectRatio)
        area = option.rect
        place = QRect(area.center().x() - scaled.width() // 2, area.top() + 5, scaled.width(), scaled.height())
        chosen = bool(option.state & QStyle.StateFlag.State_Selected)
        painter.save()
        if chosen:
            painter.fillRect(area.adjusted(1, 1, -1, -1), theme.colour("selected_card"))
        painter.drawImage(place, image)
        painter.setPen(QPen(theme.colour("accent" if chosen else "card_border"), 2 if chosen else 1))
        painter.drawRect(place.adjusted(-1, -1, 0, 0))
        below = QRect(area.left(), area.top() + _SIDE + 7, area.width(), area.height() - _SIDE - 8)
        self._paint_words(painter, option, below, index.data(_PARTS_ROLE))
        painter.restore()

    def _paint_words(
        self, painter: QPainter, option: QStyleOptionViewItem, area: QRect, parts: tuple[str, str]
    ) -> None:
        """The class large, its number small and quiet after it."""
        theme, (bold, small) = theme_of(option.palette), (QFont(option.font), QFont(option.font))
        bold.setBold(True)
        small.setPointSizeF(small.pointSizeF() * 0.82)
        number = QFontMetrics(small).horizontalAdvance(parts[1])
        metrics = QFontMetrics(bold)
        label = metrics.elidedText(parts[0], Qt.TextElideMode.ElideRight, area.width() - number - 8)
        left = area.left() + (area.width() - metrics.horizontalAdvance(label) - 6 - number) // 2
        for text, font, colour in ((label, bold, "text"), (parts[1], small, "muted")):
            painter.setFont(font)
            painter.setPen(theme.colour(colour))
            place = QRect(left, area.top(), area.right() - left + 1, area.height())
            painter.drawText(place, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft, text)
            left += metrics.horizontalAdvance(text) + 6


class Thumbnails(QListView):
    """The grid; arrow keys, Page up and down, Home and End move through it."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("data.thumbnails")
        self.setAccessibleName("Pictures")
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setModel(PictureModel(self))
        self._delegate = _PictureDelegate(self)
        self.setItemDelegate(self._delegate)
        # The list mode, wrapped, lays 60,000 cells out many times faster than the icon mode does.
        self.setFlow(QListView.Flow.LeftToRight)
        self.setWrapping(True)
        self.setUniformItemSizes(True)
        self.setLayoutMode(QListView.LayoutMode.Batched)  # all at once would hold the window up for 80 ms
        self.setBatchSize(_BATCH)
        self.setResizeMode(QListView.ResizeMode.Adjust)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.verticalScrollBar().setSingleStep(_CELL.height() // 3)

    def resizeEvent(self, event: QResizeEvent) -> None:
        room = self.viewport().width() - 1
        self._delegate.width = room // max(room // _CELL.width(), 1)
        super().resizeEvent(event)

    def pictures(self) -> PictureModel:
        """The item model behind it."""
        model = self.model()
        assert isinstance(model, PictureModel)
        return model
