"""The colours of ink and paper, for networks that see colours."""

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QButtonGroup, QColorDialog, QHBoxLayout, QToolButton, QWidget

from cnnstudio.core.language import tr
from cnnstudio.gui.pad.leaf import Leaf
from cnnstudio.gui.theme import theme_of
from cnnstudio.gui.widgets.icon_button import IconButton

_COLOURS = (
    ("ink", None, tr("Black, on black paper white")),
    ("red", "#d62f2f", tr("Red")),
    ("orange", "#ef8a1d", tr("Orange")),
    ("yellow", "#f3d02c", tr("Yellow")),
    ("green", "#2f9e44", tr("Green")),
    ("blue", "#1f6fd6", tr("Blue")),
    ("brown", "#855a33", tr("Brown")),
    ("grey", "#8c8c8c", tr("Grey")),
)


_FIRST = QColor("#a040c0")
"""The colour with which the choice of any other begins."""


class Palette(QWidget):
    """Colours the pen of one leaf, and its paper."""

    def __init__(self, leaf: Leaf) -> None:
        super().__init__()
        self._leaf = leaf
        self._group = QButtonGroup(self)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(1)
        for name, colour, words in _COLOURS:
            dab = _Dab(leaf, f"draw.colour.{name}", None if colour is None else QColor(colour), words)
            dab.toggled.connect(lambda on, dab=dab: leaf.set_colour(dab.colour) if on else None)
            self._group.addButton(dab)
            layout.addWidget(dab)
        self._group.buttons()[0].setChecked(True)
        self._own = _Dab(leaf, "draw.colour.own", _FIRST, tr("Your own colour"))
        self._own.toggled.connect(lambda on: leaf.set_colour(self._own.colour) if on else None)
        self._own.hide()
        self._group.addButton(self._own)
        layout.addWidget(self._own)
        more = IconButton("draw.colour.more", "plus", tr("More colours…"))
        more.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        more.clicked.connect(self._ask_colour)
        layout.addWidget(more)
        self._dark = IconButton("draw.dark", "contrast", tr("Black paper"))
        self._dark.setCheckable(True)
        self._dark.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self._dark.clicked.connect(leaf.set_dark)
        layout.addWidget(self._dark)
        layout.addStretch(1)
        leaf.history_changed.connect(self._follow)

    def be_of_use(self, on: bool) -> None:
        """Whether the network sees colours; without them the pen has none."""
        self.setVisible(on)
        if not on:
            self._group.buttons()[0].setChecked(True)
            self._leaf.set_dark(False)

    def _ask_colour(self) -> None:
        colour = QColorDialog.getColor(self._own.colour or _FIRST, self, tr("Colour of the pen"))
        if colour.isValid():
            self._own.colour = colour
            self._own.show()
            self._own.setChecked(True)
            self._leaf.set_colour(colour)

    def _follow(self) -> None:
        self._dark.setChecked(self._leaf.has_dark_paper)
        self._group.buttons()[0].update()


class _Dab(QToolButton):
    """A round dab of one colour; a ring around the chosen one."""

    def __init__(self, leaf: Leaf, name: str, colour: QColor | None, words: str) -> None:
        super().__init__(objectName=name, checkable=True, toolTip=words, accessibleName=words.partition(",")[0])
        self.colour = colour
        self._leaf = leaf
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)

    def sizeHint(self) -> QSize:
        return QSize(22, 26)

    def paintEvent(self, event: QPaintEvent) -> None:
        theme = theme_of(self.palette())
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        middle = self.rect().center()
        painter.setPen(QPen(theme.colour("muted"), 1))
        painter.setBrush(self.colour or QColor("white" if self._leaf.is_dark else "black"))
        painter.drawEllipse(middle, 6, 6)
        if self.isChecked() or self.hasFocus():
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(QPen(theme.colour("accent" if self.isChecked() else "muted"), 2))
            painter.drawEllipse(middle, 9, 9)
