"""Keeps mistakes in methods that Qt calls from running into Qt.

PySide hands an exception of such a method to whatever Python runs below, which may be another page's; and with
Python 3.11 it ends the process on many of them, an IndexError or a TypeError of Python's own among them: it takes words
that stand for an exception for one (``storePythonOverrideErrorOrPrint`` of shiboken 6.11). So none leaves a method.
"""

import functools
import sys
from collections.abc import Callable
from types import FunctionType
from typing import Any

from shiboken6 import Shiboken

_SIZES = {"sizeHint", "minimumSizeHint", "heightForWidth", "hasHeightForWidth", "tabSizeHint", "sizeHintForColumn"}
_OF_MODELS = {
    *("data", "flags", "headerData", "rowCount", "columnCount", "mimeData", "mimeTypes", "canDropMimeData"),
    *("supportedDropActions", "supportedDragActions"),
}
_OF_VIEWS = {
    *("visualRect", "indexAt", "horizontalOffset", "verticalOffset", "isIndexHidden", "visualRegionForSelection"),
    *("moveCursor", "createEditor", "initStyleOption", "scrollContentsBy", "updateGeometries", "doItemsLayout"),
}
_OF_OTHERS = {
    *("event", "viewportEvent", "focusNextPrevChild", "loadResource", "validate", "textFromValue", "valueFromText"),
    *("stepEnabled", "paint", "drawForeground", "drawBackground", "boundingRect", "actualSize", "pixmap"),
    *("scaledPixmap", "icon", "type"),
}
_ASKED = _SIZES | _OF_MODELS | _OF_VIEWS | _OF_OTHERS
"""What Qt asks for or has drawn: where ours fails, its own answer is good enough to go on with."""
_TOLD = {"eventFilter", "highlightBlock", "setSelection", "scrollTo", "currentChanged", "startDrag"}
"""What Qt tells, beside all that ends in ``Event``."""


def begin() -> None:
    """Guards every class of the program that is made on one of Qt's from now on."""
    Shiboken.Object.__init_subclass__ = classmethod(_guard_class)  # type: ignore[assignment]


def guarded(kind: type, name: str, method: Callable[..., Any]) -> Callable[..., Any]:
    """``method`` of ``kind``, but that its mistakes are told as those in a slot are."""

    @functools.wraps(method)
    def call(self: Any, *given: Any, **named: Any) -> Any:
        try:
            return method(self, *given, **named)
        except Exception as error:
            sys.excepthook(type(error), error, error.__traceback__)
        if name not in _ASKED:
            return False if name == "eventFilter" else None
        try:
            return getattr(super(kind, self), name)(*given, **named)
        except NotImplementedError:  # Qt has no answer of its own, as for how many rows there are
            return 0 if name in ("rowCount", "columnCount") else None

    return call


def _guard_class(kind: type, **_: Any) -> None:
    if not kind.__module__.startswith("cnnstudio."):
        return
    above = [each for each in kind.__mro__[1:] if each.__module__.startswith("PySide6")]
    for name, method in list(vars(kind).items()):
        is_one = name in _ASKED or name in _TOLD or name.endswith("Event")
        if is_one and isinstance(method, FunctionType) and any(name in vars(each) for each in above):
            setattr(kind, name, guarded(kind, name, method))
