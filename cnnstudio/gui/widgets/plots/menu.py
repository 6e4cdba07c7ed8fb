"""The context menu of a plot of curves: which curves it shows, what is in view, and the plot to take along."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QMenu

from cnnstudio.core.language import tr
from cnnstudio.gui.icons import icon

if TYPE_CHECKING:
    from cnnstudio.gui.widgets.plots.plot import CurvePlot

_ZOOM_IN = 0.8

Ask = Callable[[str, Callable[[Path], None]], None]
"""Asks for a place for a file with this ending and gives it to what writes it."""


def menu_of(plot: CurvePlot, ask: Ask) -> QMenu:
    """A menu that belongs to the plot and goes when it is closed; behind a tab stand the keys that do the same."""
    menu = QMenu(plot)
    menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    for curve in plot.curves:
        label = curve.label.replace("&", "&&")  # else it would be taken for the mark of a key
        action = menu.addAction(tr("Show “{label}”", label=label), partial(plot.toggle, curve.label))
        action.setCheckable(True)
        action.setChecked(curve.label not in plot.hidden)
    menu.addSeparator()
    menu.addAction(icon("copy"), tr("Copy picture"), plot.copy)
    menu.addSeparator()
    menu.addAction(icon("image"), tr("Save as PNG…"), lambda: ask("png", plot.save_png))
    menu.addAction(icon("image"), tr("Save as SVG…"), lambda: ask("svg", plot.save_svg))
    menu.addAction(icon("table"), tr("Export as CSV…"), lambda: ask("csv", plot.save_csv))
    menu.addSeparator()
    menu.addAction(tr("Zoom in\t+, wheel"), partial(plot.zoom, _ZOOM_IN))
    menu.addAction(tr("Zoom out\t−, wheel"), partial(plot.zoom, 1 / _ZOOM_IN))
    menu.addAction(tr("Fit to the curves\tHome, double click"), plot.fit_view)
    menu.addAction(icon("maximize"), tr("Show everything"), plot.show_everything)
    return menu
