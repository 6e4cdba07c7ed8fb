"""What is shown taken along: to the clipboard, as PNG, SVG or CSV."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

from PySide6.QtCore import QPoint, QRectF, QSize, Signal
from PySide6.QtGui import QColor, QGuiApplication, QImage, QPainter
from PySide6.QtWidgets import QMenu, QWidget

from cnnstudio.files.atomic import write_atomically
from cnnstudio.gui.icons import icon
from cnnstudio.gui.newest import Newest
from cnnstudio.gui.widgets.icon_button import IconButton
from cnnstudio.gui.widgets.saving import ask_where, write_png, write_svg


@dataclass(frozen=True)
class Sheet:
    """A drawing that can be made again on any ground.

    Attributes:
        size: In pixels.
        paint: Draws it, on any thread; the painter stands at the sheet's upper left corner.
        scale: A PNG has so many pixels for one of the drawing.
    """

    size: QSize
    paint: Callable[[QPainter, bool], None]
    ground: QColor
    scale: int = 2

    def image(self) -> QImage:
        """The drawing as pixels."""
        image = QImage(self.size * self.scale, QImage.Format.Format_RGB32)
        image.fill(self.ground)
        painter = QPainter(image)
        painter.scale(self.scale, self.scale)
        self.paint(painter, False)
        painter.end()
        return image

    def save_png(self, path: Path) -> None:
        """Writes the pixels, also on another thread; raises StudioError."""
        write_png(path, self.image())

    def save_svg(self, path: Path, title: str, dpi: int) -> None:
        """Writes the drawing as shapes and text, also on another thread; raises StudioError."""

        def paint(painter: QPainter) -> None:
            painter.fillRect(QRectF(0, 0, self.size.width(), self.size.height()), self.ground)
            self.paint(painter, True)

        write_svg(path, self.size, title, dpi, paint)


class TakeButton(IconButton):
    """A button with a menu of the ways to take something along."""

    failed = Signal(object)
    """A StudioError: a file could not be written."""

    def __init__(self, name: str, what: str, parent: QWidget | None = None) -> None:
        """``what`` it is, as it stands in a file's name: "confusion matrix"."""
        super().__init__(parent)
        self.setObjectName(name)
        self.setIcon(icon("download"))
        self.setToolTip("Copy or save")
        self.setAccessibleName(f"Copy or save the {what}")
        self._what = what
        self._sheet: Callable[[], Sheet] | None = None
        self._csv: Callable[[Path], None] | None = None
        self.clicked.connect(lambda: self.show_menu(self.mapToGlobal(QPoint(0, self.height()))))

    def offer(self, sheet: Callable[[], Sheet] | None, write_csv: Callable[[Path], None] | None) -> None:
        """Says how to make the drawing, and how to write the table, which raises OSError."""
        self._sheet, self._csv = sheet, write_csv
        self.setEnabled(sheet is not None or write_csv is not None)

    def show_menu(self, place: QPoint) -> None:
        """Opens the menu at a point of the screen."""
        self.menu_now().popup(place)

    def menu_now(self) -> QMenu:
        """The menu, made anew; it belongs to the button."""
        menu = QMenu(self)
        menu.aboutToHide.connect(menu.deleteLater)
        if self._sheet is not None:
            menu.addAction(icon("copy"), "Copy picture", self.copy)
            menu.addSeparator()
            menu.addAction(icon("image"), "Save as PNG…", lambda: self._ask("png"))
            menu.addAction(icon("image"), "Save as SVG…", lambda: self._ask("svg"))
        if self._csv is not None:
            menu.addAction(icon("table"), "Export as CSV…", lambda: self._ask("csv"))
        return menu

    def copy(self) -> None:
        """Puts the picture on the clipboard, once it is drawn."""
        if self._sheet is not None:
            sheet = self._sheet()
            self._do(sheet.image, QGuiApplication.clipboard().setImage)

    def save(self, path: Path) -> None:
        """Writes what the name's ending asks for, ``.png``, ``.svg`` or ``.csv``; ``failed`` tells why not.

        On a thread of its own: a thousand classes take a second.
        """
        work = self._writer(path.suffix.lower())
        if work is not None:
            self._do(lambda: work(path), lambda _: None)

    def _writer(self, ending: str) -> Callable[[Path], None] | None:
        """What writes such a file on any thread; all that only this one may ask for is asked for now."""
        table = self._csv
        if ending == ".csv" and table is not None:
            return lambda path: write_atomically(path, table, suffix=".csv")
        if self._sheet is None or ending == ".csv":
            return None
        sheet, what, dpi = self._sheet(), self._what, self.logicalDpiX()
        return sheet.save_png if ending == ".png" else lambda path: sheet.save_svg(path, what, dpi)

    def _do(self, work: Callable[[], Any], then: Callable[[Any], None]) -> None:
        """Each on a thread of its own, since a newer one must not stop one that is writing."""
        doing = Newest(self._what, self)

        def end(done: Callable[[Any], None], value: Any) -> None:
            doing.deleteLater()
            done(value)

        doing.run(lambda _: work(), partial(end, then), partial(end, self.failed.emit))

    def _ask(self, ending: str) -> None:
        path = ask_where(self, "Save", self._what, ending)
        if path is not None:
            self.save(path)
