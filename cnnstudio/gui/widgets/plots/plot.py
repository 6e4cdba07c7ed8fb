"""A plot of curves over epochs that keeps up with training, reads out values and can be taken along."""

from collections.abc import Callable, Sequence
from pathlib import Path

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QContextMenuEvent, QFocusEvent, QGuiApplication, QImage, QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QMenu, QStackedLayout, QVBoxLayout, QWidget

from cnnstudio.core.errors import StudioError
from cnnstudio.core.language import in_sentence, tr
from cnnstudio.gui.theme import theme_of
from cnnstudio.gui.threads.newest import Newest
from cnnstudio.gui.threads.turns import Turn
from cnnstudio.gui.widgets.card import MutedLabel
from cnnstudio.gui.widgets.in_sight import InSight
from cnnstudio.gui.widgets.measures import grown
from cnnstudio.gui.widgets.panel import Panel
from cnnstudio.gui.widgets.plots import files as plot_files
from cnnstudio.gui.widgets.plots.canvas import Canvas
from cnnstudio.gui.widgets.plots.curves import Band, Curve, Mark
from cnnstudio.gui.widgets.plots.menu import menu_of
from cnnstudio.gui.widgets.plots.range import fit, x_range
from cnnstudio.gui.widgets.plots.reading import last_epoch
from cnnstudio.gui.widgets.plots.tools import PlotTools
from cnnstudio.gui.widgets.saving import ask_where

__all__ = ["Band", "Curve", "CurvePlot", "Mark"]

_MOVES = {
    Qt.Key.Key_Left: (-0.2, 0.0),
    Qt.Key.Key_Right: (0.2, 0.0),
    Qt.Key.Key_Up: (0.0, 0.2),
    Qt.Key.Key_Down: (0.0, -0.2),
}
_READS = {Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1}
_ZOOMS = {Qt.Key.Key_Plus: 0.8, Qt.Key.Key_Equal: 0.8, Qt.Key.Key_Minus: 1.25}
_LEAST_WIDTH, _LEAST_HEIGHT = 260, 160
_TITLE_MIDDLE = 21
"""Where the middle of the title lies, in pixels from the top."""


