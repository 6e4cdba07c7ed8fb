"""The row on top of the Train page: Train, Pause, Stop, Queue, and how far the run is or how the last one ended."""

from PySide6.QtCore import QEvent, Qt, Slot
from PySide6.QtGui import QPalette, QResizeEvent
from PySide6.QtWidgets import QApplication, QHBoxLayout, QLabel, QPushButton, QSizePolicy, QVBoxLayout, QWidget

from cnnstudio.core.language import tr, tr_in
from cnnstudio.core.messages import EngineState
from cnnstudio.core.runs.run import Run
from cnnstudio.gui.document import Document
from cnnstudio.gui.icons import icon
from cnnstudio.gui.runs.training_run import TrainingRun
from cnnstudio.gui.theme import theme_of
from cnnstudio.gui.train_button import stop_tip, train_tip
from cnnstudio.gui.training.words import ending, progress_wordings
from cnnstudio.gui.widgets.accent_button import AccentButton
from cnnstudio.gui.widgets.fitting_bar import FittingBar
from cnnstudio.gui.widgets.letters import keep_fit
from cnnstudio.gui.widgets.measures import grown, widest

_HEIGHT, _PAUSE, _LEAST_WORDS = 40, 88, 220
_READY = tr("Ready: press Train to let the network learn with the settings at the left.")


