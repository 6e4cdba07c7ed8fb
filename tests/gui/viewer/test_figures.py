"""What Inspect shows is taken along from the tab in view, with what it is in words."""

from pathlib import Path

import numpy as np
import pytest
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QPushButton, QTabWidget, QWidget

from cnnstudio.core.messages import KernelsShown, ShowKernels
from cnnstudio.gui.viewer.kernels.tab import KernelsTab
from cnnstudio.gui.viewer.page import InspectPage
from cnnstudio.gui.widgets.figures.painting import sheet_of
from cnnstudio.gui.widgets.figures.taking import FigureButtons
from tests.gui.desk import Desk


@pytest.fixture
def page(desk: Desk) -> InspectPage:
    desk.add_run()
    desk.selection.select("conv2d_1")
    made = InspectPage(desk.document, desk.selection, desk.training_run, desk.bridge, QWidget())  # type: ignore[arg-type]
    desk.qtbot.addWidget(made)
    made.resize(1100, 640)
    made.show()
    return made


def show_kernels(desk: Desk) -> None:
    request = desk.wait_for(ShowKernels)
    assert isinstance(request, ShowKernels)
    kernels = np.random.default_rng(1).normal(size=(3, 3, 1, 4)).astype(np.float32)
    desk.answer(ShowKernels, lambda ticket: KernelsShown(ticket, request.subject, request.layer, kernels))


def test_that_copy_takes_the_kernels_with_a_caption(page: InspectPage, desk: Desk) -> None:
    show_kernels(desk)
    tab = page.findChild(KernelsTab, "inspect.kernels")
    assert isinstance(tab, KernelsTab)
    desk.qtbot.waitUntil(lambda: tab.figure() is not None)
    figure = tab.figure()
    assert figure is not None
    for words in ("Kernels of conv2d_1", "Conv2D", "Run 1"):
        assert words in figure.caption
    assert [panel.colours for panel in figure.panels] == ["", "", "", "diverging"]
    copy = page.findChild(QPushButton, "inspect.figure.copy")
    assert isinstance(copy, QPushButton)
    desk.qtbot.waitUntil(copy.isEnabled)
    copy.click()
    desk.qtbot.waitUntil(lambda: copy.text() == "Copied")
    assert QGuiApplication.clipboard().image() == sheet_of(figure).image()


def test_that_the_figure_is_saved_under_the_name_of_what_it_shows(
    page: InspectPage, desk: Desk, tmp_path: Path
) -> None:
    show_kernels(desk)
    buttons = page.findChild(FigureButtons, "inspect.figure")
    assert isinstance(buttons, FigureButtons)
    with desk.qtbot.waitSignal(buttons.taker.saved):
        buttons.taker.save(tmp_path / "kernels.svg")
    assert "Kernels of conv2d_1" in (tmp_path / "kernels.svg").read_text(encoding="utf-8")


def test_that_copy_and_save_are_off_with_the_reason_until_there_is_something_to_take(
    page: InspectPage, desk: Desk
) -> None:
    buttons = [page.findChild(QPushButton, f"inspect.figure.{name}") for name in ("copy", "save")]
    for copy_or_save in buttons:
        desk.qtbot.waitUntil(lambda button=copy_or_save: not button.isEnabled())
        assert copy_or_save.toolTip() == "There is nothing to take along yet."
    show_kernels(desk)
    desk.qtbot.waitUntil(lambda: all(button.isEnabled() for button in buttons))
    assert [button.toolTip().partition(" ")[0] for button in buttons] == ["Copies", "Saves"]
    desk.selection.select("flatten_1")
    desk.qtbot.waitUntil(lambda: not any(button.isEnabled() for button in buttons))
    assert buttons[0].toolTip() == "There is nothing to take along: This layer has no kernels"
    assert buttons[0].accessibleDescription() == buttons[0].toolTip()


def test_that_another_tab_without_anything_to_take_turns_the_buttons_off(page: InspectPage, desk: Desk) -> None:
    show_kernels(desk)
    copy = page.findChild(QPushButton, "inspect.figure.copy")
    desk.qtbot.waitUntil(copy.isEnabled)
    tabs = page.findChild(QTabWidget, "inspect.tabs")
    tabs.setCurrentIndex(1)
    desk.qtbot.waitUntil(lambda: not copy.isEnabled())
    tabs.setCurrentIndex(0)
    desk.wait_for(ShowKernels, 2)
    show_kernels(desk)
    desk.qtbot.waitUntil(copy.isEnabled)


def test_that_asked_for_kernels_the_first_layer_with_some_is_selected(page: InspectPage, desk: Desk) -> None:
    desk.selection.select("flatten_1")
    page.show_kernels()
    assert desk.selection.current == "conv2d_1"
    desk.selection.select("dense_1")
    page.show_kernels()
    assert desk.selection.current == "dense_1"
