"""Python code in a few quiet colours: words of the language, texts, numbers, comments, and gaps to fill in."""

import keyword
import re

from PySide6.QtGui import QColor, QFont, QPalette, QSyntaxHighlighter, QTextCharFormat, QTextDocument

from cnnstudio.gui.theme import theme_of

_PATTERNS = {
    "comment": r"#.*",
    "text": r"""[rbfuRBFU]{0,2}(?:'''.*?(?:'''|$)|\"\"\".*?(?:\"\"\"|$)"""
    r"""|'(?:\\.|[^'\\\n])*'?|"(?:\\.|[^"\\\n])*"?)""",
    "gap": r"\.\.\.|\b_{2,}\b|\?{2,}",
    "number": r"\b\d[\w.]*\b",
    "word": rf"\b(?:{'|'.join(keyword.kwlist)})\b",
}
_TOKENS = re.compile("|".join(f"(?P<{kind}>{pattern})" for kind, pattern in _PATTERNS.items()))
_COLOURS = {"comment": "muted", "text": "good", "number": "dense", "word": "accent", "gap": "warning"}
_QUOTES = ('"""', "'''")


class PythonColours(QSyntaxHighlighter):
    """Colours a document line by line; a text in three quotes goes on over lines."""

    def __init__(self, document: QTextDocument, palette: QPalette) -> None:
        super().__init__(document)
        self._formats: dict[str, QTextCharFormat] = {}
        self.follow(palette)

    def follow(self, palette: QPalette) -> None:
        """Takes the colours of the theme."""
        theme = theme_of(palette)
        for kind, colour in _COLOURS.items():
            made = QTextCharFormat()
            made.setForeground(theme.colour(colour))
            if kind in ("word", "gap"):
                made.setFontWeight(QFont.Weight.Bold)
            if kind == "gap":
                ground = QColor(theme.colour("warning"))
                ground.setAlpha(45)
                made.setBackground(ground)
            self._formats[kind] = made
        self.rehighlight()

    # What Qt calls

    def highlightBlock(self, text: str) -> None:
        start, within = 0, self.previousBlockState()
        if within in (0, 1):  # a text in three quotes that began above
            end = text.find(_QUOTES[within])
            start = len(text) if end < 0 else end + 3
            self.setFormat(0, start, self._formats["text"])
            if end < 0:
                self.setCurrentBlockState(within)
                return
        self.setCurrentBlockState(-1)
        for found in _TOKENS.finditer(text, start):
            kind = found.lastgroup or "text"
            self.setFormat(found.start(), found.end() - found.start(), self._formats[kind])
            body = found.group().lstrip("rbfuRBFU")
            if kind == "text" and body[:3] in _QUOTES and (len(body) < 6 or not body.endswith(body[:3])):
                self.setCurrentBlockState(_QUOTES.index(body[:3]))
