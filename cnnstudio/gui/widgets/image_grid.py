"""Many small maps as one picture, side by side, whose numbers can be read under the mouse and from the keyboard."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any

import numpy as np
import numpy.typing as npt
from PySide6.QtCore import QEvent, QPointF, QRect, QSize, Qt, Signal
from PySide6.QtGui import QColor, QImage, QPalette, QResizeEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QPushButton, QScrollArea, QStyle, QVBoxLayout, QWidget

from cnnstudio.core.pictures import Scaling, Tiled
from cnnstudio.gui.icons import icon
from cnnstudio.gui.widgets.colour_legend import ColourLegend
from cnnstudio.gui.widgets.figure import Figure, Panel
from cnnstudio.gui.widgets.fitting_label import FittingLabel
from cnnstudio.gui.widgets.grid_layout import Room, best_columns, better_columns
from cnnstudio.gui.widgets.grid_picture import OUTLINED, GridPicture
from cnnstudio.gui.widgets.rasters import on_ground
from cnnstudio.gui.widgets.reading import Place, in_words
from cnnstudio.gui.widgets.tiling import Made, Maps, Style, Tiler

_CLOSEST = 200
_MOST_ALONE = 96
"""A tile alone is fitted with larger numbers than all of them are, so that these can be written into it."""

_MOST_FRAMES = 5_000
"""Outlines of more tiles than this would only be in a figure's way."""

_HINT = "Double-click a tile to see it alone"


