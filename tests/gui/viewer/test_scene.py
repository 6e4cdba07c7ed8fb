"""Scenes: which weights are in view, told from others."""

from dataclasses import replace

from cnnstudio.core.messages import RunSubject, SavedSubject
from cnnstudio.core.runs.run import Epoch
from cnnstudio.gui.viewer.scene import Scene
from tests.gui.viewer.scenes import SUBJECT, scene


def after(epochs: int, *, live: bool, best: int = 1) -> Scene:
    """A scene of a run with so many epochs, the best of them ``best``."""
    found = scene()
    assert found.run is not None
    done = tuple(Epoch(each, 1, 1, 1 if each == best else 2, 1, 1) for each in range(1, epochs + 1))
    run = replace(found.run, epochs=done, status="training" if live else "finished")
    return replace(found, run=run, is_live=live, title="Run 1 · training" if live else "Run 1 · best epoch 1")


def test_that_the_end_of_a_run_is_another_moment_than_its_last_epoch() -> None:
    before, end = after(4, live=True).moment, after(4, live=False).moment
    assert (before.epoch, end.epoch) == (4, 1)
    assert (before.title, end.title) == ("Run 1 · after epoch 4", "Run 1 · best epoch 1")
    assert before != end
    assert end.is_of_same_run(before)


def test_that_a_continued_run_whose_used_epoch_is_another_one_is_another_moment() -> None:
    assert after(4, live=False, best=2).moment != after(8, live=False, best=7).moment
    assert after(4, live=False, best=2).moment == after(8, live=False, best=2).moment


def test_that_a_chosen_epoch_is_its_own_moment() -> None:
    chosen = replace(after(4, live=False), subject=RunSubject(SUBJECT.file, SUBJECT.run, 3))
    assert chosen.moment.epoch == 3


def test_that_a_file_opened_again_is_another_moment() -> None:
    saved = SavedSubject("a.keras")
    moments = [replace(scene(), subject=saved, run=None, opening=each).moment for each in (4, 9)]
    assert moments[0] != moments[1]
    assert not moments[1].is_of_same_run(moments[0])


def test_that_a_run_before_its_first_epoch_says_so() -> None:
    assert after(0, live=True).moment.title == "Run 1 · before the end of its first epoch"


def test_that_a_moment_says_when_it_was() -> None:
    words = [after(4, live=True).moment.when, after(0, live=True).moment.when, after(4, live=False, best=2).moment.when]
    assert words == ["after epoch 4", "before the end of its first epoch", "epoch 2"]
    assert replace(scene(), subject=SavedSubject("a.keras"), run=None).moment.when == ""


def test_that_a_scene_with_the_same_things_in_it_is_like_the_other() -> None:
    first = after(2, live=True)
    assert first.is_like(replace(first))
    assert not first.is_like(after(3, live=True))
