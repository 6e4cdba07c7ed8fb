"""Draws the cells of a grid of pictures: the picture, a frame, the sign of its split, its class and its number."""

from PySide6.QtCore import QPoint, QPointF, QRect, QRectF, Qt
from PySide6.QtGui import QFont, QFontMetricsF, QPainter, QPen, QPixmap
from PySide6.QtWidgets import QAbstractScrollArea, QWidget

from cnnstudio.gui.data.chosen import SPLITS, Split, sign_pixmap
from cnnstudio.gui.data.pictures.tiles import TileModel
from cnnstudio.gui.theme import Theme, theme_of

_ABOVE, _GAP, _SIGN = 5, 5, 9
_BESIDE = 6
"""Free at each side of the words, so that those of neighbours do not run into each other."""
_Cells = list[tuple[int, QRect]]


class TilePainter:
    """Draws one kind of thing of all cells, then the next, which a painter does several times faster.

    Fonts and signs are worked out once, and again when the theme, the font or the screen changes.
    """

    def __init__(self) -> None:
        self._made_for: object = None
        self._elided: dict[tuple[str, int], tuple[str, float]] = {}
        self._widest: tuple[tuple[str, ...], float] = ((), 0.0)
        self._signs: dict[Split, QPixmap] = {}

    def words_height(self, widget: QWidget) -> int:
        """What a cell needs besides its picture."""
        return _ABOVE + 2 + widget.fontMetrics().height() + 5

    def paint(self, view: QAbstractScrollArea, model: TileModel, cells: _Cells, side: int, chosen: int) -> None:
        """Draws ``cells``, rows of the model and their places in the view; the row ``chosen`` is marked.

        Args:
            side: The longer side of the pictures, in pixels of the window.
        """
        theme, painter = theme_of(view.palette()), QPainter(view.viewport())
        self._prepare(view, theme)
        marked = next((number for number, (row, _) in enumerate(cells) if row == chosen), None)
        if marked is not None:
            painter.fillRect(cells[marked][1].adjusted(1, 1, -1, -1), theme.colour("selected_card"))
        frames = self._paint_images(painter, model, cells, side, theme)
        painter.setPen(QPen(theme.colour("card_border"), 1))
        painter.drawRects(frames)
        if marked is not None:
            painter.setPen(QPen(theme.colour("accent"), 2))
            painter.drawRect(frames[marked].adjusted(0, 0, 1, 1))
            if view.hasFocus():  # the keyboard is here: a frame around all of it, its words too
                painter.drawRect(cells[marked][1].adjusted(1, 1, -1, -1))
        self._paint_words(painter, model, cells, side, theme)

    def _prepare(self, view: QWidget, theme: Theme) -> None:
        now = (theme, view.font().toString(), view.devicePixelRatio())
        if now == self._made_for:
            return
        self._made_for = now
        self._ratio = view.devicePixelRatio()
        self._bold, self._small = QFont(view.font()), QFont(view.font())
        self._bold.setBold(True)
        self._small.setPointSizeF(self._small.pointSizeF() * 0.82)
        self._bold_metrics, self._small_metrics = QFontMetricsF(self._bold), QFontMetricsF(self._small)
        self._elided.clear()
        self._widest = (), 0.0
        self._signs = {split: sign_pixmap(split, theme, _SIGN, self._ratio) for split in SPLITS}

    def _paint_images(self, painter: QPainter, model: TileModel, cells: _Cells, side: int, theme: Theme) -> list[QRect]:
        """Draws each picture in the middle of its cell; the frames around them."""
        frames, empty, ratio = [], theme.colour("grid"), self._ratio
        for row, area in cells:
            image = model.image(row)
            width, height = (side, side) if image is None else (image.width() / ratio, image.height() / ratio)
            left = area.x() + round((area.width() - width) / 2)
            top = area.y() + _ABOVE + round((side - height) / 2)
            if image is None:
                painter.fillRect(QRect(left, top, side, side), empty)
            elif ratio == 1:
                painter.drawImage(QPoint(left, top), image)
            else:
                painter.drawImage(QRectF(left, top, width, height), image)
            frames.append(QRect(left - 1, top - 1, round(width) + 1, round(height) + 1))
        return frames

    def _paint_words(self, painter: QPainter, model: TileModel, cells: _Cells, side: int, theme: Theme) -> None:
        """The sign, the class in bold and, where there is room for it, its number small and quiet."""
        notes = []
        down = _ABOVE + side + 3 + self._bold_metrics.ascent()
        with_note = bool(cells) and self.notes_fit(model, cells[0][1].width())
        painter.setFont(self._bold)
        painter.setPen(theme.colour("text"))
        for row, area in cells:
            text, note, split = model.caption(row)
            sign = 0 if split is None else _SIGN + _GAP
            room = area.width() - 2 * _BESIDE - sign
            note = note if with_note else ""
            behind = self._small_metrics.horizontalAdvance(note) + _GAP if note else 0.0
            text, width = self._elide(text, int(room - behind))
            left = area.x() + (area.width() - sign - width - behind) / 2
            baseline = area.y() + down
            if split is not None:
                painter.drawPixmap(QPointF(round(left), round(baseline - _SIGN)), self._signs[split])
            painter.drawText(QPointF(left + sign, baseline), text)
            if note:
                notes.append((QPointF(left + sign + width + _GAP, baseline), note))
        painter.setFont(self._small)
        painter.setPen(theme.colour("muted"))
        for place, note in notes:
            painter.drawText(place, note)

    def notes_fit(self, model: TileModel, width: int) -> bool:
        """Whether the widest note stands beside the widest text in cells of this width: a rule for all of them."""
        texts, note = model.longest()
        if self._widest[0] != texts:
            self._widest = texts, max(map(self._bold_metrics.horizontalAdvance, texts), default=0.0)
        words = self._widest[1] + _GAP + self._small_metrics.horizontalAdvance(note)
        return words <= width - 2 * _BESIDE - _SIGN - _GAP

    def _elide(self, text: str, room: int) -> tuple[str, float]:
        """The text as it fits, and how wide it is."""
        found = self._elided.get((text, room))
        if found is None:
            if len(self._elided) > 5000:
                self._elided.clear()
            words = self._bold_metrics.elidedText(text, Qt.TextElideMode.ElideRight, room)
            found = self._elided[text, room] = words, self._bold_metrics.horizontalAdvance(words)
        return found
