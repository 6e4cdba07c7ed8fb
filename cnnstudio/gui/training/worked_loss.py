"""The loss of a batch worked out with the network's own outputs: one picture line by line, then the batch."""

import numpy as np
from PySide6.QtCore import QSignalBlocker, Qt, Slot
from PySide6.QtGui import QAction, QGuiApplication, QHideEvent, QKeySequence, QShowEvent
from PySide6.QtWidgets import (
    QHBoxLayout,
    QLabel,
    QPushButton,
    QSpinBox,
    QTableWidgetItem,
    QVBoxLayout,
    QWidget,
)

from cnnstudio.core.errors import StudioError
from cnnstudio.core.language import local, tr, tr_count
from cnnstudio.core.messages import Cancelled, Event, Failed, LossWorked, RunSubject, WorkLoss
from cnnstudio.core.project import Project
from cnnstudio.core.runs.run import Run
from cnnstudio.core.training import losses
from cnnstudio.core.training.losses import Term, Worked
from cnnstudio.core.training.plan import LOSSES
from cnnstudio.data.dataset import DataSet
from cnnstudio.data.split import divide
from cnnstudio.gui.bridge import Bridge
from cnnstudio.gui.document import Document
from cnnstudio.gui.icons import icon
from cnnstudio.gui.runs.training_run import TrainingRun
from cnnstudio.gui.runs.weights import answering_run
from cnnstudio.gui.training.words import called
from cnnstudio.gui.training.worked_picture import ClassesView, WorkedPictures
from cnnstudio.gui.training.worked_table import worked_table
from cnnstudio.gui.widgets.card import MutedLabel, heading
from cnnstudio.gui.widgets.letters import bold_of
from cnnstudio.gui.widgets.panel import Panel
from cnnstudio.gui.widgets.said_words import SaidWords

_WAITING = tr("Waiting for the engine…")
_HEADERS = ("", tr("Arithmetic"), tr("Value"))
_AROUND = 8
_NOBODY = np.empty(0, np.int64)
_RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter


def why_not_work(document: Document) -> str:
    """Why no batch can be worked through, in words; empty where one can."""
    if answering_run(document) is None:
        return tr("Train first: the loss is worked out with what a network says to its pictures.")
    return ""


def class_weights(project: Project, run: Run, data: DataSet | None, classes: int) -> tuple[float, ...] | None:
    """How much each class counts; empty where all count the same, None where that cannot be told without its data."""
    if project.plan.class_weight == "none":
        return ()
    if project.plan.class_weight == "given":
        given = losses.class_weights(project.plan, _NOBODY, classes)
    elif data is None or run.project.data != project.data:
        return None
    else:
        try:
            truth = data.y_train[divide(data.y_train, project.data).train]
        except StudioError:
            return None
        given = losses.class_weights(project.plan, truth, classes)
    return () if given is None else tuple(float(each) for each in given)


def whose_weights(run: Run) -> str:
    """Which weights answer for the run: "with the weights of epoch 10, the best", or those of this moment."""
    if run.status == "training":
        return tr("at this moment, while it trains")
    used = run.used_epoch
    if run.project.plan.keep_best and used == run.best_epoch:
        return tr("with the weights of epoch {epoch:,}, the best", epoch=used)
    return tr("with the weights of epoch {epoch:,}, the last", epoch=used)


