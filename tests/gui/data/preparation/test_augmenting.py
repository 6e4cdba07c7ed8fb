"""Random changes of training pictures: the list, its settings and the preview."""

from dataclasses import replace

import numpy as np
import pytest
from PySide6.QtCore import QModelIndex, Qt, QTimer
from PySide6.QtGui import QFont
from PySide6.QtWidgets import QAbstractButton, QLabel, QListWidget, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from cnnstudio.core.layers import RandomErasing, RandomFlip, RandomRotation, RandomZoom
from cnnstudio.core.messages import Augment, Augmented, EngineState, Failed
from cnnstudio.core.pictures.collected import DIGITS
from cnnstudio.core.pictures.preprocessing import MAX_AUGMENTATIONS, augmentations
from cnnstudio.core.spec import settings_of
from cnnstudio.core.sweeps.place import Place
from cnnstudio.core.sweeps.varied import Listed, Varied
from cnnstudio.gui.data.preparation.augmentation_list import GROUPS, AugmentationMenu, sentence
from cnnstudio.gui.data.preparation.augmenting import AugmentationEditor
from cnnstudio.gui.data.preparation.panel import PreprocessingPanel
from cnnstudio.gui.data.preparation.variants import COUNT, SENDER, Variants
from cnnstudio.gui.document import Document
from cnnstudio.gui.widgets.forms.form import SettingsForm
from cnnstudio.gui.widgets.said_words import SaidWords
from cnnstudio.gui.widgets.varying.button import VariesChip
from tests.gui.data.preparing import bridge, document, load, panel, prepare, preprocessing, settle, step
from tests.gui.data.small_sets import digits, mixed
from tests.gui.fakes import FakeBridge
from tests.gui.finding import find

__all__ = ["bridge", "document", "panel"]


@pytest.fixture(autouse=True)
def unfolded(panel: PreprocessingPanel) -> None:
    """The step of the random changes is in view."""
    panel.resize(380, 900)
    step(panel, "augmentation").unfold()


def editor(panel: PreprocessingPanel) -> AugmentationEditor:
    return find(panel, AugmentationEditor, "data.augmentation")


def kinds(document: Document) -> list[str]:
    return [each.kind for each in preprocessing(document).augmentation]


def lines(panel: PreprocessingPanel) -> list[str]:
    shown = find(panel, QListWidget, "data.augmentation.list")
    return [shown.item(row).text().split()[0] for row in range(shown.count())]


def words(panel: PreprocessingPanel) -> str:
    return find(panel, QLabel, "data.augmentation.words").text()


def asked(bridge: FakeBridge, qtbot: QtBot, count: int) -> Augment:
    qtbot.waitUntil(lambda: sum(isinstance(each, Augment) for each in bridge.requests) >= count)
    request = bridge.requests[-1]
    assert isinstance(request, Augment)
    return request


def variants(panel: PreprocessingPanel) -> str:
    return find(panel, QWidget, "data.augmentation.variants").accessibleDescription()


def test_that_the_menu_has_every_kind_under_a_group_with_one_line_of_help(qtbot: QtBot) -> None:
    parent = QWidget()
    qtbot.addWidget(parent)
    menu = AugmentationMenu(parent)
    grouped = [kind for group in GROUPS.values() for kind in group]
    assert sorted(grouped) == sorted(augmentations())
    assert [action.text() for action in menu.actions() if action.isSeparator()] == list(GROUPS)
    for kind in grouped:
        assert 10 < len(sentence(kind)) < 90


def test_that_changes_are_added_at_the_end_and_chosen(panel: PreprocessingPanel, document: Document) -> None:
    for kind in ("RandomRotation", "RandomZoom"):
        editor(panel).add(kind)
    assert kinds(document) == lines(panel) == ["RandomRotation", "RandomZoom"]
    assert find(panel, QListWidget, "data.augmentation.list").currentRow() == 1
    assert document.undo_stack.undoText() == "Add RandomZoom"
    document.undo_stack.undo()
    assert lines(panel) == ["RandomRotation"]


def test_that_a_kind_that_does_not_take_the_channels_is_refused_in_words(
    panel: PreprocessingPanel, document: Document, qtbot: QtBot
) -> None:
    editor(panel).add("RandomHue")
    assert kinds(document) == []
    refusal = find(panel, QLabel, "data.augmentation.refusal")
    assert refusal.isVisible()
    assert "pictures of 3 channels, not of 1" in refusal.text()
    load(document, qtbot, panel, mixed(preprocessing(document)))
    editor(panel).add("RandomHue")
    assert kinds(document) == ["RandomHue"]
    assert not refusal.isVisible()


def test_that_there_is_an_end_of_adding(panel: PreprocessingPanel, document: Document, qtbot: QtBot) -> None:
    prepare(document, qtbot, panel, augmentation=(RandomZoom(),) * MAX_AUGMENTATIONS)
    editor(panel).add("RandomZoom")
    assert len(kinds(document)) == MAX_AUGMENTATIONS
    assert "at most" in find(panel, QLabel, "data.augmentation.refusal").text()


