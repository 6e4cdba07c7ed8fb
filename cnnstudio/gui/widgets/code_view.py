"""Code with line numbers, marks on lines and the way to one of them; to read, or to type and paste."""

from collections.abc import Mapping

from PySide6.QtCore import QEvent, QMimeData, QRect, QSize, Qt
from PySide6.QtGui import (
    QColor,
    QHelpEvent,
    QPainter,
    QPaintEvent,
    QResizeEvent,
    QTextCursor,
    QTextFormat,
)
from PySide6.QtWidgets import QPlainTextEdit, QTextEdit, QToolTip, QWidget

from cnnstudio.core.pictures.finding import Tone
from cnnstudio.gui.icons import icon
from cnnstudio.gui.theme import theme_of
from cnnstudio.gui.widgets.letters import set_letters
from cnnstudio.gui.widgets.python_colours import PythonColours
from cnnstudio.gui.widgets.said_words import SIGNS

_SIGN = 14
_TINT = 34
_COLOURED = 60_000
"""Longer texts are not coloured: that would hold the window up."""


class CodeView(QPlainTextEdit):
    """Python code as it is written: in a font of fixed width, not wrapped, numbered from 1."""

    def __init__(self, name: str, title: str, parent: QWidget | None = None, *, editable: bool = False) -> None:
        """``title``: what a screen reader calls it."""
        super().__init__(parent)
        self.setObjectName(name)
        self.setAccessibleName(title)
        self.setReadOnly(not editable)
        self.setTabChangesFocus(True)  # the keyboard must come out again
        self.setLineWrapMode(QPlainTextEdit.LineWrapMode.NoWrap)
        set_letters(self, fixed=True)
        if not editable:
            flags = Qt.TextInteractionFlag.TextSelectableByMouse | Qt.TextInteractionFlag.TextSelectableByKeyboard
            self.setTextInteractionFlags(flags)
        self._marks: dict[int, tuple[Tone, str]] = {}
        self._gutter = _Gutter(self)
        self._colours = PythonColours(self.document(), self.palette())
        self.blockCountChanged.connect(lambda _: self._make_room())
        self.updateRequest.connect(self._scrolled)
        self._make_room()

    def set_code(self, code: str) -> None:
        """Shows other code, without marks."""
        self._colour_for(len(code))
        self._marks = {}
        self.setPlainText(code)
        self._tint()

    def mark(self, marks: Mapping[int, tuple[Tone, str]]) -> None:
        """Marks lines, by their numbers from 1, each with its words as a tool tip; takes earlier marks back."""
        if dict(marks) != self._marks:
            self._marks = dict(marks)
            self._tint()
            self._gutter.update()

    @property
    def marked(self) -> dict[int, tuple[Tone, str]]:
        """The marks by line."""
        return dict(self._marks)

    @property
    def line(self) -> int:
        """The number of the line on which the cursor is, from 1."""
        return self.textCursor().blockNumber() + 1

    def go_to(self, line: int) -> None:
        """Puts the cursor on a line, selects it and brings it into view."""
        block = self.document().findBlockByNumber(min(max(line, 1), self.blockCount()) - 1)
        cursor = QTextCursor(block)
        cursor.movePosition(QTextCursor.MoveOperation.EndOfBlock)
        cursor.movePosition(QTextCursor.MoveOperation.StartOfBlock, QTextCursor.MoveMode.KeepAnchor)
        self.setTextCursor(cursor)
        self.centerCursor()

    # Private

    def _colour_for(self, characters: int) -> None:
        document = self.document() if characters <= _COLOURED else None
        if self._colours.document() is not document:
            self._colours.setDocument(document)  # type: ignore[arg-type]  # None takes the colours away

    def _tint(self) -> None:
        theme, made = theme_of(self.palette()), []
        for line, (tone, _) in self._marks.items():
            block = self.document().findBlockByNumber(line - 1)
            if block.isValid():
                each = QTextEdit.ExtraSelection()
                ground = QColor(theme.colour(SIGNS[tone][1]))
                ground.setAlpha(_TINT)
                each.format.setBackground(ground)  # type: ignore[attr-defined]
                each.format.setProperty(QTextFormat.Property.FullWidthSelection, True)  # type: ignore[attr-defined]
                each.cursor = QTextCursor(block)  # type: ignore[attr-defined]
                made.append(each)
        self.setExtraSelections(made)

    def gutter_width(self) -> int:
        """Pixels at the left for numbers and signs."""
        digits = max(len(str(self.blockCount())), 3)
        return self.fontMetrics().horizontalAdvance("9") * digits + _SIGN + 16

    def _make_room(self) -> None:
        self.setViewportMargins(self.gutter_width(), 0, 0, 0)

    def _scrolled(self, rect: QRect, dy: int) -> None:
        if dy:
            self._gutter.scroll(0, dy)
        else:
            self._gutter.update(0, rect.y(), self._gutter.width(), rect.height())

    def lines_in_view(self) -> list[tuple[int, QRect]]:
        """The numbers of the lines that are seen, and where each is in the viewport."""
        found, block = [], self.firstVisibleBlock()
        while block.isValid():
            place = self.blockBoundingGeometry(block).translated(self.contentOffset()).toRect()
            if place.top() > self.viewport().height():
                break
            found.append((block.blockNumber() + 1, place))
            block = block.next()
        return found

    # What Qt calls

    def insertFromMimeData(self, source: QMimeData) -> None:
        self._colour_for(self.document().characterCount() + len(source.text()))
        super().insertFromMimeData(source)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        area = self.contentsRect()
        self._gutter.setGeometry(QRect(area.left(), area.top(), self.gutter_width(), area.height()))

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.PaletteChange:
            self._colours.follow(self.palette())
            self._tint()

    def viewportEvent(self, event: QEvent) -> bool:
        if isinstance(event, QHelpEvent) and event.type() == QEvent.Type.ToolTip:
            line = self.cursorForPosition(event.pos()).blockNumber() + 1
            QToolTip.showText(event.globalPos(), self._marks[line][1] if line in self._marks else "", self)
            return True
        return super().viewportEvent(event)


class _Gutter(QWidget):
    """The numbers of the lines at the left, with a sign on marked ones."""

    def __init__(self, view: CodeView) -> None:
        super().__init__(view)
        self._view = view
        self._signs = {tone: icon(*look) for tone, look in SIGNS.items()}

    def sizeHint(self) -> QSize:
        return QSize(self._view.gutter_width(), 0)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter, theme = QPainter(self), theme_of(self.palette())
        # The window's colour in the palette of a field is that of its outline.
        painter.fillRect(event.rect(), theme.colour("window"))
        painter.setFont(self._view.font())
        marks = self._view.marked
        for line, place in self._view.lines_in_view():
            tone = marks[line][0] if line in marks else None
            painter.setPen(theme.colour(SIGNS[tone][1] if tone else "muted"))
            area = QRect(_SIGN + 4, place.top(), self.width() - _SIGN - 12, place.height())
            painter.drawText(area, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter, str(line))
            if tone is not None:
                top = place.top() + (place.height() - _SIGN) // 2
                self._signs[tone].paint(painter, QRect(3, top, _SIGN, _SIGN))
