"""The random changes of training pictures: a menu of all kinds, and those that are chosen as a list."""

from PySide6.QtCore import QSignalBlocker, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QAbstractItemView, QListWidget, QListWidgetItem, QMenu, QWidget

from cnnstudio.core.language import tr, tr_doc
from cnnstudio.core.layers.randomness import Augmentation
from cnnstudio.core.pictures.preprocessing import augmentations
from cnnstudio.gui.icons import icon

GROUPS = {
    tr("Place and shape"): {
        "RandomFlip": "flip-horizontal-2",
        "RandomRotation": "rotate-cw",
        "RandomTranslation": "move",
        "RandomZoom": "zoom-in",
        "RandomShear": "italic",
        "RandomPerspective": "rotate-3d",
        "RandomElasticTransform": "spline",
    },
    tr("Light and sharpness"): {
        "RandomBrightness": "sun",
        "RandomContrast": "contrast",
        "RandomSharpness": "focus",
        "RandomGaussianBlur": "circle-dashed",
        "RandomInvert": "blend",
        "RandomPosterization": "binary",
    },
    tr("Colour"): {
        "RandomHue": "rainbow",
        "RandomSaturation": "droplet",
        "RandomColorDegeneration": "pipette",
        "RandomColorJitter": "palette",
        "RandomGrayscale": "aperture",
    },
    tr("Parts"): {"RandomErasing": "eraser"},
}
"""The kinds in groups, each with its Lucide icon."""

_PLACE = int(Qt.ItemDataRole.UserRole)
_MOST_ROWS = 5
_ICONS = {kind: name for group in GROUPS.values() for kind, name in group.items()}
_OTHER = "wand-sparkles"


def icon_name(kind: str) -> str:
    """The name of the icon of a kind."""
    return _ICONS.get(kind, _OTHER)


def sentence(kind: str) -> str:
    """What a kind does, in one sentence."""
    return tr_doc(augmentations()[kind]).partition(". ")[0].rstrip(".").replace(tr(" while training"), "")


class AugmentationMenu(QMenu):
    """Every kind under the name of its group; those of no group come last."""

    chosen = Signal(str)
    """The kind that was chosen."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName("data.augmentation.menu")
        self.setToolTipsVisible(True)
        known = augmentations()
        for title, kinds in GROUPS.items():
            self.addSection(title)
            for kind in kinds:
                self._add(kind)
        for kind in sorted(set(known) - set(_ICONS)):
            self._add(kind)

    def _add(self, kind: str) -> None:
        action = self.addAction(icon(icon_name(kind), "augmentation"), kind)
        action.setToolTip(f"{sentence(kind)}.")
        action.setObjectName(f"data.augmentation.add.{kind}")
        action.triggered.connect(lambda _=False: self.chosen.emit(kind))


class AugmentationList(QListWidget):
    """One line a change; dragging, Alt+Up and Alt+Down move it, Del removes it."""

    order_wanted = Signal(object)
    """The present places of the lines, a tuple, in the order they are to have."""
    remove_wanted = Signal(int)

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("data.augmentation.list")
        self.setAccessibleName(tr("Random changes in training"))
        self.setDragDropMode(QAbstractItemView.DragDropMode.InternalMove)
        self.setDefaultDropAction(Qt.DropAction.MoveAction)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setIconSize(QSize(16, 16))
        self.setUniformItemSizes(True)
        self.model().rowsMoved.connect(self._moved)

    def show_augmentation(self, augmentation: tuple[Augmentation, ...], current: int) -> None:
        """Shows these, with the line ``current`` chosen."""
        row_height = max(26, self.fontMetrics().height() + 8)
        with QSignalBlocker(self):
            while self.count() > len(augmentation):
                self.takeItem(self.count() - 1)
            while self.count() < len(augmentation):
                item = QListWidgetItem()
                item.setFlags(item.flags() & ~Qt.ItemFlag.ItemIsDropEnabled)  # a drop is between lines, never into one
                self.addItem(item)
            for place, each in enumerate(augmentation):
                item = self.item(place)
                item.setSizeHint(QSize(100, row_height))
                item.setData(_PLACE, place)
                item.setText(f"{each.kind}   {each.summary()}")
                item.setIcon(icon(icon_name(each.kind), "augmentation"))
                item.setToolTip(sentence(each.kind))
            self.setCurrentRow(current if current < len(augmentation) else len(augmentation) - 1)
        rows = min(max(len(augmentation), 1), _MOST_ROWS)
        self.setFixedHeight(rows * row_height + 2 * self.frameWidth() + 2)
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
