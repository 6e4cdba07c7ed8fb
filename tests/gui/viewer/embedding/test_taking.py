"""Which weights the vectors of the map are of, and when they are taken anew."""

from dataclasses import replace

from PySide6.QtWidgets import QPushButton

from cnnstudio.core.messages import Cancelled, Progressed
from tests.gui.viewer.embedding.stand import Stand, a_scene, live_scene


def test_that_looking_again_at_the_same_asks_for_nothing(stand: Stand) -> None:
    at = a_scene()
    stand.tab.look(at)
    stand.tab.look(replace(at, picture=None))
    stand.answer()
    stand.tab.look(at)
    stand.tab.look_again()
    assert len(stand.asked()) == 1


def test_that_a_training_run_is_taken_anew_after_an_epoch_when_the_last_one_has_ended(stand: Stand) -> None:
    first = live_scene(a_scene(), 1)
    stand.tab.look(first)
    stand.tab.look_again()
    stand.tab.look(live_scene(first, 2))
    assert len(stand.asked()) == 1
    stand.answer()
    assert "Run 1 · after epoch 1, though the weights have changed since" in stand.tab.controls.words.full
    stand.tab.look(live_scene(first, 3))
    assert len(stand.asked()) == 2
    assert stand.tab.view.cloud is not None
    stand.answer(seed=1)
    assert "Run 1 · after epoch 3 · " in stand.tab.controls.words.full


def test_that_the_end_of_a_run_has_the_vectors_of_its_best_epoch_taken(stand: Stand) -> None:
    first = live_scene(a_scene(), 4)
    assert first.run is not None
    stand.tab.look(first)
    stand.answer()
    assert stand.tab.figure().caption.split(" · ")[1:3] == ["Run 1", "after epoch 4"]
    best = replace(first.run.epochs[1], val_loss=0.5)
    ended = replace(first.run, status="finished", epochs=(first.run.epochs[0], best, *first.run.epochs[2:]))
    assert ended.used_epoch == 2
    at = replace(first, run=ended, is_live=False, title="Run 1 · best epoch 2")
    stand.tab.look(at)
    assert len(stand.asked()) == 2
    assert "after epoch 4, though the weights have changed since" in stand.tab.controls.words.full
    stand.answer(seed=1)
    assert stand.tab.figure().caption.split(" · ")[1:3] == ["Run 1", "best epoch 2"]
    assert "though" not in stand.tab.controls.words.full


def test_that_the_end_of_a_run_does_not_wait_for_vectors_of_the_weights_before(stand: Stand) -> None:
    first = live_scene(a_scene(), 2)
    assert first.run is not None
    stand.tab.look(first)
    stand.tab.look(replace(first, run=replace(first.run, status="finished"), is_live=False))
    assert len(stand.asked()) == 2
    assert stand.bridge.dropped == [1]


def test_that_a_run_that_was_continued_under_its_number_is_taken_anew(stand: Stand) -> None:
    at = live_scene(a_scene(), 2)
    assert at.run is not None
    two = replace(at, run=replace(at.run, status="finished"), is_live=False)
    stand.tab.look(two)
    stand.answer()
    stand.tab.leave()
    longer = live_scene(two, 5).run
    assert longer is not None
    better = replace(longer.epochs[4], val_loss=0.1)
    stand.tab.look(replace(two, run=replace(longer, status="finished", epochs=(*longer.epochs[:4], better))))
    assert len(stand.asked()) == 2


def test_that_a_run_with_another_name_has_the_same_weights(stand: Stand) -> None:
    at = a_scene()
    stand.tab.look(at)
    stand.answer()
    stand.tab.look(replace(at, name="First try", title="First try · epoch 1"))
    assert len(stand.asked()) == 1
    assert stand.tab.controls.words.full.startswith("30 vectors of 5 numbers · First try · epoch 1 · The plane")


def test_that_a_saved_file_that_was_opened_again_is_another_one(stand: Stand) -> None:
    at = a_scene(run=None, opening=1)
    stand.tab.look(at)
    stand.answer()
    stand.tab.look(replace(at, opening=2))
    assert len(stand.asked()) == 2
    assert stand.tab.view.cloud is None


def test_that_what_the_engine_gave_up_can_be_asked_for_again(stand: Stand) -> None:
    at = a_scene()
    stand.tab.look(at)
    stand.bridge.event.emit(Progressed(stand.ticket, "Looking at pictures", 1, 30))
    stand.bridge.event.emit(Cancelled(stand.ticket))
    stand.tab.look(at)
    assert len(stand.asked()) == 2


def test_that_what_the_person_stopped_does_not_begin_again_after_an_epoch(stand: Stand) -> None:
    first = live_scene(a_scene(), 1)
    stand.tab.look(first)
    stand.find(QPushButton, "stop").click()
    stand.tab.look(live_scene(first, 2))
    assert len(stand.asked()) == 1
    stand.find(QPushButton, "start").click()
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
