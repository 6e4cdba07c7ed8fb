"""The results of a sweep: pictures and a table with one selection, and the ways from a trial to its run."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import QEvent, QItemSelectionModel, QPointF, QRectF, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QComboBox, QPushButton, QWidget

from cnnstudio.core.runs.run import Epoch
from cnnstudio.gui.experiments.experiments import Standing
from cnnstudio.gui.sweeps.results import settings
from cnnstudio.gui.sweeps.results.chart import Chart
from cnnstudio.gui.sweeps.results.frame import Frame, apart
from cnnstudio.gui.widgets.bars import Bars
from tests.core.runs_made import a_test
from tests.gui.desk import desk
from tests.gui.finding import find
from tests.gui.sweeps.results_made import Shown, changed, click, drag, finished, mouse, runs_of, shown

__all__ = ["desk", "shown"]

CONTROL = Qt.KeyboardModifier.ControlModifier


@pytest.fixture
def full(shown: Shown) -> Shown:
    """With a finished sweep of 36 trials in view."""
    shown.show(finished())
    return shown


def test_that_a_panel_without_a_sweep_says_what_to_do(shown: Shown) -> None:
    shown.panel.show()
    assert find(shown.panel, QWidget, "sweep.results.empty").isVisible()


def test_that_each_trial_has_a_row_with_its_score_and_a_click_on_a_title_sorts(full: Shown) -> None:
    assert full.words()[:2] == ["1: 51.00 %", "2: 52.00 %"]
    header = full.panel.table.horizontalHeader()
    header.setSortIndicator(full.column("score"), Qt.SortOrder.AscendingOrder)  # as a first click on it does
    assert full.words()[0] == "36: 86.00 %"
    assert header.sortIndicatorOrder() == Qt.SortOrder.DescendingOrder
    filters = full.column("network.conv2d_1.filters")
    assert full.panel.model.index(0, filters).data() == "8"
    header.setSortIndicator(full.column("score"), Qt.SortOrder.AscendingOrder)
    assert full.words()[0] == "1: 51.00 %"


def test_that_the_table_shows_those_that_failed_with_the_reason(full: Shown) -> None:
    failed = changed(finished(), 4, status="failed", run=None, score=None, reason="The loss is no number.")
    full.show(failed, [])
    find(full.panel, QComboBox, "sweep.filter").setCurrentText("Failed")
    assert full.words() == ["4: –"]
    assert full.panel.model.index(0, full.column("reason")).data() == "The loss is no number."
    status = full.panel.model.index(0, full.column("status"))
    assert status.data(Qt.ItemDataRole.ToolTipRole) == "The loss is no number."
    assert full.panel.bar.words == "1 of 36 trials in view"


def test_that_a_click_on_a_line_selects_all_seeds_of_its_combination(full: Shown) -> None:
    chart = full.panel.parallel
    field = full.panel.looking.field
    assert field is not None
    click(chart, chart.place_on(len(field.axes), float(field.heights[-1])))
    assert full.panel.chosen == (35, 36)
    rows = {index.row() for index in full.panel.table.selectionModel().selectedRows()}
    assert rows == {34, 35}
    assert full.panel.bar.words == "2 of 36 trials selected"


def test_that_a_range_on_an_axis_lets_only_some_through_everywhere(full: Shown) -> None:
    chart, looking = full.panel.parallel, full.panel.looking
    drag(chart, chart.place_on(0, -0.04), chart.place_on(0, 0.4))
    assert int(looking.passing.sum()) == 18
    full.desk.qtbot.waitUntil(lambda: full.panel.model.rowCount() == 18)
    drag(chart, chart.place_on(1, 0.6), chart.place_on(1, 1.03))
    assert int(looking.passing.sum()) == 12
    held = looking.ranges[0]
    drag(chart, chart.place_on(0, 0.1), chart.place_on(0, 0.7))
    assert looking.ranges[0][0] == pytest.approx(held[0] + 0.6, abs=0.01)
    mouse(chart, QEvent.Type.MouseButtonDblClick, chart.place_on(1, 0.8), Qt.MouseButton.LeftButton)
    assert set(looking.ranges) == {0}
    full.press("sweep.ranges.clear")
    assert looking.passing.all()
    full.desk.qtbot.waitUntil(lambda: full.panel.model.rowCount() == 36)


def test_that_a_range_is_drawn_with_the_keyboard(full: Shown) -> None:
    chart, looking = full.panel.parallel, full.panel.looking
    QTest.keyClick(chart, Qt.Key.Key_Right)
    QTest.keyClick(chart, Qt.Key.Key_Up, Qt.KeyboardModifier.ShiftModifier)
    assert int(looking.passing.sum()) == 36
    QTest.keyClick(chart, Qt.Key.Key_Up, Qt.KeyboardModifier.ShiftModifier)
    assert int(looking.passing.sum()) == 18
    QTest.keyClick(chart, Qt.Key.Key_Escape)
    assert int(looking.passing.sum()) == 36


def test_that_the_range_of_scores_means_the_same_scores_when_better_ones_come(full: Shown) -> None:
    looking = full.panel.looking
    assert looking.field is not None
    low, high = looking.field.score_axis.places([0.695, 0.755]).tolist()
    looking.let_through(len(looking.field.axes), (low, high))
    before = looking.field.numbers[looking.passing].tolist()
    full.show(changed(finished(), 36, score=0.99), [])
    assert looking.field.numbers[looking.passing].tolist() == before == [20, 21, 22, 23, 24, 25]


def charts(shown: Shown) -> dict[str, Chart]:
    """A chart of each tab that has some."""
    shown.desk.qtbot.waitUntil(lambda: len(shown.panel.settings.charts) == 4)
    return {
        "All settings": shown.panel.parallel,
        "Each setting": shown.panel.settings.charts[0],
        "Best so far": shown.panel.best.chart,
        "Curves": shown.panel.curves,
    }


@pytest.mark.parametrize("title", ["All settings", "Each setting", "Best so far", "Curves"])
def test_that_every_picture_tells_selects_and_opens_a_trial(full: Shown, title: str) -> None:
    chart = charts(full)[title]
    full.tab(title)
    field = full.panel.looking.field
    assert field is not None
    place = chart.place_of(35) if title != "All settings" else full.panel.parallel.place_on(4, float(field.heights[35]))
    mouse(chart, QEvent.Type.MouseMove, place)
    assert full.panel.looking.pointed == 36
    assert "Validation accuracy: 86.00 %" in chart.accessibleDescription()
    click(chart, place)
    assert 36 in full.panel.chosen
    click(chart, QPointF(1, chart.height() - 1), CONTROL)
    assert 36 in full.panel.chosen
    with full.desk.qtbot.waitSignal(full.panel.page_requested) as asked:
        mouse(chart, QEvent.Type.MouseButtonDblClick, place, Qt.MouseButton.LeftButton)
    assert asked.args == ["train"]
    assert full.desk.document.chosen_run is not None
    assert full.desk.document.chosen_run.number == 36


@pytest.mark.parametrize("title", ["All settings", "Each setting", "Best so far", "Curves"])
def test_that_every_picture_is_gone_through_with_the_keyboard_the_best_first(full: Shown, title: str) -> None:
    chart = charts(full)[title]
    full.tab(title)
    QTest.keyClick(chart, Qt.Key.Key_Down)
    assert full.panel.looking.pointed == 36
    QTest.keyClick(chart, Qt.Key.Key_Down)
    QTest.keyClick(chart, Qt.Key.Key_Space)
    assert 35 in full.panel.chosen
    chart.grab()


@pytest.mark.parametrize("title", ["All settings", "Each setting", "Best so far", "Curves"])
def test_that_every_picture_looks_otherwise_with_a_selection_and_is_taken_along(full: Shown, title: str) -> None:
    chart = charts(full)[title]
    full.tab(title)
    before = chart.grab().toImage()
    full.panel.looking.choose([36, 20])
    assert chart.grab().toImage() != before
    chart.copy()
    assert not QGuiApplication.clipboard().image().isNull()


def test_that_means_of_choices_are_dots_and_only_those_of_numbers_a_line(
    full: Shown, monkeypatch: pytest.MonkeyPatch
) -> None:
    drawn: list[str] = []
    monkeypatch.setattr(settings, "draw_lines", lambda *_, **__: drawn.append("lines"))
    monkeypatch.setattr(settings, "draw_dots", lambda *_, **__: drawn.append("dots"))
    charts(full)
    for chart, wanted in zip(full.panel.settings.charts, (True, False, True, True), strict=True):
        drawn.clear()
        chart.sheet()
        assert "dots" in drawn
        assert ("lines" in drawn) == wanted


@pytest.mark.parametrize("count", [1, 4, 36])
def test_that_trials_are_counted_from_one(shown: Shown, count: int) -> None:
    shown.show(replace(finished(), trials=finished().trials[:count]))
    field = shown.panel.looking.field
    assert field is not None
    ticks = shown.panel.best.chart.x_axis(field).ticks(8)
    assert ticks[0][1] in ("1", "5")
    assert all(0 <= place <= 1 for place, _ in ticks)
    assert shown.panel.best.chart.x_places(field)[-1] == 1


def test_that_the_importance_is_said_for_every_setting(full: Shown) -> None:
    full.tab("Importance")
    bars = find(full.panel, Bars, "sweep.importance.bars").bars
    assert bars[0].label == "Filters of conv2d_1"
    assert {bar.label for bar in bars} == {"Filters of conv2d_1", "Optimiser", "Momentum", "Learning rate"}


def test_that_a_sweep_without_scores_says_so_in_its_pictures_and_lists_its_trials(shown: Shown) -> None:
    waiting = finished()
    waiting = replace(waiting, trials=tuple(replace(t, status="waiting", run=None, score=None) for t in waiting.trials))
    shown.show(waiting, [])
    assert shown.panel.looking.field is not None
    assert shown.panel.parallel.why_empty(shown.panel.looking.field) == "No run has a score yet."
    assert shown.panel.model.rowCount() == 36
    assert list(shown.panel.pictures()) == []
    for at in range(shown.panel.tabs.count()):
        shown.panel.tabs.setCurrentIndex(at)
        shown.panel.grab()


def test_that_curves_of_trials_under_way_grow_with_their_epochs(shown: Shown) -> None:
    under_way = changed(finished(), 1, status="running", run=None, score=None)
    shown.experiments.standing = Standing(experiment=1)
    shown.show(under_way)
    shown.tab("Curves")
    shown.experiments.epochs[1] = [Epoch(1, 0.5, 0.5, 0.5, 0.25, 1.0)]
    shown.experiments.epoch_added.emit(1, shown.experiments.epochs[1][0])
    shown.desk.qtbot.waitUntil(lambda: shown.panel.curves.values[0, 0] == 0.25)
    shown.panel.curves.grab()


def test_that_the_selection_stays_when_a_trial_is_further(full: Shown) -> None:
    full.panel.looking.choose([5, 3])
    full.show(changed(finished(), 9, score=0.1), [])
    assert full.panel.chosen == (5, 3)
    assert full.panel.model.index(8, full.column("score")).data() == "10.00 %"


def test_that_the_network_of_a_trial_comes_as_one_step_and_the_sweep_stays(full: Shown) -> None:
    document = full.desk.document
    document.change(finished().project, "Vary")
    full.panel.looking.choose([36])
    with full.desk.qtbot.waitSignal(full.panel.page_requested) as asked:
        full.press("sweep.network")
    assert asked.args == ["build"]
    assert document.project.network.nodes[0].spec.filters == 8  # type: ignore[union-attr]
    assert document.project.plan.optimizer == "SGD"
    assert document.project.plan.seed == 8
    assert document.project.sweep == finished().project.sweep
    document.undo_stack.undo()
    assert document.project == finished().project


def test_that_a_trial_without_a_run_offers_its_network_alone(full: Shown) -> None:
    full.show(changed(finished(), 2, status="waiting", run=None, score=None), [])
    full.panel.looking.choose([2])
    for name in ("sweep.look", "sweep.kernels", "sweep.compare"):
        assert not find(full.panel, QPushButton, name).isEnabled()
    full.press("sweep.network")
    assert full.desk.document.project.plan.seed == 8


def test_that_selected_runs_are_compared_and_kernels_of_one_are_looked_at(full: Shown) -> None:
    full.panel.looking.choose([3, 9])
    with full.desk.qtbot.waitSignal(full.panel.compare_requested) as asked:
        full.press("sweep.compare")
    assert asked.args == [(3, 9)]
    full.panel.looking.choose([9])
    with full.desk.qtbot.waitSignal(full.panel.kernels_requested):
        full.press("sweep.kernels")
    assert full.desk.document.chosen_run is not None
    assert full.desk.document.chosen_run.number == 9


def test_that_enter_in_the_table_opens_the_run_and_rows_are_copied(full: Shown) -> None:
    table = full.panel.table
    table.selectRow(4)
    table.setFocus()
    with full.desk.qtbot.waitSignal(full.panel.page_requested):
        QTest.keyClick(table, Qt.Key.Key_Return)
    table.copy()
    lines = QGuiApplication.clipboard().text().splitlines()
    assert [line.split("\t")[0] for line in lines] == ["No.", "5"]


def test_that_the_table_in_view_is_saved_as_csv(full: Shown, tmp_path: Path) -> None:
    full.panel.table.sortByColumn(0, Qt.SortOrder.DescendingOrder)
    with full.desk.qtbot.waitSignal(full.panel.said):
        full.panel.export.save(tmp_path / "trials.csv")
    lines = (tmp_path / "trials.csv").read_text(encoding="utf-8").splitlines()
    assert lines[0].startswith("trial,combination,val_accuracy,status,network.conv2d_1.filters")
    assert lines[1].startswith("36,18,0.86,done,8,SGD,0.9")
    assert len(lines) == 37


def test_that_a_report_gets_three_pictures(full: Shown) -> None:
    pictures = list(full.panel.pictures())
    assert not any(draw().isNull() for _, draw in pictures)
    assert [words for words, _ in pictures] == [
        "All settings and the score",
        "Best so far",
        "Curves of all runs",
    ]


def test_that_of_another_file_nothing_stays_selected(full: Shown) -> None:
    full.panel.looking.choose([5])
    full.panel.looking.let_through(0, (0.5, 1.0))
    full.show(finished("val_loss"))
    assert full.panel.chosen == ()
    assert full.panel.looking.passing.all()
    QApplication.processEvents()


def test_that_what_a_range_hides_leaves_the_selection(full: Shown) -> None:
    full.panel.looking.choose([1, 36])
    drag(full.panel.parallel, full.panel.parallel.place_on(0, -0.04), full.panel.parallel.place_on(0, 0.4))
    assert full.panel.chosen == (1,)
    full.desk.qtbot.waitUntil(lambda: full.panel.model.rowCount() == 18)
    assert full.panel.bar.words == "1 of 18 of 36 trials in view selected"
    table = full.panel.table
    table.selectionModel().select(
        full.panel.model.index(3, 0), QItemSelectionModel.SelectionFlag.Select | QItemSelectionModel.SelectionFlag.Rows
    )
    assert full.panel.chosen == (1, 4)
    full.panel.looking.choose([36])
    assert full.panel.chosen == ()


def test_that_what_the_table_does_not_list_leaves_the_selection(full: Shown) -> None:
    full.show(changed(finished(), 4, status="failed", run=None, score=None), [])
    full.panel.looking.choose([3, 4])
    find(full.panel, QComboBox, "sweep.filter").setCurrentText("Failed")
    assert full.panel.chosen == (4,)


def test_that_a_row_is_a_combination_with_the_mean_over_its_seeds(full: Shown) -> None:
    full.press("sweep.combined")
    model, table = full.panel.model, full.panel.table
    assert full.words()[:2] == ["1: 51.50 %", "2: 53.50 %"]
    assert model.rowCount() == 18
    assert model.index(0, full.column("score_deviation")).data() == "0.71 %"
    assert model.sorted_by == ("combination", Qt.SortOrder.AscendingOrder)
    assert full.panel.bar.words == "36 trials"
    table.selectRow(1)
    assert full.panel.chosen == (3, 4)
    full.panel.looking.choose([36])
    assert {index.row() for index in table.selectionModel().selectedRows()} == {17}
    full.panel.export.copy()
    assert QGuiApplication.clipboard().text().startswith("combination,val_accuracy,val_accuracy_deviation,seeds,")
    full.panel.table.sortByColumn(full.column("score"), Qt.SortOrder.DescendingOrder)
    assert full.words()[0] == "18: 85.50 %"
    full.press("sweep.combined")
    assert model.rowCount() == 36


def test_that_trials_of_several_seeds_name_their_combination(full: Shown) -> None:
    index, column = full.panel.model.index, full.column("combination")
    assert [index(row, column).data() for row in (0, 1, 2)] == ["1", "1", "2"]


def test_that_trials_are_selected_from_elsewhere_whatever_hid_them(full: Shown) -> None:
    full.panel.looking.let_through(0, (0.9, 1.0))
    full.wait()
    full.panel.bar.filtered.emit(frozenset({"failed"}))
    find(full.panel, QComboBox, "sweep.filter").setCurrentText("Failed")
    full.panel.select((1, 2))
    assert full.panel.chosen == (1, 2)
    assert full.panel.model.place(1) is not None
    assert not full.panel.looking.ranges


def test_that_parameters_and_the_test_stand_in_the_table(shown: Shown) -> None:
    runs = runs_of(finished())
    runs[2] = replace(runs[2], test=a_test())
    shown.show(finished(), runs)
    index = shown.panel.model.index
    assert index(2, shown.column("test_accuracy")).data() == "88.00 %"
    assert index(3, shown.column("test_accuracy")).data() == "–"
    few, many = (int(index(row, shown.column("parameters")).data().replace(",", "")) for row in (0, 35))
    assert 0 < few < many


def test_that_a_test_that_is_still_to_be_read_is_said_to_come(shown: Shown) -> None:
    runs, last = [replace(run, test=a_test()) for run in runs_of(finished())], 36
    shown.show(changed(finished(), last, status="running", run=None, score=None), runs[:-1])
    test = shown.panel.model.index(last - 1, shown.column("test_accuracy"))
    assert (test.data(), test.data(Qt.ItemDataRole.ToolTipRole)) == ("–", None)
    shown.show(finished(), [])
    test = shown.panel.model.index(last - 1, shown.column("test_accuracy"))
    assert test.data() == "…"
    assert test.data(Qt.ItemDataRole.ToolTipRole) == "It is being read…"
    assert shown.panel.model.index(last - 1, 0).data(Qt.ItemDataRole.ToolTipRole) is None
    shown.show(finished(), runs[-1:])
    shown.desk.qtbot.waitUntil(lambda: test.data() == "88.00 %")
    assert test.data(Qt.ItemDataRole.ToolTipRole) is None


def test_that_of_a_run_that_is_gone_no_test_is_awaited(shown: Shown) -> None:
    shown.show(finished(), runs_of(finished())[:-1])
    shown.show(changed(finished(), 36, seconds=11.0), [])
    assert shown.panel.model.index(35, shown.column("test_accuracy")).data() == "–"


def test_that_seeds_that_are_not_listed_leave_the_selection_though_their_combination_stays(full: Shown) -> None:
    experiment = finished()
    for number in range(2, 37, 2):
        experiment = changed(experiment, number, status="failed", score=None)
    full.show(experiment, [])
    full.press("sweep.combined")
    full.panel.looking.choose([3, 4])
    find(full.panel, QComboBox, "sweep.filter").setCurrentText("Failed")
    assert full.panel.chosen == (4,)


def test_that_columns_are_wide_enough_for_what_comes_later(full: Shown) -> None:
    table, header = full.panel.table, full.panel.table.horizontalHeader()
    run, status, reason = map(full.column, ("run", "status", "reason"))
    assert header.sectionSize(status) > table.fontMetrics().horizontalAdvance("ended early")
    narrow = header.sectionSize(reason)
    header.resizeSection(run, 300)
    failed = changed(finished(), 1, status="failed", score=None, run=1_000_000_000, reason="The loss is no number.")
    full.show(failed, [])
    full.desk.qtbot.waitUntil(lambda: header.sectionSize(reason) > narrow)
    assert header.sectionSize(run) == 300


def test_that_plots_of_settings_beside_each_other_are_as_high_as_there_is_room(full: Shown) -> None:
    settings = full.panel.settings
    full.desk.qtbot.waitUntil(lambda: len(settings.charts) == 4)
    full.panel.resize(1_300, 640)
    full.tab("Each setting")
    full.desk.qtbot.waitUntil(lambda: settings.charts[0].height() == settings.viewport().height())


def test_that_what_can_never_run_stands_last(full: Shown) -> None:
    full.show(changed(finished(), 1, status="impossible", run=None, score=None, reason="It does not fit."), [])
    assert full.words()[-1] == "1: –"
    full.panel.table.sortByColumn(0, Qt.SortOrder.DescendingOrder)
    assert [full.words()[0], full.words()[-1]] == ["36: 86.00 %", "1: –"]


def test_that_a_report_shows_all_trials_whatever_is_selected(full: Shown) -> None:
    before = [draw() for _, draw in full.panel.pictures()]
    full.panel.looking.let_through(0, (0.5, 1.0))
    full.panel.looking.choose([36, 35])
    full.panel.parallel.setFocus()
    assert [draw() for _, draw in full.panel.pictures()] == before


def test_that_the_lowest_curve_is_whole_where_it_is_not_far_off(full: Shown) -> None:
    field, curves = full.panel.looking.field, full.panel.curves
    assert field is not None
    assert curves.y_axis(field).numbers.low <= np.nanmin(curves.values)
    far = changed(finished(), 1, run=99)
    run = replace(runs_of(far)[0], epochs=(Epoch(1, 0.5, 0.5, 0.5, -50.0, 1.0),))
    full.show(far, [run])
    assert full.panel.looking.field is not None
    assert curves.y_axis(full.panel.looking.field).numbers.low > -1


def test_that_selected_curves_are_told_apart_by_hue_and_keep_it(full: Shown) -> None:
    full.tab("Curves")
    full.panel.looking.choose([3, 11, 20])  # 3 and 11 would look alike
    full.panel.curves.grab()
    before = dict(full.panel.curves.looks)
    assert len({look.colour for look in before.values()}) == 3
    full.panel.looking.choose([20, 11])
    full.panel.curves.grab()
    assert {number: full.panel.curves.looks[number] for number in (11, 20)} == {11: before[11], 20: before[20]}


def test_that_words_at_the_ends_of_curves_lie_beside_each_other() -> None:
    frame = Frame(QRectF(0, 0, 100, 100))
    found = apart([50.0, 98.0, 52.0, 99.0], 10.0, frame)
    assert found == [50.0, 85.0, 60.0, 95.0]


def test_that_the_hint_says_what_can_be_done_in_the_tab(full: Shown) -> None:
    hint = full.panel.hint
    said = {}
    for at in range(full.panel.tabs.count()):
        full.panel.tabs.setCurrentIndex(at)
        said[full.panel.tabs.tabText(at)] = hint.full
    assert said["Importance"] == ""
    assert said["Curves"].startswith("Click to select a trial")
    assert "Bold black: the one under the pointer." in said["Curves"]
    assert said["Each setting"].startswith("Bold: the mean.")
    assert said["Best so far"].startswith("The line is the best so far.")


def test_that_the_pointer_is_at_no_trial_of_another_sweep(full: Shown) -> None:
    full.panel.looking.point(4)
    full.show(replace(finished(), number=2))
    assert full.panel.looking.pointed is None
