"""What runs are called in lists to choose from."""

from collections.abc import Callable, Sequence
from typing import Any

from PySide6.QtCore import QAbstractListModel, QModelIndex, QObject, QPersistentModelIndex, QSignalBlocker, Qt
from PySide6.QtWidgets import QComboBox

from cnnstudio.core.language import tr
from cnnstudio.core.runs.run import Run
from cnnstudio.core.sweeps.experiment import names_what_varied
from cnnstudio.core.words import percent, plain

Index = QModelIndex | QPersistentModelIndex

_STATUSES = {"stopped": tr("stopped"), "interrupted": tr("interrupted"), "failed": tr("failed")}

_TOLD = 32
"""Letters of what tells a run from others."""


def run_title(run: Run) -> str:
    """The name of a run and the one thing that tells it from the others: "Run 3 · test 98.1 %"."""
    if run.status == "training":
        return tr("{name} · training now", name=run.name)
    number = run.best_epoch
    best = next((epoch for epoch in run.epochs if epoch.number == number), None)
    words = [run.name]
    if run.test is not None:
        words.append(tr("test {accuracy}", accuracy=percent(run.test.accuracy)))
    elif best is not None:
        words.append(tr("validation {accuracy}", accuracy=percent(best.val_accuracy)))
    if run.is_imported:
        words.append(tr("opened from a file"))
    elif run.status != "finished":
        words.append(_STATUSES.get(run.status, run.status))
    return " · ".join(words)


def called(run: Run) -> str:
    """The name within a sentence: quoted where a person gave it."""
    usual = (f"Run {run.number}", tr("Run {number}", number=run.number))  # of a file of another language too
    return run.name if run.name in usual else tr("“{name}”", name=run.name)


def named(name: str, told: str) -> str:
    """The name with what tells the run from others, unless it says so itself: "Run 6 · tanh"."""
    short = plain(told, _TOLD)
    says_it = names_what_varied(name) or short.casefold() in name.casefold()
    return name if not short or says_it else f"{name} · {short}"


def training_words(run: Run) -> str:
    """ "training, epoch 3" while the run trains, "scoring" behind its last epoch; empty when it has ended."""
    if run.status != "training":
        return ""
    number = len(run.epochs) + 1
    return tr("training, epoch {number:,}", number=number) if number <= run.project.plan.epochs else tr("scoring")


def show_runs(
    combo: QComboBox,
    runs: tuple[Run, ...],
    current: Any,
    words: Callable[[Run], str] = run_title,
    *,
    more: Sequence[tuple[str, Any]] = (),
    above: Sequence[tuple[str, Any]] = (),
    why_not: Callable[[Run], str] = lambda run: "",
    anew: bool = False,
) -> None:
    """Makes the combo box list the runs, the latest first, and ``more`` after them, without a signal.

    The data of an entry is the number of its run. Words are asked for as an entry comes into view, so that a file may
    have thousands of runs; what did not change is left alone.

    Args:
        more: Words and data.
        above: The same, before the runs.
        why_not: Why a run cannot be chosen, in words; empty where it can.
        anew: Whether ``words`` says something else of a run than it did.
    """
    blocker = QSignalBlocker(combo)
    entries = combo.model()
    if not isinstance(entries, _Entries):
        entries = _Entries(words, why_not, combo)
        combo.setModel(entries)
    entries.put(runs[::-1], tuple(more), tuple(above))
    if anew:
        entries.say_anew()
    combo.setCurrentIndex(entries.place(current))
    blocker.unblock()


class _Entries(QAbstractListModel):
    """Runs and whatever else there is to choose; formats what is looked at."""

    def __init__(self, words: Callable[[Run], str], why_not: Callable[[Run], str], parent: QObject) -> None:
        super().__init__(parent)
        self._words, self._why_not = words, why_not
        self._runs: tuple[Run, ...] = ()
        self._more: tuple[tuple[str, Any], ...] = ()
        self._above: tuple[tuple[str, Any], ...] = ()
        self._known: dict[int, tuple[Run, str]] = {}

    def put(self, runs: tuple[Run, ...], more: tuple[tuple[str, Any], ...], above: tuple[tuple[str, Any], ...]) -> None:
        """Shows other entries; tells of those alone that are not as they were."""
        before, new = self._runs, len(runs) - len(self._runs)
        moved = (more, above) != (self._more, self._above) or new < 0
        moved = moved or any(one.number != other.number for one, other in zip(runs[new:], before, strict=True))
        if moved:
            self.beginResetModel()
            self._runs, self._more, self._above, self._known = runs, more, above, {}
            self.endResetModel()
            return
        if new:
            self.beginInsertRows(QModelIndex(), len(above), len(above) + new - 1)
            self._runs = runs
            self.endInsertRows()
        self._runs = runs
        pairs = enumerate(zip(runs[new:], before, strict=True), len(above) + new)
        if changed := [place for place, (one, other) in pairs if one is not other]:
            # Once: of another file with as many runs, all of them are others.
            self.dataChanged.emit(self.index(changed[0]), self.index(changed[-1]))

    def say_anew(self) -> None:
        """Asks for all words again, as they come into view."""
        self._known = {}
        if self._runs:
            above = len(self._above)
            self.dataChanged.emit(self.index(above), self.index(above + len(self._runs) - 1))

    def place(self, data: Any) -> int:
        """Where the entry with this data is; −1 for nowhere."""
        numbers = (run.number for run in self._runs)
        above, more = ((each for _, each in entries) for entries in (self._above, self._more))
        found = (place for place, each in enumerate((*above, *numbers, *more)) if each == data)
        return next(found, -1)

    def rowCount(self, parent: Index | None = None) -> int:
        return 0 if parent is not None and parent.isValid() else len(self._above) + len(self._runs) + len(self._more)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if not index.isValid():
            return None
        run = self._run_at(index.row())
        row, runs = index.row(), len(self._runs)
        others = (*self._above, *self._more)
        words, data = others[row if row < len(self._above) else row - runs] if run is None else ("", run.number)
        if role == Qt.ItemDataRole.DisplayRole:
            return words if run is None else self._title(run)
        if role == Qt.ItemDataRole.UserRole:
            return data
        if role == Qt.ItemDataRole.ToolTipRole and run is not None:
            return self._why_not(run) or None
        return None

    def flags(self, index: Index) -> Qt.ItemFlag:
        run = self._run_at(index.row())
        if run is not None and self._why_not(run):
            return Qt.ItemFlag.NoItemFlags
        return Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable

    def _run_at(self, row: int) -> Run | None:
        place = row - len(self._above)
        return self._runs[place] if 0 <= place < len(self._runs) else None

    def _title(self, run: Run) -> str:
        known = self._known.get(run.number)
        if known is None or known[0] is not run:
            known = self._known[run.number] = run, self._words(run)
        return known[1]
