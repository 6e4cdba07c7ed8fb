"""Whether a run can go on, and how far."""

from dataclasses import replace

import pytest

from cnnstudio.core.errors import StudioError
from cnnstudio.core.runs.run import Continued, Run
from cnnstudio.core.sweeps.place import Place
from cnnstudio.core.sweeps.sweep import Sweep
from cnnstudio.core.sweeps.varied import Listed, Varied
from cnnstudio.core.training.continuing import Continuing, continuing, how, is_its_project
from tests.core.runs_made import run, with_plan

FIVE, TWO = with_plan(epochs=5), with_plan(epochs=2)


def _run(status: str = "interrupted", project=FIVE, resumable=(2,), test=None) -> Run:
    return run(1, project, status=status, resumable=resumable, test=test)


def _scored(status: str = "finished", project=TWO) -> Run:
    return run(1, project, status=status, resumable=(2,))


@pytest.mark.parametrize("status", ["stopped", "interrupted", "failed"])
def test_that_a_run_goes_on_to_its_planned_end_and_behind_it_is_scored(status: str) -> None:
    assert continuing(_run(status)) == Continuing("resume", 5)
    assert continuing(_run(status, TWO)) == Continuing("score", 2)
    assert (how(_run(status)), how(_run(status, TWO))) == ("resume", "score")


def test_that_a_finished_run_lacks_its_scores_or_takes_more_epochs() -> None:
    assert continuing(_run("finished", TWO)).how == "score"
    assert (how(_scored()), continuing(_scored(), 7)) == ("more", Continuing("more", 7))
    with pytest.raises(StudioError, match="over after 2 epochs"):
        continuing(_scored())


def test_that_a_target_is_of_all_epochs() -> None:
    assert continuing(_run(), 3) == Continuing("resume", 3)
    assert continuing(_run(), 6) == Continuing("more", 6)
    with pytest.raises(StudioError, match="has 2 epochs already"):
        continuing(_run(), 2)
    with pytest.raises(StudioError, match="at most 100,000 epochs"):
        continuing(_run(), 200_000)


def test_that_a_run_that_stopped_early_is_over() -> None:
    patient = replace(FIVE, plan=replace(FIVE.plan, early_stopping=1))
    still = tuple(replace(each, val_loss=0.5) for each in _run().epochs)
    assert how(replace(_run(project=patient), epochs=still)) == "score"
    assert continuing(replace(_run(project=patient), epochs=still), 4).how == "more"


def test_that_what_trains_or_diverged_or_has_no_state_cannot_go_on() -> None:
    for found, words in (
        (_run("training"), "being trained"),
        (replace(_run("failed", resumable=()), reason="The loss became\x1b[31m infinite."), r"loss became\\x1b"),
        (_run("finished", resumable=()), "no epoch of it is kept"),
    ):
        assert how(found) is None
        with pytest.raises(StudioError, match=words):
            continuing(found)
    assert how(None) is None


def test_that_a_run_that_went_on_still_has_the_project_it_had_before() -> None:
    longer = replace(run(1, with_plan(epochs=12)), continued=(Continued(2, 2),))
    assert is_its_project(longer, with_plan(epochs=12))
    assert is_its_project(longer, TWO)
    assert not is_its_project(longer, FIVE)
    assert not is_its_project(longer, with_plan(epochs=2, batch_size=7))
    assert not is_its_project(run(1, with_plan(epochs=12)), TWO)


def test_that_what_varies_in_a_project_makes_it_no_other_than_that_of_its_run() -> None:
    sweep = Sweep(varied=(Varied(Place("plan", "batch_size"), Listed((8, 16))),))
    assert is_its_project(run(1, TWO), replace(TWO, sweep=sweep))
    assert not is_its_project(run(1, TWO), replace(FIVE, sweep=sweep))
