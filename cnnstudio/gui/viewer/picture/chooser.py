"""Chooses the picture that is looked at, and says what it is and what the network takes it for."""

import numpy as np
from PySide6.QtCore import QMimeData, QSignalBlocker, Qt, Signal, Slot
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QStackedWidget, QVBoxLayout, QWidget

from cnnstudio.core.language import tr, tr_in
from cnnstudio.core.messages import Predicted
from cnnstudio.core.words import percent, place_among
from cnnstudio.data.dataset import DataSet, Picture
from cnnstudio.gui.answering.answering import Answering
from cnnstudio.gui.links.drawing import Drawing
from cnnstudio.gui.viewer.picture.chosen import Chosen, Source
from cnnstudio.gui.viewer.picture.from_data import FromData
from cnnstudio.gui.viewer.picture.from_drawing import FromDrawing
from cnnstudio.gui.viewer.picture.from_file import FromFile
from cnnstudio.gui.viewer.picture.mistakes import Mistakes
from cnnstudio.gui.viewer.picture.preparing import prepared_tip, prepared_words
from cnnstudio.gui.widgets.card import Card
from cnnstudio.gui.widgets.eliding_combo import ElidingCombo
from cnnstudio.gui.widgets.fitting_label import FittingLabel
from cnnstudio.gui.widgets.letters import keep_fit
from cnnstudio.gui.widgets.pixel_view import PixelView
from cnnstudio.gui.widgets.sign import Sign

_SIDE = 98
"""The picture's place: three times CIFAR's 32, and a frame."""


_AROUND_WORDS = 44
"""The frame and the arrow of a combo box."""


