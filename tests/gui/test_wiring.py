"""The pages, joined by the window."""

from collections.abc import Iterator

import pytest
from PySide6.QtWidgets import QPushButton
from pytestqt.qtbot import QtBot

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
