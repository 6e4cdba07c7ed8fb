"""Where the data come from: the list to choose from, the ways to own data, and how it stands with the chosen ones."""

from dataclasses import replace
from pathlib import Path

from PySide6.QtCore import Slot
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from cnnstudio.core.errors import StudioError
from cnnstudio.core.language import in_sentence, tr
from cnnstudio.core.pictures.collected import title as title_of_drawings
from cnnstudio.core.spec import settings_of
from cnnstudio.core.words import plain
from cnnstudio.data.library import keras_file
from cnnstudio.data.sources import DRAWN, FILE, Source, source
from cnnstudio.gui.data.source.downloading import Downloading
from cnnstudio.gui.data.source.list import SourceList, here
from cnnstudio.gui.data.source.loading import DataLoading
from cnnstudio.gui.data.source.state import SourceState
from cnnstudio.gui.document import Document
from cnnstudio.gui.files import opening
from cnnstudio.gui.icons import icon
from cnnstudio.gui.threads.newest import Newest
from cnnstudio.gui.widgets.card import heading
from cnnstudio.gui.widgets.forms.editors import IntegerBox
from cnnstudio.gui.widgets.forms.form import SettingsForm
from cnnstudio.gui.widgets.in_sight import InSight

_LABELS = 98
_ABOUT = {DRAWN: tr("What was drawn and labelled in this project, each drawing made a picture as MNIST's were.")}


