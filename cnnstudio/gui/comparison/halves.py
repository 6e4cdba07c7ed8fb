"""The height of the Compare page, divided between the table of runs and what stands below it."""

from PySide6.QtCore import Qt, Slot
from PySide6.QtWidgets import QSplitter, QWidget

_TABLE_SHARE = 0.3
"""How much of the height the table has at first; the same for every tab, so that the tabs stay under the mouse."""


class Halves(QSplitter):
    """Two halves, the upper one the smaller, until the person divides them by hand."""

    def __init__(self, upper: QWidget, lower: QWidget) -> None:
        super().__init__(Qt.Orientation.Vertical, childrenCollapsible=False, handleWidth=8)
        self._is_divided = False
        self.addWidget(upper)
        self.addWidget(lower)
        self.setStretchFactor(1, 1)
        self.splitterMoved.connect(self._keep)

    def divide(self, height: int) -> None:
        """Divides this height, in pixels; what the person has divided by hand stays."""
        if not self._is_divided:
            table = round(_TABLE_SHARE * height)
            self.setSizes([table, height - table])

    @Slot()
    def _keep(self) -> None:
        self._is_divided = True
