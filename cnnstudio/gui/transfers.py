"""Saved networks going out and coming in: asks the engine, and tells the person when it is done or why not."""

from pathlib import Path

from PySide6.QtCore import QObject, Signal, Slot

from cnnstudio.core.errors import StudioError
from cnnstudio.core.messages import Cancelled, Event, Exported, ExportKeras, Failed, OpenSaved, RunSubject, SavedOpened
from cnnstudio.core.run import Run
from cnnstudio.gui.bridge import Bridge
from cnnstudio.gui.document import Document
from cnnstudio.gui.training_run import TrainingRun
from cnnstudio.gui.widgets.message_bar import MessageBar


class Transfers(QObject):
    """Exports of runs, and saved networks to begin a project with."""

    opened = Signal(object, object)
    """A SavedOpened and the Path it came from."""

    def __init__(
        self, document: Document, training_run: TrainingRun, bridge: Bridge, message_bar: MessageBar, parent: QObject
    ) -> None:
        super().__init__(parent)
        self._document, self._run, self._bridge, self._message_bar = document, training_run, bridge, message_bar
        self._exports: dict[int, str] = {}
        self._openings: dict[int, Path] = {}
        bridge.event.connect(self._receive)

    def export(self, run: Run, path: Path) -> None:
        """Writes the run as a plain ``.keras`` file at ``path``; the message bar tells when it is done."""
        path = path if path.suffix == ".keras" else path.with_name(f"{path.name}.keras")
        subject = RunSubject(str(self._document.path), run.number)
        self._exports[self._bridge.post(ExportKeras(subject=subject, path=str(path)))] = path.name
        self._message_bar.say(f"Exporting {run.name} to {path.name}…{self._later()}")

    def open(self, path: Path) -> None:
        """Reads a saved network; ``opened`` says what was found."""
        self._openings[self._bridge.post(OpenSaved(sender="window", path=str(path)))] = path
        self._message_bar.say(f"Opening {path.name}…{self._later()}")

    def _later(self) -> str:
        return " It begins when training has ended." if self._run.is_active else ""

    @Slot(object)
    def _receive(self, event: Event) -> None:
        export, opening = self._exports.get(event.ticket), self._openings.get(event.ticket)
        if export is None and opening is None:
            return
        match event:
            case Exported():
                self._message_bar.say(f"Exported to {event.path}. It was read back and is the same.", "good")
            case SavedOpened():
                self.opened.emit(event, opening)
            case Cancelled():
                name = export or str(opening)
                self._message_bar.say(f"{name}: nothing was done, since everything was stopped. Try again.", "warning")
            case Failed():
                self._message_bar.show_error(StudioError(event.text, event.hint))
            case _:
                return
        self._exports.pop(event.ticket, None)
        self._openings.pop(event.ticket, None)
