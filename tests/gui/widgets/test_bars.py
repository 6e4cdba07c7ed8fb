"""Bars with long names."""

import numpy as np
from PySide6.QtGui import QColor, QImage
from pytestqt.qtbot import QtBot

from cnnstudio.gui.theme import theme_of
from cnnstudio.gui.widgets.bars import Bar, Bars


def test_that_bars_are_long_enough_to_be_compared_beside_long_names_in_a_narrow_place(qtbot: QtBot) -> None:
    bars = Bars("bars", "Bars")
    qtbot.addWidget(bars)
    bars.resize(250, 28)
    bars.show_bars([Bar("a rather long name of a class", 1.0, "100.0 %")], best=0)
    image = bars.grab().toImage().convertToFormat(QImage.Format.Format_RGB32)
    accent = QColor(theme_of(bars.palette()).accent).rgb()
    row = [image.pixel(x, image.height() // 2) == accent for x in range(image.width())]
    assert np.count_nonzero(row) >= 0.4 * image.width()
