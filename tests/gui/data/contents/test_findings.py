"""Findings as notices: tone, details, and a button that is an undo step."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QPlainTextEdit, QPushButton, QToolButton
from pytestqt.qtbot import QtBot

from cnnstudio.core.errors import SpecError
from cnnstudio.core.network import Network
from cnnstudio.core.pictures.finding import Finding, Offer
from cnnstudio.core.project import Project
from cnnstudio.gui.data.contents.findings import FindingsList, after_offer
from cnnstudio.gui.widgets.notice import Notice

INVERTED = Finding(
    "The digits are dark on light.", "caution", (), Offer("Invert them", "preprocessing", "invert", True)
)
BAD = Finding("3 files were left out.", "problem", ("a.png: cut short", "b.png: no picture", "c.png: empty"))


@pytest.fixture
def findings(qtbot: QtBot) -> FindingsList:
    made = FindingsList()
    qtbot.addWidget(made)
    made.resize(300, 500)
    made.show()
    return made


def notices(findings: FindingsList) -> list[str]:
    return [each.words for each in findings.findChildren(Notice) if each.words]


def test_that_each_finding_is_a_notice_with_its_words(findings: FindingsList) -> None:
    findings.show_findings((BAD, INVERTED), "")
    assert notices(findings) == [BAD.text, INVERTED.text]


def test_that_a_finding_that_is_no_more_goes(findings: FindingsList) -> None:
    findings.show_findings((BAD, INVERTED), "")
    findings.show_findings((INVERTED,), "Looking the pictures through …")
    assert notices(findings) == [INVERTED.text]


def test_that_details_unfold_and_can_be_copied(findings: FindingsList, qtbot: QtBot) -> None:
    findings.show_findings((BAD,), "")
    fold = findings.findChild(QToolButton, "data.finding_1.fold")
    lines = findings.findChild(QPlainTextEdit, "data.finding_1.details")
    assert fold is not None
    assert lines is not None
    assert not lines.isVisible()
    assert fold.text() == "Show all 3"
    qtbot.mouseClick(fold, Qt.MouseButton.LeftButton)
    assert lines.isVisible()
    assert lines.isReadOnly()
    lines.selectAll()
    assert lines.textCursor().selectedText().startswith("a.png: cut short")


def test_that_the_button_of_a_finding_says_its_offer(findings: FindingsList, qtbot: QtBot) -> None:
    findings.show_findings((BAD, INVERTED), "")
    buttons = findings.findChildren(QPushButton)
    assert [each.text() for each in buttons] == ["Invert them"]
    with qtbot.waitSignal(findings.offer_wanted) as told:
        qtbot.mouseClick(buttons[0], Qt.MouseButton.LeftButton)
    assert told.args == [INVERTED.offer]


def test_that_an_offer_changes_the_preprocessing_or_the_data() -> None:
    project = Project(Network((28, 28, 1)))
    assert INVERTED.offer is not None
    assert after_offer(project, INVERTED.offer).preprocessing.invert
    assert after_offer(project, Offer("Draw by class", "data", "draw", "random")).data.draw == "random"
    with pytest.raises(SpecError):
        after_offer(project, Offer("Nonsense", "data", "draw", "backwards"))
