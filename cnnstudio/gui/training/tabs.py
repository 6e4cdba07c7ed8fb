"""The tabs of the Train page: those that stay, and those that are opened and closed again."""

from PySide6.QtCore import Qt, Slot
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QTabBar, QTabWidget, QWidget

from cnnstudio.core.language import tr
from cnnstudio.gui.widgets.icon_button import IconButton
from cnnstudio.gui.widgets.tab_bar import set_up


class RunTabs(QTabWidget):
    """A tab that was opened is closed by its button, by Ctrl+W, or by Delete on the tab."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent, documentMode=True)
        set_up(self)
        self._opened: list[QWidget] = []
        for widget, keys in ((self, ("Ctrl+W", "Ctrl+F4")), (self.tabBar(), ("Del",))):
            for key in keys:
                context = Qt.ShortcutContext.WidgetWithChildrenShortcut
                QShortcut(QKeySequence(key), widget, self.close_current, context=context)

    def open_tab(self, content: QWidget, title: str) -> None:
        """Shows ``content``, in a tab of its own that can be closed."""
        if self.indexOf(content) < 0:
            self._opened.append(content)
            place = self.addTab(content, title)
            self.setTabToolTip(place, tr("Ctrl+W closes it"))
            close = IconButton("train.tabs.close", "x", tr("Close (Ctrl+W)"), called=tr("Close “{title}”", title=title))
            close.setFocusPolicy(Qt.FocusPolicy.TabFocus)
            close.clicked.connect(lambda: self.close_tab(content))
            self.tabBar().setTabButton(place, QTabBar.ButtonPosition.RightSide, close)
        self.setCurrentWidget(content)

    @Slot()
    def close_current(self) -> None:
        """Closes the tab in view, if it is one that was opened."""
        content = self.currentWidget()
        if content is not None:
            self.close_tab(content)

    def close_tab(self, content: QWidget) -> None:
        """Closes a tab that was opened; the others stay."""
        if content in self._opened:
            self._opened.remove(content)
            self.removeTab(self.indexOf(content))
            self.tabBar().setFocus()
