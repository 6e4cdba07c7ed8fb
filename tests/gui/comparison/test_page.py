"""The Compare page: runs in a table, and what can be done to them."""

import shutil
from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QAbstractButton, QAbstractItemView, QLineEdit, QWidget

from cnnstudio.core.layers import Activation, Dense
from cnnstudio.core.network import Block, Layer, Network
from cnnstudio.core.runs.comparison import Difference
from cnnstudio.core.runs.run import Epoch
from cnnstudio.core.transferring.pretrained import Pretrained
from cnnstudio.files.project_file import ProjectFile
from cnnstudio.gui.comparison.extras import beside
from tests.gui.comparison.stage import PROJECT, Stage, answers, with_plan
from tests.gui.desk import small_network
from tests.gui.finding import find


def with_activation(function: str) -> Network:
    nodes = (*small_network().nodes[:-1], Layer("activation_1", Activation(function)), Layer("dense_1", Dense(3)))
    return Network((8, 8, 1), nodes)


def test_that_a_page_without_runs_says_what_to_do(stage: Stage) -> None:
    stage.page.show()
    empty = find(stage.page, QWidget, "compare.empty")
    assert empty.isVisible()
    with stage.desk.qtbot.waitSignal(stage.page.train_requested):
        stage.press("compare.empty.button")


def test_that_every_run_has_a_row_the_latest_first_and_the_latest_two_are_selected(stage: Stage) -> None:
    for wrong in (3, 6, 9):
        stage.add_run(test=answers(wrong))
    stage.show()
    assert stage.names() == ["Run 3", "Run 2", "Run 1"]
    assert stage.page.table.chosen == (3, 2)
    row = stage.rows()[2]
    assert row["Architecture"].startswith("CONV D=4")
    assert row["Test accuracy"] == "90.00 %"
    assert row["Epochs"] == "2"
    assert row["Best epoch"] == "2"
    assert row["Time"] == "3.0 s"
    assert row["Date"] == "2026-03-01 14:30"


def test_that_a_click_on_a_title_sorts_with_unknown_values_last_in_both_directions(stage: Stage) -> None:
    stage.add_run(test=answers(9))
    stage.add_run()
    stage.add_run(test=answers(3))
    stage.show(1)
    stage.sort("Test accuracy")
    assert stage.names() == ["Run 1", "Run 3", "Run 2"]
    stage.sort("Test accuracy", Qt.SortOrder.DescendingOrder)
    assert stage.names() == ["Run 3", "Run 1", "Run 2"]
    assert stage.page.table.chosen == (1,)


def test_that_the_filter_finds_words_of_any_column_and_says_when_there_are_none(stage: Stage) -> None:
    stage.add_run(with_plan(optimizer="SGD"), name="slow")
    stage.add_run(with_plan(optimizer="Adam"), name="quick")
    stage.show()
    line = find(stage.page, QLineEdit, "compare.filter")
    stage.desk.qtbot.keyClicks(line, "sgd conv")
    assert stage.names() == ["slow"]
    assert "1 of 2 runs in view" in stage.page.bar.words
    line.setText("nowhere")
    assert not stage.page.table.isVisible()
    line.clear()
    assert stage.names() == ["quick", "slow"]


def test_that_columns_are_chosen_and_number_and_name_stay(stage: Stage) -> None:
    stage.add_run()
    stage.show()
    stage.page.view_bar.show_columns(["seed", "optimizer"])
    assert list(stage.rows()[0]) == ["Run", "Name", "Optimiser", "Seed"]
    actions = {action.text(): action for action in stage.page.view_bar.columns_menu().actions()}
    actions["Seed"].setChecked(False)
    assert list(stage.rows()[0]) == ["Run", "Name", "Optimiser"]


def test_that_settings_in_which_the_selected_runs_differ_are_bold(stage: Stage) -> None:
    stage.add_run(with_plan(learning_rate=0.1))
    stage.add_run(with_plan(learning_rate=0.2))
    stage.add_run(with_plan(learning_rate=0.2, batch_size=7))
    stage.page.view_bar.show_columns(["learning_rate", "batch_size", "optimizer"])
    stage.show(1, 2)
    model = stage.page.table.model()
    fonts = [model.index(2, column).data(Qt.ItemDataRole.FontRole) for column in range(model.columnCount())]
    titles = list(stage.rows()[0])
    assert [title for title, font in zip(titles, fonts, strict=True) if font is not None and font.bold()] == [
        "Learning rate"
    ]
    assert model.index(0, titles.index("Learning rate")).data(Qt.ItemDataRole.FontRole) is None
    stage.show(1)
    assert stage.page.table.model().bold == {"learning_rate", "batch_size"}  # of one selected: all runs are compared


