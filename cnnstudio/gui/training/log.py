"""The log of a run: one line an epoch."""

import csv
import io
import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, Qt
from PySide6.QtGui import QAction, QFont, QGuiApplication, QKeySequence
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QTableView, QWidget

from cnnstudio.core.language import in_sentence, local, tr
from cnnstudio.core.runs.run import Epoch, Run, best_epoch
from cnnstudio.core.words import percent
from cnnstudio.gui.icons import icon
from cnnstudio.gui.training.measures import loss_words, metric_title
from cnnstudio.gui.widgets.letters import bold_of, keep_fit

_AROUND = 8
_BESIDE_TITLE = 16
_Index = QModelIndex | QPersistentModelIndex


@dataclass(frozen=True)
class Column:
    """One column of the log.

    Attributes:
        key: Its name in a file, which is the same in every language.
        title, full: What stands over it, and that in full.
        plain: An epoch's value as a spreadsheet reads it, with all its digits.
        shown: The same as a person reads it.
    """

    key: str
    title: str
    full: str
    plain: Callable[[Epoch], str]
    shown: Callable[[Epoch], str]


def columns_of(epochs: Sequence[Epoch], run: Run | None = None) -> tuple[Column, ...]:
    """The columns for these epochs: further metrics and the learning rate where they are known."""
    further = dict.fromkeys(name for epoch in epochs for name, _ in epoch.more)
    rated = any(epoch.rate is not None for epoch in epochs)
    return (
        Column("epoch", tr("Epoch"), tr("Epoch"), lambda epoch: str(epoch.number), lambda epoch: str(epoch.number)),
        _figure("loss", tr("Loss"), tr("Loss")),
        _figure("accuracy", tr("Accuracy"), tr("Accuracy")),
        _figure("val_loss", tr("Val. loss"), tr("Validation loss")),
        _figure("val_accuracy", tr("Val. accuracy"), tr("Validation accuracy")),
        *(_metric(name, run) for name in further),
        *((_figure("rate", tr("Rate"), tr("Learning rate of its last batch")),) if rated else ()),
        _figure("seconds", tr("Seconds"), tr("Seconds the epoch took")),
    )


def _metric(name: str, run: Run | None) -> Column:
    own = name.removeprefix("val_")
    full = metric_title(own, run)
    short = full.removesuffix(tr(" accuracy"))
    if own == name:
        return _figure(name, short, full)
    return _figure(name, tr("Val. {metric}", metric=_within(short)), tr("Validation {metric}", metric=_within(full)))


def _within(title: str) -> str:
    """A title behind another word: those that are abbreviations stay as they are."""
    return title if title[:2].isupper() or title[1:2].isdigit() or not title else in_sentence(title[0]) + title[1:]


def _figure(name: str, title: str, full: str) -> Column:
    key = "learning_rate" if name == "rate" else name
    return Column(
        key, title, full, lambda epoch: _plain(epoch.value(name)), lambda epoch: _shown(name, epoch.value(name))
    )


def _plain(value: float) -> str:
    return repr(value) if math.isfinite(value) else str(value)


def _shown(name: str, value: float) -> str:
    if math.isnan(value) and name not in ("loss", "val_loss"):
        return "–"
    match name.removeprefix("val_"):
        case "accuracy" | "top_k":
            return percent(value, 2)
        case "seconds":
            return local(f"{value:.1f}")
        case "rate":
            return local(f"{value:.4g}")
    return loss_words(value) if name in ("loss", "val_loss") else local(f"{value:.4f}")


