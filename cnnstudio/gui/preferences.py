"""What the program remembers of a person: recent files, theme, where the window was, and how plots and tables are."""

import base64
import os
from collections.abc import Callable
from dataclasses import replace
from functools import partial, reduce
from pathlib import Path
from typing import cast

from PySide6.QtCore import QByteArray, QObject, QSize, QTimer, Signal
from PySide6.QtWidgets import QApplication, QMainWindow

from cnnstudio.core.errors import StudioError
from cnnstudio.core.program.paths import app_folder
from cnnstudio.files.settings import Engine, Settings, change_settings, load_settings
from cnnstudio.gui import text_size, theme
from cnnstudio.gui.threads.background import Background

LAST_FOLDER = "last_folder"
"""The window's property that has the folder into which something was written last; empty before that."""

_FIRST_SIZE = QSize(1280, 800)
_FRAME = QSize(4, 36)
_REST_MS = 500
"""What changes while a slider is drawn is written once it rests."""

_Change = Callable[[Settings], Settings]


class Preferences(QObject):
    """Read once at the start, written in the background after every change.

    Several windows may be open, each a process of its own: what is written is what was changed here, in the settings
    as they are on disk by then, and never all that is known here.
    """

    recent_changed = Signal()
    theme_changed = Signal(str)
    refused = Signal(object)
    """A StudioError: the settings could not be written or read."""

    def __init__(self, background: Background, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._background = background
        self._settings = load_settings()
        self._unwritten: list[_Change] = []
        self._rest = QTimer(self, singleShot=True, interval=_REST_MS)
        self._rest.timeout.connect(self._write)

    @property
    def recent(self) -> tuple[str, ...]:
        """The files opened last, newest first."""
        return self._settings.recent

    @property
    def smoothing(self) -> int:
        """How much the curves of a run are smoothed, in hundredths."""
        return self._settings.smoothing

    @property
    def log_plots(self) -> tuple[str, ...]:
        """The names of the plots that are drawn on a logarithmic scale."""
        return self._settings.log_plots

    @property
    def columns(self) -> tuple[str, ...]:
        """The keys of the columns of the table of runs; none for the usual ones."""
        return self._settings.columns

    @property
    def lab_width(self) -> int:
        """Pixels of the lab panel; 0 before it was drawn to another width."""
        return self._settings.lab_width

    @property
    def labs(self) -> tuple[str, ...]:
        """The person's own lab files, the newest first."""
        return self._settings.labs

    def keep_lab_width(self, width: int) -> None:
        """Remembers how wide the lab panel is."""
        self._set_soon(partial(replace, lab_width=width))

    def remember_lab(self, path: str) -> None:
        """Puts a lab file at the head of the person's own."""
        self._set(lambda settings: settings.with_lab(path))

    def forget_lab(self, path: str) -> None:
        """Takes a lab file off the person's own; the file itself stays."""
        self._set(lambda settings: settings.without_lab(path))

    @property
    def lab_at(self) -> tuple[str, ...]:
        """Where the person is in the lab that was open last, as in the settings; or nothing."""
        return self._settings.lab_at

    def keep_lab_at(self, lab_at: tuple[str, ...]) -> None:
        """Remembers where the person is in a lab; nothing once it is closed."""
        self._set_soon(partial(replace, lab_at=lab_at))

    @property
    def sweep_where(self) -> tuple[str, ...]:
        """Who trained the last sweep, as the Sweep page writes it; or nothing."""
        return self._settings.sweep_where

    def keep_sweep_where(self, where: tuple[str, ...]) -> None:
        """Remembers who trains sweeps."""
        self._set_soon(partial(replace, sweep_where=where))

    @property
    def engine(self) -> Engine:
        """Where the engine runs from the next start on."""
        return self._settings.engine

    def choose_engine(self, engine: Engine) -> None:
        """Has the engine run there from the next start on."""
        self._set(partial(replace, engine=engine))

    @property
    def language(self) -> str:
        """What the program speaks from the next start on; empty for the system's language."""
        return self._settings.language

    def choose_language(self, name: str) -> None:
        """Has the program speak that language from the next start on; the system's where it is empty."""
        self._set(partial(replace, language=name))

    def load(self, window: QMainWindow) -> None:
        """Puts the window where it was, in the theme it had, with text as large as it was."""
        self._apply_theme()
        text_size.apply(_application(), self._settings.text_size)
        window.setProperty(LAST_FOLDER, self._settings.folder)
        geometry = QByteArray(base64.b64decode(self._settings.geometry or ""))
        if not window.restoreGeometry(geometry):
            window.resize(_fitting(_FIRST_SIZE))
        self.recent_changed.emit()

    def drop_missing(self) -> None:
        """Takes the recent files that are gone off the list; looked for in the background, as a disk may sleep."""
        recent = self._settings.recent

        def missing() -> list[str]:
            return [path for path in recent if not os.path.isfile(path)]

        self._background.run(missing, lambda gone: [self.forget(path) for path in gone], self.refused.emit)

    def remember(self, path: str) -> None:
        """Puts a file at the head of the recent ones."""
        self._set(lambda settings: settings.with_recent(path))
        self.recent_changed.emit()

    def forget(self, path: str) -> None:
        """Takes a file off the recent ones; the file itself stays."""
        self._set(lambda settings: settings.without_recent(path))
        self.recent_changed.emit()

    def folder(self) -> str:
        """Where a file dialog begins: beside the last named file, else at home."""
        own = app_folder()
        named = (Path(path).parent for path in self._settings.recent if own not in Path(path).parents)
        return str(next(named, Path.home()))

    def choose_theme(self, name: str) -> None:
        """Puts the whole program into ``"system"``, ``"light"`` or ``"dark"``."""
        self._set(partial(replace, theme=name))
        self._apply_theme()

    @property
    def text_size(self) -> int:
        """How large text is, in hundredths of the system's size."""
        return self._settings.text_size

    def choose_text_size(self, percent: int) -> None:
        """Makes the text of the whole program so large, one of TEXT_SIZES."""
        self._set_soon(partial(replace, text_size=percent))
        text_size.apply(_application(), percent)

    def keep_smoothing(self, hundredths: int) -> None:
        """Remembers how much the curves of a run are smoothed."""
        self._set_soon(partial(replace, smoothing=hundredths))

    def keep_log(self, plot: str, on: bool) -> None:
        """Remembers whether the plot of that name is drawn on a logarithmic scale."""

        def mark(settings: Settings) -> Settings:
            others = tuple(name for name in settings.log_plots if name != plot)
            return replace(settings, log_plots=(*others, plot) if on else others)

        self._set_soon(mark)

    def keep_columns(self, keys: tuple[str, ...]) -> None:
        """Remembers the columns of the table of runs; none for the usual ones."""
        self._set_soon(partial(replace, columns=keys))

    def keep_window(self, window: QMainWindow) -> None:
        """Remembers where the window is and where it wrote last, and writes what is not written yet."""
        geometry = base64.b64encode(bytes(window.saveGeometry().data())).decode("ascii")
        folder = str(window.property(LAST_FOLDER) or "")
        self._set_soon(partial(replace, geometry=geometry))
        self._set_soon(partial(replace, folder=folder))
        if self._rest.isActive():
            self._write()

    def _apply_theme(self) -> None:
        theme.apply(_application(), cast(theme.Choice, self._settings.theme))
        self.theme_changed.emit(self._settings.theme)

    def _set(self, change: _Change) -> None:
        if self._changes(change):
            self._write()

    def _set_soon(self, change: _Change) -> None:
        if self._changes(change):
            self._rest.start()

    def _changes(self, change: _Change) -> bool:
        """Changes what is known here; whether that makes it another."""
        settings = change(self._settings)
        if settings == self._settings:
            return False
        self._settings = settings
        self._unwritten.append(change)
        return True

    def _write(self) -> None:
        self._rest.stop()
        settings, changes = self._settings, self._unwritten
        self._unwritten = []

        def write() -> None:
            change_settings(lambda found: reduce(lambda made, change: change(made), changes, found), settings)

        def failed(error: StudioError) -> None:
            self._unwritten = [*changes, *self._unwritten]  # they go with what is changed next
            self.refused.emit(error)

        self._background.run(write, lambda _: None, failed)


def _application() -> QApplication:
    application = QApplication.instance()
    assert isinstance(application, QApplication)
    return application


def _fitting(size: QSize) -> QSize:
    """The size, or what the screen has room for beside the frame the desktop puts around a window."""
    return size.boundedTo(QApplication.primaryScreen().availableSize() - _FRAME)