class SourcePanel(QWidget):
    """Chooses the project's data, every choice an undo step, and says how loading and downloading go."""

    def __init__(
        self, document: Document, loading: DataLoading, downloading: Downloading, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.setObjectName("data.source_panel")
        self._document, self._loading, self._downloading = document, loading, downloading
        self._drawings = loading.drawings
        self._looking = Newest("looking", self)
        self._refusal, self._failures = "", 0
        self._wanted = "", ""
        """The source and path of the data that were downloaded last: the refusal is theirs alone."""
        self._last_path = ""
        self._bytes = (0, 0)
        self._shown: tuple[object, ...] = ()
        self.sources = SourceList()
        self._open_folder = _button("data.open_folder", "folder-open", tr("Open a folder…"))
        self._open_folder.setToolTip(tr("A folder of pictures, one sub-folder a class"))
        self._open_file = _button("data.open_file", "file", tr("Open a file…"))
        self._open_file.setToolTip(tr("A .zip of pictures, an .npz, IDX files or CIFAR's archives"))
        self._state = SourceState()
        self._reading = SettingsForm(("labels", "megapixels"), prefix="data.reading", label_width=_LABELS)
        self._lay_out()
        self._connect()
        self.follow()

    def _lay_out(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        column.addWidget(heading(tr("Data set")))
        buttons = QHBoxLayout()
        buttons.setSpacing(8)
        buttons.addWidget(self._open_folder, 1)
        buttons.addWidget(self._open_file, 1)
        column.addLayout(buttons)  # above the list, so that they stay where they are as it grows
        column.addWidget(self.sources)
        column.addWidget(self._state)
        column.addWidget(self._reading)

    def _connect(self) -> None:
        self._in_sight = InSight(self, self.follow)
        document, loading, downloading, state = self._document, self._loading, self._downloading, self._state
        document.project_changed.connect(self._in_sight.follow)  # also said when other data are there
        document.opened.connect(self._forget)
        self._drawings.changed.connect(self._in_sight.follow)
        loading.changed.connect(self._in_sight.follow)
        loading.progressed.connect(self._show_progress)
        self.sources.source_chosen.connect(self.choose)
        self._open_folder.clicked.connect(self.ask_folder)
        self._open_file.clicked.connect(self.ask_file)
        self._reading.changed.connect(self._change_reading)
        state.keyboard_freed.connect(self.sources.setFocus)
        state.download_wanted.connect(self._download)
        state.stop_wanted.connect(self._stop)
        state.choose_wanted.connect(self._ask_source_file)
        state.forget_wanted.connect(lambda: self.choose(self._source))
        state.again_wanted.connect(loading.reload)
        downloading.progressed.connect(self._take_bytes)
        downloading.finished.connect(self._downloaded)
        downloading.cancelled.connect(lambda: self._download_ended(""))
        downloading.failed.connect(self._download_failed)
        self.destroyed.connect(downloading.close)

    @property
    def _source(self) -> str:
        return self._document.project.data.source

    @property
    def _said_refusal(self) -> str:
        """Why the data that are chosen could not be downloaded; empty where others could not."""
        recipe = self._document.project.data
        return self._refusal if self._wanted == (recipe.source, recipe.path) else ""

    # What the person does

    @Slot(str, str)
    def choose(self, name: str, path: str = "") -> None:
        """Makes a source, or one read from a path, the project's data; one undo step."""
        recipe, found = self._document.project.data, source(name)
        own = title_of_drawings(self._drawings.labels) if name == DRAWN else name
        title = plain(Path(path).name) if path else found.title if found is not None else own
        self._refusal, self._failures = "", 0
        self._last_path = path or recipe.path or self._last_path
        subset = 0 if name in (FILE, DRAWN) else recipe.subset  # nobody knows yet how many there are
        self._shown = ()  # the list shows it already, and so it may be to be taken back
        self._loading.take(
            replace(recipe, source=name, path=path, subset=subset), tr("Take {title} as data", title=title)
        )

    @Slot()
    def ask_folder(self) -> None:
        """Asks for a folder of pictures."""
        path = opening.ask_folder(self, self._place_to_look())
        if path is not None:
            self.choose(FILE, str(path))

    @Slot()
    def ask_file(self) -> None:
        """Asks for a file of data of the person's own."""
        path = opening.ask_file(self, self._place_to_look())
        if path is not None:
            self.choose(FILE, str(path))

    @Slot()
    def _ask_source_file(self) -> None:
        """Asks for a copy of the chosen source's data."""
        path = opening.ask_file(self, self._place_to_look(), tr("Choose the file of these data"))
        if path is not None:
            self.choose(self._source, str(path))

    def _place_to_look(self) -> str:
        last = self._document.project.data.path or self._last_path
        return str(Path(last).parent if last else Path.home())

    @Slot(str, object)
    def _change_reading(self, name: str, value: object) -> None:
        recipe = self._document.project.data
        label = in_sentence(settings_of(recipe)[name].label)
        self._shown = ()
        self._loading.take(replace(recipe, **{name: value}), tr("Change “{label}”", label=label), name)

    @Slot()
    def _download(self) -> None:
        recipe = self._document.project.data
        if self._wanted != (recipe.source, recipe.path):
            self._failures = 0
        self._refusal, self._bytes, self._wanted = "", (0, 0), (recipe.source, recipe.path)
        self._downloading.start(recipe.source)
        self.follow()

    @Slot()
    def _stop(self) -> None:
        if self._downloading.is_active:
            self._downloading.cancel()
        else:
            self._loading.stop()

    @Slot()
    def _downloaded(self) -> None:
        self._failures = 0
        self._download_ended("")
        self._look_what_is_here()
        if self._source == self._downloading.source:
            self._loading.reload()

    @Slot(object)
    def _download_failed(self, error: StudioError) -> None:
        self._failures += 1
        again = tr("Tried {times} times. ", times=self._failures) if self._failures > 1 else ""
        self._download_ended(f"{again}{error}")

    def _download_ended(self, words: str) -> None:
        self._refusal = words
        self.follow()

    # Showing

    @Slot()
    def _forget(self) -> None:
        """Another project is on the desk: what was opened for the one of before is not offered for it."""
        self.sources.forget_own()
        self._reading.forget_words()
        self._refusal, self._failures = "", 0
        self._shown = ()
        self._in_sight.follow()

    @Slot()
    def follow(self) -> None:
        """Shows how it is now; does nothing where that is shown already."""
        recipe, loading = self._document.project.data, self._loading
        data = None if loading.is_loading else self._document.data_set
        said = (loading.is_loading, loading.is_missing, loading.error, loading.note, self._said_refusal)
        shown = (recipe, data, said, self._downloading.is_active, self._drawings.count, self._drawings.labels)
        if shown == self._shown:
            return
        self._shown = shown
        self.sources.show_source(recipe, data, self._drawings.count, self._drawings.labels)
        self._reading.show(recipe)
        largest = self._reading.editor("megapixels")
        if isinstance(largest, IntegerBox):
            largest.setSuffix(tr(" megapixels"))
        self._reading.setVisible(recipe.source == FILE)
        self._show_place(source(recipe.source), is_there=data is not None)
        words = self._said_refusal or loading.error
        tone = "caution" if loading.is_missing and not self._said_refusal else "problem"
        self._state.notice.say(words or loading.note, tone if words else "note")
        self._show_progress()

    def _show_place(self, offered: Source | None, *, is_there: bool) -> None:
        recipe, loading = self._document.project.data, self._loading
        takes_file = offered is not None and offered.takes_file
        place = ""
        if (takes_file or recipe.source == FILE) and is_there:
            place = str(Path(recipe.path) if recipe.path else keras_file(recipe.source))
        about = offered.note if offered is not None else _ABOUT.get(recipe.source, "")
        if not recipe.source:
            about = tr("No data set is chosen for this network. Choose one above.")
        self._state.show_source(about, tr("Found in {place}", place=place) if place else "", Path(place).name)
        self._state.show_ways(
            missing=offered.download if offered is not None and loading.is_missing else "",
            can_choose=takes_file,
            own_file=takes_file and bool(recipe.path),
            again=bool(loading.error) and not (loading.is_missing or loading.is_loading or is_there),
        )

    @Slot(int, int)
    def _take_bytes(self, done: int, total: int) -> None:
        self._bytes = done, total
        self._show_progress()

    @Slot()
    def _show_progress(self) -> None:
        if self._downloading.is_active:
            self._state.show_download(*self._bytes)
        elif self._loading.is_loading:
            self._state.show_loading(self._loading.progress, self._loading.seconds_left)
        else:
            self._state.show_nothing_under_way()

    def _look_what_is_here(self) -> None:
        """Which sources need no download is asked of the disk, and so beside the window."""
        self._looking.run(lambda _: here(), self.sources.sources.show_here, self._document.refused.emit)

    def end(self) -> None:
        """Stops everything that is done beside the window."""
        self._looking.close()
        self._downloading.close()

    # Qt calls this

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._look_what_is_here()


def _button(name: str, icon_name: str, words: str) -> QPushButton:
    return QPushButton(icon(icon_name), words, objectName=name, accessibleName=words)
