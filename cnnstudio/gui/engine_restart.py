"""Ends the engine by force and starts it anew: when a person asks for it, which is offered where it hangs."""

from PySide6.QtCore import QObject, QTimer, Slot
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QMessageBox, QWidget
from shiboken6 import isValid

from cnnstudio.core.language import tr
from cnnstudio.core.messages import Event
from cnnstudio.gui.bridge import Bridge
from cnnstudio.gui.questions import ask_to_restart
from cnnstudio.gui.runs.training_run import State, TrainingRun
from cnnstudio.gui.widgets.message_bar import MessageBar

_SILENT_MS = 10_000
"""So long after Stop a run has said nothing when a restart is offered."""

_SILENCE = "silence of the engine"
"""What is said of a run that does not stop, until it does."""


class EngineRestart(QObject):
    """The command and the offer; neither is there where the engine is a thread, which nothing can end.

    What was asked of the engine and is not answered fails as where it dies: a run keeps its whole epochs.

    Args:
        action: The command in the menu.
    """

    def __init__(
        self, action: QAction, bridge: Bridge, training_run: TrainingRun, message_bar: MessageBar, window: QWidget
    ) -> None:
        super().__init__(window)
        self._bridge, self._run, self._message_bar, self._window = bridge, training_run, message_bar, window
        self._asked: QMessageBox | None = None
        self._silence = QTimer(self, singleShot=True, interval=_SILENT_MS)
        self._silence.timeout.connect(self._offer)
        action.setVisible(bridge.can_restart)
        if bridge.can_restart:
            action.triggered.connect(self.ask)
            training_run.state_changed.connect(self._follow)
            bridge.event.connect(self._receive)

    @Slot()
    def ask(self) -> None:
        """Restarts it; a person is asked before that where a run is on that nobody told to stop."""
        if not self._run.is_active or self._run.state is State.STOPPING:
            self.restart()
        elif not self._is_asking:
            self._asked = ask_to_restart(self._window, self.restart)

    @Slot()
    def restart(self) -> None:
        """Restarts it; a run that is lost with it says so in the place of this."""
        self._message_bar.say(tr("The engine was restarted."), "good")
        self._bridge.restart()

    @property
    def _is_asking(self) -> bool:
        return self._asked is not None and isValid(self._asked) and self._asked.isVisible()

    @Slot()
    def _follow(self) -> None:
        if self._asked is not None and self._is_asking and not self._run.is_active:
            self._asked.reject()
        self._listen_anew()

    @Slot(object)
    def _receive(self, event: Event) -> None:
        if event.ticket == self._run.ticket:
            self._listen_anew()

    def _listen_anew(self) -> None:
        """What was said of a silence is old; another begins where the run was told to stop."""
        self._message_bar.take_back(_SILENCE)
        if self._run.state is State.STOPPING and self._run.ticket:
            self._silence.start()
        else:
            self._silence.stop()

    @Slot()
    def _offer(self) -> None:
        words = tr(
            "The run was told to stop and has said nothing for {seconds} seconds. A large batch can take that long; "
            "where the engine hangs, restarting it ends the run and keeps its whole epochs.",
            seconds=_SILENT_MS // 1000,
        )
        self._message_bar.say(words, "note", tr("Restart the engine"), self.restart, about=_SILENCE)
