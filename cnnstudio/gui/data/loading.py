"""Loads the data a project names whenever it names others, without holding the window up."""

import time
from collections.abc import Hashable
from dataclasses import replace

from PySide6.QtCore import QObject, Signal, Slot

from cnnstudio.core.errors import StudioError
from cnnstudio.core.geometry import Geometry
from cnnstudio.core.plan import DataRecipe
from cnnstudio.core.project import Project
from cnnstudio.data.dataset import DataSet
from cnnstudio.data.library import DataMissing, load, what_is_loaded
from cnnstudio.data.watch import Progress
from cnnstudio.gui.data.newest import Newest
from cnnstudio.gui.document import Document

_LOADING_FIELDS = ("source", "path", "labels", "test_share", "seed", "megapixels")
"""What of a recipe decides on which pictures are loaded."""

_SURE_AFTER = 1.5
"""Seconds after which the time left is more than a guess."""


class DataLoading(QObject):
    """Keeps the document's data set in step with its recipe's source and file.

    The old data stay until the new ones are there, or until it is known that they cannot be had. A load that is
    overtaken by another one is stopped, and nothing is heard of it.
    """

    changed = Signal()
    """Loading began, or ended with data or with an error."""
    progressed = Signal()
    """``progress`` is another."""
    missing = Signal(object)
    """A DataMissing: the data are not on this computer yet, and no page in view says so."""

    def __init__(self, document: Document, parent: QObject | None = None) -> None:
        super().__init__(parent or document)
        self._document = document
        self._newest = Newest("loading", self)
        self._wanted: Hashable = None
        self._loaded: tuple[DataRecipe, Geometry] | None = None
        self._begun = (0.0, 0)
        self._taken = 0
        self.is_loading = False
        self.progress: Progress | None = None
        """How far loading is; None before anything is known, and when nothing is loaded."""
        self.error = ""
        """Why the data could not be loaded, in words; empty when they could."""
        self.note = ""
        """What happened to the last loading that is no error: that it was stopped."""
        self.is_missing = False
        """Whether they are only not on this computer yet."""
        self.is_in_view = False
        """Whether a page that is in view tells what goes wrong, so that nobody else needs to."""
        self._newest.progressed.connect(self._progressed)
        document.project_changed.connect(self._follow)
        document.opened.connect(self._opened)
        if document.is_open:
            self._follow()

    @property
    def seconds_left(self) -> float | None:
        """How long what is being done goes on; None while that is not known."""
        if self.progress is None or not self.progress.total:
            return None
        began, done_then = self._begun
        elapsed, done = time.monotonic() - began, self.progress.done - done_then
        if elapsed < _SURE_AFTER or done <= 0:
            return None
        return elapsed * (self.progress.total - self.progress.done) / done

    def take(self, recipe: DataRecipe, text: str) -> None:
        """Makes ``recipe`` the project's data. What follows of it when they are loaded is the same undo step."""
        self._taken += 1
        self._document.change(replace(self._document.project, data=recipe), text, self._mark)

    @property
    def _mark(self) -> str:
        return f"data.take.{self._taken}"

    def reload(self) -> None:
        """Tries again, as after a download."""
        self._wanted = self._key()
        project = self._document.project
        self._load(project.data, project.preprocessing.geometry)

    def stop(self) -> None:
        """Stops loading; the project goes back to the data that are there."""
        if not self.is_loading:
            return
        self._newest.stop()
        self.is_loading, self.progress = False, None
        data = self._document.data_set
        if data is None or self._loaded is None:
            self.error = "Loading was stopped."
        else:
            self.note = f"Loading was stopped. The data are those of before: {data.title}."
            self._wanted = what_is_loaded(*self._loaded)
            self._document.change(_with(self._document.project, *self._loaded), "Stop loading", self._mark)
        self.changed.emit()

    def close(self) -> None:
        """Stops for good."""
        self._newest.close()

    def _key(self) -> Hashable:
        project = self._document.project
        return what_is_loaded(project.data, project.preprocessing.geometry)

    @Slot()
    def _follow(self) -> None:
        if self._document.is_open and self._key() != self._wanted:
            self.reload()

    @Slot()
    def _opened(self) -> None:
        """Another project begins without data, even where it names the same ones."""
        self._loaded = None
        if self._document.data_set is None and not self.is_loading:
            self.reload()

    @Slot(object)
    def _progressed(self, progress: Progress) -> None:
        if self.progress is None or progress.what != self.progress.what:
            self._begun = (time.monotonic(), progress.done)
        self.progress = progress
        self.progressed.emit()

    def _load(self, recipe: DataRecipe, geometry: Geometry) -> None:
        self.error = self.note = ""
        self.is_missing, self.progress = False, None
        self.is_loading = bool(recipe.source)
        if not recipe.source:  # none is chosen yet, which is no error
            self._newest.stop()
            self._loaded = None
            self._document.set_data_set(None)
        else:
            self._newest.run(
                lambda watch: load(recipe, geometry, watch),
                lambda data: self._put(data, recipe, geometry),
                self._refuse,
            )
        self.changed.emit()

    def _put(self, data: DataSet, recipe: DataRecipe, geometry: Geometry) -> None:
        self.is_loading, self.progress = False, None
        self._loaded = (recipe, geometry)
        if data is not self._document.data_set:
            self._document.set_data_set(data)
        self._let_empty_network_follow(data)
        self.changed.emit()

    def _refuse(self, error: StudioError) -> None:
        self.is_loading, self.progress, self._loaded = False, None, None
        self.error, self.is_missing = str(error), isinstance(error, DataMissing)
        self._document.set_data_set(None)
        if not self.is_in_view:
            (self.missing if self.is_missing else self._document.refused).emit(error)
        self.changed.emit()

    def _let_empty_network_follow(self, data: DataSet) -> None:
        """An empty network takes the pictures' shape; one that has layers is the person's, and is left alone."""
        document, network = self._document, self._document.project.network
        going_back = document.undo_stack.canRedo()  # an edit now would take away what can be redone
        if network.nodes or network.input_shape == data.input_shape or going_back or document.is_read_only:
            return
        shape = "×".join(map(str, data.input_shape))
        document.change_network(replace(network, input_shape=data.input_shape), f"Set the input to {shape}", self._mark)


def _with(project: Project, recipe: DataRecipe, geometry: Geometry) -> Project:
    """The project with the pictures of ``recipe`` in the shape of ``geometry``, and all else as it is."""
    data = replace(project.data, **{name: getattr(recipe, name) for name in _LOADING_FIELDS})
    shape = {"size": geometry.size, "mode": geometry.mode, "colour": geometry.colour, "invert": geometry.invert}
    return replace(project, data=data, preprocessing=replace(project.preprocessing, **shape))
