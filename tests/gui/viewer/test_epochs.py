"""The epochs of a run whose weights can be looked at."""

from dataclasses import replace

import pytest
from pytestqt.qtbot import QtBot

from cnnstudio.core.pictures.preprocessing import Prepared
from cnnstudio.core.project import Project
from cnnstudio.core.runs.run import Epoch, Run
from cnnstudio.gui.viewer.epochs import EpochChoice, epoch_words
from tests.gui.desk import LABELS, small_network

LOSSES = (0.9, 0.5, 0.7, 0.8)
PROJECT = Project(small_network())


def run(kept: tuple[int, ...] = (2, 3, 4), status: str = "finished", number: int = 1) -> Run:
    """The second epoch of four is the best."""
    epochs = tuple(Epoch(each, 1.0, 0.5, loss, 0.5, 1.0) for each, loss in enumerate(LOSSES, 1))

    return Run(number, f"Run {number}", PROJECT, LABELS, Prepared(), status, "2026", {}, epochs, kept=kept)  # type: ignore[arg-type]


@pytest.fixture
def choice(qtbot: QtBot) -> EpochChoice:
    made = EpochChoice()
    qtbot.addWidget(made)
    return made


def entries(choice: EpochChoice) -> list[str]:
    return [choice.itemText(place) for place in range(choice.count())]


def choose(choice: EpochChoice, epoch: int | None) -> None:
    place = choice.findData(epoch)
    choice.setCurrentIndex(place)
    choice.activated.emit(place)


def test_that_the_used_weights_come_first_and_every_kept_epoch_once(choice: EpochChoice) -> None:
    choice.show_run("a", run())
    assert entries(choice) == ["Best epoch 2", "Last epoch 4", "Epoch 3"]
    assert choice.epoch is None
    assert not choice.isHidden()


def test_that_a_run_that_uses_its_last_epoch_says_so(choice: EpochChoice) -> None:
    last = replace(run(), project=replace(PROJECT, plan=replace(PROJECT.plan, keep_best=False)))
    choice.show_run("a", last)
    assert entries(choice) == ["Last epoch 4", "Epoch 3", "Best epoch 2"]


def test_that_a_run_in_training_is_looked_at_as_it_is_now(choice: EpochChoice) -> None:
    choice.show_run("a", run(status="training"))
    assert entries(choice)[:2] == ["As it is now", "Last epoch 4"]
    assert epoch_words(run(status="training"), None) == "as it is now"


@pytest.mark.parametrize("shown", [None, run(kept=(2,)), run(kept=())])
def test_that_it_hides_where_there_is_nothing_to_choose(choice: EpochChoice, shown: Run | None) -> None:
    choice.show_run("a", run())
    choice.show_run("a", shown)
    assert choice.isHidden()
    assert choice.epoch is None


def test_that_each_run_has_its_own_choice_as_long_as_the_epoch_is_kept(choice: EpochChoice, qtbot: QtBot) -> None:
    choice.show_run("a", run())
    with qtbot.waitSignal(choice.chosen):
        choose(choice, 3)
    choice.show_run("a", run(number=2))
    assert choice.epoch is None
    choice.show_run("b", run())
    assert choice.epoch is None
    choice.show_run("a", run())
    assert choice.epoch == 3
    choice.show_run("a", run(kept=(2, 4)))
    assert choice.epoch is None


def test_that_another_project_begins_with_the_used_weights(choice: EpochChoice) -> None:
    choice.show_run("a", run())
    choose(choice, 3)
    choice.forget()
    assert choice.epoch is None
    choice.show_run("a", run())
    assert choice.epoch is None


def test_that_an_epoch_that_ends_changes_nothing_in_the_open_list(choice: EpochChoice, qtbot: QtBot) -> None:
    choice.show_run("a", run((1, 2), "training"))
    choice.show()
    choice.showPopup()
    choice.show_run("a", run((2, 3), "training"))
    assert entries(choice) == ["As it is now", "Best epoch 2", "Epoch 1"]
    choose(choice, 2)
    choice.hidePopup()
    qtbot.waitUntil(lambda: entries(choice) == ["As it is now", "Epoch 3", "Best epoch 2"])
    assert choice.epoch == 2
