"""The map of the data: what it asks the engine for, what it shows and says."""

from dataclasses import replace

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QCheckBox, QComboBox, QListWidget, QPushButton, QSpinBox
from pytestqt.qtbot import QtBot

from cnnstudio.core.messages import Failed, Progressed
from cnnstudio.gui.viewer.embedding import answers as answers_module
from cnnstudio.gui.viewer.embedding.answers import Answers
from cnnstudio.gui.viewer.sample import Sample
from tests.gui.viewer.embedding.clouds_made import data
from tests.gui.viewer.embedding.stand import Stand, a_scene


def test_that_the_vector_before_the_classifier_is_asked_for_and_said_with_its_length(stand: Stand) -> None:
    stand.tab.look(a_scene())
    (request,) = stand.asked()
    assert (request.layer, len(request.pictures)) == ("dense_1", 30)
    assert stand.find(QComboBox, "vector").currentText() == "dense_1 · 5 · before the classifier"
    stand.answer()
    assert stand.tab.controls.words.full.startswith("30 vectors of 5 numbers · Run 1 · The plane shows ")


def test_that_both_candidates_and_the_selected_layer_can_be_chosen(stand: Stand) -> None:
    stand.tab.look(a_scene("conv2d_1"))
    combo = stand.find(QComboBox, "vector")
    assert [combo.itemText(row) for row in range(combo.count())] == [
        "dense_1 · 5 · before the classifier",
        "flatten_1 · 72 · after Flatten",
        "conv2d_1 · 72 · selected layer",
    ]
    combo.setCurrentIndex(1)
    assert stand.asked()[-1].layer == "flatten_1"
    assert "where" in combo.toolTip()


def test_that_another_part_or_count_is_asked_for(stand: Stand) -> None:
    stand.tab.look(a_scene(data=data(train=620)))
    stand.choose("part", "train")
    assert len(stand.asked()[-1].pictures) == 620
    stand.choose("count", 500)
    assert len(stand.asked()[-1].pictures) == 500


def test_that_a_sample_has_all_classes_though_the_data_are_in_their_order() -> None:
    made = Sample.of(data(train=600), "train", 60)
    assert (np.bincount(made.truth) > 5).all()
    assert (np.diff(made.numbers) > 0).all()
    assert np.array_equal(made.pictures[0:60], made.data.x_train[made.numbers])
    assert made.numbers.tolist() == Sample.of(made.data, "train", 60).numbers.tolist()


