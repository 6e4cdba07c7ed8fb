"""Begins the open lab again, if the person agrees; what was done can be had back until something new is done."""

from collections.abc import Callable

from PySide6.QtWidgets import QWidget

from cnnstudio.core.language import tr
from cnnstudio.gui.labs.bench import Bench
from cnnstudio.gui.questions import ask_to_begin_again

Offer = Callable[[str, Callable[[], None], Callable[[], bool]], object]
"""Says words, with what takes back what they say and whether it still can."""


def ask_again(bench: Bench, project: Callable[[], int], window: QWidget, offer: Offer) -> None:
    """Asks first, and holds nothing up meanwhile.

    Args:
        project: Gives another number for every project that is on the desk.
    """
    lab, serial = bench.lab, project()
    if lab is None:
        return

    def is_here() -> bool:
        return bench.lab is not None and bench.lab.name == lab.name and project() == serial

    def begin() -> None:
        if not is_here():  # another one was opened while the question stood there
            return
        bench.wanted.emit()
        before = bench.progress
        bench.begin_again()

        def holds() -> bool:
            return is_here() and not bench.progress.answers

        offer(
            tr("“{title}” begins again.", title=lab.title), lambda: bench.put_back(before) if holds() else None, holds
        )

    ask_to_begin_again(window, lab.title, begin)
