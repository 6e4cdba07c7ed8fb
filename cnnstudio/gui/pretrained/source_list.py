"""The list of networks that were trained before: what comes with the program, Keras's, and runs of the project."""

from collections.abc import Collection, Sequence

from PySide6.QtCore import QModelIndex, QSignalBlocker, Qt, Signal
from PySide6.QtGui import QBrush, QMouseEvent
from PySide6.QtWidgets import QAbstractItemView, QFrame, QHeaderView, QTreeWidget, QTreeWidgetItem

from cnnstudio.core.bases import NOT_HELD
from cnnstudio.core.language import local, tr
from cnnstudio.core.words import percent
from cnnstudio.gui.pretrained.choices import HERE, OF_KERAS, Choice
from cnnstudio.gui.theme import theme_of
from cnnstudio.gui.widgets.letters import bold_of

_CHOICE = Qt.ItemDataRole.UserRole
_COLUMNS = (tr("Network"), tr("Parameters"), tr("Accuracy"), tr("Weights"))
_TIPS = (
    tr("What can be taken, with its layers and weights"),
    tr("Of the whole network, with the layers that are not taken"),
    tr("How often its first answer is right on ImageNet, as Keras states it"),
    tr("Whether its weights are on this computer, or how large their file is"),
)
_NOT_MEASURED = tr("Nobody has stated it for these weights, which were converted to float16")
_NOT_OF_RUNS = tr("Runs of this project and saved files are not tried on ImageNet")
_RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter


class SourceList(QTreeWidget):
    """Networks under their groups, one of them chosen."""

    chosen = Signal(object)
    """The Choice that is marked now."""

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("pretrained.sources")
        self.setAccessibleName(tr("Networks that were trained before"))
        self.setToolTip(tr("Choose the network whose layers and weights are taken"))
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
        self._shown: tuple[Choice, ...] = ()
        self.currentItemChanged.connect(self._tell)

    def show_choices(self, choices: Sequence[Choice]) -> bool:
        """Lists these, under the groups in which they stand; whether they are others than before.

        The one that was chosen stays it; nothing is told of it then.
        """
        if [_key(each) for each in choices] == [_key(each) for each in self._shown]:
            return False
        before, self._shown = self.choice, tuple(choices)
        with QSignalBlocker(self):
            self._fill(choices)
            stays = before is not None and self.choose(before.source)
        if not stays:
            self.choose("")
        return True

    def _fill(self, choices: Sequence[Choice]) -> None:
        self.clear()
        for group in dict.fromkeys(choice.group for choice in choices):
            top = QTreeWidgetItem(self, [group])
            top.setFlags(Qt.ItemFlag.ItemIsEnabled)
            top.setFirstColumnSpanned(True)
            top.setFont(0, bold_of(top.font(0)))
            for choice in choices:
                if choice.group == group:
                    _add(top, choice)
            if group == OF_KERAS:
                for name, why in NOT_HELD.items():
                    _name_missing(top, name, why)
        self.expandAll()

    def show_here(self, sources: Collection[str]) -> None:
        """Says of which the weights are on this computer."""
        good = QBrush(theme_of(self.palette()).colour("good"))
        for item in self._items():
            choice: Choice = item.data(0, _CHOICE)
            if choice.base is not None and choice.group != HERE:
                here = choice.source in sources
                item.setText(3, tr("✓ here") if here else local(f"{choice.base.megabytes:,} MB"))
                item.setForeground(3, good if here else QBrush())
                item.setToolTip(3, tr("On this computer") if here else tr("Not on this computer yet"))

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

    # What Qt calls

    def moveCursor(
        self, action: QAbstractItemView.CursorAction, modifiers: Qt.KeyboardModifier
    ) -> QModelIndex:  # the headings are passed over
        items, item = self._items(), self.itemFromIndex(super().moveCursor(action, modifiers))
        if item in items or item is None or not items:
            return self.indexFromItem(item) if item is not None else QModelIndex()
        rows = [self.visualItemRect(each).top() for each in items]
        at, current = self.visualItemRect(item).top(), self.currentItem()
        below = [each for each, row in zip(items, rows, strict=True) if row > at]
        above = [each for each, row in zip(items, rows, strict=True) if row < at]
        is_up = current is not None and self.visualItemRect(current).top() > at
        return self.indexFromItem((above[-1] if above else items[0]) if is_up else (below[0] if below else items[-1]))

    def mousePressEvent(self, event: QMouseEvent) -> None:
        item = self.itemAt(event.position().toPoint())
        if item is None or item.data(0, _CHOICE) is not None:  # a click on a heading chooses nothing
            super().mousePressEvent(event)

    def _items(self) -> list[QTreeWidgetItem]:
        tops = (self.topLevelItem(number) for number in range(self.topLevelItemCount()))
        items = [top.child(number) for top in tops for number in range(top.childCount())]
        return [item for item in items if item.data(0, _CHOICE) is not None]

    def _tell(self) -> None:
        if self.choice is not None:
            self.chosen.emit(self.choice)


def _key(choice: Choice) -> tuple[str, str, str, int]:
    """What makes it another choice: not the figures of its run, and no comparing of weights."""
    return choice.source, choice.title, choice.group, id(choice.found)


def _name_missing(top: QTreeWidgetItem, name: str, why: str) -> None:
    """Names a network that cannot be taken, with the reason in its tool tip."""
    item = QTreeWidgetItem(top, [name])
    item.setFlags(Qt.ItemFlag.NoItemFlags)
    item.setToolTip(0, why)
    item.setText(3, tr("not held"))
    item.setTextAlignment(3, _RIGHT)


def _add(top: QTreeWidgetItem, choice: Choice) -> None:
    base = choice.base
    item = QTreeWidgetItem(top, [choice.title])
    item.setData(0, _CHOICE, choice)
    item.setText(1, choice.parameters)
    item.setText(2, percent(base.accuracy) if base is not None and base.accuracy else "–")
    if base is None or not base.accuracy:
        item.setToolTip(2, _NOT_OF_RUNS if base is None else _NOT_MEASURED)
    if base is not None:
        item.setToolTip(
            0,
            tr(
                "{title}: {family}, {paper}. Weights: {licence}.",
                title=base.title,
                family=base.family,
                paper=base.paper,
                licence=base.licence,
            ),
        )
    if base is None or choice.group == HERE:
        item.setText(3, tr("✓ here"))
    for column in (1, 2, 3):
        item.setTextAlignment(column, _RIGHT)
