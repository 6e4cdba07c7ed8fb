"""A widget that is hidden in a shown window follows once, when it comes into sight."""

import pytest
from PySide6.QtWidgets import QLabel, QStackedWidget
from pytestqt.qtbot import QtBot

from cnnstudio.gui.widgets.in_sight import InSight


class Followed:
    """A label on the second of two pages, and how often it followed."""

    def __init__(self, qtbot: QtBot) -> None:
        self.pages = QStackedWidget()
        qtbot.addWidget(self.pages)
        self.label, self.times = QLabel(), 0
        self.pages.addWidget(QLabel())
        self.pages.addWidget(self.label)
        self.in_sight = InSight(self.label, self._count)

    def _count(self) -> None:
        self.times += 1


@pytest.fixture
def followed(qtbot: QtBot) -> Followed:
    return Followed(qtbot)


def test_that_nothing_waits_before_the_window_is_shown(followed: Followed) -> None:
    followed.in_sight.follow()
    followed.in_sight.follow()
    assert followed.times == 2
    followed.pages.show()
    followed.pages.setCurrentIndex(1)
    assert followed.times == 2


def test_that_what_is_hidden_follows_once_when_it_is_shown(followed: Followed) -> None:
    followed.pages.show()
    for _ in range(5):
        followed.in_sight.follow()
    assert followed.times == 0
    followed.pages.setCurrentIndex(1)
    assert followed.times == 1
    followed.pages.setCurrentIndex(0)
    followed.pages.setCurrentIndex(1)
    assert followed.times == 1


def test_that_what_is_in_sight_follows_at_once(followed: Followed) -> None:
    followed.pages.setCurrentIndex(1)
    followed.pages.show()
    followed.in_sight.follow()
    assert followed.times == 1
