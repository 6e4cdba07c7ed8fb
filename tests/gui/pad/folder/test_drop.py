"""A folder or zip dropped anywhere on the Draw page comes to the tab that tests on it."""

from pathlib import Path

from PySide6.QtCore import QMimeData, QPoint, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent
from PySide6.QtWidgets import QTabWidget

from cnnstudio.core.messages import Evaluate
from cnnstudio.gui.pad.folder.tab import FolderTab
from cnnstudio.gui.pad.page import DrawPage
from tests.gui.desk import Desk
from tests.gui.finding import find
from tests.gui.pad.folder.made import pictures


def test_that_a_dropped_folder_is_tested_in_its_tab(desk: Desk, tmp_path: Path) -> None:
    draw_page = DrawPage(desk.document, desk.training_run, desk.bridge, desk.selection)  # type: ignore[arg-type]
    desk.qtbot.addWidget(draw_page)
    draw_page.show()
    folder = pictures(tmp_path / "pets")
    desk.add_run()
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(folder))])
    copy, left, none = Qt.DropAction.CopyAction, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    hanging = QDragEnterEvent(QPoint(9, 9), copy, data, left, none)
    draw_page.dragEnterEvent(hanging)
    assert hanging.isAccepted()
    draw_page.take(data)
    assert isinstance(find(draw_page, QTabWidget, "draw.tabs").currentWidget(), FolderTab)
    request = desk.asked(Evaluate)[-1]
    assert isinstance(request, Evaluate)
    assert request.data.path == str(folder)
