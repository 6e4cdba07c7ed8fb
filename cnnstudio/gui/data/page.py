"""The Data page: the source at the left, its pictures in the middle, one picture and its preparation at the right."""

from pathlib import Path

from PySide6.QtCore import QEvent, Qt, QTimer, Slot
from PySide6.QtGui import QCloseEvent, QHideEvent, QResizeEvent, QShowEvent
from PySide6.QtWidgets import QHBoxLayout, QSplitter, QStackedWidget, QTabWidget, QVBoxLayout, QWidget

from cnnstudio.core.language import tr
from cnnstudio.core.training.plan import DataRecipe
from cnnstudio.data.dataset import DataSet
from cnnstudio.data.sources import FILE
from cnnstudio.gui.bridge import Bridge
from cnnstudio.gui.data.contents.checking import DataChecks
from cnnstudio.gui.data.contents.panel import ContentsPanel
from cnnstudio.gui.data.left import LeftColumn
from cnnstudio.gui.data.pictures.browser import Browser
from cnnstudio.gui.data.pictures.picture import PicturePanel
from cnnstudio.gui.data.preparation.panel import PreprocessingPanel
from cnnstudio.gui.data.source.downloading import Downloading
from cnnstudio.gui.data.source.loading import DataLoading
from cnnstudio.gui.data.source.panel import SourcePanel
from cnnstudio.gui.document import Document
from cnnstudio.gui.threads.turns import Making, finish
from cnnstudio.gui.widgets.card import MutedLabel
from cnnstudio.gui.widgets.letters import set_least_width
from cnnstudio.gui.widgets.measures import grown
from cnnstudio.gui.widgets.said_words import SaidWords
from cnnstudio.gui.widgets.tab_bar import set_up

_LEFT, _RIGHT, _RIGHT_LEAST = (336, 0.22, 430), (360, 0.25, 480), 272
"""Least, share of the page and most of the outer columns' widths until the person moves a handle; how narrow the
right one can be made."""

_SLOW_MS = 300
"""How long a loading takes before it is said whose pictures are still shown."""


