"""The drawings of a project as a grid of thumbnails, each with its label and what the network took it for."""

from collections.abc import Callable, Collection, Mapping, Sequence

import numpy as np
from PySide6.QtCore import QEvent, QItemSelection, QItemSelectionModel, QPointF, QRect, QRectF, Qt, Signal
from PySide6.QtGui import QKeyEvent, QKeySequence, QPainter, QPen
from PySide6.QtWidgets import QAbstractItemView

from cnnstudio.core.language import tr
from cnnstudio.core.pictures.collected import MOST_SIDE, Collected
from cnnstudio.data.dataset import Picture
from cnnstudio.data.drawn import picture_of
from cnnstudio.data.pictures.refusal import BadPicture
from cnnstudio.gui.pad.keys import digit_of
from cnnstudio.gui.theme import Theme
from cnnstudio.gui.widgets.gallery.picture_grid import PictureGrid
from cnnstudio.gui.widgets.gallery.read_tiles import PictureSource, ReadTiles
from cnnstudio.gui.widgets.gallery.tiles import Caption

RIGHT, WRONG, DAMAGED = "right", "wrong", "damaged"
_DAMAGED = tr("damaged")
_REMOVE = (Qt.Key.Key_Delete, Qt.Key.Key_Backspace)
_ENTER = (Qt.Key.Key_Return, Qt.Key.Key_Enter)


class DrawnPictures(PictureSource):
    """Drawings by their numbers."""

    def __init__(self, drawings: Mapping[int, Collected]) -> None:
        self.drawings = drawings

    @property
    def is_quick(self) -> bool:
        return False

    @property
    def picture_bytes(self) -> int:
        return MOST_SIDE**2 // 4

    def pictures(self, places: Sequence[int]) -> Sequence[Picture]:
        return [shown(self.drawings[place]) for place in places]


class DrawnTiles(ReadTiles):
    """Some of the drawings, in their order; a thumbnail stays where only labels or answers change."""

    signs = (RIGHT, WRONG, DAMAGED)
    notes_below = True

    def __init__(self) -> None:
        super().__init__()
        self._source = DrawnPictures({})
        self._shown: tuple[Collected, ...] = ()
        self._answers: Mapping[int, str] = {}
        self._longest: tuple[tuple[str, ...], str] = ((), "")

    @property
    def source(self) -> DrawnPictures:
        return self._source

    @property
    def shown(self) -> tuple[Collected, ...]:
        """What stands in the grid, row by row."""
        return self._shown

    def show_drawings(self, shown: Sequence[Collected], answers: Mapping[int, str]) -> None:
        """Shows these drawings; ``answers``: what the network took some of them for, by their numbers."""
        before, self._answers = self._source.drawings, answers
        now = {each.number: each for each in shown}
        others = any(number in before and before[number].png != each.png for number, each in now.items())
        same = [each.number for each in shown] == [each.number for each in self._shown]
        self._source, self._shown = DrawnPictures(now), tuple(shown)
        notes = {tr("taken for {answer}", answer=answer) for answer in set(answers.values())} | {_DAMAGED}
        self._longest = tuple({each.label for each in shown}), max(notes, key=len)
        if same and not others:
            if shown:
                self.dataChanged.emit(self.index(0, 0), self.index(len(shown) - 1, 0))
            return
        self.beginResetModel()
        self.put_places(np.array([each.number for each in shown], np.intp), of_others=others)
        self.endResetModel()

    def caption(self, row: int) -> Caption:
        drawing = self._shown[row]
        if not drawing.is_whole:
            return Caption(drawing.label, _DAMAGED, DAMAGED)
        answer = self._answers.get(drawing.number)
        if answer is None:
            return Caption(drawing.label, "", None)
        is_right = answer == drawing.label
        return Caption(
            drawing.label, "" if is_right else tr("taken for {answer}", answer=answer), RIGHT if is_right else WRONG
        )

    def longest(self) -> tuple[tuple[str, ...], str]:
        return self._longest

    def words(self, row: int) -> str:
        text, note, sign = self.caption(row)
        drawing = self._shown[row]
        words = tr("Drawing {number:,}: {label}", number=drawing.number, label=text)
        if sign == RIGHT:
            return tr("{drawing}, taken for it", drawing=words)
        return f"{words}, {note}" if note else words

    def draw_sign(self, painter: QPainter, place: QRectF, sign: str, theme: Theme) -> None:
        """A hook for right, a cross for wrong, a line for what is damaged."""
        painter.setPen(QPen(theme.colour("good" if sign == RIGHT else "error"), 2))
        left, right, middle = place.left(), place.right(), place.center()
        top, bottom = place.top(), place.bottom()
        if sign == RIGHT:
            low = QPointF(left + 0.4 * (right - left), bottom)
            painter.drawPolyline([QPointF(left, middle.y()), low, QPointF(right, top)])
        elif sign == WRONG:
            painter.drawLine(place.topLeft(), place.bottomRight())
            painter.drawLine(place.bottomLeft(), place.topRight())
        else:
            painter.drawLine(QPointF(left, middle.y()), QPointF(right, middle.y()))