class WorkedLoss(Panel):
    """Asks the engine while it is in view: when it is shown, when another run is chosen, and after each epoch."""

    def __init__(
        self, document: Document, training_run: TrainingRun, bridge: Bridge, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.setObjectName("train.worked_loss")
        self._document, self._bridge = document, bridge
        self._ticket = 0
        self._asked: RunSubject | None = None
        self._run: Run | None = None
        self._answer: LossWorked | None = None
        self._pictures = WorkedPictures()
        self._make()
        self._lay_out()
        document.project_changed.connect(self._work)
        document.runs_changed.connect(self._runs_changed)
        training_run.epoch_ended.connect(self._ask)
        bridge.event.connect(self._receive)

    # What is asked

    @Slot()
    def _ask(self) -> None:
        run, path = answering_run(self._document), self._document.path
        if not self.isVisible():
            return
        if run is None or path is None:
            self._ticket, self._asked, self._run = 0, None, None
            self._forget(why_not_work(self._document))
            return
        self._run, self._asked = run, RunSubject(str(path), run.number)
        self._ticket = self._bridge.post(WorkLoss(sender="train", subject=self._asked))
        if self._answer is None or self._answer.subject != self._asked:
            self._forget(_WAITING)

    @Slot()
    def _runs_changed(self) -> None:
        run = answering_run(self._document)
        now = None if run is None else RunSubject(str(self._document.path), run.number)
        ended = run is not None and self._run is not None and run.status != self._run.status
        if now is None or now != self._asked or ended:  # once it has ended, the weights of another epoch may answer
            self._ask()

    @Slot(object)
    def _receive(self, event: Event) -> None:
        if event.ticket != self._ticket or not self._ticket:
            return
        match event:
            case LossWorked():
                self._answer = event
                with QSignalBlocker(self._which):
                    self._which.setRange(1, len(event.truth))
                self._which.setSuffix(tr(" of {count:,}", count=len(event.truth)))
                self._work()
            case Failed():
                self._forget(f"{event.text} {event.hint}".strip())
            case Cancelled():
                self._forget(tr("It was stopped."))

    def _forget(self, words: str) -> None:
        """Says ``words`` until there is another answer: no edit brings back the figures of another run."""
        self._answer = None
        self._show_words(words)

    # What is shown

    @Slot()
    def _work(self) -> None:
        """Works the loss out as the plan has it now."""
        answer, run, project = self._answer, self._run, self._document.project
        if answer is None or run is None or not self.isVisible():
            return
        classes = answer.outputs.shape[1]
        weights = class_weights(project, run, self._document.data_set, classes)
        truth, index = answer.truth, self._which.value() - 1
        worked = losses.work(
            project.plan,
            answer.outputs,
            truth,
            answer.labels,
            logits=answer.logits,
            index=index,
            penalty=answer.penalty,
            weights=weights or (),
        )
        self._title.setText(tr("{loss}, worked through", loss=LOSSES[project.plan.loss]))
        self._about.setText(
            tr_count(
                "What {run} says, {with_weights}, to the first picture it learns from, and "
                "what the loss at the left makes of that. Dropout is off.",
                "What {run} says, {with_weights}, to the first {count:,} pictures it learns from, and "
                "what the loss at the left makes of that. Dropout is off.",
                len(truth),
                run=called(run),
                with_weights=whose_weights(run),
            )
        )
        self._formula.setText(tr("Loss of one picture: {formula}", formula=worked.formula))
        self._where.setText(" ".join(worked.where))
        self._missing.say(
            tr("How much each class counts is not known here: its data are not loaded.") if weights is None else ""
        )
        self._truth.setText(tr("It shows: {label}", label=answer.labels[int(truth[index])]))
        image = self._pictures.find(run, self._document, answer, index)
        self._classes.show_classes(project.plan, answer, index, image)
        self._fill(worked)
        self._show_words("")

    def _fill(self, worked: Worked) -> None:
        picture = Term(
            tr("Picture {number:,}", number=self._which.value()),
            tr("the sum of these lines") if len(worked.terms) > 1 else tr("the line above"),
            worked.picture,
        )
        batch = list(worked.steps)
        rows = [*((term, False) for term in worked.terms), (picture, True), *((term, False) for term in batch)]
        if len(batch) > 1 or worked.loss != batch[-1].value:
            rows.append((Term(tr("What training makes small"), "", worked.loss), True))
        else:
            rows[-1] = (batch[-1], True)
        self._table.setRowCount(len(rows))
        bold = bold_of(self._table.font())
        for row, (term, strong) in enumerate(rows):
            for column, text in enumerate((term.of, term.arithmetic, local(f"{term.value:.6g}".replace("-", "−")))):
                item = QTableWidgetItem(text)
                item.setFlags(Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable)
                item.setToolTip(text)
                if strong:
                    item.setFont(bold)
                if column == len(_HEADERS) - 1:
                    item.setTextAlignment(_RIGHT)
                self._table.setItem(row, column, item)

    def _show_words(self, words: str) -> None:
        """Says ``words`` in the place of the figures; shows these where there are none."""
        self._words.setText(words)
        self._words.setVisible(bool(words))
        for widget in self._figures:
            widget.setVisible(not words)

    @property
    def rows(self) -> tuple[tuple[str, str, str], ...]:
        """The lines of the table as they are read."""
        return tuple(self._line(row) for row in range(self._table.rowCount()))

    def _line(self, row: int) -> tuple[str, str, str]:
        items = [self._table.item(row, column) for column in range(len(_HEADERS))]
        of, arithmetic, value = ("" if item is None else item.text() for item in items)
        return of, arithmetic, value

    def copy(self) -> None:
        """Puts the lines on the clipboard, tab-separated."""
        QGuiApplication.clipboard().setText("\n".join("\t".join(line) for line in self.rows))

    def _show_hardest(self) -> None:
        answer = self._answer
        if answer is not None:
            each = losses.of_pictures(self._document.project.plan, answer.outputs, answer.truth, answer.logits)
            self._which.setValue(int(each.argmax()) + 1)

    # Making

    def _make(self) -> None:
        self._title, self._about = heading(tr("Loss")), MutedLabel(wordWrap=True)
        self._formula, self._where = QLabel(wordWrap=True), MutedLabel(wordWrap=True)
        self._words = MutedLabel(_WAITING, wordWrap=True)
        self._words.setObjectName("train.worked_loss.words")
        self._missing = SaidWords("note")
        self._truth = QLabel()
        for label in (self._title, self._about, self._formula, self._where, self._truth):
            label.setTextFormat(Qt.TextFormat.PlainText)
        self._formula.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self._which = QSpinBox(objectName="train.worked_loss.picture", prefix=tr("Picture "), minimum=1)
        self._which.setAccessibleName(tr("Which picture of the batch"))
        self._which.setMinimumWidth(150)
        self._which.valueChanged.connect(self._work)
        self._hardest = QPushButton(tr("The one it is worst at"), objectName="train.worked_loss.hardest")
        self._hardest.setAccessibleName(tr("Work the picture with the largest loss through"))
        self._hardest.clicked.connect(self._show_hardest)
        self._classes = ClassesView()
        self._table = worked_table(
            "train.worked_loss.lines", tr("The loss line by line"), _HEADERS, around=_AROUND, wide=1
        )
        copy = QAction(icon("copy"), tr("Copy these lines"), self)
        copy.setShortcut(QKeySequence.StandardKey.Copy)
        copy.setShortcutContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        copy.triggered.connect(self.copy)
        self._table.addAction(copy)
        self._table.setContextMenuPolicy(Qt.ContextMenuPolicy.ActionsContextMenu)

    def _lay_out(self) -> None:
        chooser = QWidget()
        row = QHBoxLayout(chooser)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(8)
        row.addWidget(self._which)
        row.addWidget(self._hardest)
        row.addSpacing(8)
        row.addWidget(self._truth, 1)
        both = QWidget()
        beside = QHBoxLayout(both)
        beside.setContentsMargins(0, 0, 0, 0)
        beside.setSpacing(12)
        beside.addWidget(self._classes, 4)
        beside.addWidget(self._table, 3)
        self._figures = (self._about, self._formula, self._where, chooser, both)
        column = QVBoxLayout(self)
        column.setContentsMargins(16, 12, 16, 12)
        column.setSpacing(8)
        for widget in (self._title, self._about, self._formula, self._where, self._missing, chooser):
            column.addWidget(widget)
        column.addWidget(both, 1)
        column.addWidget(self._words)
        column.addStretch(0)

    # Qt calls these

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._ask()

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        self._asked = None
