"""The two buttons over a plot of curves: how it is scaled, and what of it is in view."""

from PySide6.QtCore import QSize
from PySide6.QtWidgets import QCheckBox, QHBoxLayout, QToolButton, QWidget

from cnnstudio.gui.icons import icon


class PlotTools(QWidget):
    """Lies over the title of the plot, at its right."""

    def __init__(self, title: str, parent: QWidget) -> None:
        super().__init__(parent)
        self.log_button = QCheckBox("Log scale")
        self.log_button.setToolTip("Logarithmic scale: differences between small values become visible")
        self.log_button.setAccessibleName(f"Logarithmic scale of {title.lower()}")
        self.log_button.setObjectName(f"plot.{title.lower()}.log")
        self.reset_button = QToolButton(icon=icon("maximize"), autoRaise=True)
        self.reset_button.setIconSize(QSize(14, 14))
        self.reset_button.setObjectName(f"plot.{title.lower()}.reset")
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(2)
        for button in (self.reset_button, self.log_button):
            row.addWidget(button)

    def offer_reset(self, title: str, *, more: bool) -> None:
        """Says what a click would do: show every value where some lie outside, or else all curves again."""
        words = "Show everything" if more else "Fit to the curves"
        why = ": single values lie outside of the view" if more else ""
        self.reset_button.setToolTip(f"{words}{why} (Home, or a double click)")
        self.reset_button.setAccessibleName(f"{words} of {title.lower()}")