class DrawnGrid(PictureGrid):
    """The grid; its keys label, delete, put back and copy to the paper. Several drawings can be marked."""

    digit_typed = Signal(str)
    """The class of that number is what the marked drawings show."""
    remove_wanted = Signal()
    undo_wanted = Signal()
    redo_wanted = Signal()
    copy_wanted = Signal()
    """A copy of the current drawing is wanted on the paper."""

    def __init__(self) -> None:
        self.drawn = DrawnTiles()
        """The item model behind it."""
        super().__init__("draw.collected.grid", tr("My digits"), self.drawn)
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAsNeeded)
        self.setDragEnabled(True)
        self._anchor = 0
        """The row at which what Shift extends begins."""
        self.doubleClicked.connect(self.copy_wanted)

    def current(self) -> Collected | None:
        """The drawing that the keyboard is at."""
        row = self.currentIndex().row()
        return self.drawn.shown[row] if 0 <= row < len(self.drawn.shown) else None

    def current_number(self) -> int | None:
        """Its number."""
        current = self.current()
        return None if current is None else current.number

    def marked(self) -> tuple[int, ...]:
        """The numbers of the drawings that are marked, as they stand."""
        ranges = ((each.top(), each.bottom() + 1) for each in self.selectionModel().selection())
        rows = sorted({row for top, end in ranges for row in range(top, end)})
        return tuple(self.drawn.shown[row].number for row in rows if row < len(self.drawn.shown))

    def go_to(self, row: int) -> None:
        """Marks the drawing of a row, or the last one, and no other; nothing where there is none."""
        count = len(self.drawn.shown)
        if count:
            self._anchor = min(max(row, 0), count - 1)
            index = self.drawn.index(self._anchor, 0)
            # Not by the view, which would ask the keyboard whether Shift or Ctrl is held.
            self.selectionModel().setCurrentIndex(index, QItemSelectionModel.SelectionFlag.ClearAndSelect)
            self.scrollTo(index)

    def mark(self, numbers: Collection[int]) -> None:
        """Marks these drawings too."""
        marks, begun = QItemSelection(), None
        for row, is_one in enumerate((*(each.number in numbers for each in self.drawn.shown), False)):
            if is_one and begun is None:
                begun = row
            elif not is_one and begun is not None:  # range by range: Qt compares each with all others
                marks.select(self.drawn.index(begun, 0), self.drawn.index(row - 1, 0))
                begun = None
        self.selectionModel().select(marks, QItemSelectionModel.SelectionFlag.Select)

    # Qt calls these

    def setSelection(self, rect: QRect, command: QItemSelectionModel.SelectionFlag) -> None:
        flags, row = QItemSelectionModel.SelectionFlag, self.currentIndex().row()
        if command == flags.NoUpdate or self.state() == QAbstractItemView.State.DragSelectingState:
            return
        if not command & flags.Current:
            self._anchor = row
            super().setSelection(rect, command)
        elif row >= 0:  # from where it began to where the mouse or the keyboard is now, as one reads
            first, last = sorted((min(max(self._anchor, 0), self.drawn.rowCount() - 1), row))
            self.selectionModel().select(QItemSelection(self.drawn.index(first, 0), self.drawn.index(last, 0)), command)

    def event(self, event: QEvent) -> bool:
        # Ctrl+Z here puts a drawing back, and is no edit of the project: the grid claims the key before the menu.
        if event.type() == QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent) and self._do(event):
            event.accept()
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        wanted = self._do(event)
        if wanted is None:
            super().keyPressEvent(event)
        else:
            wanted()

    def _do(self, event: QKeyEvent) -> Callable[[], object] | None:
        """What a key does here; None where it is not ours."""
        keys, key = QKeySequence.StandardKey, Qt.Key(event.key())
        if event.matches(keys.Undo):
            return self.undo_wanted.emit
        if event.matches(keys.Redo) or (
            key == Qt.Key.Key_Y and event.modifiers() == Qt.KeyboardModifier.ControlModifier
        ):
            return self.redo_wanted.emit
        plain = event.modifiers() in (Qt.KeyboardModifier.NoModifier, Qt.KeyboardModifier.KeypadModifier)
        if self.current() is None or not plain:
            return None
        if digit := digit_of(event):
            return lambda: self.digit_typed.emit(digit)
        if key in _REMOVE:
            return self.remove_wanted.emit
        return self.copy_wanted.emit if key in _ENTER else None


def shown(drawing: Collected) -> Picture:
    """The picture as it is shown; an empty one where it is damaged."""
    try:
        return picture_of(drawing)
    except BadPicture:
        return np.zeros((28, 28, 1), np.uint8)
