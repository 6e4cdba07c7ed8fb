"""Lists of runs to choose from."""

from dataclasses import replace

from PySide6.QtWidgets import QComboBox

from cnnstudio.core.runs.run import Run
from cnnstudio.gui.runs.names import named, show_runs
from tests.core.runs_made import run
from tests.gui.desk import Desk, desk

__all__ = ["desk"]


def runs(count: int) -> tuple[Run, ...]:
    return tuple(run(number) for number in range(1, count + 1))


def listed(combo: QComboBox) -> list[str]:
    return [combo.itemText(row) for row in range(combo.count())]


def test_that_a_run_of_a_sweep_says_itself_what_tells_it_from_the_others() -> None:
    assert named("Sweep 1.11 · lr 0.01 · filters 8", "Filters 8") == "Sweep 1.11 · lr 0.01 · filters 8"
    assert named("Sweep 1.11 · lr 0.01 · stopped", "tanh") == "Sweep 1.11 · lr 0.01 · stopped"
    assert named("Sweep of floors", "tanh") == "Sweep of floors · tanh"


def test_that_runs_are_listed_latest_first_with_more_behind_them(desk: Desk) -> None:
    combo = QComboBox()
    desk.qtbot.addWidget(combo)
    with desk.qtbot.assertNotEmitted(combo.currentIndexChanged):
        show_runs(combo, runs(2), 1, lambda each: each.name, more=[("A file", "file")])
    assert listed(combo) == ["Run 2", "Run 1", "A file"]
    assert combo.currentText() == "Run 1"
    assert [combo.itemData(row) for row in range(3)] == [2, 1, "file"]
    show_runs(combo, runs(2), "file", more=[("A file", "file")])
    assert combo.currentText() == "A file"


def test_that_a_new_run_is_put_before_the_others_and_the_chosen_one_stays(desk: Desk) -> None:
    combo, few = QComboBox(), runs(2)
    desk.qtbot.addWidget(combo)
    show_runs(combo, few, 1, lambda each: each.name)
    with desk.qtbot.assertNotEmitted(combo.currentIndexChanged), desk.qtbot.assertNotEmitted(combo.model().modelReset):
        show_runs(combo, (*few, run(3)), 1)
    assert listed(combo) == ["Run 3", "Run 2", "Run 1"]
    assert combo.currentText() == "Run 1"


def test_that_a_changed_run_changes_its_entry_alone(desk: Desk) -> None:
    combo, few = QComboBox(), runs(3)
    desk.qtbot.addWidget(combo)
    show_runs(combo, few, 3, lambda each: each.name)
    with desk.qtbot.waitSignal(combo.model().dataChanged) as changed:
        show_runs(combo, (few[0], replace(few[1], name="mine"), few[2]), 3)
    assert changed.args[0].row() == 1
    assert listed(combo) == ["Run 3", "mine", "Run 1"]


def test_that_a_deleted_run_leaves_the_list(desk: Desk) -> None:
    combo, few = QComboBox(), runs(3)
    desk.qtbot.addWidget(combo)
    show_runs(combo, few, 2, lambda each: each.name)
    show_runs(combo, (few[0], few[2]), 3)
    assert listed(combo) == ["Run 3", "Run 1"]
    assert combo.currentText() == "Run 3"


def test_that_of_two_thousand_runs_only_those_in_view_are_put_into_words(desk: Desk) -> None:
    combo, asked = QComboBox(), []
    desk.qtbot.addWidget(combo)

    def words(each: Run) -> str:
        asked.append(each.number)
        return each.name

    combo.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
    show_runs(combo, runs(2_000), 7, words)
    combo.show()
    assert combo.currentText() == "Run 7"
    assert len(set(asked)) < 20


def test_that_entries_say_something_else_of_the_same_runs_when_told_to(desk: Desk) -> None:
    combo, few, told = QComboBox(), runs(2), {1: "relu"}
    desk.qtbot.addWidget(combo)

    def words(each: Run) -> str:
        return named(each.name, told.get(each.number, ""))

    show_runs(combo, few, 1, words)
    assert listed(combo) == ["Run 2", "Run 1 · relu"]
    told[2] = "tanh"
    show_runs(combo, few, 1, words)
    assert listed(combo) == ["Run 2", "Run 1 · relu"]
    show_runs(combo, few, 1, words, anew=True)
    assert listed(combo) == ["Run 2 · tanh", "Run 1 · relu"]


def test_that_a_name_that_says_it_already_is_left_alone() -> None:
    assert named("tanh net", "tanh") == "tanh net"
    assert named("Run 6", "") == "Run 6"
    assert named("Run 6", "tanh") == "Run 6 · tanh"


def test_that_another_file_with_as_many_runs_is_told_once(desk: Desk) -> None:
    combo = QComboBox()
    desk.qtbot.addWidget(combo)
    before = runs(29)
    show_runs(combo, before, 1)
    told: list[tuple[int, int]] = []
    combo.model().dataChanged.connect(lambda first, last: told.append((first.row(), last.row())))
    show_runs(combo, tuple(replace(each, name=f"Other {each.number}") for each in before), 1)
    assert told == [(0, 28)]
    assert combo.itemText(0).startswith("Other 29")
