"""What is shown taken along: to the clipboard, as PNG, SVG or CSV."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import QPoint, QRectF, QSize, Signal
from PySide6.QtGui import QColor, QGuiApplication, QImage, QImageWriter, QPainter
from PySide6.QtSvg import QSvgGenerator
from PySide6.QtWidgets import QFileDialog, QMenu, QWidget

from cnnstudio.core.errors import StudioError
from cnnstudio.gui.icons import icon
from cnnstudio.gui.widgets.icon_button import IconButton

_ELSEWHERE = "Choose another place."


@dataclass(frozen=True)
class Sheet:
    """A drawing that can be made again on any ground.

    Attributes:
        size: In pixels.
        paint: Draws it; the painter stands at the sheet's upper left corner.
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
        """Writes the pixels; raises StudioError."""
        writer = QImageWriter(str(path), b"png")
        if not writer.write(self.image()):
            raise StudioError(f"{path.name} could not be written: {writer.errorString()}.", _ELSEWHERE)

    def save_svg(self, path: Path, title: str, dpi: int) -> None:
        """Writes the drawing as shapes and text; raises StudioError."""
        generator = QSvgGenerator()
        generator.setFileName(str(path))
        generator.setResolution(dpi)  # at its default of 72 dpi text and lines come apart
        generator.setSize(self.size)
        generator.setViewBox(QRectF(0, 0, self.size.width(), self.size.height()))
        generator.setTitle(title)
        painter = QPainter()
        if not painter.begin(generator):
            raise StudioError(f"{path.name} could not be written.", _ELSEWHERE)
        painter.fillRect(QRectF(0, 0, self.size.width(), self.size.height()), self.ground)
        self.paint(painter, True)
        painter.end()


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
            menu.addAction(icon("image"), "Save as PNG…", lambda: self._ask("png", self.save_png))
            menu.addAction(icon("image"), "Save as SVG…", lambda: self._ask("svg", self.save_svg))
        if self._csv is not None:
            menu.addAction(icon("table"), "Export as CSV…", lambda: self._ask("csv", self.save_csv))
        return menu

    def copy(self) -> None:
        """Puts the picture on the clipboard."""
        if self._sheet is not None:
            QGuiApplication.clipboard().setImage(self._sheet().image())

    def save_png(self, path: Path) -> None:
        """Writes the picture; raises StudioError."""
        if self._sheet is not None:
            self._sheet().save_png(path)

    def save_svg(self, path: Path) -> None:
        """Writes the drawing; raises StudioError."""
        if self._sheet is not None:
            self._sheet().save_svg(path, self._what, self.logicalDpiX())

    def save_csv(self, path: Path) -> None:
        """Writes the table; raises StudioError."""
        try:
            if self._csv is not None:
                self._csv(path)
        except OSError as error:
            raise StudioError(f"{path.name} could not be written: {error.strerror}.", _ELSEWHERE) from error

    def _ask(self, ending: str, write: Callable[[Path], None]) -> None:
        name, _ = QFileDialog.getSaveFileName(self, "Save", f"{self._what}.{ending}", f"*.{ending}")
        if not name:
            return
        path = Path(name)
        try:
            write(path if path.suffix else path.with_suffix(f".{ending}"))
        except StudioError as error:
            self.failed.emit(error)
