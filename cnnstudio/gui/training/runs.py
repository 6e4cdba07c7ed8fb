"""Chooses among the runs of the project; renames, deletes and exports them, and puts their projects back."""

from functools import reduce

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent, QResizeEvent
from PySide6.QtWidgets import (
    QLabel,
    QLineEdit,
    QPushButton,
    QSizePolicy,
    QStackedWidget,
    QToolButton,
    QWidget,
)

from cnnstudio.core.language import tr, tr_count
from cnnstudio.core.runs.run import Run
from cnnstudio.core.training.continuing import is_its_project
from cnnstudio.core.transferring.pretrained_blocks import pretrained_blocks, resting_on
from cnnstudio.core.transferring.transfer import why_not_fine_tune
from cnnstudio.gui.document import Document
from cnnstudio.gui.icons import icon
from cnnstudio.gui.runs.names import show_runs
from cnnstudio.gui.runs.told_runs import ToldRuns
from cnnstudio.gui.training.words import called, run_line
from cnnstudio.gui.widgets.eliding_combo import ElidingCombo
from cnnstudio.gui.widgets.row import row_of

_ROOM_FOR_WORDS = 680
"""In a row of fewer pixels the buttons show their icons alone, so that the run has the room."""


class _NameEdit(QLineEdit):
    """A line for a new name; Escape leaves it."""

    left = Signal()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.left.emit()
        else:
            super().keyPressEvent(event)