class ImageGrid(QWidget):
    """One tiled picture with a line below that reads what is under the mouse.

    Double click or Enter shows the selected tile alone, Esc goes back; arrows move the selection; the wheel, + and −
    change the size, 0 fits it again. Tiles are numbered from 0, as Keras does.
    """

    selection_changed = Signal()

    def __init__(self, name: str, label: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName(name)
        self._made: Made | None = None
        self._tiler = Tiler(self._style_of, self)
        self._tiler.made.connect(self._show)
        self._tiler.failed.connect(lambda error: self.set_empty(f"{error} {error.hint}".strip()))
        self._colours = "grey"
        self._selected: int | None = None
        self._alone = False
        self._scale: int | None = None
        self._empty = ""
        self._taken: Callable[[], Figure | None] = lambda: None
        self._picture = GridPicture(self)
        self._picture.setObjectName(f"{name}.picture")
        self._picture.setAccessibleName(label)
        self._area = QScrollArea(frameShape=QFrame.Shape.NoFrame, alignment=Qt.AlignmentFlag.AlignCenter)
        self._area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._area.setWidget(self._picture)
        self._reading = FittingLabel()
        self._reading.setObjectName(f"{name}.reading")
        self._legend = ColourLegend()
        self._back = QPushButton(icon("minimize-2"), "Back to all", objectName=f"{name}.back", toolTip="Esc")
        self._back.clicked.connect(lambda: self.show_alone(False))
        self._lay_out_parts()
        self.setFocusProxy(self._picture)

    @property
    def tiled(self) -> Tiled | None:
        """The tiles as they lie; None while there is nothing to show."""
        return None if self._made is None else self._made.tiled

    @property
    def is_building(self) -> bool:
        """Whether another picture is awaited, which is too large to be made while the window waits."""
        return self._tiler.is_busy

    @property
    def selected(self) -> int | None:
        """The number of the selected tile."""
        return self._selected

    @property
    def is_alone(self) -> bool:
        """Whether the selected tile fills the place."""
        return self._alone

    @property
    def reading(self) -> str:
        """The line below the picture."""
        return self._reading.full

    @property
    def empty_text(self) -> str:
        """What it says in place of a picture; empty while there is one."""
        return "" if self._made is not None else self._empty

    def set_maps(
        self,
        maps: npt.NDArray[Any],
        scaling: Scaling = "own",
        *,
        columns: int | None = None,
        title: Callable[[int], str] = "map {}".format,
        note: str = "",
        least: int = 1,
        limits: tuple[float, float] | None = None,
    ) -> None:
        """Shows ``maps``: (height, width, n), or (height, width, n, 3) in colour, or a list of n numbers.

        Many numbers are made into a picture beside the window, which shows until then what it did before.

        Args:
            columns: Tiles in one row; None fills the place best.
            title: What tile number i is called.
            note: What the line below says besides how many tiles there are.
            least: A number is drawn at least this large, in pixels; what does not fit is scrolled.
            limits: The values that get the first and the last colour, in place of a scaling.
        """
        self._tiler.make(Maps(np.asarray(maps, np.float32), scaling, columns, title, note, least, limits))

    def set_empty(self, text: str) -> None:
        """Shows no picture, but ``text``."""
        self._tiler.stop()
        self._made, self._empty = None, text
        self._select_none()
        self._picture.setAccessibleDescription(text)
        self._legend.hide()
        self._lay_out()
        self.read(None)

    def set_colours(self, name: str) -> None:
        """The colour map by its name in ``COLOUR_MAPS``; pictures in colour have none."""
        self._colours = name
        self._make_again()

    def select(self, index: int | None) -> None:
        """Selects a tile."""
        self._take_selection(index)
        if index is None:
            self._be_alone(False)
        else:
            self._show_row(index)
        self._lay_out()
        self.read(None)
        self._picture.setAccessibleDescription(self.reading)

    def show_alone(self, alone: bool) -> None:
        """Lets the selected tile fill the place, or goes back to all of them."""
        self._be_alone(alone and self._selected is not None)
        self._scale = None
        self._lay_out()
        self.read(None)

    def zoom(self, steps: float, at: QPointF | None = None) -> None:
        """Makes the picture larger or smaller by a quarter each step; the point ``at`` of the picture stays put."""
        if self._made is None:
            return
        before, fitted = self.scale(), self._fitted()
        wanted = max(before + 1, round(before * 1.25)) if steps > 0 else min(before - 1, round(before / 1.25))
        self._scale = None if wanted <= fitted else min(wanted, max(_CLOSEST, fitted))
        self._lay_out()
        at = at or QPointF(self._picture.rect().center())
        factor = self.scale() / before - 1
        for bar, shift in (
            (self._area.horizontalScrollBar(), at.x() * factor),
            (self._area.verticalScrollBar(), at.y() * factor),
        ):
            bar.setValue(bar.value() + round(shift))

    def fit(self) -> None:
        """Makes the picture as large as all of it can be seen."""
        self._scale = None
        self._lay_out()

    def figure(self, name: str = "", caption: str = "") -> Figure | None:
        """What is shown, one tile or all, as large as on the screen and on white; None while nothing is.

        Args:
            name, caption: Those of the grid itself where they are empty.
        """
        if self._made is None:
            return None
        image = self._seen(on_ground(self._made.image, self._made.tiled.picture, QColor("white")))
        title = self._made.maps.title(self._selected) if self._alone and self._selected is not None else ""
        scale = max(self.scale(), 1)
        are_outlined = scale >= OUTLINED and not self._alone and self._made.tiled.count <= _MOST_FRAMES
        frames = tuple(map(self.tile_rect, self.outlined(image.rect()))) if are_outlined else ()
        panel = Panel(image, scale, title, *self._legend.shown, frames)
        own = self.objectName().rpartition(".")[0]
        return Figure(name or own or "picture", caption or self._picture.accessibleName(), (panel,))

    def take_as(self, figure: Callable[[], Figure | None]) -> None:
        """Says what the context menu copies and saves in place of the grid alone, where it gives anything."""
        self._taken = figure

    def taken(self) -> Figure | None:
        """What the context menu copies and saves."""
        return self._taken() or self.figure()

    # For the picture

    def scale(self) -> int:
        """Pixels of the screen, its own small ones, for each number of the picture."""
        return self._scale or self._fitted()

    def shown_image(self) -> QImage:
        """The picture at one pixel a number: all tiles, or the selected one."""
        return QImage() if self._made is None else self._seen(self._made.image)

    def tile_rect(self, index: int) -> QRect:
        """Where a tile lies in ``shown_image``."""
        assert self._made is not None
        row, column = (0, 0) if self._alone else self._made.tiled.origin(index)
        return QRect(column, row, self._made.tiled.tile[1], self._made.tiled.tile[0])

    def outlined(self, area: QRect) -> Iterator[int]:
        """The tiles in an area of ``shown_image`` that are drawn with an outline: those with a gap around them."""
        if self._made is None or not self._made.tiled.gap:
            return
        tiled = self._made.tiled
        rows, columns = (size + tiled.gap for size in tiled.tile)
        for row in range(area.top() // rows, area.bottom() // rows + 1):
            for column in range(area.left() // columns, min(area.right() // columns + 1, tiled.columns)):
                if row * tiled.columns + column < tiled.count:
                    yield row * tiled.columns + column

    def numbers_alone(self) -> npt.NDArray[np.float32] | None:
        """The numbers of the tile that is shown alone, (rows, columns) or (rows, columns, 3); else None."""
        if self._made is None or not self._alone or self._selected is None or self._made.maps.values.ndim == 1:
            return None
        return self._made.maps.values[:, :, self._selected]

    def locate(self, row: int, column: int) -> Place | None:
        """The tile, and the row and column in it, at a point of ``shown_image``."""
        if self._made is None:
            return None
        tiled = self._made.tiled
        if not self._alone or self._selected is None:
            return tiled.locate(row, column)
        inside = 0 <= row < tiled.tile[0] and 0 <= column < tiled.tile[1]
        return (self._selected, row, column) if inside else None

    def read(self, place: Place | None) -> None:
        """Says in the line below what the number at (tile, row, column) is; without a place, what there is at all."""
        if self._made is None:
            self._reading.say("")
            return
        maps, tiled = self._made.maps, self._made.tiled
        words = in_words(maps.values, maps.title, place, self._selected)
        if place is not None:
            self._reading.say(words)
            return
        note = maps.note if self._selected is None else ""
        hint = _HINT if tiled.gap and tiled.count > 1 and not self._alone else ""
        short = " · ".join(filter(None, (words, note)))
        self._reading.say(" · ".join(filter(None, (short, hint))), short, words)

    def better_columns(
        self, options: tuple[int, ...], count: int, size: tuple[int, int], least: int, gap: int = 1
    ) -> int:
        """Which of these numbers of tiles in a row lets ``count`` tiles of (rows, columns) be seen best in here."""
        return better_columns(options, count, size, gap, self._room(least))

    def step(self, key: int) -> None:
        """Moves the selection by an arrow key."""
        if self._made is None:
            return
        across = self._made.tiled.columns
        steps = {Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1, Qt.Key.Key_Up: -across, Qt.Key.Key_Down: across}
        wanted = 0 if self._selected is None else self._selected + steps[Qt.Key(key)]
        if 0 <= wanted < self._made.tiled.count:
            self.select(wanted)

    def say(self, words: str) -> None:
        """Says something in the line below, until something else is read there."""
        self._reading.say(words)

    # Private

    def _seen(self, image: QImage) -> QImage:
        """The part of a picture of all tiles that is shown."""
        if self._made is None or not self._alone or self._selected is None:
            return image
        (row, column), (height, width) = self._made.tiled.origin(self._selected), self._made.tiled.tile
        return image.copy(column, row, width, height)

    def _lay_out_parts(self) -> None:
        below = QWidget()
        below.setFixedHeight(self._back.sizeHint().height())  # as high without the button as with it
        row = QHBoxLayout(below)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(16)
        row.addWidget(self._back)
        row.addWidget(self._reading, 1)
        row.addWidget(self._legend)
        self._back.hide()
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(8)
        layout.addWidget(self._area, 1)
        layout.addWidget(below)

    def _style_of(self, maps: Maps) -> Style:
        columns = maps.columns or best_columns(maps.count, maps.size, maps.gap, self._room(maps.least))
        return Style(min(columns, maps.count), self._colours, self.palette().color(QPalette.ColorRole.Window).rgb())

    def _show(self, made: Made) -> None:
        before = self._made
        self._made = made
        if before is not None and not made.maps.is_like(before.maps):
            self._select_none()
        self._legend.show_map(*made.legend)
        self._lay_out()
        if self._picture.underMouse():
            self._picture.read_again()
        else:
            self.read(None)

    def _make_again(self) -> None:
        """After something that its looks depend on has changed."""
        if self._tiler.is_busy:
            self._tiler.make_again()
        elif self._made is not None and self._style_of(self._made.maps) != self._made.style:
            self._tiler.make(self._made.maps)
        else:
            self._lay_out()

    def _fitted(self) -> int:
        """The largest whole scale at which everything is seen; the least one when nothing is small enough."""
        image = self.shown_image()
        if self._made is None or image.isNull():
            return 1
        room = self._room(self._made.maps.least)
        return (replace(room, most=_MOST_ALONE) if self._alone else room).scale(image.width(), image.height())

    def _room(self, least: int) -> Room:
        ratio, viewport = self.devicePixelRatio(), self._area.maximumViewportSize()
        bar = self.style().pixelMetric(QStyle.PixelMetric.PM_ScrollBarExtent) * ratio
        return Room(viewport.width() * ratio, viewport.height() * ratio, bar, round(least * ratio), ratio)

    def _select_none(self) -> None:
        self._scale = None
        self._be_alone(False)
        self._take_selection(None)

    def _take_selection(self, index: int | None) -> None:
        if index != self._selected:
            self._selected = index
            self.selection_changed.emit()

    def _be_alone(self, alone: bool) -> None:
        had_focus = self._back.hasFocus()
        self._alone = alone
        self._back.setVisible(alone)
        if had_focus and not alone:
            self._picture.setFocus()

    def _lay_out(self) -> None:
        image, ratio = self.shown_image(), self.devicePixelRatio()
        if image.isNull():
            self._picture.resize(self._area.maximumViewportSize())
        else:
            size = QSize(round(image.width() * self.scale() / ratio), round(image.height() * self.scale() / ratio))
            self._picture.resize(size)
        self._picture.update()

    def _show_row(self, index: int) -> None:
        area = self.tile_rect(index)
        scale = self.scale() / self.devicePixelRatio()
        self._area.ensureVisible(round(area.center().x() * scale), round(area.center().y() * scale))

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._make_again()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.PaletteChange and self._made is not None:
            self._make_again()  # the gaps have the background's colour
