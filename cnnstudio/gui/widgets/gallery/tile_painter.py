"""Draws the cells of a grid of pictures: the picture, a frame, a sign, its class and a note."""

from collections.abc import Set

from PySide6.QtCore import QPoint, QPointF, QRect, QRectF, Qt
from PySide6.QtGui import QFont, QFontMetrics, QFontMetricsF, QPainter, QPen, QPixmap
from PySide6.QtWidgets import QAbstractScrollArea, QWidget

from cnnstudio.gui.theme import Theme, theme_of
from cnnstudio.gui.widgets.gallery.tiles import TileModel
from cnnstudio.gui.widgets.letters import bold_of

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
        self._signs: dict[str, QPixmap] = {}

    def words_height(self, widget: QWidget, model: TileModel) -> int:
        """What a cell needs besides its picture."""
        below = QFontMetrics(_small(widget.font())).height() if model.notes_below else 0
        return _ABOVE + 2 + widget.fontMetrics().height() + below + 5

    def words_width(self, widget: QWidget, model: TileModel, most: int) -> int:
        """What the widest words of a model with notes below need, of its classes at most ``most``; 0 for others."""
        if not model.notes_below:
            return 0
        texts, note = model.longest()
        bold = QFontMetrics(bold_of(widget.font()))
        widest = max((bold.horizontalAdvance(text) for text in texts), default=0)
        sign = _SIGN + _GAP if model.signs else 0
        noted = QFontMetrics(_small(widget.font())).horizontalAdvance(note)
        return max(min(widest + sign + 2 * _BESIDE, most), noted + 2 * _BESIDE)

    def paint(
        self, view: QAbstractScrollArea, model: TileModel, cells: _Cells, side: int, chosen: Set[int], current: int
    ) -> None:
        """Draws ``cells``, rows of the model and their places in the view; the rows ``chosen`` are marked.

        Args:
            side: The longer side of the pictures, in pixels of the window.
            current: The row that the keyboard is at; −1 for none.
        """
        theme, painter = theme_of(view.palette()), QPainter(view.viewport())
        self._prepare(view, model, theme)
        marked = [number for number, (row, _) in enumerate(cells) if row in chosen]
        for number in marked:
            painter.fillRect(cells[number][1].adjusted(1, 1, -1, -1), theme.colour("selected_card"))
        frames = self._paint_images(painter, model, cells, side, theme)
        painter.setPen(QPen(theme.colour("card_border"), 1))
        painter.drawRects(frames)
        painter.setPen(QPen(theme.colour("accent"), 2))
        for number in marked:
            painter.drawRect(frames[number].adjusted(0, 0, 1, 1))
        if view.hasFocus():  # the keyboard is here: a frame around all of it, its words too
            painter.drawRects([area.adjusted(1, 1, -1, -1) for row, area in cells if row == current])
        self._paint_words(painter, model, cells, side, theme)

    def _prepare(self, view: QWidget, model: TileModel, theme: Theme) -> None:
        now = (theme, view.font().toString(), view.devicePixelRatio())
        if now == self._made_for:
            return
        self._made_for = now
        self._ratio = view.devicePixelRatio()
        self._bold, self._small = bold_of(view.font()), _small(view.font())
        self._bold_metrics, self._small_metrics = QFontMetricsF(self._bold), QFontMetricsF(self._small)
        self._elided.clear()
        self._widest = (), 0.0
        self._signs = {sign: _sign_pixmap(model, sign, theme, _SIGN, self._ratio) for sign in model.signs}

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
        below = model.notes_below
        with_note = bool(cells) and not below and self.notes_fit(model, cells[0][1].width())
        painter.setFont(self._bold)
        painter.setPen(theme.colour("text"))
        for row, area in cells:
            text, note, name = model.caption(row)
            sign = 0 if name is None else _SIGN + _GAP
            room = area.width() - 2 * _BESIDE - sign
            if below:
                # A view may be narrower than a note, as with large letters.
                note = self._small_metrics.elidedText(note, Qt.TextElideMode.ElideRight, area.width())
                under = area.x() + (area.width() - self._small_metrics.horizontalAdvance(note)) / 2
                notes.append((QPointF(under, area.y() + down + self._small_metrics.height()), note))
            note = note if with_note else ""
            behind = self._small_metrics.horizontalAdvance(note) + _GAP if note else 0.0
            text, width = self._elide(text, int(room - behind))
            left = area.x() + (area.width() - sign - width - behind) / 2
            baseline = area.y() + down
            if name is not None:
                painter.drawPixmap(QPointF(round(left), round(baseline - _SIGN)), self._signs[name])
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


def _sign_pixmap(model: TileModel, sign: str, theme: Theme, side: int, ratio: float) -> QPixmap:
    """The sign on nothing, ``side`` pixels of the window wide."""
    pixmap = QPixmap(round(side * ratio), round(side * ratio))
    pixmap.setDevicePixelRatio(ratio)
    pixmap.fill(Qt.GlobalColor.transparent)
    painter = QPainter(pixmap)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    model.draw_sign(painter, QRectF(0.5, 0.5, side - 1, side - 1), sign, theme)
    painter.end()
    return pixmap


def _small(font: QFont) -> QFont:
    small = QFont(font)
    small.setPointSizeF(small.pointSizeF() * 0.82)
    return small
