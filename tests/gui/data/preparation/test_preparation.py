"""The preparation as a chain: its steps, their editors, and what is seen of them."""

import threading
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import QRect, Qt
from PySide6.QtGui import QFont, QImage
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QAbstractButton,
    QApplication,
    QCheckBox,
    QComboBox,
    QLabel,
    QPushButton,
    QScrollArea,
    QSpinBox,
    QWidget,
)
from pytestqt.qtbot import QtBot

from cnnstudio.core.layers import RandomErasing, RandomFlip, RandomRotation, RandomZoom
from cnnstudio.core.pictures.preprocessing import Preprocessing
from cnnstudio.core.training.plan import DataRecipe
from cnnstudio.data.dataset import DataSet
from cnnstudio.data.watch import Watch
from cnnstudio.gui.data.chosen import Chosen
from cnnstudio.gui.data.preparation import preview
from cnnstudio.gui.data.preparation.measuring import Measured
from cnnstudio.gui.data.preparation.panel import PreprocessingPanel
from cnnstudio.gui.document import Document
from cnnstudio.gui.widgets.pixel_view import PixelView
from cnnstudio.gui.widgets.said_words import SaidWords
from tests.gui.data.browsing import in_file
from tests.gui.data.preparing import bridge, chain, document, load, panel, prepare, preprocessing, settle, step
from tests.gui.data.small_sets import Files, digits, mixed
from tests.gui.fakes import FakeBridge
from tests.gui.finding import find

__all__ = ["bridge", "document", "panel"]


def test_that_the_chain_is_read_from_the_picture_to_the_network(panel: PreprocessingPanel) -> None:
    assert chain(panel) == [
        "Picture: 8 × 8, grey",
        "Colour: as the pictures are",
        "Invert: no",
        "Size: as the pictures are, 8 × 8",
        "Random changes: none",
        "Values: ÷ 255, so 0 to 1",
        "The network receives: 8×8×1 float32",
    ]


def test_that_a_step_unfolds_by_a_click_and_by_the_keyboard(panel: PreprocessingPanel, qtbot: QtBot) -> None:
    editor = find(panel, QCheckBox, "data.preprocessing.invert")
    header = find(panel, QAbstractButton, "data.preprocessing.invert.step.header")
    assert not editor.isVisible()
    qtbot.mouseClick(header, Qt.MouseButton.LeftButton)
    assert editor.isVisible()
    for key, seen in ((Qt.Key.Key_Return, False), (Qt.Key.Key_Space, True)):
        qtbot.keyClick(header, key)
        assert editor.isVisible() == seen


def test_that_a_change_is_one_undo_step_with_a_name(
    panel: PreprocessingPanel, document: Document, qtbot: QtBot
) -> None:
    step(panel, "invert").unfold()
    find(panel, QCheckBox, "data.preprocessing.invert").click()
    find(panel, QComboBox, "data.preprocessing.method").setCurrentIndex(0)
    assert (preprocessing(document).invert, preprocessing(document).method) == (True, "raw")
    assert document.undo_stack.undoText() == "Change values"
    document.undo_stack.undo()
    assert (preprocessing(document).invert, preprocessing(document).method) == (True, "scale")
    document.undo_stack.undo()
    assert preprocessing(document) == Preprocessing()
    assert chain(panel)[2] == "Invert: no"


def test_that_the_picture_is_shown_before_and_after(
    panel: PreprocessingPanel, document: Document, qtbot: QtBot
) -> None:
    prepare(document, qtbot, panel, method="signed")
    data = document.data_set
    assert data is not None
    before, after = (find(panel, PixelView, f"data.beforeafter.{side}").array for side in ("before", "after"))
    assert before is not None
    assert after is not None
    assert np.array_equal(before, data.x_train[0])
    assert after.shape == (8, 8, 3)  # in the colours of a map, for there are numbers below zero
    assert find(panel, QWidget, "data.beforeafter.legend").accessibleName() == "Colours from −1 to 1"


def test_that_an_editor_stays_where_it_is_when_it_is_used(
    panel: PreprocessingPanel, document: Document, qtbot: QtBot
) -> None:
    step(panel, "invert").unfold()
    box = find(panel, QCheckBox, "data.preprocessing.invert")
    QApplication.processEvents()
    before = box.mapTo(panel, box.rect().topLeft())
    box.click()
    QApplication.processEvents()
    assert box.mapTo(panel, box.rect().topLeft()) == before
    effect = find(panel, QLabel, "data.preprocessing.invert.step.effect")
    assert effect.mapTo(panel, effect.rect().topLeft()).y() > before.y()