class RunChooser(QStackedWidget):
    """One row: the runs, latest first, with what can be done to the chosen one.

    Renaming and the one question before a run is deleted take the place of the row, so that nothing pops up.
    """

    export_requested = Signal(object)
    """The Run to export."""
    fine_tune_requested = Signal(object)
    """The Run whose pretrained network is to learn on."""

    def __init__(self, document: Document, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._document = document
        self._told = ToldRuns(self)
        self._meant: Run | None = None
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self._combo = ElidingCombo(objectName="train.run", accessibleName=tr("Run"))
        self._combo.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self._combo.setMinimumContentsLength(18)
        self._combo.setSizeAdjustPolicy(ElidingCombo.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self._name = _NameEdit(objectName="train.run.name", accessibleName=tr("Name of the run"), maxLength=80)
        self._question = QLabel(textFormat=Qt.TextFormat.PlainText)
        self._row = self._choosing()
        self._renaming = self._renaming_row()
        self._asking = self._asking_row()
        for row in (self._row, self._renaming, self._asking):
            self.addWidget(row)
        self._combo.currentIndexChanged.connect(self._chosen)
        self._name.returnPressed.connect(self._rename)
        self._name.left.connect(self.leave)
        self._told.changed.connect(self._tell_apart)
        self._told.failed.connect(document.refused)
        document.runs_changed.connect(self.follow)
        document.project_changed.connect(self._enable)
        document.opened.connect(self.back)
        self.follow()

    def follow(self) -> None:
        """Shows the document's runs."""
        run = self._document.chosen_run
        self._told.look(self._document.runs)
        self._list()
        if self._meant is not None and (run is None or run.number != self._meant.number or run.status == "training"):
            self.back()
        self._enable()

    def _list(self, *, anew: bool = False) -> None:
        run = self._document.chosen_run
        show_runs(self._combo, self._document.runs, None if run is None else run.number, self._line, anew=anew)

    def _tell_apart(self) -> None:
        self._list(anew=True)

    def _line(self, run: Run) -> str:
        return run_line(run, self._told.words.get(run.number, ""))

    def back(self) -> None:
        """Leaves renaming or the question, changing nothing."""
        self._meant = None
        self.setCurrentWidget(self._row)

    def leave(self) -> None:
        """Goes back as the person asked, with the keyboard at the runs again."""
        self.back()
        self._combo.setFocus()

    def ask_delete(self) -> None:
        """Asks once, since undo cannot bring a run back."""
        run = self._document.chosen_run
        if run is not None:
            self._meant = run
            why_not = why_not_delete(run, self._document)
            self._question.setText(
                why_not or tr("Delete {run} with its weights? This cannot be undone.", run=called(run))
            )
            self._delete_it.setVisible(not why_not)
            self.setCurrentWidget(self._asking)
            self._keep.setFocus()

    def begin_rename(self) -> None:
        """Puts the name of the chosen run under the pen."""
        run = self._document.chosen_run
        if run is not None:
            self._meant = run
            self._name.setText(run.name)
            self.setCurrentWidget(self._renaming)
            self._name.selectAll()
            self._name.setFocus()

    # Qt calls these

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        for button in (self._fine_tune, self._restore, self._export):
            button.setText(button.accessibleName() if self.width() >= _ROOM_FOR_WORDS else "")

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape and self._meant is not None:
            self.leave()
        else:
            super().keyPressEvent(event)

    # Rows

    def _choosing(self) -> QWidget:
        self._restore = QPushButton(icon("history"), tr("Put its project back"), objectName="train.run.restore")
        self._restore.setToolTip(tr("Makes the project again what it was in this run; Undo takes it back"))
        self._restore.clicked.connect(self._put_back)
        self._export = QPushButton(icon("file-down"), tr("Export…"), objectName="train.run.export")
        self._export.setToolTip(tr("Writes the network with this run's weights for Keras and other programs"))
        self._export.clicked.connect(lambda: self.export_requested.emit(self._document.chosen_run))
        self._fine_tune = QPushButton(icon("flame"), tr("Fine-tune…"), objectName="train.run.fine_tune")
        self._fine_tune.setToolTip(
            tr("Lets the last layers of its pretrained network learn on, from its weights, slowly")
        )
        self._fine_tune.clicked.connect(lambda: self.fine_tune_requested.emit(self._document.chosen_run))
        self._pencil = _tool("train.run.rename", "pencil", tr("Rename this run"), self.begin_rename)
        self._trash = _tool("train.run.delete", "trash-2", tr("Delete this run…"), self.ask_delete)
        return _row(self._combo, self._fine_tune, self._restore, self._export, self._pencil, self._trash)

    def _renaming_row(self) -> QWidget:
        done = QPushButton(icon("check"), tr("Rename"), objectName="train.run.rename.done", autoDefault=True)
        done.clicked.connect(self._rename)
        leave = QPushButton(tr("Cancel"), objectName="train.run.rename.cancel", autoDefault=True)
        leave.clicked.connect(self.leave)
        return _row(self._name, done, leave)

    def _asking_row(self) -> QWidget:
        self._question.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        delete = QPushButton(
            icon("trash-2", "error"), tr("Delete"), objectName="train.run.delete.yes", autoDefault=True
        )
        delete.clicked.connect(self._delete)
        self._delete_it = delete
        self._keep = QPushButton(tr("Keep it"), objectName="train.run.delete.no", autoDefault=True)
        self._keep.clicked.connect(self.leave)
        return _row(self._question, delete, self._keep)

    # What the buttons do

    def _chosen(self, row: int) -> None:
        if row >= 0:
            self._document.choose_run(self._combo.itemData(row))

    def _rename(self) -> None:
        run, name = self._meant, self._name.text().strip()
        self.back()
        self._combo.setFocus()
        if run is not None and name and name != run.name:
            number = run.number
            self._document.change_runs(lambda file: file.rename_run(number, name))

    def _delete(self) -> None:
        run = self._meant
        self.back()
        if run is not None:
            self._document.delete_runs([run.number])

    def _put_back(self) -> None:
        run = self._document.chosen_run
        if run is not None:
            self._document.put_back(run.project, tr("Put back the project of {run}", run=called(run)))

    def _enable(self) -> None:
        run: Run | None = self._document.chosen_run
        ended = run is not None and run.status != "training"
        self._pencil.setEnabled(ended)
        self._trash.setEnabled(ended)
        self._export.setEnabled(run is not None and bool(run.kept or run.epochs))
        self._fine_tune.setVisible(run is not None and bool(pretrained_blocks(run.project.network)))
        self._fine_tune.setEnabled(run is not None and not why_not_fine_tune(run) and not self._document.is_read_only)
        same = run is not None and is_its_project(run, self._document.project)
        self._restore.setEnabled(run is not None and not same)


def why_not_delete(run: Run, document: Document) -> str:
    """That others rest on a run and would lose their weights with it, in a sentence; empty where none do."""
    others = [(called(each), each.project.network) for each in document.runs if each.number != run.number]
    found = resting_on(run.number, [*others, (tr("the project as it is now"), document.project.network)])
    if not found:
        return ""
    named = found if len(found) < 3 else (*found[:2], tr("{count:,} more", count=len(found) - 2))
    return tr_count(
        "{run} cannot be deleted: {names} has its frozen weights from it.",
        "{run} cannot be deleted: {names} have their frozen weights from it.",
        len(found),
        run=called(run),
        names=reduce(lambda first, last: tr("{first} and {last}", first=first, last=last), named),
    )


def _tool(name: str, icon_name: str, words: str, act: object) -> QToolButton:
    button = QToolButton(objectName=name, icon=icon(icon_name), toolTip=words, accessibleName=words, autoRaise=True)
    button.clicked.connect(act)
    return button


def _row(*widgets: QWidget) -> QWidget:
    for widget in widgets:
        if isinstance(widget, QPushButton):
            widget.setAccessibleName(widget.text())
    return row_of(*widgets, first_grows=True)
