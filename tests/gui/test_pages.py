"""The pages of the window: made part by part, or at once where one is asked for."""

from collections.abc import Iterator

import pytest
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QAbstractButton, QWidget
from pytestqt.qtbot import QtBot

from cnnstudio.core.network import Network
from cnnstudio.core.project import Project
from cnnstudio.gui.main_window import MainWindow
from cnnstudio.gui.pages import PAGES, Pages
from cnnstudio.gui.widgets.plots.plot import CurvePlot
from tests.gui.fakes import FakeBridge
from tests.gui.windows import begin, bridge, window

__all__ = ["bridge", "window"]

_LONG = 60_000


@pytest.fixture
def pages(qtbot: QtBot) -> Iterator[Pages]:
    window = MainWindow(bridge=FakeBridge())  # type: ignore[arg-type]
    qtbot.addWidget(window)
    window.show()
    yield window.pages
    window.close()


def test_that_the_window_answers_between_the_parts_of_pages(pages: Pages, qtbot: QtBot) -> None:
    answers: list[bool] = []
    timer = QTimer(interval=0)
    timer.timeout.connect(lambda: answers.append(pages.is_made("build") and not pages.is_made("train")))
    timer.start()
    with qtbot.waitSignal(pages.all_made, timeout=_LONG):
        pages.make_all()
    assert all(pages.is_made(name) for name, _, _ in PAGES)
    assert answers.count(True) >= 10


@pytest.mark.parametrize("name", ["data", "build", "train", "inspect", "compare"])
def test_that_a_page_is_made_part_by_part(pages: Pages, qtbot: QtBot, name: str) -> None:
    """The window answers between the parts; each takes a few milliseconds and the whole page up to a tenth second."""
    names = [each for each, _, _ in PAGES]
    before = names[: names.index(name)]
    answers: list[bool] = []
    timer = QTimer(interval=0)
    timer.timeout.connect(lambda: answers.append(not pages.is_made(name) and all(map(pages.is_made, before))))
    timer.start()
    with qtbot.waitSignal(pages.all_made, timeout=_LONG):
        pages.make_all()
    assert answers.count(True) >= 5


@pytest.mark.parametrize(("name", "part"), [("data", "data.splitter"), ("compare", "compare.tabs")])
def test_that_a_page_that_is_asked_for_half_made_is_whole(pages: Pages, qtbot: QtBot, name: str, part: str) -> None:
    names = [each for each, _, _ in PAGES]
    before = names[names.index(name) - 1] if name != "data" else ""
    pages.make_all()
    turns: list[int] = []
    timer = QTimer(interval=0)
    timer.timeout.connect(lambda: turns.append(1) if not before or pages.is_made(before) else None)
    timer.start()
    qtbot.waitUntil(lambda: len(turns) >= 2, timeout=_LONG)
    page = pages.show(name)
    assert page.findChild(QWidget, part) is not None
    with qtbot.waitSignal(pages.all_made, timeout=_LONG):
        pass
    assert pages.page(name) is page


def test_that_what_is_not_in_view_is_made_while_the_window_is_idle(pages: Pages, qtbot: QtBot) -> None:
    page = pages.page("train")
    assert page.findChild(QWidget, "evaluate") is None
    with qtbot.waitSignal(pages.all_made, timeout=_LONG):
        pages.make_all()
    assert page.findChild(QWidget, "evaluate") is not None
    assert page.findChild(QWidget, "train.moving") is not None


def test_that_a_page_that_is_asked_for_while_it_is_being_made_comes_up_whole(pages: Pages, qtbot: QtBot) -> None:
    made: list[str] = []
    pages.made.connect(lambda name, _: made.append(name))
    pages.make_all()
    qtbot.waitUntil(lambda: pages.is_made("build"), timeout=_LONG)
    page = pages.show("train")
    assert {each.objectName() for each in page.findChildren(CurvePlot)} == {"train.loss", "train.accuracy"}
    with qtbot.waitSignal(pages.all_made, timeout=_LONG):
        pass
    assert sorted(made) == sorted(name for name, _, _ in PAGES)
    assert pages.page("train") is page


