"""The rows on top of the Sweep page, over a sweep that a child plays."""

import re
from collections.abc import Iterator

import pytest
from PySide6.QtWidgets import QLabel, QMessageBox, QProgressBar, QPushButton, QWidget
from shiboken6 import isValid

from cnnstudio.core.runs.run import Epoch
from cnnstudio.core.sweeps.experiment import Trial
from cnnstudio.core.sweeps.news import (
    Paused,
    SweepBegan,
    SweepEnded,
    TrialBegan,
    TrialChanged,
    TrialEpoch,
    WorkersChanged,
)
from cnnstudio.gui.experiments.experiments import Where
from cnnstudio.gui.sweeps.controls import SweepControls
from cnnstudio.gui.sweeps.under_way import UnderWay
from cnnstudio.gui.widgets.fitting_label import FittingLabel
from tests.gui.desk import desk
from tests.gui.sweep_child import ended, swept, trials
from tests.gui.sweep_desk import Sweeps, sweeps

__all__ = ["desk", "sweeps"]

_TAG = re.compile("<[^>]*>")

BEGAN = SweepBegan(1, 4, 0, 0, "2 workers on this machine")


class Shown:
    """The controls, as words."""

    def __init__(self, sweeps: Sweeps) -> None:
        self.window, self.why_nobody = QWidget(), ""
        self.controls = SweepControls(sweeps.run, Where, lambda: self.why_nobody, self.window)
        self.under_way = UnderWay(sweeps.run, self.window)
        self.window.resize(900, 200)
        self.controls.resize(900, 150)
        self.window.show()

    def button(self, name: str) -> QPushButton:
        found: QPushButton | None = self.controls.findChild(QPushButton, f"sweep.{name}")
        assert found is not None
        return found

    def click(self, name: str) -> None:
        assert self.button(name).isVisible()
        self.button(name).click()

    @property
    def buttons(self) -> str:
        """Those in view, by their words; one that cannot be pressed in brackets."""
        shown = [each for each in self.controls.findChildren(QPushButton) if each.isVisible()]
        named = [each.text() or each.accessibleName() for each in shown]
        return " ".join(name if each.isEnabled() else f"({name})" for name, each in zip(named, shown, strict=True))

    @property
    def words(self) -> str:
        bar, label = self.controls.findChild(QProgressBar), self.controls.findChild(QLabel, "sweep.words")
        assert bar is not None
        assert label is not None
        return _TAG.sub("", label.text()) if label.isVisible() else bar.accessibleDescription()


@pytest.fixture
def shown(sweeps: Sweeps) -> Iterator[Shown]:
    made = Shown(sweeps)
    yield made
    made.window.close()
    made.window.deleteLater()


def test_that_there_is_nothing_to_control_while_a_first_sweep_is_planned(shown: Shown) -> None:
    assert shown.controls.isHidden()


def test_that_a_sweep_is_begun_paused_and_stopped_by_its_buttons(shown: Shown, sweeps: Sweeps) -> None:
    sweeps.keep([ended(1), *trials()[1:]])
    told = ("hear", "pause"), Paused(True), ("hear", "stop"), SweepEnded(False, "3 runs are left.")
    sweeps.begin(BEGAN, WorkersChanged(2), *told)
    assert (shown.buttons, shown.words) == ("(Pause) Stop", "Starting… (one after the other, here)")
    sweeps.wait(lambda: "at once" in shown.words)
    assert (shown.buttons, shown.words) == ("Pause Stop", "Sweep 1: 1 of 4 done · about 3 s left · 2 at once")
    shown.click("pause")
    sweeps.wait(lambda: "Paused" in shown.words)
    assert shown.buttons == "Go on Stop"
    shown.click("stop")
    assert (shown.buttons, shown.words[:18]) == ("(Pause) Stop now", "Sweep 1: Stopping…")
    sweeps.wait(lambda: sweeps.ends)
    assert shown.words == (
        "Sweep 1 is not finished: 1 of 4 are done. Best so far: 50.00 %, trial 1 (Batch size: 8). 3 runs are left."
    )
    assert shown.buttons == "Go on Delete this sweep"


def test_that_what_was_best_leads_to_its_trials(shown: Shown, sweeps: Sweeps) -> None:
    sweeps.keep([ended(1), ended(2, status="failed"), *trials()[2:]])
    sweeps.reopen()
    sweeps.wait(lambda: "Best so far" in shown.words)
    wanted: list[tuple[int, ...]] = []
    shown.controls.best_wanted.connect(wanted.append)
    label = shown.controls.findChild(QLabel, "sweep.words")
    assert label is not None
    label.linkActivated.emit("best")
    assert wanted == [(1,)]


