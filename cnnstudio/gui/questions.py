"""What the window asks and says in boxes of their own."""

from collections.abc import Callable

from PySide6.QtCore import Qt, Slot
from PySide6.QtWidgets import QMessageBox, QWidget

from cnnstudio import __version__
from cnnstudio.core.errors import StudioError
from cnnstudio.gui.training_run import TrainingRun


class _OfRun(QMessageBox):
    """A question about the run that is on; it never answers for the person.

    Args:
        ended: Is called with it once no run is on.
    """

    def __init__(self, run: TrainingRun, text: str, ended: Callable[[QMessageBox], object]) -> None:
        super().__init__(QMessageBox.Icon.Question, "Training", text)
        self._run, self._ended = run, ended
        run.state_changed.connect(self._follow)

    @Slot()
    def _follow(self) -> None:
        if self.isVisible() and not self._run.is_active and not self._run.queue.waiting:
            self._ended(self)


def ask_to_leave(window: QWidget, run: TrainingRun, what: str, leave: Callable[[], object]) -> QMessageBox:
    """Asks whether to leave a project although a run is on in it; ``leave`` is called if so. Holds nothing up.

    When the run ends before the person has answered, it asks whether to go on all the same.

    Args:
        what: What comes then, "Open lenet.h5".
    """

    def ask_otherwise(box: QMessageBox) -> None:
        box.setText(f"{_name(run)} has ended. {what}?")
        box.setInformativeText("Nothing is lost by it.")
        for button in box.buttons():
            stays = box.buttonRole(button) is QMessageBox.ButtonRole.RejectRole
            button.setText("Stay" if stays else what.split(maxsplit=1)[0])

    return _ask_to_stop(window, run, "Leaving the project", "leave", leave, ask_otherwise)


def ask_to_close(window: QWidget, run: TrainingRun, close: Callable[[], object]) -> QMessageBox:
    """Asks, without holding anything up, whether to close although a run is on; ``close`` is called if so."""
    return _ask_to_stop(window, run, "Closing", "close", close, QMessageBox.reject)


def _ask_to_stop(
    window: QWidget,
    run: TrainingRun,
    what: str,
    verb: str,
    then: Callable[[], object],
    ended: Callable[[QMessageBox], object],
) -> QMessageBox:
    box = _OfRun(run, f"{_name(run)} is {'paused' if run.is_paused else 'training'}.", ended)
    box.setParent(window, box.windowFlags())
    box.setObjectName(f"question.{verb}")
    words = f"{what} stops it: its whole epochs are kept, and it can be resumed from there. The one under way is lost."
    waiting = len(run.queue.waiting)
    if waiting:
        words += f" {waiting:,} more {'is' if waiting == 1 else 'are'} waiting, and will not be trained."
    box.setInformativeText(words)
    keep = box.addButton("Keep training", QMessageBox.ButtonRole.RejectRole)
    stop = box.addButton(f"Stop and {verb}", QMessageBox.ButtonRole.DestructiveRole)
    stop.clicked.connect(then)
    box.setDefaultButton(keep)
    box.setEscapeButton(keep)
    box.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    box.open()
    return box


def _name(run: TrainingRun) -> str:
    return run.run.name if run.started is not None and run.run is not None else "A run"


def agrees_to_lose_changes(window: QWidget, refusal: StudioError, what: str = "Close") -> bool:
    """Whether to close although the last changes could not be written, and why not.

    Args:
        what: What comes then, "Open lenet.h5".
    """
    words = f"The last changes could not be saved. {refusal}\n\n{what} all the same and lose them?"
    buttons = QMessageBox.StandardButton
    yes = buttons.Close if what == "Close" else buttons.Discard
    return QMessageBox.warning(window, "Not saved", words, yes | buttons.Cancel, buttons.Cancel) == yes


def ask_to_begin_again(window: QWidget, title: str, then: Callable[[], object]) -> QMessageBox:
    """Asks, without holding anything up, whether to forget what was done in a lab; ``then`` is called if so."""
    box = QMessageBox(QMessageBox.Icon.Question, "Begin again", f"Begin “{title}” again?")
    box.setTextFormat(Qt.TextFormat.PlainText)
    box.setParent(window, box.windowFlags())
    box.setObjectName("question.begin_again")
    words = "Your answers in it and what was reached are cleared. The network, its runs and other labs stay."
    box.setInformativeText(words)
    keep = box.addButton("Keep my answers", QMessageBox.ButtonRole.RejectRole)
    box.addButton("Begin again", QMessageBox.ButtonRole.DestructiveRole).clicked.connect(then)
    box.setDefaultButton(keep)
    box.setEscapeButton(keep)
    box.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    box.open()
    return box


def about(window: QWidget) -> None:
    """Says what the program is and whose work is in it."""
    words = (
        f"<b>CNN Studio {__version__}</b><br>A desktop lab bench for convolutional networks.<br><br>"
        "MIT licence. Icons: Lucide (ISC). Digits: MNIST, Y. LeCun and C. Cortes (CC BY-SA 3.0)."
    )
    QMessageBox.about(window, "About CNN Studio", words)