def test_that_what_differs_gets_columns_of_its_own_where_that_is_wished(stage: Stage) -> None:
    stage.add_run(replace(PROJECT, network=with_activation("tanh")))
    stage.add_run(replace(PROJECT, network=with_activation("relu")))
    stage.show(1, 2)
    stage.press("compare.differing")
    title = "activation_1 · Activation"
    stage.wait(lambda: title in stage.rows()[0])
    assert [row[title] for row in stage.rows()] == ["relu", "tanh"]
    stage.sort(title, Qt.SortOrder.DescendingOrder)
    assert stage.names() == ["Run 1", "Run 2"]
    assert stage.page.table.chosen == (1, 2)
    stage.press("compare.differing")
    assert title not in stage.rows()[0]
    assert stage.names() == ["Run 2", "Run 1"]  # by number again


def test_that_a_name_is_edited_in_its_row_and_kept_in_the_file(stage: Stage) -> None:
    stage.add_run()
    stage.show(1)
    stage.press("compare.rename")
    line = find(stage.page, QLineEdit, "compare.name")
    line.setText("with tanh")
    with stage.desk.qtbot.waitSignal(stage.desk.document.runs_changed):
        stage.desk.qtbot.keyClick(line, Qt.Key.Key_Return)
    assert stage.desk.document.runs[0].name == "with tanh"
    stage.wait(lambda: stage.names() == ["with tanh"])


def test_that_a_name_under_the_pen_that_is_asked_for_again_stays_there(stage: Stage) -> None:
    stage.add_run()
    stage.show(1)
    stage.press("compare.rename")
    line = find(stage.page, QLineEdit, "compare.name")
    line.setText("with tanh")
    stage.press("compare.rename")
    assert find(stage.page, QLineEdit, "compare.name") is line
    assert line.text() == "with tanh"
    assert stage.page.table.is_editing


def test_that_a_name_under_the_pen_is_kept_when_that_of_another_run_is_asked_for(stage: Stage) -> None:
    stage.add_run()
    stage.add_run()
    stage.show(2)
    stage.page.table.choose([1])
    stage.press("compare.rename")
    find(stage.page, QLineEdit, "compare.name").setText("with tanh")
    stage.page.table.choose([2])
    stage.page.table.begin_rename()
    stage.wait(lambda: stage.desk.document.runs[0].name == "with tanh")
    assert find(stage.page, QLineEdit, "compare.name").text() == "Run 2"


def test_that_a_name_under_the_pen_is_kept_when_its_page_goes_out_of_view(stage: Stage) -> None:
    stage.add_run()
    stage.show(1)
    other = QLineEdit()
    stage.desk.qtbot.addWidget(other)
    other.show()
    other.activateWindow()
    stage.wait(other.isActiveWindow)
    stage.press("compare.rename")
    find(stage.page, QLineEdit, "compare.name").setText("with tanh")
    stage.page.hide()
    assert not stage.page.table.is_editing
    stage.wait(lambda: stage.desk.document.runs[0].name == "with tanh")


def test_that_a_name_under_the_pen_is_for_the_project_that_is_left(stage: Stage, tmp_path: Path) -> None:
    stage.add_run()
    stage.show(1)
    document = stage.desk.document
    before = document.path
    assert before is not None
    other = Path(shutil.copy(before, tmp_path))  # it has a run with that number, too
    document.leaving.connect(stage.page.hide)  # as the pages do
    stage.press("compare.rename")
    find(stage.page, QLineEdit, "compare.name").setText("with tanh")
    with stage.desk.qtbot.waitSignal(document.opened):
        document.open(other)
    assert not stage.page.table.is_editing
    with stage.desk.qtbot.waitSignal(document.runs_changed):
        document.read_runs()
    assert document.runs[0].name == "Run 1"
    for path, name in ((other, "Run 1"), (before, "with tanh")):
        with ProjectFile.open(path, read_only=True) as file:
            assert file.runs()[0].name == name


def test_that_rows_do_not_move_while_a_name_is_under_the_pen(stage: Stage) -> None:
    stage.add_run()
    stage.show(1)
    stage.press("compare.rename")
    line = find(stage.page, QLineEdit, "compare.name")
    stage.add_run()
    assert stage.page.table.is_editing
    assert len(stage.rows()) == 1
    stage.desk.qtbot.keyClick(line, Qt.Key.Key_Escape)
    stage.wait(lambda: len(stage.rows()) == 2)


def test_that_runs_are_deleted_after_one_question_in_place(stage: Stage) -> None:
    for _ in range(3):
        stage.add_run()
    stage.show(1, 3)
    stage.desk.qtbot.keyClick(stage.page.table, Qt.Key.Key_Delete)
    assert stage.page.bar.words == "Delete 2 runs with their weights? This cannot be undone."
    stage.press("compare.delete.no")
    assert "selected" in stage.page.bar.words
    stage.press("compare.delete")
    with stage.desk.qtbot.waitSignal(stage.desk.document.runs_changed):
        stage.press("compare.delete.yes")
    assert [run.number for run in stage.desk.document.runs] == [2]
    stage.wait(lambda: stage.names() == ["Run 2"])


