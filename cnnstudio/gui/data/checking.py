"""Divides the data as the recipe says and looks them through, beside the window, whenever either changes."""

from collections.abc import Callable

from PySide6.QtCore import QObject, Signal, Slot

from cnnstudio.core.errors import StudioError
from cnnstudio.core.finding import Finding
from cnnstudio.core.plan import DataRecipe
from cnnstudio.data import duplicates
from cnnstudio.data.dataset import DataSet
from cnnstudio.data.duplicates import Duplicates
from cnnstudio.data.report import Report, report
from cnnstudio.data.split import Division, divide
from cnnstudio.data.watch import Progress, Watch
from cnnstudio.gui.data.newest import Newest
from cnnstudio.gui.document import Document


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
        self._dividing, self._looking = Newest("dividing", self), Newest("looking through", self)
        self._active = False
        self._asked: tuple[DataSet | None, DataRecipe] | None = None
        self._report: Report | None = None
        self._duplicates: Duplicates | None = None
        self._failure = ""
        self.division: Division | None = None
        """What the recipe makes of the training pictures; None without data, and where it asks for what cannot be."""
        self.refusal = ""
        """Why the recipe cannot be followed, in words."""
        self.progress: Progress | None = None
        self._looking.progressed.connect(self._progressed)
        document.project_changed.connect(self._follow)
        document.data_changed.connect(self._follow)

    @property
    def is_checking(self) -> bool:
        """Whether the pictures are still being looked through."""
        return self._dividing.is_busy or self._looking.is_busy

    @property
    def findings(self) -> tuple[Finding, ...]:
        """What is to be known of the data, the most serious first."""
        data = self._document.data_set
        of_reading = data.findings if data is not None else ()
        found = list(of_reading if self._report is None else self._report.findings)
        if self._failure:
            found.append(Finding(f"The pictures could not be looked through: {self._failure}", "caution"))
        tones = ("problem", "caution", "note")
        return tuple(sorted(dict.fromkeys(found), key=lambda each: tones.index(each.tone)))

    def set_active(self, active: bool) -> None:
        """Whether somebody looks at what is found."""
        self._active = active
        self._follow()

    def close(self) -> None:
        """Stops for good."""
        for each in (self._dividing, self._looking):
            each.close()

    @Slot()
    def _follow(self) -> None:
        data, recipe = self._document.data_set, self._document.project.data
        if not self._active or (self._asked is not None and self._asked[0] is data and self._asked[1] == recipe):
            return
        if self._asked is None or self._asked[0] is not data:  # what is known is of other pictures
            self.division, self.refusal, self._report, self._duplicates = None, "", None, None
        self._asked, self._failure, self.progress = (data, recipe), "", None
        self._looking.stop()
        if data is None:
            self._dividing.stop()
            self.divided.emit()
        else:
            self._dividing.run(lambda _: divide(data.y_train, recipe), self._divide(data, recipe), self._refuse)
        self.changed.emit()

    def _divide(self, data: DataSet, recipe: DataRecipe) -> Callable[[Division], None]:
        def put(division: Division) -> None:
            self.division, self.refusal = division, ""
            self.divided.emit()
            known = self._duplicates
            self._looking.run(lambda watch: _look(data, recipe, known, watch), self._put, self._fail)

        return put

    def _refuse(self, error: StudioError) -> None:
        self.division, self.refusal, self._report = None, str(error), None
        self.divided.emit()
        self.changed.emit()

    def _put(self, found: tuple[Report, Duplicates]) -> None:
        (self._report, self._duplicates), self.progress = found, None
        self.changed.emit()

    def _fail(self, error: StudioError) -> None:
        self._report, self._failure, self.progress = None, str(error), None
        self.changed.emit()

    @Slot(object)
    def _progressed(self, progress: Progress) -> None:
        self.progress = progress
        self.changed.emit()


def _look(data: DataSet, recipe: DataRecipe, known: Duplicates | None, watch: Watch) -> tuple[Report, Duplicates]:
    """The report, and the duplicates it is made from: they stay the same however the data are divided."""
    found = duplicates.find(data, watch) if known is None else known
    return report(data, recipe, watch, found), found
