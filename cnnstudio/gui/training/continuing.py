"""Goes on with a run that has ended: to its planned end, or for more epochs."""

from PySide6.QtCore import Qt, Slot
from PySide6.QtWidgets import QInputDialog, QMenu, QToolButton, QWidget

from cnnstudio.core.language import tr, tr_count, tr_in
from cnnstudio.core.runs.run import Run
from cnnstudio.core.training.continuing import how
from cnnstudio.gui.document import Document
from cnnstudio.gui.icons import icon
from cnnstudio.gui.runs.state import (
    USUALLY_MORE,
    epochs_missing,
    going_on_words,
    may_go_on,
    more_words,
    usually_more,
)
from cnnstudio.gui.runs.training_run import TrainingRun
from cnnstudio.gui.training.words import called
from cnnstudio.gui.widgets.number_question import number_question

_MORE = (1, 5, 10, 20, 50)
_MOST = 100_000
_TITLE = tr("More epochs")


class ContinueButton(QToolButton):
    """Resumes the chosen run or gives it more epochs; hidden where it cannot go on. Its menu offers other numbers."""

    def __init__(self, document: Document, training_run: TrainingRun, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("train.continue")
        self.setIcon(icon("step-forward"))
        self.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        self.setPopupMode(QToolButton.ToolButtonPopupMode.MenuButtonPopup)
        self._document, self._training_run = document, training_run
        self._more = USUALLY_MORE
        self._menu = QMenu(self)
        self._menu.aboutToShow.connect(self._fill)
        self.setMenu(self._menu)
        self.clicked.connect(self.go)
        document.runs_changed.connect(self.follow)
        document.file_changed.connect(self.follow)
        training_run.state_changed.connect(self.follow)
        training_run.queue.changed.connect(self.follow)
        self.follow()

    @Slot()
    def follow(self) -> None:
        """Offers what can be done with the chosen run."""
        run = self._document.chosen_run
        awaits_new = self._training_run.prepares_new_run and self._training_run.comes_into_view
        self.setVisible(may_go_on(run) and not awaits_new)
        if run is None:
            return
        does = {"resume": tr("Resume"), "score": tr("Score it")}.get(how(run) or "", self._up_to(run, self._more))
        self.setText(does)
        why_not = self._training_run.why_not_go_on(run, usually_more(run, self._more))
        self.setEnabled(not why_not)
        self.setAccessibleDescription(why_not)
        self.setAccessibleName(going_on_words(run, self._more))
        if self._training_run.is_active:
            told = tr("Puts it into the queue: {what}", what=self._how_far(run, tr_in("a run", "it")))
        else:
            told = self._how_far(run, called(run))
        self.setToolTip(why_not or told)

    @Slot()
    def go(self) -> None:
        """Does what the button says."""
        run = self._document.chosen_run
        if run is not None:
            self._training_run.go_on_with(run, usually_more(run, self._more))

    def _how_far(self, run: Run, name: str) -> str:
        if how(run) == "score":
            return tr("{run} is scored on the parts of its data, which it was broken off at", run=name)
        epoch, patience = max(run.resumable, default=0), run.project.plan.early_stopping
        if epochs_missing(run):
            told = tr(
                "{run} goes on from epoch {epoch:,} with the state of its optimiser, to its planned end, epoch "
                "{planned:,}",
                run=name,
                epoch=epoch,
                planned=run.project.plan.epochs,
            )
        else:
            told = tr_count(
                "{run} goes on from epoch {epoch:,} with the state of its optimiser, for {count:,} more epoch",
                "{run} goes on from epoch {epoch:,} with the state of its optimiser, for {count:,} more epochs",
                self._more,
                run=name,
                epoch=epoch,
            )
        if not patience:
            return told
        return tr_count(
            "{told}. It stops early, too: after {count:,} epoch without a lower validation loss, counted anew",
            "{told}. It stops early, too: after {count:,} epochs without a lower validation loss, counted anew",
            patience,
            told=told,
        )

    @staticmethod
    def _up_to(run: Run, more: int) -> str:
        """ "10 more epochs", or where early stopping may end them before, "Up to 10 more epochs"."""
        if run.project.plan.early_stopping:
            return tr_count("Up to {count:,} more epoch", "Up to {count:,} more epochs", more)
        return more_words(more)

    def _fill(self) -> None:
        self._menu.clear()
        run = self._document.chosen_run
        if run is None:
            return
        if how(run) in ("resume", "score"):
            missing = epochs_missing(run)
            text = tr("Resume, to epoch {epochs:,}", epochs=run.project.plan.epochs) if missing else tr("Score it")
            resume = self._menu.addAction(icon("step-forward"), text, lambda: self._training_run.go_on_with(run, 0))
            resume.setEnabled(not self._training_run.why_not_go_on(run))
            self._menu.addSeparator()
        for more in _MORE:
            self._menu.addAction(self._up_to(run, more), lambda more=more: self._take(run, more))
        self._menu.addSeparator()
        self._menu.addAction(tr("Another number…"), lambda: self._ask(run))

    def _take(self, run: Run, more: int) -> None:
        self._more = more
        self.follow()
        self._training_run.go_on_with(run, more)

    def _ask(self, run: Run) -> None:
        question = tr("How many more epochs for {run}?", run=called(run))
        dialog: QInputDialog = number_question(
            self.window(), "train.continue.question", _TITLE, question, (1, _MOST), self._more, tr("Go on")
        )
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.intValueSelected.connect(lambda more: self._take(run, more))
        self._document.opened.connect(dialog.reject)
        dialog.open()
