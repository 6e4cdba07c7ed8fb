"""The lab panel shows a step, asks, ticks, and goes on; all of it with the keyboard as well."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLineEdit, QPlainTextEdit, QPushButton, QToolButton, QWidget

from cnnstudio.core.layers import Dense
from cnnstudio.core.network import Layer
from cnnstudio.gui.labs.bench import Bench
from cnnstudio.gui.labs.panel import LabPanel
from tests.gui.desk import Desk, desk

__all__ = ["desk"]


@pytest.fixture
def panel(bench: Bench, desk: Desk) -> LabPanel:
    made = LabPanel(bench)
    desk.qtbot.addWidget(made)
    made.resize(320, 700)
    made.show()
    return made


def part(panel: QWidget, kind: type, name: str) -> QWidget:
    found = panel.findChild(kind, name)
    assert found is not None, name
    return found


def test_that_an_answer_is_marked_in_place(panel: LabPanel, desk: Desk) -> None:
    line = part(panel, QLineEdit, "lab.question.how-many.answer")
    QTest.keyClicks(line, "7")
    QTest.keyClick(line, Qt.Key.Key_Return)
    view = panel.view.questions["how-many"]
    assert view.said == "Not right yet (1 try)."
    line.clear()
    QTest.keyClicks(line, "soon")
    QTest.keyClick(line, Qt.Key.Key_Return)
    assert "no number" in view.said
    line.clear()
    QTest.keyClicks(line, str(desk.document.analysis.totals.parameters))
    QTest.keyClick(line, Qt.Key.Key_Return)
    assert view.said == "Right, after 2 tries."


def test_that_a_check_says_what_there_is_instead_and_is_ticked_once_it_holds(panel: LabPanel, desk: Desk) -> None:
    check = panel.view.checks["layers"]
    desk.qtbot.waitUntil(lambda: "4" in check.words)
    assert not check.is_reached
    network = desk.document.project.network
    desk.document.change_network(network.insert((4,), Layer("dense_2", Dense(3))), "Add Dense")
    desk.qtbot.waitUntil(lambda: check.is_reached)


def test_that_the_steps_are_gone_through_with_the_keyboard(panel: LabPanel, bench: Bench) -> None:
    QTest.keyClick(part(panel, QPushButton, "lab.next"), Qt.Key.Key_PageDown, Qt.KeyboardModifier.AltModifier)
    assert bench.progress.step == 1
    assert part(panel, QPushButton, "lab.next").text() == "Report…"
    QTest.keyClick(part(panel, QPushButton, "lab.next"), Qt.Key.Key_PageUp, Qt.KeyboardModifier.AltModifier)
    assert bench.progress.step == 0
    assert not part(panel, QPushButton, "lab.back").isEnabled()


def test_that_own_words_typed_last_are_kept_when_the_step_is_left(panel: LabPanel, bench: Bench) -> None:
    QTest.keyClicks(part(panel, QPlainTextEdit, "lab.question.own.answer"), "Because")
    part(panel, QPushButton, "lab.next").click()
    assert bench.progress.answers["own"].text == "Because"


def test_that_the_last_step_leads_to_the_report(panel: LabPanel, bench: Bench) -> None:
    wanted: list[bool] = []
    panel.report_wanted.connect(lambda: wanted.append(True))
    bench.go_to(1)
    part(panel, QPushButton, "lab.next").click()
    assert wanted == [True]


def test_that_all_steps_are_listed_with_what_is_done(panel: LabPanel, bench: Bench) -> None:
    menu = part(panel, QToolButton, "lab.steps").menu()
    menu.aboutToShow.emit()
    assert [action.text() for action in menu.actions() if action.text()] == [
        "1  Numbers   0/3",
        "2  Runs   0/1",
        "Report…",
    ]
    menu.actions()[1].trigger()
    assert bench.progress.step == 1


def test_that_every_button_of_the_panel_has_a_name_and_a_tip(panel: LabPanel) -> None:
    for button in (*panel.findChildren(QPushButton), *panel.findChildren(QToolButton)):
        if button.objectName().startswith("lab."):
            assert button.toolTip(), button.objectName()
            assert button.accessibleName() or button.text(), button.objectName()
