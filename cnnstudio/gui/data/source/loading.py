"""Loads the data a project names whenever it names others, without holding the window up."""

import time
from dataclasses import replace

from PySide6.QtCore import QObject, QTimer, Signal, Slot

from cnnstudio.core.errors import StudioError
from cnnstudio.core.language import tr
from cnnstudio.core.pictures.geometry import Geometry
from cnnstudio.core.project import Project
from cnnstudio.core.training.plan import DataRecipe
from cnnstudio.data.dataset import DataSet
from cnnstudio.data.library import DataMissing, load, what_is_loaded
from cnnstudio.data.sources import DRAWN
from cnnstudio.data.watch import Progress, Watch
from cnnstudio.files.project_file import drawings_in
from cnnstudio.gui.document import Document
from cnnstudio.gui.project.collection import Collection
from cnnstudio.gui.threads.newest import Newest

_LOADING_FIELDS = ("source", "path", "labels", "megapixels")
"""What of a recipe decides on which pictures are loaded."""

_DRAWING_FIELDS = ("test_share", "seed")
"""The same where the data have no test part of their own, so that one is drawn."""

_TYPED_FIELDS = ("megapixels", *_DRAWING_FIELDS)
_PAUSE_MS = 700
"""How long after a key the number is taken for whole, and loading begins."""

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

    def __init__(
        self, document: Document, parent: QObject | None = None, *, drawings: Collection | None = None
    ) -> None:
        """``drawings``: those that were kept, as all pages share them; without them there are others."""
        super().__init__(parent or document)
        self.drawings = drawings or Collection(document)
        self._document = document
        self._newest = Newest("loading", self)
        self._pause = QTimer(self, singleShot=True, interval=_PAUSE_MS)
        self._asked: tuple[DataRecipe, Geometry] | None = None
        self._loaded: tuple[DataRecipe, Geometry] | None = None
        self._begun = (0.0, 0)
        self._taken, self._field = 0, ""
        self._may_go_back = False
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
        self._pause.timeout.connect(self.reload)
        document.project_changed.connect(self._follow)
        document.opened.connect(self._opened)
        self.drawings.changed.connect(self._drawn)
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

    @property
    def is_of_other_data(self) -> bool:
        """Whether what is being loaded comes from elsewhere than the data that are still shown."""
        if not self.is_loading or self._document.data_set is None or self._asked is None or self._loaded is None:
            return False
        (asked, _), (loaded, _) = self._asked, self._loaded
        return (asked.source, asked.path) != (loaded.source, loaded.path)

    def take(self, recipe: DataRecipe, text: str, field: str = "") -> None:
        """Makes ``recipe`` the project's data. What follows of it when they are loaded is the same undo step.

        Pictures from elsewhere begin as they are: whether they are to be inverted was decided for those of before.
        Data that cannot be had are left again, without an undo step.

        Args:
            field: The setting in which it differs; as long as the same one is edited it stays one undo step.
        """
        if not field or field != self._field:
            self._taken += 1
        self._field = field
        project = replace(self._document.project, data=recipe)
        if (recipe.source, recipe.path) != (self._document.project.data.source, self._document.project.data.path):
            project = replace(project, preprocessing=replace(project.preprocessing, invert=False))
        self._document.change(project, text, self._mark)
        self._may_go_back = self.is_loading

    @property
    def _mark(self) -> str:
        return f"data.take.{self._taken}"

    def reload(self) -> None:
        """Tries again, as after a download."""
        self._pause.stop()
        self._asked = self._now()
        self._load(*self._asked)

    def stop(self) -> None:
        """Stops loading; the project goes back to the data that are there."""
        if not self.is_loading:
            return
        self._newest.stop()
        self._pause.stop()
        self.is_loading, self.progress = False, None
        still = self._go_back()
        if still:
            self.note = f"{tr('Loading was stopped.')} {still}"
        else:
            self.error = tr("Loading was stopped.")
        self.changed.emit()

    def _go_back(self) -> str:
        """Names the data that are there in the project again and says so; does nothing where there are none."""
        data = self._document.data_set
        if data is None or self._loaded is None:
            return ""
        self._asked = self._loaded
        before = _with(self._document.project, *self._loaded, own_test=data.own_test)
        self._document.change(before, tr("Stop loading"), self._mark)
        return tr("The pictures are still those of {title}.", title=data.title)

    def close(self) -> None:
        """Stops for good."""
        self._pause.stop()
        self._newest.close()

    def _now(self) -> tuple[DataRecipe, Geometry]:
        """What the project asks for; of loaded data with a test part of their own the seed draws none of them."""
        project, data, loaded = self._document.project, self._document.data_set, self._loaded
        recipe = project.data
        if data is not None and data.own_test and loaded is not None and _same_but(recipe, loaded[0], _DRAWING_FIELDS):
            recipe = _with_fields(recipe, loaded[0], _DRAWING_FIELDS)
        return recipe, project.preprocessing.geometry

    @Slot()
    def _follow(self) -> None:
        if not self._document.is_open:
            return
        if self._asked is None:
            self.reload()
            return
        (recipe, geometry), asked = self._now(), what_is_loaded(*self._asked)
        if what_is_loaded(recipe, geometry) == asked:
            return
        if what_is_loaded(_with_fields(recipe, self._asked[0], _TYPED_FIELDS), geometry) == asked:
            self._wait(recipe, geometry)
        else:
            self.reload()

    def _wait(self, recipe: DataRecipe, geometry: Geometry) -> None:
        """Loads once nothing more is typed."""
        self._newest.stop()
        self._asked = recipe, geometry
        self.error = self.note = ""
        self.is_missing, self.progress, self.is_loading = False, None, True
        self._pause.start()
        self.changed.emit()

    @Slot()
    def _opened(self) -> None:
        """Another project begins without data, even where it names the same ones."""
        self._loaded = None
        if self._document.data_set is None and not self.is_loading:
            self.reload()

    @Slot()
    def _drawn(self) -> None:
        """The project's own drawings are others now."""
        recipe = self._document.project.data
        if recipe.source == DRAWN and not recipe.path and self._asked is not None:
            self.reload()

    @Slot(object)
    def _progressed(self, progress: Progress) -> None:
        if self.progress is None or progress.what != self.progress.what:
            self._begun = (time.monotonic(), progress.done)
        self.progress = progress
        self.progressed.emit()

    def _load(self, recipe: DataRecipe, geometry: Geometry) -> None:
        self.error = self.note = ""
        self.is_missing, self.progress, self._may_go_back = False, None, False
        self.is_loading = bool(recipe.source)
        if not recipe.source:  # none is chosen yet, which is no error
            self._newest.stop()
            self._loaded = None
            if self._document.data_set is not None:
                self._document.set_data_set(None)
        else:
            own = str(self._document.path or "")
            self._newest.run(
                lambda watch: _load(recipe, geometry, watch, own),
                lambda data: self._put(data, recipe, geometry),
                self._refuse,
            )
        self.changed.emit()

    def _put(self, data: DataSet, recipe: DataRecipe, geometry: Geometry) -> None:
        self.is_loading, self.progress = False, None
        self._loaded = (recipe, geometry)
        self._document.set_data_set(data)
        self._let_empty_network_follow(data)
        self.changed.emit()

    def _refuse(self, error: StudioError) -> None:
        self.is_loading, self.progress = False, None
        self.error, self.is_missing = str(error), isinstance(error, DataMissing)
        still = self._go_back() if self._may_go_back and not self.is_missing else ""
        if still:
            self.error = f"{self.error} {still}"
        else:
            self._loaded = None
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
        document.change_network(
            replace(network, input_shape=data.input_shape), tr("Set the input to {shape}", shape=shape), self._mark
        )


