"""Text larger and smaller in the whole window at once, and as large again at the next start."""

import gc
from collections.abc import Callable, Iterator

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QFontDatabase
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QPushButton, QTableView, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from cnnstudio.files.settings import TEXT_SIZES, Settings, load_settings, save_settings
from cnnstudio.gui import text_size
from cnnstudio.gui.comparison.differing import DifferencesView
from cnnstudio.gui.data.pictures.filters import NumberBox
from cnnstudio.gui.evaluation.table import Column, ValueTable
from cnnstudio.gui.main_window import MainWindow
from cnnstudio.gui.rail import Rail
from cnnstudio.gui.text_size import next_size
from cnnstudio.gui.training.log import EpochLog
from cnnstudio.gui.training.worked_table import worked_table
from cnnstudio.gui.widgets.card import HEADING, heading
from cnnstudio.gui.widgets.letters import fixed_font, keep_fit, set_least_width, set_letters
from cnnstudio.gui.widgets.measures import widest
from tests.gui.fakes import FakeBridge
from tests.gui.windows import begin, bridge, window

__all__ = ["bridge", "window"]

CONTROL = Qt.KeyboardModifier.ControlModifier


@pytest.fixture(autouse=True)
def usual_again(qapp: QApplication) -> Iterator[None]:
    yield
    text_size.apply(qapp, 100)


def usual() -> float:
    return QFontDatabase.systemFont(QFontDatabase.SystemFont.GeneralFont).pointSizeF()


def test_that_text_is_as_large_as_the_system_has_it(window: MainWindow) -> None:
    assert QApplication.font().pointSizeF() == usual()


def test_that_steps_lead_to_the_largest_and_the_smallest_text_and_no_further() -> None:
    size, sizes = 100, [100]
    while next_size(size, 1) != size:
        size = next_size(size, 1)
        sizes.append(size)
    assert sizes == [each for each in TEXT_SIZES if each >= 100]
    assert next_size(TEXT_SIZES[0], -1) == TEXT_SIZES[0]
    assert next_size(100, -1) == 90


def test_that_keys_make_the_text_of_every_page_larger_and_usual_again(window: MainWindow, qtbot: QtBot) -> None:
    begin(window, qtbot)
    rail = window.findChild(Rail, "rail")
    assert rail is not None
    wide, high = rail.width(), window.pages.page("train").fontMetrics().height()
    for _ in range(4):
        QTest.keyClick(window, Qt.Key.Key_Plus, CONTROL)
    assert QApplication.font().pointSizeF() == pytest.approx(1.75 * usual())
    qtbot.waitUntil(lambda: rail.width() > wide)
    qtbot.waitUntil(lambda: window.pages.page("train").fontMetrics().height() > 1.5 * high)
    QTest.keyClick(window, Qt.Key.Key_Minus, CONTROL)
    assert window.preferences.text_size == 150
    QTest.keyClick(window, Qt.Key.Key_0, CONTROL)
    assert QApplication.font().pointSizeF() == pytest.approx(usual())
    qtbot.waitUntil(lambda: rail.width() == wide)


def test_that_headings_code_and_widths_keep_their_proportion(qtbot: QtBot, qapp: QApplication) -> None:
    title, code, place = heading("Network"), QLabel("x = 1"), QLabel()
    set_letters(code, fixed=True)
    set_least_width(place, 200, also_most=True)
    for each in (title, code, place):
        qtbot.addWidget(each)
    text_size.apply(qapp, 200)
    assert title.font().pointSizeF() == pytest.approx(2 * HEADING * usual())
    assert title.font().bold()
    assert code.font().pointSizeF() == fixed_font().pointSizeF()
    assert place.minimumWidth() == place.maximumWidth() > 380
    text_size.apply(qapp, 100)
    assert title.font().pointSizeF() == pytest.approx(HEADING * usual())
    assert place.maximumWidth() == 200


def test_that_what_nobody_holds_keeps_its_proportion(qtbot: QtBot, qapp: QApplication) -> None:
    """Widgets are laid into others and forgotten; letters remember them as long as they are there."""
    window = QWidget()
    qtbot.addWidget(window)
    column = QVBoxLayout(window)
    column.addWidget(heading("Kernels"))
    gc.collect()
    before = column.itemAt(0).widget().font().pointSizeF()
    text_size.apply(qapp, 150)
    assert column.itemAt(0).widget().font().pointSizeF() == pytest.approx(1.5 * before)


def test_that_text_is_as_large_again_at_the_next_start(qtbot: QtBot) -> None:
    save_settings(Settings(text_size=125))
    made = MainWindow(bridge=FakeBridge())  # type: ignore[arg-type]
    qtbot.addWidget(made)
    assert QApplication.font().pointSizeF() == pytest.approx(1.25 * usual())
    made.preferences.choose_text_size(90)
    made.close()
    assert load_settings().text_size == 90


def test_that_a_size_that_is_not_offered_becomes_the_usual_one() -> None:
    save_settings(Settings(text_size=1_000))
    assert load_settings().text_size == 100


def test_that_a_width_that_words_need_is_that_of_their_letters_now(qtbot: QtBot, qapp: QApplication) -> None:
    number, pause = NumberBox(), QPushButton("Pause")
    keep_fit(pause, lambda: pause.setFixedWidth(widest(pause, "Go on with all of it")))
    for each in (number, pause):
        qtbot.addWidget(each)
        each.show()
    usual_widths = number.width(), pause.width()
    text_size.apply(qapp, 200)
    qtbot.waitUntil(lambda: number.minimumWidth() > 1.5 * usual_widths[0])
    qtbot.waitUntil(lambda: pause.minimumWidth() > 1.5 * usual_widths[1])
    text_size.apply(qapp, 100)
    qtbot.waitUntil(lambda: (number.minimumWidth(), pause.minimumWidth()) == usual_widths)


@pytest.mark.parametrize(
    "make",
    [
        EpochLog,
        DifferencesView,
        lambda: ValueTable("values", "Values", (Column("class", "Class", ""),)),
        lambda: worked_table("lines", "Lines", ("Of", "Value"), around=8, wide=0),
    ],
    ids=["log", "differences", "values", "worked"],
)
def test_that_the_rows_of_tables_are_as_high_as_their_letters_now(
    qtbot: QtBot, qapp: QApplication, make: Callable[[], QWidget]
) -> None:
    made = make()
    qtbot.addWidget(made)
    made.show()
    table = made if isinstance(made, QTableView) else made.findChild(QTableView)
    assert table is not None

    def height() -> int:
        return table.verticalHeader().defaultSectionSize()

    usual_height, letters = height(), table.fontMetrics().height()
    assert usual_height > letters
    text_size.apply(qapp, 200)
    qtbot.waitUntil(lambda: height() - usual_height == table.fontMetrics().height() - letters > 0)
    text_size.apply(qapp, 100)
    qtbot.waitUntil(lambda: height() == usual_height)
