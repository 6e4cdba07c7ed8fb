"""What a page says that needs a trained network while there is none: why, and the one button that helps."""

from html import escape

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QWidget

from cnnstudio.core.language import tr
from cnnstudio.gui.document import Document
from cnnstudio.gui.runs.training_run import TrainingRun
from cnnstudio.gui.runs.weights import best_run, why_no_weights
from cnnstudio.gui.widgets.empty_state import EmptyState

_MEND = {"data": tr("Go to Data"), "build": tr("Go to Build"), "train": tr("Go to Train")}


class NoRun(EmptyState):
    """An empty page that leads to training, to where what keeps from it is mended, or to a run with weights."""

    train_requested = Signal()
    page_requested = Signal(str)

    def __init__(
        self,
        name: str,
        icon_name: str,
        document: Document,
        training_run: TrainingRun,
        *,
        begins: str,
        then: str,
        second: str = "",
        parent: QWidget | None = None,
    ) -> None:
        """Makes the page.

        Args:
            begins: What can be done once the training under way has begun.
            then: What can be done when a run is over.
            second: The words of another button, which is there except while training begins.
        """
        super().__init__(name, icon_name, parent)
        self._document, self._training_run = document, training_run
        self._begins, self._then, self._second_words = begins, then, second
        self.clicked.connect(self._go)
        self.refresh()

    @Slot()
    def refresh(self) -> None:
        """Says what holds now."""
        if self._training_run.is_active:
            self.say(tr("Training begins…"), self._begins)
            return
        reason, why = self._reason(), self._document.why_not_train
        best = best_run(self._document.runs) if reason else None
        if reason and best is not None:
            take = tr("Take {name}", name=best.name).replace("&", "&&")  # one "&" would underline the next letter
            self.say(tr("This run cannot answer"), escape(reason), take, self._second_words)
            return
        title = tr("No run has weights yet") if reason else tr("Train the network first")
        text = escape(why or reason or self._then)
        self.say(title, text, _MEND[self._document.where_to_mend] if why else tr("Train"), self._second_words)

    @Slot()
    def _go(self) -> None:
        best = best_run(self._document.runs)
        if self._reason() and best is not None:
            self._document.choose_run(best.number)
        elif self._document.why_not_train:
            self.page_requested.emit(self._document.where_to_mend)
        else:
            self.train_requested.emit()

    def _reason(self) -> str:
        run = self._document.chosen_run
        return "" if run is None else why_no_weights(run)
