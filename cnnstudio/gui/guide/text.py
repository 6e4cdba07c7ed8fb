"""A page of the guide to be read: words, tables, pictures of the window, and links to other pages."""

from functools import partial

from PySide6.QtCore import QEvent, Qt, QUrl, Signal, Slot
from PySide6.QtGui import QImage, QResizeEvent, QTextDocument
from PySide6.QtWidgets import QFrame, QTextBrowser, QWidget

from cnnstudio.core.guide.page import Page, Section
from cnnstudio.core.guide.shown import pictures_of
from cnnstudio.core.labs.rich_text import own_to_html
from cnnstudio.core.language import tr
from cnnstudio.gui.guide.pictures import read_pictures, size_of
from cnnstudio.gui.theme import theme_of
from cnnstudio.gui.threads.newest import Newest
from cnnstudio.gui.threads.turns import Turn
from cnnstudio.gui.widgets.in_sight import InSight
from cnnstudio.gui.widgets.markdown_view import reading_style

_MARGIN = 24
_WIDEST = 800
"""Pixels that a picture has at most: so many it has in its file."""

_STYLE = """
h1 {{ font-size: x-large; font-weight: 700; margin: 0 0 10px 0; }}
h2 {{ font-size: large; font-weight: 700; margin: 18px 0 6px 0; }}
a {{ color: {link}; }}
"""


class GuideText(QTextBrowser):
    """Shows one page at a time; a link is not followed but told. Pictures come once they are read."""

    wanted = Signal(str)
    """A link was clicked, or chosen with Tab and Enter: ``page#section``."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent, objectName="guide.text", accessibleName=tr("Page of the guide"), openLinks=False)
        self._page: Page | None = None
        self._section, self._is_other = "", False
        self._showing = Turn(self, first=True)
        self._showing.came.connect(self._show)
        self._wide = 0
        # Else a page that just fits without the bar never rests: narrower with it, its pictures are less high, it fits,
        # the bar goes, and the pictures grow again.
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOn)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.document().setDocumentMargin(_MARGIN)
        self._reading = Newest("pictures of the guide", self)
        self._dressing = Turn(self, first=True)
        self._dressing.came.connect(self._write_where_one_is)
        self._following = InSight(self, self._dressing.start)
        self._fit = Turn(self)
        self._fit.came.connect(self._fit_pictures)
        self.anchorClicked.connect(self._tell)

    @property
    def page(self) -> Page | None:
        """The page that is shown."""
        return self._page

    def show_page(self, page: Page, section: str = "") -> None:
        """Shows a page from its top, or from a section on, in the next turn: of several that are asked for the last."""
        self._is_other |= page is not self._page
        self._page, self._section = page, section
        self._showing.start()

    @Slot()
    def _show(self) -> None:
        if self._is_other:
            self._is_other = False
            self._write()
        self.verticalScrollBar().setValue(0)
        if self._section:
            self.scrollToAnchor(self._section)

    def _write(self) -> None:
        if self._page is None:
            return
        theme, names = theme_of(self.palette()), pictures_of(self._page)
        self._wide = self._picture_width()
        self.document().setDefaultStyleSheet(reading_style(self) + _STYLE.format(link=theme.accent))
        html = html_of(self._page)
        for name in names:
            size = size_of(name)
            height = round(self._wide * size.height() / max(size.width(), 1))
            html = html.replace(f'<img src="{name}"', f'<img src="{name}" width="{self._wide}" height="{height}"')
        self.setHtml(html)
        if names:
            read = partial(read_pictures, names, self._wide, theme.dark, self.devicePixelRatioF())
            self._reading.run(read, self._show_pictures, lambda _: None)

    def _show_pictures(self, pictures: dict[str, QImage]) -> None:
        document = self.document()
        for name, image in pictures.items():
            document.addResource(QTextDocument.ResourceType.ImageResource.value, QUrl(name), image)
        document.markContentsDirty(0, document.characterCount())

    def _tell(self, link: QUrl) -> None:
        target = link.toString()
        own = "" if self._page is None else self._page.name
        self.wanted.emit(f"{own}{target}" if target.startswith("#") else target)

    def _picture_width(self) -> int:
        return max(min(self.viewport().width() - 2 * _MARGIN, _WIDEST), 1)

    def _fit_pictures(self) -> None:
        if self._page is not None and self._picture_width() != self._wide and pictures_of(self._page):
            self._write_where_one_is()

    def _write_where_one_is(self) -> None:
        bar = self.verticalScrollBar()
        share = bar.value() / max(bar.maximum(), 1)
        self._write()
        bar.setValue(round(share * bar.maximum()))

    # Qt calls these

    def loadResource(self, kind: int, name: QUrl | str) -> object:
        """A clear pixel until a picture is there: given nothing, Qt would go and read the file of that name itself."""
        image = QImage(1, 1, QImage.Format.Format_ARGB32_Premultiplied)
        image.fill(0)
        return image

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit.start()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() in (QEvent.Type.PaletteChange, QEvent.Type.FontChange) and hasattr(self, "_following"):
            self._following.follow()


def html_of(page: Page) -> str:
    """The whole page, with an anchor at each section."""
    return "".join(_html(section, 2 if number else 1) for number, section in enumerate(page.sections))


def _html(section: Section, level: int) -> str:
    anchor = f'<a name="{section.name}"></a>' if section.name else ""
    title = own_to_html(f"{'#' * level} {section.title}")
    return f"{anchor}{title}{own_to_html(section.text)}"
