"""Letting settings vary beside their fields, in the stack, in the plan and in the data."""

from collections.abc import Iterator
from dataclasses import replace

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLineEdit, QWidget
from pytestqt.qtbot import QtBot

from cnnstudio.core.blanks import Blank
from cnnstudio.core.errors import StudioError
from cnnstudio.core.project import Project
from cnnstudio.core.sweeps.place import TIMES, Place
from cnnstudio.core.sweeps.sweep import Sweep
from cnnstudio.core.sweeps.varied import Listed, Over, Span, Varied
from cnnstudio.gui.data.contents.parts import PartsForm
from cnnstudio.gui.document import Document
from cnnstudio.gui.experiments.varying import Varying, vary_in_hand
from cnnstudio.gui.links.selection import Selection
from cnnstudio.gui.stack import editing
from cnnstudio.gui.stack.item_model import StackItemModel
from cnnstudio.gui.stack.properties import Properties
from cnnstudio.gui.stack.view import StackView
from cnnstudio.gui.threads.background import Background
from cnnstudio.gui.training.settings import TrainSettings
from cnnstudio.gui.widgets.forms.field import FormField
from cnnstudio.gui.widgets.forms.field_menu import FieldMenu
from cnnstudio.gui.widgets.forms.form import SettingsForm
from cnnstudio.gui.widgets.varying.button import VariesChip, VaryButton
from cnnstudio.gui.widgets.varying.popup import VaryPopup
from tests.gui.desk import small_network

FILTERS, RATE = Place("network", "filters", "conv2d_1"), Place("plan", "learning_rate")


@pytest.fixture
def document(qtbot: QtBot) -> Iterator[Document]:
    background = Background()
    made = Document(background)
    made.change(Project(small_network()), "Begin")
    made.undo_stack.clear()
    yield made
    made.close()
    background.close()


@pytest.fixture
def panel(document: Document, qtbot: QtBot) -> Properties:
    selection = Selection(document)
    made = Properties(document, selection)
    qtbot.addWidget(made)
    made.resize(300, 600)
    with qtbot.waitExposed(made):
        made.show()
    selection.select("conv2d_1")
    return made


def over(document: Document, place: Place) -> Over | None:
    found = document.project.sweep.over(place)
    return None if found is None else found.over


def vary(document: Document, place: Place, values: tuple[object, ...]) -> None:
    project = document.project
    document.change(replace(project, sweep=project.sweep.with_varied(Varied(place, Listed(values)))), "Vary")


def chip(widget: QWidget, name: str) -> str:
    found = widget.findChild(VariesChip, f"{name}.varies")
    return found.words if found is not None and found.isVisibleTo(widget) else ""


def popup(widget: QWidget) -> VaryPopup:
    found = widget.findChild(VaryPopup, "vary.popup")
    assert found is not None
    return found


def wait_until_closed(widget: QWidget, qtbot: QtBot) -> None:
    qtbot.waitUntil(lambda: not widget.findChildren(VaryPopup))


def test_that_a_click_beside_a_field_lets_it_vary_and_one_step_takes_it_back(
    document: Document, panel: Properties, qtbot: QtBot
) -> None:
    panel.activateWindow()
    panel.focus_setting("filters")
    panel.findChild(VaryButton, "build.form.filters.vary").click()
    assert over(document, FILTERS) == Listed((2, 4, 8))
    line = popup(panel).findChild(QLineEdit, "vary.values")
    line.selectAll()
    QTest.keyClicks(line, "8, 16")
    assert over(document, FILTERS) == Listed((8, 16))
    assert chip(panel, "build.form.filters") == "varies: 8, 16"
    QTest.keyClick(line, Qt.Key.Key_Escape)
    wait_until_closed(panel, qtbot)
    assert document.undo_stack.undoText() == "Vary Filters of conv2d_1"
    document.undo_stack.undo()
    assert document.project.sweep == Sweep()
    assert chip(panel, "build.form.filters") == ""


@pytest.mark.parametrize("way", ["elsewhere", "escape"])
def test_that_values_that_cannot_be_are_not_dropped_in_silence(
    document: Document, panel: Properties, qtbot: QtBot, way: str
) -> None:
    vary(document, FILTERS, (8, 16))
    refused: list[StudioError] = []
    document.refused.connect(refused.append)
    panel.findChild(VariesChip, "build.form.filters.varies").click()
    line = popup(panel).findChild(QLineEdit, "vary.values")
    line.selectAll()
    QTest.keyClicks(line, "8, x")
    if way == "escape":
        QTest.keyClick(line, Qt.Key.Key_Escape)
    else:
        popup(panel).close()  # as Qt does where one clicks elsewhere
    wait_until_closed(panel, qtbot)
    assert over(document, FILTERS) == Listed((8, 16))
    said = [f"{error.text} {error.hint}" for error in refused]
    kept = "Filters is a whole number, not “x”. The values of Filters of conv2d_1 stay as they were."
    assert said == ([] if way == "escape" else [kept])


