"""What the window asks and says in boxes of their own."""

import platform
from collections.abc import Callable, Mapping

import numpy as np
import PySide6
from PySide6.QtCore import Qt, Slot
from PySide6.QtWidgets import QMessageBox, QPushButton, QWidget

from cnnstudio import __version__
from cnnstudio.core.errors import StudioError
from cnnstudio.core.language import tr
from cnnstudio.gui.files.busy import Busy

_ICON = 64


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


def ask_to_leave(window: QWidget, busy: Busy, what: str, verb: str, leave: Callable[[], object]) -> QMessageBox:
    """Asks whether to leave a project although something is on in it; ``leave`` is called if so. Holds nothing up.

    When it ends before the person has answered, it asks whether to go on all the same.

    Args:
        what: What comes then, "Open lenet.h5".
        verb: The same on a button, "Open".
    """

    ended = busy.ended_words

    def ask_otherwise(box: QMessageBox) -> None:
        box.setText(f"{ended} {tr('{what}?', what=what)}")
        box.setInformativeText(tr("Nothing is lost by it."))
        for button in box.buttons():
            stays = box.buttonRole(button) is QMessageBox.ButtonRole.RejectRole
            button.setText(tr("Stay") if stays else verb)

    return _ask_to_stop(window, busy, tr("Leaving the project"), "leave", tr("Stop and leave"), leave, ask_otherwise)


def ask_to_close(window: QWidget, busy: Busy, close: Callable[[], object]) -> QMessageBox:
    """Asks, without holding anything up, whether to close although something is on; ``close`` is called if so."""
    return _ask_to_stop(window, busy, tr("Closing"), "close", tr("Stop and close"), close, QMessageBox.reject)


def _ask_to_stop(
    window: QWidget,
    busy: Busy,
    what: str,
    name: str,
    stop_words: str,
    then: Callable[[], object],
    ended: Callable[[QMessageBox], object],
) -> QMessageBox:
    box = _OfBusy(busy, ended)
    box.setParent(window, box.windowFlags())
    box.setObjectName(f"question.{name}")
    box.setInformativeText(busy.consequence(what))
    keep = box.addButton(busy.keep_words, QMessageBox.ButtonRole.RejectRole)
    stop = box.addButton(stop_words, QMessageBox.ButtonRole.DestructiveRole)
    stop.clicked.connect(then)
    return _open(box, keep)


def agrees_to_lose_changes(window: QWidget, refusal: StudioError, what: str = "") -> bool:
    """Whether to close although the last changes could not be written, and why not.

    Args:
        what: What comes then, "Open lenet.h5"; without it the window is closed.
    """
    words = tr("The last changes could not be saved. {refusal}", refusal=refusal)
    asked = tr("{what} all the same and lose them?", what=what) if what else tr("Close all the same and lose them?")
    buttons = QMessageBox.StandardButton
    yes = buttons.Discard if what else buttons.Close
    return (
        QMessageBox.warning(window, tr("Not saved"), f"{words}\n\n{asked}", yes | buttons.Cancel, buttons.Cancel) == yes
    )


def ask_to_begin_again(window: QWidget, title: str, then: Callable[[], object]) -> QMessageBox:
    """Asks, without holding anything up, whether to forget what was done in a lab; ``then`` is called if so."""
    words = tr("Your answers in it and what was reached are cleared. The network, its runs and other labs stay.")
    box = _question(window, tr("Begin again"), tr("Begin “{title}” again?", title=title), words)
    box.setObjectName("question.begin_again")
    keep = box.addButton(tr("Keep my answers"), QMessageBox.ButtonRole.RejectRole)
    box.addButton(tr("Begin again"), QMessageBox.ButtonRole.DestructiveRole).clicked.connect(then)
    return _open(box, keep)


def ask_to_delete_sweep(window: QWidget, name: str, then: Callable[[], object]) -> QMessageBox:
    """Asks, without holding anything up, whether to delete a sweep; ``then`` is called if so."""
    words = tr("Its runs stay among the others. Which trial each of them came of is forgotten; there is no way back.")
    box = _question(window, tr("Delete the sweep"), tr("Delete {name}?", name=name), words)
    box.setObjectName("question.delete_sweep")
    keep = box.addButton(tr("Keep it"), QMessageBox.ButtonRole.RejectRole)
    box.addButton(tr("Delete"), QMessageBox.ButtonRole.DestructiveRole).clicked.connect(then)
    return _open(box, keep)


def ask_to_restart(window: QWidget, then: Callable[[], object]) -> QMessageBox:
    """Asks, without holding anything up, whether to restart the engine although a run is on; ``then`` if so."""
    words = tr("The run’s whole epochs are kept, and it can be resumed from there. The one under way is lost.")
    box = _question(window, tr("Training"), tr("End the run and restart the engine?"), words)
    box.setObjectName("question.restart")
    keep = box.addButton(tr("Keep training"), QMessageBox.ButtonRole.RejectRole)
    box.addButton(tr("Restart the engine"), QMessageBox.ButtonRole.DestructiveRole).clicked.connect(then)
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


def about(window: QWidget, engine: Mapping[str, str]) -> QMessageBox:
    """Says, without holding anything up, what the program is, whose work is in it and with what it computes.

    Args:
        engine: The versions that the engine told of; empty before it is ready.
    """
    words = tr(
        "<b>CNN Studio {version}</b><br>A desktop lab bench for convolutional networks.<br><br>"
        "MIT licence. Window: Qt and PySide6, The Qt Company Ltd. and others (LGPL 3). Icons: Lucide (ISC). "
        "Digits: MNIST, Y. LeCun and C. Cortes (CC BY-SA 3.0). Clothes: Fashion-MNIST, Zalando SE (MIT). "
        "EfficientNet-Lite0: the TensorFlow authors (Apache 2.0).",
        version=__version__,
    )
    box = QMessageBox(QMessageBox.Icon.NoIcon, tr("About CNN Studio"), f"{words}<br><br>{_versions(engine)}")
    box.setParent(window, box.windowFlags())
    box.setObjectName("about")
    box.setIconPixmap(window.windowIcon().pixmap(_ICON))
    box.setTextFormat(Qt.TextFormat.RichText)
    box.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
    return _open(box, box.addButton(QMessageBox.StandardButton.Ok))


def _versions(engine: Mapping[str, str]) -> str:
    """With what the program computes, as somebody who repeats a result needs it."""
    python = engine.get("python", platform.python_version())
    known = [f"Python {python}", f"NumPy {np.__version__}", f"PySide6 {PySide6.__version__}"]
    told = [f"{name} {engine[name.lower()]}" for name in ("TensorFlow", "Keras") if name.lower() in engine]
    wait = "" if told else tr("The engine tells the versions of TensorFlow and Keras as soon as it has started.")
    return "<br>".join(filter(None, (" · ".join([*told, *known]), wait)))