class EpochModel(QAbstractTableModel):
    """An item model over the epochs of a run; the best one is bold and marked."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._epochs: tuple[Epoch, ...] = ()
        self._columns = columns_of(())
        self._best = 0

    def show_epochs(self, epochs: Sequence[Epoch], run: Run | None = None) -> None:
        """Shows those of ``run``; where they only go on from the ones before, rows are added."""
        new, old = tuple(epochs), self._epochs
        best, columns = best_epoch(new), columns_of(new, run)
        same = [column.full for column in columns] == [column.full for column in self._columns]
        if same and new[: len(old)] == old and len(new) > len(old) > 0:
            self.beginInsertRows(QModelIndex(), len(old), len(new) - 1)
            self._epochs = new
            self.endInsertRows()
            if best != self._best:
                self._best = best
                self.dataChanged.emit(self.index(0, 0), self.index(len(new) - 1, len(self._columns) - 1))
        elif new != old or not same:
            self.beginResetModel()
            self._epochs, self._best, self._columns = new, best, columns
            self.endResetModel()

    def titles(self) -> list[str]:
        """What stands over the columns."""
        return [column.title for column in self._columns]

    def text(self, rows: Sequence[int] = ()) -> str:
        """The table as tab-separated text, for a spreadsheet; all rows when none is named."""
        heads = [column.full for column in self._columns]
        lines = [[column.shown(epoch) for column in self._columns] for epoch in self._chosen(rows)]
        return "\n".join("\t".join(line) for line in (heads, *lines))

    def csv(self, rows: Sequence[int] = ()) -> str:
        """The table as comma-separated values (RFC 4180), every number with all its digits, shares from 0 to 1."""
        out = io.StringIO()
        writer = csv.writer(out)
        writer.writerow([column.key for column in self._columns])
        writer.writerows([column.plain(epoch) for column in self._columns] for epoch in self._chosen(rows))
        return out.getvalue()

    def _chosen(self, rows: Sequence[int]) -> list[Epoch]:
        return [self._epochs[row] for row in rows] if rows else list(self._epochs)

    def rowCount(self, parent: _Index = QModelIndex()) -> int:  # noqa: B008 - Qt's own signature
        return 0 if parent.isValid() else len(self._epochs)

    def columnCount(self, parent: _Index = QModelIndex()) -> int:  # noqa: B008
        return 0 if parent.isValid() else len(self._columns)

    def data(self, index: _Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        epoch = self._epochs[index.row()]
        best = epoch.number == self._best
        match role:
            case Qt.ItemDataRole.DisplayRole:
                return self._columns[index.column()].shown(epoch)
            case Qt.ItemDataRole.TextAlignmentRole:
                return Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
            case Qt.ItemDataRole.FontRole if best:
                return bold_of(QFont())
            case Qt.ItemDataRole.DecorationRole if best and index.column() == 0:
                return icon("star", "good")
            case Qt.ItemDataRole.ToolTipRole if best:
                return tr("The best epoch: lowest validation loss")
        return None

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if orientation is not Qt.Orientation.Horizontal:
            return None
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
        if role in (Qt.ItemDataRole.ToolTipRole, Qt.ItemDataRole.AccessibleTextRole):
            return self._columns[section].full
        return self._columns[section].title if role == Qt.ItemDataRole.DisplayRole else None


class EpochLog(QTableView):
    """The epochs as a table; copies the selected rows, or all of them. Follows the newest while it is in view."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("train.log")
        self.setAccessibleName(tr("Log of the run, one line an epoch"))
        self._model = EpochModel(self)
        self.setModel(self._model)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setTabKeyNavigation(False)
        self.setShowGrid(False)
        self.setAlternatingRowColors(True)
        self.setMinimumHeight(72)
        self.verticalHeader().hide()
        self.verticalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        self.horizontalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Stretch)
        self._model.modelReset.connect(self._fit_titles)
        keep_fit(self, self._fit_letters)
        self.horizontalHeader().setHighlightSections(False)
        self._add(tr("Copy as text"), self.copy).setShortcut(QKeySequence.StandardKey.Copy)
        self._add(tr("Copy as CSV, with all digits"), self.copy_csv)
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.ActionsContextMenu)

    def show_epochs(self, epochs: Sequence[Epoch], run: Run | None = None) -> None:
        """Shows these epochs of ``run``."""
        bar = self.verticalScrollBar()
        following = bar.value() == bar.maximum()
        self._model.show_epochs(epochs, run)
        if following:
            self.scrollToBottom()

    def _fit_letters(self) -> None:
        self.verticalHeader().setDefaultSectionSize(self.fontMetrics().height() + _AROUND)
        self._fit_titles()

    def _fit_titles(self) -> None:
        """Makes every column as wide as the widest title; what does not fit then is scrolled to."""
        header = self.horizontalHeader()
        widest = max(header.fontMetrics().horizontalAdvance(title) for title in self._model.titles())
        header.setMinimumSectionSize(widest + _BESIDE_TITLE)

    def text(self) -> str:
        """The selected rows as tab-separated text, or all of them."""
        return self._model.text(self._rows())

    def copy(self) -> None:
        """Puts the text on the clipboard."""
        QGuiApplication.clipboard().setText(self.text())

    def copy_csv(self) -> None:
        """Puts the selected rows, or all of them, on the clipboard as comma-separated values."""
        QGuiApplication.clipboard().setText(self._model.csv(self._rows()))

    def _rows(self) -> list[int]:
        return sorted({index.row() for index in self.selectedIndexes()})

    def _add(self, words: str, act: Callable[[], None]) -> QAction:
        action = QAction(icon("copy"), words, self)
        action.setShortcutContext(Qt.ShortcutContext.WidgetShortcut)
        action.triggered.connect(act)
        self.addAction(action)
        return action
