"""A dialog is made in one turn of the window's thread and painted in the next."""

from PySide6.QtCore import QCoreApplication
from PySide6.QtGui import QPaintEvent
from pytestqt.qtbot import QtBot

from cnnstudio.gui.widgets.dialog import Dialog


class Painted(Dialog):
    """Counts how often it was painted."""

    times = 0

    def paintEvent(self, event: QPaintEvent) -> None:
        self.times += 1
        super().paintEvent(event)


def test_that_it_is_painted_in_the_turn_after_it_came_and_each_time_it_comes(qtbot: QtBot) -> None:
    dialog = Painted()
    qtbot.addWidget(dialog)
    for _ in range(2):
        before = dialog.times
        dialog.open()
        QCoreApplication.sendPostedEvents()
        assert (dialog.isVisible(), dialog.times) == (True, before)
        qtbot.waitUntil(lambda before=before: dialog.times > before)
        dialog.reject()