def test_that_it_stops_varying_as_a_step_of_its_own(document: Document, panel: Properties, qtbot: QtBot) -> None:
    vary(document, FILTERS, (8, 16))
    panel.findChild(VariesChip, "build.form.filters.varies").click()
    popup(panel).findChild(QWidget, "vary.stop").click()
    wait_until_closed(panel, qtbot)
    assert over(document, FILTERS) is None
    assert document.undo_stack.undoText() == "Stop varying Filters of conv2d_1"
    document.undo_stack.undo()
    assert over(document, FILTERS) == Listed((8, 16))


def test_that_a_range_without_room_is_told_by_its_ends(qtbot: QtBot) -> None:
    chip = VariesChip("rate", "Learning rate")
    qtbot.addWidget(chip)
    chip.say("0.0001 … 0.1, 3 values on a log scale")
    chip.resize(600, 20)
    assert chip.text() == "varies: 0.0001 … 0.1, 3 values on a log scale"
    chip.resize(chip.fontMetrics().horizontalAdvance("0.0001 … 0.1") + 40, 20)
    assert chip.text() == "0.0001 … 0.1"


def test_that_the_button_is_there_while_the_field_has_the_keyboard(panel: Properties) -> None:
    panel.activateWindow()
    assert panel.findChild(VaryButton, "build.form.filters.vary") is None
    panel.focus_setting("filters")
    button = panel.findChild(VaryButton, "build.form.filters.vary")
    assert button.isVisible()
    box = panel.findChild(QWidget, "build.form.filters")
    assert box.geometry().right() < button.geometry().left()
    assert button.geometry().right() < button.parentWidget().width()
    panel.focus_setting("strides")
    assert not button.isVisible()


def test_that_the_command_varies_the_setting_in_hand(document: Document, panel: Properties, qtbot: QtBot) -> None:
    panel.activateWindow()
    panel.focus_setting("kernel_size")
    vary_in_hand(document)
    assert over(document, Place("network", "kernel_size", "conv2d_1")) == Listed(((3, 3), (5, 5), (7, 7)))
    popup(panel).close()
    wait_until_closed(panel, qtbot)


def test_that_the_command_says_why_nothing_varies(document: Document, panel: Properties, qtbot: QtBot) -> None:
    panel.activateWindow()
    panel.focus_setting("filters")
    document.change(replace(document.project, blanks=(Blank("conv2d_1", "filters"),)), "Blank")
    told: list[StudioError] = []
    document.refused.connect(told.append)
    vary_in_hand(document)
    panel.findChild(QLineEdit, "build.name").setFocus()
    vary_in_hand(document)
    assert [error.args[0] for error in told] == [
        "What is still to be filled in cannot vary.",
        "No setting is chosen to vary.",
    ]
    assert not document.project.sweep.varied


def entries(field: FormField) -> dict[str, bool]:
    menu = field.findChild(FieldMenu).menu(field.editor)
    found = {action.text(): action.isEnabled() for action in menu.actions() if action.objectName() in _OURS}
    menu.deleteLater()
    return found


_OURS = ("blank.turn", "vary", "vary.stop")


def test_that_a_setting_is_blank_or_varies_and_the_menu_says_so(document: Document, panel: Properties) -> None:
    field = panel.findChild(SettingsForm, "").field("filters")
    assert list(entries(field)) == ["Leave blank for students", "Vary in a sweep…"]
    vary(document, FILTERS, (8, 16))
    words = ["Leave blank for students, and stop varying", "Vary in a sweep…", "Stop varying"]
    assert list(entries(field)) == words
    document.change(replace(document.project, blanks=(Blank("conv2d_1", "filters"),)), "Blank")
    assert over(document, FILTERS) is None
    assert entries(field) == {"Fill in…": True, "Vary in a sweep: fill it in first": False}
    assert Varying(document).edit(FILTERS, panel) is None
    document.undo_stack.undo()
    assert over(document, FILTERS) == Listed((8, 16))


