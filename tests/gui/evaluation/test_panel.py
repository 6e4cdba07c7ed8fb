"""The evaluation of a run, from its figures to its pictures."""

from dataclasses import replace
from pathlib import Path

import numpy as np
from PySide6.QtCore import QPoint, QSize, Qt
from PySide6.QtWidgets import QComboBox, QProgressBar, QTabWidget, QWidget

from cnnstudio.core.evaluation.outcomes import scores
from cnnstudio.core.messages import Assess, Assessed, Cancelled, Failed, Predict, Predicted, RunSubject, Scoring
from cnnstudio.core.pictures.preprocessing import Prepared, Preprocessing
from cnnstudio.data.dataset import DataSet
from cnnstudio.files.project_file import ProjectFile
from cnnstudio.files.saved.importing import imported
from cnnstudio.gui.evaluation.panel import EvaluationPanel
from cnnstudio.gui.evaluation.parts import PartChooser
from cnnstudio.gui.evaluation.picked import Picked
from tests.arrived import saved
from tests.gui.desk import LABELS, small_data
from tests.gui.evaluation.stage import TEST, Stage, outcomes_of
from tests.gui.finding import find


def test_that_without_a_run_it_is_said_what_to_do(stage: Stage) -> None:
    assert stage.panel.words.startswith("No run yet\nTrain the network")
    assert stage.desk.bridge.requests == []


def test_that_stored_answers_are_shown_with_whole_numbers_and_without_asking_the_engine(stage: Stage) -> None:
    stage.add_run({"test": TEST})
    stage.wait_for_figures()
    assert stage.panel.words == "Run 1, epoch 2 (lowest validation loss) · 2 of 6 test pictures misclassified"
    parts = find(stage.panel, PartChooser, "evaluate.parts")
    assert parts.tile("test").words == "Test: 66.67 %, 2 of 6 wrong · loss 0.25"
    assert parts.tile("train").words == "Training: 87.50 %, 1 of 8 wrong · loss 0.5"
    assert parts.tile("validation").words == "Validation: –, not scored yet"
    assert stage.panel.confusion.matrix.tolist() == [[2, 0, 0], [0, 2, 0], [1, 1, 0]]
    assert stage.desk.bridge.requests == []


def choose(mistakes: QWidget, name: str, value: object) -> None:
    """Chooses which pictures there are, or their order."""
    combo = find(mistakes, QComboBox, f"evaluate.mistakes.{name}")
    combo.setCurrentIndex(combo.findData(value))


def test_that_the_surest_mistakes_come_first_and_can_be_turned_round(stage: Stage) -> None:
    stage.add_run({"test": TEST})
    stage.wait_for_figures()
    mistakes = stage.panel.mistakes
    assert (mistakes.title, mistakes.numbers.tolist()) == ("2 mistakes", [5, 2])
    tiles = mistakes.grid.tiles
    assert [tiles.caption(row)[:2] for row in (0, 1)] == [("elk → cat", "75.0 %"), ("elk → dog", "60.0 %")]
    choose(mistakes, "order", "least_sure")
    assert mistakes.numbers.tolist() == [2, 5]
    choose(mistakes, "which", False)
    assert mistakes.title == "6 pictures"
    assert [tiles.caption(row).sign for row in range(3)] == ["right", "right", "wrong"]


def test_that_a_cell_of_the_matrix_opens_its_pictures_and_leads_back_to_all(stage: Stage) -> None:
    stage.add_run({"test": TEST})
    stage.wait_for_figures()
    canvas, mistakes = stage.panel.confusion.canvas, stage.panel.mistakes
    stage.desk.qtbot.mouseClick(canvas.viewport(), Qt.MouseButton.LeftButton, pos=canvas.cell_center((2, 0)))
    assert (mistakes.title, mistakes.numbers.tolist()) == ("elk read as cat: 1 picture", [5])
    stage.desk.qtbot.mouseClick(canvas.viewport(), Qt.MouseButton.LeftButton, pos=canvas.cell_center((1, 1)))
    assert (mistakes.title, mistakes.numbers.tolist()) == ("dog read rightly: 2 pictures", [4, 1])
    mistakes.cleared.emit()
    assert mistakes.title == "2 mistakes"


