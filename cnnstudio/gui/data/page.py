"""The Data page: the source at the left, its pictures in the middle, one picture and its preparation at the right."""

from dataclasses import replace
from pathlib import Path

from PySide6.QtCore import Qt, Slot
from PySide6.QtGui import QCloseEvent, QHideEvent, QShowEvent
from PySide6.QtWidgets import QHBoxLayout, QSplitter, QTabWidget, QVBoxLayout, QWidget

from cnnstudio.core.errors import SpecError, StudioError
from cnnstudio.core.finding import Offer
from cnnstudio.core.plan import DataRecipe
from cnnstudio.core.spec import settings_of
from cnnstudio.core.words import plain
from cnnstudio.data.dataset import DataSet
from cnnstudio.data.library import keras_file
from cnnstudio.data.sources import FILE, source
from cnnstudio.gui import opening
from cnnstudio.gui.background import Background
from cnnstudio.gui.bridge import Bridge
from cnnstudio.gui.data.checking import DataChecks
from cnnstudio.gui.data.downloading import Downloading
from cnnstudio.gui.data.findings import after_offer
from cnnstudio.gui.data.left import LeftColumn
from cnnstudio.gui.data.loading import DataLoading
from cnnstudio.gui.data.pictures.browser import Browser
from cnnstudio.gui.data.pictures.picture import PicturePanel
from cnnstudio.gui.data.preparation.panel import PreprocessingPanel
from cnnstudio.gui.data.sources import here
from cnnstudio.gui.document import Document

_NOTHING_ODD = "Nothing odd was found."


