"""Which part of a network is taken: for pictures of which size, up to which layer, and what stands behind it."""

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QSignalBlocker, Signal
from PySide6.QtWidgets import QComboBox, QGridLayout, QSpinBox, QVBoxLayout, QWidget

from cnnstudio.core.bases import BaseLayer, sides_in_words
from cnnstudio.core.errors import SpecError, StudioError
from cnnstudio.core.language import tr
from cnnstudio.core.spec import Shape
from cnnstudio.core.transferring import transfer
from cnnstudio.core.transferring.pretrained_blocks import pretrained_blocks
from cnnstudio.gui.document import Document
from cnnstudio.gui.pretrained.choices import Choice, layers_of
from cnnstudio.gui.pretrained.layer_list import LayerList
from cnnstudio.gui.threads.newest import Newest
from cnnstudio.gui.widgets.card import MutedLabel, heading
from cnnstudio.gui.widgets.forms.form import form_label

_LABELS = 96
_MOST_SIDE, _STEP = 1_024, 32


@dataclass(frozen=True)
class Begun:
    """What a pretrained block takes now: pictures of which side, and up to which layer, of what kind and shape."""

    side: int
    name: str
    kind: str
    shape: Shape

    def layer_of(self, layers: Sequence[BaseLayer]) -> str:
        """Which of the layers of its source that is; empty for none. In the block it may have got another name."""
        alike = [each.name for each in layers if (each.kind, each.shape) == (self.kind, self.shape)]
        return self.name if self.name in alike else alike[-1] if alike else ""