def test_that_a_page_that_is_wanted_early_is_made_first_and_part_by_part(pages: Pages, qtbot: QtBot) -> None:
    made: list[str] = []
    pages.made.connect(lambda name, _: made.append(name))
    answers: list[bool] = []
    timer = QTimer(interval=0)
    timer.timeout.connect(lambda: answers.append(pages.is_made("train")))
    pages.make_all()
    timer.start()
    pages.bring("train")
    assert pages.current == "train"
    assert not pages.is_made("train")
    qtbot.waitUntil(lambda: pages.is_made("train"), timeout=_LONG)
    assert made == ["train"]
    assert answers.count(False) >= 5
    assert pages.page("train").isVisible()
    with qtbot.waitSignal(pages.all_made, timeout=_LONG):
        pass


def test_that_a_page_that_is_not_wanted_any_more_does_not_come_up(pages: Pages, qtbot: QtBot) -> None:
    pages.make_all()
    pages.bring("train")
    pages.leave()
    with qtbot.waitSignal(pages.all_made, timeout=_LONG):
        pass
    assert pages.current == ""
    assert not pages.page("train").isVisible()
    pages.bring("draw")
    assert pages.page("draw").isVisible()


def test_that_a_window_that_closes_leaves_nothing_of_a_page_that_was_half_made(qtbot: QtBot) -> None:
    window = MainWindow(bridge=FakeBridge())  # type: ignore[arg-type]
    qtbot.addWidget(window)
    making = window.pages._making["train"]
    window.pages.page("build")
    assert next(making) is None  # the part of a page that has no parent yet
    window.close()
    assert list(making) == []  # and the end of the test says whether all of it is gone


def test_that_a_page_that_cannot_be_made_is_told_and_the_others_come(
    pages: Pages, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fails(*_: object, **__: object) -> None:
        raise RuntimeError("boom")

    with monkeypatch.context() as patched, qtbot.captureExceptions() as told:
        patched.setattr("cnnstudio.gui.training.page.TrainPage.__init__", fails)
        with qtbot.waitSignal(pages.all_made, timeout=_LONG):
            pages.make_all()
        assert {name for name, _, _ in PAGES if not pages.is_made(name)} == {"train"}
        pages.bring("train")
        qtbot.waitUntil(lambda: len(told) == 2, timeout=_LONG)
        shown = pages._place.currentWidget()
        assert "This page could not be made" in shown.words
        with pytest.raises(RuntimeError, match="boom"):
            pages.show("train")
    again = shown.findChild(QAbstractButton, "page.unmade.button")
    assert again is not None
    again.click()
    qtbot.waitUntil(lambda: pages.is_made("train"), timeout=_LONG)
    assert pages._place.currentWidget() is pages.page("train")


def test_that_the_page_in_view_is_away_while_another_project_comes(window: MainWindow, qtbot: QtBot) -> None:
    """What follows a project has one turn, and the page that shows it the next."""
    begin(window, qtbot)
    with qtbot.waitSignal(window.pages.all_made, timeout=_LONG):
        window.pages.make_all()
    window.show_page("inspect")
    was_seen: list[bool] = []
    window.document.opened.connect(lambda: was_seen.append(window.pages.page("inspect").isVisible()))
    window.new_project(Project(Network((8, 8, 1))), "Other")
    qtbot.waitUntil(lambda: bool(was_seen))
    assert was_seen == [False]
    assert window.pages.current == "build"
    qtbot.waitUntil(lambda: window.pages.page("build").isVisible())


def test_that_a_start_page_asked_for_while_a_project_comes_stays(window: MainWindow, qtbot: QtBot) -> None:
    begin(window, qtbot)
    with qtbot.waitSignal(window.pages.all_made, timeout=_LONG):
        window.pages.make_all()
    turns: list[int] = []
    window.document.opened.connect(window.show_start)
    window.new_project(Project(Network((8, 8, 1))), "Other")
    qtbot.waitUntil(lambda: window.document.title == "Other")
    QTimer.singleShot(50, lambda: turns.append(1))
    qtbot.waitUntil(lambda: bool(turns))
    assert window.start_page.isVisible()
