"""A hand that uses whatever is in view: names widgets so that they are found again, and clicks, types, turns, draws."""

import random
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, nullcontext
from functools import partial
from typing import Any

from PySide6.QtCore import QEvent, QPoint, QPointF, QRect, Qt, QTimer
from PySide6.QtGui import QKeyEvent, QWheelEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QAbstractSlider,
    QAbstractSpinBox,
    QApplication,
    QComboBox,
    QFileDialog,
    QLineEdit,
    QMenu,
    QPlainTextEdit,
    QTabBar,
    QTextEdit,
    QWidget,
)
from shiboken6 import isValid

HELD_MS = 30
"""Between the steps of a key that is held, as keyboards repeat them."""

Looking = Callable[[], AbstractContextManager[None]]
"""Makes that within which is no time of the window."""
Gesture = list[Any]
"""What is done, the path of the widget, and how."""

_KEYS = (
    "Up",
    "Down",
    "Left",
    "Right",
    "PageUp",
    "PageDown",
    "Home",
    "End",
    "Space",
    "Return",
    "Tab",
    "Escape",
    "Delete",
)
_TYPED = ("0", "1", "7", "12", "0.5", "-3", "relu", "3, 5", "é…", "1e-3", "conv", "99999999", " ")
_LEFT, _RIGHT = Qt.MouseButton.LeftButton, Qt.MouseButton.RightButton
_KINDS = (
    QAbstractButton,
    QComboBox,
    QAbstractSpinBox,
    QAbstractSlider,
    QTabBar,
    QLineEdit,
    QAbstractItemView,
    QPlainTextEdit,
    QTextEdit,
)
_PICTURES = ("canvas", "plot", "grid", "view", "field", "board", "cloud", "maps", "kernels", "diagram")
"""Parts of the names of what is drawn by hand and can be pointed at."""

_WAYS: tuple[tuple[tuple[type[QWidget], ...], tuple[str, ...]], ...] = (
    ((QAbstractButton,), ("click",)),
    ((QComboBox, QTabBar), ("click", "key")),
    ((QAbstractSpinBox, QLineEdit, QPlainTextEdit, QTextEdit), ("type", "key", "wheel")),
    ((QAbstractSlider,), ("click", "wheel")),
    ((QWidget,), ("click", "click", "click", "wheel", "key", "double", "menu", "drag", "drag")),
)
"""What is done with what."""


def top() -> QWidget | None:
    """What gets clicks now: a menu or list that is open, a dialog, or the window."""
    popup = QApplication.activePopupWidget()
    if popup is not None:
        return popup
    modal = QApplication.activeModalWidget()
    if modal is not None:
        return modal
    shown = [each for each in QApplication.topLevelWidgets() if each.isVisible() and each.isWindow()]
    return max(shown, key=lambda each: each.width() * each.height(), default=None)


def path_of(widget: QWidget, root: QWidget) -> str:
    """Its own name, or its place among its like below the next one that has one."""
    if _is_named(widget):
        return widget.objectName()
    parent = widget.parentWidget()
    while parent is not None and parent is not root and not _is_named(parent):
        parent = parent.parentWidget()
    above = parent or root
    kind = type(widget).__name__
    same = [each for each in above.findChildren(QWidget) if type(each).__name__ == kind]
    return f"{above.objectName() if above is not root else ''}/{kind}/{same.index(widget)}"


def find(path: str) -> QWidget | None:
    """The widget with this path in what gets clicks now."""
    root = top()
    if root is None or not path:
        return root
    if "/" not in path:
        return next((each for each in root.findChildren(QWidget, path) if each.isVisible()), None)
    name, kind, place = path.split("/")
    above = root.findChild(QWidget, name) if name else root
    same = [each for each in above.findChildren(QWidget) if type(each).__name__ == kind] if above is not None else []
    return same[int(place)] if int(place) < len(same) else None


def _is_named(widget: QWidget) -> bool:
    return bool(widget.objectName()) and not widget.objectName().startswith("qt_") and "/" not in widget.objectName()


def in_view(root: QWidget) -> Iterator[QWidget]:
    """Everything that can be used with the mouse or the keyboard, and is seen."""
    for each in root.findChildren(QWidget):
        if not each.isVisible() or not each.isEnabled() or each.visibleRegion().isEmpty():
            continue
        name = each.objectName()
        if isinstance(each, _KINDS) or any(part in name for part in _PICTURES):
            yield each


