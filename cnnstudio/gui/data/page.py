"""The Data page: the source at the left, its pictures at the right."""

from dataclasses import replace
from pathlib import Path

from PySide6.QtCore import QSignalBlocker, Qt, Slot
from PySide6.QtGui import QHideEvent, QShowEvent
from PySide6.QtWidgets import (
    QComboBox,
    QFileDialog,
    QFrame,
    QHBoxLayout,
    QLabel,
    QScrollArea,
    QSplitter,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from cnnstudio.core.errors import StudioError
from cnnstudio.data.dataset import DataSet
from cnnstudio.data.library import keras_file
from cnnstudio.data.sources import source
from cnnstudio.gui.background import Background
from cnnstudio.gui.data.counts import ClassCounts
from cnnstudio.gui.data.downloading import Downloading
from cnnstudio.gui.data.loading import DataLoading
from cnnstudio.gui.data.preprocessing import PreprocessingPanel
from cnnstudio.gui.data.sources import SourceList, SourceState, found_words
from cnnstudio.gui.data.thumbnails import Thumbnails
from cnnstudio.gui.document import Document
from cnnstudio.gui.widgets.card import MutedLabel, heading
from cnnstudio.gui.widgets.panel import Panel

_PARTS = (("train", "Training pictures"), ("test", "Test pictures"))
_NO_PICTURES = "There are no pictures to show.\n\nGet the data at the left, or take the built-in set."
_NOT_CHOSEN = "No data set is chosen for this network.\n\nChoose one at the left."


class DataPage(QWidget):
    """Chooses the data and shows what is in them."""

    def __init__(
        self,
        document: Document,
        background: Background,
        loading: DataLoading | None = None,
        downloading: Downloading | None = None,
        parent: QWidget | None = None,
    ) -> None:
        """``loading``: what keeps the document's data in step, where somebody else has made it already."""
        super().__init__(parent)
        self.setObjectName("page.data")
        self._document = document
        self.loading = loading or DataLoading(document, background, self)
        self._downloading = downloading or Downloading(parent=self)
        self._data: DataSet | None = None
        self._refusal = ""
        self._failures = 0
        self._last_file = ""
        self._make()
        self._lay_out()
        self._connect()
        self._show_data()
        self._follow()

    # Making

    def _make(self) -> None:
        self._sources = SourceList()
        self._state = SourceState()
        self._facts = QLabel(wordWrap=True, objectName="data.facts")
        self._counts = ClassCounts()
        self._preprocessing = PreprocessingPanel(self._document)
        self._part = QComboBox(objectName="data.part", accessibleName="Part of the data")
        for name, words in _PARTS:
            self._part.addItem(words, name)
        self._class = QComboBox(objectName="data.class", accessibleName="Class of the pictures")
        self._class.setMinimumContentsLength(14)
        self._chosen = MutedLabel(objectName="data.chosen")
        self._thumbnails = Thumbnails()
        self._empty = MutedLabel(wordWrap=True, objectName="data.empty")
        self._empty.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._empty.setMargin(48)

    def _lay_out(self) -> None:
        content = QWidget()
        column = QVBoxLayout(content)
        column.setContentsMargins(16, 16, 12, 16)
        column.setSpacing(8)
        column.addWidget(heading("Data set"))
        column.addWidget(self._sources)
        column.addWidget(self._state)
        self._content = QWidget()
        inside = QVBoxLayout(self._content)
        inside.setContentsMargins(0, 8, 0, 0)
        inside.setSpacing(8)
        for widget in (heading("What is in it"), self._facts, self._counts):
            inside.addWidget(widget)
        column.addWidget(self._content)
        column.addSpacing(8)
        column.addWidget(heading("Before the first layer"))
        column.addWidget(self._preprocessing)
        column.addStretch(1)
        left = QScrollArea(widgetResizable=True, frameShape=QFrame.Shape.NoFrame)
        left.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        left.setWidget(content)
        left.setMinimumWidth(320)
        whole = QSplitter(Qt.Orientation.Horizontal, childrenCollapsible=False, handleWidth=8)
        whole.addWidget(left)
        whole.addWidget(self._right())
        whole.setStretchFactor(1, 1)
        whole.setSizes([400, 800])
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(whole)

    def _right(self) -> QWidget:
        filters = QHBoxLayout()
        filters.setSpacing(8)
        filters.addWidget(self._part)
        filters.addWidget(self._class)
        filters.addStretch(1)
        filters.addWidget(self._chosen)
        self._place = QStackedWidget()
        self._place.addWidget(self._thumbnails)
        self._place.addWidget(self._empty)
        card = Panel()
        inside = QVBoxLayout(card)
        inside.setContentsMargins(8, 8, 4, 8)
        inside.addWidget(self._place)
        right = QWidget()
        column = QVBoxLayout(right)
        column.setContentsMargins(8, 16, 16, 16)
        column.setSpacing(10)
        column.addLayout(filters)
        column.addWidget(card, 1)
        return right

    def _connect(self) -> None:
        document, state, downloading = self._document, self._state, self._downloading
        document.project_changed.connect(self._follow)
        document.data_changed.connect(self._follow)
        self.loading.changed.connect(self._follow)
        self._sources.source_chosen.connect(self.choose)
        state.download_wanted.connect(self._download)
        state.cancel_wanted.connect(downloading.cancel)
        state.choose_wanted.connect(self._ask_file)
        state.forget_wanted.connect(lambda: self.choose(self._source))
        downloading.progressed.connect(self._progressed)
        downloading.finished.connect(self._downloaded)
        downloading.cancelled.connect(lambda: self._download_ended(""))
        downloading.failed.connect(self._download_failed)
        self.destroyed.connect(downloading.cancel)
        self._part.currentIndexChanged.connect(self._filter)
        self._class.currentIndexChanged.connect(self._filter)
        self._counts.class_clicked.connect(lambda number: self._class.setCurrentIndex(number + 1))
        self._thumbnails.selectionModel().currentChanged.connect(self._show_chosen)

    @property
    def _source(self) -> str:
        return self._document.project.data.source

    # What the person does

    def choose(self, name: str, path: str = "") -> None:
        """Makes a source, or one read from a file, the project's data; one undo step."""
        project = self._document.project
        found = source(name)
        title = Path(path).name if path else found.title if found is not None else name
        self._refusal, self._failures = "", 0
        self._last_file = path or project.data.path or self._last_file
        self._document.change(
            replace(project, data=replace(project.data, source=name, path=path)), f"Take {title} as data"
        )

    @Slot()
    def _ask_file(self) -> None:
        start = str(Path(self._document.project.data.path or self._last_file or Path.home() / "any").parent)
        name, _ = QFileDialog.getOpenFileName(self, "Choose a data set", start, "NumPy archives (*.npz)")
        if name:
            self.choose(self._source, name)

    @Slot()
    def _download(self) -> None:
        self._refusal = ""
        self._show_state()
        self._state.show_download((0, 0))
        self._downloading.start(self._source)

    @Slot(int, int)
    def _progressed(self, done: int, total: int) -> None:
        if self._downloading.is_active:
            self._state.show_download((done, total))

    @Slot()
    def _downloaded(self) -> None:
        self._failures = 0
        self._download_ended("")
        if self._source == self._downloading.source:
            self.loading.reload()

    @Slot(object)
    def _download_failed(self, error: StudioError) -> None:
        self._failures += 1
        again = f"Tried {self._failures} times. " if self._failures > 1 else ""
        self._download_ended(f"{again}{error}")

    def _download_ended(self, words: str) -> None:
        self._refusal = words
        self._state.show_download(None)
        self._show_state()

    # Following

    @Slot()
    def _follow(self) -> None:
        self._sources.show_source(self._document.project.data.source, self._document.data_set)
        self._show_state()
        data = self._document.data_set
        if data is not self._data:
            self._data = data
            self._show_data()
        self._show_empty()

    def _show_state(self) -> None:
        recipe, loading = self._document.project.data, self.loading
        offered = source(recipe.source)
        takes_file = offered is not None and offered.takes_file
        place = ""
        if takes_file and self._document.data_set is not None and not loading.is_loading:
            place = found_words(Path(recipe.path) if recipe.path else keras_file(recipe.source))
        words = self._refusal or loading.error or ("Loading…" if loading.is_loading else "")
        self._state.show_state(
            place,
            words,
            missing=offered.download if offered is not None and loading.is_missing else "",
            can_choose=takes_file,
            own_file=takes_file and bool(recipe.path),
        )

    def _show_data(self) -> None:
        data = self._data
        self._content.setVisible(data is not None)
        for widget in (self._part, self._class, self._chosen):
            widget.setEnabled(data is not None)
        self._facts.setText(facts_of(data) if data is not None else "")
        self._counts.show_data(data)
        self._preprocessing.follow()
        with QSignalBlocker(self._class):
            self._class.clear()
            self._class.addItem("Every class", None)
            for number, label in enumerate(data.labels if data is not None else ()):
                self._class.addItem(label, number)
        self._filter()

    def _show_empty(self) -> None:
        words = "Loading the pictures…" if self.loading.is_loading else _NO_PICTURES if self._source else _NOT_CHOSEN
        self._empty.setText(words)
        self._place.setCurrentWidget(self._empty if self._data is None else self._thumbnails)

    @Slot()
    def _filter(self) -> None:
        model = self._thumbnails.pictures()
        model.show_pictures(self._data, self._part.currentData(), self._class.currentData())
        self._thumbnails.scrollToTop()
        self._show_chosen()

    @Slot()
    def _show_chosen(self) -> None:
        model, index = self._thumbnails.pictures(), self._thumbnails.currentIndex()
        count = f"{model.rowCount():,} pictures" if self._data is not None else ""
        self._chosen.setText(f"{model.words(index.row())}  ·  {count}" if index.isValid() else count)

    # Qt calls these

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self.loading.is_in_view = True

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        self.loading.is_in_view = False


def facts_of(data: DataSet) -> str:
    """Size, value range and counts of the pictures in words."""
    height, width, channels = data.input_shape
    colour = "grey" if channels == 1 else "colour"
    return (
        f"{len(data.x_train):,} training and {len(data.x_test):,} test pictures in {data.classes} classes.\n"
        f"{height} × {width} pixels, {colour} ({channels} channel{'' if channels == 1 else 's'}), values 0 to 255."
    )
