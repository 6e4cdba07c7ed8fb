"""The classes of a map with their signs: each can be hidden, and mistakes alone be shown."""

import numpy as np
from PySide6.QtCore import QEvent, QSignalBlocker, QSize, Qt, Signal
from PySide6.QtGui import QIcon, QPalette, QPixmap
from PySide6.QtWidgets import QCheckBox, QHBoxLayout, QListWidget, QListWidgetItem, QPushButton, QVBoxLayout, QWidget

from cnnstudio.core.language import local, tr, tr_count, tr_in
from cnnstudio.core.words import plain
from cnnstudio.gui.theme import theme_of
from cnnstudio.gui.viewer.embedding.cloud import Cloud, Mask
from cnnstudio.gui.viewer.embedding.sprites import SIGNS, sign_image, sign_words
from cnnstudio.gui.widgets.card import heading
from cnnstudio.gui.widgets.focus_frame import FocusFrame
from cnnstudio.gui.widgets.letters import keep_fit

_SIGN = 16
_NAME = "inspect.embedding.legend"
_WRONG = tr("Mistakes (outlined) only")


class Legend(QWidget):
    """A list to tick. A double click shows one class alone, and once more all of them."""

    changed = Signal()
    """Other points are to be seen."""
    names_changed = Signal(bool)
    """Whether the names of the classes are to stand among the points."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._cloud: Cloud | None = None
        self._list = QListWidget(objectName=_NAME, accessibleName=tr("Classes"))
        FocusFrame(self._list)
        self._list.setIconSize(QSize(_SIGN, _SIGN))
        self._list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._list.setUniformItemSizes(True)
        self._list.setToolTip(tr("Space hides or shows a class; a double click shows it alone."))
        self._list.setMinimumHeight(40)
        self._all, self._none = (
            _button("all", tr_in("of classes", "All"), tr("Show all classes")),
            _button("none", tr_in("of classes", "None"), tr("Hide all classes")),
        )
        self._names = QCheckBox(tr("Names on the map"), objectName=f"{_NAME}.names", checked=True)
        self._wrong = QCheckBox(_WRONG, objectName=f"{_NAME}.wrong")
        self._wrong.setToolTip(tr("Those the network takes for another class; on the map they have an outline."))
        self._list.itemChanged.connect(lambda _: self.changed.emit())
        self._list.itemDoubleClicked.connect(self._show_alone)
        self._all.clicked.connect(lambda: self._check(range(self._list.count())))
        self._none.clicked.connect(lambda: self._check(range(0)))
        self._wrong.toggled.connect(lambda _: self.changed.emit())
        self._names.toggled.connect(self.names_changed)
        self._lay_out()

    @property
    def shown(self) -> tuple[int, ...]:
        """The numbers of the classes that are ticked."""
        rows = range(self._list.count())
        return tuple(row for row in rows if self._list.item(row).checkState() == Qt.CheckState.Checked)

    @property
    def words(self) -> tuple[str, ...]:
        """What stands in the list."""
        return tuple(self._list.item(row).text() for row in range(self._list.count()))

    def expect(self, names: tuple[str, ...]) -> None:
        """Points of these classes are awaited: others are listed no longer."""
        if self._cloud is not None and self._cloud.names != names:
            self._cloud = None
            self._list.clear()

    def show_cloud(self, cloud: Cloud) -> None:
        """Lists the classes of other points; what is ticked stays so where the classes are the same."""
        before = self._cloud
        self._cloud = cloud
        same = before is not None and before.names == cloud.names
        blocker = QSignalBlocker(self._list)
        if not same:
            self._list.clear()
            for _ in cloud.names:
                item = QListWidgetItem()
                item.setFlags(item.flags() | Qt.ItemFlag.ItemIsUserCheckable)
                item.setCheckState(Qt.CheckState.Checked)
                self._list.addItem(item)
        for number in range(len(cloud.names)):
            self._describe(number, cloud)
        blocker.unblock()
        if not same:
            self._draw_signs()
        self._wrong.setEnabled(bool(cloud.wrong.any()))

    def seen(self) -> Mask:
        """(n,), the points that are to be seen."""
        assert self._cloud is not None
        shown = np.zeros(len(self._cloud.names), np.bool_)
        shown[list(self.shown)] = True
        seen = shown[self._cloud.classes]
        only_wrong = self._wrong.isChecked() and self._wrong.isEnabled()
        return seen & self._cloud.wrong if only_wrong else seen

    def _describe(self, number: int, cloud: Cloud) -> None:
        item, name = self._list.item(number), plain(cloud.names[number], 40)
        count, wrong = int(cloud.counts[number]), int(cloud.wrong_counts[number])
        shown = local(f"{count:,}")
        item.setText(f"{name} · {shown}")
        tip = tr_count(
            "{name} ({sign}): {count:,} picture",
            "{name} ({sign}): {count:,} pictures",
            count,
            name=name,
            sign=sign_words(number),
        )
        mistaken = tr("{wrong:,} of them taken for another class", wrong=wrong)
        item.setToolTip(f"{tip}, {mistaken}" if wrong else tip)

    def _show_alone(self, item: QListWidgetItem) -> None:
        row = self._list.row(item)
        self._check(range(self._list.count()) if self.shown == (row,) else range(row, row + 1))

    def _check(self, rows: range) -> None:
        blocker = QSignalBlocker(self._list)
        for row in range(self._list.count()):
            self._list.item(row).setCheckState(Qt.CheckState.Checked if row in rows else Qt.CheckState.Unchecked)
        blocker.unblock()
        self._list.viewport().update()
        self.changed.emit()

    def _draw_signs(self) -> None:
        theme, blocker = theme_of(self.palette()), QSignalBlocker(self._list)
        outlined = self.palette()  # Fusion draws the boxes' outline as the window's colour ``darker(140)``
        outlined.setColor(QPalette.ColorRole.Window, theme.colour("check_outline").lighter(140))
        self._list.setPalette(outlined)
        signs = []
        for number in range(min(self._list.count(), SIGNS)):
            pixmap = QPixmap.fromImage(sign_image(number, _SIGN, theme, self.devicePixelRatio()))
            sign = QIcon(pixmap)
            sign.addPixmap(pixmap, QIcon.Mode.Selected)
            signs.append(sign)
        for row in range(self._list.count()):
            self._list.item(row).setIcon(signs[row % SIGNS])
        blocker.unblock()

    def _lay_out(self) -> None:
        top = QHBoxLayout()
        top.setSpacing(4)
        top.addWidget(heading(tr("Classes")), 1)
        top.addWidget(self._all)
        top.addWidget(self._none)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(6)
        column.addLayout(top)
        column.addWidget(self._list, 1)
        column.addWidget(self._names)
        column.addWidget(self._wrong)

    # Qt calls this

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.PaletteChange:
            self._draw_signs()


def _button(name: str, words: str, said: str) -> QPushButton:
    button = QPushButton(words, objectName=f"{_NAME}.{name}", accessibleName=said, toolTip=said)
    keep_fit(button, lambda: button.setMaximumWidth(button.fontMetrics().horizontalAdvance(words) + 20))
    return button