def choose(chance: random.Random, closed: tuple[str, ...]) -> Gesture | None:
    """Something to do with something in view, but for what lies in names that begin with one of ``closed``."""
    root = top()
    if root is None:
        return None
    if isinstance(root, QFileDialog):
        return None
    if isinstance(root, QMenu) or QApplication.activePopupWidget() is not None:
        return ["key", "", chance.choice(("Down", "Down", "Up", "Return", "Escape", "Escape"))]
    if QApplication.activeModalWidget() is not None and chance.random() < 0.15:
        return ["key", "", "Escape"]
    seen = [each for each in in_view(root) if not each.objectName().startswith(closed)]
    if not seen:
        return None
    buttons = [each for each in seen if isinstance(each, QAbstractButton)]
    widget = chance.choice(buttons if buttons and chance.random() < 0.4 else seen)
    return _gesture(widget, path_of(widget, root), chance)


def _gesture(widget: QWidget, path: str, chance: random.Random) -> Gesture:
    what = chance.choice(next(ways for kinds, ways in _WAYS if isinstance(widget, kinds)))
    match what:
        case "key":
            how: list[Any] = [chance.choice(_KEYS)]
        case "type":
            how = [chance.choice(_TYPED)]
        case "wheel":
            how = [chance.choice((-360, -120, 120, 360))]
        case "drag":
            how = [[_anywhere(chance) for _ in range(chance.randint(2, 12))]]
        case _:
            how = [0.5, 0.5] if isinstance(widget, QAbstractButton) else _anywhere(chance)
    return [what, path, *how]


def _anywhere(chance: random.Random) -> list[float]:
    """A place in a widget, in shares of its width and height."""
    return [round(chance.random(), 3), round(chance.random(), 3)]


def do(gesture: Gesture, looking: Looking = nullcontext) -> bool:
    """Does it; whether there was something to do it with.

    Args:
        looking: Within it the widget is looked for, which a person's eyes do.
    """
    what, path, *how = gesture
    with looking():
        widget = find(path)
    if widget is None or not isValid(widget) or not widget.isVisible() or not widget.isEnabled():
        return False
    view = widget.viewport() if isinstance(widget, QAbstractItemView) else widget
    match what:
        case "click":
            QTest.mouseClick(view, _LEFT, pos=_point(view, how))
        case "double":
            QTest.mouseDClick(view, _LEFT, pos=_point(view, how))
        case "menu":
            QTest.mouseClick(view, _RIGHT, pos=_point(view, how))
        case "drag":
            _drag(view, how[0])
        case "wheel":
            _wheel(view, how[0])
        case "key":
            if not isinstance(widget, QMenu) and path:
                widget.setFocus(Qt.FocusReason.MouseFocusReason)
            QTest.keyClick(widget if path else _with_keys(widget), getattr(Qt.Key, f"Key_{how[0]}"))
        case "type":
            widget.setFocus(Qt.FocusReason.MouseFocusReason)
            QTest.keyClick(widget, Qt.Key.Key_A, Qt.KeyboardModifier.ControlModifier)
            keys = [*(partial(_letter, widget, each) for each in how[0]), partial(_tab, widget)]
            for number, key in enumerate(keys):  # nobody types eight letters at once
                QTimer.singleShot(number * HELD_MS, widget, key)
    return True


def _with_keys(widget: QWidget) -> QWidget:
    """Who gets the keys now: what is open over the window, of a list that drops down the list itself."""
    popup = QApplication.activePopupWidget()
    if popup is None:
        return QApplication.focusWidget() or widget
    return popup.focusWidget() or popup.findChild(QAbstractItemView) or popup


def _point(view: QWidget, place: list[float]) -> QPoint:
    area: QRect = view.visibleRegion().boundingRect()
    return QPoint(area.left() + int(place[0] * (area.width() - 1)), area.top() + int(place[1] * (area.height() - 1)))


def _drag(view: QWidget, places: list[list[float]]) -> None:
    points = [_point(view, place) for place in places]
    QTest.mousePress(view, _LEFT, pos=points[0])
    for point in points[1:]:
        QTest.mouseMove(view, point)
    QTest.mouseRelease(view, _LEFT, pos=points[-1])


def _tab(widget: QWidget) -> None:
    QTest.keyClick(widget, Qt.Key.Key_Tab)


def _letter(widget: QWidget, letter: str) -> None:
    """One key, while the widget is seen: nobody can type into another. QTest knows keys of ASCII only."""
    if not widget.isVisible():
        return
    for kind in (QEvent.Type.KeyPress, QEvent.Type.KeyRelease):
        QApplication.sendEvent(widget, QKeyEvent(kind, 0, Qt.KeyboardModifier.NoModifier, letter))


def _wheel(view: QWidget, by: int) -> None:
    place = QPointF(view.rect().center())
    none, phase = Qt.KeyboardModifier.NoModifier, Qt.ScrollPhase.NoScrollPhase
    away = QPointF(view.mapToGlobal(place.toPoint()))
    turn = QWheelEvent(place, away, QPoint(), QPoint(0, by), Qt.MouseButton.NoButton, none, phase, False)
    QApplication.sendEvent(view, turn)