class RunControls(QWidget):
    """Buttons stay where they are; the bar takes the place of the words while a run is on."""

    def __init__(self, document: Document, training_run: TrainingRun, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._document, self._run = document, training_run
        self._engine = EngineState(0, False, "", {})
        self._lent: QWidget | None = None
        """Where the keyboard is meanwhile, while the button of a run that was begun with it cannot be pressed."""
        self._make()
        self._lay_out()
        self._start.clicked.connect(training_run.start)
        self._queue.clicked.connect(training_run.enqueue)
        self._pause.clicked.connect(training_run.turn_pause)
        self._stop.clicked.connect(training_run.stop)
        self.follow()

    def set_engine(self, engine: EngineState) -> None:
        """What the engine says of itself, shown while a run waits for it."""
        self._engine = engine
        self.show_progress()

    @Slot()
    def follow(self) -> None:
        """Shows what can be done now."""
        run, why_not = self._run, self._run.why_not_train
        active = run.is_active
        if active:
            self._queue.show()  # now, since the keyboard may go there
        self._enable(why_not)
        self._queue.setVisible(active)
        self._start.setToolTip(train_tip(run))
        self._start.setAccessibleDescription(why_not)
        words, sign = (tr("Go on"), "play") if run.is_paused else (tr_in("verb", "Pause"), "pause")
        self._pause.setText(words)
        self._pause.setIcon(icon(sign))
        self._pause.setAccessibleName(tr("Go on training") if run.is_paused else tr("Pause training"))
        self._pause.setToolTip(
            tr("Ends the pause (Ctrl+,)") if run.is_paused else tr("Waits after the batch under way (Ctrl+,)")
        )
        self._stop.setToolTip(stop_tip(run))
        self._queue.setToolTip(
            why_not or tr("Trains the project as it stands now when the runs before it have ended (Ctrl+Shift+R)")
        )
        self._say(*self._news(why_not))
        self.show_progress()

    def _enable(self, why_not: str) -> None:
        """Makes pressable what can be pressed; a keyboard on what cannot goes on to Stop, or at the end back to Train.

        The keyboard is taken there first: Qt would take it from a button that is disabled to whatever comes next.
        """
        run, buttons = self._run, (self._start, self._pause, self._stop, self._queue)
        able = {
            self._start: not run.is_active and not why_not,
            self._pause: run.can_pause or run.is_paused,
            self._stop: run.can_stop,
            self._queue: run.is_active and not why_not,
        }
        focused = QApplication.focusWidget()
        holds = focused in buttons or (focused is not None and focused is self._lent)
        for button in buttons:
            button.setEnabled(button.isEnabled() or able[button])
        if holds and not able.get(focused, False):  # type: ignore[call-overload]  # no button of these: not able
            wanted = next((each for each in (self._start, self._stop, self._queue) if able[each]), None)
            if wanted is not None:
                wanted.setFocus(Qt.FocusReason.OtherFocusReason)
        for button in buttons:
            button.setEnabled(able[button])
        now = QApplication.focusWidget()
        self._lent = now if holds and now not in (self._start, self._pause) and run.is_active else None

    def show_progress(self) -> None:
        """Shows how far the run is."""
        run = self._run
        wordings = progress_wordings(run, self._engine.text, self._engine.ready)
        scoring = run.scoring
        share = scoring.done / max(scoring.total, 1) if scoring is not None else run.progress or run.loading_share
        self._bar.setVisible(run.is_active)
        self._bar.setValue(round(share * 1000))
        self._bar.say(*wordings)

    def _make(self) -> None:
        self._start = AccentButton(tr_in("verb", "Train"), "play")
        self._start.setObjectName("train.start")
        self._start.setAccessibleName(tr_in("verb", "Train"))
        self._pause = QPushButton(icon("pause"), tr_in("verb", "Pause"), objectName="train.pause")
        self._stop = QPushButton(icon("square"), tr_in("verb", "Stop"), objectName="train.stop")
        self._stop.setAccessibleName(tr("Stop training"))
        self._queue = QPushButton(icon("list-plus"), tr_in("verb", "Queue"), objectName="train.queue.add")
        self._queue.setAccessibleName(tr("Put the project into the queue"))
        for button, width in ((self._start, 104), (self._pause, _PAUSE), (self._stop, 80), (self._queue, 92)):
            button.setFixedHeight(_HEIGHT)
            button.setMinimumWidth(width)
            button.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        keep_fit(self._pause, lambda: self._pause.setMinimumWidth(max(_PAUSE, widest(self._pause, tr("Go on")))))
        self._bar = FittingBar(maximum=1000, objectName="train.progress")
        self._bar.setAccessibleName(tr("Training progress"))
        self._bar.setMinimumHeight(32)
        self._words = QLabel(wordWrap=True, objectName="train.words")
        self._words.setTextFormat(Qt.TextFormat.PlainText)

    def _lay_out(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        self._row = QHBoxLayout()
        self._row.setSpacing(8)
        for button in (self._start, self._pause, self._stop, self._queue):
            self._row.addWidget(button)
        self._row.addWidget(self._bar, 1)
        self._row.addWidget(self._words, 1)
        self._row.addStretch(0)  # the buttons stay at the left
        column.addLayout(self._row)

    def _place_words(self) -> None:
        """The words stand beside the buttons, or under them where a line would hold two or three words only."""
        buttons = [each for each in (self._start, self._pause, self._stop, self._queue) if not each.isHidden()]
        room = self.width() - sum(each.sizeHint().width() + self._row.spacing() for each in buttons)
        beside = room >= grown(_LEAST_WORDS, self.fontMetrics())
        if beside != (self._row.indexOf(self._words) >= 0):
            if beside:
                self._row.insertWidget(self._row.count() - 1, self._words, 1)
            else:
                self.layout().addWidget(self._words)

    def _news(self, why_not: str) -> tuple[str, str]:
        """The words beside the buttons and their colour: why Train cannot be pressed, else how the run ended."""
        run: Run | None = self._document.chosen_run
        if self._run.is_active:
            return "", "muted"
        if why_not:
            return why_not, "warning"
        return (_READY, "muted") if run is None else ending(run)

    def _say(self, words: str, colour: str) -> None:
        self._words.setText(words)
        self._words.setToolTip(words)
        self._words.setVisible(not self._run.is_active)
        self._words.setProperty("tone", colour)
        self._tint()

    def _tint(self) -> None:
        palette = QPalette()
        palette.setColor(QPalette.ColorRole.WindowText, theme_of(self.palette()).colour(self._words.property("tone")))
        self._words.setPalette(palette)

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.PaletteChange and hasattr(self, "_words"):
            self._tint()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._place_words()
