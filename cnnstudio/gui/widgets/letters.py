"""Letters larger or smaller than text, or as wide as each other, and widths that hold when the size of text changes."""

import time
from collections.abc import Callable
from functools import partial
from weakref import WeakSet

from PySide6.QtCore import QEvent, QObject, QTimer
from PySide6.QtGui import QFont, QFontDatabase, QFontMetrics
from PySide6.QtWidgets import QApplication, QWidget
from shiboken6 import isValid

from cnnstudio.gui.widgets.measures import grown

_SCALE, _FIXED = "letters.scale", "letters.fixed"
_LEAST, _MOST = "letters.least_width", "letters.most_width"
_TURN_S, _BREATH_MS = 0.005, 5
_fitted: WeakSet[QWidget] = WeakSet()
"""Who has letters or a width of its own: a few hundred of the window's thousands of widgets."""


def set_letters(widget: QWidget, scale: float = 1.0, *, bold: bool = False, fixed: bool = False) -> None:
    """Gives a widget letters that are ``scale`` times as large as text.

    Args:
        fixed: Whether every letter is as wide as any other, as in code.
    """
    widget.setProperty(_SCALE, scale)
    widget.setProperty(_FIXED, fixed)
    _fitted.add(widget)
    font = _font_of(widget)
    if bold:
        font.setBold(True)
    widget.setFont(font)


def bold_of(font: QFont) -> QFont:
    """The same letters in bold."""
    bold = QFont(font)
    bold.setBold(True)
    return bold


def set_least_width(widget: QWidget, pixels: int, *, also_most: bool = False) -> None:
    """Makes a widget at least as wide as ``pixels`` are for the usual letters.

    Args:
        also_most: Whether it may be no wider either.
    """
    widget.setProperty(_LEAST, pixels)
    widget.setProperty(_MOST, also_most)
    _fitted.add(widget)
    _fit_width(widget)


def keep_fit(widget: QWidget, fit: Callable[[], object]) -> None:
    """Calls ``fit`` now, and whenever the widget's letters are others: for widths that words need."""
    _Fitting(widget, fit)
    fit()


class _Fitting(QObject):
    def __init__(self, widget: QWidget, fit: Callable[[], object]) -> None:
        super().__init__(widget)
        self._fit = fit
        widget.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.FontChange:
            self._fit()
        return False


def fit_letters() -> None:
    """Gives every widget that has letters or a width of its own those that belong to text as large as it is now.

    In a window that is shown, turn by turn, what is seen first: a page that has letters of its own is one widget here,
    but hands them on to hundreds, and all pages at once would make the window stand still.
    """
    fitted = list(filter(isValid, list(_fitted)))
    for widget in fitted:
        if not widget.window().isVisible():
            _fit(widget)
    _fit_in_turns(sorted((each for each in fitted if each.window().isVisible()), key=_order))


def _order(widget: QWidget) -> tuple[bool, int]:
    """What is seen comes last, and what lies deeper: a page lays out anew what is in it once it has its letters."""
    depth, around = 0, widget.parentWidget()
    while around is not None:
        depth, around = depth + 1, around.parentWidget()
    return widget.isVisible(), depth


def _fit_in_turns(left: list[QWidget]) -> None:
    """Fits some, from the last on, for a few milliseconds; when the window has come round, those that are left."""
    end = time.perf_counter() + _TURN_S
    while left and time.perf_counter() < end:
        widget = left.pop()
        if isValid(widget):
            _fit(widget)
    if left:
        QTimer.singleShot(_BREATH_MS, partial(_fit_in_turns, left))


def _fit(widget: QWidget) -> None:
    if widget.property(_SCALE) is not None:
        font = _font_of(widget)
        if font.pointSizeF() != widget.font().pointSizeF():
            widget.setFont(font)
    if widget.property(_LEAST) is not None:
        _fit_width(widget)


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


def _fit_width(widget: QWidget) -> None:
    # A widget hears of the application's font only when the event loop turns again.
    width = grown(int(widget.property(_LEAST)), QFontMetrics(QApplication.font()))
    widget.setMinimumWidth(width)
    if widget.property(_MOST):
        widget.setMaximumWidth(width)