def test_that_a_larger_picture_is_not_drawn_smaller(
    panel: PreprocessingPanel, document: Document, qtbot: QtBot
) -> None:
    prepare(document, qtbot, panel, size=(60, 60))
    areas = [find(panel, PixelView, f"data.beforeafter.{side}").picture_area for side in ("before", "after")]
    assert areas[0].size() == areas[1].size()


def test_that_the_list_of_values_has_the_whole_row_and_no_refusal_is_left_over(panel: PreprocessingPanel) -> None:
    box = find(panel, QComboBox, "data.preprocessing.method")
    box.setCurrentIndex(box.count() - 1)
    QApplication.processEvents()
    values = step(panel, "values")
    labels = [label for label in values.findChildren(QLabel) if label.isVisible() and label.buddy() is box]
    assert labels == []
    assert box.width() > values.width() * 0.8
    refusals = [each for each in values.findChildren(SaidWords) if each.isVisible()]
    assert refusals == []


def test_that_a_title_of_an_unused_step_is_written_like_others(
    panel: PreprocessingPanel, document: Document, qtbot: QtBot
) -> None:
    header = find(panel, QAbstractButton, "data.preprocessing.invert.step.header")

    def title() -> QImage:
        return header.grab(QRect(4, 4, 40, header.height() - 8)).toImage()

    unused = title()
    prepare(document, qtbot, panel, invert=True)
    assert title() == unused


def test_that_another_picture_may_be_chosen(panel: PreprocessingPanel, document: Document, qtbot: QtBot) -> None:
    data = document.data_set
    assert data is not None
    panel.show_picture(data, Chosen("test", 5))
    settle(document, qtbot, panel)
    assert np.array_equal(find(panel, PixelView, "data.beforeafter.before").array, data.x_test[5])  # type: ignore[arg-type]


def test_that_originals_are_shown_as_their_files_have_them(
    panel: PreprocessingPanel, document: Document, qtbot: QtBot
) -> None:
    wanted = Preprocessing(size=(8, 8), colour="grey", mode="pad")
    prepare(document, qtbot, panel, size=(8, 8), colour="grey", mode="pad")
    load(document, qtbot, panel, mixed(wanted))
    assert chain(panel)[0] == "Picture: 20 × 30, colour"
    assert chain(panel)[3] == "Size: 8 × 8"
    assert "black margin" in step(panel, "size").words.effect
    before = find(panel, PixelView, "data.beforeafter.before").array
    assert before is not None
    assert before.shape == (20, 30, 3)


def test_that_a_file_that_is_gone_is_told_beside_the_picture(
    panel: PreprocessingPanel, document: Document, qtbot: QtBot
) -> None:
    data = mixed(Preprocessing())
    assert isinstance(data.originals, Files)
    data.originals.gone = True
    load(document, qtbot, panel, data)
    assert find(panel, QLabel, "data.beforeafter.trouble").text() == "The file cats/0.png is gone."


def test_that_what_to_do_with_other_proportions_is_asked_only_where_there_are_any(
    panel: PreprocessingPanel, document: Document, qtbot: QtBot
) -> None:
    step(panel, "size").unfold()
    mode = find(panel, QComboBox, "data.preprocessing.mode")
    assert not mode.isVisible()
    prepare(document, qtbot, panel, size=(16, 8))
    assert mode.isVisible()
    prepare(document, qtbot, panel, size=(16, 16))
    assert not mode.isVisible()


def test_that_a_size_is_chosen_from_a_list_with_the_network_in_it(
    panel: PreprocessingPanel, document: Document, qtbot: QtBot
) -> None:
    step(panel, "size").unfold()
    sizes = find(panel, QComboBox, "data.preprocessing.sizes")
    words = [sizes.itemText(row) for row in range(sizes.count())]
    assert words == [
        "as the pictures are",
        "the network’s input, 8 × 8",
        *(f"{side} × {side}" for side in (28, 32, 64, 96, 128, 224)),
        "another size…",
    ]
    sizes.activated.emit(3)
    assert preprocessing(document).size == (32, 32)
    assert sizes.currentText() == "32 × 32"
    sizes.activated.emit(0)
    assert preprocessing(document).size == (0, 0)


