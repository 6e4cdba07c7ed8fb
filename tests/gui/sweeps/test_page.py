"""The Sweep page: a sweep is planned, judged and begun, and one that was begun is looked at."""

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest
from PySide6.QtCore import QPoint, QRect, Qt
from PySide6.QtWidgets import QLineEdit, QPushButton, QWidget

from cnnstudio.core.errors import StudioError
from cnnstudio.core.layers import KINDS
from cnnstudio.core.network import Layer
from cnnstudio.core.runs.run import Epoch
from cnnstudio.core.runs.run_facts import pictures_in_words
from cnnstudio.core.sweeps import extras
from cnnstudio.core.sweeps.experiment import Experiment, Trial
from cnnstudio.core.sweeps.place import TIMES, Place
from cnnstudio.core.sweeps.sweep import Sweep
from cnnstudio.core.sweeps.varied import Listed, Span, Varied
from cnnstudio.core.training.dividing import TEST_VALIDATES
from cnnstudio.data.sources import shown_name
from cnnstudio.gui.experiments.experiments import Standing, Where
from cnnstudio.gui.experiments.sweep_edits import SweepEdits
from cnnstudio.gui.experiments.sweep_run import SweepRun
from cnnstudio.gui.experiments.varying import Varying
from cnnstudio.gui.sweeps.page import SweepPage
from tests.gui.desk import Desk, desk, small_data

__all__ = ["desk"]

FILTERS, KERNEL = Place("network", "filters", "conv2d_1"), Place("network", "kernel_size", "conv2d_2")
RATE = Place("plan", "learning_rate")


class Sweeps(SweepRun):
    """Begins nothing, and notes what it was asked for."""

    begun: Where | None = None

    def begin(self, where: Where, foretold: float | None = None) -> None:
        self.begun = where


class Sight:
    """The page over a desk, with what it says."""

    def __init__(self, desk: Desk) -> None:
        self.desk, self.document = desk, desk.document
        self.sweeps = Sweeps(desk.document)
        self.page = SweepPage(desk.document, self.sweeps)
        desk.qtbot.addWidget(self.page)
        self.page.resize(1180, 700)
        self.page.show()
        self.edits = SweepEdits(desk.document)
        self.plan = self.page.plan

    @property
    def head(self) -> str:
        """What stands above the table, once all combinations are known."""
        self.desk.qtbot.waitUntil(lambda: self.page.will_run.is_ready)
        return self.page.will_run.words

    @property
    def rows(self) -> list[str]:
        """The rows of the table, a cell behind the other."""
        self.desk.qtbot.waitUntil(lambda: self.page.will_run.is_ready)
        model = self.find("sweep.will_run.table").model()
        columns = range(model.columnCount())
        return [
            " ".join(filter(None, (str(model.index(row, column).data()).strip() for column in columns)))
            for row in range(model.rowCount())
        ]

    def find(self, name: str) -> Any:
        """The widget of that name."""
        found = self.page.findChild(QWidget, name)
        assert found is not None
        return found

    def vary(self, place: Place, *values: object) -> None:
        self.edits.vary(place, Listed(values))


@pytest.fixture
def sight(desk: Desk) -> Iterator[Sight]:
    made = Sight(desk)
    yield made
    made.page.end()
    made.sweeps.close(0)


def test_that_combinations_are_listed_and_those_that_cannot_be_say_why(sight: Sight) -> None:
    sight.vary(FILTERS, 2, 4)
    sight.vary(KERNEL, (3, 3), (7, 7))
    assert sight.head == "2 of 4 can run, 2 cannot."
    assert sight.rows[0].startswith("1 2 3 × 3 ")
    assert sight.rows[1].startswith("2 2 7 × 7 – – – conv2d_2: ")
    assert sight.plan.start.isEnabled()


