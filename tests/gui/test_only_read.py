"""In a file that is only read nothing can be edited: every field shows what the project has, and it is said why."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import QModelIndex
from PySide6.QtWidgets import QAbstractSpinBox, QComboBox, QLineEdit, QSpinBox, QTabWidget, QWidget
from pytestqt.qtbot import QtBot

from cnnstudio.core.pictures.preprocessing import augmentations
from cnnstudio.core.transferring.transfer import why_not_fine_tune
from cnnstudio.files.project.lock import ProjectLock
from cnnstudio.files.project_file import ProjectFile
from cnnstudio.gui.data.preparation.augmentation_list import AugmentationList
from cnnstudio.gui.data.preparation.panel import PreprocessingPanel
from cnnstudio.gui.data.preparation.step import Step
from cnnstudio.gui.data.source.list import SourceList
from cnnstudio.gui.links import wiring
from cnnstudio.gui.main_window import MainWindow
from cnnstudio.gui.widgets.eliding_combo import ElidingCombo
from cnnstudio.gui.widgets.forms.field import FormField
from tests.core.runs_made import run
from tests.gui.finding import find
from tests.gui.windows import bridge, lenet, window

__all__ = ["bridge", "window"]

KINDS = ("RandomRotation", "RandomZoom")
WORDS = "This file is open in another window, so it cannot be changed here."


@pytest.fixture
def said(window: MainWindow, qtbot: QtBot, tmp_path: Path) -> Iterator[list[str]]:
    """What is refused in the window, on whose desk is a project that another window has."""
    path, project, refusals = tmp_path / "theirs.cnnstudio", lenet(), list[str]()
    made = replace(project.preprocessing, augmentation=tuple(augmentations()[kind]() for kind in KINDS))
    ProjectFile.create(path, replace(project, preprocessing=made)).close()
    lock = ProjectLock(path)
    assert lock.acquire()
    window.open_path(path)
    qtbot.waitUntil(lambda: window.document.data_set is not None)
    window.document.refused.connect(lambda error: refusals.append(error.text))
    yield refusals
    lock.release()


def show(window: MainWindow, qtbot: QtBot, page: str) -> None:
    """Shows a page, the Data page with how pictures are prepared, all of it."""
    window.show_page(page)
    if page == "data":
        find(window, QTabWidget, "data.tabs").setCurrentIndex(1)
        panel = find(window, PreprocessingPanel, "data.preprocessing")
        qtbot.waitUntil(lambda: not panel.is_busy)
        for step in panel.findChildren(Step):
            step.unfold()


def edit(editor: QWidget) -> None:
    """Puts another value into an editor, as far as it takes one by itself."""
    if isinstance(editor, QComboBox):
        editor.setCurrentIndex((editor.currentIndex() + 1) % editor.count())
    elif isinstance(editor, QAbstractSpinBox):
        editor.stepBy(1)
    elif isinstance(editor, QLineEdit):
        editor.setText("1")
        editor.editingFinished.emit()
    elif boxes := editor.findChildren(QSpinBox):
        boxes[0].stepBy(1)
    else:
        editor.click()  # type: ignore[attr-defined]


@pytest.mark.parametrize(("page", "least"), [("build", 4), ("train", 9), ("data", 8), ("sweep", 5)])
def test_that_every_field_takes_back_what_was_refused(
    window: MainWindow, qtbot: QtBot, said: list[str], page: str, least: int
) -> None:
    show(window, qtbot, page)
    fields = [each for each in window.pages.page(page).findChildren(FormField) if each.editor.isVisibleTo(window)]
    wrong, edited = {}, 0
    for field in fields:
        before, refusals = field.editor.value(), len(said)
        edit(field.editor)
        edited += len(said) > refusals
        if field.editor.value() != before:
            wrong[field.editor.objectName()] = (before, field.editor.value())
    assert wrong == {}
    assert edited >= least
    assert set(said) == {WORDS}


def test_that_a_name_a_start_and_a_data_set_that_were_refused_are_taken_back(
    window: MainWindow, qtbot: QtBot, said: list[str]
) -> None:
    window.show_page("build")
    field = find(window, QLineEdit, "build.name")
    before = field.text()
    field.setText("another")
    field.editingFinished.emit()
    assert field.text() == before
    window.show_page("data")
    sources = find(window, SourceList, "data.source")
    row = sources.currentIndex().row()
    sources.setCurrentIndex(sources.model().index(row + 1, 0))
    assert sources.currentIndex().row() == row
    window.document.put_run(run(1))
    window.show_page("train")
    start = find(window, ElidingCombo, "train.plan.start")
    assert start.count() > 1
    start.setCurrentIndex(1)
    start.activated.emit(1)
    assert start.currentData() == 0
    assert said == [WORDS] * 3


def test_that_an_order_that_was_refused_is_taken_back(window: MainWindow, qtbot: QtBot, said: list[str]) -> None:
    show(window, qtbot, "data")
    listed = find(window, AugmentationList, "data.augmentation.list")
    assert listed.model().moveRow(QModelIndex(), 0, QModelIndex(), 2)  # as a drag does
    qtbot.waitUntil(lambda: said == [WORDS])
    assert [listed.item(row).text().split()[0] for row in range(2)] == list(KINDS)


def test_that_what_cannot_be_put_in_or_fine_tuned_says_why(
    window: MainWindow, qtbot: QtBot, said: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    window.show_page("build")
    window.pages.page("build").add("Pretrained")
    assert said == [WORDS]
    assert window.findChild(QWidget, "pretrained.dialog") is None
    monkeypatch.setattr(wiring, "why_not_fine_tune", lambda run: "")
    assert why_not_fine_tune(run(1))
    window._wiring.fine_tune(run(1))
    assert said == [WORDS] * 2
