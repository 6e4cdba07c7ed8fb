"""The line of totals: counts with memory, and problems and cautions with a way to the first of them."""

import pytest
from PySide6.QtTest import QSignalSpy
from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot

from cnnstudio.core.analysis import analyse
from cnnstudio.gui.document import Document
from cnnstudio.gui.stack.totals import TotalsLine, totals_in_words
from cnnstudio.gui.widgets.fitting_label import FittingLabel


@pytest.fixture
def line(document: Document, qtbot: QtBot) -> TotalsLine:
    made = TotalsLine(document)
    qtbot.addWidget(made)
    made.resize(1400, 60)
    with qtbot.waitExposed(made):
        made.show()
    return made


def verdict(line: TotalsLine) -> str:
    label = line.findChild(QLabel, "build.verdict")
    assert label is not None
    return label.text()


def test_that_every_total_is_said_with_the_memory_of_a_batch(line: TotalsLine, document: Document) -> None:
    memory = document.analysis.totals.memory * 128
    assert line.words.splitlines()[0] == (
        "431,080 parameters: 431,080 trainable, 0 frozen · 430,500 weights, 580 biases · 2,293,000 multiply-adds · "
        f"{memory / 1e6:.3g} MB a batch"
    )


def test_that_the_tip_says_what_the_memory_counts(line: TotalsLine) -> None:
    label = line.findChild(FittingLabel)
    assert label is not None
    assert "the 128 pictures of one batch" in label.toolTip()
    assert "come on top" in label.accessibleDescription()


def test_that_each_wording_is_shorter_than_the_one_before(document: Document) -> None:
    wordings = totals_in_words(analyse(document.project.network), 32)
    assert sorted(wordings, key=len, reverse=True) == list(wordings)


def test_that_cautions_are_counted_and_lead_to_the_first(line: TotalsLine, document: Document) -> None:
    network = document.project.network.change((0,), activation="softmax").change((2,), activation="softmax")
    document.change_network(network, "Soften")
    first = document.analysis.cautions[0].name
    assert verdict(line) == f'No problems. 2 cautions, the first at <a href="{first}">{first}</a>.'
    spy = QSignalSpy(line.problem_wanted)
    label = line.findChild(QLabel, "build.verdict")
    assert label is not None
    label.linkActivated.emit(first)
    assert spy.at(0) == [first]


def test_that_a_problem_is_said_before_cautions(line: TotalsLine, document: Document) -> None:
    network = document.project.network.change((0,), activation="softmax").change((2,), kernel_size=(40, 40))
    document.change_network(network, "Break")
    assert verdict(line).startswith('1 problem, at <a href="conv2d_2">')
    assert "1 caution, at " in verdict(line)