def test_that_seeds_and_the_time_of_a_run_that_was_trained_tell_what_it_comes_to(sight: Sight) -> None:
    project = sight.document.project
    sight.desk.add_run(1, network=project.network)
    (run,) = sight.document.runs
    epochs = tuple(Epoch(number, 1, 0.5, 1, 0.5, 60.0) for number in (1, 2))
    same_data = replace(run.project, plan=replace(project.plan, epochs=2), data=project.data)
    sight.document.put_run(replace(run, project=same_data, epochs=epochs))
    sight.document.change(replace(project, plan=replace(project.plan, epochs=2)), "Two epochs")
    sight.vary(RATE, 0.1, 0.01)
    sight.edits.change("seeds", 3)
    head = sight.head
    assert head.startswith("2 combinations; 2 × 3 seeds = 6 runs; about ")
    minutes = head.removeprefix("2 combinations; 2 × 3 seeds = 6 runs; about ").partition(" min")[0]
    assert 12 <= int(minutes) <= 24  # six runs of two minutes, and what is done besides


def test_that_a_sweep_begins_where_it_was_asked_to(sight: Sight) -> None:
    assert not sight.plan.start.isEnabled()
    assert sight.plan.why_not == "Nothing varies yet."
    sight.vary(FILTERS, 2, 4)
    assert sight.head == "2 combinations."
    sight.plan.start.click()
    assert sight.sweeps.begun == Where()


def test_that_no_sweep_begins_where_none_of_its_runs_can_be_trained(sight: Sight) -> None:
    sight.vary(KERNEL, (7, 7), (8, 8))
    assert sight.head == "None of 2 combinations can run."
    assert sight.plan.why_not.startswith("None of the combinations can be trained: conv2d_2: ")
    assert not sight.plan.start.isEnabled()


def test_that_without_data_it_is_said_what_to_do_first(sight: Sight) -> None:
    sight.vary(FILTERS, 2, 4)
    sight.document.set_data_set(None)
    assert sight.plan.why_not == "The data are not loaded yet."
    sight.document.set_data_set(small_data())
    assert sight.plan.why_not == ""


def test_that_an_edit_is_taken_back_by_undo(sight: Sight) -> None:
    sight.vary(FILTERS, 2, 4)
    sight.vary(KERNEL, (2, 2), (3, 3))
    sight.edits.move(KERNEL, -1)
    rows = sight.plan.varied.rows
    assert [row.words.replace("\N{NO-BREAK SPACE}", " ") for row in rows] == [
        "Kernel size of conv2d_2: 2 values: 2×2, 3×3",
        "Filters of conv2d_1: 2 values: 2, 4",
    ]
    sight.document.undo_stack.undo()
    sight.document.undo_stack.undo()
    assert [row.words.split(":")[0] for row in sight.plan.varied.rows] == ["Filters of conv2d_1"]
    sight.document.undo_stack.undo()
    assert not sight.plan.varied.rows
    assert sight.document.project.sweep == Sweep()


def test_that_values_are_changed_in_the_row_and_the_table_follows(sight: Sight) -> None:
    sight.vary(FILTERS, 2, 4)
    row = sight.plan.varied.row(FILTERS)
    sight.find(f"{row.objectName()}.edit").click()
    assert row.is_unfolded
    line = sight.find(f"{row.objectName()}.editor.values")
    line.end(False)
    sight.desk.qtbot.keyClicks(line, ", 8")
    assert sight.document.project.sweep.varied[0].over == Listed((2, 4, 8))
    assert len(sight.rows) == 3