class PictureChooser(Card):
    """One picture: out of the data, drawn on the Draw page, or from a file or the clipboard."""

    changed = Signal()
    """Another picture, or none; told once it is read."""
    draw_requested = Signal()
    """The person wants to draw."""

    def __init__(self, drawing: Drawing, mistakes: Mistakes | None, parent: QWidget | None = None) -> None:
        super().__init__(parent=parent)
        self.setObjectName("inspect.picture")
        self._chosen = Chosen()
        self._is_behind = False
        self._data, self._drawing = FromData(mistakes, self), FromDrawing(drawing, self)
        self._file = FromFile(self)
        self._sources: dict[str, tuple[Source, str]] = {
            "data": (self._data, tr("Data set")),
            "drawing": (self._drawing, tr("Drawing")),
            "file": (self._file, tr("Picture file")),
        }
        self._thumbnail = PixelView("inspect.picture.thumbnail", tr("The chosen picture"), _SIDE)
        self._thumbnail.setFixedSize(_SIDE, _SIDE)
        self._from = ElidingCombo(
            objectName="inspect.picture.source", accessibleName=tr("Where the picture comes from")
        )
        keep_fit(self._from, self._fit)
        for key, (_, words) in self._sources.items():
            self._from.addItem(words, key)
        self._settings, self._actions = QStackedWidget(), QStackedWidget()
        self._answer, self._mark = FittingLabel(), Sign("circle-check", "good", 16)
        self._mark.setObjectName("inspect.picture.mark")
        self._mark.hide()
        self._truth = QLabel(objectName="inspect.picture.truth")
        self._truth.setTextFormat(Qt.TextFormat.PlainText)
        self._answer.setObjectName("inspect.picture.answer")
        self._answering: Answering | None = None
        self._prepared = FittingLabel()
        self._prepared.setObjectName("inspect.picture.prepared")
        self._lay_out()
        self._from.currentIndexChanged.connect(self._source_chosen)
        self._drawing.draw_requested.connect(self.draw_requested)
        for source, _ in self._sources.values():
            source.changed.connect(lambda source=source: self._hear(source))
        self._follow()

    @property
    def chosen(self) -> Chosen:
        """The picture, and what is known of it."""
        return self._chosen

    @property
    def picture(self) -> Picture | None:
        """The chosen picture, (height, width, channels), 0 to 255; None also while it is read, or where that failed."""
        return self._chosen.picture

    def set_data(self, data: DataSet | None, *, is_inverted: bool = False) -> None:
        """Chooses among the pictures of other data; part, class and number are kept where they exist.

        Args:
            is_inverted: Whether light and dark have changed places in them.
        """
        self._data.set_data(data, is_inverted=is_inverted)

    def set_network(self, answering: Answering) -> None:
        """Says for which network the picture is, and whose mistakes can be chosen from."""
        for source, _ in self._sources.values():
            source.set_geometry(answering.preprocessing.geometry)
            source.set_shape(answering.shape)
        self._data.set_run(answering.run)
        self._answering = answering
        self._say_prepared()

    def show_answer(self, answer: Predicted | None) -> None:
        """What the network takes the picture for; None while that is not known."""
        if answer is None:
            self.show_words("")
            return
        if self._chosen.is_awaited:  # it is of the picture before
            return
        best = int(np.argmax(answer.probabilities))
        label, sure = answer.labels[best], percent(float(answer.probabilities[best]))
        self._answer.say(tr("Predicted {label} · {sure}", label=label, sure=sure), f"{label} · {sure}")
        truth = place_among(self._chosen.label, answer.labels)
        if truth is None:  # another network may know other classes
            self._mark.hide()
            return
        right = best == truth
        self._show_mark(
            *(
                ("circle-check", "good", tr_in("an answer", "Right"))
                if right
                else ("circle-alert", "error", tr_in("an answer", "Wrong"))
            )
        )

    def show_words(self, text: str) -> None:
        """Says something in the answer's place."""
        self._answer.say(text)
        self._mark.hide()

    def choose(self, part: str, number: int) -> None:
        """Goes to a picture of the data by its part and its number there, whatever class is chosen."""
        blocker = QSignalBlocker(self._from)
        self._show_source("data")
        blocker.unblock()
        self._data.choose(part, number)

    def begin_anew(self) -> None:
        """Goes to the data: what was opened or drawn for another project says little here."""
        self._from.setCurrentIndex(self._from.findData("data"))

    def step(self, by: int) -> None:
        """Goes to the next picture or the one before, round at the ends."""
        self._source.step(by)

    def choose_random(self) -> None:
        """Goes to any other picture."""
        self._source.choose_random()

    def take(self, mime: QMimeData) -> None:
        """Looks at the picture that was dropped or pasted."""
        self._from.setCurrentIndex(self._from.findData("file"))
        self._file.take(mime)

    # Private

    @property
    def _source(self) -> Source:
        return self._sources[self._from.currentData()][0]

    @Slot()
    def _source_chosen(self) -> None:
        self._show_source(self._from.currentData())
        self._follow()

    def _show_source(self, key: str) -> None:
        self._from.setCurrentIndex(self._from.findData(key))
        self._settings.setCurrentWidget(self._source.settings)
        self._actions.setCurrentWidget(self._source.actions)

    def _hear(self, source: Source) -> None:
        if source is not self._source:
            return
        if source is self._drawing and not self.isVisible():
            self._is_behind = True  # what is drawn changes a hundred times a second, and nobody looks at it here
        else:
            self._follow()

    def _follow(self) -> None:
        """Shows what is known of the picture."""
        self._is_behind = False
        before, chosen = self._chosen, self._source.chosen
        self._chosen = chosen
        self._truth.setText(chosen.words)
        self._thumbnail.show_array(chosen.picture)
        self._say_prepared()
        for widget in (self._truth, self._thumbnail):
            widget.setToolTip(chosen.tip)
        self._thumbnail.setAccessibleDescription(" · ".join(filter(None, (chosen.words, chosen.tip))))
        if chosen.picture is None or chosen.picture is not before.picture:
            self.show_words("" if chosen.is_awaited else chosen.note or chosen.why_not)
            if chosen.is_refused:
                self._show_mark("circle-alert", "error", tr("Not possible"))
        if not chosen.is_awaited and not chosen.is_like(before):
            self.changed.emit()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        if self._is_behind:
            self._follow()

    def _say_prepared(self) -> None:
        """How the picture becomes the network's input, where there is one."""
        answering, chosen = self._answering, self._chosen
        if answering is None or chosen.picture is None:
            self._prepared.say("")
            return
        tip = prepared_tip(answering, chosen.found)
        self._prepared.say(*prepared_words(answering, chosen.found), tip=tip)

    def _show_mark(self, name: str, colour: str, words: str) -> None:
        self._mark.set_icon(name, colour)
        self._mark.show()
        self._mark.setAccessibleName(words.lower())
        self._mark.setToolTip(words)

    def _fit(self) -> None:
        longest = max(self._from.fontMetrics().horizontalAdvance(words) for _, words in self._sources.values())
        self._from.setMinimumWidth(longest + _AROUND_WORDS)

    def _lay_out(self) -> None:
        self.body.setContentsMargins(16, 8, 16, 8)
        for source, _ in self._sources.values():
            self._settings.addWidget(source.settings)
            self._actions.addWidget(source.actions)
        top, below, words = QHBoxLayout(), QHBoxLayout(), QHBoxLayout()
        for row in (top, below, words):
            row.setSpacing(8)
        top.addWidget(self._from, 0, Qt.AlignmentFlag.AlignVCenter)
        top.addWidget(self._settings, 1)
        words.addWidget(self._truth)
        words.addWidget(self._mark)
        words.addWidget(self._answer, 1)
        right = QVBoxLayout()
        right.setSpacing(4)
        right.addStretch(1)
        below.addWidget(self._actions)
        below.addWidget(self._prepared, 1)
        for row in (top, below, words):
            right.addLayout(row)
        right.addStretch(1)
        row = QHBoxLayout()
        row.setSpacing(16)
        row.addWidget(self._thumbnail)
        row.addLayout(right, 1)
        self.body.addLayout(row)
