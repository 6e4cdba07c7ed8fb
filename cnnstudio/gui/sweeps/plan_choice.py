"""A list of every setting that can vary, by where it stands, with a line to search in."""

from collections.abc import Mapping

from PySide6.QtCore import QEvent, QObject, QPoint, Qt, Signal
from PySide6.QtGui import QKeyEvent, QPainter, QPaintEvent, QStandardItem, QStandardItemModel
from PySide6.QtWidgets import QFrame, QLineEdit, QListView, QVBoxLayout, QWidget

from cnnstudio.core.language import tr
from cnnstudio.core.project import Project
from cnnstudio.core.spec import Setting
from cnnstudio.core.sweeps.combinations import only_with, value_in_words
from cnnstudio.core.sweeps.place import Place, values
from cnnstudio.gui.theme import theme_of
from cnnstudio.gui.widgets.card import MutedLabel
from cnnstudio.gui.widgets.letters import bold_of
from cnnstudio.gui.widgets.measures import grown

_PLACE = Qt.ItemDataRole.UserRole
_WIDTH, _HEIGHT = 340, 420
_PARTS = {"plan": tr("How to train"), "preprocessing": tr("What is done to the pictures"), "data": tr("Which pictures")}
_STEPS = {Qt.Key.Key_Down: 1, Qt.Key.Key_Up: -1, Qt.Key.Key_PageDown: 10, Qt.Key.Key_PageUp: -10}


class SettingChoice(QFrame):
    """Closes once a setting is chosen, by Escape, or by a click elsewhere."""

    chosen = Signal(object)
    """The Place of a setting."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent, Qt.WindowType.Popup)
        self.setObjectName("sweep.choice")
        self.setAccessibleName(tr("Settings that can vary"))
        self.setFrameShape(QFrame.Shape.Box)  # leaves room for the edge
        self.field = QLineEdit(objectName="sweep.choice.field", accessibleName=tr("Find a setting"))
        self.field.setPlaceholderText(tr("Find a setting: “filters”, “rate” …"))
        self.field.setClearButtonEnabled(True)
        self.field.textChanged.connect(self._fill)
        self.field.installEventFilter(self)
        self.list = QListView(objectName="sweep.choice.list", accessibleName=tr("Settings found"))
        self.list.setFrameShape(QFrame.Shape.NoFrame)
        self.list.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.list.setEditTriggers(QListView.EditTrigger.NoEditTriggers)
        self.list.setUniformItemSizes(True)
        self.list.setSpacing(1)
        self._items = QStandardItemModel(self)
        self.list.setModel(self._items)
        self.list.clicked.connect(lambda index: self._choose(index.data(_PLACE)))
        self._nothing = MutedLabel(tr("No setting is called so."))
        column = QVBoxLayout(self)
        column.setContentsMargins(8, 8, 8, 8)
        column.setSpacing(8)
        for widget in (self.field, self.list, self._nothing):
            column.addWidget(widget)
        self._groups: list[tuple[str, list[tuple[Place, str, str]]]] = []

    def offer(self, project: Project, places: Mapping[Place, Setting], at: QPoint) -> None:
        """Shows the settings to choose from, at a point of the screen."""
        self._groups = _grouped(project, places)
        self.field.clear()
        self._fill()
        self.resize(grown(_WIDTH, self.fontMetrics()), grown(_HEIGHT, self.fontMetrics()))
        room = self.screen().availableGeometry()
        self.move(min(at.x(), room.right() - self.width()), min(at.y(), room.bottom() - self.height()))
        self.show()
        self.field.setFocus(Qt.FocusReason.PopupFocusReason)

    def shown(self) -> list[str]:
        """The words of the settings in the list, without the headings."""
        items = (self._items.item(row) for row in range(self._items.rowCount()))
        return [item.text().strip() for item in items if item.data(_PLACE) is not None]

    def _fill(self) -> None:
        words = self.field.text().casefold().split()
        self._items.clear()
        for title, entries in self._groups:
            found = [each for each in entries if all(word in each[2] for word in words)]
            if found:
                self._items.appendRow(self._heading(title))
            for place, text, _ in found:
                item = QStandardItem(f"    {text}")
                item.setData(place, _PLACE)
                self._items.appendRow(item)
        empty = not self._items.rowCount()
        self.list.setVisible(not empty)
        self._nothing.setVisible(empty)
        self._mark(self._items.index(0, 0).row(), 1)

    def _heading(self, title: str) -> QStandardItem:
        item = QStandardItem(title)
        item.setFlags(Qt.ItemFlag.ItemIsEnabled)
        item.setFont(bold_of(self.font()))
        return item

    def _mark(self, row: int, step: int) -> None:
        """Marks the first setting from a row on, in the direction of ``step``."""
        while 0 <= row < self._items.rowCount():
            if self._items.item(row).data(_PLACE) is not None:
                self.list.setCurrentIndex(self._items.index(row, 0))
                return
            row += 1 if step > 0 else -1

    def _choose(self, place: Place | None) -> None:
        if place is not None:
            self.close()
            self.chosen.emit(place)

    # What Qt calls

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)  # Fusion's own edge is not seen on a dark window
        painter.setPen(theme_of(self.palette()).colour("check_outline"))
        painter.drawRect(self.rect().adjusted(0, 0, -1, -1))

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if watched is not self.field or event.type() != QEvent.Type.KeyPress or not isinstance(event, QKeyEvent):
            return False
        key = Qt.Key(event.key())
        if key in _STEPS:
            row = self.list.currentIndex().row() + _STEPS[key]
            self._mark(min(max(row, 0), self._items.rowCount() - 1), _STEPS[key])
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._choose(self.list.currentIndex().data(_PLACE))
        else:
            return False
        return True


def _grouped(project: Project, places: Mapping[Place, Setting]) -> list[tuple[str, list[tuple[Place, str, str]]]]:
    """By where they stand: each place with its words and all that finds it; how to train comes first."""
    now = values(project)
    groups: dict[str, list[tuple[Place, str, str]]] = {title: [] for title in (_PARTS["plan"],)}
    for place, setting in places.items():
        title = place.node or _PARTS[place.part]
        text, only = setting.label, only_with(project, place)
        if place in now:  # not one that another optimiser of the sweep brings
            text += f": {value_in_words(setting, now[place])}"
        text += f" – {only}" if only else ""
        groups.setdefault(title, []).append((place, text, f"{title} {text} {place}".casefold()))
    return [(title, entries) for title, entries in groups.items() if entries]
