"""The grid of pictures: cells wide enough for what stands under them."""

from PySide6.QtGui import QFont, QFontMetrics
from pytestqt.qtbot import QtBot

from cnnstudio.gui.widgets.gallery.picture_grid import PictureGrid
from cnnstudio.gui.widgets.gallery.tile_painter import TilePainter
from cnnstudio.gui.widgets.gallery.tiles import Caption, Index, TileModel


class Noted(TileModel):
    """Twelve pictures that are not there yet, all with the same words."""

    notes_below = True

    def __init__(self, text: str, note: str) -> None:
        super().__init__()
        self._caption = Caption(text, note, None)

    def rowCount(self, parent: Index | None = None) -> int:
        return 12

    def caption(self, row: int) -> Caption:
        return self._caption

    def longest(self) -> tuple[tuple[str, ...], str]:
        return (self._caption.text,), self._caption.note

    def want(self, rows: range, side: int) -> None:
        pass

    def image(self, row: int) -> None:
        return None


def grid_of(qtbot: QtBot, text: str, note: str) -> PictureGrid:
    made = PictureGrid("grid", "Some pictures", Noted(text, note))
    qtbot.addWidget(made)
    made.resize(400, 300)
    made.set_side(32)
    made.show()
    return made


def test_that_a_note_is_never_wider_than_its_cell(qtbot: QtBot) -> None:
    note = "0.783 · no. 1,826"
    made = grid_of(qtbot, "7", note)
    small = QFont(made.font())
    small.setPointSizeF(small.pointSizeF() * 0.82)
    assert 64 < QFontMetrics(small).horizontalAdvance(note) < made.cell().width()


def test_that_a_long_class_makes_cells_at_most_twice_as_wide_as_their_pictures(qtbot: QtBot) -> None:
    made = grid_of(qtbot, "a very long-winded cat", "0.7")
    assert made.columns() == made.viewport().width() // 64
    assert TilePainter().words_width(made, made.tiles, 1000) > 64
