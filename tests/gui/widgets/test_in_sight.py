"""A widget that is hidden in a shown window follows once, when it comes into sight."""

import time
from collections.abc import Iterator

import pytest
from PySide6.QtGui import QPaintEvent, QPalette
from PySide6.QtWidgets import QApplication, QLabel, QStackedWidget, QWidget
from pytestqt.qtbot import QtBot

from cnnstudio.gui import theme
from cnnstudio.gui.threads.turns import in_turn, paint_in_turn
from cnnstudio.gui.widgets.card import MutedLabel
from cnnstudio.gui.widgets.fitting_label import FittingLabel
from cnnstudio.gui.widgets.in_sight import InSight
from cnnstudio.gui.widgets.markdown_view import MarkdownView


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


@pytest.fixture
def light_again(qapp: QApplication) -> Iterator[None]:
    yield
    theme.apply(qapp, "light")


def behind(widget: QWidget, qtbot: QtBot, qapp: QApplication) -> QStackedWidget:
    """A stack in which another page is in view, while the theme becomes dark."""
    theme.apply(qapp, "light")
    pages = QStackedWidget()
    qtbot.addWidget(pages)
    pages.addWidget(QLabel())
    pages.addWidget(widget)
    pages.show()
    theme.apply(qapp, "dark")
    qapp.processEvents()
    return pages


@pytest.mark.usefixtures("light_again")
@pytest.mark.parametrize("made", [MutedLabel, FittingLabel])
def test_that_hidden_words_have_the_colour_of_the_theme_when_they_are_seen(
    made: type[QWidget], qtbot: QtBot, qapp: QApplication
) -> None:
    theme.apply(qapp, "light")
    words = made()
    pages = behind(words, qtbot, qapp)
    pages.setCurrentIndex(1)
    assert words.palette().color(QPalette.ColorRole.WindowText).name() == theme.DARK.muted


class PaintedText(MarkdownView):
    """Notes which theme its words have whenever they are painted."""

    def __init__(self) -> None:
        self.painted: list[bool] = []
        super().__init__("", "`x = 1`")

    def paintEvent(self, event: QPaintEvent) -> None:
        self.painted.append(theme.DARK.button in self.toHtml())
        super().paintEvent(event)


@pytest.mark.usefixtures("light_again")
def test_that_a_hidden_text_is_never_painted_in_the_theme_of_before(qtbot: QtBot, qapp: QApplication) -> None:
    theme.apply(qapp, "light")
    text = PaintedText()
    pages = behind(text, qtbot, qapp)
    assert theme.LIGHT.button in text.toHtml()
    for _ in range(3):  # what stands in line already does not come before it
        in_turn(pages, lambda: time.sleep(0.02))
    pages.resize(300, 200)
    paint_in_turn(pages)  # as a page of the window comes into view
    pages.setCurrentIndex(1)
    qtbot.waitUntil(lambda: bool(text.painted))
    assert text.painted == [True]
