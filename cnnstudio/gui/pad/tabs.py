"""The tabs of the Draw page, one line each."""

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import QMimeData, Signal
from PySide6.QtWidgets import QTabWidget

from cnnstudio.core.language import tr
from cnnstudio.gui.pad.collected.tab import CollectionTab
from cnnstudio.gui.pad.draw_tab import DrawTab
from cnnstudio.gui.pad.folder.tab import FolderTab
from cnnstudio.gui.pad.tab import Placing, Room, Tab
from cnnstudio.gui.widgets.tab_bar import set_up

# An Alt letter that a menu has would open the menu: File, Edit, Layer, View, Train and Help keep theirs.
_MORE: tuple[tuple[Callable[[Room], Tab], str], ...] = (
    (CollectionTab, tr("&My digits")),
    (FolderTab, tr("Test a folder or &zip")),
)


class Tabs(QTabWidget):
    """Draw is the first; what another tab wants on the paper is put there."""

    data_requested = Signal()
    """As of a tab."""
    train_requested = Signal()
    """As of a tab."""
    plan_requested = Signal(str, object)
    """As of a tab."""

    def __init__(self, room: Room) -> None:
        super().__init__(objectName="draw.tabs", documentMode=True)
        set_up(self)
        self.setAccessibleName(tr("What to test with"))
        self.draw = DrawTab(room)
        self.addTab(self.draw, tr("D&raw"))
        for kind, title in _MORE:
            self.addTab(kind(room), title)
        for tab in self.tabs:
            tab.placing_requested.connect(self.place)
            tab.paper_requested.connect(lambda: self.setCurrentWidget(self.draw))
            tab.data_requested.connect(self.data_requested)
            tab.train_requested.connect(self.train_requested)
            tab.windowTitleChanged.connect(partial(self._call, tab))
            self._call(tab, tab.windowTitle())
            tab.plan_requested.connect(self.plan_requested)

    def _call(self, tab: Tab, title: str) -> None:
        """A tab that has a title of its own is called so."""
        if title:
            self.setTabText(self.indexOf(tab), f"&{title}")

    @property
    def tabs(self) -> tuple[Tab, ...]:
        """All of them, as they stand."""
        return tuple(tab for index in range(self.count()) if isinstance(tab := self.widget(index), Tab))

    def takes(self, mime: QMimeData) -> bool:
        """Whether one of them knows what to do with what was dropped or pasted."""
        return any(tab.takes(mime) for tab in self.tabs)

    def take(self, mime: QMimeData) -> None:
        """Gives it to the first that takes it, or to Draw, which says why it cannot."""
        tab = next((tab for tab in self.tabs if tab.takes(mime)), self.draw)
        self.setCurrentWidget(tab)
        tab.take(mime)

    def place(self, placing: Placing) -> None:
        """Shows the paper with a picture on it."""
        self.setCurrentWidget(self.draw)
        self.draw.place(placing)
