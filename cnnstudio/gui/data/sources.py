"""The data sets on offer as cards, and what is missing of the chosen one."""

from pathlib import Path
from typing import Any

from PySide6.QtCore import (
    QAbstractListModel,
    QItemSelection,
    QModelIndex,
    QPersistentModelIndex,
    QRect,
    QRectF,
    QSize,
    Qt,
    Signal,
)
from PySide6.QtGui import QFont, QFontMetrics, QPainter, QPen
from PySide6.QtWidgets import (
    QAbstractItemView,
    QFrame,
    QHBoxLayout,
    QLabel,
    QListView,
    QProgressBar,
    QPushButton,
    QSizePolicy,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QVBoxLayout,
    QWidget,
)

from cnnstudio.data.dataset import DataSet
from cnnstudio.data.sources import SOURCES
from cnnstudio.gui.icons import icon
from cnnstudio.gui.theme import theme_of
from cnnstudio.gui.widgets.card import MutedLabel

_Index = QModelIndex | QPersistentModelIndex
_MARGIN = 12
_GAP = 8
_MEGABYTE = 1_000_000
_SIZE_ROLE = int(Qt.ItemDataRole.UserRole) + 1


class _SourceModel(QAbstractListModel):
    """An item model over the sources; the one whose data are loaded tells what is really in them."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._data: DataSet | None = None

    def show_data(self, data: DataSet | None) -> None:
        """Takes the sizes of these data."""
        if data is not self._data:
            self._data = data
            self.dataChanged.emit(self.index(0, 0), self.index(len(SOURCES) - 1, 0))

    def rowCount(self, parent: _Index = QModelIndex()) -> int:  # noqa: B008 - Qt's own signature
        return 0 if parent.isValid() else len(SOURCES)

    def data(self, index: _Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        source, data = SOURCES[index.row()], self._data
        match role:
            case Qt.ItemDataRole.DisplayRole:
                return source.title
            case Qt.ItemDataRole.UserRole:
                return source.name
            case _ if role == _SIZE_ROLE:
                return size_words(data) if data is not None and data.name == source.name else source.size
            case Qt.ItemDataRole.AccessibleTextRole:
                return f"{source.title}. {index.data(_SIZE_ROLE)}. {source.note}"
        return None


class _SourceDelegate(QStyledItemDelegate):
    """Draws a source as a card: title, size, note."""

    def sizeHint(self, option: QStyleOptionViewItem, index: _Index) -> QSize:
        width = self.parent().viewport().width()
        metrics, texts = QFontMetrics(option.font), SOURCES[index.row()]
        words = (index.data(_SIZE_ROLE), texts.note)
        heights = [_height(metrics, text, width - 2 * _MARGIN) for text in words]
        return QSize(width, metrics.height() + sum(heights) + 2 * _MARGIN + 4 + _GAP)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: _Index) -> None:
        theme = theme_of(option.palette)
        chosen = bool(option.state & QStyle.StateFlag.State_Selected)
        focused = bool(option.state & QStyle.StateFlag.State_HasFocus)
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        card = QRectF(option.rect).adjusted(1, 1, -1, -1 - _GAP)
        edge = "accent" if chosen else "card_border"
        painter.setPen(QPen(theme.colour(edge), 2 if chosen else 1, Qt.PenStyle.SolidLine))
        painter.setBrush(theme.colour("selected_card" if chosen else "card"))
        painter.drawRoundedRect(card, 6, 6)
        if focused:
            painter.setPen(QPen(theme.colour("accent"), 1, Qt.PenStyle.DotLine))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRoundedRect(card.adjusted(4, 4, -4, -4), 4, 4)
        area = card.toRect().adjusted(_MARGIN, _MARGIN - 2, -_MARGIN, 0)
        self._paint_texts(painter, option, area, index, chosen)
        painter.restore()

    def _paint_texts(
        self, painter: QPainter, option: QStyleOptionViewItem, area: QRect, index: _Index, chosen: bool
    ) -> None:
        source = SOURCES[index.row()]
        theme, metrics = theme_of(option.palette), QFontMetrics(option.font)
        bold = QFont(option.font)
        bold.setBold(True)
        painter.setFont(bold)
        painter.setPen(theme.colour("text"))
        painter.drawText(area, 0, source.title)
        if chosen:
            picture = icon("circle-check", "accent").pixmap(16, 16)
            painter.drawPixmap(area.right() - 16, area.top(), picture)
        painter.setFont(option.font)
        top = area.top() + metrics.height() + 2
        for text, colour in ((index.data(_SIZE_ROLE), "text"), (source.note, "muted")):
            height = _height(metrics, text, area.width())
            painter.setPen(theme.colour(colour))
            painter.drawText(QRect(area.left(), top, area.width(), height), Qt.TextFlag.TextWordWrap, text)
            top += height + 2


def _height(metrics: QFontMetrics, text: str, width: int) -> int:
    return metrics.boundingRect(QRect(0, 0, max(width, 80), 10_000), Qt.TextFlag.TextWordWrap, text).height()


class SourceList(QListView):
    """One card a source; the chosen one is the project's."""

    source_chosen = Signal(str)
    """The name of a source, chosen by the person."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("data.source")
        self.setAccessibleName("Data set")
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.viewport().setAutoFillBackground(False)
        self._sources = _SourceModel(self)
        self.setModel(self._sources)
        self.setItemDelegate(_SourceDelegate(self))
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setResizeMode(QListView.ResizeMode.Adjust)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        # Not the current one, which Qt also sets when the keyboard only comes to the list.
        self.selectionModel().selectionChanged.connect(self._selection_changed)
        self._shown = ""

    def show_source(self, name: str, data: DataSet | None = None) -> None:
        """Marks the project's source, whose ``data`` are loaded."""
        self._shown = name
        self._sources.show_data(data)
        self._fit()
        for row, source in enumerate(SOURCES):
            if source.name == name:
                self.setCurrentIndex(self.model().index(row, 0))
        if not name:
            self.clearSelection()

    def _selection_changed(self, chosen: QItemSelection) -> None:
        name = next((index.data(Qt.ItemDataRole.UserRole) for index in chosen.indexes()), "")
        if name and name != self._shown:
            self._shown = name
            self.source_chosen.emit(name)

    def resizeEvent(self, event: Any) -> None:
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        self.setFixedHeight(
            sum(self.sizeHintForIndex(self.model().index(row, 0)).height() for row in range(len(SOURCES)))
        )


