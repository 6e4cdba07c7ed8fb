"""A radio button whose words may take several lines."""

from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QMouseEvent, QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QRadioButton, QSizePolicy, QWidget

from cnnstudio.gui.words import unbroken


class _Words(QLabel):
    """As high as they are in the width they have; Qt's own keeps the height of a narrow place in a wide one."""

    def __init__(self, words: str) -> None:
        super().__init__(unbroken(words), wordWrap=True)
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setAlignment(Qt.AlignmentFlag.AlignTop | Qt.AlignmentFlag.AlignLeft)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.FontChange:
            self._fit()

    def _fit(self) -> None:
        height = self.heightForWidth(self.width())
        if height != self.minimumHeight():
            self.setFixedHeight(height)


class ChoiceLine(QWidget):
    """The button and its words; Qt's own would cut them in a narrow place. A click on the words chooses, too."""

    def __init__(self, button: QRadioButton, words: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.button = button
        button.setAccessibleName(words)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(6)
        row.addWidget(button, 0, Qt.AlignmentFlag.AlignTop)
        row.addWidget(_Words(words), 1)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        if event.button() == Qt.MouseButton.LeftButton and self.rect().contains(event.position().toPoint()):
            self.button.setChecked(True)
            self.button.setFocus(Qt.FocusReason.MouseFocusReason)