def test_that_a_run_others_rest_on_is_refused_before_anything_is_asked(stage: Stage) -> None:
    base = Block("base", Pretrained("run:1"), (PROJECT.network.nodes[:1],))
    network = replace(PROJECT.network, nodes=(base, *PROJECT.network.nodes[2:]))
    stage.add_run(name="first")
    stage.add_run(replace(PROJECT, network=network), name="on it")
    said: list[str] = []
    stage.desk.document.refused.connect(lambda error: said.append(f"{error.text} {error.hint}"))
    stage.show(1)
    stage.press("compare.delete")
    assert said == [
        "Nothing was deleted. Frozen layers of “on it” have their weights from this run. Delete that run first."
    ]
    assert "?" not in stage.page.bar.words
    stage.show(1, 2)
    stage.press("compare.delete")
    assert stage.page.bar.words.startswith("Delete 2 runs")


def test_that_a_run_that_goes_on_training_is_not_deleted_by_a_question_asked_before(stage: Stage) -> None:
    run = stage.add_run()
    stage.show(1)
    stage.page.bar.ask_delete()
    assert "Delete" in stage.page.bar.words
    document = stage.desk.document
    document.put_run(replace(run, status="training"))
    stage.page.bar.deleted.emit((1,))  # as if it had been pressed in that moment
    stage.wait(lambda: "selected" in stage.page.bar.words)
    stage.desk.settle()
    assert [each.number for each in document.runs] == [1]


def test_that_a_run_that_trains_is_neither_renamed_nor_deleted(stage: Stage) -> None:
    stage.desk.add_run(1, "training")
    stage.show(1)
    for name in ("compare.rename", "compare.delete"):
        assert not find(stage.page, QAbstractButton, name).isEnabled()
    model = stage.page.table.model()
    assert not model.flags(model.index(0, 1)) & Qt.ItemFlag.ItemIsEditable
    stage.page.table.begin_rename()  # as if it had been pressed in that moment
    assert stage.page.table.state() != QAbstractItemView.State.EditingState


def test_that_a_project_is_put_back_as_one_step(stage: Stage) -> None:
    document = stage.desk.document
    stage.add_run(with_plan(learning_rate=0.5))
    stage.show(1)
    before = document.project
    stage.press("compare.restore")
    assert document.project.plan.learning_rate == 0.5
    assert document.undo_stack.count() == 1
    assert not find(stage.page, QAbstractButton, "compare.restore").isEnabled()
    document.undo_stack.undo()
    assert document.project == before


def test_that_a_run_trained_from_another_one_is_laid_over_it(stage: Stage) -> None:
    stage.add_run(replace(PROJECT, network=with_activation("tanh")))
    stage.add_run()
    stage.show(1)
    said: list[str] = []
    stage.page.said.connect(said.append)
    with stage.desk.qtbot.waitSignal(stage.page.page_requested) as asked:
        stage.press("compare.again")
    assert asked.args == ["build"]
    assert said == [
        "The project of Run 1 is here, with its plan of 5 epochs altogether: change one thing, then press Train. "
        "Undo takes it back."
    ]
    stage.page.hide()
    document = stage.desk.document
    assert document.project.network == with_activation("tanh")
    document.change_network(with_activation("relu"), "Change the activation")
    stage.add_run(document.project)
    stage.page.show()
    stage.wait(lambda: stage.page.table.chosen == (1, 3))
    stage.wait(lambda: [curve.label for curve in stage.page.curves.accuracy.curves] == ["Run 1 · tanh", "Run 3 · relu"])
    stage.page.tabs.setCurrentWidget(stage.page.differences)
    stage.wait(lambda: "tanh → relu" in stage.page.differences.words)


