"""How the paper looks: light or dark, with its guide or a picture, ink, the network's pixels and the keyboard's pen."""

import numpy as np
import numpy.typing as npt
from PySide6.QtCore import QLineF, QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPen

from cnnstudio.gui.pad.frame import Frame
from cnnstudio.gui.pad.leaf import BOX, SIDE, Leaf
from cnnstudio.gui.widgets.rasters import picture_image

# Paper is light and ink dark in both themes, as on a desk; what the network sees stands beside it.
_PAPER, _GUIDE = QColor("#fdfdfb"), QColor("#d7dade")
_DARK_PAPER, _DARK_GUIDE = QColor("#000000"), QColor("#3a3d44")
_GRID = QColor(128, 132, 142, 120)
_PEN_REACH = 10


def paint_paper(painter: QPainter, paper: QRectF, leaf: Leaf, ground: npt.NDArray[np.uint8] | None) -> None:
    """The paper and all that lies on it.

    Args:
        ground: What the network sees of the picture under the ink, (height, width, channels).
    """
    painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
    painter.fillRect(paper, _DARK_PAPER if leaf.is_dark else _PAPER)
    if leaf.ground is None:
        margin = (1 - BOX / SIDE) / 2 * paper.width()
        painter.setPen(QPen(_DARK_GUIDE if leaf.is_dark else _GUIDE, 1, Qt.PenStyle.DashLine))
        painter.drawRect(paper.adjusted(margin, margin, -margin, -margin))
    elif ground is not None:
        _paint_ground(painter, paper, ground)
    painter.drawImage(paper, leaf.image)  # over the guide, which is printed on the paper


def _paint_ground(painter: QPainter, paper: QRectF, ground: npt.NDArray[np.uint8]) -> None:
    """A picture pixel by pixel; its shorter side fills the paper."""
    rows, columns = ground.shape[:2]
    scale = paper.width() / min(rows, columns)
    place = QRectF(0, 0, columns * scale, rows * scale)
    place.moveCenter(paper.center())
    painter.save()
    painter.setClipRect(paper, Qt.ClipOperation.IntersectClip)
    painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform, scale < 1)
    painter.drawImage(place, picture_image(ground))
    painter.restore()


def paint_grid(painter: QPainter, paper: QRectF, frame: Frame, edge: QColor) -> None:
    """The network's pixels, where they lie on the paper after all steps, and the edge of all it sees."""
    painter.save()
    painter.setClipRect(paper, Qt.ClipOperation.IntersectClip)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)
    painter.setPen(QPen(_GRID, 1))
    corner, scale = paper.topLeft(), paper.width() / SIDE
    down, across = (frame.lines(axis, scale) for axis in (0, 1))
    left, right, top, bottom = across[0], across[-1], down[0], down[-1]
    painter.drawLines([QLineF(corner + QPointF(left, at), corner + QPointF(right, at)) for at in down])
    painter.drawLines([QLineF(corner + QPointF(at, top), corner + QPointF(at, bottom)) for at in across])
    painter.setPen(QPen(edge, 1))
    painter.drawRect(QRectF(corner + QPointF(left, top), corner + QPointF(right, bottom)))
    painter.restore()


def paint_pen(painter: QPainter, at: QPointF, colour: QColor) -> None:
    """Where the pen of the keyboard is."""
    painter.setPen(QPen(colour, 2))
    painter.drawLine(at - QPointF(_PEN_REACH, 0), at + QPointF(_PEN_REACH, 0))
    painter.drawLine(at - QPointF(0, _PEN_REACH), at + QPointF(0, _PEN_REACH))
