"""What stands below the table, and what is taken along."""

import json
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QComboBox, QTableView

from cnnstudio.core.network import Network
from cnnstudio.core.project import Project
from cnnstudio.gui.comparison.exports import WAYS
from cnnstudio.gui.comparison.rows import RowReader
from cnnstudio.gui.widgets.plots.hues import MOST, looks
from tests.gui.comparison.stage import PROJECT, Stage, answers, with_plan
from tests.gui.finding import find


def with_network(network: Network) -> Project:
    return replace(PROJECT, network=network)


WAY = {way.ending: way for way in WAYS}


def test_that_a_run_keeps_its_look_while_it_is_selected_and_no_two_look_alike() -> None:
    first = looks([1, 2, 3], {})
    assert len(set(first.values())) == 3
    second = looks([3, 4, 1], first)
    assert (second[1], second[3]) == (first[1], first[3])
    assert looks([2, 1], first | second) == {1: first[1], 2: first[2]}  # as it was before it was left out
    later = looks([1, 1 + MOST], {})
    assert later[1] == first[1] != later[1 + MOST]
    assert len(looks(list(range(20)), {})) == MOST


def test_that_the_curves_of_the_selected_runs_are_overlaid(stage: Stage) -> None:
    stage.add_run(name="one", epochs=3)
    stage.add_run(name="two", epochs=2)
    stage.show(1, 2)
    loss, accuracy = stage.page.curves.loss.curves, stage.page.curves.accuracy.curves
    assert [curve.label for curve in loss] == ["one", "two"]
    assert np.allclose(loss[0].y, [2, 1, 2 / 3])  # of the validation
    assert accuracy[1].y.tolist() == [0.25, 0.5]
    assert len({(curve.colour, curve.style) for curve in loss}) == 2
    choice = find(stage.page, QComboBox, "compare.curves.part")
    choice.setCurrentIndex(choice.findData("both"))
    stage.wait(lambda: stage.page.is_ready)
    assert [curve.style for curve in stage.page.curves.loss.curves[2:]] == ["faint", "faint"]


def test_that_runs_of_one_name_have_curves_of_their_own(stage: Stage) -> None:
    stage.add_run(name="same")
    stage.add_run(name="same")
    stage.show(1, 2)
    assert [curve.label for curve in stage.page.curves.loss.curves] == ["same (1)", "same (2)"]


def test_that_more_runs_than_can_be_told_apart_are_not_drawn_and_that_is_said(stage: Stage) -> None:
    for number in range(1, MOST + 3):
        stage.desk.add_run(number)
    stage.show()
    stage.page.table.selectAll()
    stage.wait(lambda: len(stage.page.chosen) == MOST + 2 and stage.page.is_ready)
    assert len(stage.page.curves.loss.curves) == MOST
    assert stage.page.curves.note == "8 of the 10 selected runs are drawn."


def test_that_what_differs_is_listed_in_words(stage: Stage) -> None:
    stage.add_run(with_plan(learning_rate=0.1), name="slow")
    stage.add_run(with_plan(learning_rate=0.2, batch_size=7))
    stage.page.tabs.setCurrentWidget(stage.page.differences)
    stage.show(1, 2)
    stage.wait(lambda: len(stage.page.differences.rows()) == 2)
    assert ["Plan", "Learning rate", "0.1", "0.2"] in stage.page.differences.rows()
    assert stage.page.differences.words == "slow and Run 2 differ in 2 settings: Learning rate, Batch size"
    stage.show(1)
    assert stage.page.differences.words.startswith("Select two or more runs")


def test_that_runs_of_one_project_differ_in_nothing(stage: Stage) -> None:
    stage.add_run()
    stage.add_run()
    stage.page.tabs.setCurrentWidget(stage.page.differences)
    stage.show(1, 2)
    stage.wait(lambda: "differ by chance alone" in stage.page.differences.words)


