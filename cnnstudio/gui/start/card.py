"""One preset as a card: its network drawn small, its title, a sentence, its parameters and its data."""

from functools import cached_property

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QFont, QFontMetricsF, QKeyEvent, QPainter, QPaintEvent, QPen, QPixmap, QTextLayout
from PySide6.QtWidgets import QAbstractButton, QWidget

from cnnstudio.core.analysis import Analysis, analyse
from cnnstudio.core.language import english_of, local, tr
from cnnstudio.core.presets import Preset
from cnnstudio.data.sources import source
from cnnstudio.gui.start.drawing import draw_network
from cnnstudio.gui.theme import Theme, theme_of
from cnnstudio.gui.widgets.letters import bold_of

_MARGIN = 16
_DRAWING = 68
_LINES = 3
_GAP = "  "
_ROUNDED = 10_000
"""Fewer parameters are never rounded."""
_MOVES = (Qt.Key.Key_Left, Qt.Key.Key_Right, Qt.Key.Key_Up, Qt.Key.Key_Down, Qt.Key.Key_Home, Qt.Key.Key_End)
_ENTER = (Qt.Key.Key_Return, Qt.Key.Key_Enter)


class PresetCard(QAbstractButton):
    """A click opens the preset. The network is looked at when the card is first painted, and drawn once a size."""

    move_wanted = Signal(int)
    """An arrow key, Home or End."""
    typed = Signal(str)
    """A letter, for the search."""

    def __init__(self, preset: Preset, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.preset = preset
        self._drawing = QPixmap()
        self._drawn_for: tuple[object, ...] = ()
        self.setObjectName(f"start.preset.{preset.name}")
        self.setAccessibleName(tr("New project from {title}", title=preset.title))
        self.setAccessibleDescription(preset.text)
        self.setToolTip(f"<p style='white-space: normal'>{preset.text}</p>")
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)

    @cached_property
    def analysis(self) -> Analysis:
        """What is known of the network."""
        return analyse(self.preset.project.network)

    @cached_property
    def words(self) -> str:
        """Everything a search may find it by, in small letters."""
        preset = self.preset
        kinds = dict.fromkeys(row.kind for row in self.analysis.rows)
        said = (preset.title, preset.text, preset.group)
        return " ".join((*said, *map(english_of, said), preset.name, self.data_title, *kinds)).lower()

    def match(self, words: tuple[str, ...]) -> int:
        """How well the card is found by all these words in small letters.

        Returns:
            3 where they are its whole title or name, 2 where its title or name has all of them, 1 where some are only
            in the rest of what is known of it, 0 where one is not found.
        """
        title = self.preset.title
        titles = {title.lower(), english_of(title).lower() or title.lower(), self.preset.name}
        if " ".join(words) in titles:
            return 3
        if any(all(word in title for word in words) for title in titles):
            return 2
        return 1 if all(word in self.words for word in words) else 0

    @property
    def data_title(self) -> str:
        """The data set in a word or two."""
        found = source(self.preset.project.data.source)
        return found.title.partition(" (")[0] if found is not None else tr("no data set")

    def prepare(self) -> None:
        """Looks at the network and draws it, ahead of the first paint."""
        self._drawing_for(theme_of(self.palette()))

    def height_for_lines(self) -> int:
        """How high the card is."""
        line = self.fontMetrics().lineSpacing()
        return 12 + _DRAWING + 8 + line * (2 + _LINES) + 12 + 12

    # Private

    def _drawing_for(self, theme: Theme) -> QPixmap:
        ratio = self.devicePixelRatioF()
        width = self.width() - 2 * _MARGIN
        wanted = (theme.dark, width, ratio)
        if wanted != self._drawn_for and width > 0:
            pixmap = QPixmap(round(width * ratio), round(_DRAWING * ratio))
            pixmap.setDevicePixelRatio(ratio)
            pixmap.fill(Qt.GlobalColor.transparent)
            painter = QPainter(pixmap)
            draw_network(painter, QRectF(0, 4, width, _DRAWING - 4), self.analysis, theme)
            painter.end()
            self._drawing, self._drawn_for = pixmap, wanted
        return self._drawing

    def _paint_words(self, painter: QPainter, theme: Theme) -> None:
        width, line = self.width() - 2 * _MARGIN, self.fontMetrics().lineSpacing()
        top = 12 + _DRAWING + 8
        bold = bold_of(self.font())
        painter.setFont(bold)
        painter.setPen(theme.colour("text"))
        title = QFontMetricsF(bold).elidedText(self.preset.title, Qt.TextElideMode.ElideRight, width)
        painter.drawText(QRectF(_MARGIN, top, width, line), Qt.AlignmentFlag.AlignLeft, title)
        painter.setFont(self.font())
        painter.setPen(theme.colour("muted"))
        for number, words in enumerate(_lines(self.preset.line, self.font(), width)):
            painter.drawText(QRectF(_MARGIN, top + 3 + (1 + number) * line, width, line), 0, words)
        bottom = QRectF(_MARGIN, self.height() - line - 12, width, line)
        facts, data = facts_in(width, self.analysis.totals.parameters, self.data_title, self.font())
        painter.drawText(bottom, Qt.AlignmentFlag.AlignRight, data)
        painter.setPen(theme.colour("text"))
        painter.drawText(bottom, Qt.AlignmentFlag.AlignLeft, facts)

    # Qt calls these

    def sizeHint(self) -> QSize:
        return QSize(260, self.height_for_lines())

    def paintEvent(self, event: QPaintEvent) -> None:
        theme = theme_of(self.palette())
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        # The keyboard is told by a ring, the pointer by a tint: both may be on cards at once.
        focused = self.hasFocus()
        painter.setPen(QPen(theme.colour("accent" if focused else "card_border"), 2 if focused else 1))
        painter.setBrush(theme.colour("selected_card" if self.isDown() or self.underMouse() else "card"))
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(1.5, 1.5, -1.5, -1.5), 8, 8)
        painter.drawPixmap(_MARGIN, 12, self._drawing_for(theme))
        self._paint_words(painter, theme)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in _MOVES:
            self.move_wanted.emit(event.key())
        elif event.key() in _ENTER:
            self.click()
        elif is_typing(event):
            self.typed.emit(event.text())
        else:
            super().keyPressEvent(event)


