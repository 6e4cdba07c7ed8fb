"""A combo box that says by an ellipsis that its text goes on, and shows all of it in its list."""

from collections.abc import Mapping

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QPaintEvent
from PySide6.QtWidgets import QComboBox, QStyle, QStyleOptionComboBox, QStylePainter

_LIST_MARGIN, _LEAST_HEIGHT = 32, 14
_MEASURED = 200
"""The list is as wide as the widest of so many entries."""

_FITTED = 50
"""And the box itself as that of so many and the chosen one: thousands would all have to be put into words for it."""


class ElidingCombo(QComboBox):
    """Where the chosen text does not fit it ends in "…"; the list is as wide as its widest text."""

    def shown_text(self) -> str:
        """The text as it is drawn."""
        option = QStyleOptionComboBox()
        self.initStyleOption(option)
        control, part = QStyle.ComplexControl.CC_ComboBox, QStyle.SubControl.SC_ComboBoxEditField
        room = self.style().subControlRect(control, option, part, self).width() - 3
        return self.fontMetrics().elidedText(self.currentText(), Qt.TextElideMode.ElideRight, room)

    def sizeHint(self) -> QSize:
        return self._fitted() if self._is_long else super().sizeHint()

    def minimumSizeHint(self) -> QSize:
        return self._fitted() if self._is_long else super().minimumSizeHint()

    @property
    def _is_long(self) -> bool:
        by_contents = self.sizeAdjustPolicy() is QComboBox.SizeAdjustPolicy.AdjustToContents
        return by_contents and self.count() > _FITTED

    def _fitted(self) -> QSize:
        """As Qt's own, by some of the entries."""
        option, metrics = QStyleOptionComboBox(), self.fontMetrics()
        self.initStyleOption(option)
        texts = (self.currentText(), *(self.itemText(row) for row in range(_FITTED)))
        inside = QSize(max(map(metrics.horizontalAdvance, texts)), max(metrics.height(), _LEAST_HEIGHT) + 2)
        return self.style().sizeFromContents(QStyle.ContentsType.CT_ComboBox, option, inside, self)

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
