"""The log of a run: one line an epoch."""

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, Qt
from PySide6.QtGui import QAction, QFont, QGuiApplication, QKeySequence
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QTableView, QWidget

from cnnstudio.core.run import Epoch, best_epoch
from cnnstudio.gui.icons import icon
from cnnstudio.gui.words import percent

_HEADERS = ("Epoch", "Loss", "Accuracy", "Val. loss", "Val. accuracy", "Seconds")
_FULL_HEADERS = ("Epoch", "Loss", "Accuracy", "Validation loss", "Validation accuracy", "Seconds the epoch took")
_LINE = 24
_MOST_LINES = 6
_Index = QModelIndex | QPersistentModelIndex


def _cells(epoch: Epoch) -> tuple[str, ...]:
    return (
        str(epoch.number),
        f"{epoch.loss:.4f}",
        percent(epoch.accuracy, 2),
        f"{epoch.val_loss:.4f}",
        percent(epoch.val_accuracy, 2),
        f"{epoch.seconds:.1f}",
    )


class EpochModel(QAbstractTableModel):
    """An item model over the epochs of a run; the best one is bold and marked."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._epochs: tuple[Epoch, ...] = ()
        self._best = 0

    def show_epochs(self, epochs: Sequence[Epoch]) -> None:
        """Shows these; where they only go on from the ones before, rows are added."""
        new, old = tuple(epochs), self._epochs
        best = best_epoch(new)
        if new[: len(old)] == old and len(new) > len(old) > 0:
            self.beginInsertRows(QModelIndex(), len(old), len(new) - 1)
            self._epochs = new
            self.endInsertRows()
            if best != self._best:
                self._best = best
                self.dataChanged.emit(self.index(0, 0), self.index(len(new) - 1, len(_HEADERS) - 1))
        elif new != old:
            self.beginResetModel()
            self._epochs, self._best = new, best
            self.endResetModel()

    def text(self, rows: Sequence[int] = ()) -> str:
        """The table as tab-separated text, for a spreadsheet; all rows when none is named."""
        chosen = [self._epochs[row] for row in rows] if rows else list(self._epochs)
        return "\n".join("\t".join(line) for line in (_FULL_HEADERS, *map(_cells, chosen)))

    def rowCount(self, parent: _Index = QModelIndex()) -> int:  # noqa: B008 - Qt's own signature
        return 0 if parent.isValid() else len(self._epochs)

    def columnCount(self, parent: _Index = QModelIndex()) -> int:  # noqa: B008
        return 0 if parent.isValid() else len(_HEADERS)

    def data(self, index: _Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        epoch = self._epochs[index.row()]
        best = epoch.number == self._best
        match role:
            case Qt.ItemDataRole.DisplayRole:
                return _cells(epoch)[index.column()]
            case Qt.ItemDataRole.TextAlignmentRole:
                return Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
            case Qt.ItemDataRole.FontRole if best:
                font = QFont()
                font.setBold(True)
                return font
            case Qt.ItemDataRole.DecorationRole if best and index.column() == 0:
                return icon("star", "good")
            case Qt.ItemDataRole.ToolTipRole if best:
                return "The best epoch: lowest validation loss"
        return None

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if orientation is not Qt.Orientation.Horizontal:
            return None
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
        if role in (Qt.ItemDataRole.ToolTipRole, Qt.ItemDataRole.AccessibleTextRole):
            return _FULL_HEADERS[section]
        return _HEADERS[section] if role == Qt.ItemDataRole.DisplayRole else None


class EpochLog(QTableView):
    """The epochs as a table; copies the selected rows, or all of them. Follows the newest while it is in view."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("train.log")
        self.setAccessibleName("Log of the run, one line an epoch")
        self._model = EpochModel(self)
        self.setModel(self._model)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setTabKeyNavigation(False)
        self.setShowGrid(False)
        self.setAlternatingRowColors(True)
        self.setMinimumHeight(72)
        self.verticalHeader().hide()
        self.verticalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        self.verticalHeader().setDefaultSectionSize(_LINE)
        self.horizontalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Stretch)
        self.horizontalHeader().setHighlightSections(False)
        copy = QAction(icon("copy"), "Copy the log", self)
        copy.setShortcut(QKeySequence.StandardKey.Copy)
        copy.setShortcutContext(Qt.ShortcutContext.WidgetShortcut)
        copy.triggered.connect(self.copy)
        self.addAction(copy)
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.ActionsContextMenu)

    def show_epochs(self, epochs: Sequence[Epoch]) -> None:
        """Shows these epochs."""
        bar = self.verticalScrollBar()
        following = bar.value() == bar.maximum()
        self._model.show_epochs(epochs)
        if following:
            self.scrollToBottom()

    def height_for(self, lines: int) -> int:
        """How many pixels ``lines`` epochs take, no more than a few."""
        shown = min(max(lines, 1), _MOST_LINES)
        return self.horizontalHeader().sizeHint().height() + shown * _LINE + 2 * self.frameWidth()

    def text(self) -> str:
        """The selected rows as tab-separated text, or all of them."""
        return self._model.text(sorted({index.row() for index in self.selectedIndexes()}))

    def copy(self) -> None:
        """Puts the text on the clipboard."""
        QGuiApplication.clipboard().setText(self.text())
