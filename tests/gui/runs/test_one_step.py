"""Undo reaches what was trained: what is typed after a run has begun is a step of its own, wherever it is typed."""

from collections.abc import Callable, Iterator

import pytest
from PySide6.QtWidgets import QSpinBox

from cnnstudio.gui.data.contents.parts import PartsForm
from cnnstudio.gui.data.preparation.panel import PreprocessingPanel
from cnnstudio.gui.experiments.sweep_edits import SweepEdits
from cnnstudio.gui.stack.properties import Properties
from cnnstudio.gui.training.plan_edits import PlanEdits
from cnnstudio.gui.widgets.forms.number_boxes import NumberBox
from tests.gui.desk import Desk, desk
from tests.gui.finding import find

__all__ = ["desk"]

Typed = Callable[[int], None]


def rate(desk: Desk) -> Typed:
    edits = PlanEdits(desk.document)
    return lambda value: edits.change("learning_rate", value / 100)


def filters(desk: Desk) -> Typed:
    panel = Properties(desk.document, desk.selection)
    desk.qtbot.addWidget(panel)
    panel.show()
    desk.selection.select("conv2d_1")
    return lambda value: find(panel, QSpinBox, "build.form.filters").setValue(value)


def combinations(desk: Desk) -> Typed:
    edits = SweepEdits(desk.document)
    return lambda value: edits.change("most", value)


def seed(desk: Desk) -> Typed:
    form = PartsForm(desk.document)
    desk.qtbot.addWidget(form)
    return lambda value: find(form, QSpinBox, "data.parts.seed").setValue(value)


@pytest.fixture
def floor(desk: Desk) -> Iterator[Typed]:
    panel = PreprocessingPanel(desk.document, desk.bridge)  # type: ignore[arg-type]
    desk.qtbot.addWidget(panel)
    panel.show()
    box = find(panel, NumberBox, "data.preprocessing.floor")
    yield box.setValue
    panel.end()


def check(desk: Desk, typed: Typed) -> None:
    """Types a number three times, a training after the second."""
    typed(11)
    typed(12)
    trained = desk.document.project
    desk.add_run()
    typed(13)
    desk.document.undo_stack.undo()
    assert desk.document.project == trained
    assert desk.document.undo_stack.index() == 1


@pytest.mark.parametrize("field", [rate, filters, combinations, seed])
def test_that_what_was_trained_can_be_reached_by_undo(desk: Desk, field: Callable[[Desk], Typed]) -> None:
    check(desk, field(desk))


def test_that_a_preparation_that_was_trained_with_can_be_reached_by_undo(desk: Desk, floor: Typed) -> None:
    check(desk, floor)
