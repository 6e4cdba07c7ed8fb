"""What an empty place says, and that it says it at rest."""

from collections import Counter
from collections.abc import Iterator

import pytest
from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtWidgets import QApplication, QLabel, QWidget
from pytestqt.qtbot import QtBot

from cnnstudio.gui.theme import DARK, LIGHT, apply
from cnnstudio.gui.widgets.empty_state import EmptyState

_TURNS = 200


class Paints(QObject):
    """Counts how often a widget and each of those in it are painted."""

    def __init__(self, whole: QWidget) -> None:
        super().__init__()
        self.counts: Counter[QObject] = Counter()
        for widget in (whole, *whole.findChildren(QWidget)):
            widget.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Paint:
            self.counts[watched] += 1
        return False

    def after_turns(self) -> int:
        """How often a widget was painted at most while the event loop went round many times."""
        for _ in range(_TURNS):
            QApplication.processEvents()
        return max(self.counts.values(), default=0)


@pytest.fixture(autouse=True)
def light_again(qapp: QApplication) -> Iterator[None]:
    yield
    apply(qapp, "light")


@pytest.fixture
def shown(qtbot: QtBot) -> EmptyState:
    made = EmptyState("empty", "layers")
    made.say("Nothing is here", "Make something first.", "Make it")
    qtbot.addWidget(made)
    made.resize(400, 300)
    return made


def test_that_a_shown_empty_page_is_painted_no_more_than_a_few_times(shown: EmptyState) -> None:
    paints = Paints(shown)
    shown.show()
    assert 1 <= paints.after_turns() <= 3


def test_that_its_icon_has_the_colour_of_the_theme_at_once(shown: EmptyState, qapp: QApplication) -> None:
    shown.show()
    sign = next(child for child in shown.findChildren(QWidget) if child.width() == child.height() == 48)
    for choice, theme in (("dark", DARK), ("light", LIGHT)):
        apply(qapp, choice)  # type: ignore[arg-type]
        drawn = sign.grab().toImage()
        seen = {drawn.pixelColor(x, y).rgb() for x in range(drawn.width()) for y in range(drawn.height())}
        assert theme.colour("muted").rgb() in seen


def test_that_words_alone_are_no_stop_of_the_tab_key_but_links_are(shown: EmptyState) -> None:
    text = next(each for each in shown.findChildren(QLabel) if each.text() == "Make something first.")
    assert text.focusPolicy() is Qt.FocusPolicy.NoFocus
    shown.say("Nothing is here", 'Make something of <a href="this">this</a>.')
    assert text.focusPolicy() is Qt.FocusPolicy.StrongFocus
