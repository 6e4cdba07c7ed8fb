"""The words over a layer's maps, and the classes under the bars of the last one."""

from PySide6.QtCore import QRect, QRectF, Qt
from PySide6.QtGui import QFont, QFontMetrics, QPainter

from cnnstudio.core.messages import LayerMaps
from cnnstudio.gui.pad.following.words import IDLE, about, family_of, is_idle, reach_of
from cnnstudio.gui.theme import Theme
from cnnstudio.gui.widgets.letters import bold_of


def paint_words(painter: QPainter, theme: Theme, layer: LayerMaps, place: QRect) -> None:
    """Name, kind and shape at the left, the range of its values at the right where there is room for it."""
    line, plain, bold = Qt.AlignmentFlag.AlignVCenter, painter.font(), bold_of(painter.font())
    mark = QRectF(place.left(), place.center().y() - 3, 8, 8)
    painter.fillRect(mark, theme.family(family_of(layer.kind)))
    left = place.left() + 14
    for text, font, colour in ((layer.layer, bold, "text"), (about(layer), plain, "muted")):
        words, width = _fitted(text, font, room := max(place.right() - left, 0))
        painter.setFont(font)
        painter.setPen(theme.colour(colour))
        painter.drawText(QRect(left, place.top(), room, place.height()), line, words)
        left += width + 10
    reach = IDLE if is_idle(layer) else reach_of(layer)
    if left + QFontMetrics(plain).horizontalAdvance(reach) <= place.right():
        painter.drawText(place, line | Qt.AlignmentFlag.AlignRight, reach)


def paint_labels(painter: QPainter, theme: Theme, labels: tuple[str, ...], best: int, place: QRect) -> None:
    """The classes under their bars, that of number ``best`` in bold."""
    plain, bold, bar = painter.font(), bold_of(painter.font()), place.width() / len(labels)
    for number, label in enumerate(labels):
        font = bold if number == best else plain
        painter.setFont(font)
        painter.setPen(theme.colour("text" if number == best else "muted"))
        words, _ = _fitted(label, font, max(int(bar) - 2, 6))
        around = QRectF(place.left() + number * bar, place.top(), bar, place.height())
        painter.drawText(around, Qt.AlignmentFlag.AlignCenter, words)
    painter.setFont(plain)


def _fitted(words: str, font: QFont, room: int) -> tuple[str, int]:
    """The words, cut where they are too long, and how wide they are; to cut what fits anyway takes long."""
    metrics = QFontMetrics(font)
    width = metrics.horizontalAdvance(words)
    if width <= room:
        return words, width
    words = metrics.elidedText(words, Qt.TextElideMode.ElideRight, room)
    return words, metrics.horizontalAdvance(words)
