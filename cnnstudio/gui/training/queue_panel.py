"""The runs that wait for their turn, each in a few words and with a button that takes it out."""

from PySide6.QtCore import Qt, Slot
from PySide6.QtWidgets import QApplication, QFrame, QHBoxLayout, QLabel, QPushButton, QScrollArea, QVBoxLayout, QWidget

from cnnstudio.core.language import tr, tr_count, tr_in
from cnnstudio.core.project import Project
from cnnstudio.core.runs.comparison import between
from cnnstudio.gui.document import Document
from cnnstudio.gui.runs.queue import Waiting
from cnnstudio.gui.runs.state import epochs_missing, more_words
from cnnstudio.gui.runs.training_run import TrainingRun
from cnnstudio.gui.training.words import architecture, called
from cnnstudio.gui.widgets.fitting_label import FittingLabel
from cnnstudio.gui.widgets.icon_button import IconButton
from cnnstudio.gui.widgets.letters import keep_fit
from cnnstudio.gui.widgets.panel import Panel
from cnnstudio.gui.words import rate

_LEAST_ROW, _AROUND = 30, 12
_MOST_ROWS = 3
"""So many are in view; of more, one scrolls."""
_MOST_DIFFERENCES = 4


def project_words(project: Project) -> str:
    """ "LeNet · Adam at 0.001 · 5 epochs · batches of 128"."""
    plan = project.plan
    return " · ".join(
        (
            architecture(project.network),
            tr("{optimiser} at {rate}", optimiser=plan.optimizer, rate=rate(plan.learning_rate)),
            tr_count("{count:,} epoch", "{count:,} epochs", plan.epochs),
            tr("batches of {count:,}", count=plan.batch_size),
        )
    )


def waiting_words(waiting: Waiting, before: Project | None, document: Document) -> tuple[str, ...]:
    """What a run in the queue is, at length and shorter.

    Args:
        before: What is trained before it: the words tell what is different from that.
    """
    if waiting.resume is not None:
        run = next((each for each in document.runs if each.number == waiting.resume), None)
        name = called(run) if run is not None else tr("Run {number}", number=waiting.resume)
        if waiting.more or run is None:
            return (f"{name}: {more_words(waiting.more)}",)
        missing = epochs_missing(run)
        return (
            tr_count(
                "{run}: resumed for {count:,} more epoch",
                "{run}: resumed for {count:,} more epochs",
                missing,
                run=name,
            )
            if missing
            else tr("{run}: scored", run=name),
        )
    whole = project_words(waiting.project)
    if before is None:
        return (whole,)
    found = between(before, waiting.project)
    if not found:
        return (tr("The same once more: {whole}", whole=whole), whole)
    told = "; ".join(each.text for each in found[:_MOST_DIFFERENCES])
    left = len(found) - _MOST_DIFFERENCES
    told = tr("{told}; and {count} more", told=told, count=left) if left > 0 else told
    return (f"{whole} — {told}", told)


class QueuePanel(Panel):
    """Hidden while nothing waits."""

    def __init__(self, document: Document, training_run: TrainingRun, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("train.queue")
        self.setAccessibleName(tr("Runs that wait"))
        self._document, self._training_run = document, training_run
        self._rows: list[QWidget] = []
        self._shown: list[tuple[Waiting, tuple[str, ...]]] = []
        """What each row is about, and its words."""
        self._title = QLabel(tr_in("runs in a queue", "Next"))
        self._clear = QPushButton(tr("Take all out"), objectName="train.queue.clear")
        self._clear.setAccessibleName(tr("Take all runs out of the queue"))
        self._clear.clicked.connect(training_run.queue.clear)
        self._list = QWidget()
        self._column = QVBoxLayout(self._list)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(0)
        self._scroll = QScrollArea(widgetResizable=True)
        self._scroll.setWidget(self._list)
        self._scroll.setFrameShape(QFrame.Shape.NoFrame)
        self._scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._scroll.viewport().setAutoFillBackground(False)
        self._list.setAutoFillBackground(False)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(12, 4, 8, 4)
        layout.setSpacing(12)
        layout.addWidget(self._title, 0, Qt.AlignmentFlag.AlignTop)
        layout.addWidget(self._scroll, 1)
        layout.addWidget(self._clear, 0, Qt.AlignmentFlag.AlignTop)
        keep_fit(self, self._fit_rows)
        training_run.queue.changed.connect(self.follow)
        document.runs_changed.connect(self.follow)  # one may have another name now
        self.follow()

    @property
    def lines(self) -> tuple[str, ...]:
        """What each row says in full."""
        return tuple(label.full for row in self._rows for label in row.findChildren(FittingLabel))

    @Slot()
    def follow(self) -> None:
        """Shows what waits now."""
        waiting = self._training_run.queue.waiting
        has_keyboard = self._scroll.isAncestorOf(QApplication.focusWidget() or self)
        befores = [self._training_run.project, *(each.project for each in waiting)]
        told = (waiting_words(each, before, self._document) for each, before in zip(waiting, befores, strict=False))
        self._put(list(zip(waiting, told, strict=True)))
        self._clear.setVisible(len(waiting) > 1)
        self._fit_rows()
        self.setVisible(bool(waiting))
        if has_keyboard and self._rows:
            self._rows[0].findChildren(IconButton)[0].setFocus()

    def _fit_rows(self) -> None:
        height = max(self.fontMetrics().height() + _AROUND, _LEAST_ROW)
        for each in (self._title, *self._rows):
            each.setFixedHeight(height)
        self._scroll.setFixedHeight(min(max(len(self._rows), 1), _MOST_ROWS) * height)

    def _put(self, shown: list[tuple[Waiting, tuple[str, ...]]]) -> None:
        """Makes the rows that are new; those that stand where they stood are left alone."""
        same = 0
        for old, new in zip(self._shown, shown, strict=False):
            if old[0] is not new[0] or old[1] != new[1]:
                break
            same += 1
        for row in self._rows[same:]:
            self._column.removeWidget(row)
            row.hide()
            row.deleteLater()
        self._rows = self._rows[:same]
        for number, (waiting, told) in enumerate(shown[same:], same + 1):
            self._rows.append(self._row(number, waiting, told))
        self._shown = shown

    def _row(self, number: int, waiting: Waiting, told: tuple[str, ...]) -> QWidget:
        row = QWidget()
        label = FittingLabel()
        label.say(*told)
        remove = IconButton(
            f"train.queue.remove_{number}",
            "x",
            tr("Take this run out of the queue"),
            called=tr("Take run {number} out of the queue: {full}", number=number, full=label.full),
        )
        remove.clicked.connect(lambda: self._training_run.queue.remove(waiting))
        layout = QHBoxLayout(row)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(QLabel(f"{number}."))
        layout.addWidget(label, 1)
        layout.addWidget(remove)
        self._column.addWidget(row)
        row.show()
        return row