def facts_in(width: float, parameters: int, data: str, font: QFont) -> tuple[str, str]:
    """The parameters and the data in words that stand beside each other in ``width`` pixels.

    A large number is rounded where it must be; the name of the data is cut where even that is too long.
    """
    metrics = QFontMetricsF(font)
    facts = tr("{count:,} parameters", count=parameters)
    if metrics.horizontalAdvance(f"{facts}{_GAP}{data}") > width and parameters >= _ROUNDED:
        rounded = f"{parameters / 1e6:,.1f} M" if parameters >= 1e6 else f"{parameters / 1e3:,.0f} k"
        facts = tr("{count} parameters", count=local(rounded))
    room = width - metrics.horizontalAdvance(f"{facts}{_GAP}")
    return facts, metrics.elidedText(data, Qt.TextElideMode.ElideRight, max(room, 0))


def is_typing(event: QKeyEvent) -> bool:
    """Whether a key writes a letter, a digit or a sign, and is no command; a space presses buttons."""
    return bool(event.text().strip()) and event.text().isprintable() and not event.modifiers() & _COMMANDS


_COMMANDS = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.AltModifier | Qt.KeyboardModifier.MetaModifier


def _lines(text: str, font: QFont, width: float) -> list[str]:
    """The text broken into at most three lines; what does not fit ends in "…"."""
    layout = QTextLayout(text, font)
    layout.beginLayout()
    starts = []
    while (line := layout.createLine()).isValid() and len(starts) < _LINES:
        line.setLineWidth(width)
        starts.append((line.textStart(), line.textLength()))
    layout.endLayout()
    lines = [text[start : start + length].rstrip() for start, length in starts]
    if starts and sum(starts[-1]) < len(text):
        rest = text[starts[-1][0] :]
        lines[-1] = QFontMetricsF(font).elidedText(rest, Qt.TextElideMode.ElideRight, width)
    return lines
