"""The pages, joined by the window."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtWidgets import QPushButton
from pytestqt.qtbot import QtBot

from cnnstudio.core.messages import OpenSaved
from cnnstudio.core.project import Project
from cnnstudio.gui.main_window import MainWindow
from tests.gui.desk import small_network
from tests.gui.fakes import FakeBridge


@pytest.fixture
def window(qtbot: QtBot) -> Iterator[MainWindow]:
    made = MainWindow(bridge=FakeBridge())  # type: ignore[arg-type]
    qtbot.addWidget(made)
    made.show()
    with qtbot.waitSignal(made.document.opened):
        made.new_project(Project(small_network()), "Small")
    yield made
    made.close()


def test_that_the_drawing_that_is_looked_at_leads_to_the_paper(window: MainWindow) -> None:
    window.show_page("inspect")
    window.pages.page("inspect").findChild(QPushButton, "inspect.picture.draw").click()
    assert window.pages.current == "draw"


def test_that_a_saved_network_is_looked_into_where_inspect_is_shown_and_else_drawn_for(window: MainWindow) -> None:
    window.show_page("inspect")
    window.open_path(Path("/nets/one.keras"))
    assert window.pages.current == "inspect"
    window.show_page("train")
    window.open_path(Path("/nets/two.keras"))
    assert window.pages.current == "draw"
    asked = [each for each in window.bridge.requests if isinstance(each, OpenSaved)]  # type: ignore[attr-defined]
    assert [(each.sender, each.path) for each in asked] == [("inspect", "/nets/one.keras"), ("draw", "/nets/two.keras")]
