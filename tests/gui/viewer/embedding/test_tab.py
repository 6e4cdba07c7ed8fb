"""The map of the data: what it asks the engine for, what it shows and says, and what it writes."""

from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QCheckBox, QComboBox, QListWidget, QPushButton, QSpinBox
from pytestqt.qtbot import QtBot

from cnnstudio.core import tsne
from cnnstudio.core.messages import Failed, Progressed, TakeVectors
from cnnstudio.core.run import Epoch
from cnnstudio.gui.viewer.embedding import sample as sample_module
from cnnstudio.gui.viewer.embedding.sample import Answers, Sample
from cnnstudio.gui.viewer.embedding.tab import EmbeddingTab
from cnnstudio.gui.viewer.scene import Scene
from tests.gui.fakes import FakeBridge
from tests.gui.viewer.embedding.clouds_made import NETWORK, data, taken
from tests.gui.viewer.scenes import scene


class Stand:
    """The tab with the engine played by the test."""

    def __init__(self, tab: EmbeddingTab, bridge: FakeBridge, qtbot: QtBot) -> None:
        self.tab, self.bridge, self.qtbot = tab, bridge, qtbot

    def asked(self) -> list[TakeVectors]:
        return [each for each in self.bridge.requests if isinstance(each, TakeVectors)]

    @property
    def ticket(self) -> int:
        return max(number for number, each in enumerate(self.bridge.requests, 1) if isinstance(each, TakeVectors))

    def answer(self, **more: Any) -> None:
        """Gives the vectors last asked for, and waits for the map."""
        self.bridge.event.emit(taken(self.ticket, self.asked()[-1], **more))
        self.qtbot.waitUntil(lambda: not self.tab.mapping.is_busy)

    def find(self, kind: Any, name: str) -> Any:
        found = self.tab.findChild(kind, f"inspect.embedding.{name}")
        assert found is not None, name
        return found

    def choose(self, name: str, what: object) -> None:
        combo = self.find(QComboBox, name)
        combo.setCurrentIndex(combo.findData(what))


@pytest.fixture
def stand(qtbot: QtBot) -> Stand:
    bridge = FakeBridge()
    tab = EmbeddingTab(bridge)  # type: ignore[arg-type]
    qtbot.addWidget(tab)
    tab.resize(900, 560)
    tab.show()
    return Stand(tab, bridge, qtbot)


def a_scene(layer: str | None = None, **more: Any) -> Scene:
    return scene(layer, NETWORK, **({"data": data()} | more))


def live_scene(at: Scene, epochs: int) -> Scene:
    """The same scene of a run that trains, after so many epochs."""
    assert at.run is not None
    had = tuple(Epoch(number, 1.0, 0.5, 1.0, 0.5, 1.0) for number in range(1, epochs + 1))
    return replace(at, run=replace(at.run, status="training", epochs=had), is_live=True)


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


def test_that_looking_again_at_the_same_asks_for_nothing(stand: Stand) -> None:
    at = a_scene()
    stand.tab.look(at)
    stand.tab.look(replace(at, picture=None))
    stand.answer()
    stand.tab.look(at)
    stand.tab.look_again()
    assert len(stand.asked()) == 1


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
    monkeypatch.setattr(sample_module, "MOST_BYTES", 20 * 4 * 5)
    stand.tab.look(a_scene())
    assert len(stand.asked()[-1].pictures) == 20
    stand.answer()
    assert stand.tab.controls.words.full.endswith("More than 20 vectors of 5 numbers are too many for a map.")


def test_that_without_data_or_vectors_it_says_why(stand: Stand) -> None:
    stand.tab.look(a_scene(data=None, no_data="The data are not loaded yet."))
    assert stand.tab.hint == "No pictures for the map\nThe data are not loaded yet. Each picture would be a point here."
    assert stand.asked() == []


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


def test_that_pointing_at_a_picture_shows_it_with_its_class(stand: Stand) -> None:
    stand.tab.look(a_scene())
    stand.answer()
    stand.tab.view.pointed.emit(0, stand.tab.view.place_of(0))
    assert stand.tab.card.lines == ("cat, taken for elk", "test picture 0")
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


def test_that_tsne_moves_the_points_and_is_kept(stand: Stand, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tsne, "STEPS", 60)
    monkeypatch.setattr(tsne, "_EARLY", 20)
    stand.tab.look(a_scene())
    stand.answer()
    before = stand.tab.view.cloud.places
    stand.choose("method", "tsne")
    assert stand.find(QSpinBox, "perplexity").isVisible()
    qtbot.waitUntil(lambda: stand.tab.mapping.step > 0, timeout=20_000)
    qtbot.waitUntil(lambda: not stand.tab.mapping.is_busy, timeout=20_000)
    assert stand.tab.mapping.step == tsne.STEPS
    assert not np.array_equal(stand.tab.view.cloud.places, before)
    stand.choose("method", "pca")
    assert np.array_equal(stand.tab.view.cloud.places, before)
    stand.choose("method", "tsne")
    assert not stand.tab.mapping.is_busy


def test_that_stop_leaves_the_points_where_tsne_has_brought_them(stand: Stand, qtbot: QtBot) -> None:
    stand.tab.look(a_scene(data=data(test=300)))
    stand.answer()
    stand.choose("method", "tsne")
    qtbot.waitUntil(lambda: stand.tab.mapping.step > 0, timeout=20_000)
    stand.find(QPushButton, "stop").click()
    step = stand.tab.mapping.step
    assert 0 < step < tsne.STEPS
    assert f"Stopped after {step} of 750 steps." in stand.tab.controls.words.full
    assert np.array_equal(stand.tab.view.cloud.places, stand.tab.mapping.places)


