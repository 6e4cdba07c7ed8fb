"""The random changes of training pictures as a list: add, remove, put in order."""

from PySide6.QtCore import QSignalBlocker, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QAbstractItemView, QListWidget, QListWidgetItem

from cnnstudio.core.layers.randomness import Augmentation
from cnnstudio.gui.data.preparation.augmentation_menu import icon_name, sentence
from cnnstudio.gui.icons import icon

_PLACE = int(Qt.ItemDataRole.UserRole)
_MOST_ROWS = 5
_ROW = 26


class AugmentationList(QListWidget):
    """One line a change; dragging, Alt+Up and Alt+Down move it, Del removes it."""

    order_wanted = Signal(object)
    """The present places of the lines, a tuple, in the order they are to have."""
    remove_wanted = Signal(int)

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("data.augmentation.list")
        self.setAccessibleName("Random changes in training")
        self.setDragDropMode(QAbstractItemView.DragDropMode.InternalMove)
        self.setDefaultDropAction(Qt.DropAction.MoveAction)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setIconSize(QSize(16, 16))
        self.setUniformItemSizes(True)
        self.model().rowsMoved.connect(self._moved)

    def show_augmentation(self, augmentation: tuple[Augmentation, ...], current: int) -> None:
        """Shows these, with the line ``current`` chosen."""
        with QSignalBlocker(self):
            while self.count() > len(augmentation):
                self.takeItem(self.count() - 1)
            while self.count() < len(augmentation):
                item = QListWidgetItem()
                item.setSizeHint(QSize(100, _ROW))
                item.setFlags(item.flags() & ~Qt.ItemFlag.ItemIsDropEnabled)  # a drop is between lines, never into one
                self.addItem(item)
            for place, each in enumerate(augmentation):
                item = self.item(place)
                item.setData(_PLACE, place)
                item.setText(f"{each.kind}   {each.summary()}")
                item.setIcon(icon(icon_name(each.kind), "augmentation"))
                item.setToolTip(sentence(each.kind))
            self.setCurrentRow(current if current < len(augmentation) else len(augmentation) - 1)
        rows = min(max(len(augmentation), 1), _MOST_ROWS)
        self.setFixedHeight(rows * _ROW + 2 * self.frameWidth() + 2)
        self.setVisible(bool(augmentation))

    @property
    def current_place(self) -> int:
        """The place that the chosen line had when it was last shown, wherever it was dragged since."""
        item = self.currentItem()
        return -1 if item is None else int(item.data(_PLACE))

    def move_current(self, by: int) -> None:
        """Asks to move the chosen line up (−1) or down (1)."""
        row, places = self.currentRow(), list(range(self.count()))
        if row >= 0 and 0 <= row + by < len(places):
            places[row], places[row + by] = places[row + by], places[row]
            self.order_wanted.emit(tuple(places))

    def _moved(self, *_: object) -> None:
        # Told in the middle of Qt's drop: what follows from it may rebuild the list only afterwards.
        QTimer.singleShot(0, self, self._tell_order)

    def _tell_order(self) -> None:
        self.order_wanted.emit(tuple(self.item(row).data(_PLACE) for row in range(self.count())))

    # Qt calls these

    def keyPressEvent(self, event: QKeyEvent) -> None:
        alt = event.modifiers() & Qt.KeyboardModifier.AltModifier
        if alt and event.key() in (Qt.Key.Key_Up, Qt.Key.Key_Down):
            self.move_current(-1 if event.key() == Qt.Key.Key_Up else 1)
        elif event.key() == Qt.Key.Key_Delete and self.currentRow() >= 0:
            self.remove_wanted.emit(self.currentRow())
        else:
            super().keyPressEvent(event)
