"""Copies and saves figures, and the two buttons for it."""

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QObject, QTimer, Signal
from PySide6.QtGui import QGuiApplication, QImage
from PySide6.QtWidgets import QHBoxLayout, QMenu, QPushButton, QSizePolicy, QWidget

from cnnstudio.core.errors import StudioError
from cnnstudio.core.language import tr
from cnnstudio.gui.icons import icon
from cnnstudio.gui.widgets.figures.figure import Figure
from cnnstudio.gui.widgets.figures.painting import sheet_of
from cnnstudio.gui.widgets.focus_frame import FocusFrame
from cnnstudio.gui.widgets.letters import keep_fit
from cnnstudio.gui.widgets.measures import widest
from cnnstudio.gui.widgets.saving import ask_where
from cnnstudio.gui.widgets.sheet import do_beside

_SAID_MS = 2_500
_COPIES = tr("Copies the picture with its scale bar and caption")
_SAVES = tr("Saves the picture with its scale bar and caption as PNG or SVG")


class FigureTaker(QObject):
    """Asks for the figure at the moment in which it is wanted; it is drawn and written beside the window."""

    copied = Signal()
    saved = Signal(str)
    """The name of the file."""
    failed = Signal(object)
    """A StudioError: there is nothing to take, or a file could not be written."""

    def __init__(self, figure: Callable[[], Figure | None], parent: QWidget) -> None:
        super().__init__(parent)
        self._figure, self._widget = figure, parent

    def add_to(self, menu: QMenu) -> None:
        """Offers all ways in a menu."""
        menu.addAction(icon("copy"), tr("Copy picture"), self.copy)
        menu.addSeparator()
        self.add_saving_to(menu)

    def add_saving_to(self, menu: QMenu) -> None:
        """Offers to save in a menu."""
        menu.addAction(icon("image"), tr("Save as PNG…"), lambda: self.ask("png"))
        menu.addAction(icon("image"), tr("Save as SVG…"), lambda: self.ask("svg"))

    def copy(self) -> None:
        """Puts the figure on the clipboard as a picture."""
        figure = self._taken()
        if figure is not None:
            do_beside(self, "figure", sheet_of(figure).image, self._put, self.failed.emit)

    def ask(self, ending: str) -> None:
        """Asks for the place of a file with this ending, "png" or "svg", and writes it."""
        figure = self._taken()
        path = ask_where(self._widget, tr("Save the picture"), figure.name, ending) if figure is not None else None
        if figure is not None and path is not None:
            self._write(figure, path)

    def save(self, path: Path) -> None:
        """Writes what the name's ending asks for, ``.png`` or ``.svg``."""
        figure = self._taken()
        if figure is not None:
            self._write(figure, path)

    def _taken(self) -> Figure | None:
        figure = self._figure()
        if figure is None or not figure.panels:
            words = tr("There is no picture here to take along.")
            self.failed.emit(StudioError(words, tr("Wait until one is shown, or look at something else.")))
            return None
        return figure

    def _write(self, figure: Figure, path: Path) -> None:
        sheet, dpi = sheet_of(figure), self._widget.logicalDpiX()

        def write() -> None:
            if path.suffix.lower() == ".svg":
                sheet.save_svg(path, figure.caption, dpi)
            else:
                sheet.save_png(path)

        do_beside(self, "figure", write, lambda _: self.saved.emit(path.name), self.failed.emit)

    def _put(self, image: QImage) -> None:
        QGuiApplication.clipboard().setImage(image)
        self.copied.emit()


class FigureButtons(QWidget):
    """Copy and Save…; each says for a moment that it is done."""

    failed = Signal(object)
    """As of the taker."""

    def __init__(self, name: str, figure: Callable[[], Figure | None], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName(name)
        self.taker = FigureTaker(figure, self)
        self._why = ""
        self._copy = _SayingButton(f"{name}.copy", "copy", tr("Copy"), tr("Copied"))
        self._copy.setAccessibleName(tr("Copy the picture"))
        self._copy.setToolTip(_COPIES)
        self._save = _SayingButton(f"{name}.save", "download", tr("Save…"), tr("Saved"))
        self._save.setAccessibleName(tr("Save the picture"))
        self._save.setToolTip(_SAVES)
        self._menu = QMenu(self._save)
        self.taker.add_saving_to(self._menu)
        self._save.clicked.connect(lambda: self._menu.popup(self._save.mapToGlobal(self._save.rect().bottomLeft())))
        self._copy.clicked.connect(self.taker.copy)
        self.taker.copied.connect(self._copy.say)
        self.taker.saved.connect(self._save.say)
        self.taker.failed.connect(self.failed)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(4)
        row.addWidget(self._copy)
        row.addWidget(self._save)

    @property
    def full_width(self) -> int:
        """The width that its icons with their words take."""
        return self._copy.full_width + self._save.full_width + self.layout().spacing()

    def refuse(self, why: str) -> None:
        """Says why there is nothing to take, and can be pressed no more; with no words it can again."""
        if why == self._why:
            return
        self._why = why
        for button, tip in ((self._copy, _COPIES), (self._save, _SAVES)):
            button.setEnabled(not why)
            button.setToolTip(why or tip)
            button.setAccessibleDescription(why)

    def set_brief(self, is_brief: bool) -> None:
        """Leaves the words away where there is little room; the icons stay, and the words are in the tool tips."""
        for button in (self._copy, self._save):
            button.set_brief(is_brief)


class _SayingButton(QPushButton):
    """Says for a moment that what it does is done, as wide as before."""

    def __init__(self, name: str, icon_name: str, text: str, done: str) -> None:
        super().__init__(icon(icon_name), text, objectName=name, flat=True)
        self._icon, self._text, self._done = icon(icon_name), text, done
        self._check = icon("check", "good")
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self._over = QTimer(self, singleShot=True, interval=_SAID_MS)
        self._over.timeout.connect(self._say_again)
        FocusFrame(self)
        self._is_brief = False
        self.full_width = 0
        """Pixels, with its words."""
        keep_fit(self, self._fit)

    def say(self, what: str = "") -> None:
        """Says that it is done; ``what`` is told besides."""
        self.setText("" if self._is_brief else self._done)
        self.setIcon(self._check)
        self.setAccessibleDescription(" ".join(filter(None, (self._done, what))))
        self._over.start()

    def set_brief(self, is_brief: bool) -> None:
        """Leaves its words away, or has them again."""
        if is_brief != self._is_brief:
            self._is_brief = is_brief
            self._say_again()
            self._fit()

    def _say_again(self) -> None:
        self.setText("" if self._is_brief else self._text)
        self.setIcon(self._icon)
        self.setAccessibleDescription("")

    def _fit(self) -> None:
        self.full_width = widest(self, self._done, self._text)
        self.setFixedWidth(self.sizeHint().width() if self._is_brief else self.full_width)
