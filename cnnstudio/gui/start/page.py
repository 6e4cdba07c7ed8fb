"""The start page: what to open and what to begin with."""

from pathlib import Path

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QFont, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import (
    QAbstractButton,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QScrollArea,
    QSizePolicy,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from cnnstudio.core.analysis import analyse
from cnnstudio.core.presets import PRESETS, Preset
from cnnstudio.gui.icons import application_icon, icon
from cnnstudio.gui.start.drawing import draw_network
from cnnstudio.gui.theme import theme_of
from cnnstudio.gui.widgets.card import MutedLabel, heading

_MOST_RECENT = 8


class PresetCard(QAbstractButton):
    """One preset: its network drawn small, its name, a sentence, its parameters. A click opens it."""

    def __init__(self, preset: Preset, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._preset = preset
        self._analysis = analyse(preset.project.network)
        self.setObjectName(f"start.preset.{preset.name}")
        self.setAccessibleName(f"New project from {preset.title}")
        self.setAccessibleDescription(preset.text)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setMinimumWidth(250)

    def sizeHint(self) -> QSize:
        return QSize(300, 212)

    def paintEvent(self, event: QPaintEvent) -> None:
        theme = theme_of(self.palette())
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        marked = self.hasFocus() or self.underMouse()
        painter.setPen(QPen(QColor(theme.accent if marked else theme.card_border), 2 if marked else 1))
        painter.setBrush(QColor(theme.selected_card if self.isDown() else theme.card))
        area = QRectF(self.rect()).adjusted(1.5, 1.5, -1.5, -1.5)
        painter.drawRoundedRect(area, 8, 8)
        draw_network(painter, QRectF(20, 16, self.width() - 40, 88), self._analysis, theme)
        bold = QFont(self.font())
        bold.setBold(True)
        painter.setFont(bold)
        painter.setPen(theme.colour("text"))
        line = self.fontMetrics().height()
        painter.drawText(QRectF(20, 116, self.width() - 40, line + 4), Qt.AlignmentFlag.AlignLeft, self._preset.title)
        painter.setFont(self.font())
        painter.setPen(theme.colour("muted"))
        words = Qt.AlignmentFlag.AlignLeft | Qt.TextFlag.TextWordWrap
        painter.drawText(QRectF(20, 120 + line, self.width() - 40, 3 * line + 4), words, self._preset.text)
        facts = f"{len(self._analysis.rows)} layers · {self._analysis.totals.parameters:,} parameters"
        bottom = QRectF(20, self.height() - line - 14, self.width() - 40, line + 4)
        painter.drawText(bottom, Qt.AlignmentFlag.AlignLeft, facts)


class RecentRow(QWidget):
    """A file that was open before, and a button that forgets it."""

    opened = Signal(str)
    forgotten = Signal(str)

    def __init__(self, path: str) -> None:
        super().__init__()
        there = Path(path)
        name = QPushButton(icon("file"), there.stem, flat=True)
        name.setObjectName("start.recent.open")
        name.setAccessibleName(f"Open {there.stem}")
        name.setToolTip(path)
        name.setStyleSheet("text-align: left; padding: 6px 8px;")
        name.clicked.connect(lambda: self.opened.emit(path))
        forget = QToolButton(autoRaise=True, icon=icon("x"))
        forget.setToolTip("Take off this list; the file stays")
        forget.setAccessibleName(f"Forget {there.stem}")
        forget.clicked.connect(lambda: self.forgotten.emit(path))
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(name, 1)
        layout.addWidget(forget)


class StartPage(QScrollArea):
    """Recent projects on the left, the gallery on the right; a click on a card is all it takes to begin."""

    preset_chosen = Signal(object)
    """A Preset."""
    empty_requested = Signal()
    open_requested = Signal()
    file_chosen = Signal(str)
    file_forgotten = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("page.start")
        self.setWidgetResizable(True)
        self.setFrameShape(QScrollArea.Shape.NoFrame)
        body = QWidget()
        self._recent = QVBoxLayout()
        self._recent.setSpacing(2)
        columns = QHBoxLayout()
        columns.setSpacing(48)
        columns.addLayout(self._left(), 0)
        columns.addLayout(self._gallery(), 1)
        layout = QVBoxLayout(body)
        layout.setContentsMargins(48, 32, 48, 32)
        layout.setSpacing(24)
        layout.addLayout(self._head())
        layout.addLayout(columns)
        layout.addStretch(1)
        self.setWidget(body)

    def set_recent(self, paths: tuple[str, ...]) -> None:
        """Shows these files, newest first."""
        while (item := self._recent.takeAt(0)) is not None:
            if (widget := item.widget()) is not None:
                widget.deleteLater()
        for path in paths[:_MOST_RECENT]:
            row = RecentRow(path)
            row.opened.connect(self.file_chosen)
            row.forgotten.connect(self.file_forgotten)
            self._recent.addWidget(row)
        if not paths:
            self._recent.addWidget(MutedLabel("Projects you open are listed here.", wordWrap=True))

    def _head(self) -> QHBoxLayout:
        picture = QLabel()
        picture.setPixmap(application_icon().pixmap(56, 56))
        words = QLabel(
            "<span style='font-size: 20pt; font-weight: 600'>CNN Studio</span><br>"
            "Build a convolutional network, train it, look inside."
        )
        layout = QHBoxLayout()
        layout.setSpacing(16)
        layout.addWidget(picture)
        layout.addWidget(words, 1)
        return layout

    def _left(self) -> QVBoxLayout:
        layout = QVBoxLayout()
        layout.setSpacing(8)
        button = QPushButton(icon("folder-open"), "Open a file…")
        button.setObjectName("start.open")
        button.setToolTip("A project, or a saved .keras network (Ctrl+O). A file can also be dropped on the window.")
        button.setMinimumWidth(230)
        button.setMinimumHeight(36)
        button.clicked.connect(self.open_requested)
        layout.addWidget(button)
        empty = QPushButton(icon("plus"), "Empty network")
        empty.setObjectName("start.empty")
        empty.setToolTip("Begin without any layer")
        empty.setMinimumHeight(36)
        empty.clicked.connect(self.empty_requested)
        layout.addWidget(empty)
        layout.addSpacing(8)
        layout.addWidget(heading("Recent"))
        layout.addLayout(self._recent)
        layout.addStretch(1)
        return layout

    def _gallery(self) -> QVBoxLayout:
        gallery = QWidget()
        gallery.setObjectName("start.gallery")
        grid = QGridLayout(gallery)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setSpacing(16)
        for number, preset in enumerate(PRESETS):
            card = PresetCard(preset)
            card.clicked.connect(lambda _=False, preset=preset: self.preset_chosen.emit(preset))
            grid.addWidget(card, number // 2, number % 2)
        layout = QVBoxLayout()
        layout.setSpacing(8)
        layout.addWidget(heading("Begin with a network"))
        layout.addWidget(MutedLabel("Each opens with handwritten digits loaded and can be trained at once."))
        layout.addWidget(gallery)
        layout.addStretch(1)
        return layout
