"""What it likes: which pictures are searched, and what is shown of them."""

from dataclasses import replace

import numpy as np
import pytest
from PySide6.QtWidgets import QCheckBox, QComboBox, QPushButton, QSpinBox
from pytestqt.qtbot import QtBot

from cnnstudio.core.messages import Cancelled, Failed, FindExciting, Maximise
from cnnstudio.gui.viewer.likes import search
from cnnstudio.gui.viewer.likes.search import SearchBar
from cnnstudio.gui.viewer.sample import Sample
from tests.gui.desk import LABELS
from tests.gui.viewer.likes.room import DATA, Room, some_data, trained

# The search


def test_that_coming_into_view_searches_the_test_pictures_once(room: Room) -> None:
    looked = room.look()
    room.tab.look(looked)
    (request,) = room.asked(FindExciting)
    assert (request.layer, len(request.pictures), request.count) == ("conv2d_2", 30, 9)
    room.find()
    room.tab.look(looked)
    assert len(room.asked(FindExciting)) == 1
    assert room.tab.search.words == "All 30 test pictures"


def test_that_a_search_that_is_on_says_how_far_it_is_and_shows_what_it_has(room: Room) -> None:
    room.look()
    room.find(done=12)
    assert room.tab.search.words == "Looked at 12 of 30 test pictures"
    assert room.tab.channels.tiles.rowCount() == 6
    assert room.tab.best.tiles.rowCount() == 9


def test_that_another_part_is_searched_anew_and_a_click_tells_the_part(room: Room, qtbot: QtBot) -> None:
    room.look()
    part = room.child(QComboBox, "search.part")
    part.setCurrentIndex(part.findData("train"))
    assert len(room.asked(FindExciting)[-1].pictures) == 40
    room.find(total=40, done=40)
    with qtbot.waitSignal(room.tab.picture_chosen) as chosen:
        room.tab.best.grid.clicked.emit(room.tab.best.tiles.index(2, 0))
    assert chosen.args == ["train", 2]


