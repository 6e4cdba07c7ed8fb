"""Kernels as tiles: which input channel, how they are coloured, and how large they are drawn."""

import numpy as np
import pytest
from PySide6.QtWidgets import QCheckBox, QComboBox, QSpinBox
from pytestqt.qtbot import QtBot

from cnnstudio.gui.viewer.kernels.tab import KernelsTab
from tests.gui.fakes import FakeBridge


@pytest.fixture
def tab(qtbot: QtBot) -> KernelsTab:
    made = KernelsTab(FakeBridge())
    qtbot.addWidget(made)
    made.resize(820, 480)
    made.show()
    return made


def test_that_kernels_of_three_channels_are_in_colour_first(tab: KernelsTab) -> None:
    tab.show_kernels(np.ones((3, 3, 3, 4), np.float32))
    assert tab.grid.tiled is not None
    assert tab.grid.tiled.picture.ndim == 3


def test_that_blue_white_red_is_always_about_zero(tab: KernelsTab) -> None:
    scaling, colours = (tab.findChild(QComboBox, f"inspect.kernels.{name}") for name in ("scaling", "colours"))
    assert (tab.scaling, tab.colours) == ("symmetric", "diverging")
    scaling.setCurrentIndex(scaling.findData("own"))
    assert tab.colours == "grey"
    colours.setCurrentIndex(colours.findData("diverging"))
    assert tab.scaling == "symmetric"


def test_that_the_input_channels_are_counted_from_0_and_say_so(tab: KernelsTab) -> None:
    tab.show_kernels(np.ones((5, 5, 20, 50), np.float32))
    assert tab.findChild(QSpinBox, "inspect.kernels.channel").text() == "0 (of 0–19)"


def test_that_a_thousand_kernels_are_readable_and_scrolled_one_way_only(tab: KernelsTab) -> None:
    tab.show_kernels(np.ones((5, 5, 20, 50), np.float32))
    tab.findChild(QCheckBox, "inspect.kernels.all").setChecked(True)
    grid = tab.grid
    assert grid.tiled is not None
    assert grid.tiled.columns == 20
    assert grid.scale() >= 3
    assert grid.focusProxy().width() <= grid.width()
    grid.read((21, 0, 0))
    assert grid.reading.startswith("filter 1 · input channel 1")
    grid.read(None)
    assert grid.reading.startswith("1,000 of 5 × 5 · a row a filter")
