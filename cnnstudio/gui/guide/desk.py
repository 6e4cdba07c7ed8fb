"""The way to the guide: F1 opens it at what tells of the part of the window that has the keyboard."""

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Slot
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QApplication, QMainWindow, QWidget

from cnnstudio.core.guide.page import name_of
from cnnstudio.core.guide.places import HOME, place_of
from cnnstudio.core.guide.reference import page_of_kind
from cnnstudio.core.language import tr
from cnnstudio.gui.icons import icon

if TYPE_CHECKING:  # with what reads Markdown, which the first window needs not
    from cnnstudio.gui.guide.window import GuideWindow

_OF_A_LAYER = ("build#the-stack", "build#settings", "build#explained")
"""Where a layer is selected, its own kind is told of in the place of these."""


class GuideDesk(QObject):
    """Opens the guide and closes it with the window; a dialog gets the key as soon as it has the keyboard."""

    def __init__(self, window: QMainWindow, selected_kind: Callable[[], str]) -> None:
        """``selected_kind``: the kind of the layer that is selected; empty where none, or several, are."""
        super().__init__(window)
        self._window, self._selected_kind = window, selected_kind
        self.guide: GuideWindow | None = None
        self.action = QAction(icon("book-open"), tr("Guide"), self)
        self.action.setShortcut(QKeySequence("F1"))
        self.action.setToolTip(tr("How the program is used, beginning with what has the keyboard (F1)"))
        self.action.setStatusTip(tr("How the program is used, beginning with what has the keyboard"))
        self.action.triggered.connect(self.open_here)
        application = QApplication.instance()
        assert isinstance(application, QApplication)
        application.focusChanged.connect(self._follow_focus)
        self._is_following = True

    @Slot()
    def open_here(self) -> None:
        """Opens the guide at what has the keyboard; at the page in view where the guide tells of nothing nearer."""
        self.open_at(self.place_now())

    def place_now(self) -> str:
        """The page and section that tell of what has the keyboard."""
        widget = QApplication.focusWidget()
        found = place_of_widget(widget)
        if found in ("", "start#the-window"):
            found = place_of_widget(self._page_in_view()) or HOME
        kind = self._selected_kind() if found in _OF_A_LAYER else ""
        return f"{page_of_kind(kind)}#{name_of(kind)}" if kind else found

    def open_at(self, target: str) -> None:
        """Shows a page or a section, ``page#section``."""
        if self.guide is None:
            from cnnstudio.gui.guide.window import GuideWindow

            self.guide = GuideWindow()
        self.guide.show_at(target)
        self.guide.show()
        self.guide.raise_()
        self.guide.activateWindow()

    def close(self) -> None:
        """Closes the guide for good; twice does no harm."""
        application = QApplication.instance()
        if self._is_following and isinstance(application, QApplication):
            application.focusChanged.disconnect(self._follow_focus)
        self._is_following = False
        if self.guide is not None:
            self.guide.close()
            self.guide.deleteLater()
            self.guide = None

    def _page_in_view(self) -> QWidget | None:
        for page in self._window.centralWidget().findChildren(QWidget):
            if page.objectName().startswith("page.") and page.isVisible():
                return page
        return None

    @Slot(QWidget, QWidget)
    def _follow_focus(self, before: QWidget | None, now: QWidget | None) -> None:
        """Keys of the main window do not reach its dialogs."""
        window = None if now is None else now.window()
        if window is not None and window not in (self._window, self.guide) and self.action not in window.actions():
            window.addAction(self.action)


def place_of_widget(widget: QWidget | None) -> str:
    """The page and section for a widget, or for the nearest around it that the guide knows; else empty."""
    while widget is not None:
        found = place_of(widget.objectName())
        if found:
            return found
        widget = widget.parentWidget()
    return ""
