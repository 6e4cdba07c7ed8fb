"""A combo box that says by an ellipsis that its text goes on, and shows all of it in its list."""

from PySide6.QtCore import Qt
from PySide6.QtGui import QPaintEvent
from PySide6.QtWidgets import QComboBox, QStyle, QStyleOptionComboBox, QStylePainter

_LIST_MARGIN = 32
_MEASURED = 200
"""The list is as wide as the widest of so many entries."""


class ElidingCombo(QComboBox):
    """Where the chosen text does not fit it ends in "…"; the list is as wide as its widest text."""

    def shown_text(self) -> str:
        """The text as it is drawn."""
        option = QStyleOptionComboBox()
        self.initStyleOption(option)
        control, part = QStyle.ComplexControl.CC_ComboBox, QStyle.SubControl.SC_ComboBoxEditField
        room = self.style().subControlRect(control, option, part, self).width() - 4
        return self.fontMetrics().elidedText(self.currentText(), Qt.TextElideMode.ElideRight, room)

    def showPopup(self) -> None:
        view, model = self.view(), self.model()
        measured = (view.sizeHintForIndex(model.index(row, 0)).width() for row in range(min(self.count(), _MEASURED)))
        view.setMinimumWidth(max(measured, default=0) + _LIST_MARGIN)
        super().showPopup()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter, option = QStylePainter(self), QStyleOptionComboBox()
        self.initStyleOption(option)
        painter.drawComplexControl(QStyle.ComplexControl.CC_ComboBox, option)
        option.currentText = self.shown_text()
        painter.drawControl(QStyle.ControlElement.CE_ComboBoxLabel, option)
        painter.end()