def _load(recipe: DataRecipe, geometry: Geometry, watch: Watch, own: str) -> DataSet:
    """The data; drawings, unless the recipe says otherwise, are those of the project file ``own``."""
    if recipe.source != DRAWN:
        return load(recipe, geometry, watch)
    return load(recipe, geometry, watch, drawings=lambda path: drawings_in(path or own))


def _with_fields(recipe: DataRecipe, other: DataRecipe, names: tuple[str, ...]) -> DataRecipe:
    """The recipe with the settings of these names as another one has them."""
    return replace(recipe, **{name: getattr(other, name) for name in names})


def _same_but(recipe: DataRecipe, other: DataRecipe, names: tuple[str, ...]) -> bool:
    """Whether both load the same, or would if they agreed in the settings of these names."""
    every = Geometry()
    return what_is_loaded(_with_fields(recipe, other, names), every) == what_is_loaded(other, every)


def _with(project: Project, recipe: DataRecipe, geometry: Geometry, *, own_test: bool) -> Project:
    """The project with the pictures of ``recipe`` in the shape of ``geometry``, and all else as it is."""
    data = _with_fields(project.data, recipe, _LOADING_FIELDS if own_test else (*_LOADING_FIELDS, *_DRAWING_FIELDS))
    shape = {"size": geometry.size, "mode": geometry.mode, "colour": geometry.colour, "invert": geometry.invert}
    return replace(project, data=data, preprocessing=replace(project.preprocessing, **shape))
