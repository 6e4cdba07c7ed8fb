"""Chooses a network that was trained before and puts it in front of the person's own layers."""

from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import (
    QDialogButtonBox,
    QHBoxLayout,
    QPushButton,
    QSplitter,
    QVBoxLayout,
    QWidget,
)

from cnnstudio.core.errors import SpecError, StudioError
from cnnstudio.core.language import tr
from cnnstudio.core.network import Block
from cnnstudio.core.project import Project
from cnnstudio.core.runs.run import Run
from cnnstudio.core.transferring import transfer
from cnnstudio.core.transferring.pretrained import Pretrained
from cnnstudio.core.transferring.transfer import Body
from cnnstudio.data.base_download import download_weights
from cnnstudio.files.bases import check_weights
from cnnstudio.files.saved.importing import Imported
from cnnstudio.gui.document import Document
from cnnstudio.gui.files import opening
from cnnstudio.gui.files.saved_reader import SavedReader
from cnnstudio.gui.icons import icon
from cnnstudio.gui.pretrained.choices import (
    Choice,
    body_of,
    body_of_arrived,
    choice_of_file,
    choices,
    sources_here,
)
from cnnstudio.gui.pretrained.part import Begun, Part
from cnnstudio.gui.pretrained.source_list import SourceList
from cnnstudio.gui.pretrained.weights_row import Fetch, WeightsRow
from cnnstudio.gui.threads.newest import Newest
from cnnstudio.gui.threads.turns import in_turn, paint_in_turn
from cnnstudio.gui.widgets import file_dialogs
from cnnstudio.gui.widgets.card import MutedLabel, heading
from cnnstudio.gui.widgets.dialog import Dialog
from cnnstudio.gui.widgets.row import column_of
from cnnstudio.gui.widgets.said_words import SaidWords

_CLASSES = 10
"""Of a new head where neither data nor a network say how many there are."""

_AROUND = QSize(40, 80)
"""Pixels of the screen that the dialog leaves free, for its frame and title."""

_FETCH: Fetch = partial(download_weights, check=check_weights)