class CurvePlot(Panel):
    """Curves over epochs. Wheel and keys + − zoom, dragging and arrow keys move, double click and Home bring all back.

    All is in view at first as far as it can be read: single batches or epochs that exploded are left outside, until
    Home is pressed once more. With Shift the arrow keys read the curves epoch by epoch, which is also told to screen
    readers; Esc ends that.

    A click on an entry of the legend, or the context menu, takes a curve out of the picture or puts it back.
    """

    failed = Signal(object)
    """A StudioError: a picture or table could not be written."""
    hidden_changed = Signal()
    """A curve was taken out of the picture or put back."""

    def __init__(
        self,
        title: str,
        *,
        percent: bool = False,
        log: bool = False,
        empty: str = tr("No run yet…"),
        parent: QWidget | None = None,
    ) -> None:
        """``percent``: values are shares; ``log``: a switch for a logarithmic scale is offered."""
        super().__init__(parent)
        self._title, self._percent = title, percent
        self._curves: tuple[Curve, ...] = ()
        self._hidden: set[str] = set()
        self._weight = self._end = 0.0
        self._best: int | None = None
        self._changes: tuple[Mark, ...] = ()
        self._band: Band | None = None
        self._aside: Curve | None = None
        self._whole, self._everything = True, False
        self._cut = False
        self._cursor: int | None = None
        self._log = False
        self._writer = Newest("table of a plot", self)
        self._dressing = InSight(self, self._dress)
        self._rest = Turn(self)
        self._rest.came.connect(self._show)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self._lay_out(empty, log)
        self._canvas.moved_by_hand.connect(self._leave_whole)
        self._canvas.reset_wanted.connect(self.reset_view)
        self._canvas.toggled.connect(self.toggle)
        self._fit_font()
        self._dress()
        self.show_curves(())

    def _lay_out(self, empty: str, log: bool) -> None:
        self._canvas = Canvas(self._title, tr("epoch"), percent=self._percent)
        self._canvas.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._empty = MutedLabel(empty, alignment=Qt.AlignmentFlag.AlignCenter, wordWrap=True)
        around = QVBoxLayout(self)
        around.setContentsMargins(3, 3, 3, 3)
        self._stack = QStackedLayout()
        around.addLayout(self._stack)
        self._stack.addWidget(self._empty)
        self._stack.addWidget(self._canvas)
        self._tools = PlotTools(self._title, self)
        self.log_button, self.reset_button = self._tools.log_button, self._tools.reset_button
        self.log_button.setVisible(log)
        self.log_button.toggled.connect(self.set_log)
        self.reset_button.clicked.connect(self.reset_view)

    # What is shown

    @property
    def title(self) -> str:
        return self._title

    @property
    def curves(self) -> tuple[Curve, ...]:
        return self._curves

    @property
    def hidden(self) -> frozenset[str]:
        """The labels of curves that the person took out of the picture."""
        return frozenset(self._hidden)

    @property
    def changes(self) -> tuple[Mark, ...]:
        """The changes that are marked."""
        return self._canvas.changes

    @property
    def is_shaded(self) -> bool:
        """Whether the area between two curves is shaded."""
        return self._canvas.is_shaded

    @property
    def is_whole(self) -> bool:
        """Whether all curves are in view, and stay so as they grow."""
        return self._whole

    @property
    def is_cut(self) -> bool:
        """Whether some values lie outside of the view so that the others can be read."""
        return self._cut

    @property
    def legend(self) -> list[str]:
        """What the legend says of each curve."""
        return self._canvas.legend

    @property
    def is_log(self) -> bool:
        return self._log

    @property
    def view_range(self) -> tuple[tuple[float, float], tuple[float, float]]:
        """The range in view on x and y; base-10 logarithms on y where the scale is logarithmic."""
        return self._canvas.view_range

    @property
    def empty_text(self) -> str:
        """What is said in place of curves; empty when there are some."""
        return self._empty.text() if self._stack.currentWidget() is self._empty else ""

    def show_curves(
        self,
        curves: Sequence[Curve],
        best: int | None = None,
        end: float = 0,
        *,
        changes: Sequence[Mark] = (),
        band: Band | None = None,
        aside: Curve | None = None,
    ) -> None:
        """Shows these curves in place of the ones before.

        Args:
            best: The epoch to mark.
            end: The epoch the x axis reaches at least.
            changes: Places to mark, with words that are read out there.
            band: The area between two of the curves to shade.
            aside: A curve of something else that is not drawn, but read out with the others.
        """
        self._curves, self._best, self._end = tuple(curves), best, end
        self._changes, self._band, self._aside = tuple(changes), band, aside
        has_points = any(len(curve.x) for curve in curves)
        self._stack.setCurrentWidget(self._canvas if has_points else self._empty)
        self._tools.setVisible(has_points)
        self._tools.raise_()
        self._show()

    def set_measure(self, title: str, *, percent: bool, log: bool) -> None:
        """Says what the curves are of from now on; ``log`` offers the switch for a logarithmic scale."""
        if title == self._title:
            return
        self._title, self._percent = title, percent
        self._canvas.set_measure(title, percent)
        self.log_button.setVisible(log)
        self._place_tools()
        self._whole, self._everything = True, False
        self.set_log(self._log and log)

    def set_smoothing(self, weight: float) -> None:
        """How much older values count in the running mean that is drawn, 0 to 0.99; 0 draws the values themselves."""
        if weight != self._weight:
            self._weight = weight
            self._show()

    def toggle(self, label: str) -> None:
        """Takes the curve of that label out of the picture, or puts it back."""
        self._hidden ^= {label}
        self._show()
        self.hidden_changed.emit()

    def reading(self, x: float) -> list[str]:
        """What the crosshair says at ``x`` epochs."""
        return self._canvas.reading(x)

    def reset_view(self) -> None:
        """Shows all curves, and goes on doing so as they grow; where they are shown and cut, everything, and back."""
        self._everything = self._whole and self._cut and not self._everything
        self._whole = True
        self._show_whole()

    def fit_view(self) -> None:
        """Shows all curves as far as they can be read, and goes on doing so as they grow."""
        self._whole, self._everything = True, False
        self._show_whole()

    def show_everything(self) -> None:
        """Shows every single value, and goes on doing so as curves grow."""
        self._whole = self._everything = True
        self._show_whole()

    def set_log(self, on: bool) -> None:
        """Chooses the scale of the y axis; all curves are shown again."""
        self._log, self._whole = on, True
        self.log_button.setChecked(on)
        self._canvas.set_log(on)
        self._show_whole()

    def blank(self) -> None:
        """Shows nothing at all until there are curves again, or words in their place."""
        self.set_empty_text("")
        self._stack.setCurrentWidget(self._empty)
        self._tools.hide()

    def set_empty_text(self, text: str) -> None:
        """What is said while there is no curve."""
        self._empty.setText(text)

    def _show(self) -> None:
        self._canvas.show_curves(self._curves, self._hidden, self._weight)
        if self._whole:
            self._show_whole()
        self._canvas.draw(self._best, self._changes, self._band, self._aside)
        self._describe()
        if self._canvas.is_behind:
            self._rest.start()

    def _show_whole(self) -> None:
        seen = [curve for curve in self._curves if curve.label not in self._hidden]
        extents, top = self._canvas.extents(), 1.0 if self._percent else None
        fitted = fit(seen, extents, log=self._log, top=top)
        self._cut = fitted.is_cut
        self._canvas.set_range(
            x_range(seen or self._curves, self._end), fitted.all if self._everything else fitted.useful
        )
        self._canvas.set_notes({} if self._everything or self._percent else fitted.notes(extents))
        self._offer_reset()

    def _leave_whole(self) -> None:
        self._whole = self._everything = False
        self._offer_reset()

    def _offer_reset(self) -> None:
        """The button does what Home does, where that does anything."""
        self._tools.offer_reset(self._title, more=self._whole and not self._everything)
        self.reset_button.setVisible(self._cut or not self._whole)
        self._place_tools()

    def _describe(self) -> None:
        """Tells those who do not see it what is at the cursor, or else what came last and what is marked."""
        self.setAccessibleName(tr("Curves of {title}", title=in_sentence(self._title)))
        known = self._canvas.epochs
        if known is None:
            said = [self._empty.text()] if self.empty_text else []
        elif self._cursor is not None:
            said = self.reading(self._cursor)
        else:
            said = [*self.reading(last_epoch(self._curves)), *filter(None, [self._canvas.best_words])]
            said += [mark.words for mark in self.changes]
        hidden = [tr("hidden: {label}", label=curve.label) for curve in self._curves if curve.label in self._hidden]
        self.setAccessibleDescription(", ".join([*said, *hidden]))

    def read_on(self, epochs: int) -> None:
        """Moves the cursor by so many epochs; at first it stands at the last one."""
        known = self._canvas.epochs
        if known is None:
            return
        first, last = known
        self._cursor = last if self._cursor is None else min(max(self._cursor + epochs, first), last)
        (left, right), _ = self.view_range
        if not left <= self._cursor <= right:
            self._canvas.zoom(1, ((self._cursor - (left + right) / 2) / (right - left), 0))
        self._canvas.point_at(self._cursor)
        self._describe()

    def end_reading(self) -> None:
        """Takes the cursor away."""
        self._cursor = None
        self._canvas.point_at(None)
        self._describe()

    # To take along

    def picture(self) -> QImage:
        """The plot as it is in view, at twice the resolution of the screen."""
        return plot_files.picture_of(self._canvas)

    def copy(self) -> None:
        """Puts the picture on the clipboard."""
        QGuiApplication.clipboard().setImage(self.picture())

    def save_png(self, path: Path) -> None:
        """Writes the picture; raises StudioError."""
        plot_files.save_png(self._canvas, path)

    def save_svg(self, path: Path) -> None:
        """Writes the plot as drawn lines and text; raises StudioError."""
        plot_files.save_svg(self._canvas, path, self._title)

    def save_csv(self, path: Path) -> None:
        """Writes a table on a thread of its own, one row a position and one column a curve; ``failed`` tells why not.

        A million batches take seconds.
        """
        curves = self._curves
        self._writer.run(lambda _: plot_files.save_csv(curves, path), lambda _: None, self.failed.emit)

    def zoom(self, factor: float) -> None:
        """Zooms about the middle of what is in view; below 1 it gets larger."""
        self._canvas.zoom(factor)

    def menu(self) -> QMenu:
        """The context menu, made anew; it belongs to the plot."""
        return menu_of(self, self._ask)

    def _ask(self, ending: str, write: Callable[[Path], None]) -> None:
        path = ask_where(self, tr("Save"), self._title, ending)
        if path is None:
            return
        try:
            write(path)
        except StudioError as error:
            self.failed.emit(error)

    # Qt calls these

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        if self._stack.currentWidget() is self._canvas:
            self.menu().popup(event.globalPos())

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key = Qt.Key(event.key())
        if event.modifiers() & Qt.KeyboardModifier.ShiftModifier and key in _READS:
            self.read_on(_READS[key])
        elif key == Qt.Key.Key_Escape and self._cursor is not None:
            self.end_reading()
        elif key in _MOVES:
            self._canvas.zoom(1, _MOVES[key])
        elif key in _ZOOMS:
            self._canvas.zoom(_ZOOMS[key])
        elif key == Qt.Key.Key_Home:
            self.reset_view()
        else:
            super().keyPressEvent(event)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        if self._cursor is not None and event.reason() != Qt.FocusReason.PopupFocusReason:
            self.end_reading()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.PaletteChange:
            self._dressing.follow()
        elif event.type() == QEvent.Type.FontChange:
            self._fit_font()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._place_tools()

    def _place_tools(self) -> None:
        self._tools.adjustSize()
        self._tools.move(self.width() - self._tools.width() - 12, _TITLE_MIDDLE - self._tools.height() // 2)

    def _fit_font(self) -> None:
        self.setMinimumSize(_LEAST_WIDTH, grown(_LEAST_HEIGHT, self.fontMetrics()))

    def _dress(self) -> None:
        self._canvas.set_theme(theme_of(self.palette()))
