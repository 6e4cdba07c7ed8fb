"""Many small maps as one picture, side by side, whose numbers can be read under the mouse and from the keyboard."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
from PySide6.QtCore import QEvent, QPointF, QRect, QSize, Qt
from PySide6.QtGui import QImage, QPalette, QResizeEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QPushButton, QScrollArea, QStyle, QVBoxLayout, QWidget

from cnnstudio.core.pictures import Scaling, Tiled, tile
from cnnstudio.gui.icons import icon
from cnnstudio.gui.widgets.colour_legend import ColourLegend
from cnnstudio.gui.widgets.fitting_label import FittingLabel
from cnnstudio.gui.widgets.grid_layout import Room, best_columns, better_columns
from cnnstudio.gui.widgets.grid_picture import GridPicture
from cnnstudio.gui.widgets.rasters import coloured, enlarged
from cnnstudio.gui.widgets.reading import Place, in_words, number

_CLOSEST = 200
_HINT = "Double-click a tile to see it alone"


class ImageGrid(QWidget):
    """One tiled picture with a line below that reads what is under the mouse.

    Double click or Enter shows the selected tile alone, Esc goes back; arrows move the selection; the wheel, + and −
    change the size, 0 fits it again. Tiles are numbered from 0, as Keras does.
    """

    def __init__(self, name: str, label: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName(name)
        self._maps: npt.NDArray[np.float32] | None = None
        self._tiled: Tiled | None = None
        self._image = QImage()
        self._scaling: Scaling = "own"
        self._limits: tuple[float, float] | None = None
        self._colours = "grey"
        self._columns: int | None = None
        self._title: Callable[[int], str] = "map {}".format
        self._selected: int | None = None
        self._alone = False
        self._scale: int | None = None
        self._least = 1
        self._note = self._empty = ""
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
        return self._tiled

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
        return "" if self._tiled is not None else self._empty

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

        Args:
            columns: Tiles in one row; None fills the place best.
            title: What tile number i is called.
            note: What the line below says besides how many tiles there are.
            least: A number is drawn at least this large, in pixels; what does not fit is scrolled.
            limits: The values that get the first and the last colour, in place of a scaling.
        """
        values = np.asarray(maps, np.float32)
        before = None if self._maps is None else (self._maps.shape, self._columns)
        self._maps, self._scaling, self._columns, self._title = values, scaling, columns, title
        self._note, self._least, self._limits = note, least, limits
        if before != (values.shape, columns):
            self._select_none()
        self._tile()

    def set_empty(self, text: str) -> None:
        """Shows no picture, but ``text``."""
        self._maps, self._tiled, self._image, self._empty = None, None, QImage(), text
        self._select_none()
        self._picture.setAccessibleDescription(text)
        self._legend.hide()
        self._lay_out()
        self.read(None)

    def set_colours(self, name: str) -> None:
        """The colour map by its name in ``COLOUR_MAPS``; pictures in colour have none."""
        self._colours = name
        if self._maps is not None:
            self._tile()

    def select(self, index: int | None) -> None:
        """Selects a tile."""
        self._selected = index
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
        if self._tiled is None:
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

    def picture(self) -> QImage:
        """What is shown, one tile or all, with its numbers as large as on the screen."""
        return enlarged(self.shown_image(), max(self.scale(), 1))

    def save_png(self, path: Path) -> bool:
        """Writes the picture; says in the line below when that fails."""
        done = self.picture().save(str(path), "PNG")
        self._reading.say(f"Saved as {path.name}." if done else f"{path.name} cannot be written there.")
        return done

    # For the picture

    def scale(self) -> int:
        """Pixels of the screen, its own small ones, for each number of the picture."""
        return self._scale or self._fitted()

    def shown_image(self) -> QImage:
        """The picture at one pixel a number: all tiles, or the selected one."""
        if self._alone and self._tiled is not None and self._selected is not None:
            row, column = self._tiled.origin(self._selected)
            return self._image.copy(column, row, self._tiled.tile[1], self._tiled.tile[0])
        return self._image

    def tile_rect(self, index: int) -> QRect:
        """Where a tile lies in ``shown_image``."""
        assert self._tiled is not None
        row, column = (0, 0) if self._alone else self._tiled.origin(index)
        return QRect(column, row, self._tiled.tile[1], self._tiled.tile[0])

    def outlined(self) -> range:
        """The tiles that are drawn with an outline: those with a gap around them."""
        return range(self._tiled.count if self._tiled is not None and self._tiled.gap else 0)

    def locate(self, row: int, column: int) -> Place | None:
        """The tile, and the row and column in it, at a point of ``shown_image``."""
        if self._tiled is None:
            return None
        if not self._alone or self._selected is None:
            return self._tiled.locate(row, column)
        inside = 0 <= row < self._tiled.tile[0] and 0 <= column < self._tiled.tile[1]
        return (self._selected, row, column) if inside else None

    def read(self, place: Place | None) -> None:
        """Says in the line below what the number at (tile, row, column) is; without a place, what there is at all."""
        words = in_words(self._maps, self._title, place, self._selected)
        if place is not None or self._tiled is None:
            self._reading.say(words)
            return
        note = self._note if self._selected is None else ""
        hint = _HINT if self._tiled.gap and self._tiled.count > 1 and not self._alone else ""
        short = " · ".join(filter(None, (words, note)))
        self._reading.say(" · ".join(filter(None, (short, hint))), short, words)

    def better_columns(self, options: tuple[int, ...], count: int, size: tuple[int, int], least: int) -> int:
        """Which of these numbers of tiles in a row lets ``count`` tiles of (rows, columns) be seen best in here."""
        return better_columns(options, count, size, 1, self._room(least))

    def step(self, key: int) -> None:
        """Moves the selection by an arrow key."""
        if self._tiled is None:
            return
        across = self._tiled.columns
        steps = {Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1, Qt.Key.Key_Up: -across, Qt.Key.Key_Down: across}
        wanted = 0 if self._selected is None else self._selected + steps[Qt.Key(key)]
        if 0 <= wanted < self._tiled.count:
            self.select(wanted)

    # Private

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

    def _tile(self) -> None:
        assert self._maps is not None
        size, count, gap = self._geometry()
        columns = self._columns or best_columns(count, size, gap, self._room(self._least))
        self._tiled = tile(self._maps, columns=columns, gap=gap, scaling=self._scaling, limits=self._limits)
        background = self.palette().color(QPalette.ColorRole.Window)
        self._image = coloured(self._tiled.picture, self._colours, background)
        self._show_legend()
        self._lay_out()
        if self._picture.underMouse():
            self._picture.read_again()
        else:
            self.read(None)

    def _geometry(self) -> tuple[tuple[int, int], int, int]:
        """Rows and columns of a tile, how many there are, and the gap between them."""
        assert self._maps is not None
        if self._maps.ndim == 1:
            return (1, 1), len(self._maps), 0
        return (self._maps.shape[0], self._maps.shape[1]), self._maps.shape[2], 1

    def _fitted(self) -> int:
        """The largest whole scale at which everything is seen; the least one when nothing is small enough."""
        image = self.shown_image()
        return 1 if image.isNull() else self._room(self._least).scale(image.width(), image.height())

    def _room(self, least: int) -> Room:
        ratio, viewport = self.devicePixelRatio(), self._area.maximumViewportSize()
        bar = self.style().pixelMetric(QStyle.PixelMetric.PM_ScrollBarExtent) * ratio
        return Room(viewport.width() * ratio, viewport.height() * ratio, bar, round(least * ratio), ratio)

    def _select_none(self) -> None:
        self._selected, self._scale = None, None
        self._be_alone(False)

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

    def _show_legend(self) -> None:
        assert self._maps is not None
        finite = self._maps[np.isfinite(self._maps)]
        low, high = (float(finite.min()), float(finite.max())) if finite.size else (0.0, 0.0)
        if self._scaling == "symmetric":
            high = max(abs(low), abs(high))
            low = -high
        if self._limits is not None:
            low, high = self._limits
        each = self._scaling == "own" and self._maps.ndim > 1 and self._limits is None
        words = ("each one’s least", "greatest") if each else (number(low), number(high))
        self._legend.show_map("" if self._maps.ndim == 4 else self._colours, *words)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if self._maps is not None:
            self._tile()
        else:
            self._lay_out()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.PaletteChange and self._maps is not None:
            self._tile()  # the gaps have the background's colour
