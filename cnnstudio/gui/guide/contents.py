"""The guide's contents at the left of a page, or in their place what a search found."""

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QTreeWidget, QTreeWidgetItem, QWidget

from cnnstudio.core.guide.page import Page
from cnnstudio.core.guide.searching import Hit
from cnnstudio.core.language import tr

_TARGET = Qt.ItemDataRole.UserRole


class GuideContents(QTreeWidget):
    """Pages with their sections; an entry is told by moving onto it."""

    wanted = Signal(str)
    """``page`` or ``page#section``."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("guide.contents")
        self.setAccessibleName(tr("Contents of the guide"))
        self.setHeaderHidden(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setTextElideMode(Qt.TextElideMode.ElideRight)
        self.currentItemChanged.connect(self._tell)

    def show_pages(self, pages: Sequence[Page]) -> None:
        """Lists every page, folded."""
        self._fill(self._of_page(page) for page in pages)

    def show_hits(self, hits: Sequence[Hit]) -> None:
        """Lists what was found, the best first."""
        self._fill(self._of_hit(hit) for hit in hits)

    def mark(self, target: str) -> None:
        """Marks the entry that leads to what is read; that of the page where the section has none."""
        found = self._find(target) or self._find(target.partition("#")[0])
        if found is not None and found is not self.currentItem():
            self.blockSignals(True)
            self.collapseAll()
            self.setCurrentItem(found)
            found.setExpanded(True)
            self.scrollToItem(found)
            self.blockSignals(False)

    def _fill(self, items: object) -> None:
        self.blockSignals(True)
        self.clear()
        self.addTopLevelItems(list(items))  # type: ignore[call-overload]
        self.blockSignals(False)

    def _of_page(self, page: Page) -> QTreeWidgetItem:
        item = _item(page.title, page.name)
        for section in page.sections[1:]:
            item.addChild(_item(section.title, f"{page.name}#{section.name}"))
        return item

    def _of_hit(self, hit: Hit) -> QTreeWidgetItem:
        section, page = hit.section, hit.page
        item = _item(section.title if section.name else page.title, f"{page.name}#{section.name}".rstrip("#"))
        if section.name:
            item.setText(0, f"{section.title} – {page.title}")
        item.setToolTip(0, hit.line)
        return item

    def _find(self, target: str) -> QTreeWidgetItem | None:
        for number in range(self.topLevelItemCount()):
            page = self.topLevelItem(number)
            for item in (page, *(page.child(at) for at in range(page.childCount()))):
                if item.data(0, _TARGET) == target:
                    return item
        return None

    def _tell(self, item: QTreeWidgetItem | None, _: object = None) -> None:
        if item is not None:
            self.wanted.emit(item.data(0, _TARGET))


def _item(title: str, target: str) -> QTreeWidgetItem:
    item = QTreeWidgetItem([title])
    item.setData(0, _TARGET, target)
    return item
