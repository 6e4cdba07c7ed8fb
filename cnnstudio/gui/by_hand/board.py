"""A board of tables to type numbers into: with the keyboard, from a spreadsheet, or by the mouse."""

from PySide6.QtCore import QEvent, QPointF, QRect, QRectF, QSizeF, Qt, Signal
from PySide6.QtGui import (
    QContextMenuEvent,
    QFocusEvent,
    QFont,
    QGuiApplication,
    QHelpEvent,
    QKeyEvent,
    QKeySequence,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPen,
)
from PySide6.QtWidgets import QLineEdit, QToolTip, QWidget

from cnnstudio.core.by_hand.text import to_text
from cnnstudio.core.language import tr
from cnnstudio.core.words import quoted
from cnnstudio.gui.by_hand.blocks import Block, Cell
from cnnstudio.gui.by_hand.brushes import Brushes
from cnnstudio.gui.by_hand.layout import Layout, lay_out
from cnnstudio.gui.by_hand.moving import At, read_on, stepped, within
from cnnstudio.gui.by_hand.painting import paint_board
from cnnstudio.gui.theme import theme_of

_ARROWS = {
    Qt.Key.Key_Left: (0, -1),
    Qt.Key.Key_Right: (0, 1),
    Qt.Key.Key_Up: (-1, 0),
    Qt.Key.Key_Down: (1, 0),
}
_BEGINS_NUMBER = "0123456789-+.,−"


