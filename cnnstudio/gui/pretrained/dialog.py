"""Chooses a network that was trained before and puts it in front of the person's own layers."""

from collections.abc import Callable
from functools import partial
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QFileDialog,
    QHBoxLayout,
    QPushButton,
    QSplitter,
    QVBoxLayout,
    QWidget,
)

from cnnstudio.core import transfer
from cnnstudio.core.errors import SpecError, StudioError
from cnnstudio.core.run import Run
from cnnstudio.core.transfer import Body
from cnnstudio.data.base_download import download_weights
from cnnstudio.gui import opening
from cnnstudio.gui.document import Document
from cnnstudio.gui.icons import icon
from cnnstudio.gui.newest import Newest
from cnnstudio.gui.pretrained.choices import body_of, choices, sources_here
from cnnstudio.gui.pretrained.part import Part
from cnnstudio.gui.pretrained.source_list import SourceList
from cnnstudio.gui.pretrained.weights_row import Fetch, WeightsRow
from cnnstudio.gui.saved_reader import SavedReader
from cnnstudio.gui.widgets.card import MutedLabel, heading
from cnnstudio.gui.widgets.said_words import SaidWords

_CLASSES = 10
"""Of a new head where neither data nor a network say how many there are."""


class PretrainedDialog(QDialog):
    """What to take at the left; at the right its weights, up to which layer, and what stands behind it."""

    def __init__(self, document: Document, parent: QWidget, fetch: Fetch = download_weights) -> None:
        """``fetch``: what downloads weights."""
        super().__init__(parent)
        self.setObjectName("pretrained.dialog")
        self.setWindowTitle("Pretrained network")
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self._document = document
        self._reading, self._looking = Newest("pretrained network", self), Newest("weights at hand", self)
        self._saved = SavedReader(self)
        self.sources, self.weights = SourceList(), WeightsRow(fetch)
        self.part = Part(document)
        self._about = MutedLabel(wordWrap=True)
        self._about.setObjectName("pretrained.about")
        self._wrong = SaidWords("problem")
        self._wrong.setObjectName("pretrained.wrong")
        self._file = QPushButton(icon("file"), "A saved network…", objectName="pretrained.saved")
        self._file.setAccessibleName("A saved network…")
        self._file.setToolTip("A .keras or .h5 file: it becomes a run of this project, from which layers are taken")
        self._lay_out()
        self._connect()
        self.sources.show_choices(choices(document.runs))
        self._look()
        self.sources.setFocus()

    # Making

    def _lay_out(self) -> None:
        kinds = QDialogButtonBox.StandardButton
        self._buttons = QDialogButtonBox(kinds.Ok | kinds.Cancel)
        self._ok = self._buttons.button(kinds.Ok)
        self._ok.setText("Put it in")
        for name, kind in (("ok", kinds.Ok), ("cancel", kinds.Cancel)):
            button = self._buttons.button(kind)
            button.setObjectName(f"pretrained.{name}")
            button.setAccessibleName(button.text().replace("&", ""))
            button.setIcon(icon("check" if name == "ok" else "x"))
        splitter = QSplitter(Qt.Orientation.Horizontal, childrenCollapsible=False, handleWidth=5)
        splitter.addWidget(_column(heading("Layers and weights from"), self.sources, self._file))
        right = (heading("Weights"), self._about, self.weights, self.part)
        splitter.addWidget(_column(*right))
        splitter.setStretchFactor(1, 1)
        splitter.setSizes([420, 520])
        below = QHBoxLayout()
        below.addWidget(self._wrong, 1)
        below.addWidget(self._buttons)
        column = QVBoxLayout(self)
        column.setContentsMargins(16, 16, 16, 12)
        column.setSpacing(12)
        column.addWidget(splitter, 1)
        column.addLayout(below)
        self.resize(1000, 640)

    def _connect(self) -> None:
        self.sources.chosen.connect(lambda _: self._turn())
        self.weights.changed.connect(self._look)
        self.weights.changed.connect(self._follow)
        self.part.changed.connect(self._follow)
        self.part.refused.connect(self._refuse)
        self._file.clicked.connect(self.ask_file)
        self._buttons.accepted.connect(self.take)
        self._buttons.rejected.connect(self.reject)
        self._document.runs_changed.connect(self._list)
        self._document.opened.connect(self.reject)
        self.finished.connect(self._end)

    # What the person does

    def ask_file(self) -> None:
        """Asks for a saved network and makes a run of it."""
        name, _ = QFileDialog.getOpenFileName(self, "A saved network", "", opening.SAVED_FILTER)
        if name:
            self.take_file(Path(name).absolute())

    def take_file(self, path: Path) -> None:
        """Makes a run of a saved network, which can be taken then."""
        self._wrong.say("")
        self._file.setEnabled(False)

        def end(then: Callable[[object], None], what: object) -> None:
            self._file.setEnabled(True)
            then(what)

        def take(found: object) -> None:
            self._document.take_in(found, self._arrived)  # type: ignore[arg-type]

        self._saved.read(path, partial(end, take), partial(end, self._refuse))

    def take(self) -> None:
        """Reads the weights, puts the layers into the project, and closes."""
        choice, layer = self.sources.choice, self.part.layer
        if choice is None or layer is None or not self._ok.isEnabled():
            return
        self._wrong.say("")
        side, until, path = self.part.side, layer.name, self._document.path

        def work(_: object) -> Body:
            try:
                return body_of(choice, side, until, path)
            except SpecError as error:
                raise StudioError(str(error)) from error

        self._reading.run(work, self._put, self._refuse)
        self._follow()

    # Following

    def _turn(self) -> None:
        """Another network is chosen."""
        choice = self.sources.choice
        self._wrong.say("")
        if choice is None:
            return
        base = choice.base
        words = f"{base.title}: {base.family}, {base.paper}. Licence of its weights: {base.licence}." if base else ""
        self._about.setText(words or f"{choice.title}: as it was trained in this project.")
        self.part.show_choice(choice)
        self._follow()

    def _follow(self) -> None:
        choice, layer = self.sources.choice, self.part.layer
        whole = layer is not None and layer.whole
        self.weights.show_base(choice.base if choice is not None else None, whole=whole)
        busy = self._reading.is_busy
        self._ok.setText("Reading the weights…" if busy else "Put it in")
        self._ok.setEnabled(layer is not None and self.weights.are_here and not busy)

    def _list(self) -> None:
        self.sources.show_choices(choices(self._document.runs))
        self._look()

    def _look(self) -> None:
        self._looking.run(lambda _: sources_here(), self.sources.show_here, self._refuse)

    def _arrived(self, run: Run) -> None:
        self._list()
        self.sources.choose(f"run:{run.number}")

    def _refuse(self, error: StudioError) -> None:
        self._wrong.say(" ".join(filter(None, (str(error.text), error.hint))))
        self._follow()

    def _put(self, body: Body) -> None:
        document, choice = self._document, self.sources.choice
        title = choice.title if choice is not None else "a pretrained network"
        try:
            project = transfer.with_base(document.project, body, self.part.head, _classes(document))
        except SpecError as error:
            self._refuse(StudioError(str(error)))
            return
        document.change(project, f"Put in {title}")
        self.accept()

    def _end(self) -> None:
        self._reading.stop()
        self._looking.stop()
        self.weights.stop()
        self.part.stop()


def _classes(document: Document) -> int:
    if document.data_set is not None:
        return max(document.data_set.classes, 2)
    shape = document.analysis.output_shape
    return shape[0] if shape is not None and len(shape) == 1 and shape[0] > 1 else _CLASSES


def _column(*widgets: QWidget) -> QWidget:
    place = QWidget()
    column = QVBoxLayout(place)
    column.setContentsMargins(0, 0, 0, 0)
    column.setSpacing(8)
    for widget in widgets:
        column.addWidget(widget)
    return place
