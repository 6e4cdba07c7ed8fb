"""What the window asks and says in boxes of their own."""

from collections.abc import Callable

from PySide6.QtCore import Qt, Slot
from PySide6.QtWidgets import QMessageBox, QPushButton, QWidget

from cnnstudio import __version__
from cnnstudio.core.errors import StudioError
from cnnstudio.gui.busy import Busy


class _OfBusy(QMessageBox):
    """A question about what is on; it never answers for the person.

    Args:
        ended: Is called with it once nothing is on.
    """

    def __init__(self, busy: Busy, ended: Callable[[QMessageBox], object]) -> None:
        super().__init__(QMessageBox.Icon.Question, busy.title, busy.text)
        self._busy, self._ended = busy, ended
        busy.changed.connect(self._follow)

    @Slot()
    def _follow(self) -> None:
        if self.isVisible() and self._busy.is_over:
            self._ended(self)


def ask_to_leave(window: QWidget, busy: Busy, what: str, leave: Callable[[], object]) -> QMessageBox:
    """Asks whether to leave a project although something is on in it; ``leave`` is called if so. Holds nothing up.

    When it ends before the person has answered, it asks whether to go on all the same.

    Args:
        what: What comes then, "Open lenet.h5".
    """
    names = busy.names

    def ask_otherwise(box: QMessageBox) -> None:
        box.setText(f"{names} {'have' if ' and ' in names else 'has'} ended. {what}?")
        box.setInformativeText("Nothing is lost by it.")
        for button in box.buttons():
            stays = box.buttonRole(button) is QMessageBox.ButtonRole.RejectRole
            button.setText("Stay" if stays else what.split(maxsplit=1)[0])

    return _ask_to_stop(window, busy, "Leaving the project", "leave", leave, ask_otherwise)


def ask_to_close(window: QWidget, busy: Busy, close: Callable[[], object]) -> QMessageBox:
    """Asks, without holding anything up, whether to close although something is on; ``close`` is called if so."""
    return _ask_to_stop(window, busy, "Closing", "close", close, QMessageBox.reject)


def _ask_to_stop(
    window: QWidget,
    busy: Busy,
    what: str,
    verb: str,
    then: Callable[[], object],
    ended: Callable[[QMessageBox], object],
) -> QMessageBox:
    box = _OfBusy(busy, ended)
    box.setParent(window, box.windowFlags())
    box.setObjectName(f"question.{verb}")
    box.setInformativeText(busy.consequence(what))
    keep = box.addButton(busy.keep_words, QMessageBox.ButtonRole.RejectRole)
    stop = box.addButton(f"Stop and {verb}", QMessageBox.ButtonRole.DestructiveRole)
    stop.clicked.connect(then)
    return _open(box, keep)


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
    words = "Your answers in it and what was reached are cleared. The network, its runs and other labs stay."
    box = _question(window, "Begin again", f"Begin “{title}” again?", words)
    box.setObjectName("question.begin_again")
    keep = box.addButton("Keep my answers", QMessageBox.ButtonRole.RejectRole)
    box.addButton("Begin again", QMessageBox.ButtonRole.DestructiveRole).clicked.connect(then)
    return _open(box, keep)


def ask_to_delete_sweep(window: QWidget, name: str, then: Callable[[], object]) -> QMessageBox:
    """Asks, without holding anything up, whether to delete a sweep; ``then`` is called if so."""
    words = "Its runs stay among the others. Which trial each of them came of is forgotten; there is no way back."
    box = _question(window, "Delete the sweep", f"Delete {name}?", words)
    box.setObjectName("question.delete_sweep")
    keep = box.addButton("Keep it", QMessageBox.ButtonRole.RejectRole)
    box.addButton("Delete", QMessageBox.ButtonRole.DestructiveRole).clicked.connect(then)
    return _open(box, keep)


def _question(window: QWidget, title: str, text: str, words: str) -> QMessageBox:
    box = QMessageBox(QMessageBox.Icon.Question, title, text)
    box.setTextFormat(Qt.TextFormat.PlainText)
    box.setParent(window, box.windowFlags())
    box.setInformativeText(words)
    return box


def _open(box: QMessageBox, keep: QPushButton) -> QMessageBox:
    """Shows it; Enter and Escape leave all as it is."""
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
