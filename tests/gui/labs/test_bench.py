"""A lab that is open: answers are marked, checks are looked at as the project changes, and all of it is kept."""

from dataclasses import replace

from cnnstudio.core.labs.keeping import note_of
from cnnstudio.core.labs.progress import Answer
from cnnstudio.core.layers import Dense
from cnnstudio.core.network import Layer
from cnnstudio.gui.labs.bench import OPEN, Bench
from cnnstudio.gui.labs.scene_now import scene_maker
from tests.gui.desk import Desk, desk
from tests.gui.labs.conftest import TEXT, found

__all__ = ["desk"]


def add_layer(desk: Desk) -> None:
    network = desk.document.project.network
    desk.document.change_network(network.insert((len(network.nodes),), Layer("dense_2", Dense(3))), "Add Dense")


def test_that_answers_are_marked_and_counted(bench: Bench, desk: Desk) -> None:
    question = bench.lab.questions[0]
    right = desk.document.analysis.totals.parameters
    assert bench.answer(question, "7").right is False
    assert bench.progress.answers["how-many"] == Answer("7", False, 1)
    assert bench.answer(question, "many").words
    assert bench.progress.answers["how-many"].tries == 1
    assert bench.answer(question, f"{right:,}").right is True
    assert bench.progress.answers["how-many"] == Answer(f"{right:,}", True, 2)


def test_that_a_right_answer_stays_right_whatever_is_typed_afterwards(bench: Bench, desk: Desk) -> None:
    question = bench.lab.questions[0]
    bench.answer(question, str(desk.document.analysis.totals.parameters))
    bench.answer(question, "7")
    assert bench.progress.answers["how-many"].right is True


def test_that_a_check_is_ticked_when_the_project_changes_and_stays_so(bench: Bench, desk: Desk) -> None:
    with desk.qtbot.waitSignal(bench.looked):
        bench.look_soon()
    assert not bench.found["layers"].holds
    assert "4" in bench.found["layers"].missing
    with desk.qtbot.waitSignal(bench.progress_changed):
        add_layer(desk)
    assert "5" in bench.progress.reached["layers"].found
    desk.document.undo_stack.undo()
    bench.look_soon()
    desk.qtbot.waitUntil(lambda: not bench.is_looking)
    assert "layers" in bench.progress.reached


def test_that_a_run_that_ends_is_looked_at(bench: Bench, desk: Desk) -> None:
    bench.go_to(1)
    with desk.qtbot.waitSignal(bench.progress_changed):
        desk.add_run()
    assert "run" in bench.progress.reached


def test_that_progress_is_kept_in_the_project_and_found_again(bench: Bench, desk: Desk) -> None:
    bench.answer(bench.lab.questions[1], "Because.")
    bench.go_to(1)
    bench.name_student("Ada")
    other = Bench(desk.document, lambda: scene_maker(desk.document), desk.document)
    other.open(found())
    assert other.progress == bench.progress
    assert other.progress.step == 1
    assert desk.document.notes.get(OPEN)


def test_that_answers_stay_when_the_labs_file_was_changed_but_for_what_is_asked_otherwise(
    bench: Bench, desk: Desk
) -> None:
    bench.answer(bench.lab.questions[1], "Because.")
    bench.open(found(TEXT.replace("**Read** this.", "Read *this*.")))
    assert bench.is_changed_since
    assert bench.progress.answers["own"].text == "Because."
    bench.open(found(TEXT.replace("Why?", "Why so?")))
    assert "own" not in bench.progress.answers
    bench.open(found())
    assert bench.progress.answers["own"].text == "Because."


def test_that_a_note_that_is_damaged_begins_the_lab_anew(bench: Bench, desk: Desk) -> None:
    desk.document.notes.put(note_of("small"), '{"lab": 3, "step": "x"')
    bench.open(found())
    assert bench.progress == replace(bench.progress, step=0, answers={}, reached={})


def test_that_a_lab_that_is_left_keeps_what_was_done(bench: Bench, desk: Desk) -> None:
    bench.answer(bench.lab.questions[1], "Because.")
    lab = bench.lab
    bench.leave()
    assert bench.lab is None
    assert desk.document.notes.get(OPEN) == ""
    assert bench.progress_of(lab).answers["own"].text == "Because."


def test_that_what_is_being_looked_at_for_one_lab_ticks_nothing_in_the_next(bench: Bench, desk: Desk) -> None:
    add_layer(desk)
    bench._rest.stop()
    bench._look()
    assert bench.is_looking
    bench.open(found(TEXT.replace("is = 5", "is = 99"), "other"))
    desk.qtbot.waitUntil(lambda: not bench.is_looking)
    assert bench.progress.reached == {}


def test_that_nothing_is_kept_once_no_lab_is_open(bench: Bench, desk: Desk) -> None:
    number, own = bench.lab.questions
    bench.leave()
    assert bench.answer(number, "7") is None
    assert bench.answer(own, "Too late") is None
    bench.hint_for_question(found().lab.questions[0])
    assert desk.document.notes.get(note_of("")) == ""


def test_that_a_lab_that_begins_again_has_nothing_but_the_name_and_can_be_had_back(bench: Bench, desk: Desk) -> None:
    bench.name_student("Ada")
    bench.answer(bench.lab.questions[1], "Because.")
    bench.go_to(1)
    before = bench.progress
    bench.begin_again()
    assert (bench.progress.student, bench.progress.step, bench.progress.answers) == ("Ada", 0, {})
    assert bench.progress_of(bench.lab) == bench.progress
    bench.put_back(before)
    assert bench.progress_of(bench.lab) == before
    bench.open(found(TEXT, "other"))
    bench.put_back(before)
    assert bench.progress.lab == "other"
