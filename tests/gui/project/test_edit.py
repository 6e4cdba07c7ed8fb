"""The undo step."""

from dataclasses import replace

from PySide6.QtCore import QObject
from PySide6.QtGui import QUndoStack
from pytestqt.qtbot import QtBot

from cnnstudio.core.network import Network
from cnnstudio.core.project import Project
from cnnstudio.gui.project.edit import Edit


class Desk(QObject):
    """A document in small: in a circle with itself, as a document is with what follows it."""

    def __init__(self) -> None:
        super().__init__()
        self.project = Project(Network((8, 8, 1)))
        self.undo_stack = QUndoStack(self)
        self.circle = self

    def install(self, project: Project) -> None:
        self.project = project

    def size(self, rows: int, merge: str = "") -> None:
        after = replace(self.project, network=Network((rows, 8, 1)))
        self.undo_stack.push(Edit(self.install, self.project, after, "Size", merge))


def test_that_a_step_puts_the_very_same_projects_back_and_merges_by_its_mark(qtbot: QtBot) -> None:
    desk = Desk()
    before = desk.project
    for rows in (9, 10, 11):
        desk.size(rows, "size")
    assert desk.undo_stack.count() == 1
    desk.undo_stack.undo()
    assert desk.project is before
    desk.undo_stack.redo()
    assert desk.project.network.input_shape[0] == 11
    desk.size(8, "size")
    assert desk.undo_stack.count() == 0