class Part(QWidget):
    """The input side, the list of layers and what comes behind; the list is worked out on a thread."""

    changed = Signal()
    refused = Signal(object)
    """A StudioError: the network cannot take pictures of that size."""

    def __init__(self, document: Document) -> None:
        super().__init__()
        self._document = document
        self._choice: Choice | None = None
        self._listing = Newest("layers of a base", self)
        self.layers = LayerList()
        self._side = QSpinBox(objectName="pretrained.side", accessibleName=tr("Picture side"), keyboardTracking=False)
        self._side.setRange(1, _MOST_SIDE)
        self._side.setSingleStep(_STEP)
        self._side.setToolTip(tr("Rows and columns to which every picture is brought; larger ones cost more time"))
        self._sides = MutedLabel(wordWrap=True)
        self._head = QComboBox(objectName="pretrained.head", accessibleName=tr("Behind it"))
        self._head.setToolTip(
            tr("What the features go into: a new head ends with one number for each class of the data")
        )
        self._wished = "keep" if pretrained_blocks(document.project.network) else "pool"
        self._begun: Begun | None = None
        self._offer_heads(None)
        self._facts = MutedLabel(wordWrap=True)
        self._facts.setObjectName("pretrained.facts")
        self._lay_out()
        self._side.valueChanged.connect(lambda _: self._list())
        self.layers.chosen.connect(self._tell)
        self._head.activated.connect(lambda _: self.set_head(self.head))

    @property
    def layer(self) -> BaseLayer | None:
        """The last one that is taken; None while the layers are not known."""
        return None if self._listing.is_busy else self.layers.layer

    @property
    def side(self) -> int:
        """Rows and columns of the pictures."""
        return self._side.value()

    @property
    def head(self) -> str:
        """One of ``transfer.HEADS``."""
        return self._head.currentData()

    def set_head(self, head: str) -> None:
        """Chooses one of ``transfer.HEADS``; where the features leave only one new head, that one."""
        self._wished = head
        self._tell()

    def begin_at(self, begun: Begun) -> None:
        """Shows the network that is shown next up to this layer."""
        self._begun = begun

    def show_choice(self, choice: Choice) -> None:
        """Shows the layers of another network, at the size of pictures it was trained on."""
        begun, self._choice = self._begun, choice
        with QSignalBlocker(self._side):
            self._side.setMinimum(choice.base.least if choice.base is not None else 1)
            self._side.setValue(begun.side if begun is not None and choice.base is not None else choice.side)
        self._side.setEnabled(choice.base is not None)
        self._sides.setText(sides_in_words(choice.base) if choice.base is not None else tr("as the run has them"))
        self._list()

    def stop(self) -> None:
        """Ends what is worked out."""
        self._listing.stop()

    def _lay_out(self) -> None:
        rows = QGridLayout()
        rows.setHorizontalSpacing(10)
        rows.setVerticalSpacing(8)
        rows.setColumnStretch(2, 1)
        rows.addWidget(form_label(tr("Picture side"), _LABELS, self._side), 0, 0)
        rows.addWidget(self._side, 0, 1)
        rows.addWidget(self._sides, 0, 2)
        rows.addWidget(form_label(tr("Behind it"), _LABELS, self._head), 1, 0)
        rows.addWidget(self._head, 1, 1, 1, 2)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 8, 0, 0)
        column.setSpacing(8)
        title = heading(tr("Up to which layer"))
        title.setBuddy(self.layers)
        column.addWidget(title)
        column.addWidget(self.layers, 1)
        column.addLayout(rows)
        column.addWidget(self._facts)

    def _list(self) -> None:
        choice, side = self._choice, self.side
        if choice is None:
            return

        def work(_: object) -> tuple[BaseLayer, ...]:
            try:
                return layers_of(choice, side)
            except SpecError as error:
                raise StudioError(str(error)) from error

        self._listing.run(work, self._show_layers, self._refuse)
        self._tell()

    def _show_layers(self, layers: tuple[BaseLayer, ...]) -> None:
        begun, self._begun = self._begun, None
        self.layers.show_layers(layers, begun.layer_of(layers) if begun is not None else "")

    def _refuse(self, error: StudioError) -> None:
        self.layers.show_layers(())
        self.refused.emit(error)

    def _tell(self) -> None:
        layer = self.layer
        self._offer_heads(layer)
        self._facts.setText("" if layer is None else self._words(layer))
        self.changed.emit()

    def _offer_heads(self, layer: BaseLayer | None) -> None:
        """Offers the heads that the features can go into; None: any."""
        heads = heads_for(layer)
        if [self._head.itemText(number) for number in range(self._head.count())] != list(heads.values()):
            self._head.clear()
            for name, words in heads.items():
                self._head.addItem(words, name)
        self._head.setCurrentIndex(max(self._head.findData(self._wished), 0))

    def _words(self, layer: BaseLayer) -> str:
        assert self._choice is not None
        become = tr(
            "Each picture becomes {features:,} features; {parameters:,} parameters stay frozen.",
            features=layer.length,
            parameters=layer.parameters,
        )
        if self.head == "pool" and len(layer.shape) == 3:
            become = tr(
                "Each picture becomes {features:,} features, averaged to {count:,}; {parameters:,} parameters stay "
                "frozen.",
                features=layer.length,
                count=layer.shape[-1],
                parameters=layer.parameters,
            )
        return f"{become} {_coming(self._choice)}"


def _coming(choice: Choice) -> str:
    """How the pictures come in."""
    made, is_colour = choice.preparation, choice.shape[2] == 3
    if not made:
        if is_colour:
            return tr("Pictures come in in colour, from 0 to 255.")
        return tr("Pictures come in grey, from 0 to 255.")
    if is_colour:
        return tr(
            "Pictures come in in colour, from 0 to 255; the first layer prepares them as the run did: {made}.",
            made=made,
        )
    return tr("Pictures come in grey, from 0 to 255; the first layer prepares them as the run did: {made}.", made=made)


def heads_for(layer: BaseLayer | None) -> dict[str, str]:
    """Those of ``transfer.HEADS`` that differ behind this layer, and how the person reads them; None: all."""
    flat, maps = layer is not None and len(layer.shape) == 1, layer is None or len(layer.shape) == 3
    found = {name: words for name, words in transfer.HEADS.items() if maps or name != "pool"}
    if flat:
        found["flatten"] = tr("A new head: Dense")
    return found
