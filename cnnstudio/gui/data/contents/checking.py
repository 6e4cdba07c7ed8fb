"""Divides the data as the recipe says and looks them through, beside the window, whenever either changes."""

from PySide6.QtCore import QObject, Signal, Slot

from cnnstudio.core.errors import StudioError
from cnnstudio.core.language import tr
from cnnstudio.core.pictures.finding import Finding
from cnnstudio.core.training.plan import DataRecipe
from cnnstudio.data import duplicates
from cnnstudio.data.dataset import DataSet
from cnnstudio.data.duplicates import Duplicates
from cnnstudio.data.report import Report, report
from cnnstudio.data.split import Division, divide
from cnnstudio.data.watch import Progress
from cnnstudio.gui.document import Document
from cnnstudio.gui.threads.newest import Newest


class DataChecks(QObject):
    """Keeps the division and the report in step with the data and the recipe, while somebody looks at them.

    An answer about data or a recipe of before is dropped.
    """

    divided = Signal()
    """``division`` or ``refusal`` is another."""
    changed = Signal()
    """``findings`` or ``is_checking`` is another."""

    def __init__(self, document: Document, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._document = document
        self._dividing, self._reporting = Newest("dividing", self), Newest("reporting", self)
        self._comparing = Newest("comparing", self)
        self._work = (self._dividing, self._reporting, self._comparing)
        self._active = False
        self._asked: tuple[DataSet | None, DataRecipe] | None = None
        self._report: Report | None = None
        self._duplicates: Duplicates | None = None
        self._failure = ""
        self.division: Division | None = None
        """What the recipe makes of the training pictures, or the last one that could be followed; None without one."""
        self.refusal = ""
        """Why the recipe cannot be followed, in words; ``division`` is of one before then."""
        self.progress: Progress | None = None
        self._comparing.progressed.connect(self._progressed)
        document.project_changed.connect(self._follow)

    @property
    def is_checking(self) -> bool:
        """Whether the pictures are still being looked through."""
        return any(each.is_busy for each in self._work)

    @property
    def findings(self) -> tuple[Finding, ...]:
        """What is to be known of the data, the most serious first."""
        data = self._document.data_set
        of_reading = data.findings if data is not None else ()
        found = list(of_reading if self._report is None else self._report.findings)
        if self._failure:
            found.append(
                Finding(tr("The pictures could not be looked through: {failure}", failure=self._failure), "caution")
            )
        tones = ("problem", "caution", "note")
        return tuple(sorted(dict.fromkeys(found), key=lambda each: tones.index(each.tone)))

    def set_active(self, active: bool) -> None:
        """Whether somebody looks at what is found."""
        self._active = active
        self._follow()

    def close(self) -> None:
        """Stops for good."""
        for each in self._work:
            each.close()

    @Slot()
    def _follow(self) -> None:
        data, recipe = self._document.data_set, self._document.project.data
        if not self._active or (self._asked is not None and self._asked[0] is data and self._asked[1] == recipe):
            return
        if self._asked is None or self._asked[0] is not data:  # what is known is of other pictures
            self.division, self.refusal, self._report, self._duplicates = None, "", None, None
            self._comparing.stop()
        self._asked, self._failure = (data, recipe), ""
        self._reporting.stop()
        if data is None:
            self._dividing.stop()
            self.divided.emit()
        else:
            self._dividing.run(lambda _: divide(data.y_train, recipe), self._divide, self._refuse)
            self._compare(data)
        self.changed.emit()

    def _divide(self, division: Division) -> None:
        self.division, self.refusal = division, ""
        self.divided.emit()
        self._look()

    def _refuse(self, error: StudioError) -> None:
        self.refusal, self._report = str(error), None
        self.divided.emit()
        self.changed.emit()

    def _compare(self, data: DataSet) -> None:
        """Looks for duplicates, which takes longest; they stay the same however the data are divided."""
        if self._duplicates is None and not self._comparing.is_busy:
            self.progress = None
            self._comparing.run(lambda watch: duplicates.find(data, watch), self._compared, self._fail)

    def _compared(self, found: Duplicates) -> None:
        self._duplicates, self.progress = found, None
        self._look()
        self.changed.emit()

    def _look(self) -> None:
        """Has the report made from what is known by now: at once, and again once duplicates are known."""
        division, asked = self.division, self._asked
        if division is None or self.refusal or asked is None or asked[0] is None or self._dividing.is_busy:
            return
        (data, recipe), found = asked, self._duplicates or Duplicates(())
        self._reporting.run(lambda watch: report(data, recipe, watch, found, division), self._put, self._fail)

    def _put(self, found: Report) -> None:
        self._report = found
        self.changed.emit()

    def _fail(self, error: StudioError) -> None:
        self._failure, self.progress = str(error), None
        self.changed.emit()

    @Slot(object)
    def _progressed(self, progress: Progress) -> None:
        self.progress = progress
        self.changed.emit()