def test_that_what_varies_goes_along_with_another_name_and_kind_and_goes_with_the_layer(document: Document) -> None:
    selection = Selection(document)
    vary(document, FILTERS, (8, 16))
    editing.rename(document, selection, "conv2d_1", "first")
    assert document.project.sweep.places == (Place("network", "filters", "first"),)
    editing.rename(document, selection, "first", "conv2d_1")
    selection.select("conv2d_1")
    editing.replace_kind(document, selection, "SeparableConv2D")
    assert document.project.sweep.places == (Place("network", "filters", "separable_conv2d_1"),)
    editing.remove(document, selection)
    assert document.project.sweep.places == ()
    document.undo_stack.undo()
    document.undo_stack.undo()
    assert document.project.sweep.places == (FILTERS,)


def test_that_settings_of_the_plan_its_optimiser_and_its_schedule_vary(document: Document, qtbot: QtBot) -> None:
    panel = TrainSettings(document)
    qtbot.addWidget(panel)
    for name, place in (
        ("train.plan.learning_rate", RATE),
        ("train.optimizer.beta_1", Place("plan", "optimizer.beta_1")),
        ("train.schedule", Place("plan", "schedule")),
    ):
        field = panel.findChild(QWidget, name).parentWidget()
        assert isinstance(field, FormField)
        field.vary_wanted.emit()
        assert over(document, place) is not None
        assert chip(field, name)
        popup(field).close()
        wait_until_closed(field, qtbot)
    assert over(document, RATE) == Span(0.0001, 0.01, 3, log=True)
    seed = panel.findChild(QWidget, "train.plan.seed").parentWidget()
    assert isinstance(seed, FormField)
    assert not seed.may_vary


def test_that_settings_of_the_data_vary(document: Document, qtbot: QtBot) -> None:
    form = PartsForm(document)
    qtbot.addWidget(form)
    vary(document, Place("data", "subset"), (100, 1000))
    assert chip(form, "data.parts.subset") == "varies: 100, 1000"


def test_that_how_often_a_layer_stands_there_varies_and_the_card_says_so(document: Document, qtbot: QtBot) -> None:
    selection = Selection(document)
    view = StackView(document, selection, editable=True)
    panel = Properties(document, selection)
    for widget in (view, panel):
        qtbot.addWidget(widget)
        widget.show()
    selection.select("conv2d_1")
    view.edits.vary_times.trigger()
    assert over(document, Place("network", TIMES, "conv2d_1")) == Listed((1, 2, 3))
    popup(view).close()
    wait_until_closed(view, qtbot)
    assert chip(panel, "build.times") == "times in a row: 1, 2, 3"
    model = view.item_model
    assert model.card(model.row_of("conv2d_1")).settings.endswith(" · varies: times in a row")
    inspected = StackItemModel(document, editable=False, parent=document)
    assert "varies" not in inspected.card(inspected.row_of("conv2d_1")).settings  # it was trained as it is
    document.undo_stack.undo()
    assert "varies" not in model.card(model.row_of("conv2d_1")).settings


def test_that_the_popup_of_a_range_stays_between_the_sides_of_the_window(panel: Properties, qtbot: QtBot) -> None:
    panel.window().move(40, 0)
    panel.activateWindow()
    panel.focus_setting("filters")
    panel.findChild(VaryButton, "build.form.filters.vary").click()
    shown = popup(panel)
    QTest.mouseClick(shown.findChild(QWidget, "vary.as_range"), Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: shown.width() >= shown.sizeHint().width())
    left = panel.mapToGlobal(QPoint(0, 0)).x()
    assert left <= shown.x() <= shown.geometry().right() <= left + panel.width()


def test_that_enter_on_values_that_cannot_be_leaves_the_popup_open(
    document: Document, panel: Properties, qtbot: QtBot
) -> None:
    vary(document, FILTERS, (8, 16))
    panel.findChild(VariesChip, "build.form.filters.varies").click()
    line = popup(panel).findChild(QLineEdit, "vary.values")
    line.selectAll()
    QTest.keyClicks(line, "64, x")
    QTest.keyClick(line, Qt.Key.Key_Return)
    assert popup(panel).isVisible()
    assert over(document, FILTERS) == Listed((8, 16))
    QTest.keyClick(line, Qt.Key.Key_Backspace)
    QTest.keyClick(line, Qt.Key.Key_Return)
    wait_until_closed(panel, qtbot)
    assert over(document, FILTERS) == Listed((64,))
