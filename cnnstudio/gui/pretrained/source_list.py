"""The list of networks that were trained before: what comes with the program, Keras's, and runs of the project."""

from collections.abc import Collection, Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QBrush
from PySide6.QtWidgets import QFrame, QHeaderView, QTreeWidget, QTreeWidgetItem

from cnnstudio.core.bases import NOT_HELD
from cnnstudio.core.words import percent
from cnnstudio.gui.pretrained.choices import HERE, OF_KERAS, Choice
from cnnstudio.gui.theme import theme_of

_CHOICE = Qt.ItemDataRole.UserRole
_COLUMNS = ("Network", "Parameters", "Accuracy", "Weights")
_TIPS = (
    "What can be taken, with its layers and weights",
    "Of the whole network, with the layers that are not taken",
    "How often its first answer is right on ImageNet, as Keras states it",
    "Whether its weights are on this computer, or how large their file is",
)
_RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter


class SourceList(QTreeWidget):
    """Networks under their groups, one of them chosen."""

    chosen = Signal(object)
    """The Choice that is marked now."""

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("pretrained.sources")
        self.setAccessibleName("Networks that were trained before")
        self.setToolTip("Choose the network whose layers and weights are taken")
        self.setHeaderLabels(_COLUMNS)
        self.setRootIsDecorated(False)
        self.setIndentation(12)
        self.setAllColumnsShowFocus(True)
        self.setUniformRowHeights(True)
        self.setFrameShape(QFrame.Shape.StyledPanel)
        for column, tip in enumerate(_TIPS):
            self.headerItem().setToolTip(column, tip)
            if column:
                self.headerItem().setTextAlignment(column, _RIGHT)
        head = self.header()
        head.setStretchLastSection(False)
        head.setSectionResizeMode(QHeaderView.ResizeMode.ResizeToContents)
        head.setSectionResizeMode(0, QHeaderView.ResizeMode.Stretch)
        self.currentItemChanged.connect(self._tell)

    def show_choices(self, choices: Sequence[Choice]) -> None:
        """Lists these, under the groups in which they stand; the one that was chosen stays it."""
        before = self.choice
        self.blockSignals(True)
        self.clear()
        for group in dict.fromkeys(choice.group for choice in choices):
            top = QTreeWidgetItem(self, [group])
            top.setFlags(Qt.ItemFlag.ItemIsEnabled)
            top.setFirstColumnSpanned(True)
            font = top.font(0)
            font.setBold(True)
            top.setFont(0, font)
            for choice in choices:
                if choice.group == group:
                    _add(top, choice)
            if group == OF_KERAS:
                for name, why in NOT_HELD.items():
                    _name_missing(top, name, why)
        self.expandAll()
        self.blockSignals(False)
        self.choose(before.source if before is not None else "") or self.choose("")

    def show_here(self, sources: Collection[str]) -> None:
        """Says of which the weights are on this computer."""
        good = QBrush(theme_of(self.palette()).colour("good"))
        for item in self._items():
            choice: Choice = item.data(0, _CHOICE)
            if choice.base is not None and choice.group != HERE:
                here = choice.source in sources
                item.setText(3, "✓ here" if here else f"{choice.base.megabytes:,} MB")
                item.setForeground(3, good if here else QBrush())
                item.setToolTip(3, "On this computer" if here else "Not on this computer yet")

    def choose(self, source: str) -> bool:
        """Marks the network of this source, the first for an empty one; whether it is there."""
        for item in self._items():
            if not source or item.data(0, _CHOICE).source == source:
                self.setCurrentItem(item)
                self.scrollToItem(item)
                return True
        return False

    @property
    def choice(self) -> Choice | None:
        """The one that is marked."""
        item = self.currentItem()
        return item.data(0, _CHOICE) if item is not None else None

    def _items(self) -> list[QTreeWidgetItem]:
        tops = (self.topLevelItem(number) for number in range(self.topLevelItemCount()))
        items = [top.child(number) for top in tops for number in range(top.childCount())]
        return [item for item in items if item.data(0, _CHOICE) is not None]

    def _tell(self) -> None:
        if self.choice is not None:
            self.chosen.emit(self.choice)


def _name_missing(top: QTreeWidgetItem, name: str, why: str) -> None:
    """Names a network that cannot be taken, with the reason in its tool tip."""
    item = QTreeWidgetItem(top, [name])
    item.setFlags(Qt.ItemFlag.NoItemFlags)
    item.setToolTip(0, why)
    item.setText(3, "not held")
    item.setTextAlignment(3, _RIGHT)


def _add(top: QTreeWidgetItem, choice: Choice) -> None:
    base = choice.base
    item = QTreeWidgetItem(top, [choice.title])
    item.setData(0, _CHOICE, choice)
    if base is not None:
        item.setText(1, f"{base.parameters:g} M")
        item.setText(2, percent(base.accuracy) if base.accuracy else "")
        item.setToolTip(0, f"{base.title}: {base.family}, {base.paper}. Weights: {base.licence}.")
    if choice.group == HERE:
        item.setText(3, "✓ here")
    for column in (1, 2, 3):
        item.setTextAlignment(column, _RIGHT)
