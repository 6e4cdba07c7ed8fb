"""The two rows above the table: what is shown, and what can be done to the selected runs."""

from collections.abc import Callable, Sequence

from PySide6.QtCore import QPoint, Qt, Signal
from PySide6.QtGui import QKeyEvent, QResizeEvent
from PySide6.QtWidgets import (
    QCheckBox,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QMenu,
    QPushButton,
    QSizePolicy,
    QStackedWidget,
    QWidget,
)

from cnnstudio.core.language import tr
from cnnstudio.core.runs.run import Run
from cnnstudio.core.runs.run_table import COLUMNS, USUAL, Column, columns
from cnnstudio.gui.icons import icon
from cnnstudio.gui.runs.names import called
from cnnstudio.gui.widgets.accent_button import AccentButton
from cnnstudio.gui.widgets.fitting_label import FittingLabel
from cnnstudio.gui.widgets.icon_button import IconButton
from cnnstudio.gui.widgets.row import row_of

FIXED = ("run", "name")
"""Columns that always stay."""
_ROOM_FOR_WORDS = 760


class ViewBar(QWidget):
    """Filter, columns, and whatever else is put behind them."""

    filtered = Signal(str)
    columns_chosen = Signal(object)
    """The Columns to show."""
    differing_wanted = Signal(bool)
    """Whether what differs is to have columns of its own."""

    def __init__(self, export: QWidget, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._keys = USUAL
        self._line = QLineEdit(
            objectName="compare.filter", accessibleName=tr("Filter of the runs"), clearButtonEnabled=True
        )
        self._line.setPlaceholderText(tr("Filter: words of any column, as “relu mnist”"))
        self._line.addAction(icon("search", "muted"), QLineEdit.ActionPosition.LeadingPosition)
        self._line.textChanged.connect(self.filtered)
        self._line.setMinimumWidth(160)
        self._differing = QCheckBox(tr("&What differs as columns"), objectName="compare.differing")
        self._differing.setAccessibleName(tr("What differs as columns"))
        self._differing.setToolTip(
            tr("A column for each setting in which the selected runs differ, or else all in view")
        )
        self._differing.toggled.connect(self.differing_wanted)
        self._columns = QPushButton(icon("columns-2"), tr("Columns"), objectName="compare.columns")
        self._columns.setAccessibleName(tr("Columns"))
        self._columns.setToolTip(tr("Chooses which columns are shown"))
        self._columns.clicked.connect(self._open_columns)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(8)
        row.addWidget(self._line, 1)
        for widget in (self._differing, self._columns, export):
            row.addWidget(widget)

    @property
    def columns(self) -> tuple[Column, ...]:
        """The columns that are chosen."""
        return columns(self._keys)

    @property
    def wants_differing(self) -> bool:
        """Whether what differs is to have columns of its own."""
        return self._differing.isChecked()

    def show_columns(self, keys: Sequence[str]) -> None:
        """Chooses the columns, in the order in which they are offered."""
        wanted = {*keys, *FIXED}
        self._keys = tuple(column.key for column in COLUMNS if column.key in wanted)
        self.columns_chosen.emit(self.columns)

    def clear_filter(self) -> None:
        """Shows all runs."""
        self._line.clear()

    def columns_menu(self) -> QMenu:
        """The menu of columns, made anew; it stays open while they are ticked."""
        menu = _StayingMenu(self)
        menu.aboutToHide.connect(menu.deleteLater)
        for column in COLUMNS:
            if column.key not in FIXED:
                action = menu.addAction(column.title)
                action.setCheckable(True)
                action.setChecked(column.key in self._keys)
                action.setToolTip(column.help)
                action.toggled.connect(lambda on, key=column.key: self._tick(key, on))
        menu.addSeparator()
        menu.addAction(icon("undo-2"), tr("The usual ones"), lambda: self.show_columns(USUAL))
        return menu

    def _open_columns(self) -> None:
        self.columns_menu().popup(self._columns.mapToGlobal(QPoint(0, self._columns.height())))

    def _tick(self, key: str, on: bool) -> None:
        self.show_columns([*self._keys, key] if on else [each for each in self._keys if each != key])


class _StayingMenu(QMenu):
    """A menu that does not close when one of its ticks is set."""

    def mouseReleaseEvent(self, event: object) -> None:
        action = self.activeAction()
        if action is not None and action.isCheckable():
            action.toggle()
        else:
            super().mouseReleaseEvent(event)  # type: ignore[arg-type]

    def keyPressEvent(self, event: QKeyEvent) -> None:
        action = self.activeAction()
        if event.key() == Qt.Key.Key_Space and action is not None and action.isCheckable():
            action.toggle()
        else:
            super().keyPressEvent(event)


class RunBar(QStackedWidget):
    """Says what is selected and what can be done to it; the question before runs are deleted takes its place."""

    again_wanted = Signal()
    """The project of the run is to be changed and trained anew."""
    restore_wanted = Signal()
    rename_wanted = Signal()
    deleted = Signal(object)
    """The numbers of the runs to delete."""
    left = Signal()
    """The question is closed; the keyboard belongs to the table again."""

    def __init__(
        self, score: QWidget, may_delete: Callable[[Sequence[Run]], bool], parent: QWidget | None = None
    ) -> None:
        """Makes the bar.

        Args:
            score: The button that scores the selected runs.
            may_delete: Whether runs can be deleted; tells why not.
        """
        super().__init__(parent)
        self._may_delete = may_delete
        self._score = score
        self._runs: tuple[Run, ...] = ()
        self._meant: tuple[int, ...] = ()
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self._words = FittingLabel()
        self._words.setObjectName("compare.words")
        self._question = QLabel()
        self._row, self._asking = self._acting_row(), self._asking_row()
        for row in (self._row, self._asking):
            self.addWidget(row)
        self.show_runs((), "", same=False)

    @property
    def words(self) -> str:
        """What is selected, or what is asked."""
        return self._question.text() if self.currentWidget() is self._asking else self._words.full

    def show_runs(self, runs: Sequence[Run], words: str, *, same: bool) -> None:
        """Offers what can be done to these runs; ``same``: the one's project is on the desk already."""
        self._runs = tuple(runs)
        self._words.say(words)
        self._again.setEnabled(len(runs) == 1)
        self._restore.setEnabled(len(runs) == 1 and not same)
        self._pencil.setEnabled(len(runs) == 1 and runs[0].status != "training")
        self._trash.setEnabled(any(run.status != "training" for run in runs))
        if self._meant and not set(self._meant) <= {run.number for run in runs if run.status != "training"}:
            self.back()  # not the question any more: a run is gone, or goes on training

    def ask_delete(self) -> None:
        """Asks once, since undo cannot bring a run back; not where it would be refused."""
        able = [run for run in self._runs if run.status != "training"]
        if not able or not self._may_delete(able):
            return
        self._meant = tuple(run.number for run in able)
        self._question.setText(
            tr("Delete {run} with its weights? This cannot be undone.", run=called(able[0]))
            if len(able) == 1
            else tr("Delete {count:,} runs with their weights? This cannot be undone.", count=len(able))
        )
        self._keep.setText(tr("Keep it") if len(able) == 1 else tr("Keep them"))
        self.setCurrentWidget(self._asking)
        self._keep.setFocus()

    def back(self) -> None:
        """Leaves the question."""
        self._meant = ()
        self.setCurrentWidget(self._row)

    def _leave(self) -> None:
        self.back()
        self.left.emit()

    def _delete(self) -> None:
        meant = self._meant
        self._leave()
        self.deleted.emit(meant)

    def _acting_row(self) -> QWidget:
        self._again = AccentButton(tr("Change one thing and train"), "copy-plus")
        self._again.setObjectName("compare.again")
        self._again.setAccessibleName(self._again.text())
        self._again.setToolTip(
            tr(
                "Puts this run's project on the desk and goes to Build: change it there and press Train. "
                "The new run is laid over this one here. Undo takes it back."
            )
        )
        self._again.clicked.connect(self.again_wanted)
        self._restore = QPushButton(icon("undo-2"), tr("Put its project back"), objectName="compare.restore")
        self._restore.setAccessibleName(tr("Put its project back"))
        self._restore.setToolTip(tr("Makes the project again what it was in this run; Undo takes it back"))
        self._restore.clicked.connect(self.restore_wanted)
        self._pencil = IconButton("compare.rename", "pencil", tr("Rename this run (F2)"))
        self._pencil.clicked.connect(self.rename_wanted)
        self._trash = IconButton("compare.delete", "trash-2", tr("Delete the selected runs… (Del)"))
        self._trash.clicked.connect(self.ask_delete)
        acts = (self._score, self._again, self._restore, self._pencil, self._trash)
        return row_of(self._words, *acts, first_grows=True)

    def _asking_row(self) -> QWidget:
        self._question.setTextFormat(Qt.TextFormat.PlainText)
        self._question.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        delete = QPushButton(icon("trash-2", "error"), tr("Delete"), objectName="compare.delete.yes", autoDefault=True)
        delete.setAccessibleName(tr("Delete"))
        delete.clicked.connect(self._delete)
        self._keep = QPushButton(tr("Keep it"), objectName="compare.delete.no", autoDefault=True)
        self._keep.setAccessibleName(tr("Keep"))
        self._keep.clicked.connect(self._leave)
        return row_of(self._question, delete, self._keep, first_grows=True)

    # Qt calls these

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._restore.setText(self._restore.accessibleName() if self.width() >= _ROOM_FOR_WORDS else "")

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape and self._meant:
            self._leave()
        else:
            super().keyPressEvent(event)


def runs_menu(parent: QWidget, *groups: tuple[Sequence[tuple[str, str, Callable[[], object]]], bool]) -> QMenu:
    """A menu of icons, words and what they do, in groups, each of which can be chosen or not; it goes once closed."""
    menu = QMenu(parent)
    menu.aboutToHide.connect(menu.deleteLater)
    for entries, enabled in groups:
        for icon_name, words, act in entries:
            menu.addAction(icon(icon_name), words, act).setEnabled(enabled)
        menu.addSeparator()
    return menu