def test_that_no_sweep_begins_while_values_are_written_that_cannot_be(sight: Sight) -> None:
    sight.vary(RATE, 0.1, 0.01)
    assert sight.head == "2 combinations."
    row = sight.plan.varied.row(RATE)
    row.unfold()
    line = sight.find(f"{row.objectName()}.editor.values")
    line.end(False)
    sight.desk.qtbot.keyClicks(line, ", abc")
    assert not sight.plan.start.isEnabled()
    assert sight.find("sweep.plan.why_not").text() == "Put the values of Learning rate right first."
    sight.find(f"{row.objectName()}.edit").click()
    assert row.is_unfolded  # what is refused stays in view
    assert line.text() == "0.1, 0.01, abc"
    for _ in ", abc":
        sight.desk.qtbot.keyClick(line, Qt.Key.Key_Backspace)
    assert sight.plan.start.isEnabled()
    sight.desk.qtbot.keyClicks(line, ", abc")
    sight.document.opened.emit()
    assert sight.plan.why_not == ""
    assert line.text() == "0.1, 0.01"


def test_that_no_sweep_begins_while_a_number_of_it_is_refused(sight: Sight) -> None:
    sight.vary(RATE, 0.1, 0.01)
    line = sight.find("sweep.settings.most").findChild(QLineEdit)
    sight.page.activateWindow()
    line.setFocus()
    line.selectAll()
    sight.desk.qtbot.keyClicks(line, "0")
    assert sight.plan.why_not == "Put “At most” right first."
    line.selectAll()
    sight.desk.qtbot.keyClicks(line, "5")
    assert sight.plan.why_not == ""


def test_that_a_sweep_judged_by_the_test_pictures_is_cautioned_and_a_part_held_back_by_a_click(sight: Sight) -> None:
    sight.vary(RATE, 0.1, 0.01)
    assert sight.head
    assert not sight.find("sweep.will_run.on_test").isVisible()
    project = sight.document.project
    sight.document.change(replace(project, data=replace(project.data, validation="test")), "On the test pictures")
    assert sight.head
    assert sight.find("sweep.will_run.on_test").text() == TEST_VALIDATES
    sight.find("sweep.will_run.hold_back").click()
    assert sight.document.project.data.validation == "share"
    assert sight.head
    assert not sight.find("sweep.will_run.on_test").isVisible()
    sight.vary(Place("data", "validation"), "share", "test")
    assert sight.head
    assert sight.find("sweep.will_run.on_test").isVisible()
    assert not sight.find("sweep.will_run.hold_back").isVisible()


def test_that_it_is_said_what_each_run_is_and_where_to_change_it(sight: Sight) -> None:
    project = sight.document.project
    plan, data = replace(project.plan, epochs=2, batch_size=128), replace(project.data, subset=100)
    sight.document.change(replace(project, plan=plan, data=data), "Small")
    sight.vary(FILTERS, 2, 4)
    assert sight.head
    whole = len(sight.document.data_set.x_train)
    each = sight.find("sweep.will_run.each")
    assert each.text() == (
        f'Each run: <a href="train">2 epochs, batch 128, Adam 0.001</a>, <a href="data">100 of {whole:,} pictures</a>'
    )
    sight.vary(RATE, 0.1, 0.01)
    sight.vary(Place("data", "subset"), 50, 100)
    assert sight.head
    assert each.text() == 'Each run: <a href="train">2 epochs, batch 128, Adam</a>'
    pages: list[str] = []
    sight.page.page_requested.connect(pages.append)
    each.linkActivated.emit("train")
    assert pages == ["train"]


def test_that_of_few_combinations_of_tpe_it_is_known_how_many_cannot_be(sight: Sight) -> None:
    sight.vary(FILTERS, 2, 4, 6, 8)
    sight.vary(KERNEL, (3, 3), (7, 7))
    sight.edits.change("method", "tpe")
    assert sight.head == "Up to 4 combinations. 4 of the 8 there are cannot run."
    how = "The first 3 are drawn at random; each next one depends on those before it."
    assert how in sight.find("sweep.will_run.empty").words
    sight.edits.vary(RATE, Span(0.001, 0.1, 3, log=True))
    assert sight.head.startswith("Up to 20 combinations. Of 40 that were drawn to see, ")
    sight.edits.remove(RATE)
    sight.edits.vary(KERNEL, Listed(((7, 7), (8, 8))))
    assert sight.head == "None of 8 combinations can run."
    assert not sight.plan.start.isEnabled()


