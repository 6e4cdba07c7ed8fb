"""Runs of one project with several seeds, as mean and deviation: how much of a difference is chance."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import QObject, Qt, Signal, Slot
from PySide6.QtWidgets import QStackedWidget, QVBoxLayout, QWidget

from cnnstudio.core.language import local, tr
from cnnstudio.core.runs.run import Run
from cnnstudio.core.runs.run_table import row
from cnnstudio.core.runs.significance import Spread, mean_and_deviation, repeats
from cnnstudio.core.words import number, percent, plain
from cnnstudio.gui.evaluation.table import Column, ValueTable
from cnnstudio.gui.threads.newest import Newest
from cnnstudio.gui.widgets.card import MutedLabel
from cnnstudio.gui.widgets.empty_state import EmptyState

_NAMES, _LONG = 4, 200
Figure = tuple[float, float, int]
"""Mean, deviation and count of shares; ordered by the mean."""


@dataclass(frozen=True)
class Group:
    """Runs that differ in nothing but their seeds, and what their table says of them."""

    numbers: tuple[int, ...]
    cells: tuple[Any, ...]


def _mean(value: Figure) -> str:
    """ "97.31 ± 0.24 %"."""
    mean, deviation, count = value
    if count == 1:
        return tr("{share} (1 run)", share=percent(mean, 2))
    return local(f"{100 * mean:.2f} ± {100 * deviation:.2f} %")


def _interval(value: tuple[float, float]) -> str:
    low, high = value
    return tr("{low:.2f} to {high:.2f} %", low=100 * low, high=100 * high)


_COLUMNS = (
    Column("Runs", tr("Runs"), tr("Those that differ in nothing but their seeds.")),
    Column(
        "Count",
        tr("Count"),
        tr("Of the same seeds the latest run counts: to train it twice tells nothing new."),
        number,
    ),
    Column("Network", tr("Network"), tr("In one line.")),
    Column("Test accuracy", tr("Test accuracy"), tr("Mean ± sample deviation over the runs."), _mean),
    Column(
        "95 % interval",
        tr("95 % interval"),
        tr("Of the mean of the test accuracy, by Student's t distribution."),
        _interval,
    ),
    Column("Validation accuracy", tr("Validation accuracy"), tr("Mean ± sample deviation over the runs."), _mean),
)


def groups(runs: Sequence[Run]) -> list[Group]:
    """The groups of repeated seeds with their figures; of many runs it takes a while."""
    return [_group(members) for members in repeats(runs)]


def _group(members: Sequence[Run]) -> Group:
    rows = [row(run) for run in members]
    tests = [float(each["test_accuracy"]) for each in rows if each["test_accuracy"] is not None]  # type: ignore[arg-type]
    validations = [float(each["val_accuracy"]) for each in rows if each["val_accuracy"] is not None]  # type: ignore[arg-type]
    spread: Spread | None = mean_and_deviation(tests) if len(tests) > 1 else None
    names = [plain(run.name, 40) for run in members]
    named = ", ".join(names[:_NAMES])
    if len(names) > _NAMES:
        named = tr("{names} and {count:,} more", names=named, count=len(names) - _NAMES)
    cells = (
        named,
        len(members),
        plain(str(rows[0]["architecture"]), _LONG),
        _figure(tests),
        (spread.low, spread.high) if spread is not None else None,
        _figure(validations),
    )
    return Group(tuple(run.number for run in members), cells)


def _figure(values: Sequence[float]) -> Figure | None:
    if not values:
        return None
    found = mean_and_deviation(values)
    return found.mean, found.deviation if found.count > 1 else 0.0, found.count


class GroupFinder(QObject):
    """Looks for groups beside the window, once for the same runs."""

    found = Signal(object)
    failed = Signal(object)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._work = Newest("repeated seeds", self)
        self._runs: object = None

    def look(self, runs: tuple[Run, ...]) -> None:
        """Looks for groups among these runs."""
        if runs is not self._runs:
            self._runs = runs
            tell: Callable[[object], None] = self.found.emit
            self._work.run(lambda _: groups(runs), tell, self.failed.emit)

    def end(self) -> None:
        """Stops for good."""
        self._work.close()


class SeedsView(QWidget):
    """The groups; a click selects their runs."""

    group_opened = Signal(object)
    """The numbers of the runs."""
    failed = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._groups: list[Group] = []
        self._finder = GroupFinder(self)
        self._finder.found.connect(self._show)
        self._finder.failed.connect(self.failed)
        self._table = ValueTable("compare.seeds", tr("Repeated seeds"), _COLUMNS)
        self._empty = EmptyState("compare.seeds.empty", "repeat")
        self._empty.say(
            tr("No project was trained with several seeds yet"),
            tr(
                "Put the project of a run back, change nothing but the seed on the Train page, and train: this page "
                "then says mean and deviation, and so how large a difference chance alone makes."
            ),
        )
        words = MutedLabel(tr("Click a group to select its runs."))
        shown = QWidget()
        inside = QVBoxLayout(shown)
        inside.setContentsMargins(0, 8, 0, 0)
        inside.addWidget(self._table, 1)
        inside.addWidget(words, 0, Qt.AlignmentFlag.AlignLeft)
        self._shown = shown
        self._place = QStackedWidget()
        self._place.addWidget(self._empty)
        self._place.addWidget(shown)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self._place)
        self._table.row_opened.connect(lambda place: self.group_opened.emit(self._groups[place].numbers))

    def show_runs(self, runs: tuple[Run, ...]) -> None:
        """Looks for groups among these runs."""
        self._finder.look(runs)

    def shown(self) -> list[list[str]]:
        """What the table says."""
        return self._table.shown()

    def end(self) -> None:
        """Stops for good."""
        self._finder.end()

    @Slot(object)
    def _show(self, found: list[Group]) -> None:
        self._groups = found
        self._table.show_rows([group.cells for group in found], by=3, descending=True)
        self._place.setCurrentWidget(self._shown if found else self._empty)
