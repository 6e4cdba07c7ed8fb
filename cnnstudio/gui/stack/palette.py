"""The palette: every layer kind by family, found by typing, added by a click, a key or a drag."""

from PySide6.QtCore import QMimeData, QSize, Qt, Signal
from PySide6.QtGui import QDrag, QFocusEvent, QKeyEvent
from PySide6.QtWidgets import QLabel, QLineEdit, QTreeWidget, QTreeWidgetItem, QVBoxLayout, QWidget

from cnnstudio.core.layers import FAMILIES, KINDS
from cnnstudio.gui.icons import icon
from cnnstudio.gui.stack.cards import FAMILY_ICONS
from cnnstudio.gui.stack.item_model import KIND_MIME
from cnnstudio.gui.widgets.card import MutedLabel, heading

_KIND = Qt.ItemDataRole.UserRole


class Palette(QWidget):
    """A search field over the tree of kinds."""

    chosen = Signal(str)
    """A kind that is to be added."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.search = _Search()
        self.tree = _Tree()
        self._nothing = MutedLabel(wordWrap=True)
        self._nothing.hide()
        title: QLabel = heading("Layers")
        title.setBuddy(self.search)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(12, 12, 8, 8)
        layout.setSpacing(8)
        layout.addWidget(title)
        layout.addWidget(self.search)
        layout.addWidget(self._nothing)
        layout.addWidget(self.tree, 1)
        self.search.textChanged.connect(self._filter)
        self.search.entered.connect(self._mark_first)
        self.search.left.connect(self.tree.clearSelection)  # a kind is marked while Enter adds it, and no longer
        self.search.returnPressed.connect(self._add_first)
        self.tree.chosen.connect(self.chosen)

    def shown_kinds(self) -> list[str]:
        """The kinds that the search leaves, top to bottom."""
        return [item.data(0, _KIND) for item in self.tree.kinds() if not item.isHidden()]

    def _filter(self, text: str) -> None:
        words = text.casefold().split()
        for family in self.tree.families():
            items = [family.child(number) for number in range(family.childCount())]
            for item in items:
                sought = f"{item.text(0)} {family.text(0)} {item.toolTip(0)}".casefold()
                item.setHidden(not all(word in sought for word in words))
            family.setHidden(all(item.isHidden() for item in items))
        self._mark_first()
        self._nothing.setText(f"There is no layer for “{text}”.")
        self._nothing.setVisible(not self._shown())

    def _mark_first(self) -> None:
        """Marks what Enter adds: the first kind whose name has what was typed, else the first that is shown."""
        words = self.search.text().casefold().split()
        by_name = [item for item in self._shown() if words and words[0] in item.text(0).casefold()]
        self.tree.setCurrentItem(next(iter(by_name or self._shown()), None) if words else None)

    def _shown(self) -> list[QTreeWidgetItem]:
        return [item for item in self.tree.kinds() if not item.isHidden()]

    def _add_first(self) -> None:
        item = self.tree.currentItem()
        if item is not None and item.data(0, _KIND) and self.search.text().strip():
            self.chosen.emit(item.data(0, _KIND))

    # What Qt calls

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Down goes from the search field into the tree."""
        if event.key() == Qt.Key.Key_Down and self.search.hasFocus():
            marked = self.tree.currentItem() or next(iter(self._shown()), None)
            self.tree.setFocus(Qt.FocusReason.TabFocusReason)
            self.tree.setCurrentItem(marked)
            return
        super().keyPressEvent(event)


class _Search(QLineEdit):
    """The search field; says when the keyboard comes and goes."""

    entered = Signal()
    left = Signal()

    def __init__(self) -> None:
        super().__init__(placeholderText="Find a layer", clearButtonEnabled=True)
        self.setObjectName("build.search")
        self.setAccessibleName("Find a layer")
        self.setToolTip("Enter adds the first layer found")

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self.entered.emit()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self.left.emit()


class _Tree(QTreeWidget):
    """Families and their kinds; a click, Enter or the space bar chooses a kind."""

    chosen = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("build.palette")
        self.setAccessibleName("Layers to add")
        self.setHeaderHidden(True)
        self.setFrameShape(QTreeWidget.Shape.NoFrame)
        self.setIndentation(16)
        self.setIconSize(QSize(16, 16))
        self.setDragEnabled(True)
        self.setMouseTracking(True)
        for family, title in FAMILIES.items():
            self._add_family(family, title)
        self.expandAll()
        self.setMinimumWidth(self.sizeHintForColumn(0) + 8)
        self.itemClicked.connect(self._mouse_clicked)

    def families(self) -> list[QTreeWidgetItem]:
        """The top items."""
        return [self.topLevelItem(number) for number in range(self.topLevelItemCount())]

    def kinds(self) -> list[QTreeWidgetItem]:
        """The items that can be added, top to bottom."""
        return [family.child(number) for family in self.families() for number in range(family.childCount())]

    def _add_family(self, family: str, title: str) -> None:
        top = QTreeWidgetItem(self, [title])
        top.setFlags(Qt.ItemFlag.ItemIsEnabled)
        for name, kind in KINDS.items():
            if kind.family != family:
                continue
            item = QTreeWidgetItem(top, [name])
            item.setData(0, _KIND, name)
            item.setIcon(0, icon(FAMILY_ICONS.get(family, "box"), family))
            item.setToolTip(0, " ".join((kind.__doc__ or "").split()))
            item.setData(0, Qt.ItemDataRole.AccessibleDescriptionRole, item.toolTip(0))

    def _mouse_clicked(self, item: QTreeWidgetItem) -> None:
        self._clicked(item)
        self.clearSelection()  # it was added; only keys need to know where they are

    def _clicked(self, item: QTreeWidgetItem) -> None:
        kind = item.data(0, _KIND)
        if kind:
            self.chosen.emit(kind)
        else:
            item.setExpanded(not item.isExpanded())

    # What Qt calls

    def keyPressEvent(self, event: QKeyEvent) -> None:
        item = self.currentItem()
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space) and item is not None:
            self._clicked(item)
            return
        super().keyPressEvent(event)

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        reasons = Qt.FocusReason
        if event.reason() in (reasons.TabFocusReason, reasons.BacktabFocusReason) and self.currentItem() is not None:
            self.currentItem().setSelected(True)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        if event.reason() not in (Qt.FocusReason.ActiveWindowFocusReason, Qt.FocusReason.PopupFocusReason):
            self.clearSelection()

    def startDrag(self, actions: Qt.DropAction) -> None:
        item = self.currentItem()
        if item is None or not item.data(0, _KIND):
            return
        mime = QMimeData()
        mime.setData(KIND_MIME, item.data(0, _KIND).encode())
        drag = QDrag(self)
        drag.setMimeData(mime)
        drag.setPixmap(item.icon(0).pixmap(24, 24))
        drag.exec(Qt.DropAction.CopyAction)
        self.clearSelection()
