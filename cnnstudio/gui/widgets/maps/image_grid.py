"""Many small maps as one picture, side by side, whose numbers can be read under the mouse and from the keyboard."""

import math
from collections.abc import Callable
from typing import Any

import numpy as np
import numpy.typing as npt
from PySide6.QtCore import QEvent, QPointF, QRect, Qt, Signal
from PySide6.QtGui import QImage, QPalette, QResizeEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget

from cnnstudio.core.pictures.tiles import Scaling, Tiled
from cnnstudio.gui.widgets.figures.figure import Figure
from cnnstudio.gui.widgets.focus_frame import FocusFrame
from cnnstudio.gui.widgets.in_sight import InSight
from cnnstudio.gui.widgets.maps.foot import GridFoot
from cnnstudio.gui.widgets.maps.heads import HeadedArea
from cnnstudio.gui.widgets.maps.layout import better_columns
from cnnstudio.gui.widgets.maps.picture import GridPicture
from cnnstudio.gui.widgets.maps.reading import Place
from cnnstudio.gui.widgets.maps.tiling import Heads, Made, Maps, Style, Tiler
from cnnstudio.gui.widgets.maps.view import GridView
from cnnstudio.gui.widgets.maps.zoom import GridZoom


class ImageGrid(QWidget):
    """One tiled picture with a line below that reads what is under the mouse.

    Double click or Enter shows the selected tile alone, Esc goes back; arrows move the selection; Ctrl and the wheel, +
    and − change the size, 0 fits it again, and then shows all at once. Tiles are numbered from 0, as Keras does.
    """

    selection_changed = Signal()
    shown = Signal()
    """Another picture is there."""
    room_changed = Signal()
    """Numbers may be smaller now, or no longer: who chose how many tiles stand in a row may choose again."""

    def __init__(self, name: str, label: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName(name)
        self._made: Made | None = None
        self._following = InSight(self, self._make_again)
        self._tiler = Tiler(self._style_of, self)
        self._tiler.made.connect(self._show)
        self._tiler.failed.connect(lambda error: self.set_empty(str(error)))
        self._colours = "grey"
        self._selected: int | None = None
        self._alone = False
        self._empty = ""
        self._taken: Callable[[], Figure | None] = lambda: None
        self._picture = GridPicture(self)
        self._picture.setObjectName(f"{name}.picture")
        self._picture.setAccessibleName(label)
        self._area = HeadedArea()
        self._area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._area.setWidget(self._picture)
        FocusFrame(self._area, self._picture)
        self._zoom = GridZoom(self._area)
        self._foot = GridFoot(name)
        self._foot.back.connect(lambda: self.show_alone(False))
        self._foot.all_wanted.connect(self._see_all)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(8)
        layout.addWidget(self._area, 1)
        layout.addWidget(self._foot)
        self.setFocusProxy(self._picture)

    @property
    def tiled(self) -> Tiled | None:
        """The tiles as they lie; None while there is nothing to show."""
        return None if self._made is None else self._made.tiled

    @property
    def about(self) -> object:
        """What was given along with the maps that are shown, not with those that are still being made."""
        return self._made.maps.about if self._made is not None else None

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
        return self._foot.reading.full

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
        about: object = None,
        name: Callable[[int], str] | None = None,
        heads: Heads | None = None,
    ) -> None:
        """Shows ``maps``: (height, width, n), or (height, width, n, 3) in colour, or a list of n numbers.

        Many numbers are made into a picture beside the window, which shows until then what it did before. All else is
        as in Maps.
        """
        values = np.asarray(maps, np.float32)
        self._tiler.make(Maps(values, scaling, columns, title, note, least, limits, about, name, heads))

    def set_empty(self, text: str, *, meanwhile: bool = False) -> None:
        """Shows no picture, but ``text``; ``meanwhile``: until the one is there that is being made."""
        if not meanwhile:
            self._tiler.stop()
        self._made, self._empty = None, text
        self._select_none()
        self._picture.setAccessibleDescription(text)
        self._foot.legend.hide()
        self._lay_out()
        self.read(None)

    def stop(self) -> None:
        """Nobody waits any more for what is being made."""
        self._tiler.stop()

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
        self._zoom.fit()
        self._lay_out()
        self.read(None)

    def zoom(self, steps: float, at: QPointF | None = None) -> None:
        """Makes the picture larger or smaller by a quarter each step; the point ``at`` of the picture stays put."""
        if self.view is None:
            return
        at = at or QPointF(self._picture.rect().center())
        factor = self._zoom.change(self.view, steps)
        self._lay_out()
        self._zoom.keep(at, factor)

    def fit(self) -> None:
        """Makes the picture as large as is usual; where it is so already, shows all of it at once, or no longer."""
        if self._zoom.is_fitted and self.view is not None and self._zoom.has_more(self.view):
            self._see_all(not self._zoom.sees_all)
        else:
            self._zoom.fit()
            self._lay_out()

    def figure(self, name: str = "", caption: str = "") -> Figure | None:
        """What is shown, one tile or all, as large as on the screen and on white; None while nothing is.

        Args:
            name, caption: Those of the grid itself where they are empty.
        """
        if self.view is None:
            return None
        own = self.objectName().rpartition(".")[0] or "picture"
        return Figure(name or own, caption or self._picture.accessibleName(), self.view.panels(math.ceil(self.scale())))

    def take_as(self, figure: Callable[[], Figure | None]) -> None:
        """Says what the context menu copies and saves in place of the grid alone, where it gives anything."""
        self._taken = figure

    def taken(self) -> Figure | None:
        """What the context menu copies and saves."""
        return self._taken() or self.figure()

    # For the picture

    def scale(self) -> float:
        """Pixels of the screen, its own small ones, for each number of the picture."""
        return self._zoom.scale(self.view)

    @property
    def view(self) -> GridView | None:
        """What is in view; None while there is nothing."""
        return None if self._made is None else GridView(self._made, self._selected if self._alone else None)

    def shown_image(self) -> QImage:
        """The picture at one pixel a number: all tiles, or the selected one."""
        return QImage() if self.view is None else self.view.image()

    def tile_rect(self, index: int) -> QRect:
        """Where a tile lies in ``shown_image``."""
        assert self.view is not None
        return self.view.tile_rect(index)

    def read(self, place: Place | None) -> None:
        """Says in the line below what the number at (tile, row, column) is; without a place, what there is at all."""
        self._foot.reading.say(*(("",) if self.view is None else self.view.words(place, self._selected)))

    def better_columns(self, options: tuple[int, ...], count: int, size: tuple[int, int], least: int, gap: int) -> int:
        """Which of these numbers of tiles in a row lets ``count`` tiles be seen best in here, with heads."""
        return better_columns(options, count, size, gap, self._zoom.room(least, True))

    def say(self, words: str) -> None:
        """Says something in the line below, until something else is read there."""
        self._foot.reading.say(words)

    # Private

    def _style_of(self, maps: Maps) -> Style:
        line = self.fontMetrics().height() * self.devicePixelRatio()
        columns, under = self._zoom.columns(maps, line)
        return Style(columns, self._colours, self.palette().color(QPalette.ColorRole.Window).rgb(), under)

    def _show(self, made: Made) -> None:
        before, self._made = self._made, made
        if before is not None and not made.maps.is_like(before.maps):
            self._select_none()
        self._foot.legend.show_map(*made.legend)
        self._lay_out()
        self.shown.emit()
        if self._picture.underMouse():
            self._picture.read_again()
        else:
            self.read(None)

    def _see_all(self, wanted: bool) -> None:
        self._zoom.fit()
        self._zoom.sees_all = wanted
        self._make_again()
        self.room_changed.emit()

    def _make_again(self) -> None:
        """After something that its looks depend on has changed."""
        if self._tiler.is_busy:
            self._tiler.make_again()
        elif self._made is not None and self._style_of(self._made.maps) != self._made.style:
            self._tiler.make(self._made.maps)
        else:
            self._lay_out()

    def _select_none(self) -> None:
        self._zoom.fit()
        self._be_alone(False)
        self._take_selection(None)

    def _take_selection(self, index: int | None) -> None:
        if index != self._selected:
            self._selected = index
            self.selection_changed.emit()

    def _be_alone(self, alone: bool) -> None:
        had_focus = self._foot.button.hasFocus()
        self._alone = alone
        self._foot.button.setVisible(alone)
        if had_focus and not alone:
            self._picture.setFocus()

    def _lay_out(self) -> None:
        factor = self.scale() / self.devicePixelRatio()
        view = self.view
        self._area.set_ruler(None if view is None else view.ruler(factor))
        self._picture.resize(self._area.maximumViewportSize() if view is None else view.area.size() * factor)
        self._picture.update()
        self._foot.offer_all(view is not None and self._zoom.has_more(view), self._zoom.sees_all)

    def _show_row(self, index: int) -> None:
        centre = self.tile_rect(index).center() * self.scale() / self.devicePixelRatio()
        self._area.ensureVisible(centre.x(), centre.y())

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._make_again()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.PaletteChange and self._made is not None:
            self._following.follow()  # the gaps have the background's colour
