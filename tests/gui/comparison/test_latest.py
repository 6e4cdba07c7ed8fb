"""Which runs the Compare page selects without being asked, and the words for how many there are."""

from dataclasses import replace

from cnnstudio.core.pictures.preprocessing import Prepared
from cnnstudio.core.runs.run import Run
from cnnstudio.gui.comparison.latest import Latest
from cnnstudio.gui.comparison.words import again_words, count_words
from tests.gui.comparison.stage import PROJECT, with_plan
from tests.gui.desk import LABELS


def run(number: int) -> Run:
    return Run(number, f"Run {number}", PROJECT, LABELS, Prepared(), "finished", "2026", {}, ())


def test_that_the_two_latest_runs_come_first_once_for_each_project() -> None:
    latest = Latest()
    assert not latest.is_begun(1)
    assert latest.begin(1, [run(1), run(2), run(5)]) == [5, 2]
    assert latest.is_begun(1)
    assert not latest.is_begun(2)
    assert latest.begin(2, []) == []


def test_that_a_run_that_is_awaited_is_laid_over_the_one_it_was_made_from_once() -> None:
    latest, runs = Latest(), [run(1), run(2)]
    latest.begin(1, runs)
    assert latest.arrived([*runs, run(3)]) == []
    latest.compare_with(1, runs)
    assert latest.arrived(runs) == []
    assert latest.arrived([*runs, run(3)]) == [1, 3]
    assert latest.arrived([*runs, run(3), run(4)]) == []
    latest.compare_with(1, runs)
    latest.begin(2, runs)
    assert latest.arrived([*runs, run(3)]) == []


def test_that_runs_are_counted_in_words() -> None:
    assert count_words(2, 5, 9) == "2 of 5 of 9 runs in view selected"
    assert count_words(0, 3, 3) == "3 runs: select one or more"
    assert count_words(1, 1, 1) == "1 of 1 run selected"
    assert count_words(1, 1200, 1200) == "1 of 1,200 runs selected"


def test_that_what_to_do_with_a_project_has_its_plan() -> None:
    one = replace(run(1), project=with_plan(epochs=1))
    assert "with its plan of 1 epoch altogether: change one thing" in again_words(one)
