"""Words of a lab or a guide to be read: as high as they are, with nothing in them that leads anywhere."""

from PySide6.QtCore import QEvent, QSize, Qt, QUrl
from PySide6.QtGui import QFontDatabase, QImage, QResizeEvent, QWheelEvent
from PySide6.QtWidgets import QFrame, QSizePolicy, QTextBrowser, QWidget

from cnnstudio.core.labs.rich_text import line_to_html, to_html
from cnnstudio.gui.theme import theme_of
from cnnstudio.gui.threads.turns import Turn
from cnnstudio.gui.widgets.in_sight import InSight

_STYLE = """
p {{ margin: 0 0 8px 0; }}
h1, h2, h3, h4 {{ font-size: medium; font-weight: 700; margin: 4px 0 6px 0; }}
ul, ol {{ margin: 0 0 8px 0; }}
li {{ margin: 0 0 3px 0; }}
table {{ border-collapse: collapse; margin: 2px 0 8px 0; }}
th, td {{ border: 1px solid {border}; padding: 3px 6px; }}
th {{ background: {head}; }}
code {{ font-family: "{mono}"; background: {head}; }}
pre {{ font-family: "{mono}"; background: {head}; margin: 2px 0 8px 0; }}
blockquote {{ margin: 0 0 8px 12px; color: {muted}; }}
"""

_INDENT = 18
"""Pixels that a list stands to the right."""


def reading_style(widget: QWidget) -> str:
    """The style sheet of texts that ``rich_text`` writes, in the colours that the widget has now."""
    theme = theme_of(widget.palette())
    mono = QFontDatabase.systemFont(QFontDatabase.SystemFont.FixedFont).family()
    return _STYLE.format(border=theme.card_border, head=theme.button, muted=theme.muted, mono=mono)


class MarkdownView(QTextBrowser):
    """Shows Markdown as ``core.labs.rich_text`` reads it; scrolls sideways alone, where a table or code is wide.

    No file is read for it and no address is opened, whatever the text says.
    """

    def __init__(self, name: str = "", text: str = "", parent: QWidget | None = None, *, line: bool = False) -> None:
        """``line``: whether the text is one line, without space under it."""
        super().__init__(parent, objectName=name, openLinks=False, openExternalLinks=False)
        self._line = line
        self._markdown = ""
        self._dressing = Turn(self, first=True)  # each of many texts in a turn of its own, before they are painted
        self._dressing.came.connect(self._write)
        self._following = InSight(self, self._dressing.start)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.setFocusPolicy(Qt.FocusPolicy.ClickFocus)
        self.viewport().setAutoFillBackground(False)
        self.document().setDocumentMargin(0)
        self.document().setIndentWidth(_INDENT)
        self.document().documentLayout().documentSizeChanged.connect(self._fit)
        self.show_text(text)

    @property
    def markdown(self) -> str:
        """What it shows, as it was written."""
        return self._markdown

    def show_text(self, text: str) -> None:
        """Shows another text."""
        self._markdown = text
        self.setAccessibleName(text)
        self._write()

    def _write(self) -> None:
        self.document().setDefaultStyleSheet(reading_style(self))
        self.setHtml(line_to_html(self._markdown) if self._line else to_html(self._markdown))

    def _fit(self) -> None:
        bar = self.horizontalScrollBar()
        wide = bar.sizeHint().height() if self.document().size().width() > self.viewport().width() + 1 else 0
        height = max(round(self.document().size().height()) + wide, self.fontMetrics().height())
        if height != self.height() or height != self.minimumHeight():
            self.setFixedHeight(height)

    # Qt calls these

    def loadResource(self, kind: int, name: QUrl | str) -> object:
        """A single clear pixel: given nothing, Qt would go and read the file of that name itself."""
        image = QImage(1, 1, QImage.Format.Format_ARGB32)
        image.fill(Qt.GlobalColor.transparent)
        return image

    def sizeHint(self) -> QSize:
        return QSize(280, self.minimumHeight())

    def minimumSizeHint(self) -> QSize:
        return QSize(40, self.minimumHeight())

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def wheelEvent(self, event: QWheelEvent) -> None:
        if event.angleDelta().x() and not event.angleDelta().y():
            super().wheelEvent(event)
        else:
            event.ignore()  # it is what is around that scrolls

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.PaletteChange and self._markdown:  # colours are written into the text
            self._following.follow()
