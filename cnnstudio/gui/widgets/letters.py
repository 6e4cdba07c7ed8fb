"""Letters that are larger, smaller or of fixed width, and stay so in proportion when the size of all text changes."""

from PySide6.QtGui import QFont, QFontDatabase
from PySide6.QtWidgets import QApplication, QWidget

_SCALE, _FIXED = "letters.scale", "letters.fixed"


def set_letters(widget: QWidget, scale: float = 1.0, *, bold: bool = False, fixed: bool = False) -> None:
    """Gives a widget letters that are ``scale`` times as large as text.

    Args:
        fixed: Whether every letter is as wide as any other, as in code.
    """
    widget.setProperty(_SCALE, scale)
    widget.setProperty(_FIXED, fixed)
    font = _font_of(widget)
    if bold:
        font.setBold(True)
    widget.setFont(font)


def fit_letters() -> None:
    """Gives every widget that has letters of its own those that belong to the text as large as it is now."""
    for widget in QApplication.allWidgets():
        if widget.property(_SCALE) is not None:
            font = _font_of(widget)
            if font.pointSizeF() != widget.font().pointSizeF():
                widget.setFont(font)


def fixed_font() -> QFont:
    """The font of code, as large as it has to be beside text."""
    font = QFontDatabase.systemFont(QFontDatabase.SystemFont.FixedFont)
    usual = QFontDatabase.systemFont(QFontDatabase.SystemFont.GeneralFont).pointSizeF()
    font.setPointSizeF(font.pointSizeF() * QApplication.font().pointSizeF() / usual)
    return font


def _font_of(widget: QWidget) -> QFont:
    """With what else the widget's own letters are: bold stays bold."""
    own, scale = widget.font(), float(widget.property(_SCALE))
    font = fixed_font() if widget.property(_FIXED) else QFont(own)
    size = font.pointSizeF() if widget.property(_FIXED) else QApplication.font().pointSizeF()
    font.setPointSizeF(scale * size)
    if own.bold():
        font.setBold(True)
    return font