def test_that_what_is_left_is_trained_by_go_on_and_what_failed_by_retry(shown: Shown, sweeps: Sweeps) -> None:
    sweeps.keep([ended(1), ended(2, status="failed"), *trials()[2:]])
    sweeps.reopen()
    sweeps.wait(lambda: shown.buttons == "Go on Retry failed Delete this sweep")
    sweeps.steps = (BEGAN, ("hear", "retry"), SweepEnded(True))
    shown.click("go_on")
    sweeps.wait(lambda: shown.buttons == "Pause Stop Retry failed")
    shown.click("retry")
    sweeps.wait(lambda: sweeps.ends)


def test_that_nothing_goes_on_where_nobody_can_train_and_that_says_why(shown: Shown, sweeps: Sweeps) -> None:
    sweeps.keep([ended(1), ended(2, status="failed"), *trials()[2:]])
    sweeps.reopen()
    sweeps.wait(lambda: shown.buttons == "Go on Retry failed Delete this sweep")
    assert shown.button("retry").toolTip() == "Trains the trials that failed once more, and what is left"
    shown.why_nobody = "Name the address of the cluster first."
    shown.controls.follow()
    assert shown.buttons == "(Go on) (Retry failed) Delete this sweep"
    assert shown.button("go_on").toolTip() == shown.button("retry").toolTip() == shown.why_nobody


def test_that_each_trial_under_way_is_named_with_its_values_and_its_epoch(shown: Shown, sweeps: Sweeps) -> None:
    sweeps.keep()
    epochs = TrialEpoch(1, Epoch(1, 0.5, 0.9, 0.4, 0.9512, 1.0)), TrialBegan(2, "b")
    sweeps.begin(BEGAN, WorkersChanged(2), TrialBegan(1, "a"), *epochs, ("hear", "stop"), SweepEnded(False))
    under_way = shown.under_way
    sweeps.wait(lambda: len(under_way.lines) == 2 and sweeps.run.chosen is not None)
    sweeps.wait(lambda: "Batch size" in under_way.lines[0])
    assert under_way.lines == (
        f"Trial 1 · a – epoch 1 of {swept().plan.epochs}: 95.12 % | Batch size: 8",
        "Trial 2 · b – before its first epoch | Batch size: 9",
    )
    sweeps.run.stop()
    sweeps.wait(lambda: sweeps.ends)
    assert under_way.isHidden()


def test_that_the_lines_of_trials_under_way_have_room_for_larger_letters(shown: Shown, sweeps: Sweeps) -> None:
    sweeps.keep()
    sweeps.begin(BEGAN, WorkersChanged(2), TrialBegan(1), TrialBegan(2), ("hear", "stop"), SweepEnded(False))
    under_way = shown.under_way
    sweeps.wait(lambda: len(under_way.lines) == 2)
    font = under_way.font()
    font.setPointSizeF(2 * font.pointSizeF())
    under_way.setFont(font)
    letters = under_way.fontMetrics().height()
    labels = under_way.findChildren(FittingLabel)
    assert all(label.minimumHeight() > letters == label.fontMetrics().height() for label in labels)
    assert under_way._scroll.minimumHeight() == sum(row.sizeHint().height() for row in under_way._rows)
    sweeps.run.stop()
    sweeps.wait(lambda: sweeps.ends)


def test_that_the_room_for_trials_under_way_never_shrinks_while_the_sweep_runs(shown: Shown, sweeps: Sweeps) -> None:
    sweeps.keep()
    told = TrialBegan(1), TrialBegan(2), ("hear", "pause"), TrialChanged(ended(1)), WorkersChanged(1), Paused(True)
    sweeps.begin(BEGAN, WorkersChanged(2), *told, ("hear", "stop"), SweepEnded(False))
    sweeps.wait(lambda: len(shown.under_way.lines) == 2)
    before = shown.under_way.sizeHint().height()
    shown.click("pause")
    sweeps.wait(lambda: len(shown.under_way.lines) == 1)
    assert shown.under_way.sizeHint().height() == before
    sweeps.run.stop()
    sweeps.wait(lambda: sweeps.ends)


def test_that_a_sweep_is_deleted_only_after_the_question(shown: Shown, sweeps: Sweeps) -> None:
    sweeps.keep([Trial(1, 1, (8,), 1, "impossible", reason="Too small.")])
    sweeps.reopen()
    sweeps.wait(lambda: shown.buttons == "Delete this sweep")
    shown.click("delete")
    [question] = shown.window.findChildren(QMessageBox)
    assert question.text() == "Delete Sweep 1?"
    next(button for button in question.buttons() if button.text() == "Delete").click()
    sweeps.wait(lambda: not sweeps.run.all)
    assert shown.controls.isHidden()


def test_that_the_question_before_a_sweep_is_deleted_goes_with_its_project(shown: Shown, sweeps: Sweeps) -> None:
    sweeps.keep([Trial(1, 1, (8,), 1, "impossible", reason="Too small.")])
    sweeps.reopen()
    sweeps.wait(lambda: shown.buttons == "Delete this sweep")
    shown.click("delete")
    [question] = shown.window.findChildren(QMessageBox)
    sweeps.reopen()
    assert not isValid(question) or not question.isVisible()
