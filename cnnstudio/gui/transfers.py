"""Networks going out to files: asks the engine, and tells the person when it is done or why not."""

from pathlib import Path

from PySide6.QtCore import QObject, Slot

from cnnstudio.core.errors import StudioError
from cnnstudio.core.messages import Cancelled, Event, Exported, ExportKeras, Failed, RunSubject
from cnnstudio.core.run import Run
from cnnstudio.gui.bridge import Bridge
from cnnstudio.gui.document import Document
from cnnstudio.gui.training_run import TrainingRun
from cnnstudio.gui.widgets.message_bar import MessageBar


class Transfers(QObject):
    """Exports of runs."""

    def __init__(
        self, document: Document, training_run: TrainingRun, bridge: Bridge, message_bar: MessageBar, parent: QObject
    ) -> None:
        super().__init__(parent)
        self._document, self._run, self._bridge, self._message_bar = document, training_run, bridge, message_bar
        self._exports: dict[int, str] = {}
        bridge.event.connect(self._receive)

    def export(self, run: Run, path: Path, *, with_scaling: bool = False) -> None:
        """Writes the run as a plain ``.keras`` file at ``path``; the message bar tells when it is done.

        Args:
            with_scaling: Whether the scaling of values goes into the file as its first layers.
        """
        path = path if path.suffix == ".keras" else path.with_name(f"{path.name}.keras")
        subject = RunSubject(str(self._document.path), run.number)
        asked = ExportKeras(subject=subject, path=str(path), with_scaling=with_scaling)
        self._exports[self._bridge.post(asked)] = path.name
        self._message_bar.say(f"Exporting {run.name} to {path.name}…{self._later()}")

    def _later(self) -> str:
        return " It begins when training has ended." if self._run.is_active else ""

    @Slot(object)
    def _receive(self, event: Event) -> None:
        name = self._exports.get(event.ticket)
        if name is None:
            return
        match event:
            case Exported():
                self._message_bar.say(f"Exported to {event.path}. It was read back and is the same.", "good")
            case Cancelled():
                self._message_bar.say(f"{name}: nothing was done, since everything was stopped. Try again.", "warning")
            case Failed():
                self._message_bar.show_error(StudioError(event.text, event.hint, event.details))
            case _:
                return
        del self._exports[event.ticket]
