"""Mistakes in methods that Qt calls: told like any other, and never taken into Qt, where they may end the process."""

from collections.abc import Callable
from typing import Any

import pytest
from PySide6.QtCore import QAbstractListModel, QEvent, QObject, QSize
from PySide6.QtWidgets import QComboBox, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

import cnnstudio.gui  # noqa: F401  # which guards what is made from then on

_EMPTY: list[Any] = []
MISTAKES: dict[str, Callable[[], Any]] = {
    "raised": lambda: (_ for _ in ()).throw(RuntimeError("boom")),
    "an index": lambda: _EMPTY[1],
    "a type": lambda: int([]),  # type: ignore[call-overload]
    "no words": lambda: next(iter([])),
    "of Qt's": lambda: QSize("a"),  # type: ignore[call-overload]
}


class Spoilt(QWidget):
    """A widget of the program's, as far as the guard looks."""

    __module__ = "cnnstudio.gui.spoilt"
    mistake = ""

    def sizeHint(self) -> QSize:
        MISTAKES[self.mistake]()
        raise AssertionError

    def resizeEvent(self, event: object) -> None:
        MISTAKES[self.mistake]()


class SpoiltModel(QAbstractListModel):
    """A model that knows nothing."""

    __module__ = "cnnstudio.gui.spoilt"

    def rowCount(self, parent: object = None) -> int:
        return _EMPTY[1]

    def data(self, index: object, role: int = 0) -> object:
        return _EMPTY[1]


class SpoiltFilter(QObject):
    """A filter whose mistake is made while another method's is on its way."""

    __module__ = "cnnstudio.gui.spoilt"

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        return bool(_EMPTY[1])


@pytest.mark.parametrize("mistake", MISTAKES)
def test_that_a_mistake_in_a_method_that_qt_calls_is_told_and_does_not_reach_the_caller(
    qtbot: QtBot, mistake: str
) -> None:
    outer = QWidget()
    qtbot.addWidget(outer)
    inner = Spoilt()
    inner.mistake = mistake
    QVBoxLayout(outer).addWidget(inner)
    with qtbot.captureExceptions() as told:
        outer.show()
        outer.resize(300, 200)
    assert {kind for kind, _, _ in told} == {kind_of(MISTAKES[mistake])}
    assert inner.isVisible()


def test_that_a_model_that_fails_is_empty_for_qt(qtbot: QtBot) -> None:
    box, model = QComboBox(), SpoiltModel()
    qtbot.addWidget(box)
    with qtbot.captureExceptions() as told:
        box.setModel(model)
        box.show()
        assert box.count() == 0
    assert {kind for kind, _, _ in told} == {IndexError}


def test_that_a_filter_that_fails_lets_everything_pass(qtbot: QtBot) -> None:
    watched, watching = QWidget(), SpoiltFilter()
    qtbot.addWidget(watched)
    watched.installEventFilter(watching)
    with qtbot.captureExceptions() as told:
        watched.show()
    watched.removeEventFilter(watching)
    assert watched.isVisible()
    assert {kind for kind, _, _ in told} == {IndexError}


def kind_of(mistake: Callable[[], Any]) -> type[BaseException]:
    try:
        mistake()
    except Exception as error:
        return type(error)
    raise AssertionError
