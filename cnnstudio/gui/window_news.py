"""What the window says in its message bar of what happens elsewhere: a run has ended, data are missing, a way found."""

from functools import partial

from PySide6.QtCore import QObject, Signal, Slot

from cnnstudio.core.errors import StudioError
from cnnstudio.core.language import tr
from cnnstudio.core.messages import Event, Failed, Finished
from cnnstudio.core.runs.chance import no_better_than_chance
from cnnstudio.core.sweeps.experiment import Experiment
from cnnstudio.core.sweeps.news import SweepEnded
from cnnstudio.core.words import percent
from cnnstudio.gui.answering.answering import Networks
from cnnstudio.gui.document import Document
from cnnstudio.gui.files.saved_arrivals import ARRIVAL
from cnnstudio.gui.pages import Pages, Parts
from cnnstudio.gui.runs.training_run import State, TrainingRun
from cnnstudio.gui.sweeps.progress_words import rest_words
from cnnstudio.gui.widgets.message_bar import MessageBar

PLAN = "plan"
"""What is said of the plan of the next run, beside it."""

_SWEEP = "sweep"
"""What is said of a sweep that rests, which its page says on top."""

_SWEEP_FAILED = "sweep failed"
"""Why a sweep could not go on, until one does."""


class WindowNews(QObject):
    """Says it, and takes it back where it no longer holds."""

    page_wanted = Signal(str)
    save_as_wanted = Signal()

    def __init__(
        self, parts: Parts, pages: Pages, networks: Networks, message_bar: MessageBar, parent: QObject
    ) -> None:
        super().__init__(parent)
        self._document: Document = parts.document
        self._training_run: TrainingRun = parts.training_run
        self._pages, self._message_bar = pages, message_bar
        pages.shown.connect(self._leave_page)
        pages.shown.connect(lambda _: networks.leave_page())
        parts.document.refused.connect(self._tell_refused)
        parts.loading.missing.connect(self._offer_data)
        parts.document.data_changed.connect(self._withdraw_of_data)
        parts.training_run.state_changed.connect(self._withdraw_of_runs)
        parts.training_run.finished.connect(self._tell_finished)
        parts.bridge.event.connect(self._receive)
        self._experiments = parts.experiments
        self._experiments.ended.connect(self._tell_sweep)
        self._experiments.died.connect(self._tell_death)
        self._experiments.standing_changed.connect(self._withdraw_of_sweep)
        self._experiments.unfinished_found.connect(self._tell_unfinished)

    @Slot(str)
    def _leave_page(self, name: str) -> None:
        self._message_bar.leave_page()
        if name != "train":
            self._message_bar.take_back(PLAN)  # read there, beside the plan that it is about
        if name == "sweep":
            self._message_bar.take_back(_SWEEP)  # said there, on top

    @Slot(object)
    def _tell_refused(self, error: StudioError) -> None:
        """What cannot be written stays in the window, and can be saved elsewhere; it is no news once it is written."""
        if not self._document.is_stuck:
            self._message_bar.show_error(error)
            return
        self._message_bar.say(str(error), "problem", tr("Save as…"), self.save_as_wanted.emit, details=error.details)
        self._message_bar.hold_while(lambda: self._document.is_stuck)

    @Slot(str, str)
    def replace_told(self, before: str, now: str) -> None:
        """Says something else of what came, where that is still said."""
        self._message_bar.replace(ARRIVAL, before, now)

    @Slot(str, str, str)
    def tell_found(self, name: str, before: str, words: str) -> None:
        """Says how an opened network's pictures are prepared, in the place of what was said of that before."""
        if not self._message_bar.replace(ARRIVAL, before, words):
            self._message_bar.say(tr("{name} is open. {words}", name=name, words=words), "good", about=ARRIVAL)

    @Slot(object)
    def _offer_data(self, error: StudioError) -> None:
        """Data that are only not on this computer yet are no error."""
        words = tr("{text} It can be downloaded on the Data page.", text=error.text)

        def go() -> None:
            self.page_wanted.emit("data")

        if not self._message_bar.add(ARRIVAL, words, tr("Go to Data"), go):
            self._message_bar.say(words, "caution", tr("Go to Data"), go)

    @Slot()
    def _withdraw_of_data(self) -> None:
        """An old error is taken back when the data are there after all."""
        if self._document.data_set is not None:
            self._message_bar.withdraw()

    @Slot()
    def _withdraw_of_runs(self) -> None:
        """And when another run begins; the end of one takes nothing back, least of all why it failed."""
        if self._training_run.state is State.WAITING:
            self._message_bar.withdraw()

    @Slot(object)
    def _receive(self, event: Event) -> None:
        if isinstance(event, Failed) and event.ticket == 0:
            self._message_bar.show_error(StudioError(event.text, event.hint, event.details))

    @Slot(object)
    def _tell_finished(self, event: Finished) -> None:
        """Says on the other pages how a run ended; the Train page says so itself."""
        run = self._training_run.run
        if self._pages.current == "train" or run is None:
            return
        ended = {
            "finished": tr("“{run}” is trained.", run=run.name),
            "stopped": tr("“{run}” was stopped.", run=run.name),
        }.get(event.status, tr("“{run}” failed.", run=run.name))
        test = tr("Test accuracy {accuracy}.", accuracy=percent(run.test.accuracy)) if run.test is not None else ""
        chance = no_better_than_chance(run) if event.status == "finished" else ""
        tone = {"failed": "problem", "finished": "caution" if chance else "good"}.get(event.status, "good")
        said = " ".join(filter(None, (ended, chance or test, event.text)))
        self._message_bar.say(said, tone, tr("Show"), partial(self._show_run, run.number))

    @Slot(object)
    def _tell_sweep(self, end: SweepEnded) -> None:
        """Says on the other pages how a sweep ended, and everywhere why one could not go on."""
        found = self._experiments.last
        if end.failed:
            if end.text:
                self._message_bar.show_error(StudioError(end.text), _SWEEP_FAILED)
        elif found is not None and self._pages.current != "sweep":
            said = " ".join(filter(None, (rest_words(found), end.text)))
            show = partial(self._show_sweep, found.number)
            self._message_bar.say(said, "good" if end.done else "note", tr("Show"), show, about=_SWEEP)

    @Slot(object)
    def _tell_death(self, why: StudioError) -> None:
        self._message_bar.show_error(why, _SWEEP_FAILED)

    @Slot()
    def _withdraw_of_sweep(self) -> None:
        """What is said of a sweep that rests, or could not go on, is old when one runs."""
        if self._experiments.is_active:
            self._message_bar.take_back(_SWEEP)
            self._message_bar.take_back(_SWEEP_FAILED)

    @Slot(object)
    def _tell_unfinished(self, found: Experiment) -> None:
        """Says that there is a sweep to go on with, unless it is in view or there is something more pressing to say."""
        if not self._message_bar.text and self._pages.current != "sweep":
            show = partial(self._show_sweep, found.number)
            self._message_bar.say(rest_words(found), "note", tr("Show"), show, about=_SWEEP)
            self._message_bar.hold_while(lambda: self._experiments.unfinished is not None)

    def _show_run(self, number: int) -> None:
        self._document.choose_run(number)
        self.page_wanted.emit("train")

    def _show_sweep(self, number: int) -> None:
        self._experiments.choose(number)
        self.page_wanted.emit("sweep")