def test_that_a_typed_size_is_taken_when_it_is_whole(
    panel: PreprocessingPanel, document: Document, qtbot: QtBot
) -> None:
    step(panel, "size").unfold()
    sizes = find(panel, QComboBox, "data.preprocessing.sizes")
    sizes.activated.emit(sizes.count() - 1)
    rows = find(panel, QSpinBox, "data.preprocessing.size.rows")
    assert (rows.isVisible(), rows.value()) == (True, 8)
    rows.setFocus()
    rows.selectAll()
    QTest.keyClicks(rows, "40")
    assert preprocessing(document).size == (8, 8)
    QTest.keyClick(rows, Qt.Key.Key_Return)
    assert preprocessing(document).size == (40, 40)
    assert sizes.currentText() == "another size…"


def test_that_the_floor_is_offered_only_where_it_is_used(
    panel: PreprocessingPanel, document: Document, qtbot: QtBot
) -> None:
    more = find(panel, QAbstractButton, "data.preprocessing.more")
    assert not more.isVisible()
    for method, used in (("standardise", True), ("standardise_pixel", True), ("standardise_picture", False)):
        prepare(document, qtbot, panel, method=method)
        assert more.isVisible() == used


def test_that_standardising_by_pixel_shows_its_pictures_and_explains_the_floor(
    panel: PreprocessingPanel, document: Document, qtbot: QtBot
) -> None:
    prepare(document, qtbot, panel, method="standardise_pixel")
    mean, deviation = (find(panel, PixelView, f"data.statistics.{name}") for name in ("mean", "deviation"))
    assert mean.isVisible()
    assert deviation.array is not None
    assert (deviation.array.min(), deviation.array.max()) == (0, 255)
    scale = find(panel, QLabel, "data.statistics.mean.scale").text()
    assert 0 < float(scale.removeprefix("0 … ")) < 255  # white is the greatest mean
    assert "48 of 64 pixels hardly change" in find(panel, QLabel, "data.statistics.floor").text()
    prepare(document, qtbot, panel, method="scale")
    assert not mean.isVisible()


def test_that_the_numbers_before_and_after_are_told(
    panel: PreprocessingPanel, document: Document, qtbot: QtBot
) -> None:
    prepare(document, qtbot, panel, method="signed")
    told = {side: find(panel, QLabel, f"data.numbers.{side}.words").text() for side in ("before", "after")}
    assert told["before"].startswith("Before scaling, at its final size: 0 to 255, mean ")
    assert told["after"].startswith("What the network receives: −1 to 1, mean ")
    assert find(panel, QLabel, "data.numbers.sample").text() == "Measured on all 36 pictures that are learned from."
    log = find(panel, QCheckBox, "data.numbers.log")
    log.toggle()
    assert not log.isChecked()
    panel.grab()


def test_that_pictures_that_do_not_fit_the_network_can_be_brought_to_it(
    panel: PreprocessingPanel, document: Document, qtbot: QtBot
) -> None:
    button = find(panel, QPushButton, "data.preprocessing.fit")
    assert not button.isVisible()
    load(document, qtbot, panel, mixed(Preprocessing()))
    assert "takes pictures of 8×8×1" in step(panel, "network").words.problem
    assert button.text() == "Bring the pictures to 8×8×1"
    qtbot.mouseClick(button, Qt.MouseButton.LeftButton)
    assert preprocessing(document).geometry.shape((16, 16, 3)) == (8, 8, 1)
    assert not button.isVisible()
    assert document.undo_stack.undoText() == "Bring pictures to 8×8×1"


def test_that_without_data_the_chain_says_so_and_can_still_be_set(
    panel: PreprocessingPanel, document: Document, qtbot: QtBot
) -> None:
    document.set_data_set(None)
    panel.show_picture(None, None)
    nothing, before = (find(panel, QWidget, f"data.beforeafter.{name}") for name in ("nothing", "before"))
    assert nothing.isVisible()
    assert not before.isVisible()
    assert chain(panel)[0] == "Picture: no data loaded yet"
    find(panel, QComboBox, "data.preprocessing.method").setCurrentIndex(0)
    assert preprocessing(document).method == "raw"


def test_that_nothing_is_measured_while_nobody_looks(
    panel: PreprocessingPanel, document: Document, qtbot: QtBot
) -> None:
    panel.hide()
    document.set_data_set(digits(20))
    assert not panel.is_busy
    panel.show()
    settle(document, qtbot, panel)
    assert "18 pictures" in find(panel, QLabel, "data.numbers.sample").text()


