"""What follows the project only where somebody sees it."""

from collections.abc import Callable

from PySide6.QtCore import QEvent, QObject, Slot
from PySide6.QtWidgets import QWidget


def is_unseen(widget: QWidget) -> bool:
    """Whether nobody sees it though its window is shown: what it shows may wait until somebody does."""
    return not widget.isVisible() and widget.window().isVisible()


class InSight(QObject):
    """Has a widget follow what it shows while it is in sight, and catch up when it comes into sight.

    All pages hear of every edit, and of a project that is opened all at once; nine of ten are hidden then. In a window
    that is not shown yet nothing waits: there is time, and what comes is shown whole.
    """

    def __init__(self, widget: QWidget, follow: Callable[[], None]) -> None:
        super().__init__(widget)
        self._widget, self._follow = widget, follow
        self._is_behind = False
        widget.installEventFilter(self)

    @Slot()
    def follow(self) -> None:
        """Follows now, or when the widget is shown."""
        self._is_behind = is_unseen(self._widget)
        if not self._is_behind:
            self._follow()

    # Qt calls this

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Show and self._is_behind:
            self._is_behind = False
            self._follow()
        return False