def test_that_lines_move_by_the_keyboard_and_go_by_del(
    panel: PreprocessingPanel, document: Document, qtbot: QtBot
) -> None:
    prepare(document, qtbot, panel, augmentation=(RandomRotation(), RandomZoom(), RandomErasing()))
    shown = find(panel, QListWidget, "data.augmentation.list")
    shown.setCurrentRow(0)
    for _ in range(3):  # once more than it can go
        qtbot.keyClick(shown, Qt.Key.Key_Down, Qt.KeyboardModifier.AltModifier)
    assert kinds(document) == ["RandomZoom", "RandomErasing", "RandomRotation"]
    assert shown.currentRow() == 2
    qtbot.keyClick(shown, Qt.Key.Key_Up, Qt.KeyboardModifier.AltModifier)
    qtbot.keyClick(shown, Qt.Key.Key_Delete)
    assert kinds(document) == ["RandomZoom", "RandomErasing"]


def test_that_lines_move_by_the_buttons(panel: PreprocessingPanel, document: Document, qtbot: QtBot) -> None:
    prepare(document, qtbot, panel, augmentation=(RandomRotation(), RandomZoom()))
    up, down, trash = (find(panel, QAbstractButton, f"data.augmentation.{name}") for name in ("up", "down", "remove"))
    assert (up.isEnabled(), down.isEnabled()) == (False, True)
    qtbot.mouseClick(down, Qt.MouseButton.LeftButton)
    assert kinds(document) == ["RandomZoom", "RandomRotation"]
    assert (up.isEnabled(), down.isEnabled()) == (True, False)
    qtbot.mouseClick(trash, Qt.MouseButton.LeftButton)
    assert kinds(document) == ["RandomZoom"]


def test_that_a_dragged_line_stays_where_it_was_dropped_and_is_still_chosen(
    panel: PreprocessingPanel, document: Document, qtbot: QtBot
) -> None:
    prepare(document, qtbot, panel, augmentation=(RandomRotation(), RandomZoom(), RandomErasing()))
    shown = find(panel, QListWidget, "data.augmentation.list")
    shown.setCurrentRow(2)
    with qtbot.waitSignal(document.project_changed):
        assert shown.model().moveRow(QModelIndex(), 2, QModelIndex(), 0)  # what Qt does when it is dropped
    assert kinds(document) == lines(panel) == ["RandomErasing", "RandomRotation", "RandomZoom"]
    assert shown.currentRow() == 0


def test_that_the_settings_of_the_chosen_line_are_edited_without_the_range_of_numbers(
    panel: PreprocessingPanel, document: Document, qtbot: QtBot
) -> None:
    prepare(document, qtbot, panel, augmentation=(RandomErasing(), RandomRotation()))
    form = find(editor(panel), SettingsForm, "data.augmentation.form")
    shown = find(panel, QListWidget, "data.augmentation.list")
    shown.setCurrentRow(0)
    shown_fields = {name for name in settings_of(RandomErasing) if form.findChild(QWidget, f"data.augmentation.{name}")}
    assert shown_fields == set(settings_of(RandomErasing)) - {"value_range"}
    shown.setCurrentRow(1)
    for factor in (0.1, 0.15, 0.2):
        form.changed.emit("factor", factor)
    assert preprocessing(document).augmentation == (RandomErasing(value_range="0 to 255"), RandomRotation(0.2))
    document.undo_stack.undo()
    assert preprocessing(document).augmentation[1] == RandomRotation()


def test_that_mirrored_digits_are_cautioned_against(
    panel: PreprocessingPanel, document: Document, qtbot: QtBot
) -> None:
    caution = find(panel, SaidWords, "data.augmentation.caution")
    editor(panel).add("RandomRotation")
    assert not caution.isVisible()
    editor(panel).add("RandomFlip")
    assert caution.isVisible()
    project = document.project
    document.change(replace(project, data=replace(project.data, source="cifar-10")), "Take other data")
    assert not caution.isVisible()


@pytest.mark.parametrize(("labels", "cautioned"), [(DIGITS, True), (("cat", "dog"), False)])
def test_that_mirrored_digits_of_ones_own_are_cautioned_against(
    panel: PreprocessingPanel, document: Document, labels: tuple[str, ...], cautioned: bool, qtbot: QtBot
) -> None:
    project = document.project
    document.change(replace(project, data=replace(project.data, source="drawn")), "Take the drawings as data")
    load(document, qtbot, panel, replace(digits(), labels=labels))
    panel.follow()
    editor(panel).add("RandomFlip")
    assert find(panel, SaidWords, "data.augmentation.caution").isVisible() == cautioned


def test_that_eight_variants_are_asked_for_and_shown(
    panel: PreprocessingPanel, document: Document, bridge: FakeBridge, qtbot: QtBot
) -> None:
    editor(panel).add("RandomFlip")
    request = asked(bridge, qtbot, 1)
    assert (request.sender, request.count, request.seed) == (SENDER, COUNT, 0)
    assert request.augmentation == (RandomFlip(),)
    data = document.data_set
    assert data is not None
    assert np.array_equal(request.picture, data.x_train[0])
    assert words(panel) == "Waiting for the engine…"
    bridge.event.emit(Augmented(len(bridge.requests), np.zeros((8, 8, 8, 1), np.uint8)))
    assert variants(panel) == "8 variants"
    find(panel, QWidget, "data.augmentation.variants").grab()