def test_that_more_vectors_than_the_memory_is_to_hold_are_not_taken_and_that_is_said(
    stand: Stand, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(answers_module, "MOST_BYTES", 20 * 4 * 5)
    stand.tab.look(a_scene())
    assert len(stand.asked()[-1].pictures) == 20
    stand.answer()
    assert stand.tab.controls.words.full.endswith("More than 20 vectors of 5 numbers are too many for a map.")


def test_that_without_data_or_vectors_it_says_why(stand: Stand) -> None:
    stand.tab.look(a_scene(data=None, no_data="The data are not loaded yet."))
    words = "The data are not loaded yet. Each picture would be a point here."
    assert stand.tab.hint == f"No pictures for the map\n{words}\nGo to Data"
    assert stand.asked() == []
    with stand.qtbot.waitSignal(stand.tab.data_requested):
        stand.find(QPushButton, "hint.button").click()


def test_that_progress_is_shown_and_stop_ends_it_until_it_is_wanted_again(stand: Stand) -> None:
    at = a_scene()
    stand.tab.look(at)
    stand.bridge.event.emit(Progressed(stand.ticket, "Looking at pictures", 10, 30))
    assert "10 of 30" in stand.tab.controls.progress
    stand.find(QPushButton, "stop").click()
    assert stand.bridge.dropped == [stand.ticket]
    assert stand.tab.controls.progress == ""
    stand.tab.look(at)
    assert len(stand.asked()) == 1
    stand.find(QPushButton, "start").click()
    assert len(stand.asked()) == 2


def test_that_a_refusal_is_said_where_the_map_would_be(stand: Stand, qtbot: QtBot) -> None:
    stand.tab.look(a_scene())
    stand.bridge.event.emit(Failed(stand.ticket, "This needs about 4 GB of memory.", "Take fewer pictures."))
    assert stand.tab.view.cloud is None
    assert stand.tab.view._empty == "This needs about 4 GB of memory. Take fewer pictures."


def test_that_pictures_taken_for_another_class_are_marked_and_can_be_seen_alone(stand: Stand) -> None:
    stand.tab.look(a_scene())
    stand.answer(wrong=2)
    assert stand.tab.view.cloud.wrong.tolist() == [True, True] + [False] * 28
    stand.find(QCheckBox, "legend.wrong").setChecked(True)
    assert np.flatnonzero(stand.tab.view.seen).tolist() == [0, 1]


def test_that_classes_of_other_names_make_no_mistakes() -> None:
    made = Sample.of(data(), "test", 0)
    given = np.full(30, 2)
    assert not Answers.of(made, given, ("0", "1", "2")).wrong.any()
    reordered = Answers.of(made, given, ("Elk", "dog", "cat"))
    assert reordered.wrong.sum() == 20
    assert reordered.words(29) == "elk, taken for cat"
    assert Answers.of(made, np.full(30, 9), ("cat", "dog", "elk")).taken_for(0) == "9"


def test_that_a_class_that_is_unticked_is_hidden_and_a_double_click_shows_it_alone(stand: Stand) -> None:
    stand.tab.look(a_scene())
    stand.answer()
    classes = stand.find(QListWidget, "legend")
    assert stand.tab.legend.words == ("cat · 10", "dog · 10", "elk · 10")
    classes.item(1).setCheckState(Qt.CheckState.Unchecked)
    assert stand.tab.view.seen.sum() == 20
    classes.itemDoubleClicked.emit(classes.item(1))
    assert np.flatnonzero(stand.tab.view.seen).tolist() == list(range(10, 20))
    classes.itemDoubleClicked.emit(classes.item(1))
    assert stand.tab.view.seen.all()


def test_that_a_long_name_of_a_class_is_read_whole_beside_the_pointer(stand: Stand) -> None:
    names = ("a cat that has a name", "dog", "an elk in the early morning")
    stand.tab.look(replace(a_scene(data=replace(data(), labels=names)), labels=names))
    stand.answer()
    stand.tab.view.pointed.emit(0, stand.tab.view.place_of(0))
    card = stand.tab.card
    (words,) = [each for each in card.lines if each.startswith("taken for")]
    assert card.fontMetrics().elidedText(words, Qt.TextElideMode.ElideRight, card.width() - 16) == words


def test_that_classes_of_other_data_are_not_listed_while_their_points_are_awaited(stand: Stand) -> None:
    at = a_scene()
    stand.tab.look(at)
    stand.answer()
    stand.find(QComboBox, "vector").setCurrentIndex(1)
    assert stand.tab.legend.words == ("cat · 10", "dog · 10", "elk · 10")
    stand.tab.look(replace(at, data=replace(data(), labels=("one", "two", "three"))))
    assert stand.tab.legend.words == ()
    stand.answer()
    assert stand.tab.legend.words == ("one · 10", "two · 10", "three · 10")


def test_that_the_classes_have_the_room_that_no_pictures_need(stand: Stand, qtbot: QtBot) -> None:
    stand.tab.look(a_scene())
    stand.answer()
    legend, nearest = stand.tab.legend, stand.tab.nearest
    assert legend.height() > 2 * nearest.height()
    stand.tab.view.chosen.emit(15)
    qtbot.waitUntil(lambda: nearest.height() > legend.height())


def test_that_pointing_at_a_picture_shows_it_with_its_class(stand: Stand) -> None:
    stand.tab.look(a_scene())
    stand.answer()
    stand.tab.view.pointed.emit(0, stand.tab.view.place_of(0))
    assert stand.tab.card.lines == ("cat", "taken for elk", "test picture 0")
    assert stand.tab.card.image is not None
    assert stand.tab.view.rect().contains(stand.tab.card.geometry())
    stand.tab.view.pointed.emit(None, None)
    assert stand.tab.card.lines == ()


def test_that_a_click_opens_the_picture_and_shows_those_most_like_it(stand: Stand, qtbot: QtBot) -> None:
    stand.tab.look(a_scene())
    stand.answer()
    with qtbot.waitSignal(stand.tab.picture_chosen) as chosen:
        stand.tab.view.chosen.emit(15)
    assert chosen.args == ["test", 15]
    tiles = stand.tab.nearest.tiles
    qtbot.waitUntil(lambda: tiles.rowCount() == 12)
    assert "test picture 15 (dog)" in stand.tab.nearest.words
    nearest = [tiles.place(row) for row in range(12)]
    assert 15 not in nearest
    assert tiles.words(0).startswith(f"test picture {nearest[0]}: ")
    by_angle = nearest
    stand.choose("neighbours.metric", "euclid")
    qtbot.waitUntil(lambda: not stand.tab.nearest.is_seeking)
    vectors = stand.tab.mapping.vectors.astype(np.float64)
    expected = np.linalg.norm(vectors - vectors[15], axis=1).argsort()[1:13]
    assert [tiles.place(row) for row in range(12)] == expected.tolist()
    assert len(by_angle) == 12


def test_that_everything_to_press_has_a_name_of_its_own_and_words(stand: Stand) -> None:
    stand.tab.look(a_scene())
    stand.answer()
    for kind in (QComboBox, QPushButton, QSpinBox, QListWidget, QCheckBox):
        for widget in stand.tab.findChildren(kind):
            if widget.isVisibleTo(stand.tab):
                assert widget.objectName().startswith("inspect.embedding."), widget
                assert widget.accessibleName() or widget.text(), widget.objectName()
