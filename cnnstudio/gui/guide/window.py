"""The guide's window: contents and search at the left, the page at the right, the way back above it."""

from PySide6.QtCore import QSize, Qt, Slot
from PySide6.QtGui import QAction, QCloseEvent, QKeySequence
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QSplitter, QVBoxLayout, QWidget

from cnnstudio.core.errors import StudioError
from cnnstudio.core.guide.page import Page
from cnnstudio.core.guide.places import HOME
from cnnstudio.core.guide.searching import find
from cnnstudio.core.language import tr, tr_count
from cnnstudio.gui.guide.contents import GuideContents
from cnnstudio.gui.guide.reading import read_pages
from cnnstudio.gui.guide.text import GuideText
from cnnstudio.gui.icons import application_icon
from cnnstudio.gui.threads.newest import Newest, end_all
from cnnstudio.gui.widgets.card import MutedLabel
from cnnstudio.gui.widgets.icon_button import IconButton
from cnnstudio.gui.widgets.measures import grown

_SIZE = QSize(980, 720)
_LEFT = 250
_MOST_KEPT = 200
"""So many pages lead back."""


class GuideWindow(QWidget):
    """A window of its own, so that it can stand beside the program, and over a dialog that waits for an answer."""

    def __init__(self) -> None:
        super().__init__(None, Qt.WindowType.Window)
        self.setObjectName("guide")
        self.setWindowTitle(tr("Guide – CNN Studio"))
        self.setWindowIcon(application_icon())
        self.setAttribute(Qt.WidgetAttribute.WA_QuitOnClose, False)
        self._pages: dict[str, Page] = {}
        self._wanted = HOME
        self._been: list[str] = []
        self._at = -1
        self.text, self.contents = GuideText(), GuideContents()
        self._said = MutedLabel("", objectName="guide.said", wordWrap=True)
        self._lay_out()
        self._newest = Newest("reading the guide", self)
        self._newest.run(lambda watch: read_pages(), self._take, self._refuse)

    @property
    def at(self) -> str:
        """The page that is read, with its section: ``page#section``; empty before it was read from disk."""
        return self._been[self._at] if self._been else ""

    def show_at(self, target: str) -> None:
        """Shows a page, or a section of one: ``page#section``; the first page where there is no such."""
        self._wanted = target
        if self._pages:
            self.go_to(target)

    @Slot(str)
    def go_to(self, target: str) -> None:
        """Shows a page or a section; what was read before is one step back."""
        name = target.partition("#")[0]
        target = target if name in self._pages else HOME
        if target != self.at:
            self._been = [*self._been[: self._at + 1], target][-_MOST_KEPT:]
            self._at = len(self._been) - 1
        self._show()

    def _lay_out(self) -> None:
        self._back = self._tool("guide.back", "arrow-left", tr("Back"), "Alt+Left", lambda: self._move(-1))
        self._forth = self._tool("guide.forward", "arrow-right", tr("Forward"), "Alt+Right", lambda: self._move(1))
        self.search = QLineEdit(
            placeholderText=tr("Search the guide"), clearButtonEnabled=True, objectName="guide.search"
        )
        self.search.setAccessibleName(tr("Search the guide"))
        self.search.textChanged.connect(self._search)
        self.search.returnPressed.connect(self._take_first)
        seek = QAction(self)
        seek.setShortcuts([QKeySequence("Ctrl+F"), QKeySequence("Ctrl+K")])
        seek.triggered.connect(self.search.setFocus)
        self.addAction(seek)
        self.contents.wanted.connect(self.go_to)
        self.text.wanted.connect(self.go_to)
        tools = QHBoxLayout()
        for each in (self._back, self._forth):
            tools.addWidget(each)
        tools.addWidget(self.search, 1)
        left = QWidget()
        column = QVBoxLayout(left)
        column.setContentsMargins(8, 8, 0, 8)
        column.setSpacing(8)
        column.addLayout(tools)
        column.addWidget(self._said)
        column.addWidget(self.contents, 1)
        self._said.hide()
        split = QSplitter(Qt.Orientation.Horizontal, objectName="guide.splitter", childrenCollapsible=False)
        split.addWidget(left)
        split.addWidget(self.text)
        split.setStretchFactor(1, 1)
        width = grown(_LEFT, self.fontMetrics())
        split.setSizes([width, _SIZE.width() - width])
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(split)
        self.resize(_SIZE.boundedTo(self.screen().availableSize() - QSize(40, 60)))
        for first, second in ((self._back, self._forth), (self._forth, self.search), (self.search, self.contents)):
            QWidget.setTabOrder(first, second)
        QWidget.setTabOrder(self.contents, self.text)

    def _tool(self, name: str, picture: str, title: str, keys: str, act: object) -> IconButton:
        button = IconButton(name, picture, f"{title} ({keys})", called=title)
        button.setShortcut(QKeySequence(keys))
        button.setEnabled(False)
        button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        button.clicked.connect(act)
        return button

    # What is read

    def _take(self, pages: tuple[Page, ...]) -> None:
        self._pages = {page.name: page for page in pages}
        self.contents.show_pages(pages)
        self.go_to(self._wanted)

    def _refuse(self, error: StudioError) -> None:
        self._say(str(error))

    def _show(self) -> None:
        name, _, section = self.at.partition("#")
        self.text.show_page(self._pages[name], section)
        self.contents.mark(self.at)
        self._back.setEnabled(self._at > 0)
        self._forth.setEnabled(self._at < len(self._been) - 1)

    def _move(self, step: int) -> None:
        at = self._at + step
        if 0 <= at < len(self._been):
            self._at = at
            self._show()

    @Slot(str)
    def _search(self, text: str) -> None:
        if not text.strip():
            self.contents.show_pages(tuple(self._pages.values()))
            self.contents.mark(self.at)
            self._say("")
            return
        hits = find(self._pages.values(), text)
        self.contents.show_hits(hits)
        count = len(hits)
        found = tr_count("{count} section", "{count} sections", count)
        self._say(found if count else tr("Nothing in the guide has these words."))

    def _take_first(self) -> None:
        first = self.contents.topLevelItem(0)
        if first is not None:
            self.contents.setCurrentItem(first)
            self.contents.setFocus()

    def _say(self, words: str) -> None:
        self._said.setText(words)
        self._said.setVisible(bool(words))

    # Qt calls these

    def closeEvent(self, event: QCloseEvent) -> None:
        end_all(self)
        super().closeEvent(event)
