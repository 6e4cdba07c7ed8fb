"""Loads the data a project names whenever it names others, without holding the window up."""

from collections.abc import Hashable

from PySide6.QtCore import QObject, Signal

from cnnstudio.core.errors import StudioError
from cnnstudio.core.geometry import Geometry
from cnnstudio.core.plan import DataRecipe
from cnnstudio.data.dataset import DataSet
from cnnstudio.data.library import DataMissing, load, what_is_loaded
from cnnstudio.gui.background import Background
from cnnstudio.gui.document import Document


class DataLoading(QObject):
    """Keeps the document's data set in step with its recipe's source and file.

    The old data stay until the new ones are there, or until it is known that they cannot be had. An answer that comes
    after the project has named yet other data is ignored.
    """

    changed = Signal()
    """Loading began, or ended with data or with an error."""
    missing = Signal(object)
    """A DataMissing: the data are not on this computer yet, and no page in view says so."""

    def __init__(self, document: Document, background: Background, parent: QObject | None = None) -> None:
        super().__init__(parent or document)
        self._document, self._background = document, background
        self._wanted: Hashable = None
        self._request = 0
        self.is_loading = False
        self.error = ""
        """Why the data could not be loaded, in words; empty when they could."""
        self.is_missing = False
        """Whether they are only not on this computer yet."""
        self.is_in_view = False
        """Whether a page that is in view says how to get what is missing, so that nobody else needs to."""
        document.project_changed.connect(self._follow)
        document.opened.connect(self._opened)
        if document.is_open:
            self._follow()

    def reload(self) -> None:
        """Tries again, as after a download."""
        self._wanted = self._key()
        project = self._document.project
        self._load(project.data, project.preprocessing.geometry)

    def _key(self) -> Hashable:
        project = self._document.project
        return what_is_loaded(project.data, project.preprocessing.geometry)

    def _follow(self) -> None:
        if self._document.is_open and self._key() != self._wanted:
            self.reload()

    def _opened(self) -> None:
        """Another project begins without data, even where it names the same ones."""
        if self._document.data_set is None and not self.is_loading:
            self.reload()

    def _load(self, recipe: DataRecipe, geometry: Geometry) -> None:
        self._request += 1
        request = self._request
        if not recipe.source:  # none is chosen yet, which is no error
            self.is_loading, self.error, self.is_missing = False, "", False
            self._document.set_data_set(None)
            self.changed.emit()
            return
        self.is_loading, self.error, self.is_missing = True, "", False

        def put(data: DataSet) -> None:
            if request == self._request:
                self.is_loading = False
                self._document.set_data_set(data)
                self.changed.emit()

        def refuse(error: StudioError) -> None:
            if request == self._request:
                self.is_loading, self.error, self.is_missing = False, str(error), isinstance(error, DataMissing)
                self._document.set_data_set(None)
                if not self.is_missing:
                    self._document.refused.emit(error)
                elif not self.is_in_view:
                    self.missing.emit(error)
                self.changed.emit()

        self._background.run(lambda: load(recipe, geometry), put, refuse)
        self.changed.emit()