def test_that_another_eight_are_drawn_by_another_seed(
    panel: PreprocessingPanel, bridge: FakeBridge, qtbot: QtBot
) -> None:
    editor(panel).add("RandomFlip")
    asked(bridge, qtbot, 1)
    qtbot.mouseClick(find(panel, QPushButton, "data.augmentation.again"), Qt.MouseButton.LeftButton)
    assert asked(bridge, qtbot, 2).seed == 1


def test_that_only_the_newest_answer_is_shown(panel: PreprocessingPanel, bridge: FakeBridge, qtbot: QtBot) -> None:
    editor(panel).add("RandomFlip")
    asked(bridge, qtbot, 1)
    editor(panel).add("RandomZoom")
    asked(bridge, qtbot, 2)
    bridge.event.emit(Augmented(1, np.zeros((8, 8, 8, 1), np.uint8)))
    assert variants(panel) == "none yet"
    bridge.event.emit(Augmented(2, np.zeros((8, 8, 8, 1), np.uint8)))
    assert variants(panel) == "8 variants"


def test_that_a_starting_engine_and_a_failure_are_said(
    panel: PreprocessingPanel, bridge: FakeBridge, qtbot: QtBot
) -> None:
    bridge.event.emit(EngineState(0, False, "Starting TensorFlow…", {}))
    editor(panel).add("RandomFlip")
    asked(bridge, qtbot, 1)
    assert words(panel) == "Starting TensorFlow…"
    bridge.event.emit(EngineState(0, True, "CPU · 2 threads", {}))
    assert words(panel) == "Waiting for the engine…"
    bridge.event.emit(Failed(1, "It cannot be done.", "Remove one."))
    assert words(panel) == "It cannot be done. Remove one."


def test_that_nothing_is_asked_for_while_the_step_is_folded(
    panel: PreprocessingPanel, document: Document, bridge: FakeBridge, qtbot: QtBot
) -> None:
    step(panel, "augmentation").unfold(False)
    prepare(document, qtbot, panel, augmentation=(RandomFlip(),))
    settle(document, qtbot, panel)
    qtbot.waitUntil(lambda: not find(panel, Variants, "data.augmentation.preview").findChild(QTimer).isActive())
    assert bridge.requests == []
    step(panel, "augmentation").unfold()
    assert asked(bridge, qtbot, 1).augmentation == (RandomFlip(),)


def test_that_another_picture_is_asked_for_though_it_may_lie_where_the_one_before_lay(
    panel: PreprocessingPanel, document: Document, bridge: FakeBridge, qtbot: QtBot
) -> None:
    editor(panel).add("RandomFlip")
    kept = asked(bridge, qtbot, 1).picture
    bridge.requests.clear()
    view = find(panel, Variants, "data.augmentation.preview")
    view.show_picture(kept.copy(), (RandomFlip(),), "")
    assert not np.shares_memory(asked(bridge, qtbot, 1).picture, kept)


def test_that_lines_are_as_high_as_their_letters(panel: PreprocessingPanel, document: Document, qtbot: QtBot) -> None:
    shown = find(panel, QListWidget, "data.augmentation.list")
    font = QFont(shown.font())
    font.setPointSizeF(font.pointSizeF() * 2)
    shown.setFont(font)
    prepare(document, qtbot, panel, augmentation=(RandomRotation(), RandomZoom()))
    assert shown.visualItemRect(shown.item(0)).height() > shown.fontMetrics().height()
    assert shown.height() >= 2 * shown.visualItemRect(shown.item(0)).height()


@pytest.mark.parametrize("width", [300, 380, 520])
def test_that_both_rows_of_variants_are_seen_whole(
    panel: PreprocessingPanel, document: Document, qtbot: QtBot, width: int
) -> None:
    prepare(document, qtbot, panel, augmentation=(RandomZoom(),))
    panel.resize(width, 900)
    tiles = find(panel, QWidget, "data.augmentation.variants")
    row = (tiles.width() - 3 * 4) // 4
    qtbot.waitUntil(lambda: tiles.height() == 2 * min(row, 112) + 4)


def test_that_the_strength_of_the_first_change_of_a_kind_varies(
    panel: PreprocessingPanel, document: Document, qtbot: QtBot
) -> None:
    prepare(document, qtbot, panel, augmentation=(RandomRotation(0.1), RandomRotation(0.2)))
    form = find(panel, SettingsForm, "data.augmentation.form")
    assert form.field("factor").may_vary
    place = Place("preprocessing", "RandomRotation.factor")
    sweep = document.project.sweep.with_varied(Varied(place, Listed((0.1, 0.3))))
    document.change(replace(document.project, sweep=sweep), "Vary")
    assert find(panel, VariesChip, "data.augmentation.factor.varies").words == "varies: 0.1, 0.3"
    find(panel, QListWidget, "data.augmentation.list").setCurrentRow(1)
    assert not form.field("factor").may_vary