def test_that_many_pictures_are_first_searched_in_part_and_all_when_asked_for(
    room: Room, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(search, "SOME", 20)
    room.look(data=some_data())
    assert len(room.asked(FindExciting)[-1].pictures) == 20
    room.find(done=20, total=20)
    assert room.tab.search.words == "20 of 30 test pictures"
    room.child(QCheckBox, "search.all").setChecked(True)
    assert len(room.asked(FindExciting)[-1].pictures) == 30


def test_that_pictures_are_chosen_by_chance_and_called_by_their_numbers_in_the_part(
    room: Room, monkeypatch: pytest.MonkeyPatch, qtbot: QtBot
) -> None:
    monkeypatch.setattr(search, "SOME", 10)
    data = some_data()
    room.look(data=data)
    sample = Sample.of(data, "test", 10)
    assert sample.numbers[-1] >= 10  # not the first ones, which may all be of one class
    np.testing.assert_array_equal(room.asked(FindExciting)[-1].pictures, data.x_test[sample.numbers])
    room.find(done=10, total=10, among=10)
    tiles = room.tab.best.tiles
    assert [tiles.number(row) for row in range(9)] == sample.numbers[:9].tolist()
    number = int(sample.numbers[4])
    assert tiles.caption(4).text == f"“{LABELS[(40 + number) % 3]}”"
    assert f"test picture {number} " in tiles.words(4)
    with qtbot.waitSignal(room.tab.picture_chosen) as chosen:
        room.tab.best.grid.clicked.emit(tiles.index(4, 0))
    assert chosen.args == ["test", number]


def test_that_a_file_that_was_opened_again_is_searched_anew_and_keeps_no_picture(room: Room) -> None:
    room.look(run=None, opening=1)
    room.find()
    room.click("made.start")
    room.make(256)
    room.look(run=None, opening=2)
    assert len(room.asked(FindExciting)) == 2
    assert room.tab.made.made is None


def test_that_a_run_that_was_continued_is_searched_anew(room: Room) -> None:
    ended = replace(trained(2), is_live=False, title="Run 1 · best epoch 1")
    room.tab.look(ended)
    room.find()
    room.tab.grab()
    longer = replace(trained(12), is_live=False, title="Run 1 · best epoch 12")
    assert longer.run is not None
    better = replace(longer.run.epochs[-1], val_loss=0.1)
    room.tab.look(replace(longer, run=replace(longer.run, epochs=(*longer.run.epochs[:-1], better))))
    assert len(room.asked(FindExciting)) == 2
    figure = room.tab.figure()
    assert figure is not None
    assert figure.caption.endswith("Run 1 · best epoch 1")  # what is seen was found with those


def test_that_a_search_that_was_ended_from_elsewhere_keeps_what_it_found(room: Room) -> None:
    room.look()
    room.find(done=12)
    room.answer(Cancelled(0), FindExciting)
    assert room.tab.best.tiles.rowCount() == 9
    assert not room.child(QPushButton, "search.again").isHidden()
    assert room.child(QPushButton, "search.stop").isHidden()


def test_that_stopping_keeps_what_was_found_and_does_not_begin_again_by_itself(room: Room) -> None:
    looked = room.look()
    room.find(done=8)
    room.click("search.stop")
    room.tab.look(looked)
    assert room.bridge.dropped == [1]
    assert room.tab.search.words == "Stopped after 8 pictures"
    assert room.tab.best.tiles.rowCount() == 9
    room.click("search.again")
    assert len(room.asked(FindExciting)) == 2


def test_that_a_newer_epoch_is_searched_only_when_the_older_search_has_ended(room: Room) -> None:
    room.tab.look(trained(1))
    room.tab.look(trained(2))
    assert len(room.asked(FindExciting)) == 1
    room.find()
    assert room.tab.search.words == "All 30 test pictures · weights after epoch 1"
    room.tab.look_again()
    assert len(room.asked(FindExciting)) == 1
    room.tab.look(trained(2))
    assert len(room.asked(FindExciting)) == 2
    assert room.tab.search.words == "Looked again at 0 of 30 test pictures"
    assert room.tab.best.tiles.rowCount() == 9  # what is shown stays until there is newer


def test_that_leaving_ends_a_search_and_coming_back_begins_it_again(room: Room) -> None:
    looked = room.look()
    room.find(done=8)
    room.tab.leave()
    assert room.bridge.dropped == [1]
    room.tab.look(looked)
    assert len(room.asked(FindExciting)) == 2


def test_that_without_data_it_is_said_and_a_picture_can_still_be_made(room: Room) -> None:
    room.look(data=None, no_data="The data are not loaded yet.")
    assert room.asked(FindExciting) == []
    assert room.tab.none_words.startswith("The data are not loaded yet.")
    room.child(QSpinBox, "best.channel").setValue(4)
    assert room.tab.made.words == "None yet for channel 4."
    assert room.tab.none_words.startswith("The data are not loaded yet.")
    assert room.child(SearchBar, "search").isHidden()
    room.click("made.start")
    (request,) = room.asked(Maximise)
    assert request.channel == 4


def test_that_a_layer_the_network_does_not_have_is_said(room: Room) -> None:
    room.look("conv2d_9")
    assert "no layer called conv2d_9" in room.tab.hint
    assert room.asked(FindExciting) == []
    assert room.tab.figure() is None


def test_that_why_a_search_failed_is_said(room: Room) -> None:
    room.look()
    room.answer(Failed(0, "The stored pictures cannot be read.", "Load the data again."), FindExciting)
    assert room.tab.none_words == "The stored pictures cannot be read. Load the data again."


# What is shown


def test_that_the_part_of_a_picture_is_shown_that_the_place_sees(room: Room) -> None:
    room.look()
    room.find()
    tiles = room.tab.best.tiles
    source = tiles.source
    assert source is not None
    top, left, bottom, right = source.seen(tiles.place(0))
    assert (bottom - top, right - left) == (5, 5)
    (part,) = source.pictures([tiles.place(0)])
    assert np.array_equal(part, DATA.x_test[0][top:bottom, left:right])


def test_that_whole_pictures_have_a_box_around_what_is_seen(room: Room) -> None:
    room.look()
    room.find()
    whole = room.child(QCheckBox, "best.whole")
    whole.setChecked(True)
    source = room.tab.best.tiles.source
    assert source is not None
    (picture,) = source.pictures([room.tab.best.tiles.place(0)])
    assert np.array_equal(picture, DATA.x_test[0])
    room.tab.grab()
    image = room.tab.best.tiles.image(0)
    assert image is not None
    colours = {image.pixelColor(x, y).name() for x in range(image.width()) for y in range(image.height())}
    assert "#ffb000" in colours
    last = {image.pixelColor(image.width() - 2, y).name() for y in range(image.height())}
    assert "#ffb000" in last  # also the side that lies at the picture's edge


def test_that_of_a_dense_layer_whole_pictures_are_shown_without_a_choice(room: Room) -> None:
    room.look("dense_1")
    room.find(channels=3, side=1)
    assert room.child(QCheckBox, "best.whole").isHidden()
    source = room.tab.best.tiles.source
    assert source is not None
    assert source.pictures([room.tab.best.tiles.place(0)])[0].shape == (8, 8, 1)
    assert room.tab.channels.tiles.caption(1).text == "1 · dog"


def test_that_of_maps_laid_out_in_a_list_whole_pictures_are_shown_as_each_number_sees_another_part(room: Room) -> None:
    room.look("flatten_1")
    room.find(channels=96, side=1)
    assert room.child(QCheckBox, "best.whole").isHidden()
    source = room.tab.best.tiles.source
    assert source is not None
    assert np.array_equal(source.pictures([room.tab.best.tiles.place(0)])[0], DATA.x_test[0])


def test_that_the_channel_is_chosen_by_its_tile_and_by_its_number(room: Room) -> None:
    room.look()
    room.find()
    room.tab.channels.setCurrentIndex(room.tab.channels.tiles.index(4, 0))
    channel = room.child(QSpinBox, "best.channel")
    assert channel.value() == 4
    assert room.tab.best.tiles.number(0) == 4
    channel.setValue(2)
    assert room.tab.channels.currentIndex().row() == 2
    assert room.tab.best.tiles.caption(0).text == f"“{LABELS[(40 + 2) % 3]}”"


def test_that_a_channel_that_nothing_excites_is_called_silent(room: Room) -> None:
    room.look()
    room.find()
    assert room.tab.channels.tiles.caption(1).note == "silent"
    room.child(QSpinBox, "best.channel").setValue(1)
    assert room.tab.best.none_words.startswith("Silent: none of 30 pictures")


def test_that_another_layer_begins_with_an_empty_grid_and_channel_0(room: Room) -> None:
    room.look()
    room.find()
    room.child(QSpinBox, "best.channel").setValue(5)
    room.look("conv2d_1")
    assert room.tab.channels.tiles.rowCount() == 0
    assert room.tab.best.tiles.rowCount() == 0
    assert room.tab.best.channel == 0
    assert room.asked(FindExciting)[-1].layer == "conv2d_1"


def test_that_a_picture_in_words_has_its_class_its_number_its_value_and_its_place(room: Room) -> None:
    room.look()
    room.find()
    words = room.tab.best.tiles.words(0)
    assert words == f"“{LABELS[40 % 3]}” · test picture 0 · 2 at row 3, column 3 of the map"


def test_that_the_figure_has_the_best_pictures_and_says_of_what(room: Room) -> None:
    room.look()
    room.find()
    room.tab.grab()
    figure = room.tab.figure()
    assert figure is not None
    assert len(figure.panels) == 9
    assert figure.caption.startswith("Channel 0 of conv2d_2 (Conv2D) · what it sees of the pictures that excite")
    assert figure.caption.endswith("Run 1")


@pytest.mark.parametrize(("done", "among"), [(8, "8 of 30 test pictures"), (30, "all 30 test pictures")])
def test_that_the_figure_claims_no_more_pictures_than_were_looked_at(room: Room, done: int, among: str) -> None:
    room.look()
    room.find(done=done)
    room.tab.grab()
    figure = room.tab.figure()
    assert figure is not None
    assert f"excite it most among {among};" in figure.caption
