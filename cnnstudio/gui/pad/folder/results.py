"""What came of a test: the share that is right, the confusion matrix, the table, and one picture large."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QLabel, QSplitter, QVBoxLayout, QWidget

from cnnstudio.core.language import tr
from cnnstudio.gui.bridge import Bridge
from cnnstudio.gui.evaluation.confusion.view import ConfusionView
from cnnstudio.gui.pad.folder.look import PictureLook
from cnnstudio.gui.pad.folder.order import Cell
from cnnstudio.gui.pad.folder.table import ResultTable
from cnnstudio.gui.pad.folder.testing import Result
from cnnstudio.gui.pad.folder.words import all_tried, otherwise, share, summary, way
from cnnstudio.gui.widgets.fitting_label import FittingLabel
from cnnstudio.gui.widgets.letters import set_letters
from cnnstudio.gui.widgets.notice import Notice
from cnnstudio.gui.widgets.panel import Panel

_BIG = 2.2
_LEFT, _RIGHT = 400, 640
_TABLE, _LOOK = 340, 230


class Results(QWidget):
    """Figures and matrix at the left, the pictures at the right."""

    failed = Signal(object)
    """A StudioError: something could not be written."""
    placing_requested = Signal(object)
    """A Placing."""

    def __init__(self, bridge: Bridge) -> None:
        super().__init__()
        self._result: Result | None = None
        self._looked = -1
        self._share = QLabel(objectName="folder.accuracy")
        set_letters(self._share, _BIG, bold=True)
        self._summary, self._way, self._otherwise = FittingLabel(), FittingLabel(), FittingLabel()
        self._summary.setObjectName("folder.summary")
        self._way.setObjectName("folder.way_taken")
        self._otherwise.setObjectName("folder.otherwise")
        self._note = Notice("folder.note")
        self._findings = Notice("folder.findings", details="files")
        self.confusion = ConfusionView("folder.confusion", tr("Confusion matrix of the test"))
        self.table = ResultTable()
        self.look = PictureLook(bridge)
        self._lay_out()
        self._connect()

    @property
    def result(self) -> Result | None:
        """What is shown."""
        return self._result

    def show_result(self, result: Result | None) -> None:
        """Shows another result; the picture that is looked at stays where it is the same file."""
        before = self._looked if self.look.isVisibleTo(self) and _are_alike(self._result, result) else -1
        self._result = result
        self._leave()
        if result is None:
            self.table.show_found(None)
            self.confusion.show_matrix(None)
            return
        self.table.show_found(result.found, tr("{name} tested", name=result.path.stem))
        scores = result.found.scores
        self._share.setText(share(result))
        self._summary.say(*summary(result))
        self._way.say(way(result.found), tip=all_tried(result.found))
        self._otherwise.say(*otherwise(result.found))
        self._otherwise.setVisible(bool(self._otherwise.full))
        self._note.say(result.found.note, "caution" if scores.count else "note")
        findings = result.found.findings
        lines = [line for finding in findings for line in finding.details]
        self._findings.say(" ".join(finding.text for finding in findings), "caution", details=lines)
        self.confusion.show_matrix(scores.matrix if scores.count else None, scores.labels)
        self.confusion.setVisible(scores.count > 0)
        self._space.setVisible(not scores.count)
        if before >= 0:
            self.table.choose(before)

    # Private

    def _lay_out(self) -> None:
        figures = Panel()
        words = QVBoxLayout(figures)
        words.setContentsMargins(16, 8, 16, 8)
        words.setSpacing(2)
        for widget in (self._share, self._summary, self._way, self._otherwise, self._note, self._findings):
            words.addWidget(widget)
        self._space = QWidget()
        left, right = QWidget(), QSplitter(Qt.Orientation.Vertical, objectName="folder.pictures")
        column = QVBoxLayout(left)
        column.setContentsMargins(0, 0, 4, 0)
        column.setSpacing(8)
        column.addWidget(figures)
        column.addWidget(self.confusion, 1)
        column.addWidget(self._space, 1)
        for widget in (self.table, self.look):
            right.addWidget(widget)
        right.setChildrenCollapsible(False)
        right.setSizes([_TABLE, _LOOK])
        right.setContentsMargins(4, 0, 0, 0)
        both = QSplitter(objectName="folder.results")
        both.addWidget(left)
        both.addWidget(right)
        both.setChildrenCollapsible(False)
        both.setSizes([_LEFT, _RIGHT])
        both.setStretchFactor(0, 2)
        both.setStretchFactor(1, 3)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.addWidget(both)

    def _connect(self) -> None:
        self.confusion.cell_opened.connect(lambda true, predicted: self._pick((true, predicted)))
        self.confusion.failed.connect(self.failed)
        self.table.all_wanted.connect(lambda: self._pick(None))
        self.table.opened.connect(self._open)
        self.table.left.connect(self._leave)
        self.table.failed.connect(self.failed)
        self.look.closed.connect(self._leave)
        self.look.stepped.connect(self._step)
        self.look.placing_requested.connect(self.placing_requested)

    def _pick(self, cell: Cell | None) -> None:
        self._leave()
        self.confusion.choose(cell)
        self.table.show_cell(cell)

    def _open(self, number: int) -> None:
        if self._result is None or (self.look.isVisibleTo(self) and number == self._looked):
            return  # a click also makes it the current one
        self._looked = number
        self.look.show_picture(self._result, self.table.rows, number)
        self.table.choose(number)

    def _step(self, by: int) -> None:
        rows = self.table.rows
        row = rows.row_of(self._looked)
        if row is not None and 0 <= row + by < rows.rowCount():
            self._open(int(rows.numbers[row + by]))

    def _leave(self) -> None:
        self.look.hide()
        self._looked = -1
        self.table.view.clearSelection()


def _are_alike(before: Result | None, after: Result | None) -> bool:
    """Whether two results are of the same pictures in the same order."""
    return before is not None and after is not None and before.found.files == after.found.files != ()
