"""A plot of curves over epochs that keeps up with training, reads out values and can be taken along."""

from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path

from PySide6.QtCore import QEvent, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QContextMenuEvent, QGuiApplication, QImage, QKeyEvent, QResizeEvent
from PySide6.QtWidgets import (
    QCheckBox,
    QFileDialog,
    QHBoxLayout,
    QLabel,
    QMenu,
    QStackedLayout,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from cnnstudio.core.errors import StudioError
from cnnstudio.gui.icons import icon
from cnnstudio.gui.newest import Newest
from cnnstudio.gui.theme import theme_of
from cnnstudio.gui.widgets import plot_files
from cnnstudio.gui.widgets.curves import Band, Curve, Mark, x_range, y_range
from cnnstudio.gui.widgets.panel import Panel
from cnnstudio.gui.widgets.plot_canvas import Canvas

__all__ = ["Band", "Curve", "CurvePlot", "Mark"]

_MOVES = {
    Qt.Key.Key_Left: (-0.2, 0.0),
    Qt.Key.Key_Right: (0.2, 0.0),
    Qt.Key.Key_Up: (0.0, 0.2),
    Qt.Key.Key_Down: (0.0, -0.2),
}
_ZOOMS = {Qt.Key.Key_Plus: 0.8, Qt.Key.Key_Equal: 0.8, Qt.Key.Key_Minus: 1.25}
_TITLE_MIDDLE = 21
"""Where the middle of the title lies, in pixels from the top."""


class CurvePlot(Panel):
    """Curves over epochs. Wheel and keys + − zoom, dragging and arrow keys move, double click and Home show all.

    A click on an entry of the legend, or the context menu, takes a curve out of the picture or puts it back.
    """

    failed = Signal(object)
    """A StudioError: a picture or table could not be written."""

    def __init__(
        self,
        title: str,
        *,
        percent: bool = False,
        log: bool = False,
        empty: str = "No run yet…",
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
        self._whole = True
        self._log = False
        self._writer = Newest("table of a plot", self)
        self._rest = QTimer(self, singleShot=True, interval=0)
        self._rest.timeout.connect(self._show)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setMinimumSize(260, 160)
        self._lay_out(empty, log)
        self._canvas.moved_by_hand.connect(self._leave_whole)
        self._canvas.reset_wanted.connect(self.reset_view)
        self._canvas.toggled.connect(self.toggle)
        self._dress()
        self.show_curves(())

    def _lay_out(self, empty: str, log: bool) -> None:
        self._canvas = Canvas(self._title, "epoch", percent=self._percent)
        self._canvas.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._empty = QLabel(empty, alignment=Qt.AlignmentFlag.AlignCenter, wordWrap=True)
        around = QVBoxLayout(self)
        around.setContentsMargins(3, 3, 3, 3)
        self._stack = QStackedLayout()
        around.addLayout(self._stack)
        self._stack.addWidget(self._empty)
        self._stack.addWidget(self._canvas)
        self._tools = QWidget(self)
        row = QHBoxLayout(self._tools)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(2)
        self.log_button = QCheckBox("Log scale")
        self.log_button.setToolTip("Logarithmic scale: differences between small values become visible")
        self.log_button.setAccessibleName(f"Logarithmic scale of {self._title.lower()}")
        self.log_button.toggled.connect(self.set_log)
        self.log_button.setVisible(log)
        self.reset_button = QToolButton(icon=icon("maximize"), autoRaise=True)
        self.reset_button.setIconSize(QSize(14, 14))
        self.reset_button.setToolTip("Show everything (Home, or a double click)")
        self.reset_button.setAccessibleName(f"Show all of {self._title.lower()}")
        self.reset_button.clicked.connect(self.reset_view)
        self.log_button.setObjectName(f"plot.{self._title.lower()}.log")
        self.reset_button.setObjectName(f"plot.{self._title.lower()}.reset")
        for button in (self.reset_button, self.log_button):
            row.addWidget(button)

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
        """Whether everything is in view, and stays so as curves grow."""
        return self._whole

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
        self._whole = True
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

    def reading(self, x: float) -> list[str]:
        """What the crosshair says at ``x`` epochs."""
        return self._canvas.reading(x)

    def reset_view(self) -> None:
        """Shows everything, and goes on doing so as curves grow."""
        self._whole = True
        self._show_whole()

    def set_log(self, on: bool) -> None:
        """Chooses the scale of the y axis; everything is shown again."""
        self._log = on
        self.log_button.setChecked(on)
        self._canvas.set_log(on)
        self.reset_view()

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
        top = 1.0 if self._percent else None
        ys = y_range(self._canvas.extents(), log=self._log, top=top)
        self._canvas.set_range(x_range(seen or self._curves, self._end), ys)
        self.reset_button.setVisible(False)

    def _leave_whole(self) -> None:
        self._whole = False
        self.reset_button.setVisible(True)
        self._place_tools()

    def _describe(self) -> None:
        last = self.reading(float("inf"))
        self.setAccessibleName(f"Curves of {self._title.lower()}")
        self.setAccessibleDescription(", ".join(last) or self._empty.text())

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

    def menu(self) -> QMenu:
        """The context menu, made anew; it belongs to the plot."""
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        for curve in self._curves:
            action = menu.addAction(f"Show “{curve.label}”", partial(self.toggle, curve.label))
            action.setCheckable(True)
            action.setChecked(curve.label not in self._hidden)
        menu.addSeparator()
        menu.addAction(icon("copy"), "Copy picture", self.copy)
        menu.addSeparator()
        menu.addAction(icon("image"), "Save as PNG…", lambda: self._ask("png", self.save_png))
        menu.addAction(icon("image"), "Save as SVG…", lambda: self._ask("svg", self.save_svg))
        menu.addAction(icon("table"), "Export as CSV…", lambda: self._ask("csv", self.save_csv))
        menu.addSeparator()
        menu.addAction(icon("maximize"), "Show everything", self.reset_view)
        return menu

    def _ask(self, ending: str, write: Callable[[Path], None]) -> None:
        name, _ = QFileDialog.getSaveFileName(self, "Save", f"{self._title}.{ending}", f"*.{ending}")
        if not name:
            return
        path = Path(name)
        try:
            write(path if path.suffix else path.with_suffix(f".{ending}"))
        except StudioError as error:
            self.failed.emit(error)

    # Qt calls these

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        if self._stack.currentWidget() is self._canvas:
            self.menu().popup(event.globalPos())

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key = Qt.Key(event.key())
        if key in _MOVES:
            self._canvas.zoom(1, _MOVES[key])
        elif key in _ZOOMS:
            self._canvas.zoom(_ZOOMS[key])
        elif key == Qt.Key.Key_Home:
            self.reset_view()
        else:
            super().keyPressEvent(event)

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.PaletteChange:
            self._dress()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._place_tools()

    def _place_tools(self) -> None:
        self._tools.adjustSize()
        self._tools.move(self.width() - self._tools.width() - 12, _TITLE_MIDDLE - self._tools.height() // 2)

    def _dress(self) -> None:
        theme = theme_of(self.palette())
        self._canvas.set_theme(theme)
        self._empty.setStyleSheet(f"color: {theme.muted}")