class SourceState(QWidget):
    """Where the chosen data were found, or why not and the ways to get them."""

    download_wanted = Signal()
    cancel_wanted = Signal()
    choose_wanted = Signal()
    forget_wanted = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._place = MutedLabel(wordWrap=True, objectName="data.source.place")
        self._place.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Minimum)
        self._words = QLabel(wordWrap=True, objectName="data.source.words")
        self._words.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Minimum)
        self._download = _button("data.source.download", "download", "Download", self.download_wanted)
        self._choose = _button("data.source.choose", "folder-open", "Choose an .npz file…", self.choose_wanted)
        self._forget = _button("data.source.forget", "x", "Forget this file", self.forget_wanted)
        self._forget.setToolTip("Takes Keras's own copy again, or offers to download it")
        self._bar = QProgressBar(objectName="data.source.progress", accessibleName="Download progress")
        self._cancel = _button("data.source.cancel", "x", "Cancel", self.cancel_wanted)
        column = QVBoxLayout(self)
        column.setContentsMargins(2, 0, 2, 0)
        column.setSpacing(8)
        for widget in (self._place, self._words):
            column.addWidget(widget)
        for row in ((self._download, self._choose, self._forget), (self._bar, self._cancel)):
            line = QHBoxLayout()
            line.setSpacing(8)
            for widget in row:
                line.addWidget(widget)
            if self._bar not in row:
                line.addStretch(1)
            column.addLayout(line)
        self.show_download(None)

    def show_state(self, place: str, words: str, *, missing: str, can_choose: bool, own_file: bool) -> None:
        """Says where the data are, or in ``words`` why they are not there.

        Args:
            missing: How much a download that would help is, "11 MB"; empty where none would.
            can_choose: Whether a file may be named for this source.
            own_file: Whether one is named.
        """
        self._place.setText(place)
        self._place.setVisible(bool(place))
        self._words.setText(words)
        self._words.setVisible(bool(words))
        self._missing = bool(missing)
        self._download.setText(f"Download ({missing})")
        self._download.setAccessibleName(self._download.text())
        self._choose.setVisible(can_choose)
        self._forget.setVisible(own_file)
        self._show_buttons()
        self.setVisible(bool(place or words or can_choose))

    _missing = False

    def show_download(self, progress: tuple[int, int] | None) -> None:
        """Shows how far a download is, in bytes; None when there is none."""
        self._downloading = progress is not None
        if progress is not None:
            done, total = progress
            self._bar.setRange(0, max(total, 1) if total else 0)
            self._bar.setValue(done)
            of = f" of {total / _MEGABYTE:.1f}" if total else ""
            self._bar.setFormat(f"{done / _MEGABYTE:.1f}{of} MB")
        self._show_buttons()

    _downloading = False

    def _show_buttons(self) -> None:
        self._download.setVisible(self._missing and not self._downloading)
        self._bar.setVisible(self._downloading)
        self._cancel.setVisible(self._downloading)


def size_words(data: DataSet) -> str:
    """ "8,000 training and 2,000 test pictures, 28 × 28 grey"."""
    height, width, channels = data.input_shape
    counts = f"{len(data.x_train):,} training and {len(data.x_test):,} test pictures"
    return f"{counts}, {height} × {width} {'grey' if channels == 1 else 'colour'}"


def found_words(path: Path) -> str:
    """Where the data were found, in words."""
    return f"Found in {path}"


def _button(name: str, icon_name: str, words: str, wanted: Any) -> QPushButton:
    button = QPushButton(icon(icon_name), words, objectName=name, accessibleName=words)
    button.clicked.connect(wanted)
    return button
