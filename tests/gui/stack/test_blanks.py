"""Settings left blank on Build: marked on the card, filled in as one undo step, kept with their layer."""

from dataclasses import replace

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QSignalSpy, QTest
from pytestqt.qtbot import QtBot

from cnnstudio.core.blanks import Blank
from cnnstudio.gui.document import Document
from cnnstudio.gui.links.selection import Selection
from cnnstudio.gui.stack import editing
from cnnstudio.gui.stack.item_model import CARD, StackItemModel
from cnnstudio.gui.stack.page import BuildPage
from cnnstudio.gui.stack.properties import Properties
from cnnstudio.gui.stack.totals import TotalsLine
from cnnstudio.gui.widgets.blanks_button import BlanksButton
from cnnstudio.gui.widgets.forms.blank_editors import BlankLine

GAPS = (Blank("conv2d_1", "filters"), Blank("conv2d_1", "kernel_size"), Blank("dense_1", "units"))


@pytest.fixture
def panel(document: Document, selection: Selection, qtbot: QtBot) -> Properties:
    document.change(replace(document.project, blanks=GAPS), "Leave blank")
    made = Properties(document, selection)
    qtbot.addWidget(made)
    made.resize(316, 700)
    with qtbot.waitExposed(made):
        made.show()
    made.activateWindow()
    selection.select("conv2d_1")
    return made


def line(panel: Properties, name: str) -> BlankLine:
    found = panel.findChild(BlankLine, f"build.form.{name}.blank")
    assert found is not None
    return found


def fill(box: BlankLine, text: str) -> None:
    box.setFocus()
    QTest.keyClicks(box, text)
    QTest.keyClick(box, Qt.Key.Key_Return)


def test_that_filling_in_what_stood_there_anyway_takes_the_blank_away_in_one_step(
    panel: Properties, document: Document
) -> None:
    before = document.project.network
    fill(line(panel, "filters"), "20")
    assert document.project.blanks == GAPS[1:]
    assert document.project.network == before
    document.undo_stack.undo()
    assert document.project.blanks == GAPS
    assert line(panel, "filters").isVisible()


def test_that_filling_in_another_value_changes_it_and_takes_the_blank_away_in_one_step(
    panel: Properties, document: Document
) -> None:
    before = document.project
    fill(line(panel, "filters"), "32")
    assert document.project.network.node((0,)).spec.filters == 32
    assert Blank("conv2d_1", "filters") not in document.project.blanks
    document.undo_stack.undo()
    assert document.project == before


def test_that_the_keyboard_stays_in_the_setting_that_was_filled_in(panel: Properties) -> None:
    freed = QSignalSpy(panel.keyboard_freed)
    fill(line(panel, "filters"), "32")
    assert freed.count() == 0


def test_that_the_button_leaves_settings_of_all_that_are_selected_blank(
    panel: Properties, document: Document, selection: Selection
) -> None:
    selection.select("conv2d_1", "conv2d_2")
    button = panel.findChild(BlanksButton, "build.blanks")
    assert button is not None
    button.chosen.emit("activation", True)
    wanted = {Blank("conv2d_1", "activation"), Blank("conv2d_2", "activation")}
    assert wanted <= set(document.project.blanks)
    assert document.undo_stack.undoText() == "Leave activation of 2 layers blank"
    button.chosen.emit("activation", False)
    assert document.project.blanks == GAPS


def test_that_a_renamed_layer_keeps_its_blanks(panel: Properties, document: Document, selection: Selection) -> None:
    editing.rename(document, selection, "conv2d_1", "eyes")
    assert document.project.blanks == (Blank("eyes", "filters"), Blank("eyes", "kernel_size"), GAPS[2])
    document.undo_stack.undo()
    assert document.project.blanks == GAPS


def test_that_copies_of_a_layer_have_its_blanks_too(
    panel: Properties, document: Document, selection: Selection
) -> None:
    editing.duplicate(document, selection)
    assert Blank("conv2d_3", "filters") in document.project.blanks
    assert len(document.project.blanks) == 5
    document.undo_stack.undo()
    selection.select("conv2d_1")
    editing.repeat(document, selection, 3)
    assert len(document.project.blanks) == 7


