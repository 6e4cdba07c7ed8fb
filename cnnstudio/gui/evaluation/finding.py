"""Keeps the pictures of the outcomes that are shown at hand, whatever data are loaded."""

from dataclasses import replace

from PySide6.QtCore import QObject, Signal, Slot

from cnnstudio.core.errors import StudioError
from cnnstudio.core.evaluation.outcomes import Outcomes
from cnnstudio.core.language import tr
from cnnstudio.core.messages import Part
from cnnstudio.core.runs.run import Run
from cnnstudio.gui.document import Document
from cnnstudio.gui.evaluation.part_pictures import PartPictures, find_pictures
from cnnstudio.gui.threads.newest import Newest

_NOT_LOADED = tr("The pictures are shown once the data are loaded.")
_NO_DATA = tr("There are no data to show the pictures of.")
_REMEDY = tr("Load the data of this run")


class PictureFinder(QObject):
    """Looks among the loaded data, beside the window, and again when others are loaded."""

    found = Signal(object, str, str)
    """The PartPictures or None; why they are not there; the words of what would help, empty where nothing would."""

    def __init__(self, document: Document, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._document = document
        self._finding = Newest("evaluation", self)
        self._wanted: tuple[Run, Part, Outcomes] | None = None
        self._looked: object = None
        document.data_changed.connect(self._look)
        document.project_changed.connect(self._look)

    def look_for(self, run: Run | None, part: Part, outcomes: Outcomes | None) -> None:
        """Looks for the pictures of these outcomes; of none where there are none."""
        self._wanted = None if run is None or outcomes is None else (run, part, outcomes)
        self._looked = None
        self._look()

    def take_data(self) -> None:
        """Puts the data of the run and their preparation into the project, as one step that can be undone."""
        if self._wanted is not None:
            run = self._wanted[0]
            project = replace(
                self._document.project, data=run.project.data, preprocessing=run.project.preprocessing
            )  # fmt: skip
            self._document.change(project, tr("Take the data of {run}", run=run.name))

    def end(self) -> None:
        """Stops for good."""
        self._finding.close()

    @Slot()
    def _look(self) -> None:
        data, loaded_for = self._document.data_set, self._document.loaded_for
        looked = (self._wanted, data, loaded_for, self._remedy())
        if self._wanted is None or looked == self._looked:
            return
        self._looked = looked
        run, part, outcomes = self._wanted
        if data is None or loaded_for is None:
            self._finding.stop()
            has_source = bool(self._document.project.data.source)
            self.found.emit(None, _NOT_LOADED if has_source else _NO_DATA, self._remedy())
        else:
            wanted = data, loaded_for, run.project, part, outcomes
            self._finding.run(lambda _: find_pictures(*wanted), self._there, self._lost)

    def _there(self, pictures: PartPictures) -> None:
        self.found.emit(pictures, "", "")

    def _lost(self, error: StudioError) -> None:
        self.found.emit(None, str(error), self._remedy())

    def _remedy(self) -> str:
        """What would help: the data of the run, where the project has others."""
        if self._wanted is None:
            return ""
        ours, theirs = self._document.project, self._wanted[0].project
        same = (ours.data, ours.preprocessing) == (theirs.data, theirs.preprocessing)
        return "" if same else _REMEDY
