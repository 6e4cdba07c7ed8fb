"""Bars with long names."""

import numpy as np
from PySide6.QtCore import QRect
from PySide6.QtGui import QColor, QImage, QPaintEvent
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


class Painted(Bars):
    """Notes which part of it was painted last."""

    def paintEvent(self, event: QPaintEvent) -> None:
        self.last = event.region().boundingRect()
        super().paintEvent(event)


def ten(first: float) -> list[Bar]:
    return [Bar(str(number), value, f"{value:.1%}") for number, value in enumerate([first, *[0.1] * 9])]


def test_that_only_a_bar_that_looks_otherwise_is_painted_anew(qtbot: QtBot) -> None:
    bars = Painted("bars", "Bars")
    qtbot.addWidget(bars)
    bars.resize(250, 300)
    bars.show_bars(ten(0.1), best=1)
    with qtbot.waitExposed(bars):
        bars.show()
    bars.repaint()
    bars.show_bars(ten(0.2), best=1)
    qtbot.waitUntil(lambda: bars.last.height() <= 31)
    assert bars.last.top() == 0
    bars.show_bars(ten(0.2)[:9], best=1)
    qtbot.waitUntil(lambda: bars.last.height() == bars.height())


def test_that_bars_beside_each_other_have_rows_of_one_height(qtbot: QtBot) -> None:
    one, other = Bars("one", "One"), Bars("other", "Other")
    for bars, height in ((one, 200), (other, 300)):
        qtbot.addWidget(bars)
        bars.show_bars(ten(0.5))
        bars.resize(200, height)
        bars.show()
    assert (one.middle_of(9), other.middle_of(9)) == (190, 285)
    one.keep_step_with(other)
    other.keep_step_with(one)
    assert one.middle_of(9) == other.middle_of(9) == 190
    one.hide()
    assert other.middle_of(9) == 285


def test_that_bars_are_painted_anew_where_those_beside_them_become_more(qtbot: QtBot) -> None:
    one, other = Painted("one", "One"), Bars("other", "Other")
    for bars in (one, other):
        qtbot.addWidget(bars)
        bars.resize(200, 300)
        bars.show_bars(ten(0.1), best=1)
        with qtbot.waitExposed(bars):
            bars.show()
    one.keep_step_with(other)
    other.keep_step_with(one)
    one.repaint()
    before = one.middle_of(9)
    one.last = QRect()
    other.show_bars([*ten(0.1), *ten(0.1)[:8]], best=1)
    assert other.height() == 300  # more in the same room
    qtbot.waitUntil(lambda: one.last.height() == one.height())
    assert one.middle_of(9) < before


def test_that_all_bars_are_painted_anew_where_one_would_be_in_rows_of_another_height(qtbot: QtBot) -> None:
    bars = Painted("bars", "Bars")
    qtbot.addWidget(bars)
    bars.resize(250, 300)
    bars.show_bars(ten(0.1), best=1)
    with qtbot.waitExposed(bars):
        bars.show()
    bars.repaint()
    narrow = Bars("narrow", "Narrow", bars)
    narrow.show_bars(ten(0.1))
    narrow.resize(10, 200)
    narrow.show()
    bars._companion = narrow  # without a word to be painted
    bars.repaint(0, 0, 250, 20)
    bars.last = QRect()
    qtbot.waitUntil(lambda: bars.last.height() == bars.height())