def test_that_without_the_library_the_command_that_brings_it_is_said_and_copied(
    stand: Stand, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tsne, "EXTRA", "no_such_library")
    stand.tab.look(a_scene())
    stand.answer()
    stand.choose("method", "tsne")
    assert tsne.INSTALL in stand.tab.notice
    assert stand.find(QComboBox, "method").currentText() == "PCA"
    stand.find(QPushButton, "notice.way_1").click()
    assert QGuiApplication.clipboard().text() == tsne.INSTALL


def test_that_a_training_run_is_taken_anew_after_an_epoch_when_the_last_one_has_ended(stand: Stand) -> None:
    first = live_scene(a_scene(), 1)
    stand.tab.look(first)
    stand.tab.look_again()
    stand.tab.look(live_scene(first, 2))
    assert len(stand.asked()) == 1
    stand.answer()
    assert "of epoch 1, though the weights have changed since" in stand.tab.controls.words.full
    stand.tab.look(live_scene(first, 3))
    assert len(stand.asked()) == 2
    assert stand.tab.view.cloud is not None
    stand.answer(seed=1)
    assert "Run 1, of epoch 3 · " in stand.tab.controls.words.full


def test_that_tsne_is_not_thrown_away_by_an_epoch_but_new_vectors_can_be_had(stand: Stand, qtbot: QtBot) -> None:
    first = live_scene(a_scene(), 1)
    stand.tab.look(first)
    stand.answer()
    stand.choose("method", "tsne")
    stand.tab.look(live_scene(first, 2))
    assert len(stand.asked()) == 1
    stand.find(QPushButton, "stop").click()
    start = stand.find(QPushButton, "start")
    assert start.text() == "Take vectors"
    start.click()
    assert len(stand.asked()) == 2


def test_that_leaving_ends_what_is_under_way_and_coming_back_goes_on(stand: Stand) -> None:
    at = a_scene()
    stand.tab.look(at)
    stand.tab.leave()
    assert stand.bridge.dropped == [stand.ticket]
    stand.tab.look(at)
    assert len(stand.asked()) == 2
    stand.answer()
    stand.tab.leave()
    stand.tab.look(at)
    assert len(stand.asked()) == 2
    assert stand.tab.view.cloud is not None


def test_that_vectors_are_written_as_numpy_reads_them(stand: Stand, qtbot: QtBot, tmp_path: Path) -> None:
    stand.tab.look(a_scene())
    assert not stand.tab.controls.export.isEnabled()
    stand.answer()
    with qtbot.waitSignal(stand.tab.controls.export.done):
        stand.tab.controls.export.save(tmp_path / "vectors.npy")
    assert np.array_equal(np.load(tmp_path / "vectors.npy"), stand.tab.mapping.vectors)
    assert stand.tab.notice == "30 vectors of 5 numbers saved as vectors.npy."


@pytest.mark.parametrize("with_vectors", [False, True])
def test_that_the_table_has_a_row_a_picture(stand: Stand, qtbot: QtBot, tmp_path: Path, with_vectors: bool) -> None:
    stand.tab.look(a_scene())
    stand.answer()
    path = tmp_path / "map.csv"
    with qtbot.waitSignal(stand.tab.controls.export.done):
        stand.tab.controls.export.save(path, with_vectors=with_vectors)
    head, first, *others = path.read_text(encoding="utf-8").splitlines()
    assert head == "number,part,label,predicted,x,y" + (",0,1,2,3,4" if with_vectors else "")
    cells = first.split(",")
    assert cells[:4] == ["0", "test", "cat", "elk"]
    assert np.array_equal(np.float32(cells[4:6]), stand.tab.mapping.places[0])
    assert len(others) == 29
    if with_vectors:
        assert np.array_equal(np.float32(cells[6:]), stand.tab.mapping.vectors[0])


def test_that_a_place_that_cannot_be_written_is_said_and_leaves_nothing(
    stand: Stand, qtbot: QtBot, tmp_path: Path
) -> None:
    stand.tab.look(a_scene())
    stand.answer()
    with qtbot.waitSignal(stand.tab.controls.export.failed):
        stand.tab.controls.export.save(tmp_path / "nowhere" / "vectors.npy")
    assert stand.tab.notice != ""
    assert list(tmp_path.iterdir()) == []


def test_that_the_figure_says_what_it_is_of(stand: Stand) -> None:
    assert stand.tab.figure() is None
    stand.tab.look(a_scene())
    stand.answer()
    figure = stand.tab.figure()
    assert figure is not None
    assert figure.caption.startswith("PCA of what dense_1 gives for 30 test pictures · Run 1 · The plane shows ")
    assert not figure.panels[0].image.isNull()


def test_that_everything_to_press_has_a_name_of_its_own_and_words(stand: Stand) -> None:
    stand.tab.look(a_scene())
    stand.answer()
    for kind in (QComboBox, QPushButton, QSpinBox, QListWidget, QCheckBox):
        for widget in stand.tab.findChildren(kind):
            if widget.isVisibleTo(stand.tab):
                assert widget.objectName().startswith("inspect.embedding."), widget
                assert widget.accessibleName() or widget.text(), widget.objectName()
