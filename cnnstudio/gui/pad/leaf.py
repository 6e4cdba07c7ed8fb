"""The leaf that is drawn on: ink of any colour, a picture under it, and every state it was in before."""

from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import numpy.typing as npt
from PySide6.QtCore import QObject, QPointF, QRect, QRectF, Qt, Signal
from PySide6.QtGui import QColor, QImage, QPainter, QPainterPath, QPen

from cnnstudio.core.pictures.sheet import Sheet
from cnnstudio.core.pictures.tiles import resize
from cnnstudio.gui.pad.origin import Origin
from cnnstudio.gui.pad.stroke import Stroke

SIDE = 448
"""Rows and columns of the ink: sixteen times MNIST's 28."""

BOX = round(SIDE * 20 / 28)
_MOST_STEPS = 48
_ERASER = 1.5
"""How much wider than the pen the eraser is."""

_OVER = QPainter.CompositionMode.CompositionMode_SourceOver
_ROUND = Qt.PenStyle.SolidLine, Qt.PenCapStyle.RoundCap, Qt.PenJoinStyle.RoundJoin

Picture = npt.NDArray[np.uint8]


@dataclass(frozen=True, eq=False)
class _State:
    """Everything that undo brings back.

    Attributes:
        image: Ink, ARGB premultiplied, SIDE by SIDE; never painted on once it is in the history.
        ground: The picture under it, (rows, columns, 1 or 3).
        is_dark: Whether the paper is black.
        origin: Where the picture, or the ink that was found on it, came from.
    """

    image: QImage
    ground: Picture | None = None
    is_dark: bool = False
    origin: Origin | None = None