def test_that_layers_cut_or_copied_are_pasted_with_their_blanks(
    panel: Properties, document: Document, selection: Selection
) -> None:
    text = editing.copied(document, selection)
    editing.paste(document, selection, text)
    assert {Blank("conv2d_3", "filters"), Blank("conv2d_3", "kernel_size")} < set(document.project.blanks)
    document.undo_stack.undo()
    assert document.project.blanks == GAPS
    selection.select("conv2d_1")
    editing.remove(document, selection, "Cut")
    assert document.project.blanks == GAPS[2:]
    editing.paste(document, selection, text, (0,))
    assert document.project.blanks == GAPS


def test_that_another_kind_keeps_the_blanks_of_settings_that_both_have(
    panel: Properties, document: Document, selection: Selection
) -> None:
    editing.replace_kind(document, selection, "SeparableConv2D")
    name = document.project.network.node((0,)).name
    assert document.project.blanks[:2] == (Blank(name, "filters"), Blank(name, "kernel_size"))


def test_that_a_card_says_what_is_to_be_filled_in(document: Document) -> None:
    rows = StackItemModel(document, editable=True, parent=document)
    changed = QSignalSpy(rows.dataChanged)
    document.change(replace(document.project, blanks=GAPS), "Leave blank")
    lines = {changed.at(number)[0].row() for number in range(changed.count())}
    assert lines == {rows.row_of("conv2d_1"), rows.row_of("dense_1")}
    card = rows.index(rows.row_of("conv2d_1")).data(CARD)
    assert card.settings == "2 to fill in: filters, kernel size"
    assert card.blanks == 2
    assert rows.index(rows.row_of("conv2d_2")).data(CARD).blanks == 0
    document.undo_stack.undo()
    assert rows.index(rows.row_of("conv2d_1")).data(CARD).blanks == 0


def test_that_no_card_nor_explanation_tells_what_stands_on_a_blank(
    panel: Properties, document: Document, qtbot: QtBot
) -> None:
    rows = StackItemModel(document, editable=True, parent=document)
    own = rows.card(rows.row_of("conv2d_1"))
    assert (own.shape, own.parameters) == ("?", "? parameters")
    assert rows.card(rows.row_of("dense_1")).parameters == "? parameters"
    assert panel.explanation._arithmetic.text.text() == "Known once Filters of conv2d_1 is filled in."
    totals = TotalsLine(document)
    qtbot.addWidget(totals)
    assert "not known yet" in totals.words or "known once" in totals.words
    assert "3 settings are still to be filled in." in totals.words
    document.change(replace(document.project, blanks=(Blank("conv2d_1", "activation"),)), "Leave another blank")
    assert "?" not in rows.card(rows.row_of("conv2d_1")).shape


def test_that_a_key_goes_from_one_setting_to_fill_in_to_the_next(
    document: Document, selection: Selection, qtbot: QtBot
) -> None:
    document.change(replace(document.project, blanks=(*GAPS, Blank("", "epochs"))), "Leave blank")
    page = BuildPage(document, selection)
    qtbot.addWidget(page)
    with qtbot.waitExposed(page):
        page.show()
    page.activateWindow()
    page.go_to_blank(0)
    assert (selection.current, page.properties.setting_in_hand) == ("conv2d_1", "filters")
    edits = page.stack.edits
    assert edits is not None
    fill(line(page.properties, "filters"), "32")
    edits.next_blank.trigger()
    assert (selection.current, page.properties.setting_in_hand) == ("conv2d_1", "kernel_size")
    edits.next_blank.trigger()
    assert (selection.current, page.properties.setting_in_hand) == ("dense_1", "units")
    with qtbot.waitSignal(page.plan_blank_wanted) as told:
        edits.next_blank.trigger()
    assert told.args == ["epochs"]
    edits.last_blank.trigger()
    assert page.properties.setting_in_hand == "kernel_size"
