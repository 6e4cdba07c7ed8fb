"""Inspect: the stack at the left; at the right the kernels a run learned and what its layers make of a picture."""

from PySide6.QtCore import Qt, QTimer, Signal, Slot
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import (
    QHBoxLayout,
    QLabel,
    QSplitter,
    QStackedWidget,
    QTabWidget,
    QVBoxLayout,
    QWidget,
)

from cnnstudio.core.analysis import analyse
from cnnstudio.core.arithmetic import shape_in_words
from cnnstudio.core.messages import (
    BatchEnded,
    EngineState,
    EpochEnded,
    Event,
    Failed,
    FeaturesShown,
    KernelsShown,
    Predict,
    Predicted,
    Request,
    RunSubject,
    ShowFeatures,
    ShowKernels,
)
from cnnstudio.core.network import Node
from cnnstudio.core.run import Run
from cnnstudio.gui.bridge import Bridge
from cnnstudio.gui.document import Document
from cnnstudio.gui.no_run import NoRun
from cnnstudio.gui.run_names import training_words
from cnnstudio.gui.run_weights import answering_run, list_runs, passed_over_words
from cnnstudio.gui.selection import Selection
from cnnstudio.gui.training_run import TrainingRun
from cnnstudio.gui.viewer.features import FeaturesTab
from cnnstudio.gui.viewer.kernels import KernelsTab
from cnnstudio.gui.viewer.picture_chooser import PictureChooser
from cnnstudio.gui.viewer.subject import Hint, feature_node, kernel_layer, why_no_picture
from cnnstudio.gui.widgets.eliding_combo import ElidingCombo
from cnnstudio.gui.widgets.fitting_label import FittingLabel

_LIVE_MS = 500
"""While a run trains, the engine is asked at most twice a second."""

_PATIENCE_MS = 200
"""An older picture stays this long while another one is awaited: shorter waits would only flicker."""


