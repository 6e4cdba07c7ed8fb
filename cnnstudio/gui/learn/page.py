"""The Learn page: labs, convolution by hand and review questions; the last two are made when there is time for it."""

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QTabWidget, QVBoxLayout, QWidget

from cnnstudio.core.language import tr
from cnnstudio.gui.by_hand.view import ByHandView
from cnnstudio.gui.document import Document
from cnnstudio.gui.labs.gallery import LabGallery
from cnnstudio.gui.links.selection import Selection
from cnnstudio.gui.review.view import ReviewView
from cnnstudio.gui.threads.turns import in_turn
from cnnstudio.gui.widgets.tab_bar import set_up

TABS = (("labs", tr("Labs")), ("by_hand", tr("Convolution by hand")), ("review", tr("Review questions")))
"""Name and title of each tab."""


class LearnPage(QWidget):
    """Shows its tabs; the labs are there also while no project is open."""

    tab_made = Signal(str, object)
    """A tab's name and what is in it, just made."""

    def __init__(self, document: Document, selection: Selection, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("page.learn")
        self._document, self._selection = document, selection
        self._made: dict[str, QWidget] = {}
        self._makers: dict[str, Callable[[], QWidget]] = {
            "labs": LabGallery,
            "by_hand": lambda: ByHandView(document),
            "review": lambda: ReviewView(document),
        }
        self.tabs = QTabWidget(objectName="learn.tabs", documentMode=True, accessibleName=tr("Ways to learn"))
        set_up(self.tabs)
        for _, title in TABS:
            place = QWidget()
            QVBoxLayout(place).setContentsMargins(0, 0, 0, 0)
            self.tabs.addTab(place, title)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self.tabs)
        self.tabs.currentChanged.connect(self._fill)
        self.tab("labs")

    @property
    def labs(self) -> LabGallery:
        """The gallery of labs, there from the start."""
        labs = self._made["labs"]
        assert isinstance(labs, LabGallery)
        return labs

    def tab(self, name: str) -> QWidget:
        """What is in the tab of that name; made now if it was not there."""
        number = [each for each, _ in TABS].index(name)
        if name not in self._made:
            view = self._made[name] = self._makers[name]()
            layout = self.tabs.widget(number).layout()
            assert layout is not None
            layout.addWidget(view)
            self.tab_made.emit(name, view)
        return self._made[name]

    def show_tab(self, name: str) -> QWidget:
        """Brings a tab into view."""
        view = self.tab(name)
        self.tabs.setCurrentIndex([each for each, _ in TABS].index(name))
        return view

    def _fill(self, number: int) -> None:
        name, _ = TABS[number]
        if name not in self._made:
            in_turn(self, partial(self.tab, name), first=True)  # before the tabs are painted
