"""The guide for teachers: read beside the window, shown part by part, copied as it was written."""

from PySide6.QtWidgets import QApplication, QLabel, QLineEdit, QPushButton, QTableView, QTabWidget, QWidget
from pytestqt.qtbot import QtBot

from cnnstudio.core.labs.facts import FACTS
from cnnstudio.core.program.paths import resource
from cnnstudio.gui.labs.guide import GuideDialog
from cnnstudio.gui.widgets.markdown_view import MarkdownView


def test_that_the_whole_guide_and_every_fact_come_part_by_part(qtbot: QtBot) -> None:
    parent = QWidget()
    qtbot.addWidget(parent)
    parent.resize(1000, 800)
    dialog = GuideDialog(parent)
    dialog.show()
    reading = dialog.findChild(QLabel)
    qtbot.waitUntil(lambda: dialog.words != "\n" and reading.text() == "")
    whole = resource("labs", "GUIDE.md").read_text(encoding="utf-8")
    shown = [[view.markdown for view in page.findChildren(MarkdownView)] for page in _pages(dialog)]
    assert " ".join(" ".join(shown[0]).split()) == " ".join(whole.split())
    assert len(shown[0]) > 5
    table = dialog.findChild(QTableView, "lab.guide.facts").model()
    assert table.rowCount() == len(FACTS)
    dialog.findChild(QLineEdit, "lab.guide.facts.search").setText("RECEPTIVE")
    assert [table.index(row, 0).data() for row in range(table.rowCount())] == ["receptive field of LAYER"]
    dialog.findChild(QPushButton, "lab.guide.copy").click()
    assert " ".join(QApplication.clipboard().text().split()) == " ".join(whole.split())
    assert reading.text() == "Copied."
    dialog.close()


def _pages(dialog: GuideDialog) -> list[QWidget]:
    tabs = dialog.findChild(QTabWidget, "lab.guide.tabs")
    return [tabs.widget(number) for number in range(tabs.count())]
