"""Two runs against each other: their confusion matrices side by side, and whether one is better beyond chance."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from types import MappingProxyType

from PySide6.QtCore import QSignalBlocker, Qt, Signal, Slot
from PySide6.QtWidgets import QHBoxLayout, QLabel, QSplitter, QStackedWidget, QVBoxLayout, QWidget

from cnnstudio.core.errors import StudioError
from cnnstudio.core.language import tr
from cnnstudio.core.runs.run import Run
from cnnstudio.core.runs.significance import McNemar, mcnemar, same_test
from cnnstudio.core.words import percent, plain
from cnnstudio.files.project_file import ProjectFile
from cnnstudio.gui.comparison.names import run_names
from cnnstudio.gui.document import Document
from cnnstudio.gui.evaluation.confusion.view import ConfusionView
from cnnstudio.gui.evaluation.store import Key, key_of
from cnnstudio.gui.threads.newest import Newest
from cnnstudio.gui.widgets.card import heading
from cnnstudio.gui.widgets.eliding_combo import ElidingCombo
from cnnstudio.gui.widgets.empty_state import EmptyState

_NAME = 40
_HINT = tr("Click a cell to see its pictures")
_KEPT = 32
_NOTHING: Mapping[int, str] = MappingProxyType({})
_OTHER_PICTURES = tr(
    "The two runs were tested with different pictures, so they cannot be compared picture by picture: the accuracies "
    "may differ for that reason alone."
)


class PairView(QWidget):
    """The first two of the selected runs, or two others of them."""

    cell_opened = Signal(int, int, int)
    """The number of a run, and the true and the predicted class of the cell whose pictures are wanted."""
    failed = Signal(object)

    def __init__(self, document: Document, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._document = document
        self._reading = Newest("answers of two runs", self)
        self._known: dict[tuple[Key, Key], McNemar] = {}
        self._runs: tuple[Run, ...] = ()
        self._names: dict[int, str] = {}
        self._pair: tuple[Run, ...] = ()
        self._is_picked = False
        self._asked: tuple[Key, Key] | None = None
        self._words = QLabel(objectName="compare.mcnemar", wordWrap=True)
        self._words.setTextFormat(Qt.TextFormat.PlainText)
        self._words.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self._sides = (
            _Side("a", tr("First run"), tr("Confusion matrix of the first run")),
            _Side("b", tr("Second run"), tr("Confusion matrix of the second run")),
        )
        self._empty = EmptyState("compare.pair.empty", "git-compare")
        self._empty.say(
            tr("Select two runs"),
            tr(
                "Their confusion matrices stand side by side here, with a test of whether one is better than the "
                "other beyond chance."
            ),
        )
        self._lay_out()
        for side, other in (self._sides, self._sides[::-1]):
            side.combo.activated.connect(self._pick)
            side.matrix.cell_pointed.connect(other.matrix.point)
            side.matrix.by_changed.connect(other.matrix.set_by)
            side.matrix.failed.connect(self.failed)
            side.matrix.cell_opened.connect(
                lambda true, predicted, side=side: self.cell_opened.emit(side.combo.currentData(), true, predicted)
            )  # fmt: skip

    @property
    def words(self) -> str:
        """What is said of the two."""
        return self._words.text() if len(self._pair) == 2 else self._empty.words

    @property
    def matrices(self) -> tuple[ConfusionView, ConfusionView]:
        """The two matrices."""
        return self._sides[0].matrix, self._sides[1].matrix

    def show_runs(self, runs: Sequence[Run], told: Mapping[int, str] = _NOTHING) -> None:
        """Offers these runs, and shows the first two; those the person picked stay while they are among them.

        Args:
            told: What tells a run apart, by its number.
        """
        self._runs, self._names = tuple(runs), run_names(runs, told)
        numbers = {run.number: run for run in runs}
        kept = tuple(numbers[run.number] for run in self._pair if run.number in numbers)
        self._is_picked = self._is_picked and len(kept) == 2
        pair = kept if self._is_picked else self._runs[:2]
        self._show(pair if len(pair) == 2 else ())

    def end(self) -> None:
        """Stops for good."""
        self._reading.close()

    # Private

    def _lay_out(self) -> None:
        sides = QSplitter(Qt.Orientation.Horizontal, childrenCollapsible=False, handleWidth=8)
        for side in self._sides:
            sides.addWidget(side)
        sides.setSizes([500, 500])
        both = QWidget()
        inside = QVBoxLayout(both)
        inside.setContentsMargins(0, 8, 0, 0)
        inside.setSpacing(8)
        inside.addWidget(self._words)
        inside.addWidget(sides, 1)
        self._both = both
        self._place = QStackedWidget()
        self._place.addWidget(self._empty)
        self._place.addWidget(both)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self._place)

    @Slot()
    def _pick(self) -> None:
        numbers = {run.number: run for run in self._runs}
        first, second = (numbers[side.combo.currentData()] for side in self._sides)
        if first is second:  # one chosen twice: the other one moves to its place
            was = self._pair[0] if self._pair[0] is not first else self._pair[1]
            first, second = (first, was) if self._pair[0] is not first else (was, second)
        self._is_picked = True
        self._show((first, second))

    def _show(self, pair: tuple[Run, ...]) -> None:
        self._pair = pair
        self._place.setCurrentWidget(self._both if pair else self._empty)
        for side, run in zip(self._sides, pair, strict=False):
            side.show_run(self._names, run)
        if pair:
            self._say(*pair)

    def _say(self, a: Run, b: Run) -> None:
        """What follows from both; answers picture by picture are read beside the window."""
        asked, self._asked = self._asked, None
        self._reading.stop()
        why = _why_not(a) or _why_not(b)
        if why:
            self._put(why)
        elif not same_test(a, b):
            self._put(_OTHER_PICTURES)
        elif self._document.path is not None:
            path = self._document.path
            key = key_of(path, a, "test"), key_of(path, b, "test")
            if key in self._known:
                self._put(_result(self._known[key], a, b))
                return
            if key != asked:  # of the same two there may be more in the file now; what is said stays until it is read
                self._put(tr("Reading what both said to each picture…"))
            self._asked = key
            self._reading.run(lambda _: _tested(path, a, b), lambda found: self._told(key, found, a, b), self._lost)

    def _told(self, key: tuple[Key, Key], found: McNemar | list[Run], a: Run, b: Run) -> None:
        if not isinstance(found, McNemar):
            words = _sums_alone(found)
        else:
            words = _result(found, a, b)
            if len(self._known) >= _KEPT:
                self._known.pop(next(iter(self._known)))
            self._known[key] = found
        if key == self._asked:
            self._put(words)

    def _lost(self, error: StudioError) -> None:
        self._put(str(error))

    def _put(self, words: str) -> None:
        self._words.setText(words)
        self._words.setAccessibleName(words)


class _Side(QWidget):
    """One of the two: which run, how it did, and its matrix."""

    def __init__(self, key: str, label: str, matrix: str) -> None:
        super().__init__()
        self.combo = ElidingCombo(objectName=f"compare.pair.{key}", accessibleName=label)
        self.combo.setSizeAdjustPolicy(ElidingCombo.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.combo.setMinimumContentsLength(12)
        self._score = heading("")
        self._score.setTextFormat(Qt.TextFormat.PlainText)
        self.matrix = ConfusionView(f"compare.confusion.{key}", matrix)
        top = QHBoxLayout()
        top.setSpacing(8)
        top.addWidget(self.combo, 1)
        top.addWidget(self._score)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(6)
        column.addLayout(top)
        column.addWidget(self.matrix, 1)

    def show_run(self, names: Mapping[int, str], run: Run) -> None:
        """Shows one of the runs that are offered by number and name."""
        with QSignalBlocker(self.combo):
            self.combo.clear()
            for number, words in names.items():
                self.combo.addItem(words, number)
            self.combo.setCurrentIndex(self.combo.findData(run.number))
        test = run.test
        if test is None:
            self._score.setText(tr("not tested"))
            self.matrix.show_matrix(None, (), "")
            return
        self._score.setText(
            tr(
                "{accuracy} · {wrong:,} of {count:,} wrong",
                accuracy=percent(test.accuracy, 2),
                wrong=test.misclassified,
                count=test.count,
            )
        )
        self.matrix.show_matrix(test.matrix, test.labels, _HINT)


def _why_not(run: Run) -> str:
    if run.status == "training":
        return tr("{run} is still training: it is tested when it ends.", run=plain(run.name, _NAME))
    if run.test is not None:
        return ""
    return tr("{run} was not tested, so there is nothing to compare.", run=plain(run.name, _NAME))


def _tested(path: Path, a: Run, b: Run) -> McNemar | list[Run]:
    """The test of two runs of one file; or those of them of which the file has no answers picture by picture."""
    with ProjectFile.open(path, read_only=True) as file:
        found = [file.outcomes(run.number, "test") for run in (a, b)]
    first, second = found
    if first is None or second is None:
        return [run for run, each in zip((a, b), found, strict=True) if each is None]
    return mcnemar(first, second)


def _result(found: McNemar, a: Run, b: Run) -> str:
    told = found.words(plain(a.name, _NAME), plain(b.name, _NAME))
    return " ".join((told, tr("(McNemar's exact test.)"))) if found.b + found.c else told


def _sums_alone(runs: list[Run]) -> str:
    names = [plain(run.name, _NAME) for run in runs]
    both = tr("{first} and {last}", first=names[0], last=names[-1])
    return tr(
        "Of {runs} only the sums are stored, not what was said to each picture, so chance cannot be judged. "
        "Go through the test pictures under “Evaluation” to have both.",
        runs=both if len(names) > 1 else names[0],
    )