def test_that_what_is_asked_of_workers_comes_into_view(sight: Sight) -> None:
    for place in (FILTERS, KERNEL, RATE, Place("plan", "batch_size"), Place("plan", "epochs")):
        sight.edits.add(place)
    sight.page.resize(1180, 500)
    view, count = sight.find("sweep.plan.scroll").viewport(), sight.find("sweep.where.count")
    sight.find("sweep.where.workers").click()

    def is_in_view() -> bool:
        return count.isVisible() and view.rect().contains(QRect(count.mapTo(view, QPoint(0, 0)), count.size()))

    sight.desk.qtbot.waitUntil(is_in_view)


def test_that_a_setting_is_found_by_its_words_and_added_with_the_keyboard(sight: Sight) -> None:
    sight.find("sweep.add").click()
    choice = sight.find("sweep.choice")
    sight.desk.qtbot.keyClicks(choice.field, "learning rate")
    assert choice.shown()[0].startswith("Learning rate: ")
    sight.desk.qtbot.keyClick(choice.field, Qt.Key.Key_Return)
    assert not choice.isVisible()
    assert sight.document.project.sweep.places == (RATE,)
    assert RATE not in sight.edits.addable()


def test_that_settings_of_another_optimiser_of_the_sweep_can_be_added(sight: Sight) -> None:
    momentum = Place("plan", "optimizer.momentum")
    assert not sight.edits.add(momentum)
    sight.vary(Place("plan", "optimizer"), "Adam", "SGD")
    assert momentum in sight.edits.addable()
    sight.find("sweep.add").click()
    choice = sight.find("sweep.choice")
    sight.desk.qtbot.keyClicks(choice.field, "momentum")
    assert choice.shown() == ["Momentum – only with SGD"]
    sight.desk.qtbot.keyClick(choice.field, Qt.Key.Key_Return)
    assert sight.edits.sweep.over(momentum) == Varied(momentum, Listed((0.0, 0.5, 0.9)))
    row = sight.plan.varied.row(momentum)
    assert row.is_unfolded
    assert row.words.replace("\N{NO-BREAK SPACE}", " ") == "Momentum: 3 values: 0, 0.5, 0.9, only with SGD"
    assert sight.head == "4 combinations."


def test_that_the_row_of_a_setting_that_is_added_comes_into_view_as_a_whole(sight: Sight) -> None:
    for place in (FILTERS, KERNEL, RATE, Place("plan", "batch_size"), Place("plan", "epochs")):
        sight.edits.add(place)
    sight.find("sweep.add").click()
    sight.desk.qtbot.keyClicks(sight.find("sweep.choice").field, "optimiser")
    sight.desk.qtbot.keyClick(sight.find("sweep.choice").field, Qt.Key.Key_Return)
    row, view = sight.plan.varied.rows[-1], sight.find("sweep.plan.scroll").viewport()
    assert row.height() < view.height()

    def is_in_view() -> bool:
        return view.rect().contains(QRect(row.mapTo(view, QPoint(0, 0)), row.size())) and row.height() > 200

    sight.desk.qtbot.waitUntil(is_in_view)


def test_that_an_empty_page_offers_sweeps_to_begin_with(sight: Sight) -> None:
    empty = sight.find("sweep.empty")
    assert empty.isVisible()
    empty.link_clicked.emit("1")
    assert [str(place) for place in sight.document.project.sweep.places] == [
        "network.conv2d_1.filters",
        "network.conv2d_2.filters",
    ]
    assert not empty.isVisible()
    assert sight.head == "9 combinations."


def test_that_many_combinations_arrive_in_parts_and_an_edit_ends_the_counting(sight: Sight) -> None:
    rates = tuple(number / 1000 for number in range(1, 101))
    sight.vary(RATE, *rates)
    sight.vary(Place("plan", "batch_size"), *range(1, 101))
    sight.edits.change("most", 10_000)
    sight.desk.qtbot.waitUntil(lambda: sight.page.will_run.tally.total > 0)
    sight.edits.remove(RATE)
    assert sight.head == "100 combinations."


