"""A slider that goes to where it is clicked."""

from PySide6.QtCore import Qt
from PySide6.QtGui import QMouseEvent
from PySide6.QtWidgets import QSlider, QStyle, QStyleOptionSlider


class JumpSlider(QSlider):
    """A horizontal slider whose handle comes to the pointer instead of moving a page towards it."""

    def __init__(self, name: str, label: str) -> None:
        super().__init__(Qt.Orientation.Horizontal, objectName=name, accessibleName=label)

    def place_of(self, value: int) -> int:
        """Where the middle of the handle is at ``value``, in pixels from the left."""
        handle, free = self._measure()
        return handle // 2 + QStyle.sliderPositionFromValue(self.minimum(), self.maximum(), value, free)

    def _measure(self) -> tuple[int, int]:
        """How wide the handle is, and how far it goes."""
        option = QStyleOptionSlider()
        self.initStyleOption(option)
        part = QStyle.SubControl.SC_SliderHandle
        handle = self.style().subControlRect(QStyle.ComplexControl.CC_Slider, option, part, self).width()
        return handle, max(self.width() - handle, 1)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if event.button() == Qt.MouseButton.LeftButton:
            handle, free = self._measure()
            place = round(event.position().x()) - handle // 2
            # The handle is under the pointer now, so that it can be dragged on.
            self.setValue(QStyle.sliderValueFromPosition(self.minimum(), self.maximum(), place, free))
        super().mousePressEvent(event)
