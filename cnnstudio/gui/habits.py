"""How a person likes plots and tables to be, kept from one start of the program to the next."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from PySide6.QtCore import QObject, Slot
from PySide6.QtWidgets import QSlider, QWidget

from cnnstudio.core.runs.run_table import COLUMNS, USUAL, Column
from cnnstudio.gui.pages import Pages
from cnnstudio.gui.preferences import Preferences

if TYPE_CHECKING:  # pyqtgraph must not be imported before the first window stands
    from cnnstudio.gui.widgets.plots.plot import CurvePlot

_LOG_PLOTS = {"train": ("train.loss",), "compare": ("compare.loss",)}


class Habits(QObject):
    """Puts the pages, as they are made, into the state in which the person left them, and notes what is changed."""

    def __init__(self, pages: Pages, preferences: Preferences, parent: QObject) -> None:
        super().__init__(parent)
        self._preferences = preferences
        pages.made.connect(self._page_made)

    @Slot(str, object)
    def _page_made(self, name: str, page: QWidget) -> None:
        for plot in _LOG_PLOTS.get(name, ()):
            self._follow_scale(cast("CurvePlot", page.findChild(QWidget, plot)))
        match name:
            case "train":
                self._follow_smoothing(page.findChild(QSlider, "train.smoothing"))
            case "sweep":
                page.plan.where.show_kept(self._preferences.sweep_where)
                page.plan.where_changed.connect(lambda: self._preferences.keep_sweep_where(page.plan.where.kept))
            case "compare":
                known = {column.key for column in COLUMNS}
                page.view_bar.show_columns([key for key in self._preferences.columns or USUAL if key in known])
                page.view_bar.columns_chosen.connect(self._keep_columns)

    def _follow_scale(self, plot: CurvePlot) -> None:
        plot.set_log(plot.objectName() in self._preferences.log_plots)
        plot.log_button.toggled.connect(lambda on: self._preferences.keep_log(plot.objectName(), on))

    def _follow_smoothing(self, slider: QSlider) -> None:
        slider.setValue(self._preferences.smoothing)
        slider.valueChanged.connect(self._preferences.keep_smoothing)

    @Slot(object)
    def _keep_columns(self, columns: tuple[Column, ...]) -> None:
        keys = tuple(column.key for column in columns)
        self._preferences.keep_columns(() if keys == USUAL else keys)