def test_that_a_click_shows_the_picture_large_with_its_largest_outputs(stage: Stage) -> None:
    run = stage.add_run({"test": TEST})
    stage.wait_for_figures()
    grid, look = stage.panel.mistakes.grid, stage.panel.mistakes.look
    at = grid.visualRect(grid.tiles.index(0, 0)).center()
    stage.desk.qtbot.mouseClick(grid.viewport(), Qt.MouseButton.LeftButton, pos=at)
    assert look.words.splitlines()[:2] == ["elk, read as cat", "output 75.0 % · 25.0 % for elk · test part no. 5"]
    assert look.picture is not None
    assert look.picture[0, 0, 0] == 105
    asked = stage.desk.wait_for(Predict)
    assert isinstance(asked, Predict)
    assert asked.subject == RunSubject(str(stage.desk.document.path), run.number)
    assert np.array_equal(asked.picture, look.picture)
    given = np.array([0.7, 0.1, 0.2], np.float32)
    stage.desk.answer(Predict, lambda ticket: Predicted(ticket, asked.subject, LABELS, given))
    assert look.outputs == [("cat", "70.0 %"), ("elk", "20.0 %"), ("dog", "10.0 %")]
    assert len(stage.desk.asked(Predict)) == 1


def test_that_beside_a_large_picture_rows_are_whole_and_the_choosers_stay_where_they_are(stage: Stage) -> None:
    count = 60
    stage.add_run({"test": outcomes_of([0, 1] * (count // 2), [1, 0] * (count // 2))})
    stage.wait_for_words("60 of 60")
    stage.desk.qtbot.waitUntil(lambda: len(stage.panel.mistakes.numbers) == count)
    mistakes = stage.panel.mistakes
    order = find(mistakes, QWidget, "evaluate.mistakes.order")
    top = order.y()
    stage.panel.pick(Picked("cat", true=0))
    assert order.y() == top
    mistakes.grid.setCurrentIndex(mistakes.grid.tiles.index(0, 0))
    stage.desk.qtbot.waitUntil(lambda: mistakes.look.isVisible() and mistakes.grid.height() > 0)
    row = mistakes.grid.cell().height()
    stage.desk.qtbot.waitUntil(lambda: mistakes.grid.viewport().height() % row == 0)


def test_that_arrow_keys_go_from_picture_to_picture_and_escape_leaves_them(stage: Stage) -> None:
    stage.add_run({"test": TEST})
    stage.wait_for_figures()
    grid, look = stage.panel.mistakes.grid, stage.panel.mistakes.look
    grid.setFocus()
    stage.desk.qtbot.keyClick(grid, Qt.Key.Key_Home)
    assert look.words.startswith("elk, read as cat")
    stage.desk.qtbot.keyClick(grid, Qt.Key.Key_Right)
    assert look.words.startswith("elk, read as dog")
    look.stepped.emit(-1)
    assert look.words.startswith("elk, read as cat")
    stage.desk.qtbot.keyClick(grid, Qt.Key.Key_Escape)
    assert not look.isVisible()


def test_that_a_class_and_a_pair_and_a_range_of_confidence_lead_to_their_pictures(stage: Stage) -> None:
    stage.add_run({"test": TEST})
    stage.wait_for_figures()
    panel, mistakes = stage.panel, stage.panel.mistakes
    stage.look_at(panel.classes)
    assert panel.classes.words == "Worst: elk (0.0 % found)"
    assert panel.classes.table.shown()[0] == ["elk", "2", "2", "0.0 %", "0.0 %", "0.0 %"]
    panel.classes.table.row_opened.emit(2)
    assert mistakes.title == "elk: 2 mistakes"
    panel.classes.pairs.row_opened.emit(0)
    assert mistakes.title == "elk read as cat: 1 picture"
    stage.look_at(panel.confidence)
    panel.confidence.plot.opened.emit(0)
    choose(mistakes, "which", False)
    assert mistakes.title == "47 to 53 % sure: 1 picture"
    assert mistakes.numbers.tolist() == [0]


def test_that_calibration_is_said_in_words_with_its_error(stage: Stage) -> None:
    stage.add_run({"test": TEST})
    stage.wait_for_figures()
    stage.look_at(stage.panel.confidence)
    words = stage.panel.confidence.words
    assert words.startswith("It is 62.5 % sure on average and right in 66.7 %")
    assert "expected calibration error" in words


def test_that_two_classes_have_a_roc_curve_and_three_have_none(stage: Stage) -> None:
    stage.add_run({"test": TEST})
    stage.wait_for_figures()
    tabs = find(stage.panel, QTabWidget, "evaluate.tabs")
    assert [tabs.tabText(place) for place in range(tabs.count()) if tabs.isTabVisible(place)][-1] == "Confidence"
    data = small_data()
    two = DataSet("small", "Small", ("cat", "dog"), data.x_train, data.y_train % 2, data.x_test, data.y_test % 2)
    stage.desk.document.set_data_set(two)
    stage.add_run({"test": outcomes_of([0, 1, 0, 0, 1, 0], [0, 1, 1, 0, 1, 0], ("cat", "dog"))})
    stage.desk.qtbot.waitUntil(lambda: tabs.isTabVisible(3))
    stage.look_at(stage.panel.roc)
    assert "AUC 0.8750" in stage.panel.roc.words


def test_that_what_is_not_stored_is_worked_out_by_the_engine_with_progress(stage: Stage) -> None:
    stage.add_run({})
    stage.wait_for_words("No answers to the test pictures yet")
    find(stage.panel, QWidget, "evaluate.empty.button").setFocus()
    stage.press("evaluate.empty.button")
    assert stage.panel.window().focusWidget() is find(stage.panel, PartChooser, "evaluate.parts").tile("test")
    asked = stage.desk.asked(Assess)
    assert [(each.subject.run, each.part) for each in asked] == [(1, "test")]  # type: ignore[attr-defined]
    stage.desk.answer(Assess, lambda ticket: Scoring(ticket, "test", 3, 6))
    assert find(stage.panel, QProgressBar, "evaluate.progress").text() == "3 of 6 · 50 %"
    subject = RunSubject(str(stage.desk.document.path), 1)
    stage.desk.answer(Assess, lambda ticket: Assessed(ticket, subject, "test", TEST))
    stage.wait_for_figures()
    assert stage.panel.mistakes.title == "2 mistakes"


def test_that_what_the_engine_stored_is_read_into_the_document(stage: Stage) -> None:
    document, run = stage.desk.document, stage.add_run({}, "stopped")
    stage.wait_for_words("No answers to the test pictures yet")
    stage.press("evaluate.empty.button")
    [asked] = stage.desk.asked(Assess)
    assert asked.store  # type: ignore[attr-defined]
    assert document.path is not None
    with ProjectFile.open(document.path) as file:
        assert file.add_scores(file.run(run.number), "test", TEST)
    subject = RunSubject(str(document.path), run.number)
    stage.desk.answer(Assess, lambda ticket: Assessed(ticket, subject, "test", TEST))
    stage.desk.qtbot.waitUntil(lambda: document.runs[0].test == scores(TEST))


def test_that_answers_to_pictures_that_were_prepared_otherwise_are_not_shown(stage: Stage) -> None:
    document = stage.desk.document
    assert document.path is not None
    with ProjectFile.open(document.path) as file:
        number = file.import_run(imported(saved(document.project.network, LABELS), Path("a.keras")))
        assert file.add_scores(file.run(number), "test", TEST)
    document.read_runs()
    tile = find(stage.panel, PartChooser, "evaluate.parts").tile("test")
    stage.desk.qtbot.waitUntil(lambda: len(stage.panel.confusion.matrix) > 0)
    assert tile.words == "Test: 66.67 %, 2 of 6 wrong · loss 0.25"
    document.change_runs(lambda file: file.prepare_otherwise(number, Prepared(Preprocessing("raw"))))
    stage.wait_for_words("No answers to the test pictures yet")
    assert tile.words == "Test: –, not scored yet"
    stage.press("evaluate.empty.button")
    assert len(stage.desk.asked(Assess)) == 1


def test_that_the_work_can_be_stopped_and_a_failure_is_said_in_words(stage: Stage) -> None:
    stage.add_run({})
    stage.wait_for_words("No answers to the test pictures yet")
    stage.press("evaluate.empty.button")
    stage.press("evaluate.stop")
    assert (stage.desk.bridge.dropped, stage.desk.bridge.stops) == ([1], 0)
    stage.desk.answer(Assess, Cancelled)
    assert "is not stored yet" in stage.panel.words
    stage.press("evaluate.empty.button")
    stage.desk.answer(Assess, lambda ticket: Failed(ticket, "The data cannot be found.", "Look for them."))
    assert "The data cannot be found. Look for them." in stage.panel.words


def test_that_the_answer_of_one_part_is_kept_while_another_is_worked_out(stage: Stage) -> None:
    run = stage.add_run({})
    subject = RunSubject(str(stage.desk.document.path), run.number)
    stage.wait_for_words("No answers to the test pictures yet")
    stage.press("evaluate.empty.button")
    stage.panel.choose_part("validation")
    stage.wait_for_words("No answers to the validation pictures yet")
    stage.press("evaluate.empty.button")
    first, second = (ticket for ticket, each in enumerate(stage.desk.bridge.requests, 1) if type(each) is Assess)
    stage.desk.bridge.event.emit(Assessed(first, subject, "test", TEST))
    stage.panel.choose_part("test")
    stage.wait_for_figures()
    stage.desk.bridge.event.emit(Cancelled(second))
    assert len(stage.desk.asked(Assess)) == 2


def test_that_two_panels_share_what_is_worked_out_but_no_name(stage: Stage) -> None:
    run = stage.add_run({})
    desk = stage.desk
    other = EvaluationPanel(desk.document, desk.bridge, desk.training_run, name="compare.evaluate")  # type: ignore[arg-type]
    desk.qtbot.addWidget(other)
    other.resize(900, 600)
    other.show()
    desk.qtbot.waitUntil(lambda: "No answers" in other.words)
    stage.wait_for_words("No answers")
    stage.press("evaluate.empty.button")
    assert "Going through" in other.words
    subject = RunSubject(str(desk.document.path), run.number)
    desk.answer(Assess, lambda ticket: Assessed(ticket, subject, "test", TEST))
    stage.wait_for_figures()
    desk.qtbot.waitUntil(lambda: len(other.confusion.matrix) > 0)
    names = [{each.objectName() for each in panel.findChildren(QWidget)} for panel in (stage.panel, other)]
    assert not [name for name in names[0] & names[1] if name.startswith(("evaluate", "compare"))]
    assert find(other, QWidget, "compare.evaluate.confusion") is other.confusion
    other.end()


def test_that_another_part_is_looked_for_when_it_is_chosen(stage: Stage) -> None:
    stage.add_run({"test": TEST})
    stage.wait_for_figures()
    stage.desk.qtbot.mouseClick(
        find(stage.panel, PartChooser, "evaluate.parts").tile("train"), Qt.MouseButton.LeftButton, pos=QPoint(20, 10)
    )
    stage.wait_for_words("No answers to the training pictures yet")
    assert stage.panel.mistakes.title == "0 mistakes"


def test_that_arrow_keys_go_from_part_to_part(stage: Stage) -> None:
    stage.add_run({"test": TEST, "validation": outcomes_of([0, 1], [0, 1])})
    stage.wait_for_figures()
    tile = find(stage.panel, PartChooser, "evaluate.parts").tile("test")
    tile.setFocus()
    stage.desk.qtbot.keyClick(tile, Qt.Key.Key_Right)
    assert stage.panel.part == "validation"
    stage.wait_for_words("0 of 2 validation pictures misclassified")
    assert stage.panel.mistakes.none_words == "Not one mistake: every picture of this part was read rightly."


def test_that_a_new_name_of_the_run_is_said_at_once(stage: Stage) -> None:
    run = stage.add_run({"test": TEST})
    stage.wait_for_figures()
    stage.desk.document.put_run(replace(run, name="Best so far"))
    assert stage.panel.words.startswith("Best so far, epoch 2")


def test_that_pictures_of_other_data_are_not_shown_as_those_of_the_run(stage: Stage) -> None:
    run = stage.add_run({"test": TEST})
    stage.wait_for_figures()
    document = stage.desk.document
    document.change(replace(document.project, data=replace(run.project.data, source="fashion-10k")), "Other data")
    document.set_data_set(replace(small_data(), y_test=np.zeros(6, np.int64)))
    notice = stage.panel.mistakes.notice
    stage.desk.qtbot.waitUntil(lambda: "not those of this run" in notice.words)
    assert stage.panel.mistakes.grid.tiles.image(0) is None
    stage.press("evaluate.mistakes.notice.way_1")
    assert document.project.data == run.project.data
    document.set_data_set(small_data())
    stage.desk.qtbot.waitUntil(lambda: not notice.words)


def test_that_pictures_inverted_since_are_not_shown_until_they_are_as_the_run_had_them(stage: Stage) -> None:
    stage.add_run({"test": TEST})
    stage.wait_for_figures()
    document, notice = stage.desk.document, stage.panel.mistakes.notice
    inverted = replace(document.project.preprocessing, invert=True)
    document.change(replace(document.project, preprocessing=inverted), "Invert")
    stage.desk.settle()
    assert not notice.words  # those of the run are there until the inverted ones are loaded
    document.set_data_set(small_data())
    stage.desk.qtbot.waitUntil(lambda: "not those of this run" in notice.words)
    stage.press("evaluate.mistakes.notice.way_1")
    assert not document.project.preprocessing.invert
    stage.desk.settle()
    assert "not those of this run" in notice.words
    document.set_data_set(small_data())
    stage.desk.qtbot.waitUntil(lambda: not notice.words)


def test_that_nothing_is_asked_of_an_engine_that_trains(stage: Stage) -> None:
    stage.add_run({})
    stage.desk.add_run(2, "training")
    stage.wait_for_words("Still training")
    stage.panel.show_run(1)
    stage.wait_for_words("It can be worked out when no run is on.")


def test_that_nothing_is_read_while_the_panel_is_not_in_view(stage: Stage) -> None:
    stage.panel.hide()
    stage.add_run({"test": TEST})
    stage.desk.settle()
    assert not len(stage.panel.confusion.matrix)
    stage.panel.show()
    stage.wait_for_figures()


def test_that_the_pictures_are_on_a_tab_where_there_is_little_room(stage: Stage) -> None:
    stage.add_run({"test": TEST})
    stage.wait_for_figures()
    panel, tabs = stage.panel, find(stage.panel, QTabWidget, "evaluate.tabs")
    assert tabs.indexOf(panel.mistakes) < 0
    panel.resize(560, 400)
    assert panel.size() == QSize(560, 400)
    assert tabs.indexOf(panel.mistakes) == tabs.count() - 1
    panel.pick(Picked("elk", true=2))
    assert tabs.currentWidget() is panel.mistakes
    assert panel.mistakes.grid.isVisible()
    panel.resize(900, 600)
    assert tabs.indexOf(panel.mistakes) < 0
    assert tabs.currentWidget() is panel.confusion
    assert panel.mistakes.isVisible()
    assert panel.mistakes.picked.true == 2