def test_that_tpe_lists_nothing_and_wants_optuna(sight: Sight, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(extras, "find_spec", lambda name: None)
    sight.vary(RATE, 0.1, 0.01)
    sight.edits.change("method", "tpe")
    assert sight.head == "Up to 2 combinations."
    assert "All are drawn at random: TPE cannot learn from so few." in sight.find("sweep.will_run.empty").words
    assert sight.plan.why_not == "TPE needs Optuna, which is not installed."
    assert not sight.rows


def test_that_a_sweep_that_was_begun_is_looked_at_and_planned_once_more(sight: Sight) -> None:
    sight.vary(FILTERS, 2, 4)
    trials = (Trial(1, 1, (2,), 7, "done", 1, 0.5, 3.0), Trial(2, 2, (4,), 7))
    begun = Experiment(1, sight.document.project, "2026-03-01T14:30:59+01:00", trials)
    sight.document.change(replace(sight.document.project, sweep=Sweep()), "Nothing varies")
    sight.sweeps.put_all([begun])
    chooser = sight.page.chooser
    assert [chooser.itemText(row) for row in range(chooser.count())] == ["New sweep", "Sweep 1 · filters · 1 of 2 done"]
    sight.sweeps.choose(1)
    assert sight.page.results.isVisible()
    assert sight.page.about.words.startswith("Filters of conv2d_1:  2 values: 2, 4")
    project = begun.project
    assert sight.page.about.words.endswith(
        f"Epochs:  {project.plan.epochs}\nPictures:  {pictures_in_words(project.data, shown_name(project.data.source))}"
    )
    sight.find("sweep.about.again").click()
    assert sight.sweeps.chosen is None
    assert sight.document.project.sweep == begun.project.sweep
    assert sight.plan.isVisible()


def test_that_every_widget_that_is_used_has_a_name(sight: Sight) -> None:
    sight.vary(FILTERS, 2, 4)
    for button in sight.plan.findChildren(QPushButton):
        assert button.objectName()
        assert button.accessibleName() or button.text()
    for row in sight.plan.varied.rows:
        assert row.editor is not None


def test_that_what_came_of_a_sweep_stays_where_it_is_when_it_goes_on_and_ends(sight: Sight, desk: Desk) -> None:
    sight.vary(FILTERS, 2, 4)
    sight.sweeps.put_all([Experiment(1, sight.document.project, "", (Trial(1, 1, (2,), 1), Trial(2, 2, (4,), 1)))])
    sight.sweeps.choose(1)
    tabs = sight.page.results.tabs

    def place() -> tuple[int, int]:
        desk.qtbot.waitUntil(lambda: tabs.isVisible() and not sight.page.layout().isEmpty())
        sight.page.layout().activate()
        return tabs.mapTo(sight.page, tabs.rect().topLeft()).y(), tabs.height()

    before = place()
    sight.sweeps._put_standing(Standing(1, "running", 2, workers=3, under_way=((1, ""), (2, ""))))
    assert sight.find("sweep.under_way").isVisible()
    assert place() == before
    sight.sweeps._put_standing(None)
    assert place() == before


def test_that_an_open_list_of_sweeps_stays_as_it_is_while_their_counts_change(sight: Sight, desk: Desk) -> None:
    sight.vary(FILTERS, 2, 4)
    begun = [Experiment(number, sight.document.project, "", (Trial(1, 1, (2,), 1),)) for number in (1, 2)]
    sight.sweeps.put_all(begun)
    chooser = sight.page.chooser
    assert chooser.itemText(1) == "Sweep 2 · filters · 0 of 1 done"
    with desk.qtbot.assertNotEmitted(chooser.model().rowsRemoved), desk.qtbot.waitSignal(chooser.model().dataChanged):
        sight.sweeps.put(begun[1].with_trials([Trial(1, 1, (2,), 1, "done", 1, 0.5)]))
    shown = [chooser.itemText(place) for place in (1, 2)]
    assert shown == ["Sweep 2 · filters · 1 of 1 done", "Sweep 1 · filters · 0 of 1 done"]


def test_that_what_is_left_of_a_sweep_is_trained_where_one_sees_it(
    sight: Sight, monkeypatch: pytest.MonkeyPatch
) -> None:
    sight.vary(FILTERS, 2, 4)
    over = Trial(1, 1, (2,), 7, "done", 1, 0.5, 3.0)
    begun = Experiment(1, sight.document.project, "2026-03-01T14:30:59+01:00", (over, Trial(2, 2, (4,), 7)))
    sight.sweeps.put_all([begun, replace(begun, number=2, trials=(over,))])
    sight.sweeps.choose(1)
    assert sight.plan.where.isVisible()
    sight.find("sweep.where.cluster").click()
    assert not sight.find("sweep.go_on").isEnabled()
    assert sight.find("sweep.where.refused").text() == "Name the address of the cluster first."
    sight.find("sweep.where.address").setText("tcp://lab:8786")
    sight.sweeps.choose(2)
    assert not sight.plan.where.isVisible()
    sight.sweeps.choose(None)
    assert sight.plan.where.isVisible()
    assert sight.plan.where.where == Where(0, "tcp://lab:8786")
    sight.find("sweep.where.address").setText("")
    assert sight.find("sweep.plan.why_not").text() == "Name the address of the cluster first."
    assert not sight.find("sweep.where.refused").isVisible()  # once is enough


def test_that_it_is_said_what_a_sweep_planned_once_more_leaves_out(sight: Sight) -> None:
    sight.vary(FILTERS, 2, 4)
    sight.vary(Place("network", "padding", "conv2d_2"), "valid", "same")
    sight.vary(KERNEL, (3, 3), (2, 2))
    begun = Experiment(1, sight.document.project, "2026-03-01T14:30:59+01:00", (Trial(1, 1, (2, "valid", (3, 3)), 7),))
    network = sight.document.project.network
    sight.document.change_network(network.remove(network.path_of("conv2d_2")), "Remove")
    sight.sweeps.put_all([begun])
    sight.sweeps.choose(1)
    said: list[str] = []
    sight.page.said.connect(said.append)
    sight.find("sweep.about.again").click()
    assert said == [
        "Padding and Kernel size of conv2d_2 are left out: there is no such layer. "
        "Undo brings back what was planned before."
    ]
    assert sight.document.project.sweep.places == (FILTERS,)


def test_that_combinations_that_cannot_be_are_told_by_the_value_they_share(sight: Sight) -> None:
    sight.vary(FILTERS, 2, 4)
    sight.vary(Place("network", TIMES, "conv2d_2"), 1, 9)
    assert sight.head == "2 of 4 can run, 2 cannot."
    told = sight.find("sweep.will_run.reasons").text()
    assert told.startswith("2 cannot run with Times in a row of conv2d_2 at 9: The ")
    assert "conv2d_1" not in told.partition(":")[2]


def test_that_all_of_a_grid_are_trained_by_a_click(sight: Sight) -> None:
    sight.vary(RATE, *(number / 100 for number in range(1, 31)))
    assert sight.head == "20 of 30 combinations, drawn at random."
    assert sight.find("sweep.plan.part").text() == "20 of 30, drawn at random"
    sight.find("sweep.plan.all").click()
    assert sight.head == "30 combinations."
    assert not sight.find("sweep.plan.all").isVisible()


def test_that_too_many_runs_are_refused_before_they_begin(sight: Sight) -> None:
    sight.vary(RATE, *(number / 1000 for number in range(1, 401)))
    sight.vary(Place("plan", "batch_size"), *range(1, 301))
    sight.edits.change("method", "random")
    sight.edits.change("most", 100_000)
    sight.edits.change("seeds", 2)
    assert sight.plan.why_not.startswith("These are 200,000 runs; a sweep has at most 100,000.")


def test_that_no_more_than_fifty_settings_vary(sight: Sight) -> None:
    layers = tuple(Layer(f"dense_{number}", KINDS["Dense"](4)) for number in range(1, 52))
    sight.document.change_network(replace(sight.document.project.network, nodes=layers), "Many layers")
    refused: list[StudioError] = []
    sight.document.refused.connect(refused.append)
    for layer in layers:
        sight.edits.add(Place("network", "units", layer.name))
    assert [error.text for error in refused] == ["At most 50 settings vary together."]
    assert len(sight.document.project.sweep.varied) == 50
    assert not sight.find("sweep.add").isEnabled()
    assert Varying(sight.document).words(RATE) is None


def test_that_runs_without_a_pace_have_nothing_worked_out_again(sight: Sight) -> None:
    sight.desk.add_run(1, network=sight.document.project.network)
    sight.vary(FILTERS, 2, 4)
    assert sight.rows
    sight.page.hide()
    sight.page.show()
    sight.page.will_run.look()
    assert sight.page.will_run.is_ready


def test_that_combinations_that_cannot_be_are_told_by_two_values_that_they_share(sight: Sight) -> None:
    sight.vary(FILTERS, 2, 4)
    sight.vary(KERNEL, (2, 2), (9, 9))
    sight.vary(Place("network", "padding", "conv2d_2"), "valid", "same")
    assert sight.head == "6 of 8 can run, 2 cannot."
    told = sight.find("sweep.will_run.reasons").text()
    assert told.startswith(
        "2 cannot run with Kernel size of conv2d_2 at 9 × 9 and Padding of conv2d_2 at valid: conv2d_2:"
    )


@pytest.mark.parametrize("method", ["grid", "tpe"])
def test_that_what_is_to_be_heeded_of_a_plan_is_said_above_its_table(sight: Sight, method: str) -> None:
    plan = replace(sight.document.project.plan, epochs=2)
    sight.document.change(replace(sight.document.project, plan=plan), "Two epochs")
    sight.vary(RATE, *(number / 100 for number in range(1, 11)))
    sight.edits.change("method", method)
    assert sight.head
    assert not sight.find("sweep.will_run.caution").isVisible()
    sight.edits.change("prune", True)
    assert sight.head
    assert sight.find("sweep.will_run.caution").text().startswith("No run can end early: ")


def test_that_the_reasons_have_a_column_only_where_there_are_any(sight: Sight) -> None:
    table = sight.find("sweep.will_run.table")
    sight.vary(FILTERS, 2, 4)
    assert sight.rows
    assert table.isColumnHidden(table.model().columnCount() - 1)
    assert not table.horizontalScrollBar().maximum()
    sight.vary(KERNEL, (3, 3), (7, 7))
    assert sight.rows
    last = table.model().columnCount() - 1
    assert not any(table.isColumnHidden(column) for column in range(last + 1))
    assert table.columnWidth(last) >= 220
    sight.edits.remove(KERNEL)
    sight.vary(RATE, 0.1, 0.01)
    sight.vary(Place("plan", "epochs"), 1, 2)
    assert sight.rows
    assert not any(table.isColumnHidden(column) for column in range(last + 1))


def test_that_of_a_sweep_over_a_part_of_a_grid_it_is_said_of_how_large_a_one(sight: Sight) -> None:
    sight.vary(RATE, *(number / 100 for number in range(1, 31)))
    sight.sweeps.put_all([Experiment(1, sight.document.project, "", (Trial(1, 1, (0.01,), 7),))])
    sight.sweeps.choose(1)
    assert "Combinations:  some of 30, drawn at random" in sight.page.about.words
