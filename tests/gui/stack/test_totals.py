"""The line of totals: counts with memory, and problems and cautions with a way to the first of them."""

import numpy as np
import pytest
from PySide6.QtTest import QSignalSpy
from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot

from cnnstudio.core.analysis import analyse
from cnnstudio.core.blocks import Parallel, Residual
from cnnstudio.core.layers import Activation, BatchNormalization, ReLU
from cnnstudio.core.network import Block, Layer, Network
from cnnstudio.data.dataset import DataSet
from cnnstudio.gui.document import Document
from cnnstudio.gui.stack.cards import branch_in_words
from cnnstudio.gui.stack.totals import TotalsLine, cost_in_words, network_in_words, parameters_in_words
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
    assert line.words.splitlines()[0] == ("431,080 parameters, all trained · 430,500 weights, 580 biases")
    assert line.words.splitlines()[1] == f"2,293,000 multiply-adds · {memory / 1e6:.3g} MB a batch"


def test_that_what_training_leaves_alone_is_counted_apart(document: Document) -> None:
    network = document.project.network.insert((1,), Layer("norm", BatchNormalization()))
    words = parameters_in_words(analyse(network))
    assert words[0] == "431,160 parameters: 431,120 trained, 40 not trained · 430,580 weights, 580 biases"
    assert "431,160 parameters · 430,580 weights, 580 biases" in words
    assert parameters_in_words(analyse(Network((8, 8, 1)))) == ("0 parameters",)


def test_that_layers_are_counted_with_those_inside_blocks(document: Document) -> None:
    inner = Block("in", Residual(), ((Layer("a", ReLU()), Layer("b", ReLU())), ()))
    outer = Block("out", Parallel(), ((inner, Layer("c", ReLU())), ()))
    empty = Block("e", Parallel(), ((), ()))
    assert network_in_words(analyse(Network((8, 8, 1), (outer,))))[-2] == "3 layers"
    assert network_in_words(analyse(Network((8, 8, 1), (empty,))))[-2] == "1 block, no layers"
    assert branch_in_words(outer.branches[0]) == "3 layers"
    assert branch_in_words((empty,)) == "1 block, no layers"


def test_that_the_tip_says_what_the_memory_counts(line: TotalsLine) -> None:
    label = line.findChildren(FittingLabel)[1]
    assert "the 128 pictures of one batch" in label.toolTip()
    assert "come on top" in label.accessibleDescription()


def test_that_each_wording_is_shorter_than_the_one_before(document: Document) -> None:
    analysis = analyse(document.project.network)
    for wordings in (parameters_in_words(analysis), cost_in_words(analysis, 32)):
        assert sorted(wordings, key=len, reverse=True) == list(wordings)


def test_that_cautions_are_counted_and_lead_to_the_first(line: TotalsLine, document: Document) -> None:
    network = document.project.network.change((5,), activation="softmax")
    document.change_network(network.insert((1,), Layer("again", Activation("relu"))), "Soften")
    first = document.analysis.cautions[0].name
    assert verdict(line) == f'No problems. 2 cautions, the first at <a href="{first}">{first}</a>.'
    spy = QSignalSpy(line.problem_wanted)
    label = line.findChild(QLabel, "build.verdict")
    assert label is not None
    label.linkActivated.emit(first)
    assert spy.at(0) == [first]


def test_that_a_problem_is_said_before_cautions(line: TotalsLine, document: Document) -> None:
    network = document.project.network.change((2,), kernel_size=(40, 40))
    document.change_network(network.insert((1,), Layer("again", Activation("relu"))), "Break")
    assert verdict(line).startswith('1 problem, at <a href="conv2d_2">')
    assert "1 caution, at " in verdict(line)


def test_that_pictures_of_another_shape_are_a_problem_with_a_way_to_the_input(
    line: TotalsLine, document: Document
) -> None:
    x, y = np.zeros((10, 32, 32, 3), np.uint8), np.arange(10)
    document.set_data_set(DataSet("tiny", "Tiny", tuple("abcdefghij"), x, y, x, y))
    words = verdict(line)
    assert words.startswith('1 problem, at <a href="the input">Input</a>: The network expects pictures of 28 × 28 × 1')
    spy = QSignalSpy(line.problem_wanted)
    label = line.findChild(QLabel, "build.verdict")
    assert label is not None
    label.linkActivated.emit("the input")
    assert spy.at(0) == [""]
    document.change_network(document.project.network.change((2,), kernel_size=(40, 40)), "Break")
    assert verdict(line) == '2 problems, the first at <a href="the input">Input</a>.'