class InspectPage(QWidget):
    """Asks the engine for what is in view, and only while it is in view."""

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
        self._shown: dict[type[Request], object] = {}
        self._asked: dict[type[Request], tuple[int, object]] = {}
        self._waiting = "Waiting for the engine…"
        self._soon = QTimer(self, singleShot=True, interval=0)
        self._soon.timeout.connect(self._ask)
        self._live = QTimer(self, singleShot=True, interval=_LIVE_MS)
        self._late = QTimer(self, singleShot=True, interval=_PATIENCE_MS)
        self._late.timeout.connect(self._say_waiting)
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

    # What is asked

    def _ask(self) -> None:
        """Asks for everything in view; the engine answers the newest only."""
        run, path = answering_run(self._document), self._document.path
        if run is None or path is None:
            self._asked.clear()
            self._shown.clear()
            return
        if not self.isVisible():
            return
        subject = RunSubject(str(path), run.number)
        if self._tabs.currentWidget() is self._kernels:
            self._ask_kernels(run, subject)
        else:
            self._ask_features(run, subject)
        picture = self._picture.picture
        if picture is not None and not self._why_no_picture(run):
            self._post(Predict(sender="inspect", subject=subject, picture=picture), None)

    def _ask_kernels(self, run: Run, subject: RunSubject) -> None:
        found = kernel_layer(run, self._layer)
        if isinstance(found, Hint):
            self._drop(ShowKernels)
            self._kernels.show_hint(found)
            return
        self._kernels.set_title(found.name, self._facts(run, found))
        request = ShowKernels(sender="inspect", subject=subject, layer=found.name)
        self._post(request, (subject, found.name))

    def _ask_features(self, run: Run, subject: RunSubject) -> None:
        picture = self._picture.picture
        if self._layer is None and picture is not None and not self._why_no_picture(run):
            self._drop(ShowFeatures)
            self._features.show_picture(picture)
            return
        found = feature_node(run, self._layer)
        if not isinstance(found, Hint) and (why := self._why_no_picture(run)):
            found = Hint("No picture to show to the network", why)
        if isinstance(found, Hint) or picture is None:
            self._drop(ShowFeatures)
            self._features.show_hint(found if isinstance(found, Hint) else Hint("No picture", "Choose another class."))
            return
        self._features.set_title(found.name, self._facts(run, found))
        request = ShowFeatures(sender="inspect", subject=subject, layer=found.name, picture=picture)
        self._post(request, (subject, found.name))

    def _post(self, request: Request, about: object) -> None:
        """Posts; ``about`` tells whether the answer is of the same thing as what is shown."""
        self._asked[type(request)] = (self._bridge.post(request), about)
        if about is not None and self._shown.get(type(request)) != about:
            self._late.start()

    def _drop(self, kind: type[Request]) -> None:
        """No answer of this kind is wanted any more, and what is shown is over."""
        self._asked.pop(kind, None)
        self._shown.pop(kind, None)

    def _say_waiting(self) -> None:
        for kind, tab in ((ShowKernels, self._kernels), (ShowFeatures, self._features)):
            if kind in self._asked and self._shown.get(kind) != self._asked[kind][1]:
                self._shown.pop(kind, None)
                tab.clear()
                tab.show_waiting(self._waiting)

    # What is answered

    @Slot(object)
    def _receive(self, event: Event) -> None:
        match event:
            case EngineState():
                self._waiting = "Waiting for the engine…" if event.ready else event.text
            case BatchEnded():
                if self._is_live() and not self._live.isActive():
                    self._live.start()
                    self._ask()
            case EpochEnded():
                self._soon.start()
            case KernelsShown() | FeaturesShown() | Predicted() | Failed():
                self._answered(event)

    def _answered(self, event: Event) -> None:
        kind = next((kind for kind, (ticket, _) in self._asked.items() if ticket == event.ticket), None)
        if kind is None:
            return
        about = self._asked.pop(kind)[1]
        match event:
            case KernelsShown():
                self._kernels.show_kernels(event.kernels)
            case FeaturesShown():
                self._show_maps(event)
            case Predicted():
                self._picture.show_answer(event)
            case Failed():
                self._show_failure(kind, event)
                return
        self._shown[kind] = about

    def _show_maps(self, event: FeaturesShown) -> None:
        run = answering_run(self._document)
        node = None if run is None else feature_node(run, event.layer)
        is_share = node is not None and not isinstance(node, Hint) and node.spec.activation_name() == "softmax"
        self._features.show_maps(event.maps, run.labels if run is not None else (), is_share)

    def _show_failure(self, kind: type[Request], event: Failed) -> None:
        self._drop(kind)
        tab = {ShowKernels: self._kernels, ShowFeatures: self._features}.get(kind)
        if tab is not None:
            tab.clear()
            tab.show_hint(Hint("This cannot be shown", f"{event.text} {event.hint}".strip()))
        else:
            self._picture.show_words(f"{event.text} {event.hint}".strip())

    # What changes

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
        run = answering_run(self._document)
        return self.isVisible() and run is not None and run.status == "training"

    def _why_no_picture(self, run: Run) -> str:
        data = self._document.data_set
        return why_no_picture(run, None if data is None else data.input_shape)

    def _facts(self, run: Run, node: Node) -> str:
        """The settings and shapes of a layer or block as they were in the run."""
        rows = analyse(run.project.network).rows
        row = next(row for row in rows if row.name == node.name)
        parts = [node.spec.kind, node.spec.summary()]
        if row.input_shape is not None and row.output_shape is not None:
            parts.append(f"{shape_in_words(row.input_shape)} → {shape_in_words(row.output_shape)}")
        return " · ".join(filter(None, parts))

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
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
        self._kernels, self._features = KernelsTab(), FeaturesTab()
        self._tabs = QTabWidget(objectName="inspect.tabs", documentMode=True)
        self._tabs.setAccessibleName("What to look at")
        for tab, title in ((self._kernels, "&Kernels"), (self._features, "&Feature maps")):
            self._tabs.addTab(tab, title)
            tab.layer_chosen.connect(self._choose_layer)
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
