"""How a window is used without a mouse and without sight: what Tab comes by, what it is called, whether it shows."""

from PySide6.QtCore import QEvent, QPoint, QRect, Qt
from PySide6.QtGui import QAccessible, QImage, QKeyEvent
from PySide6.QtWidgets import (
    QAbstractButton,
    QApplication,
    QCheckBox,
    QLabel,
    QPushButton,
    QRadioButton,
    QScrollArea,
    QWidget,
)

_MOST_STOPS, _MOST_INSIDE = 400, 12
_SEEN_BY, _SEEN_PIXELS = 40, 8
"""So much must so many pixels change, of 255, for a person to see where the keyboard is."""


def stops(page: QWidget) -> list[QWidget]:
    """What Tab has to come by; of buttons of which one is chosen, Tab comes by that one."""
    return [
        each
        for each in page.findChildren(QWidget)
        if each.isVisible() and each.isEnabled() and each.focusPolicy() & Qt.FocusPolicy.TabFocus
        and each.focusProxy() is None and not _one_of_several(each)
    ]  # fmt: skip


def name_of(widget: QWidget) -> str:
    """What is read of it to those who do not see it."""
    face = QAccessible.queryAccessibleInterface(widget)
    return "" if face is None else str(face.text(QAccessible.Text.Name)).strip()


def walk(page: QWidget) -> tuple[list[QWidget], list[QWidget]]:
    """Presses Tab until it is back: the stops it came by, and where it stayed for good."""
    page.setFocus()
    if QApplication.focusWidget() is None or not page.isAncestorOf(QApplication.focusWidget()):
        next(iter(stops(page))).setFocus()
    came_by: list[QWidget] = []
    inside = 0
    for _ in range(_MOST_STOPS):
        now = QApplication.focusWidget()
        if came_by and now is came_by[-1]:
            inside += 1
            if inside > _MOST_INSIDE:
                return came_by, [now]
        elif now in came_by:
            return came_by, []
        else:
            came_by.append(now)
            inside = 0
        press_tab(now)
    return came_by, came_by[-1:]


def cut(page: QWidget) -> list[QWidget]:
    """What has less width than its words need, or is cut at a side where nothing scrolls."""
    return [each for each in page.findChildren(QWidget) if each.isVisible() and (_is_narrow(each) or _is_cut(each))]


def _is_narrow(widget: QWidget) -> bool:
    """Labels that wrap, and those that leave words out themselves, never are."""
    if not isinstance(widget, (QLabel, QPushButton, QCheckBox, QRadioButton)) or "<" in widget.text():
        return False
    if isinstance(widget, QLabel) and widget.wordWrap():
        return False
    lines = widget.text().replace("&&", "+").replace("&", "").split("\n")
    return max(map(widget.fontMetrics().horizontalAdvance, lines)) > widget.contentsRect().width() + 1


def _is_cut(widget: QWidget) -> bool:
    """Whether an area that does not scroll sideways hides a part of it."""
    area = widget.parentWidget()
    while area is not None and not isinstance(area, QScrollArea):
        area = area.parentWidget()
    if area is None or area.horizontalScrollBarPolicy() is not Qt.ScrollBarPolicy.ScrollBarAlwaysOff:
        return False
    if not area.viewport().isAncestorOf(widget):
        return False
    left = widget.mapTo(area.viewport(), QPoint(0, 0)).x()
    return widget.width() > 0 and (left < -1 or left + widget.width() > area.viewport().width() + 1)


def press_tab(widget: QWidget) -> None:
    """Presses Tab as a person does."""
    for kind in (QEvent.Type.KeyPress, QEvent.Type.KeyRelease):
        QApplication.sendEvent(widget, QKeyEvent(kind, Qt.Key.Key_Tab, Qt.KeyboardModifier.NoModifier))


def shows_keyboard(window: QWidget, widget: QWidget) -> bool:
    """Whether one sees that it has the keyboard."""
    around = widget.parentWidget()
    while around is not None:
        if isinstance(around, QScrollArea):
            around.ensureWidgetVisible(widget, 8, 8)
        around = around.parentWidget()
    QApplication.processEvents()
    widget.setFocus(Qt.FocusReason.TabFocusReason)
    window.setAttribute(Qt.WidgetAttribute.WA_KeyboardFocusChange)  # as Tab does
    QApplication.processEvents()
    place = widget.rect().translated(widget.mapTo(window, QPoint(0, 0))).adjusted(-4, -4, 4, 4) & window.rect()
    there = _picture(window, place)
    widget.clearFocus()
    QApplication.processEvents()
    return _differ(there, _picture(window, place))


def _picture(window: QWidget, place: QRect) -> QImage:
    return window.grab(place).toImage().convertToFormat(QImage.Format.Format_RGB32)


def _differ(one: QImage, other: QImage) -> bool:
    found = 0
    for y in range(one.height()):
        for x in range(one.width()):
            a, b = one.pixel(x, y), other.pixel(x, y)
            if a != b and max(abs((a >> shift & 255) - (b >> shift & 255)) for shift in (0, 8, 16)) > _SEEN_BY:
                found += 1
                if found >= _SEEN_PIXELS:
                    return True
    return False


def _one_of_several(widget: QWidget) -> bool:
    if not isinstance(widget, QAbstractButton):
        return False
    group = widget.group()
    return widget.autoExclusive() or (group is not None and group.exclusive())
