"""The input and the kernels at the left, the output beside them."""

from functools import partial

from PySide6.QtCore import QSizeF
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QScrollArea, QWidget

from cnnstudio.core.by_hand.computing import Place
from cnnstudio.core.language import tr
from cnnstudio.gui.by_hand.blocks import Block, Cell
from cnnstudio.gui.by_hand.board import Board
from cnnstudio.gui.by_hand.layout import PICTURE
from cnnstudio.gui.by_hand.scrolling import bare_scroll

_GAP = 20
_BAR = 16
"""Room for a scroll bar."""

_LARGEST_SHARE = 0.68
"""Of the width that the input and the kernels may take."""

_PICTURE_SHARE = 0.54
"""The same where the output is a picture, too."""

_LEAST_HIGH = 180


class Boards(QWidget):
    """Both boards with scroll bars where they are larger than there is room."""

    def __init__(self, name: str) -> None:
        super().__init__()
        self.setMinimumHeight(_LEAST_HIGH)
        self.tables = Board(f"{name}.tables", tr("Input and kernels"))
        self.results = Board(f"{name}.output", tr("Output"))
        self.results.enter_goes_on = True
        self._areas = tuple(bare_scroll(f"{board.objectName()}.area", board) for board in (self.tables, self.results))
        for area, board in zip(self._areas, (self.tables, self.results), strict=True):
            area.setParent(self)
            board.pointed.connect(partial(_bring_into_view, area, board))
        self.setTabOrder(self.tables, self.results)

    @property
    def left(self) -> QScrollArea:
        return self._areas[0]

    @property
    def right(self) -> QScrollArea:
        return self._areas[1]

    def fit(self) -> None:
        """Gives each board its room: as much as it needs, and the rest to the output."""
        high, wide = self.height(), self.width()
        is_picture = any(block.columns > PICTURE for block in self.results.blocks)
        share = int(wide * (_PICTURE_SHARE if is_picture else _LARGEST_SHARE))
        self.tables.set_room(QSizeF(share - _BAR, high))
        left = self._needed(self.tables, share)
        rest = max(wide - left - _GAP, 40)
        self.results.set_room(QSizeF(rest - _BAR, high), self.tables.layout_now.cell)
        self.left.setGeometry(0, 0, left, high)
        self.right.setGeometry(left + _GAP, 0, min(self._needed(self.results, rest), rest), high)

    def end_typing(self) -> None:
        """Closes a cell that is being typed in: it was typed for the numbers that stood there before."""
        for board in (self.tables, self.results):
            board.end_typing()

    def follow(self, place: Place | None) -> None:
        """Scrolls to the window and to the number that comes out."""
        if place is None or not self.results.blocks:
            return
        row, column, filter = place
        _bring_into_view(self.right, self.results, self.results.block(f"output.{filter}"), (row, column))
        seen = self.tables.blocks[0] if len(self.tables.blocks) == 1 else self._windowed()
        if seen is not None and seen.around is not None:
            top, bottom, first, last = seen.around
            for cell in ((bottom, last), (top, first)):
                _bring_into_view(self.left, self.tables, seen, cell)

    def _windowed(self) -> Block | None:
        """The channel of the input with the window that is nearest to what is seen."""
        top = self.left.verticalScrollBar().value()
        found = [block for block in self.tables.blocks if block.kind == "input" and block.around is not None]
        return min(found, key=lambda block: abs(self.tables.area_of(block.name, (0, 0)).top() - top), default=None)

    def _needed(self, board: Board, most: int) -> int:
        """How wide it is, with a scroll bar where it is higher than there is room."""
        bar = _BAR if board.height() > self.height() else 0
        return min(board.width() + bar, most)

    # What Qt calls

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.fit()


def _bring_into_view(area: QScrollArea, board: Board, block: Block, cell: Cell) -> None:
    place = board.area_of(block.name, cell)
    area.ensureVisible(place.center().x(), place.center().y(), place.width(), place.height())
