"""The palette: every layer kind by family, found by typing, added by a click, a key or a drag."""

from dataclasses import fields

from PySide6.QtCore import QEvent, QMimeData, QSize, Qt, Signal
from PySide6.QtGui import QDrag, QFocusEvent, QKeyEvent, QMouseEvent
from PySide6.QtWidgets import QLabel, QLineEdit, QTreeWidget, QTreeWidgetItem, QVBoxLayout, QWidget

from cnnstudio.core.language import tr
from cnnstudio.core.layers import FAMILIES
from cnnstudio.gui.icons import icon
from cnnstudio.gui.stack.cards import BLOCK_ICONS, FAMILY_ICONS
from cnnstudio.gui.stack.item_model import KIND_MIME
from cnnstudio.gui.stack.search_words import family_titles, rank, sentence
from cnnstudio.gui.theme import Theme
from cnnstudio.gui.widgets.card import MutedLabel, heading
from cnnstudio.gui.widgets.focus_frame import FocusFrame

_KIND = Qt.ItemDataRole.UserRole

_AIR = 5
"""Pixels that a line is higher than its text."""

_OPEN_FAMILIES = ("convolution", "pooling", "dense", "shaping")
"""The families that a first network needs; the others begin folded."""


class Palette(QWidget):
    """A search field over the tree of kinds."""

    chosen = Signal(str)
    """A kind that is to be added."""

    done = Signal()
    """One was found by its name and added, so that the keyboard is wanted elsewhere."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.search = _Search()
        self.tree = _Tree()
        self._ranks: dict[str, int] = {}
        self._nothing = MutedLabel(wordWrap=True)
        self._nothing.hide()
        title: QLabel = heading(tr("Layers"))
        title.setBuddy(self.search)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(8, 12, 4, 8)
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

    def _filter(self, text: str) -> None:
        words = text.casefold().split()
        self._ranks = {}
        for family in self.tree.families():
            items = [family.child(number) for number in range(family.childCount())]
            for item in items:
                found = rank(item.data(0, _KIND), family.text(0), words) if words else 0
                item.setHidden(found is None)
                if found is not None:
                    self._ranks[item.data(0, _KIND)] = found
            family.setHidden(all(item.isHidden() for item in items))
        self.tree.unfold_all(bool(words))
        self._mark_first()
        self._nothing.setVisible(not self._ranks)
        self._nothing.setText(tr("No layer is called “{text}”. Try “pool”, “norm” or “skip”.", text=text.strip()))

    def _mark_first(self) -> None:
        """Marks what Enter will add: the first of those that the words name best."""
        shown = self._shown() if self.search.text().strip() else []
        best = min(shown, key=lambda item: self._ranks[item.data(0, _KIND)], default=None)
        self.tree.setCurrentItem(best)
        if best is not None:
            self.tree.scrollToItem(best)

    def _shown(self) -> list[QTreeWidgetItem]:
        return [item for item in self.tree.kinds() if not item.isHidden()]

    def _add_first(self) -> None:
        item = self.tree.currentItem()
        if item is not None and item.data(0, _KIND) and self.search.text().strip():
            kind = item.data(0, _KIND)
            self.search.clear()  # words left there would be what Undo takes back
            self.chosen.emit(kind)
            self.done.emit()

    # What Qt calls

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Down goes from the search field into the tree; Escape empties the field."""
        if event.key() == Qt.Key.Key_Escape and self.search.text():
            self.search.clear()
            self.search.setFocus(Qt.FocusReason.OtherFocusReason)
            return
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
        super().__init__(placeholderText=tr("Find a layer"), clearButtonEnabled=True)
        self.setObjectName("build.search")
        self.setAccessibleName(tr("Find a layer"))
        self.setToolTip(tr("Enter adds the layer that is marked, Escape shows all again"))

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
        self.setAccessibleName(tr("Layers to add"))
        FocusFrame(self)
        self.setHeaderHidden(True)
        self.setFrameShape(QTreeWidget.Shape.NoFrame)
        self.setIndentation(10)
        self.setIconSize(QSize(16, 16))
        self.setDragEnabled(True)
        self.setMouseTracking(True)
        families = {title: family for family, title in FAMILIES.items()}
        for title, kinds in family_titles().items():
            self._add_family(families.get(title, "block"), title, kinds)
        self.expandAll()
        self._folds: list[bool] | None = None
        """Which families were unfolded before the search began."""
        self.setMinimumWidth(self._widest())
        self.setTextElideMode(Qt.TextElideMode.ElideMiddle)
        self.setExpandsOnDoubleClick(False)
        for family in self.families():
            family.setExpanded(families.get(family.text(0), "block") in (*_OPEN_FAMILIES, "block"))
        self.itemClicked.connect(self._mouse_clicked)

    def families(self) -> list[QTreeWidgetItem]:
        """The top items."""
        return [self.topLevelItem(number) for number in range(self.topLevelItemCount())]

    def kinds(self) -> list[QTreeWidgetItem]:
        """The items that can be added, top to bottom."""
        return [family.child(number) for family in self.families() for number in range(family.childCount())]

    def unfold_all(self, search: bool) -> None:
        """While one searches every family is open; after it each is as it was before."""
        if search:
            self._folds = self._folds or [family.isExpanded() for family in self.families()]
            self.expandAll()  # anew at each letter: it passes over what is hidden
        elif self._folds is not None:
            for family, was_open in zip(self.families(), self._folds, strict=True):
                family.setExpanded(was_open)
            self._folds = None

    def _add_family(self, family: str, title: str, kinds: tuple[str, ...]) -> None:
        top = QTreeWidgetItem(self, [title])
        top.setSizeHint(0, self._height())
        top.setFlags(Qt.ItemFlag.ItemIsEnabled)
        for name in kinds:
            item = QTreeWidgetItem(top, [name])
            item.setSizeHint(0, self._height())
            item.setData(0, _KIND, name)
            item.setIcon(0, icon(BLOCK_ICONS.get(name) or FAMILY_ICONS.get(family, "box"), _colour(family)))
            item.setToolTip(0, f"{name}: {sentence(name)}")
            item.setData(0, Qt.ItemDataRole.AccessibleDescriptionRole, sentence(name))

    def _height(self) -> QSize:
        return QSize(0, self.fontMetrics().height() + _AIR)

    def _widest(self) -> int:
        """The room for every name but those of pictures changed at random: long, seldom used, whole in the tool tip."""
        names = [item.text(0) for item in self.kinds() if not item.text(0).startswith("Random")]
        room = max(self.fontMetrics().horizontalAdvance(name) for name in names)
        return room + 2 * self.indentation() + self.iconSize().width() + 4 * _AIR

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

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        """Two quick clicks are two clicks: they add two layers."""
        self.mousePressEvent(event)

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        reasons = Qt.FocusReason
        if event.reason() in (reasons.TabFocusReason, reasons.BacktabFocusReason) and self.currentItem() is not None:
            self.currentItem().setSelected(True)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        if event.reason() not in (Qt.FocusReason.ActiveWindowFocusReason, Qt.FocusReason.PopupFocusReason):
            self.clearSelection()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.FontChange and self.families():
            for item in (*self.families(), *self.kinds()):
                item.setSizeHint(0, self._height())
            self.setMinimumWidth(self._widest())

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


def _colour(family: str) -> str:
    """The theme's name of a family's colour."""
    return family if family in {field.name for field in fields(Theme)} else "muted"