def test_that_repeated_seeds_are_said_as_mean_and_deviation_and_a_click_selects_them(stage: Stage) -> None:
    stage.add_run(with_plan(seed=1), test=answers(3))
    stage.add_run(with_plan(seed=2), test=answers(6))
    stage.add_run(with_plan(learning_rate=0.5), test=answers(6))
    stage.page.tabs.setCurrentWidget(stage.page.seeds)
    stage.show(3)
    stage.wait(lambda: len(stage.page.seeds.shown()) == 1)
    runs, count, _, test, interval, _ = stage.page.seeds.shown()[0]
    assert (runs, count, test) == ("Run 1, Run 2", "2", "85.00 ± 7.07 %")
    assert interval == "21.47 to 148.53 %"
    stage.page.seeds.group_opened.emit((1, 2))
    assert stage.page.table.chosen == (1, 2)


@pytest.mark.parametrize("order", list(Qt.SortOrder))
def test_that_seeds_without_a_test_come_last_in_either_order(stage: Stage, order: Qt.SortOrder) -> None:
    for rate, test in ((0.5, None), (0.25, answers(3))):
        for seed in (1, 2):
            stage.add_run(with_plan(learning_rate=rate, seed=seed), test=test)
    stage.page.tabs.setCurrentWidget(stage.page.seeds)
    stage.show()
    stage.wait(lambda: len(stage.page.seeds.shown()) == 2)
    for column in (3, 4):
        find(stage.page, QTableView, "compare.seeds").sortByColumn(column, order)
        assert [row[column] == "–" for row in stage.page.seeds.shown()] == [False, True]


@pytest.mark.parametrize(
    ("ending", "words"),
    [("md", "| Test accuracy |"), ("tex", r"\begin{tabular}"), ("csv", "test_accuracy"), ("json", '"test_accuracy"')],
)
def test_that_the_table_is_copied_in_each_way(stage: Stage, ending: str, words: str) -> None:
    stage.add_run(test=answers(3))
    stage.show(1)
    with stage.desk.qtbot.waitSignal(stage.page.said):
        stage.page.export.copy(WAY[ending])
    assert words in QGuiApplication.clipboard().text()


def test_that_two_or_more_selected_runs_alone_are_saved_in_the_order_of_the_table(stage: Stage, tmp_path: Path) -> None:
    for wrong in (3, 6, 9):
        stage.add_run(test=answers(wrong))
    stage.show(1, 3)
    with stage.desk.qtbot.waitSignal(stage.page.said) as said:
        stage.page.export.save(WAY["json"], tmp_path / "runs.json")
    assert said.args == ["2 of 3 runs saved as runs.json."]
    found = json.loads((tmp_path / "runs.json").read_text(encoding="utf-8"))
    assert [(each["run"], each["test_accuracy"]) for each in found] == [(3, 0.7), (1, 0.9)]


def test_that_the_menu_says_how_many_runs_are_meant_and_can_mean_all(stage: Stage) -> None:
    for _ in range(3):
        stage.add_run()
    stage.show(1, 3)
    actions = {action.text(): action for action in stage.page.export.menu_now().actions()}
    assert actions["The 2 selected runs"].isChecked()
    actions["All 3 runs in view"].trigger()
    with stage.desk.qtbot.waitSignal(stage.page.said) as said:
        stage.page.export.copy(WAY["csv"])
    assert said.args == ["3 runs copied as CSV."]
    stage.show(1)
    assert not stage.page.export.menu_now().actions()[0].isEnabled()
    assert stage.page.export.menu_now().actions()[0].text() == "3 runs"