def test_that_only_the_newest_of_many_changes_is_measured(
    panel: PreprocessingPanel, document: Document, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    measured: list[float] = []
    real, go_on = preview.measure, threading.Event()

    def slowly(made: Preprocessing, data: DataSet, recipe: DataRecipe, watch: Watch) -> Measured:
        measured.append(made.floor)
        assert go_on.wait(10)
        return real(made, data, recipe, watch)

    monkeypatch.setattr(preview, "measure", slowly)
    for floor in range(1, 40):
        made = Preprocessing("standardise_pixel", floor=float(floor))
        document.change(replace(document.project, preprocessing=made), "Change", "floor")
    go_on.set()
    settle(document, qtbot, panel)
    assert measured in ([1, 39], [39])
    assert "so 39 divides" in find(panel, QLabel, "data.statistics.floor").text()


@pytest.mark.parametrize("width", [300, 380, 520])
def test_that_no_words_are_wider_than_the_panel(
    panel: PreprocessingPanel, document: Document, qtbot: QtBot, width: int
) -> None:
    prepare(document, qtbot, panel, method="standardise_pixel", size=(16, 8))
    for name in ("colour", "invert", "size", "augmentation", "values"):
        step(panel, name).unfold()
    panel.resize(width, 640)
    QApplication.processEvents()
    for widget in panel.findChildren(QWidget):
        if widget.isVisible():
            right = widget.mapTo(panel, widget.rect().topRight()).x()
            assert right <= width, (widget.objectName(), type(widget).__name__)


def test_that_pictures_that_cannot_be_read_any_more_are_said_in_their_place(
    panel: PreprocessingPanel, document: Document, qtbot: QtBot, tmp_path: Path
) -> None:
    data = in_file(tmp_path)
    load(document, qtbot, panel, data)
    before = find(panel, PixelView, "data.beforeafter.before")
    assert before.array is not None
    (tmp_path / "train").write_bytes(b"")
    told: list[object] = []
    document.refused.connect(told.append)
    for number in (3, 4):
        panel.show_picture(data, Chosen("train", number))
        settle(document, qtbot, panel)
        assert before.array is None
        trouble = find(panel, QLabel, "data.beforeafter.trouble")
        assert trouble.isVisible()
        assert "cannot be read any more" in trouble.text()
    assert told == []
    panel.show_picture(data, Chosen("test", 1))
    settle(document, qtbot, panel)
    assert before.array is not None
    assert not find(panel, QLabel, "data.beforeafter.trouble").isVisible()


def test_that_the_same_choice_told_again_is_not_looked_at_again(
    panel: PreprocessingPanel, document: Document, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    data = document.data_set
    panel.show_picture(data, Chosen("train", 3))
    settle(document, qtbot, panel)
    shown: list[object] = []
    monkeypatch.setattr(panel, "_show", lambda: shown.append(None))
    panel.show_picture(data, Chosen("train", 3))
    panel.hide()
    document.change(replace(document.project, preprocessing=Preprocessing("signed")), "Prepare")
    assert shown == []


def test_that_a_header_too_narrow_for_all_random_changes_tells_them_in_its_tip(
    panel: PreprocessingPanel, document: Document, qtbot: QtBot
) -> None:
    changes = (RandomFlip(), RandomRotation(), RandomZoom(), RandomErasing())
    prepare(document, qtbot, panel, augmentation=changes)
    header = find(panel, QAbstractButton, "data.preprocessing.augmentation.step.header")
    assert header.toolTip() == header.accessibleName() == "Random changes: Flip, Rotation, Zoom, Erasing"


@pytest.mark.parametrize("factor", [1.3, 1.5, 2.0])
def test_that_with_large_letters_everything_can_be_scrolled_to(
    document: Document, bridge: FakeBridge, qtbot: QtBot, factor: float
) -> None:
    before = QApplication.font()
    large = QFont(before)
    large.setPointSizeF(before.pointSizeF() * factor)
    QApplication.setFont(large)
    try:
        panel = PreprocessingPanel(document, bridge)  # type: ignore[arg-type]
        qtbot.addWidget(panel)
        panel.resize(300, 640)
        panel.show()
        load(document, qtbot, panel, digits())
        for name in ("colour", "invert", "size", "augmentation", "values"):
            step(panel, name).unfold()
        QApplication.processEvents()
        area = find(panel, QScrollArea, "data.preprocessing.area")
        left_out = area.widget().minimumSizeHint().width() - area.viewport().width()
        assert area.horizontalScrollBar().maximum() >= left_out
        header = find(panel, QAbstractButton, "data.preprocessing.size.step.header")
        assert header.height() > header.fontMetrics().height()
    finally:
        QApplication.setFont(before)