def test_that_nothing_is_said_to_be_done_where_the_file_is_only_read(
    stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    stage.add_run(with_plan(learning_rate=0.5))
    stage.show(1)
    monkeypatch.setattr(type(stage.desk.document), "why_read_only", "is open in another window")
    told: list[object] = []
    for signal in (stage.page.said, stage.page.page_requested):
        signal.connect(told.append)
    with stage.desk.qtbot.waitSignal(stage.desk.document.refused):
        stage.page.train_again()
    assert not told


def test_that_an_epoch_of_a_run_shows_in_its_row_and_curve(stage: Stage) -> None:
    run = stage.desk.add_run(1, "training")
    stage.show(1)
    stage.desk.document.put_run(replace(run, epochs=(*run.epochs, Epoch(3, 0.1, 0.9, 0.1, 0.9, 1.0))))
    stage.wait(lambda: stage.rows()[0]["Epochs"] == "3")
    stage.wait(lambda: len(stage.page.curves.loss.curves[0].x) == 3)


def test_that_nothing_is_worked_out_while_the_page_is_not_in_view(stage: Stage) -> None:
    stage.add_run()
    stage.desk.settle()
    assert stage.page.table.model().rowCount() == 0


def test_that_the_menu_offers_what_can_be_done_to_one_run(stage: Stage) -> None:
    stage.add_run(with_plan(learning_rate=0.5))
    stage.add_run()
    stage.show(1)
    actions = {action.text(): action for action in stage.page.menu_now().actions()}
    actions["Look at it on the other pages"].trigger()
    assert stage.desk.document.chosen_run is not None
    assert stage.desk.document.chosen_run.number == 1
    with stage.desk.qtbot.waitSignal(stage.page.page_requested) as asked:
        actions["Change its plan and train"].trigger()
    assert asked.args == ["train"]
    stage.show(1, 2)
    actions = {action.text(): action for action in stage.page.menu_now().actions()}
    assert not actions["Put its project back"].isEnabled()
    assert actions["Delete…"].isEnabled()


def test_that_the_tabs_stay_under_the_mouse_until_the_height_is_divided_by_hand(stage: Stage) -> None:
    stage.add_run(test=answers(9))
    stage.add_run(test=answers(3))
    stage.page.resize(1180, 700)
    stage.show(1, 2)
    tabs = stage.page.tabs
    heights = set()
    for number in (*range(tabs.count()), 0):
        tabs.setCurrentIndex(number)
        stage.wait(lambda: stage.page.is_ready)
        heights.add(tabs.mapTo(stage.page, tabs.rect().topLeft()).y())
    assert len(heights) == 1
    assert heights.pop() < 0.45 * stage.page.height()


def test_that_what_a_column_says_already_gets_no_second_one(stage: Stage) -> None:
    stage.add_run(with_plan(optimizer="SGD", seed=1))
    stage.add_run(with_plan(optimizer="Adam", seed=2))
    stage.page.view_bar.show_columns(["optimizer"])
    stage.show(1, 2)
    stage.press("compare.differing")
    stage.wait(lambda: "Seed" in stage.rows()[0])
    model = stage.page.table.model()
    titles = [model.headerData(place, Qt.Orientation.Horizontal).strip() for place in range(model.columnCount())]
    assert titles == ["Run", "Name", "Seed", "Optimiser"]


def test_that_columns_chosen_beside_what_differs_take_the_place_of_those_of_differences(stage: Stage) -> None:
    stage.add_run(with_plan(optimizer="SGD", seed=1))
    stage.add_run(with_plan(optimizer="Adam", seed=2))
    stage.page.view_bar.show_columns([])
    stage.show(1, 2)
    stage.press("compare.differing")
    stage.wait(lambda: len(stage.page.table.model().columns) == 4)
    for keys, wanted in ((["optimizer"], ["Seed", "Optimiser"]), ([], ["Optimiser", "Seed"])):
        stage.page.view_bar.show_columns(keys)
        assert [column.title for column in stage.page.table.model().columns] == ["Run", "Name", *wanted]


def test_that_columns_of_differences_follow_how_many_runs_are_selected(stage: Stage) -> None:
    for settings in ({"keep_best": False}, {"batch_size": 7}, {"batch_size": 8}):
        stage.add_run(with_plan(**settings))
    stage.show(3, 2)
    stage.press("compare.differing")
    one, both = {"Batch size"}, {"Batch size", "Keep the best"}
    for numbers, wanted in (((3, 2), one), ((3, 2, 1), both), ((3, 2), one), ((3,), both)):
        stage.show(*numbers)
        stage.wait(lambda wanted=wanted: both & stage.rows()[0].keys() == wanted)


def test_that_a_column_of_a_setting_in_full_has_a_title_of_its_own() -> None:
    short, long = (
        Difference("plan", "Optimiser", values) for values in (("SGD", "Adam"), ("SGD, momentum 0.9", "Adam"))
    )
    assert beside([short], {"Optimiser"}, ()) == []
    assert [each.label for each in beside([long], {"Optimiser"}, ())] == ["Optimiser in full"]
    assert beside([long], (), ()) == [long]


def test_that_the_question_before_a_run_is_deleted_goes_with_its_project(stage: Stage, tmp_path: Path) -> None:
    stage.add_run()
    stage.show(1)
    stage.page.bar.ask_delete()
    document = stage.desk.document
    assert document.path is not None
    with stage.desk.qtbot.waitSignal(document.opened):
        document.open(Path(shutil.copy(document.path, tmp_path)))  # it has a run with that number, too
    stage.wait(lambda: stage.page.table.chosen == (1,) and stage.page.is_ready)
    assert "Delete" not in stage.page.bar.words
