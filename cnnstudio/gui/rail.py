"""The rail on the left, which chooses the page."""

from PySide6.QtCore import QEvent, QRect, QSize, Qt, Signal
from PySide6.QtGui import QColor, QKeySequence, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QButtonGroup, QSizePolicy, QToolButton, QVBoxLayout, QWidget

from cnnstudio.core.language import tr
from cnnstudio.gui.icons import icon
from cnnstudio.gui.theme import theme_of

WITHOUT_PROJECT = ("learn",)
"""The pages that have something to show while no project is open."""

_WIDTH, _EDGES = 84, 20
"""Pixels: of the rail at least, and beside a title."""

_HEIGHT, _ICON, _GAP, _LEAST_AROUND = 64, 24, 6, 8
"""Of a button where there is room; of its icon; between that and the title; and around both in a low window."""


class _RailButton(QToolButton):
    """An icon over a word; the chosen one is filled and marked at its left edge."""

    def __init__(self, title: str, icon_name: str, shortcut: str) -> None:
        super().__init__()
        self.setText(title)
        self.setIcon(icon(icon_name))
        self.setShortcut(QKeySequence(shortcut))
        self.setToolTip(f"{title} ({self.shortcut().toString(QKeySequence.SequenceFormat.NativeText)})")
        self.setAccessibleName(tr("{title} page", title=title))
        self.setCheckable(True)
        self.setAutoRaise(True)
        self.setIconSize(QSize(_ICON, _ICON))
        self.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextUnderIcon)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        self.setMaximumHeight(_HEIGHT)
        self._icons = {colour: icon(icon_name, colour) for colour in ("accent", "text", "muted")}

    def sizeHint(self) -> QSize:
        return QSize(super().sizeHint().width(), _HEIGHT)

    def minimumSizeHint(self) -> QSize:
        return QSize(super().minimumSizeHint().width(), _ICON + self.fontMetrics().height() + _LEAST_AROUND)

    def paintEvent(self, event: QPaintEvent) -> None:
        theme = theme_of(self.palette())
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        area = self.rect().adjusted(4, 2, -4, -2)
        if self.isChecked() or self.underMouse():
            shade = QColor(theme.accent)
            shade.setAlphaF(0.16 if self.isChecked() else 0.07)
            painter.setBrush(shade)
            painter.setPen(Qt.PenStyle.NoPen)
            painter.drawRoundedRect(area, 6, 6)
        if self.isChecked():
            painter.fillRect(area.left(), area.top() + 10, 3, area.height() - 20, theme.colour("accent"))
        if self.hasFocus():
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(QPen(theme.colour("accent"), 1.5))
            painter.drawRoundedRect(area, 6, 6)
        colour = "accent" if self.isChecked() else "text" if self.isEnabled() else "muted"
        picture = self._icons[colour].pixmap(self.iconSize(), self.devicePixelRatio())
        painter.setOpacity(1.0 if self.isEnabled() else 0.45)
        line = self.fontMetrics().height()
        gap = min(_GAP, max(self.height() - _ICON - line - _LEAST_AROUND, 0))
        top = (self.height() - _ICON - gap - line) // 2
        painter.drawPixmap((self.width() - _ICON) // 2, top, picture)
        painter.setPen(theme.colour(colour))
        words = QRect(0, top + _ICON + gap, self.width(), line)
        painter.drawText(words, Qt.AlignmentFlag.AlignCenter, self.text())


class Rail(QWidget):
    """One button a page, one of them chosen; Ctrl+1, Ctrl+2 … choose by number."""

    chosen = Signal(str)

    def __init__(self, pages: tuple[tuple[str, str, str], ...], parent: QWidget | None = None) -> None:
        """``pages``: name, title and icon of each."""
        super().__init__(parent)
        self.setObjectName("rail")
        self._buttons: dict[str, _RailButton] = {}
        group = QButtonGroup(self)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 8, 0, 8)
        layout.setSpacing(4)
        for number, (name, title, icon_name) in enumerate(pages, 1):
            button = _RailButton(title, icon_name, f"Ctrl+{number}")
            button.setObjectName(f"rail.{name}")
            button.clicked.connect(lambda _=False, name=name: self.chosen.emit(name))
            group.addButton(button)
            layout.addWidget(button)
            self._buttons[name] = button
        self._group = group
        layout.addStretch(1)
        self._fit()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() in (QEvent.Type.FontChange, QEvent.Type.StyleChange) and hasattr(self, "_group"):
            self._fit()

    def _fit(self) -> None:
        """As wide as the widest title needs."""
        metrics = self.fontMetrics()
        widest = max(metrics.horizontalAdvance(button.text()) for button in self._buttons.values())
        self.setFixedWidth(max(_WIDTH, widest + _EDGES))

    def mark(self, name: str) -> None:
        """Shows ``name`` as the chosen page; "" for none. A keyboard that is on another button goes with it."""
        chosen = self._buttons.get(name)
        if chosen is not None and any(button.hasFocus() for button in self._buttons.values()):
            chosen.setFocus(Qt.FocusReason.OtherFocusReason)
        self._group.setExclusive(False)
        for each, button in self._buttons.items():
            button.setChecked(each == name)
        self._group.setExclusive(True)

    def set_enabled(self, enabled: bool) -> None:
        """Whether pages can be chosen that show a project: not before one is open."""
        for name, button in self._buttons.items():
            button.setEnabled(enabled or name in WITHOUT_PROJECT)
