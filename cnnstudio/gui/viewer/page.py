"""Inspect: the stack at the left; at the right what a run has learned, and what it makes of a picture."""

from PySide6.QtCore import Qt, QTimer, Signal, Slot
from PySide6.QtGui import QHideEvent, QShowEvent
from PySide6.QtWidgets import (
    QHBoxLayout,
    QLabel,
    QSplitter,
    QStackedWidget,
    QTabWidget,
    QVBoxLayout,
    QWidget,
)

from cnnstudio.core.messages import BatchEnded, EpochEnded, Event, Predict, Predicted
from cnnstudio.gui.bridge import Bridge
from cnnstudio.gui.document import Document
from cnnstudio.gui.no_run import NoRun
from cnnstudio.gui.run_names import training_words
from cnnstudio.gui.run_weights import answering_run, list_runs, passed_over_words
from cnnstudio.gui.selection import Selection
from cnnstudio.gui.training_run import TrainingRun
from cnnstudio.gui.viewer.kernels.tab import KernelsTab
from cnnstudio.gui.viewer.maps.tab import MapsTab
from cnnstudio.gui.viewer.picture.chooser import PictureChooser
from cnnstudio.gui.viewer.questions import Questions
from cnnstudio.gui.viewer.scene import Scene
from cnnstudio.gui.viewer.staging import scene_of
from cnnstudio.gui.viewer.tab import Tab
from cnnstudio.gui.widgets.eliding_combo import ElidingCombo
from cnnstudio.gui.widgets.fitting_label import FittingLabel

_LIVE_MS = 500
"""While a run trains, the engine is asked at most twice a second."""