class PretrainedDialog(Dialog):
    """What to take at the left; at the right its weights, up to which layer, and what stands behind it."""

    def __init__(self, document: Document, parent: QWidget, fetch: Fetch = _FETCH, at: str | None = None) -> None:
        """``fetch``: what downloads weights; ``at``: the node that is selected, whose source is shown at first."""
        super().__init__(parent)
        self.setObjectName("pretrained.dialog")
        self.setWindowTitle(tr("Pretrained network"))
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
        self._file = QPushButton(icon("file"), tr("A saved network…"), objectName="pretrained.saved")
        self._file.setAccessibleName(tr("A saved network…"))
        self._file.setToolTip(tr("A .keras or .h5 file; once it is put in it is a run of this project, too"))
        self._held: Choice | None = None
        self._is_taking = False
        self._lay_out()
        self._connect()
        self._list()
        self._look()
        self._begin(_block_at(document, at))
        self.sources.setFocus()

    # Making

    def _lay_out(self) -> None:
        kinds = QDialogButtonBox.StandardButton
        self._buttons = QDialogButtonBox(kinds.Ok | kinds.Cancel)
        self._ok = self._buttons.button(kinds.Ok)
        self._ok.setText(self._put_words)
        for name, kind in (("ok", kinds.Ok), ("cancel", kinds.Cancel)):
            button = self._buttons.button(kind)
            button.setObjectName(f"pretrained.{name}")
            button.setAccessibleName(button.text().replace("&", ""))
            button.setIcon(icon("check" if name == "ok" else "x"))
        splitter = QSplitter(Qt.Orientation.Horizontal, childrenCollapsible=False, handleWidth=5)
        splitter.addWidget(column_of(heading(tr("Layers and weights from")), self.sources, self._file))
        right = (heading(tr("Weights")), self._about, self.weights, self.part)
        splitter.addWidget(column_of(*right))
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
        for button in self.findChildren(QPushButton):
            button.setAutoDefault(button is self._ok)  # Enter puts it in, and never begins a download
        self._ok.setDefault(True)
        self.resize(QSize(1000, 640).boundedTo(self.screen().availableSize() - _AROUND))

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
        self._document.refused.connect(self._not_taken)
        self._document.opened.connect(self.reject)
        self.finished.connect(self._end)

    # What the person does

    def ask_file(self) -> None:
        """Asks for a saved network and makes a run of it."""
        name, _ = file_dialogs.open_name(self, tr("A saved network"), "", opening.SAVED_FILTER)
        if name:
            self.take_file(Path(name).absolute())

    def take_file(self, path: Path) -> None:
        """Reads a saved network, which can be taken then; it becomes a run of the project when it is."""
        self._wrong.say("")
        self._file.setEnabled(False)

        def end(then: Callable[[Any], None], what: object) -> None:
            self._file.setEnabled(True)
            then(what)

        self._saved.read(path, partial(end, self._hold), partial(end, self._refuse))

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

        self._reading.run(work, partial(self._put, choice, self.part.head, until), partial(self._doubt, choice))
        self._follow()

    # Following

    def _turn(self) -> None:
        """Another network is chosen."""
        choice = self.sources.choice
        self._wrong.say("")
        if choice is None:
            return
        self._about.setText(choice.about)
        self.part.show_choice(choice)
        self._follow()

    def _follow(self) -> None:
        choice, layer = self.sources.choice, self.part.layer
        whole = layer is not None and layer.whole
        self.weights.show_base(choice.base if choice is not None else None, whole=whole)
        busy = self._reading.is_busy or self._is_taking
        self._ok.setText(tr("Reading the weights…") if busy else self._put_words)
        self._ok.setEnabled(layer is not None and self.weights.are_here and not busy)

    def _list(self) -> None:
        held = () if self._held is None else (self._held,)
        if self.sources.show_choices((*held, *choices(self._document.runs))):
            self._look()

    def _look(self) -> None:
        self._looking.run(lambda _: sources_here(), self.sources.show_here, self._refuse)

    def _hold(self, found: Imported) -> None:
        """A saved network was read; one that was read before and not taken goes."""
        self._held = choice_of_file(found)
        self._list()
        self.sources.choose(self._held.source)

    def _begin(self, block: Block | None) -> None:
        """Shows what a pretrained block takes now, where its source is there."""
        row = None if block is None else self._document.analysis.row_of(block.name)
        if block is None or row is None or row.input_shape is None or not isinstance(block.spec, Pretrained):
            return
        last = self._document.analysis.row_of(block.branches[0][-1].name) if block.branches[0] else None
        if last is not None and last.output_shape is not None and self.sources.choose(block.spec.source):
            self.part.begin_at(Begun(row.input_shape[0], last.name, last.kind, last.output_shape))
            self._turn()

    @property
    def _put_words(self) -> str:
        names = [block.name for block in _blocks(self._document)]
        if not names:
            return tr("Put it in")
        return tr("Replace {name}", name=names[0]) if len(names) == 1 else tr("Replace the pretrained layers")

    def _refuse(self, error: StudioError) -> None:
        self._wrong.say(str(error))
        self._follow()

    def _doubt(self, choice: Choice, error: StudioError) -> None:
        """The weights could not be read: others may be got."""
        self._refuse(error)
        marked = self.sources.choice
        if marked is not None and marked.source == choice.source:
            self.weights.doubt()

    def _put(self, choice: Choice, head: str, until: str, body: Body) -> None:
        """Puts in what was chosen when the reading began, whatever is marked now."""
        try:
            project = transfer.with_base(self._document.project, body, head, _classes(self._document))
        except SpecError as error:
            self._refuse(StudioError(str(error)))
            return
        if choice.found is None:
            self._finish(project, choice)
            return

        def arrived(run: Run) -> None:
            if not self._is_taking:  # the person has left meanwhile
                return
            taken = body_of_arrived(body, run, until)
            self._finish(transfer.with_base(self._document.project, taken, head, _classes(self._document)), choice)

        self._is_taking = True
        self._document.take_in(choice.found, arrived)
        self._follow()

    def _finish(self, project: Project, choice: Choice) -> None:
        if window := self.parentWidget():
            paint_in_turn(window)  # to show hundreds of layers takes as long
        names = [block.name for block in _blocks(self._document)]
        self._document.change(
            project,
            tr("Replace {name} by {title}", name=names[-1], title=choice.title)
            if names
            else tr("Put in {title}", title=choice.title),
        )
        in_turn(self, self.accept, first=True)  # the window comes to the front again, which takes as long too

    def _not_taken(self, error: StudioError) -> None:
        """The project's file could not take the run that is to be put in."""
        if self._is_taking:
            self._is_taking = False
            self._refuse(error)

    def _end(self) -> None:
        self._is_taking = False
        self._reading.stop()
        self._looking.stop()
        self.weights.stop()
        self.part.stop()


def _blocks(document: Document) -> list[Block]:
    """The pretrained blocks of the stack, which another one replaces."""
    nodes = document.project.network.nodes
    return [node for node in nodes if isinstance(node, Block) and isinstance(node.spec, Pretrained)]


def _block_at(document: Document, at: str | None) -> Block | None:
    """The pretrained block that is selected, or in which what is selected stands."""
    path = document.project.network.path_of(at) if at is not None else None
    node = document.project.network.nodes[path[0]] if path is not None else None
    return node if isinstance(node, Block) and isinstance(node.spec, Pretrained) else None


def _classes(document: Document) -> int:
    if document.data_set is not None:
        return max(document.data_set.classes, 2)
    shape = document.analysis.output_shape
    return shape[0] if shape is not None and len(shape) == 1 and shape[0] > 1 else _CLASSES
