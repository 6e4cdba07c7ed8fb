"""Two runs against each other: matrices, McNemar's words, and the way to the pictures."""

from dataclasses import replace

from PySide6.QtWidgets import QComboBox

from cnnstudio.core.evaluation.outcomes import scores
from cnnstudio.core.training.plan import DataRecipe
from cnnstudio.files.project_file import ProjectFile
from tests.gui.comparison.stage import PROJECT, Stage, answers
from tests.gui.finding import find


def show_two(stage: Stage) -> None:
    stage.add_run(test=answers(12), name="small")
    stage.add_run(test=answers(0), name="large")
    stage.page.tabs.setCurrentWidget(stage.page.pair)
    stage.show(1, 2)


def test_that_two_matrices_stand_side_by_side_with_the_counts_of_mcnemar(stage: Stage) -> None:
    show_two(stage)
    stage.wait(lambda: "alone" in stage.page.pair.words)
    assert "Of 30 pictures, 0 are right in small alone and 12 in large alone." in stage.page.pair.words
    assert "large is better beyond chance" in stage.page.pair.words
    first, second = stage.page.pair.matrices
    assert first.matrix.trace() == 18
    assert second.matrix.trace() == 30


def test_that_fewer_than_two_runs_are_asked_for_more(stage: Stage) -> None:
    stage.add_run(test=answers(3))
    stage.page.tabs.setCurrentWidget(stage.page.pair)
    stage.show(1)
    assert "Select two runs" in stage.page.pair.words


def test_that_runs_on_other_test_pictures_are_not_tested_against_each_other(stage: Stage) -> None:
    stage.add_run(test=answers(3))
    other = replace(PROJECT, data=DataRecipe("fashion-mnist"))
    stage.add_run(other, test=answers(6))
    stage.page.tabs.setCurrentWidget(stage.page.pair)
    stage.show(1, 2)
    stage.wait(lambda: "different pictures" in stage.page.pair.words)


def test_that_a_run_without_a_test_is_named(stage: Stage) -> None:
    stage.add_run(test=answers(3))
    stage.add_run()
    stage.page.tabs.setCurrentWidget(stage.page.pair)
    stage.show(1, 2)
    stage.wait(lambda: "Run 2 was not tested" in stage.page.pair.words)


def test_that_a_run_of_which_only_sums_are_stored_says_so(stage: Stage) -> None:
    stage.add_run(test=answers(3))
    run = stage.add_run(test=answers(6))
    with_sums = replace(run, number=3, name="old")
    stage.desk.document.put_run(with_sums)  # the file has no answers of a third run
    stage.page.tabs.setCurrentWidget(stage.page.pair)
    stage.show(1, 3)
    stage.wait(lambda: "Of old only the sums are stored" in stage.page.pair.words)


def test_that_answers_that_are_stored_later_are_compared(stage: Stage) -> None:
    stage.add_run(test=answers(3))
    stage.add_run(test=answers(12))
    document, pair = stage.desk.document, stage.page.pair
    assert document.path is not None
    with ProjectFile.open(document.path) as file:
        file.end_run(2, "finished", scores(answers(12)))
    document.read_runs()
    stage.page.tabs.setCurrentWidget(pair)
    stage.show(1, 2)
    stage.wait(lambda: "Go through the test pictures under “Evaluation”" in pair.words)
    with ProjectFile.open(document.path) as file:
        assert file.add_scores(file.run(2), "test", answers(12))
    document.read_runs()
    stage.wait(lambda: pair.words.startswith("Of 30 pictures, 9 are right in Run 1 alone"))


def test_that_a_run_is_called_what_it_is_called_now(stage: Stage) -> None:
    show_two(stage)
    stage.wait(lambda: "large is better" in stage.page.pair.words)
    stage.desk.document.change_runs(lambda file: file.rename_run(2, "wide"))
    stage.wait(lambda: "wide is better" in stage.page.pair.words)
    assert "large" not in stage.page.pair.words


def test_that_another_pair_can_be_chosen_and_one_run_is_never_both(stage: Stage) -> None:
    for wrong in (3, 6, 9):
        stage.add_run(test=answers(wrong))
    stage.page.tabs.setCurrentWidget(stage.page.pair)
    stage.show(1, 2, 3)
    a, b = (find(stage.page, QComboBox, f"compare.pair.{side}") for side in "ab")
    assert (a.currentText(), b.currentText()) == ("Run 1", "Run 2")
    b.setCurrentIndex(2)
    b.activated.emit(2)
    assert [view.matrix.trace() for view in stage.page.pair.matrices] == [27, 21]
    b.setCurrentIndex(0)
    b.activated.emit(0)
    assert (a.currentText(), b.currentText()) == ("Run 3", "Run 1")


def test_that_a_cell_opens_its_pictures_in_the_evaluation(stage: Stage) -> None:
    stage.add_run(test=answers(3))
    stage.add_run(test=answers(6))
    stage.page.tabs.setCurrentWidget(stage.page.pair)
    stage.show(1, 2)
    second = stage.page.pair.matrices[1]
    second.cell_opened.emit(0, 1)
    assert stage.page.tabs.currentWidget() is stage.page.evaluated
    assert stage.page.evaluation.named == 2
    stage.wait(lambda: stage.page.evaluation.mistakes.numbers.tolist() == [0, 3])
