"""Runs without test scores are scored from the Compare page."""

from dataclasses import replace

from PySide6.QtWidgets import QPushButton

from cnnstudio.core.messages import Assess, Assessed, Cancelled, Failed, RunSubject, Scoring
from cnnstudio.core.runs.run import Continued
from cnnstudio.gui.runs.training_run import State
from tests.gui.comparison.stage import Stage, answers
from tests.gui.finding import find


def button(stage: Stage) -> QPushButton:
    return find(stage.page, QPushButton, "compare.score")


def test_that_only_a_run_without_scores_is_offered_to_be_scored(stage: Stage) -> None:
    stage.add_run(test=answers(3))
    stage.add_run()
    stage.show(1)
    assert not button(stage).isVisible()
    stage.page.table.choose([2])
    stage.wait(lambda: button(stage).isVisible())
    assert (button(stage).text(), button(stage).isEnabled()) == ("Score it", True)
    stage.page.table.choose([1, 2])
    stage.wait(lambda: stage.page.is_ready)
    assert button(stage).text() == "Score it"


def test_that_a_run_is_scored_with_progress_and_the_scores_are_kept(stage: Stage) -> None:
    stage.add_run()
    stage.show(1)
    stage.press("compare.score")
    asked = stage.desk.wait_for(Assess)
    path = str(stage.desk.document.path)
    assert asked == Assess("evaluate", subject=RunSubject(path, 1), part="test", store=True)
    stage.desk.answer(Assess, lambda ticket: Scoring(ticket, "test", 120, 1000))
    assert button(stage).text() == "Stop scoring 12 %"
    stage.desk.answer(Assess, lambda ticket: Assessed(ticket, asked.subject, "test", answers(3)))
    assert button(stage).text() == "Score it"  # until the file is read again, which a stand-in has not written
    assert stage.desk.bridge.dropped == []


def test_that_scoring_is_stopped_by_the_same_button(stage: Stage) -> None:
    stage.add_run()
    stage.show(1)
    stage.press("compare.score")
    stage.desk.wait_for(Assess)
    stage.press("compare.score")
    assert stage.desk.bridge.dropped == [1]
    stage.desk.answer(Assess, Cancelled)
    assert button(stage).text() == "Score it"


def test_that_several_runs_are_scored_one_after_the_other(stage: Stage) -> None:
    stage.add_run()
    stage.add_run()
    stage.show(1, 2)
    assert button(stage).text() == "Score 2 runs"
    stage.press("compare.score")
    assert [each.subject.run for each in stage.desk.asked(Assess)] == [1, 2]  # type: ignore[attr-defined]


def test_that_a_run_that_cannot_be_scored_says_why(stage: Stage) -> None:
    stage.add_run()
    stage.show(1)
    stage.press("compare.score")
    stage.desk.wait_for(Assess)
    with stage.desk.qtbot.waitSignal(stage.desk.document.refused) as refused:
        stage.desk.answer(Assess, lambda ticket: Failed(ticket, "The data are gone.", "Choose them again."))
    assert str(refused.args[0]) == "The data are gone. Choose them again."


def test_that_nothing_is_asked_of_an_engine_that_trains(stage: Stage) -> None:
    stage.add_run()
    stage.show(1)
    stage.desk.training_run._set(State.TRAINING)
    assert not button(stage).isEnabled()
    assert "wait" in button(stage).toolTip()
    stage.desk.training_run._set(State.IDLE)
    assert button(stage).isEnabled()


def test_that_a_run_that_went_on_and_was_stopped_has_its_project_on_the_desk(stage: Stage) -> None:
    run = stage.add_run()
    stage.show(1)
    restore = find(stage.page, QPushButton, "compare.restore")
    assert not restore.isEnabled()
    longer = replace(run.project, plan=replace(run.project.plan, epochs=run.project.plan.epochs + 10))
    stage.desk.document.put_run(replace(run, project=longer, continued=(Continued(2, run.project.plan.epochs),)))
    stage.wait(lambda: stage.page.is_ready)
    assert not restore.isEnabled()
