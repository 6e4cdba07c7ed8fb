"""The row on top of the Sweep page: Pause, Stop, Retry, Go on, and how far the sweep is."""

from collections.abc import Callable
from html import escape

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QApplication, QHBoxLayout, QLabel, QMessageBox, QPushButton, QWidget
from shiboken6 import isValid

from cnnstudio.core.language import tr, tr_in
from cnnstudio.core.sweeps.experiment import Experiment
from cnnstudio.core.words import plain
from cnnstudio.gui.experiments.experiments import Where
from cnnstudio.gui.experiments.sweep_run import SweepRun
from cnnstudio.gui.icons import icon
from cnnstudio.gui.questions import ask_to_delete_sweep
from cnnstudio.gui.sweeps.progress_words import best_of, count_words, progress_wordings
from cnnstudio.gui.widgets.accent_button import AccentButton
from cnnstudio.gui.widgets.fitting_bar import FittingBar
from cnnstudio.gui.widgets.letters import keep_fit
from cnnstudio.gui.widgets.measures import widest

_HEIGHT = 36
_MOST_SETTINGS = 90
"""Characters of the settings of the best; of more, the tool tip says all."""


class SweepControls(QWidget):
    """Of the sweep that runs, else of the one that is looked at; hidden where a new one is planned.

    Args:
        where: Asks who is to train what is left.
        why_nobody: Why nobody can train there, in words; empty where somebody may.
    """

    best_wanted = Signal(object)
    """The numbers of the trials that are the best so far, a tuple: they are to be seen."""

    def __init__(
        self,
        experiments: SweepRun,
        where: Callable[[], Where],
        why_nobody: Callable[[], str] = str,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.setObjectName("sweep.controls")
        self._experiments, self._where, self._why_nobody = experiments, where, why_nobody
        self._question: QMessageBox | None = None
        self._asked = 0
        """The number of the sweep that the question is about."""
        self._best: tuple[int, ...] = ()
        self._make()
        self._lay_out()
        self._go_on.clicked.connect(self._take_up)
        self._pause.clicked.connect(experiments.turn_pause)
        self._stop.clicked.connect(experiments.stop)
        self._retry.clicked.connect(lambda: experiments.retry((), where()))
        self._delete.clicked.connect(self._ask_to_delete)
        experiments.changed.connect(self.follow)
        experiments.standing_changed.connect(self.follow)
        self.follow()

    @Slot()
    def follow(self) -> None:
        """Shows how it stands and what can be done now."""
        self._drop_question()
        standing = self._experiments.standing
        shown = self._experiments.chosen if standing is None else self._experiments.running
        self.setVisible(standing is not None or shown is not None)
        self._say(shown)
        self._enable(shown)

    def _say(self, shown: Experiment | None) -> None:
        standing = self._experiments.standing
        self._bar.setVisible(standing is not None)
        self._words.setVisible(standing is None)
        if standing is not None:
            # A bar that gets another value paints at once, and with it all the charts that wait for their turn.
            self._bar.setUpdatesEnabled(False)
            self._bar.setValue(round(standing.share * 1000))
            self._bar.setUpdatesEnabled(True)
            self._bar.say(*progress_wordings(standing))
        elif shown is not None:
            self._say_rest(shown)

    def _say_rest(self, shown: Experiment) -> None:
        """How a sweep stands that does not run; what was best leads to it in the results."""
        best, at_end = best_of(shown), self._experiments.words_at_end(shown.number)
        said, tip = [escape(count_words(shown))], ""
        if best is not None:
            linked = f'<a href="best">{escape(best.words)}</a>'
            said.append(f"{best.head}: {linked}{escape(_in_brackets(best.settings))}.")
            tip = best.settings
        self._best = () if best is None else best.trials
        self._words.setText(" ".join(filter(None, (*said, escape(at_end)))))
        self._words.setToolTip(tip)

    def _enable(self, shown: Experiment | None) -> None:
        """Shows the buttons that are about how it stands; a keyboard on one that goes is taken to one that stays."""
        standing, why_not = self._experiments.standing, self._experiments.why_not_begin
        runs, state = standing is not None, standing.state if standing is not None else ""
        why_not_train = why_not or self._why_nobody()
        failed = shown is not None and any(trial.status == "failed" for trial in shown.trials)
        visible = {
            self._go_on: not runs and shown is not None and not shown.is_over,
            self._pause: runs,
            self._stop: runs,
            self._retry: failed,
            self._delete: not runs and shown is not None,
        }
        able = {self._pause: state in ("running", "paused"), self._stop: runs, self._delete: not why_not}
        able |= {self._go_on: not why_not_train, self._retry: state != "stopping" if runs else not why_not_train}
        self._lend_keyboard([button for button, on in visible.items() if on and able[button]])
        for button, on in visible.items():
            button.setVisible(on)
            button.setEnabled(able[button])
        self._name(state)
        self._say_why_not("" if runs else why_not_train, is_left=not runs and shown is not None and not shown.is_over)

    def _lend_keyboard(self, stay: list[QPushButton]) -> None:
        focused = QApplication.focusWidget()
        if focused in (self._go_on, self._pause, self._stop, self._retry, self._delete) and focused not in stay:
            for button in (self._stop, self._go_on, self._retry):
                if button in stay:
                    button.setVisible(True)
                    button.setEnabled(True)
                    button.setFocus(Qt.FocusReason.OtherFocusReason)
                    return

    def _name(self, state: str) -> None:
        paused, stopping = state == "paused", state == "stopping"
        self._pause.setText(tr("Go on") if paused else tr_in("verb", "Pause"))
        self._pause.setIcon(icon("play" if paused else "pause"))
        self._pause.setAccessibleName(tr("Go on with the sweep") if paused else tr("Pause the sweep"))
        self._pause.setToolTip(
            tr("Begins the next trials") if paused else tr("Begins no further trial; those under way end")
        )
        self._stop.setText(tr("Stop now") if stopping else tr_in("verb", "Stop"))
        self._stop.setToolTip(
            tr("Does not wait for it to end by itself")
            if stopping
            else tr("Ends the sweep; what is under way waits for later")
        )
        self._delete.setToolTip(tr("Deletes this sweep; its runs stay"))

    def _say_why_not(self, why_not: str, *, is_left: bool) -> None:
        """What the buttons that train do; or why they cannot."""
        again = tr("Trains the trials that failed once more")
        if is_left:
            again = tr("Trains the trials that failed once more, and what is left")
        for button, what in ((self._go_on, tr("Trains what is left of this sweep")), (self._retry, again)):
            button.setToolTip(why_not or what)
            button.setAccessibleDescription(why_not)

    @Slot()
    def _take_up(self) -> None:
        if self._experiments.chosen is not None:
            self._experiments.go_on(self._experiments.chosen.number, self._where())

    @Slot()
    def _ask_to_delete(self) -> None:
        shown = self._experiments.chosen
        if shown is not None:
            number = self._asked = shown.number
            self._question = ask_to_delete_sweep(self.window(), shown.name, lambda: self._experiments.delete(number))

    def _drop_question(self) -> None:
        """The sweep that it is about is gone, as with its project."""
        if self._question is not None and isValid(self._question) and self._experiments.find(self._asked) is None:
            self._question.reject()

    def _make(self) -> None:
        self._go_on = AccentButton(tr("Go on"), "play")
        self._go_on.setObjectName("sweep.go_on")
        self._go_on.setAccessibleName(tr("Go on with this sweep"))
        self._pause = QPushButton(icon("pause"), tr("Pause"), objectName="sweep.pause")
        self._stop = QPushButton(
            icon("square"), tr("Stop"), objectName="sweep.stop", accessibleName=tr("Stop the sweep")
        )
        self._retry = QPushButton(icon("rotate-cw"), tr("Retry failed"), objectName="sweep.retry")
        self._retry.setAccessibleName(tr("Train trials that failed once more"))
        self._delete = QPushButton(icon("trash-2"), "", objectName="sweep.delete")
        self._delete.setAccessibleName(tr("Delete this sweep"))
        for button in (self._go_on, self._pause, self._stop, self._retry, self._delete):
            button.setFixedHeight(_HEIGHT)
        keep_fit(self._pause, lambda: self._pause.setFixedWidth(max(88, widest(self._pause, tr("Go on")))))
        self._bar = FittingBar(maximum=1000, objectName="sweep.progress", accessibleName=tr("Progress of the sweep"))
        self._bar.setMinimumHeight(30)
        self._words = QLabel(wordWrap=True, objectName="sweep.words")
        self._words.setTextFormat(Qt.TextFormat.RichText)
        self._words.setTextInteractionFlags(Qt.TextInteractionFlag.TextBrowserInteraction)
        self._words.linkActivated.connect(lambda _: self.best_wanted.emit(self._best))

    def _lay_out(self) -> None:
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(8)
        for button in (self._go_on, self._pause, self._stop):
            row.addWidget(button)
        row.addWidget(self._bar, 1)
        row.addWidget(self._words, 1)
        row.addWidget(self._retry)
        row.addWidget(self._delete)


def _in_brackets(settings: str) -> str:
    """ " (Filters of conv2d_1: 8 · Learning rate: 0.01)"."""
    return f" ({plain(settings, _MOST_SETTINGS)})" if settings else ""
