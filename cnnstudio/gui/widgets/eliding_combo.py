"""A combo box that says by an ellipsis that its text goes on, and shows all of it in its list."""

from collections.abc import Mapping

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


def fitting_combo(name: str, label: str, least: int, entries: Mapping[str, str] | None = None) -> ElidingCombo:
    """As wide as its words where there is room; in a narrow place they end in "…" rather than push others out.

    Args:
        name, label: Its object name and its accessible name.
        least: Pixels that it is never narrower than.
        entries: What is chosen from, by what is read for it.
    """
    combo = ElidingCombo(objectName=name, accessibleName=label)
    combo.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToContents)
    combo.setMinimumWidth(least)
    for data, words in (entries or {}).items():
        combo.addItem(words, data)
    return combo