class DataPage(QWidget):
    """Chooses the data, and shows what is in them and what is done with them."""

    def __init__(
        self,
        document: Document,
        background: Background,
        bridge: Bridge,
        loading: DataLoading | None = None,
        downloading: Downloading | None = None,
        parent: QWidget | None = None,
    ) -> None:
        """``loading``: what keeps the document's data in step, where somebody else has made it already."""
        super().__init__(parent)
        self.setObjectName("page.data")
        self._document, self._background = document, background
        self._own_loading = loading is None
        self.loading = loading or DataLoading(document, self)
        self._downloading = downloading or Downloading(parent=self)
        self.checks = DataChecks(document, self)
        self._data: DataSet | None = None
        self._refusal = ""
        self._failures = 0
        self._last_path = ""
        self._left = LeftColumn(document)
        self._browser = Browser(background)
        self._picture = PicturePanel(background)
        self._preparation = PreprocessingPanel(document, background, bridge)
        self._lay_out()
        self._connect()
        self._show_data()
        self._follow()

    # Making

    def _lay_out(self) -> None:
        self._tabs = QTabWidget(objectName="data.tabs", documentMode=True)
        self._tabs.addTab(self._picture, "Picture")
        self._tabs.addTab(self._preparation, "Preparation")
        right = QWidget()
        around = QVBoxLayout(right)
        around.setContentsMargins(2, 10, 10, 10)
        around.addWidget(self._tabs)
        right.setMinimumWidth(312)
        whole = QSplitter(Qt.Orientation.Horizontal, childrenCollapsible=False, handleWidth=6)
        whole.setObjectName("data.splitter")
        for widget in (self._left, self._browser, right):
            whole.addWidget(widget)
        whole.setStretchFactor(0, 0)
        whole.setStretchFactor(1, 1)
        whole.setStretchFactor(2, 0)
        whole.setSizes([336, 500, 360])
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(whole)

    def _connect(self) -> None:
        document, left, state, downloading = self._document, self._left, self._left.state, self._downloading
        for signal in (document.project_changed, document.data_changed, self.loading.changed):
            signal.connect(self._follow)
        document.opened.connect(left.sources.forget_own)
        self.loading.progressed.connect(self._show_progress)
        left.sources.source_chosen.connect(self.choose)
        left.open_folder.clicked.connect(self.ask_folder)
        left.open_file.clicked.connect(self.ask_file)
        left.reading.changed.connect(self._change_reading)
        left.findings.offer_wanted.connect(self._apply)
        state.download_wanted.connect(self._download)
        state.stop_wanted.connect(self._stop)
        state.choose_wanted.connect(self._ask_source_file)
        state.forget_wanted.connect(lambda: self.choose(self._source))
        state.again_wanted.connect(self.loading.reload)
        downloading.progressed.connect(self._show_progress)
        downloading.finished.connect(self._downloaded)
        downloading.cancelled.connect(lambda: self._download_ended(""))
        downloading.failed.connect(self._download_failed)
        self.destroyed.connect(downloading.cancel)
        self.checks.divided.connect(self._show_division)
        self.checks.changed.connect(self._show_findings)
        left.counts.class_clicked.connect(self._browser.show_class)
        self._browser.class_shown.connect(left.counts.show_class)
        self._browser.chosen.connect(self._show_chosen)

    @property
    def _source(self) -> str:
        return self._document.project.data.source

    # What the person does

    @Slot(str, str)
    def choose(self, name: str, path: str = "") -> None:
        """Makes a source, or one read from a path, the project's data; one undo step."""
        recipe, found = self._document.project.data, source(name)
        title = plain(Path(path).name) if path else found.title if found is not None else name
        self._refusal, self._failures = "", 0
        self._last_path = path or recipe.path or self._last_path
        subset = 0 if name == FILE else recipe.subset  # nobody knows yet how many there are
        self.loading.take(replace(recipe, source=name, path=path, subset=subset), f"Take {title} as data")

    def choose_path(self, path: Path) -> None:
        """Makes a folder or file of the person's own the project's data; one undo step."""
        self.choose(FILE, str(path.absolute()))

    @Slot()
    def ask_folder(self) -> None:
        """Asks for a folder of pictures."""
        path = opening.ask_folder(self, self._place_to_look())
        if path is not None:
            self.choose_path(path)

    @Slot()
    def ask_file(self) -> None:
        """Asks for a file of data of the person's own."""
        path = opening.ask_file(self, self._place_to_look())
        if path is not None:
            self.choose_path(path)

    @Slot()
    def _ask_source_file(self) -> None:
        """Asks for a copy of the chosen source's data."""
        path = opening.ask_file(self, self._place_to_look(), "Choose the file of these data")
        if path is not None:
            self.choose(self._source, str(path))

    def _place_to_look(self) -> str:
        last = self._document.project.data.path or self._last_path
        return str(Path(last).parent if last else Path.home())

    @Slot(str, object)
    def _change_reading(self, name: str, value: object) -> None:
        recipe = self._document.project.data
        label = settings_of(recipe)[name].label.lower()
        self.loading.take(replace(recipe, **{name: value}), f"Change “{label}”")

    @Slot(object)
    def _apply(self, offer: Offer) -> None:
        try:
            self._document.change(after_offer(self._document.project, offer), offer.label)
        except SpecError as error:
            self._document.refused.emit(StudioError(str(error)))

    @Slot()
    def _download(self) -> None:
        self._refusal = ""
        self._downloading.start(self._source)
        self._done = (0, 0)
        self._show_state()

    _done = (0, 0)

    @Slot()
    def _stop(self) -> None:
        if self._downloading.is_active:
            self._downloading.cancel()
        else:
            self.loading.stop()

    @Slot()
    def _downloaded(self) -> None:
        self._failures = 0
        self._download_ended("")
        self._look_what_is_here()
        if self._source == self._downloading.source:
            self.loading.reload()

    @Slot(object)
    def _download_failed(self, error: StudioError) -> None:
        self._failures += 1
        again = f"Tried {self._failures} times. " if self._failures > 1 else ""
        self._download_ended(f"{again}{error}")

    def _download_ended(self, words: str) -> None:
        self._refusal = words
        self._show_state()

    # Following

    @Slot()
    def _follow(self) -> None:
        recipe, data = self._document.project.data, self._document.data_set
        self._left.sources.show_source(recipe, None if self.loading.is_loading else data)
        self._left.reading.show(recipe)
        self._left.reading.setVisible(recipe.source == FILE)
        self._show_state()
        if data is not self._data:
            self._data = data
            self._show_data()

    def _show_state(self) -> None:
        recipe, loading, state = self._document.project.data, self.loading, self._left.state
        offered = source(recipe.source)
        takes_file = offered is not None and offered.takes_file
        place = ""
        if (takes_file or recipe.source == FILE) and self._data_are_there:
            place = str(Path(recipe.path) if recipe.path else keras_file(recipe.source))
        about = offered.note if offered is not None else ""
        if not recipe.source:
            about = "No data set is chosen for this network. Choose one above."
        state.show_source(about, f"Found in {place}" if place else "", Path(place).name)
        words = self._refusal or loading.error
        tone = "caution" if loading.is_missing and not self._refusal else "problem"
        state.notice.say(words or loading.note, tone if words else "note")
        state.show_ways(
            missing=offered.download if offered is not None and loading.is_missing else "",
            can_choose=takes_file,
            own_file=takes_file and bool(recipe.path),
            again=bool(loading.error) and not loading.is_missing and not loading.is_loading,
        )
        self._left.fit.setEnabled(not loading.is_loading)  # what it says is of the data before
        self._browser.say(self._why_no_pictures())
        self._show_progress()

    def _why_no_pictures(self) -> str:
        if self.loading.is_loading:
            return "Loading the pictures…"
        if not self._source:
            return (
                "No data set is chosen for this network.\n\nChoose one at the left, or drop a folder of pictures here."
            )
        return "There are no pictures to show.\n\nAt the left stands why, and what can be done."

    @property
    def _data_are_there(self) -> bool:
        return self._document.data_set is not None and not self.loading.is_loading

    @Slot()
    @Slot(int, int)
    def _show_progress(self, *bytes_done: int) -> None:
        state, loading = self._left.state, self.loading
        if self._downloading.is_active:
            self._done = bytes_done or self._done
            state.show_download(*self._done)
        elif loading.is_loading:
            state.show_loading(loading.progress, loading.seconds_left)
        else:
            state.show_nothing_under_way()

    def _show_data(self) -> None:
        data = self._data
        self._left.show_content(data is not None)
        self._left.facts.setText(facts_of(data) if data is not None else "")
        self._left.parts.follow()
        self._show_division()
        self._show_findings()

    @Slot()
    def _show_division(self) -> None:
        division, recipe = self.checks.division, self._document.project.data
        on_test = recipe.validation == DataRecipe.TEST
        self._left.parts.show_division(division, self.checks.refusal)
        self._left.counts.show_data(self._data, division, on_test)
        self._browser.show_data(self._data, division, on_test)

    @Slot()
    def _show_findings(self) -> None:
        checks = self.checks
        state = "" if checks.findings else _NOTHING_ODD
        if checks.is_checking:
            progress = checks.progress
            share = f" {100 * progress.done // progress.total} %" if progress is not None and progress.total else ""
            state = f"Looking the pictures through …{share}"
        self._left.findings.show_findings(checks.findings, state)

    @Slot(object)
    def _show_chosen(self, chosen: object) -> None:
        on_test = self._document.project.data.validation == DataRecipe.TEST
        self._picture.show_picture(self._data, chosen, self.checks.division, on_test)
        self._preparation.show_picture(self._data, chosen)

    def _look_what_is_here(self) -> None:
        """Which sources need no download is asked of the disk, and so beside the window."""
        self._background.run(here, self._left.sources.sources.show_here, self._document.refused.emit)

    def end(self) -> None:
        """Stops everything that is done beside the window."""
        self.checks.close()
        self._downloading.cancel()
        if self._own_loading:
            self.loading.close()

    # Qt calls these

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self.loading.is_in_view = True
        self.checks.set_active(True)
        self._look_what_is_here()

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        self.loading.is_in_view = False
        self.checks.set_active(False)

    def closeEvent(self, event: QCloseEvent) -> None:
        super().closeEvent(event)
        self.end()


def facts_of(data: DataSet) -> str:
    """Title, counts, size and value range of the pictures in words."""
    height, width, channels = data.input_shape
    colour = "grey (1 channel)" if channels == 1 else f"colour ({channels} channels)"
    classes = f"{data.classes:,} {'class' if data.classes == 1 else 'classes'}"
    lines = [
        plain(data.title),
        f"{len(data.x_train):,} training and {len(data.x_test):,} test pictures, {classes}",
        f"{height} × {width}, {colour}, values 0 to 255",
    ]
    if data.sizes:
        lines.append(f"The pictures were {data.sizes}")
    if not data.own_test:
        lines.append("The test pictures are a share set aside: the data have none of their own")
    return "\n".join(lines)