class InspectPage(QWidget):
    """Tells the tab in view what is looked at; a tab that nobody sees asks for nothing."""

    train_requested = Signal()
    build_requested = Signal()
    """The network has a problem, which is mended there."""
    data_requested = Signal()
    """There are no data, which are had there."""

    def __init__(
        self, document: Document, selection: Selection, training_run: TrainingRun, bridge: Bridge, stack: QWidget
    ) -> None:
        super().__init__()
        self.setObjectName("page.inspect")
        self._document, self._selection = document, selection
        self._training_run, self._bridge = training_run, bridge
        self._layer = selection.current
        self._scene: Scene | None = None
        self._shown: Tab | None = None
        self._questions = Questions(bridge, "inspect", self)
        self._soon = QTimer(self, singleShot=True, interval=0)
        self._soon.timeout.connect(self._look)
        self._live = QTimer(self, singleShot=True, interval=_LIVE_MS)
        self._make()
        self._lay_out(stack)
        selection.changed.connect(self._selected)
        document.runs_changed.connect(self._runs_changed)
        document.data_changed.connect(self._data_changed)
        document.project_changed.connect(self._empty.refresh)
        training_run.state_changed.connect(self._runs_changed)
        bridge.event.connect(self._receive)
        self._data_changed()
        self._runs_changed()

    # What is looked at

    @Slot()
    def _look(self) -> None:
        """Brings the scene, as it is now, before the tab in view."""
        self._scene = scene_of(self._document, self._layer, self._picture)
        tab = self._tabs.currentWidget() if self._scene is not None and self.isVisible() else None
        if self._shown is not None and self._shown is not tab:
            self._shown.leave()
        self._shown = tab if isinstance(tab, Tab) else None
        if self._scene is not None and self._shown is not None:
            self._shown.look(self._scene)
            self._predict(self._scene)

    def _look_again(self) -> None:
        if self._scene is not None and self._shown is not None:
            self._shown.look_again()
            self._predict(self._scene)

    def _predict(self, scene: Scene) -> None:
        if scene.picture is None:
            self._questions.drop(Predict)
            return
        request = Predict(self._questions.sender_name, subject=scene.subject, picture=scene.picture)
        self._questions.ask(request, scene.subject, self._predicted, self._picture.show_words)

    def _predicted(self, event: Predicted) -> None:
        self._picture.show_answer(event)

    # What changes

    @Slot(object)
    def _receive(self, event: Event) -> None:
        match event:
            case BatchEnded():
                if self._is_live() and not self._live.isActive():
                    self._live.start()
                    self._look_again()
            case EpochEnded():
                self._soon.start()

    @Slot()
    def _selected(self) -> None:
        self._layer = self._selection.current
        self._soon.start()

    @Slot(str)
    def _choose_layer(self, name: str) -> None:
        """Looks at a layer of the run; it is selected in the stack where the network still has it."""
        if any(row.name == name for row in self._document.analysis.rows):
            self._selection.select(name)
        self._layer = name
        self._soon.start()

    @Slot()
    def _runs_changed(self) -> None:
        chosen, run = self._document.chosen_run, answering_run(self._document)
        list_runs(self._runs, self._document.runs, [], run.number if run is not None else None)
        self._pages.setCurrentIndex(0 if run is None else 1)
        training = training_words(run).capitalize() if run is not None else ""
        self._state.say(*([training] if training else passed_over_words(chosen)))
        self._empty.refresh()
        self._soon.start()

    @Slot()
    def _data_changed(self) -> None:
        self._picture.set_data(self._document.data_set)
        self._runs_changed()

    def _run_chosen(self, index: int) -> None:
        self._document.choose_run(self._runs.itemData(index))

    def _is_live(self) -> bool:
        return self._shown is not None and self._scene is not None and self._scene.is_live

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._soon.start()

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        self._soon.start()

    # How it looks

    def _make(self) -> None:
        self._runs = ElidingCombo(objectName="inspect.run", accessibleName="Run to look into")
        # Not as wide as the widest entry: there may be thousands of runs.
        self._runs.setSizeAdjustPolicy(ElidingCombo.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self._runs.setMinimumContentsLength(26)
        self._runs.setMaximumWidth(400)
        self._runs.activated.connect(self._run_chosen)
        self._state = FittingLabel()
        self._state.setObjectName("inspect.state")
        self._picture = PictureChooser()
        self._picture.changed.connect(self._soon.start)
        self._tabs = QTabWidget(objectName="inspect.tabs", documentMode=True)
        self._tabs.setAccessibleName("What to look at")
        tabs: tuple[tuple[Tab, str], ...] = (
            (KernelsTab(self._bridge), "&Kernels"),
            (MapsTab(self._bridge), "&Feature maps"),
        )
        for tab, title in tabs:
            self._tabs.addTab(tab, title)
            tab.layer_chosen.connect(self._choose_layer)
            tab.picture_chosen.connect(self._picture.choose)
        self._tabs.currentChanged.connect(self._soon.start)
        self._empty = NoRun(
            "inspect.empty",
            "scan-search",
            self._document,
            self._training_run,
            begins="Kernels and feature maps can be seen here as soon as it has.",
            then="Then the kernels it learns, and what its layers make of a picture, can be seen here.",
        )
        self._empty.train_requested.connect(self.train_requested)
        self._empty.build_requested.connect(self.build_requested)
        self._empty.data_requested.connect(self.data_requested)

    def _lay_out(self, stack: QWidget) -> None:
        label = QLabel("&Run")
        label.setBuddy(self._runs)
        top = QHBoxLayout()
        top.setSpacing(8)
        for widget in (label, self._runs):
            top.addWidget(widget)
        top.addSpacing(8)
        top.addWidget(self._state, 1)
        content = QWidget()
        column = QVBoxLayout(content)
        column.setContentsMargins(16, 12, 16, 8)
        column.setSpacing(12)
        column.addLayout(top)
        column.addWidget(self._picture)
        column.addWidget(self._tabs, 1)
        self._pages = QStackedWidget()
        self._pages.addWidget(self._empty)
        self._pages.addWidget(content)
        splitter = QSplitter(Qt.Orientation.Horizontal, childrenCollapsible=False)
        splitter.addWidget(stack)
        splitter.addWidget(self._pages)
        splitter.setStretchFactor(0, 0)
        splitter.setStretchFactor(1, 1)
        splitter.setSizes([340, 900])
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(splitter)