class Board(QWidget):
    """Tables with one cursor for all of them. Arrows move it, also from table to table; a digit or Enter begins typing.

    While one types, Enter goes a row down, or on as Tab does where ``enter_goes_on``.
    """

    typed = Signal(object, object, str)
    """A Block, a cell of it, and what was typed there; empty where it was emptied."""
    pasted = Signal(object, object, str)
    """A Block, the cell to begin at, and the text of the clipboard."""
    pointed = Signal(object, object)
    """A Block and the cell that the cursor was brought to."""
    refused = Signal(str)
    """Why what was typed begins nothing."""
    menu_wanted = Signal(object, object)
    """A Block or None, and where on the screen."""

    def __init__(self, name: str, label: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName(name)
        self.setAccessibleName(label)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self._blocks: tuple[Block, ...] = ()
        self._room, self._like = QSizeF(400, 300), QSizeF()
        self._layout = lay_out((), self._room, self.font())
        self._cursor: At = (0, (0, 0))
        self._editor: QLineEdit | None = None
        self.enter_goes_on = False
        """Whether Enter goes a column on instead of a row down, as the steps do."""

    @property
    def blocks(self) -> tuple[Block, ...]:
        """The tables, from top to bottom in each column."""
        return self._blocks

    @property
    def cursor_at(self) -> tuple[Block, Cell] | None:
        """The table and the cell with the cursor; None where there is no table."""
        number, cell = self._cursor
        return (self._blocks[number], cell) if self._blocks else None

    @property
    def editor(self) -> QLineEdit | None:
        """Where a number is being typed; None while none is."""
        return self._editor

    @property
    def layout_now(self) -> Layout:
        """Where everything lies."""
        return self._layout

    def show_blocks(self, blocks: tuple[Block, ...]) -> None:
        """Shows these tables; the cursor stays where it is if it can."""
        name = self._blocks[self._cursor[0]].name if self._blocks else ""
        self._blocks = blocks
        number = next((at for at, block in enumerate(blocks) if block.name == name), 0)
        self._cursor = (number, within(blocks, number, self._cursor[1]))
        self._arrange()
        self._tell()

    def set_room(self, room: QSizeF, like: QSizeF | None = None) -> None:
        """How much of it can be seen without scrolling; ``like``: cells to be no larger than, if they can be read."""
        like = like or QSizeF()
        if (room, like) != (self._room, self._like):
            self._room, self._like = room, like
            self._arrange()

    def block(self, name: str) -> Block:
        """The table of that name."""
        return next(block for block in self._blocks if block.name == name)

    def area_of(self, name: str, cell: Cell) -> QRect:
        """Where a cell lies on the board."""
        number = next(at for at, block in enumerate(self._blocks) if block.name == name)
        return self._layout.area(number, cell).toAlignedRect()

    def paint(self, painter: QPainter, brushes: Brushes) -> None:
        """Draws the tables elsewhere."""
        paint_board(painter, brushes, self._blocks, self._layout)

    # Where everything is

    def _arrange(self) -> None:
        self._layout = lay_out(self._blocks, self._room, self._table_font(), self._like)
        size = self._layout.size.toSize()
        self.setFixedSize(size)
        self.update()
        if self._editor is not None:
            self._editor.setGeometry(self._layout.area(*self._cursor).toAlignedRect())

    def _table_font(self) -> QFont:
        font = QFont(self.font())
        font.setPixelSize(13)
        return font

    def _move(self, number: int, cell: Cell) -> None:
        self._cursor = (number, within(self._blocks, number, cell))
        self.update()
        self._tell()
        self.pointed.emit(self._blocks[number], self._cursor[1])

    def _step(self, down: int, across: int) -> None:
        """Moves the cursor by one, over the edge of a table into the one beside it."""
        to = stepped(self._blocks, self._cursor, down, across)
        if to is not None:
            self._move(*to)

    def _next(self, direction: int) -> None:
        """The next cell in the order of reading, through all tables; at the end it stays."""
        to = read_on(self._blocks, self._cursor, direction)
        if to is not None:
            self._move(*to)

    def _tell(self) -> None:
        at = self.cursor_at
        self.setAccessibleDescription("" if at is None else at[0].cell_words(at[1]))

    # Typing

    def begin_typing(self, text: str | None = None) -> None:
        """Opens the cell at the cursor; ``text`` takes the place of what stands there."""
        at = self.cursor_at
        if at is None or not at[0].editable or self._editor is not None:
            return
        editor = self._editor = QLineEdit(self, objectName=f"{self.objectName()}.editor")
        editor.setAccessibleName(at[0].cell_words(at[1]))
        editor.setAlignment(Qt.AlignmentFlag.AlignCenter)
        editor.setMaxLength(40)
        editor.setFont(self._editor_font())
        editor.setText(at[0].whole_text(at[1]) if text is None else text)
        area = self._layout.area(*self._cursor).toAlignedRect()
        editor.setGeometry(area.adjusted(0, 0, max(64 - area.width(), 0), max(24 - area.height(), 0)))
        editor.installEventFilter(self)
        editor.show()
        editor.setFocus()
        if text is None:
            editor.selectAll()

    def _editor_font(self) -> QFont:
        """As large as the numbers of the table are."""
        font, cell = self._table_font(), self._layout.cell
        longest = max((at[0].text(at[1]) for at in [self.cursor_at] if at is not None), default="")
        size = Brushes(theme_of(self.palette()), font).fitting(longest, cell.width() - 8, cell.height())
        font.setPixelSize(max(size, font.pixelSize()))
        return font

    def end_typing(self) -> None:
        """Closes the cell that is open; what was typed is not taken."""
        self._finish(keep=False)

    def _finish(self, *, keep: bool) -> None:
        editor, self._editor = self._editor, None
        if editor is None:
            return
        text, was_shown = editor.text(), editor.hasFocus()
        editor.removeEventFilter(self)
        editor.hide()
        editor.deleteLater()
        if was_shown:
            self.setFocus()
        at = self.cursor_at
        if keep and at is not None and text != at[0].whole_text(at[1]):
            self.typed.emit(at[0], at[1], text)

    def eventFilter(self, watched: object, event: QEvent) -> bool:
        if watched is not self._editor:
            return False
        if event.type() == QEvent.Type.FocusOut and isinstance(event, QFocusEvent):
            if event.reason() != Qt.FocusReason.PopupFocusReason:
                self._finish(keep=True)
            return False
        if event.type() != QEvent.Type.KeyPress or not isinstance(event, QKeyEvent):
            return False
        return self._typing_key(event)

    def _typing_key(self, event: QKeyEvent) -> bool:
        key = event.key()
        moves = {Qt.Key.Key_Up: (-1, 0), Qt.Key.Key_Down: (1, 0)}
        if key == Qt.Key.Key_Escape:
            self._finish(keep=False)
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._finish(keep=True)
            if self.enter_goes_on:
                self._next(1)
            else:
                self._step(1, 0)
        elif key in (Qt.Key.Key_Tab, Qt.Key.Key_Backtab):
            self._finish(keep=True)
            self._next(1 if key == Qt.Key.Key_Tab else -1)
        elif key in moves:
            self._finish(keep=True)
            self._step(*moves[Qt.Key(key)])
        else:
            return False
        return True

    # The clipboard

    def copy(self) -> None:
        """Puts the table at the cursor on the clipboard, as a spreadsheet takes it."""
        at = self.cursor_at
        if at is not None:
            block = at[0]
            hidden = block.empty is not None and bool(block.empty.any())
            text = "\n".join(
                "\t".join(block.text((row, column)) for column in range(block.columns)) for row in range(block.rows)
            )
            QGuiApplication.clipboard().setText(text if hidden or block.words else to_text(block.numbers))

    def paste(self) -> None:
        """Puts the numbers of the clipboard over the table, from the cursor on."""
        at, text = self.cursor_at, QGuiApplication.clipboard().text()
        if at is not None and at[0].editable and text.strip():
            self.pasted.emit(at[0], at[1], text)

    # What Qt calls

    def keyPressEvent(self, event: QKeyEvent) -> None:
        keys, key = QKeySequence.StandardKey, event.key()
        plain = not event.modifiers() & ~(Qt.KeyboardModifier.KeypadModifier | Qt.KeyboardModifier.ShiftModifier)
        if not self._blocks:
            super().keyPressEvent(event)
        elif event.matches(keys.Copy):
            self.copy()
        elif event.matches(keys.Paste):
            self.paste()
        elif key in _ARROWS and plain:
            self._step(*_ARROWS[Qt.Key(key)])
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_F2) and plain:
            self.begin_typing()
        elif key in (Qt.Key.Key_Delete, Qt.Key.Key_Backspace) and plain:
            at = self.cursor_at
            if at is not None and at[0].editable:
                self.typed.emit(*at, "")
        elif plain and event.text() and event.text() in _BEGINS_NUMBER:
            self.begin_typing(event.text())
        elif plain and event.text().isprintable() and event.text().strip() and self._takes_numbers():
            self.refused.emit(tr("{text} begins no number. Write it as 1.5, −2 or 1/9.", text=quoted(event.text())))
        elif key in (Qt.Key.Key_Home, Qt.Key.Key_End) and plain:
            number, (row, _) = self._cursor
            self._move(number, (row, 0 if key == Qt.Key.Key_Home else self._blocks[number].columns - 1))
        else:
            super().keyPressEvent(event)

    def _takes_numbers(self) -> bool:
        at = self.cursor_at
        return at is not None and at[0].editable

    def mousePressEvent(self, event: QMouseEvent) -> None:
        self._finish(keep=True)
        found = self._layout.cell_at(self._blocks, event.position())
        if found is not None:
            self._move(*found)
        super().mousePressEvent(event)
        event.accept()

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        if self._layout.cell_at(self._blocks, event.position()) is not None:
            self.begin_typing()

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        if event.reason() == QContextMenuEvent.Reason.Keyboard and self._blocks:
            area = self._layout.area(*self._cursor).toAlignedRect()
            self.menu_wanted.emit(self._blocks[self._cursor[0]], self.mapToGlobal(area.bottomLeft()))
            return
        found = self._layout.cell_at(self._blocks, QPointF(event.pos()))
        if found is not None:
            self._move(*found)
        self.menu_wanted.emit(self._blocks[found[0]] if found is not None else None, event.globalPos())

    def event(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.ToolTip and isinstance(event, QHelpEvent):
            found = self._layout.cell_at(self._blocks, QPointF(event.pos()))
            words = self._blocks[found[0]].cell_words(found[1]) if found is not None else ""
            QToolTip.showText(event.globalPos(), words, self)
            return True
        return super().event(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)
        brushes = Brushes(theme_of(self.palette()), self._table_font())
        paint_board(painter, brushes, self._blocks, self._layout, QRectF(event.rect()))
        if self.hasFocus() and self._blocks:
            painter.setPen(QPen(brushes.theme.colour("text"), 2, Qt.PenStyle.DotLine))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRect(self._layout.area(*self._cursor).adjusted(2, 2, -2, -2))

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self.update()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self.update()