def test_that_rows_and_legends_tell_the_runs_by_what_differs(stage: Stage) -> None:
    stage.add_run(with_plan(optimizer="SGD"))
    stage.add_run(with_plan(optimizer="Adam"))
    stage.add_run()
    stage.show(1, 2)
    stage.wait(lambda: [curve.label for curve in stage.page.curves.loss.curves] == ["Run 1 · SGD", "Run 2 · Adam"])
    assert [row["Name"] for row in stage.rows()] == ["Run 3", "Run 2 · Adam", "Run 1 · SGD"]
    stage.show(1)
    stage.wait(lambda: [row["Name"] for row in stage.rows()] == ["Run 3", "Run 2", "Run 1"])


def test_that_of_other_rows_the_same_settings_are_told(stage: Stage) -> None:
    for momentum in (True, False, True):
        stage.add_run(with_plan(keep_best=momentum))
    stage.show(1, 2)
    stage.press("compare.differing")
    stage.wait(lambda: "Keep the best" in stage.rows()[0])
    assert [row["Keep the best"] for row in stage.rows()] == ["on", "off", "on"]


def test_that_an_architecture_begins_where_it_differs(stage: Stage) -> None:
    network = stage.add_run().project.network
    stage.add_run(with_network(network.change((1,), filters=9)))
    stage.show(1, 2)
    stage.wait(lambda: all(row["Architecture"].startswith("… CONV D=") for row in stage.rows()))
    stage.show(1)
    assert stage.rows()[1]["Architecture"].startswith("… CONV D=")  # of one selected, all are compared


def test_that_copied_rows_say_what_their_cells_leave_out(stage: Stage) -> None:
    network = stage.add_run().project.network
    stage.add_run(with_network(network.change((1,), filters=9)))
    stage.show(1, 2)
    stage.wait(lambda: all(" · " in row["Name"] for row in stage.rows()))
    stage.page.table.copy()
    titles, *lines = (line.split("\t") for line in QGuiApplication.clipboard().text().split("\n"))
    rows = [dict(zip(titles, line, strict=True)) for line in lines]
    assert [row["Name"] for row in rows] == ["Run 2", "Run 1"]
    assert not any(row["Architecture"].startswith("…") for row in rows)
    assert "9" in rows[0]["Architecture"]


def test_that_a_place_that_cannot_be_written_is_said(stage: Stage, tmp_path: Path) -> None:
    stage.add_run()
    stage.show()
    with stage.desk.qtbot.waitSignal(stage.desk.document.refused):
        stage.page.export.save(WAY["csv"], tmp_path / "nowhere" / "runs.csv")


def test_that_columns_of_differences_are_exported_too(stage: Stage) -> None:
    stage.add_run(with_plan(learning_rate=0.1))
    stage.add_run(with_plan(learning_rate=0.2))
    stage.show(1, 2)
    stage.press("compare.differing")
    stage.wait(lambda: "Learning rate" in stage.rows()[0])
    with stage.desk.qtbot.waitSignal(stage.page.said):
        stage.page.export.copy(WAY["md"])
    assert "| Learning rate |" in QGuiApplication.clipboard().text()


def test_that_the_rows_of_two_thousand_runs_are_asked_for_as_they_come_into_view(stage: Stage) -> None:
    run = stage.add_run()
    asked: list[int] = []
    model = stage.page.table.model()
    words = model._words
    model._words = lambda number, *more: asked.append(number) or words(number, *more)
    document = stage.desk.document
    assert document.path is not None
    document._runs.put_all(
        document.path, tuple(replace(run, number=number, name=f"Run {number}") for number in range(1, 2001))
    )
    stage.show()
    assert model.rowCount() == 2000
    assert len(set(asked)) < 60


def test_that_rows_can_be_read_anew_while_a_thread_works_them_out(stage: Stage) -> None:
    run = stage.add_run()
    reader = RowReader(stage.page)
    many = [replace(run, number=number) for number in range(1, 400)]
    reader.read(many)
    for _ in range(50):
        reader.read(many[::2])
        reader.read(list(many))
    stage.wait(lambda: reader.is_complete)
    assert all(reader.of(each) is not None for each in many)
    assert reader.of(replace(run, started="another project's")) is None
    reader.end()
