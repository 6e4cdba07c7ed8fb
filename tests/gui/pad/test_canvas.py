"""The paper: ink, eraser, undo, keys."""

import numpy as np
import pytest
from PySide6.QtCore import QEvent, QPoint, QPointF, Qt
from PySide6.QtGui import QAction, QInputDevice, QKeySequence, QPointingDevice, QTabletEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QMainWindow
from pytestqt.qtbot import QtBot

from cnnstudio.gui.pad.canvas import Canvas
from cnnstudio.gui.pad.frame import WHOLE, Frame
from cnnstudio.gui.pad.leaf import SIDE

LEFT, RIGHT = Qt.MouseButton.LeftButton, Qt.MouseButton.RightButton


@pytest.fixture
def canvas(qtbot: QtBot) -> Canvas:
    made = Canvas()
    qtbot.addWidget(made)
    made.resize(320, 300)
    made.show()
    return made


def at(canvas: Canvas, x: float, y: float) -> QPoint:
    """A point of the widget, from shares of the paper."""
    paper = canvas.paper()
    return QPoint(round(paper.x() + x * paper.width()), round(paper.y() + y * paper.height()))


def stroke(qtbot: QtBot, canvas: Canvas, *points: tuple[float, float], button: Qt.MouseButton = LEFT) -> None:
    first, *rest = (at(canvas, *point) for point in points)
    qtbot.mousePress(canvas, button, pos=first)
    for point in rest:
        qtbot.mouseMove(canvas, point)
    qtbot.mouseRelease(canvas, button, pos=(rest or [first])[-1])


def ink_at(canvas: Canvas, x: float, y: float) -> float:
    return float(canvas.ink()[round(y * (SIDE - 1)), round(x * (SIDE - 1))])


def test_that_new_paper_has_no_ink(canvas: Canvas) -> None:
    assert canvas.is_empty
    assert canvas.ink().shape == (SIDE, SIDE)
    assert not canvas.ink().any()


def test_that_a_stroke_leaves_ink_where_the_mouse_went_and_nowhere_else(qtbot: QtBot, canvas: Canvas) -> None:
    stroke(qtbot, canvas, (0.2, 0.5), (0.5, 0.5), (0.8, 0.5))
    assert [ink_at(canvas, x, 0.5) for x in (0.2, 0.35, 0.5, 0.65, 0.8)] == [1.0] * 5
    assert [ink_at(canvas, *point) for point in ((0.5, 0.3), (0.5, 0.7), (0.05, 0.5), (0.95, 0.5))] == [0.0] * 4


def test_that_a_click_leaves_a_dot(qtbot: QtBot, canvas: Canvas) -> None:
    stroke(qtbot, canvas, (0.5, 0.5))
    assert ink_at(canvas, 0.5, 0.5) == 1.0


def test_that_ink_has_soft_edges(qtbot: QtBot, canvas: Canvas) -> None:
    stroke(qtbot, canvas, (0.2, 0.2), (0.5, 0.4), (0.8, 0.9))
    grey = canvas.ink()[(canvas.ink() > 0.1) & (canvas.ink() < 0.9)]
    assert grey.size > 100


def test_that_a_corner_is_rounded(qtbot: QtBot, canvas: Canvas) -> None:
    canvas.set_pen_width(12)
    stroke(qtbot, canvas, (0.1, 0.1), (0.9, 0.1), (0.9, 0.9))
    assert ink_at(canvas, 0.9, 0.1) == 0.0
    assert ink_at(canvas, 0.9, 0.9) == 1.0


def test_that_every_piece_of_a_stroke_is_told(qtbot: QtBot, canvas: Canvas) -> None:
    told: list[bool] = []
    canvas.ink_changed.connect(lambda: told.append(True))
    qtbot.mousePress(canvas, LEFT, pos=at(canvas, 0.2, 0.2))
    qtbot.mouseMove(canvas, at(canvas, 0.4, 0.2))
    qtbot.mouseMove(canvas, at(canvas, 0.6, 0.2))
    assert len(told) == 3


def test_that_the_right_button_erases(qtbot: QtBot, canvas: Canvas) -> None:
    stroke(qtbot, canvas, (0.2, 0.5), (0.8, 0.5))
    stroke(qtbot, canvas, (0.5, 0.2), (0.5, 0.8), button=RIGHT)
    assert ink_at(canvas, 0.5, 0.5) == 0.0
    assert ink_at(canvas, 0.25, 0.5) == 1.0


def test_that_the_eraser_erases_with_the_left_button(qtbot: QtBot, canvas: Canvas) -> None:
    stroke(qtbot, canvas, (0.5, 0.5))
    canvas.set_eraser(True)
    canvas.set_pen_width(80)
    stroke(qtbot, canvas, (0.5, 0.5))
    assert canvas.is_empty


