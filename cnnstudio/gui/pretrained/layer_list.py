"""The layers of a network that was trained before, up to one of which it is taken."""

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHeaderView, QTreeWidget, QTreeWidgetItem

from cnnstudio.core.arithmetic import shape_in_words
from cnnstudio.core.bases import BaseLayer
from cnnstudio.core.language import local, tr
from cnnstudio.gui.icons import icon

_COLUMNS = (tr("Up to"), tr("Kind"), tr("Gives"), tr("Features"), tr("Parameters"))
_TIPS = (
    tr("Everything up to this layer is taken, and what stands behind it is not"),
    "",
    tr("What it gives for a picture of the chosen size"),
    tr("How many numbers that is for each picture: what new layers learn from"),
    tr("Of all layers up to it"),
)
_RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
_LEAST = 150
"""Pixels: long words above it leave room for some layers."""

_LAYER = Qt.ItemDataRole.UserRole


class LayerList(QTreeWidget):
    """One line a layer; the usual feature layer is marked and chosen at first."""

    chosen = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("pretrained.layers")
        self.setAccessibleName(tr("Up to which layer"))
        self.setToolTip(tr("The last layer that is taken"))
        self.setHeaderLabels(_COLUMNS)
        self.setRootIsDecorated(False)
        self.setUniformRowHeights(True)
        self.setMinimumHeight(_LEAST)
        self.setAllColumnsShowFocus(True)
        for column, tip in enumerate(_TIPS):
            self.headerItem().setToolTip(column, tip)
            if column > 1:
                self.headerItem().setTextAlignment(column, _RIGHT)
        head = self.header()
        head.setStretchLastSection(False)
        head.setSectionResizeMode(QHeaderView.ResizeMode.ResizeToContents)
        head.setSectionResizeMode(0, QHeaderView.ResizeMode.Stretch)
        self.currentItemChanged.connect(lambda *_: self.chosen.emit())

    @property
    def layer(self) -> BaseLayer | None:
        """The one that is marked."""
        item = self.currentItem()
        return item.data(0, _LAYER) if item is not None else None

    def show_layers(self, layers: Sequence[BaseLayer], wanted: str = "") -> None:
        """Lists these; ``wanted`` is chosen, else the one of the name that was chosen, else the feature layer."""
        before = self.layer
        if not wanted and before is not None and before.name in {each.name for each in layers}:
            wanted = before.name
        wanted = wanted or next((each.name for each in layers if each.is_feature), layers[-1].name if layers else "")
        items = [_item(layer) for layer in layers]
        self.blockSignals(True)
        self.setCurrentItem(None)  # type: ignore[call-overload]  # else Qt chooses another as each one goes: seconds
        self.clear()
        self.addTopLevelItems(items)  # together: after each of them alone Qt would look at the columns again
        current = next((item for item, layer in zip(items, layers, strict=True) if layer.name == wanted), None)
        if current is not None:
            self.setCurrentItem(current)
        self.blockSignals(False)
        if self.currentItem() is not None:
            self.scrollToItem(self.currentItem(), QTreeWidget.ScrollHint.PositionAtCenter)
        self.chosen.emit()

    def choose(self, name: str) -> bool:
        """Marks the layer of that name; whether it is there."""
        for number in range(self.topLevelItemCount()):
            item = self.topLevelItem(number)
            if item.data(0, _LAYER).name == name:
                self.setCurrentItem(item)
                return True
        return False

    # What Qt calls

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if self.currentItem() is not None:
            self.scrollToItem(self.currentItem())


def _item(layer: BaseLayer) -> QTreeWidgetItem:
    item = QTreeWidgetItem(_cells(layer))
    item.setData(0, _LAYER, layer)
    for column in (2, 3, 4):
        item.setTextAlignment(column, _RIGHT)
    if layer.is_feature:
        item.setIcon(0, icon("target", "accent"))
        item.setToolTip(0, tr("Where its features are usually taken"))
    return item


def _cells(layer: BaseLayer) -> list[str]:
    return [
        layer.name,
        layer.kind,
        shape_in_words(layer.shape),
        local(f"{layer.length:,}"),
        local(f"{layer.parameters:,}"),
    ]
