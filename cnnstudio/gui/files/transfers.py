"""What goes out to files: asks the engine or a thread, and tells the person when it is done or why not."""

from functools import partial
from pathlib import Path

from PySide6.QtCore import QObject, Signal, Slot

from cnnstudio.core.errors import StudioError
from cnnstudio.core.exports import Form, named
from cnnstudio.core.language import tr
from cnnstudio.core.messages import Cancelled, Event, Export, Exported, Failed, LoadingProgress, RunSubject
from cnnstudio.core.runs.run import Run
from cnnstudio.gui.bridge import Bridge
from cnnstudio.gui.code import script_files
from cnnstudio.gui.code.wanted import Wanted
from cnnstudio.gui.document import Document
from cnnstudio.gui.runs.training_run import TrainingRun
from cnnstudio.gui.threads.newest import Newest
from cnnstudio.gui.widgets.message_bar import MessageBar
from cnnstudio.gui.widgets.said_words import NewsTone


class Transfers(QObject):
    """Exports of runs, and of projects as scripts."""

    told = Signal(str, str)
    """What is said of an export, as the message bar says it, and its tone."""

    def __init__(
        self, document: Document, training_run: TrainingRun, bridge: Bridge, message_bar: MessageBar, parent: QObject
    ) -> None:
        super().__init__(parent)
        self._document, self._run, self._bridge, self._message_bar = document, training_run, bridge, message_bar
        self._exports: dict[int, str] = {}
        bridge.event.connect(self._receive)

    def begin(self, wanted: Wanted) -> None:
        """Writes what was asked for; the message bar tells how it goes."""
        if wanted.form is None:
            self._write_script(wanted)
        elif wanted.run is not None:
            self.export(wanted.run, wanted.path, wanted.form, with_scaling=wanted.with_scaling)

    def export(self, run: Run, path: Path, form: Form = "keras", *, with_scaling: bool = False) -> None:
        """Writes the run at ``path``; the message bar tells how far it is and what was compared.

        Args:
            with_scaling: Whether the scaling of values goes into the file as its first layers.
        """
        path = named(path, form)
        subject = RunSubject(str(self._document.path), run.number)
        asked = Export(subject=subject, path=str(path), form=form, with_scaling=with_scaling)
        ticket = self._bridge.post(asked)
        self._exports[ticket] = path.name
        words = tr("Exporting {run} to {file}…", run=run.name, file=path.name)
        later = tr("It begins when training has ended.") if self._run.is_active else ""
        self._say_going(ticket, " ".join(filter(None, (words, later))))

    def _say_going(self, ticket: int, words: str) -> None:
        stop = partial(self._bridge.drop, ticket)
        self._message_bar.say(words, "note", tr("Stop"), stop, about=f"export {ticket}")
        self.told.emit(words, "note")

    def _write_script(self, wanted: Wanted) -> None:
        """On a thread: pictures beside it may take a while to be read."""
        document, bar = self._document, self._message_bar
        name, file = document.title, str(document.path)
        writing = Newest("writing a script", self)

        def end() -> None:
            writing.stop()
            writing.deleteLater()

        def told(written: tuple[Path, ...]) -> None:
            end()
            self._say(script_files.in_words(wanted, written), "good")

        def refused(error: StudioError) -> None:
            end()
            self._refuse(error)

        def stop() -> None:
            end()
            self._say(tr("{name} was not written: it was stopped.", name=wanted.path.name), "caution")

        bar.say(tr("Writing {name}…", name=wanted.path.name), "note", tr("Stop"), stop)
        self.told.emit(tr("Writing {name}…", name=wanted.path.name), "note")
        writing.run(lambda watch: script_files.write(wanted, name, file, watch), told, refused)

    def _say(self, words: str, tone: NewsTone) -> None:
        self._message_bar.say(words, tone)
        self.told.emit(words, tone)

    def _refuse(self, error: StudioError) -> None:
        self._message_bar.show_error(error)
        self.told.emit(str(error), "problem")

    @Slot(object)
    def _receive(self, event: Event) -> None:
        name = self._exports.get(event.ticket)
        if name is None:
            return
        match event:
            case LoadingProgress():
                words = f"{event.what}…"
                if event.total:
                    words = tr("{what} {done:,} of {all:,}…", what=event.what, done=event.done, all=event.total)
                self._say_going(event.ticket, words)
                return
            case Exported():
                words = event.words or tr("It was read back and is the same.")
                self._say(tr("Exported to {path}. {words}", path=event.path, words=words), "good")
            case Cancelled():
                self._say(tr("{name} was not written: it was stopped.", name=name), "caution")
            case Failed():
                self._refuse(StudioError(event.text, event.hint, event.details))
            case _:
                return
        del self._exports[event.ticket]