class Leaf(QObject):
    """Ink is put on it stroke by stroke, each of which can be undone."""

    changed = Signal(QRectF)
    """Where, in its own 448 rows and columns; also while a stroke is being drawn."""
    history_changed = Signal()
    """What can be undone and redone."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._state = _State(_blank())
        self._undo: list[_State] = []
        self._redo: list[_State] = []
        self._stroke: Stroke | None = None
        self._layer, self._piece = _blank(), _blank()
        """The stroke that is being drawn, and room for a piece of it."""
        self._sheet: Sheet | None = None
        self._colour: QColor | None = None

    @property
    def image(self) -> QImage:
        """The ink alone, on nothing."""
        return self._state.image

    @property
    def ground(self) -> Picture | None:
        """The picture under the ink."""
        return self._state.ground

    @property
    def origin(self) -> Origin | None:
        """Where what lies here came from; None of what was drawn."""
        return self._state.origin

    @property
    def is_dark(self) -> bool:
        """Whether the paper is black; under a grey picture it is as black as that picture's empty ground."""
        ground = self._state.ground
        return self._state.is_dark if ground is None or ground.shape[2] == 3 else True

    @property
    def has_dark_paper(self) -> bool:
        """Whether black paper was chosen, whatever lies on it."""
        return self._state.is_dark

    @property
    def is_drawing(self) -> bool:
        """Whether a stroke has begun and not ended."""
        return self._stroke is not None

    @property
    def sheet(self) -> Sheet:
        """What lies there now; the same object as long as nothing changes."""
        if self._sheet is None:
            is_prepared = self.origin is not None and self.origin.of_data
            self._sheet = Sheet(_bytes(self.image).copy()[..., ::-1], self.is_dark, self.ground, is_prepared)
        return self._sheet

    @property
    def can_undo(self) -> bool:
        return bool(self._undo)

    @property
    def can_redo(self) -> bool:
        return bool(self._redo)

    def set_colour(self, colour: QColor | None) -> None:
        """What the pen leaves from now on; None: black on white paper, white on black."""
        self._colour = colour

    # Strokes

    def begin(self, at: QPointF, erases: bool, width: float) -> None:
        """Puts the pen or the eraser down, so wide of the leaf's 448."""
        self.end()
        self._remember()
        self._stroke = Stroke(at, erases, self._wide(width, erases))
        self._layer.fill(0)
        self._draw([self._stroke.dot()])
        self.history_changed.emit()

    def go_on(self, at: QPointF, width: float) -> None:
        """Draws on to a point; nothing where no stroke has begun."""
        if self._stroke is not None and at != self._stroke.last:
            self._draw(self._stroke.curve_to(at, self._wide(width, self._stroke.erases)))

    def end(self) -> None:
        """Lifts the pen."""
        if self._stroke is not None:
            self._draw([self._stroke.end()])
            self._stroke = None

    # Everything at once

    def put(self, ink: npt.NDArray[Any], origin: Origin | None = None) -> None:
        """Puts ink, (rows, columns) 0 to 1, on a clean leaf, as large as the guide box, or as it is if it is a leaf."""
        if ink.shape != (SIDE, SIDE):
            factor = BOX / max(ink.shape)
            small = resize(ink, *(max(1, round(side * factor)) for side in ink.shape))
            ink = np.zeros((SIDE, SIDE), np.float32)
            top, left = ((SIDE - side) // 2 for side in small.shape)
            ink[top : top + small.shape[0], left : left + small.shape[1]] = small
        cover = np.rint(np.clip(ink, 0, 1) * 255).astype(np.uint8)
        planes = np.zeros((SIDE, SIDE, 4), np.uint8)
        planes[..., :3] = cover[..., None] * np.uint8(self._state.is_dark)
        planes[..., 3] = cover
        self._become(_State(_image(planes), None, self._state.is_dark, origin))

    def lay(self, ground: Picture, origin: Origin | None = None) -> None:
        """Lays a picture, (rows, columns, 1 or 3), under clean ink."""
        self._become(_State(_blank(), ground, self._state.is_dark, origin))

    def set_dark(self, on: bool) -> None:
        """Makes the paper black, or white; ink without a colour changes with it, so that it is still seen."""
        if on != self._state.is_dark:
            planes = _bytes(self.image).copy()
            cover = planes[..., 3]
            is_grey = (planes[..., 0] == planes[..., 1]) & (planes[..., 1] == planes[..., 2])
            turned = np.where(is_grey, cover - planes[..., 0], planes[..., 0])
            planes[..., :3] = np.where(is_grey[..., None], turned[..., None], planes[..., :3])
            self._become(replace(self._state, image=_image(planes), is_dark=on))

    def clear(self) -> None:
        """A clean leaf; can be undone."""
        self.end()
        if not self.sheet.is_empty:
            self._become(_State(_blank(), None, self._state.is_dark))

    def begin_anew(self) -> None:
        """Another leaf: clean, and nothing of before can be brought back."""
        self.end()
        self._undo, self._redo, self._state = [], [], _State(_blank())
        self._tell_all()
        self.history_changed.emit()

    def undo(self) -> None:
        """Takes the last stroke back."""
        self._swap(self._undo, self._redo)

    def redo(self) -> None:
        """Puts back what was undone last."""
        self._swap(self._redo, self._undo)

    # Private

    @staticmethod
    def _wide(width: float, erases: bool) -> float:
        return width * (_ERASER if erases else 1)

    def _draw(self, pieces: list[tuple[QPainterPath, float]]) -> None:
        """Adds pieces to the stroke, and lays all of it over what was there before it.

        Where pieces meet, the one counts that covers more: laid over each other they would make soft edges hard, and
        the more so the slower the hand is.
        """
        assert self._stroke is not None
        ink, mode = self._colour or QColor("white" if self.is_dark else "black"), _OVER
        if self._stroke.erases and self.ground is None:
            mode = QPainter.CompositionMode.CompositionMode_DestinationOut
        elif self._stroke.erases:  # what lies under the ink is painted out
            ink = QColor("black" if self.is_dark else "white")
        where = QRect()
        for path, width in pieces:
            reach = width / 2 + 2
            area = path.boundingRect().adjusted(-reach, -reach, reach, reach).toAlignedRect() & self._layer.rect()
            _paint(self._piece, area, path, QPen(ink, width, *_ROUND))
            layer, piece = (_writable(image)[_slices(area)] for image in (self._layer, self._piece))
            np.maximum(layer, piece, out=layer)
            where = where.united(area)
        painter = QPainter(self._state.image)
        painter.setCompositionMode(QPainter.CompositionMode.CompositionMode_Source)
        painter.drawImage(where, self._undo[-1].image, where)
        painter.setCompositionMode(mode)
        painter.drawImage(where, self._layer, where)
        painter.end()
        self._sheet = None
        self.changed.emit(QRectF(where))

    def _remember(self) -> None:
        state = self._state
        self._undo = [*self._undo[-_MOST_STEPS + 1 :], state]
        self._redo = []
        self._state = replace(state, image=state.image.copy())

    def _become(self, state: _State) -> None:
        self.end()
        self._remember()
        self._state = state
        self._tell_all()
        self.history_changed.emit()

    def _swap(self, source: list[_State], target: list[_State]) -> None:
        self.end()
        if source:
            target.append(self._state)
            self._state = source.pop()
            self._tell_all()
            self.history_changed.emit()

    def _tell_all(self) -> None:
        self._sheet = None
        self.changed.emit(QRectF(0, 0, SIDE, SIDE))


def _blank() -> QImage:
    image = QImage(SIDE, SIDE, QImage.Format.Format_ARGB32_Premultiplied)
    image.fill(0)
    return image


def _paint(image: QImage, area: QRect, path: QPainterPath, pen: QPen) -> None:
    """Draws a path on a clean area."""
    painter = QPainter(image)
    painter.setCompositionMode(QPainter.CompositionMode.CompositionMode_Source)
    painter.fillRect(area, Qt.GlobalColor.transparent)
    painter.setCompositionMode(_OVER)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(pen)
    painter.drawPath(path)


def _slices(area: QRect) -> tuple[slice, slice]:
    return slice(area.top(), area.bottom() + 1), slice(area.left(), area.right() + 1)


def _writable(image: QImage) -> npt.NDArray[np.uint8]:
    """Blue, green, red, cover, (SIDE, SIDE, 4): the image's memory itself."""
    return np.frombuffer(image.bits(), np.uint8).reshape(SIDE, SIDE, 4)


def _image(planes: npt.NDArray[np.uint8]) -> QImage:
    """Blue, green, red, cover, (SIDE, SIDE, 4), as an image with memory of its own."""
    return QImage(planes.tobytes(), SIDE, SIDE, SIDE * 4, QImage.Format.Format_ARGB32_Premultiplied).copy()


def _bytes(image: QImage) -> npt.NDArray[np.uint8]:
    """Blue, green, red, cover, (SIDE, SIDE, 4), as they lie in the image's memory."""
    return np.frombuffer(image.constBits(), np.uint8).reshape(SIDE, SIDE, 4)