def test_that_a_wider_pen_leaves_more_ink(qtbot: QtBot, canvas: Canvas) -> None:
    stroke(qtbot, canvas, (0.2, 0.5), (0.8, 0.5))
    before = canvas.ink().sum()
    canvas.set_pen_width(72)
    canvas.clear()
    stroke(qtbot, canvas, (0.2, 0.5), (0.8, 0.5))
    assert canvas.ink().sum() > 1.5 * before


def test_that_undo_takes_back_stroke_by_stroke_and_redo_brings_them_again(qtbot: QtBot, canvas: Canvas) -> None:
    sheets = [canvas.ink()]
    for y in (0.2, 0.5, 0.8):
        stroke(qtbot, canvas, (0.2, y), (0.5, y), (0.8, y))
        sheets.append(canvas.ink())
    for sheet in (sheets[2], sheets[1], sheets[0]):
        qtbot.keyClick(canvas, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
        np.testing.assert_array_equal(canvas.ink(), sheet)
    assert not canvas.can_undo
    canvas.redo()
    np.testing.assert_array_equal(canvas.ink(), sheets[1])
    stroke(qtbot, canvas, (0.5, 0.5))
    assert not canvas.can_redo


def test_that_ctrl_z_on_the_paper_is_not_the_projects_undo(qtbot: QtBot) -> None:
    window = QMainWindow()
    qtbot.addWidget(window)
    canvas, undone = Canvas(), []
    undo = QAction("Undo", window, shortcut=QKeySequence.StandardKey.Undo)
    undo.triggered.connect(lambda: undone.append(True))
    window.addAction(undo)
    window.setCentralWidget(canvas)
    with qtbot.waitActive(window):
        window.show()
    canvas.setFocus()
    stroke(qtbot, canvas, (0.5, 0.5))
    qtbot.keyClick(canvas, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    assert canvas.is_empty
    assert undone == []


def test_that_del_clears_the_paper_escape_does_not_and_undo_brings_it_back(qtbot: QtBot, canvas: Canvas) -> None:
    stroke(qtbot, canvas, (0.2, 0.5), (0.8, 0.5))
    before = canvas.ink()
    qtbot.keyClick(canvas, Qt.Key.Key_Escape)
    np.testing.assert_array_equal(canvas.ink(), before)
    qtbot.keyClick(canvas, Qt.Key.Key_Delete)
    assert canvas.is_empty
    canvas.undo()
    np.testing.assert_array_equal(canvas.ink(), before)


def test_that_one_can_draw_with_the_keyboard(qtbot: QtBot, canvas: Canvas) -> None:
    qtbot.keyClick(canvas, Qt.Key.Key_Down)
    assert canvas.is_empty
    qtbot.keyClick(canvas, Qt.Key.Key_Space)
    for _ in range(8):
        qtbot.keyClick(canvas, Qt.Key.Key_Down)
    qtbot.keyClick(canvas, Qt.Key.Key_Space)
    assert ink_at(canvas, 0.5, 0.4) == 1.0
    before = canvas.ink()
    qtbot.keyClick(canvas, Qt.Key.Key_Right)
    np.testing.assert_array_equal(canvas.ink(), before)


def test_that_a_picture_lands_in_the_guide_box_and_can_be_undone(canvas: Canvas) -> None:
    canvas.leaf.put(np.ones((40, 10), np.float32))
    rows, columns = np.flatnonzero(canvas.ink().any(1)), np.flatnonzero(canvas.ink().any(0))
    assert len(rows) == pytest.approx(SIDE * 20 / 28, abs=1)
    assert len(columns) == pytest.approx(len(rows) / 4, abs=1)
    assert rows[0] + rows[-1] == pytest.approx(SIDE - 1, abs=1)
    canvas.undo()
    assert canvas.is_empty


def tablet(canvas: Canvas, kind: QEvent.Type, x: float, y: float, pressure: float, eraser: bool = False) -> None:
    pointer = QPointingDevice.PointerType.Eraser if eraser else QPointingDevice.PointerType.Pen
    device = QPointingDevice("pen", 1, QInputDevice.DeviceType.Stylus, pointer, QInputDevice.Capability.Pressure, 1, 1)
    place, none = QPointF(at(canvas, x, y)), Qt.KeyboardModifier.NoModifier
    held = LEFT if kind != QEvent.Type.TabletRelease else Qt.MouseButton.NoButton
    event = QTabletEvent(kind, device, place, place, pressure, 0, 0, 0, 0, 0, none, LEFT, held)
    QApplication.sendEvent(canvas, event)


def pen_stroke(canvas: Canvas, pressure: float, eraser: bool = False) -> None:
    tablet(canvas, QEvent.Type.TabletPress, 0.2, 0.5, pressure, eraser)
    tablet(canvas, QEvent.Type.TabletMove, 0.5, 0.5, pressure, eraser)
    tablet(canvas, QEvent.Type.TabletMove, 0.8, 0.5, pressure, eraser)
    tablet(canvas, QEvent.Type.TabletRelease, 0.8, 0.5, 0, eraser)


def test_that_a_pen_pressed_harder_leaves_more_ink_and_its_other_end_erases(canvas: Canvas) -> None:
    pen_stroke(canvas, 0.1)
    light = canvas.ink().sum()
    canvas.clear()
    pen_stroke(canvas, 1.0)
    assert canvas.ink().sum() > 1.5 * light
    canvas.set_pen_width(80)
    pen_stroke(canvas, 1.0, eraser=True)
    assert ink_at(canvas, 0.5, 0.5) == 0.0


def test_that_the_ink_covers_the_guide(canvas: Canvas) -> None:
    paper = canvas.paper()
    edge = QPoint(round(paper.x() + paper.width() * 64 / SIDE), round(paper.center().y()))
    canvas.leaf.put(np.ones((20, 20), np.float32))
    shown = canvas.grab().toImage()
    around = [shown.pixelColor(edge.x() + step, edge.y() + along) for step in (1, 2) for along in range(-4, 5)]
    assert max(colour.lightness() for colour in around) < 60


@pytest.fixture(scope="module")
def screen(qapp: QApplication) -> QPointingDevice:
    """A screen that is touched."""
    return QTest.createTouchDevice()


def touch(canvas: Canvas, screen: QPointingDevice, what: str, *fingers: tuple[int, float, float]) -> None:
    sequence = QTest.touchEvent(canvas, screen, False)
    for finger, x, y in fingers:
        getattr(sequence, what)(finger, at(canvas, x, y), canvas)
    sequence.commit()


def test_that_a_finger_draws(canvas: Canvas, screen: QPointingDevice) -> None:
    touch(canvas, screen, "press", (0, 0.2, 0.5))
    touch(canvas, screen, "move", (0, 0.5, 0.5))
    touch(canvas, screen, "move", (0, 0.8, 0.5))
    touch(canvas, screen, "release", (0, 0.8, 0.5))
    assert [ink_at(canvas, x, 0.5) for x in (0.2, 0.5, 0.8)] == [1.0] * 3
    canvas.undo()
    assert canvas.is_empty


def test_that_of_two_fingers_the_first_draws(canvas: Canvas, screen: QPointingDevice) -> None:
    touch(canvas, screen, "press", (0, 0.2, 0.2))
    second = QTest.touchEvent(canvas, screen, False)
    second.stationary(0)
    second.press(1, at(canvas, 0.8, 0.8), canvas)
    second.commit()
    touch(canvas, screen, "move", (0, 0.4, 0.2), (1, 0.8, 0.6))
    touch(canvas, screen, "release", (0, 0.4, 0.2), (1, 0.8, 0.6))
    assert ink_at(canvas, 0.3, 0.2) == 1.0
    assert ink_at(canvas, 0.8, 0.7) == 0.0
    assert not canvas.leaf.is_drawing


def test_that_the_grid_lies_over_the_paper_where_the_networks_pixels_are(canvas: Canvas) -> None:
    canvas.show_frame(Frame((4, 4), (0, 0), (SIDE / 4, SIDE / 4)), None)
    before, paper = canvas.grab().toImage(), canvas.paper()
    canvas.set_grid(True)
    after = canvas.grab().toImage()
    row = round(paper.y() + paper.height() * 0.4)
    changed = [x for x in range(after.width()) if before.pixel(x, row) != after.pixel(x, row)]
    inner = [x for x in changed if paper.x() + 4 < x < paper.right() - 4]
    assert len(inner) == 3
    assert inner[1] - inner[0] == pytest.approx(paper.width() / 4, abs=1)


def test_that_a_picture_under_the_ink_is_shown_pixel_by_pixel(canvas: Canvas) -> None:
    ground = np.zeros((2, 2, 3), np.uint8)
    ground[0, 1] = (0, 200, 0)
    canvas.leaf.lay(ground)
    canvas.show_frame(WHOLE, ground)
    shown = canvas.grab().toImage()
    assert shown.pixelColor(at(canvas, 0.75, 0.25)).getRgb()[:3] == (0, 200, 0)
    assert shown.pixelColor(at(canvas, 0.25, 0.25)).getRgb()[:3] == (0, 0, 0)


def test_that_no_point_is_dropped_while_the_pen_is_down(qtbot: QtBot, canvas: Canvas) -> None:
    squeezes = Qt.ApplicationAttribute.AA_CompressHighFrequencyEvents
    before = QApplication.testAttribute(squeezes)
    qtbot.mousePress(canvas, LEFT, pos=at(canvas, 0.2, 0.2))
    assert not QApplication.testAttribute(squeezes)
    qtbot.mouseRelease(canvas, LEFT, pos=at(canvas, 0.6, 0.2))
    assert QApplication.testAttribute(squeezes) == before
