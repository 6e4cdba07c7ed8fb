"""The pictures of a data set as a grid that draws only what is in view."""

from typing import Any

import numpy as np
import numpy.typing as npt
from PySide6.QtCore import QAbstractListModel, QModelIndex, QPersistentModelIndex, QRect, QSize, Qt
from PySide6.QtGui import QFont, QImage, QPainter, QPen
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
        """ "#1234 · 7": the number in its part, from 0, and the class."""
        assert self._data is not None
        number = int(self._numbers[row])
        return f"#{number} · {self._data.labels[self._labels(self._data)[number]]}"

    def _labels(self, data: DataSet) -> npt.NDArray[np.int64]:
        return data.y_train if self._part == "train" else data.y_test

    def rowCount(self, parent: _Index = QModelIndex()) -> int:  # noqa: B008 - Qt's own signature
        return 0 if parent.isValid() else len(self._numbers)

    def data(self, index: _Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        match role:
            case Qt.ItemDataRole.DisplayRole | Qt.ItemDataRole.AccessibleTextRole:
                return self.words(index.row())
            case Qt.ItemDataRole.ToolTipRole:
                number, label = self.words(index.row()).split(" · ", 1)
                part = "Training" if self._part == "train" else "Test"
                return f"{part} picture {number}, class {label}"
            case _ if role == _PICTURE_ROLE:
                return picture_image(self.picture(index.row()))
        return None


class _PictureDelegate(QStyledItemDelegate):
    """Draws a picture enlarged pixel by pixel, with its number and class under it."""

    def sizeHint(self, option: QStyleOptionViewItem, index: _Index) -> QSize:
        return _CELL

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
        font = QFont(option.font)
        font.setPointSizeF(font.pointSizeF() * 0.86)
        painter.setFont(font)
        painter.setPen(theme.colour("text" if chosen else "muted"))
        below = QRect(area.left(), area.top() + _SIDE + 7, area.width(), area.height() - _SIDE - 8)
        painter.drawText(below, Qt.AlignmentFlag.AlignCenter, index.data(Qt.ItemDataRole.DisplayRole))
        painter.restore()


class Thumbnails(QListView):
    """The grid; arrow keys, Page up and down, Home and End move through it."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("data.thumbnails")
        self.setAccessibleName("Pictures")
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setModel(PictureModel(self))
        self.setItemDelegate(_PictureDelegate(self))
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

    def pictures(self) -> PictureModel:
        """The item model behind it."""
        model = self.model()
        assert isinstance(model, PictureModel)
        return model
