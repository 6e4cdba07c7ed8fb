"""What is shown taken along: to the clipboard, as PNG, SVG or CSV."""

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QPoint, Signal
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QMenu, QWidget

from cnnstudio.core.language import tr
from cnnstudio.files.atomic import write_atomically
from cnnstudio.gui.icons import icon
from cnnstudio.gui.widgets.icon_button import IconButton
from cnnstudio.gui.widgets.saving import ask_where
from cnnstudio.gui.widgets.sheet import Sheet, do_beside


class TakeButton(IconButton):
    """A button with a menu of the ways to take something along."""

    failed = Signal(object)
    """A StudioError: a file could not be written."""

    def __init__(self, name: str, what: str, parent: QWidget | None = None) -> None:
        """``what`` it is, as it stands in a file's name: "confusion matrix"."""
        super().__init__(parent=parent)
        self.setObjectName(name)
        self.setIcon(icon("download"))
        self.setToolTip(tr("Copy or save"))
        self.setAccessibleName(tr("Copy or save the {what}", what=what))
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
            menu.addAction(icon("copy"), tr("Copy picture"), self.copy)
            menu.addSeparator()
            menu.addAction(icon("image"), tr("Save as PNG…"), lambda: self._ask("png"))
            menu.addAction(icon("image"), tr("Save as SVG…"), lambda: self._ask("svg"))
        if self._csv is not None:
            menu.addAction(icon("table"), tr("Export as CSV…"), lambda: self._ask("csv"))
        return menu

    def copy(self) -> None:
        """Puts the picture on the clipboard, once it is drawn."""
        if self._sheet is not None:
            sheet = self._sheet()
            do_beside(self, self._what, sheet.image, QGuiApplication.clipboard().setImage, self.failed.emit)

    def save(self, path: Path) -> None:
        """Writes what the name's ending asks for, ``.png``, ``.svg`` or ``.csv``; ``failed`` tells why not.

        On a thread of its own: a thousand classes take a second.
        """
        work = self._writer(path.suffix.lower())
        if work is not None:
            do_beside(self, self._what, lambda: work(path), lambda _: None, self.failed.emit)

    def _writer(self, ending: str) -> Callable[[Path], None] | None:
        """What writes such a file on any thread; all that only this one may ask for is asked for now."""
        table = self._csv
        if ending == ".csv" and table is not None:
            return lambda path: write_atomically(path, table, suffix=".csv")
        if self._sheet is None or ending == ".csv":
            return None
        sheet, what, dpi = self._sheet(), self._what, self.logicalDpiX()
        return sheet.save_png if ending == ".png" else lambda path: sheet.save_svg(path, what, dpi)

    def _ask(self, ending: str) -> None:
        path = ask_where(self, tr("Save"), self._what, ending)
        if path is not None:
            self.save(path)
