"""What brings real numbers to convolution by hand: a picture that is looked at, drawn or in the data, or a layer."""

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from PySide6.QtCore import QObject, Slot
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QMenu

from cnnstudio.core.language import tr
from cnnstudio.core.words import capitalised
from cnnstudio.data.dataset import DataSet, Picture
from cnnstudio.data.pictures.decoding import SUFFIXES
from cnnstudio.gui.files.arrivals import picture_of_file
from cnnstudio.gui.pages import Pages, Parts
from cnnstudio.gui.threads.newest import Newest
from cnnstudio.gui.widgets import file_dialogs
from cnnstudio.gui.widgets.message_bar import MessageBar
from cnnstudio.gui.widgets.number_question import number_question
from cnnstudio.gui.words import picture_words

if TYPE_CHECKING:
    from cnnstudio.gui.by_hand.view import ByHandView

_RANGE = tr("(numbers from 0 to 255)")


class HandSources(QObject):
    """The menu of a ByHandView; what cannot be had now is grey and says why."""

    def __init__(self, view: "ByHandView", parts: Parts, pages: Pages, bar: MessageBar) -> None:
        super().__init__(view)
        self._view, self._parts, self._pages, self._bar = view, parts, pages, bar
        self._reading = Newest("picture by hand", self)
        menu = self._menu = QMenu(view)
        menu.setToolTipsVisible(True)
        self._seen = self._action("inspect", tr("The picture of Inspect"), self._take_seen)
        self._drawn = self._action("draw", tr("The drawing"), self._take_drawn)
        self._stored = self._action("data", tr("A picture of the data…"), self._ask_number)
        self._file = self._action("file", tr("A picture file…"), self._ask_file)
        menu.addSeparator()
        self._layer = self._action("layer", tr("A number of a layer: point at it in Inspect"), self._go_to_inspect)
        menu.aboutToShow.connect(self.refresh)
        view.set_source(menu)

    @property
    def menu(self) -> QMenu:
        """The menu."""
        return self._menu

    @Slot()
    def refresh(self) -> None:
        """Offers what there is now."""
        data = self._parts.document.data_set
        for action, is_there, why in (
            (self._seen, self._picture_seen() is not None, tr("No picture is looked at in Inspect yet")),
            (self._drawn, self._picture_drawn() is not None, tr("Nothing is drawn on the Draw page yet")),
            (self._stored, data is not None and len(data.x_train) > 0, tr("No data are loaded yet")),
            (self._layer, bool(self._parts.document.runs), tr("No network has been trained yet")),
        ):
            action.setEnabled(is_there)
            action.setToolTip("" if is_there else why)

    # Private

    def _action(self, name: str, words: str, act: Callable[[], None]) -> QAction:
        action = self._menu.addAction(words, act)
        action.setObjectName(f"learn.convolution.from.{name}")
        return action

    def _picture_seen(self) -> tuple[Picture, str] | None:
        """The picture that Inspect shows, and what it is called."""
        if not self._pages.is_made("inspect"):
            return None
        found = self._pages.page("inspect").picture_chosen  # type: ignore[attr-defined]  # known by its name
        return None if found.picture is None else (found.picture, found.title)

    def _picture_drawn(self) -> Picture | None:
        answering = self._parts.shared.networks.answering
        project = self._parts.document.project
        return self._parts.shared.drawing.picture(project.network.input_shape if answering is None else answering.shape)

    def _take_seen(self) -> None:
        found = self._picture_seen()
        if found is not None:
            self._take(*found)

    def _take_drawn(self) -> None:
        picture = self._picture_drawn()
        if picture is not None:
            self._take(picture, tr("drawing"))

    def _ask_number(self) -> None:
        data = self._parts.document.data_set
        if data is None:
            return
        span = (0, len(data.x_train) - 1)
        question = tr("Number of the training picture, 0 to {last:,}", last=span[1])
        dialog = number_question(
            self._view.window(),
            "learn.convolution.number",
            tr("A picture of the data"),
            question,
            span,
            0,
            tr("Take it"),
        )
        dialog.intValueSelected.connect(lambda number: self._read(data, number))
        dialog.open()

    def _read(self, data: DataSet, number: int) -> None:
        """Beside the window: it may lie in a file."""
        label = data.labels[int(data.y_train[number])]
        name = tr("{picture} of class {label}", picture=picture_words("train", number), label=label)
        self._reading.run(
            lambda _: np.asarray(data.x_train[number]),
            lambda picture: self._take(picture, name),
            self._bar.show_error,
        )

    def _ask_file(self) -> None:
        endings = " ".join(f"*{suffix}" for suffix in sorted(SUFFIXES))
        kinds = tr("Pictures ({endings});;All files (*)", endings=endings)
        path, _ = file_dialogs.open_name(self._view.window(), tr("Open a picture"), "", kinds)
        if path:
            self._reading.run(
                lambda _: picture_of_file(path),
                lambda picture: self._take(picture, Path(path).name),
                self._bar.show_error,
            )

    def _take(self, picture: Picture, name: str) -> None:
        self._view.show_picture(picture.astype(np.float32), f"{capitalised(name)} {_RANGE}")

    def _go_to_inspect(self) -> None:
        self._pages.show("inspect").show_maps()  # type: ignore[attr-defined]  # a page is known by its name
        self._bar.say(tr("Click a number of a convolution or pooling; the calculator beside its sum brings it here."))