class DataPage(QWidget):
    """Puts the parts of the page beside each other, and tells each what the others do."""

    def __init__(
        self,
        document: Document,
        bridge: Bridge,
        loading: DataLoading | None = None,
        downloading: Downloading | None = None,
        parent: QWidget | None = None,
        *,
        in_turns: bool = False,
    ) -> None:
        """Makes the page.

        Args:
            loading: What keeps the document's data in step, where somebody else has made it already.
            in_turns: ``making`` makes the page, a part a step; before its end nothing may be called.
        """
        super().__init__(parent)
        self.setObjectName("page.data")
        self._document, self._bridge = document, bridge
        self._own_loading = loading is None
        self.loading = loading or DataLoading(document, self)
        self._downloading = downloading
        self._data: DataSet | None = None
        self._widths_by_hand = False
        self.making = self._make()
        if not in_turns:
            finish(self.making)

    def choose(self, name: str, path: str = "") -> None:
        """Makes a source, or one read from a path, the project's data; one undo step."""
        self._source.choose(name, path)

    def choose_path(self, path: Path) -> None:
        """Makes a folder or file of the person's own the project's data; one undo step."""
        self.choose(FILE, str(path.absolute()))

    def end(self) -> None:
        """Stops everything that is done beside the window."""
        self.checks.close()
        for each in (self._source, self._browser, self._picture, self._preparation):
            each.end()
        if self._own_loading:
            self.loading.close()

    # Private

    def _make(self) -> Making:
        document = self._document
        self.checks = DataChecks(document, self)
        self._source = SourcePanel(document, self.loading, self._downloading or Downloading(parent=self))
        yield
        self._contents = ContentsPanel(document)
        yield
        self._browser = Browser()
        yield
        self._picture = PicturePanel()
        yield
        self._preparation = PreprocessingPanel(document, self._bridge, in_turns=True)
        yield from self._preparation.making
        self._still = SaidWords("note")
        self._still.setObjectName("data.still")
        self._still.setContentsMargins(8, 10, 8, 0)
        self._slowly = QTimer(self, singleShot=True, interval=_SLOW_MS)
        self._splitter = QSplitter(Qt.Orientation.Horizontal, childrenCollapsible=False, handleWidth=6)
        self._lay_out()
        yield
        self._connect()
        self._show_data()
        self._show_loading()

    def _lay_out(self) -> None:
        tabs = QTabWidget(objectName="data.tabs", documentMode=True, accessibleName=tr("The chosen picture"))
        set_up(tabs)
        tabs.addTab(self._picture, tr("Picture"))
        tabs.addTab(self._preparation, tr("Preparation"))
        self._none = MutedLabel(tr("No pictures yet"), alignment=Qt.AlignmentFlag.AlignCenter, objectName="data.none")
        self._right = QStackedWidget()
        self._right.addWidget(tabs)
        self._right.addWidget(self._none)
        right, middle = _column((self._right,), (2, 10, 10, 10)), _column((self._still, self._browser), (0, 0, 0, 0))
        set_least_width(right, _RIGHT_LEAST)
        whole = self._splitter
        whole.setObjectName("data.splitter")
        for widget in (LeftColumn(self._source, self._contents), middle, right):
            whole.addWidget(widget)
        for number, stretch in enumerate((0, 1, 0)):
            whole.setStretchFactor(number, stretch)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(whole)

    def _connect(self) -> None:
        self._splitter.splitterMoved.connect(self._keep_widths)
        self._slowly.timeout.connect(self._say_still)
        self._document.project_changed.connect(self._follow)  # also said when other data are there
        self.loading.changed.connect(self._show_loading)
        self.checks.divided.connect(self._divided)
        self.checks.changed.connect(self._show_findings)
        counts = self._contents.counts
        counts.class_clicked.connect(self._browser.show_class)
        self._browser.class_shown.connect(counts.show_class)
        self._browser.chosen.connect(self._show_chosen)

    @Slot()
    def _follow(self) -> None:
        if self._document.data_set is not self._data:
            self._show_data()
            self._show_loading()

    def _show_data(self) -> None:
        self._data = self._document.data_set
        self._contents.show_data(self._data)
        self._show_division()
        self._show_findings()

    @Slot()
    def _divided(self) -> None:
        if self._document.data_set is self._data:  # else all of it is about to be shown
            self._show_division()

    def _show_division(self) -> None:
        checks = self.checks
        geometry = self._document.project.preprocessing.geometry
        self._browser.show_data(self._data, checks.division, self._on_test, geometry)
        self._contents.show_division(self._browser.pool, checks.division, checks.refusal)

    @Slot()
    def _show_findings(self) -> None:
        coming = tr("Known once the new pictures are read.") if self.loading.is_of_other_data else ""
        self._contents.show_findings(self.checks, coming)

    @Slot()
    def _show_loading(self) -> None:
        if not self.loading.is_of_other_data:
            self._slowly.stop()
            self._say_still()
        elif not self._still.text():
            self._slowly.start()
        self._show_findings()
        has_some = self._data is not None or self.loading.is_loading
        self._right.setCurrentIndex(0 if has_some else 1)
        self._contents.fit.setEnabled(not self.loading.is_loading)  # what it says is of the data before
        self._browser.say(self._why_no_pictures())

    @Slot()
    def _say_still(self) -> None:
        """Says whose pictures are shown while those of another source are being read."""
        data = self._data if self.loading.is_of_other_data else None
        self._still.say(tr("These are still the pictures of {title}.", title=data.title) if data is not None else "")

    @Slot()
    def _keep_widths(self) -> None:
        self._widths_by_hand = True

    def _share_widths(self) -> None:
        """Gives the outer columns more room in a wide window, the pictures the rest."""
        if self._widths_by_hand:
            return
        metrics, whole = self.fontMetrics(), self.width()
        left, right = (
            min(max(grown(least, metrics), round(share * whole)), grown(most, metrics))
            for least, share, most in (_LEFT, _RIGHT)
        )
        self._splitter.setSizes([left, max(whole - left - right, 1), right])

    def _why_no_pictures(self) -> str:
        if self.loading.is_loading:
            return tr("Loading the pictures…")
        if not self._document.project.data.source:
            return tr(
                "No data set is chosen for this network.\n\nChoose one at the left, or drop a folder of pictures here."
            )
        return tr("There are no pictures to show.\n\nThe left side says why, and what you can do.")

    @property
    def _on_test(self) -> bool:
        return self._document.project.data.validation == DataRecipe.TEST

    @Slot(object)
    def _show_chosen(self, chosen: object) -> None:
        self._picture.show_picture(self._data, chosen, self.checks.division, self._on_test)
        self._preparation.show_picture(self._data, chosen)

    # Qt calls these

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self.loading.is_in_view = True
        self.checks.set_active(True)

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.FontChange and hasattr(self, "_splitter"):
            self._share_widths()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._share_widths()

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        self.loading.is_in_view = False
        self.checks.set_active(False)

    def closeEvent(self, event: QCloseEvent) -> None:
        super().closeEvent(event)
        self.end()


def _column(widgets: tuple[QWidget, ...], margins: tuple[int, int, int, int]) -> QWidget:
    made = QWidget()
    around = QVBoxLayout(made)
    around.setContentsMargins(*margins)
    around.setSpacing(0)
    for number, widget in enumerate(widgets, 1):
        around.addWidget(widget, int(number == len(widgets)))
    return made
