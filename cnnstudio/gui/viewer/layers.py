"""What stands at the left: the project's own stack, or the layers of another network that is looked into."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import QObject, Qt, Signal, Slot
from PySide6.QtWidgets import QLabel, QStackedWidget, QVBoxLayout, QWidget

from cnnstudio.core.analysis import Analysis
from cnnstudio.core.language import tr
from cnnstudio.core.network import Network
from cnnstudio.core.project import Project
from cnnstudio.gui.links.selection import Selection
from cnnstudio.gui.widgets.card import MutedLabel, heading

StackOf = Callable[[Any, Selection], QWidget]
"""Makes a stack that shows a ShownNetwork, as it would a document."""


@dataclass(frozen=True)
class _Input:
    """What the input's card says; there are no pictures to train on, so that nothing is foretold of a training."""

    title: str
    input_shape: tuple[int, ...]
    x_train: tuple[()] = ()
    x_test: tuple[()] = ()


class ShownNetwork(QObject):
    """A network that can only be looked at, with what a stack asks of a document."""

    opened = Signal()
    project_changed = Signal()

    def __init__(self, analysis: Analysis, parent: QObject) -> None:
        super().__init__(parent)
        self._take(analysis)

    def show(self, analysis: Analysis) -> None:
        """Shows another network."""
        if analysis is not self.analysis:
            self._take(analysis)
            self.project_changed.emit()

    def _take(self, analysis: Analysis) -> None:
        self.analysis = analysis
        self.project = Project(analysis.network)
        self.data_set = _Input(tr("Pictures"), analysis.network.input_shape)


class LayerSide(QStackedWidget):
    """The project's stack where its network is the one looked into; else that network's own, made when it is needed."""

    layer_chosen = Signal(str)
    """A layer was chosen in the other network's stack."""

    def __init__(self, stack: QWidget, stack_of: StackOf | None) -> None:
        """``stack_of`` None: there is no other stack than the project's."""
        super().__init__()
        self._stack_of = stack_of
        self._network: ShownNetwork | None = None
        self._selection: Selection | None = None
        self._is_showing = False
        self._title: QLabel | None = None
        self.addWidget(stack)

    def show_network(self, name: str, analysis: Analysis, project: Network, layer: str | None) -> None:
        """Shows the network that is looked into, ``project`` being the one on Build, and marks a layer of it."""
        if self._stack_of is None or analysis.network == project:
            self.setCurrentIndex(0)
            return
        if self._network is None:
            self._make(self._stack_of, analysis)
        assert self._network is not None
        assert self._selection is not None
        assert self._title is not None
        self._title.setText(name)
        self._is_showing = True
        self._network.show(analysis)
        self._selection.select(*((layer,) if layer is not None and analysis.row_of(layer) is not None else ()))
        self._is_showing = False
        self.setCurrentIndex(1)

    def show_project(self) -> None:
        """Shows the project's own stack."""
        self.setCurrentIndex(0)

    def _make(self, stack_of: StackOf, analysis: Analysis) -> None:
        self._network = ShownNetwork(analysis, self)
        self._selection = Selection(self._network)  # type: ignore[arg-type]
        stack = stack_of(self._network, self._selection)
        stack.setObjectName("inspect.layers")
        stack.setAccessibleName(tr("Layers of the network that is looked into"))
        self._selection.changed.connect(self._selected)
        content = QWidget()
        column = QVBoxLayout(content)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        head = QVBoxLayout()
        head.setContentsMargins(16, 12, 16, 4)
        head.setSpacing(4)
        self._title = heading("")
        self._title.setObjectName("inspect.layers.title")
        self._title.setTextFormat(Qt.TextFormat.PlainText)
        self._title.setWordWrap(True)
        head.addWidget(self._title)
        head.addWidget(MutedLabel(tr("Another network than the one on Build: these are its layers."), wordWrap=True))
        column.addLayout(head)
        column.addWidget(stack, 1)
        self.addWidget(content)

    @Slot()
    def _selected(self) -> None:
        if self._selection is not None and self._selection.current is not None and not self._is_showing:
            self.layer_chosen.emit(self._selection.current)
