"""The two buttons over a plot of curves: how it is scaled, and what of it is in view."""

from PySide6.QtCore import QSize
from PySide6.QtWidgets import QCheckBox, QHBoxLayout, QToolButton, QWidget

from cnnstudio.core.language import english_of, in_sentence, tr
from cnnstudio.gui.icons import icon


class PlotTools(QWidget):
    """Lies over the title of the plot, at its right."""

    def __init__(self, title: str, parent: QWidget) -> None:
        super().__init__(parent)
        self.log_button = QCheckBox(tr("Log scale"))
        self.log_button.setToolTip(tr("Logarithmic scale: differences between small values become visible"))
        self.log_button.setAccessibleName(tr("Logarithmic scale of {title}", title=in_sentence(title)))
        name = (english_of(title) or title).lower()
        self.log_button.setObjectName(f"plot.{name}.log")
        self.reset_button = QToolButton(icon=icon("maximize"), autoRaise=True)
        self.reset_button.setIconSize(QSize(14, 14))
        self.reset_button.setObjectName(f"plot.{name}.reset")
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(2)
        for button in (self.reset_button, self.log_button):
            row.addWidget(button)

    def offer_reset(self, title: str, *, more: bool) -> None:
        """Says what a click would do: show every value where some lie outside, or else all curves again."""
        words = tr("Show everything") if more else tr("Fit to the curves")
        tip = tr("Fit to the curves (Home, or a double click)")
        if more:
            tip = tr("Show everything: single values lie outside of the view (Home, or a double click)")
        self.reset_button.setToolTip(tip)
        self.reset_button.setAccessibleName(tr("{words} of {title}", words=words, title=in_sentence(title)))
