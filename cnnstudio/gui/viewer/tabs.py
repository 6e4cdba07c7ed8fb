"""The ways to look at a network, one tab each, and the buttons that take along what the tab in view shows."""

from collections.abc import Callable

from PySide6.QtCore import QTimer, Signal, Slot
from PySide6.QtGui import QKeySequence, QResizeEvent
from PySide6.QtWidgets import QTabWidget

from cnnstudio.core.language import tr
from cnnstudio.gui.bridge import Bridge
from cnnstudio.gui.threads.turns import Making
from cnnstudio.gui.viewer.embedding.tab import EmbeddingTab
from cnnstudio.gui.viewer.kernels.tab import KernelsTab
from cnnstudio.gui.viewer.likes.tab import LikesTab
from cnnstudio.gui.viewer.maps.tab import MapsTab
from cnnstudio.gui.viewer.tab import Tab
from cnnstudio.gui.viewer.weights.tab import WeightsTab
from cnnstudio.gui.viewer.why.tab import WhyTab
from cnnstudio.gui.widgets.figures.figure import Figure
from cnnstudio.gui.widgets.figures.taking import FigureButtons
from cnnstudio.gui.widgets.tab_bar import set_up

# An Alt letter that a menu has would open the menu: File, Edit, Layer, View, Train and Help keep theirs, and within a
# tab no letter of the tabs is used.
_TABS: tuple[tuple[Callable[[Bridge], Tab], str], ...] = (
    (KernelsTab, tr("&Kernels")),
    (MapsTab, tr("Feature &maps")),
    (WhyTab, tr("Wh&y")),
    (LikesTab, tr("What &it likes")),
    (EmbeddingTab, tr("Map of the &data")),
    (WeightsTab, tr("&Weights")),
)


_SOON_MS = 100
"""Answers of a run in training and the steps of a map come faster than anybody takes them along."""


class Tabs(QTabWidget):
    """Has no tabs until ``making`` has made them."""

    layer_chosen = Signal(str)
    """As of a tab."""
    picture_chosen = Signal(str, int)
    """As of a tab."""
    data_requested = Signal()
    """As of a tab."""
    taken_by_hand = Signal(object)
    """As of a tab."""
    failed = Signal(object)
    """A StudioError: a picture could not be taken along, or as of a tab."""

    def __init__(self, bridge: Bridge) -> None:
        super().__init__(objectName="inspect.tabs", documentMode=True)
        set_up(self)
        self.setAccessibleName(tr("What to look at"))
        self._bridge = bridge
        self._take = FigureButtons("inspect.figure", self._figure)
        self._take.failed.connect(self.failed)
        self.setCornerWidget(self._take)
        self._soon = QTimer(self, singleShot=True, interval=_SOON_MS)
        self._soon.timeout.connect(self._offer)
        self.currentChanged.connect(self.follow)

    @property
    def current(self) -> Tab | None:
        """The tab that is chosen."""
        tab = self.currentWidget()
        return tab if isinstance(tab, Tab) else None

    def making(self) -> Making:
        """Makes the tabs, one a step."""
        for make, title in _TABS:
            tab = make(self._bridge)
            keys = QKeySequence.mnemonic(title).toString(QKeySequence.SequenceFormat.NativeText)
            self.setTabToolTip(self.addTab(tab, title), f"{title.replace('&', '')} ({keys})" if keys else "")
            tab.layer_chosen.connect(self.layer_chosen)
            tab.picture_chosen.connect(self.picture_chosen)
            tab.data_requested.connect(self.data_requested)
            tab.taken_by_hand.connect(self.taken_by_hand)
            tab.failed.connect(self.failed)
            tab.shown_changed.connect(self.follow)
            yield

    @Slot()
    def follow(self) -> None:
        """Offers soon what there is to take along by then."""
        if not self._soon.isActive():
            self._soon.start()

    def show_kernels(self) -> None:
        """Shows the kernels."""
        (tab,) = self.findChildren(KernelsTab)
        self.setCurrentWidget(tab)

    def show_maps(self) -> MapsTab:
        """Shows the feature maps."""
        (tab,) = self.findChildren(MapsTab)
        self.setCurrentWidget(tab)
        return tab

    def point_at(self, layer: str, place: tuple[int, ...]) -> None:
        """Shows the feature maps, and holds on to a number of theirs once they are there."""
        self.show_maps().point_at(layer, place)

    def begin_anew(self) -> None:
        """Another project is opened."""
        for tab in self.findChildren(Tab):
            tab.begin_anew()

    def resizeEvent(self, event: QResizeEvent) -> None:
        # All tabs are to be seen, be it with smaller buttons beside them.
        room = event.size().width() - self.tabBar().sizeHint().width()
        self._take.set_brief(room < self._take.full_width)
        super().resizeEvent(event)

    @Slot()
    def _offer(self) -> None:
        """Lets what is seen be taken along, or says why there is nothing to take."""
        figure, tab = self._figure(), self.current
        title = "" if tab is None else tab.hint.partition("\n")[0]
        why = tr("There is nothing to take along yet.")
        if title:
            why = tr("There is nothing to take along: {title}", title=title)
        self._take.refuse(why if figure is None or not figure.panels else "")

    def _figure(self) -> Figure | None:
        return self.current.figure() if self.current is not None else None
