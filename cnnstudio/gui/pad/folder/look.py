"""One picture of a test large: as its file has it, as the network saw it, and what the network said."""

from dataclasses import replace

import numpy as np
from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from cnnstudio.core.errors import StudioError
from cnnstudio.core.language import tr, tr_in
from cnnstudio.core.messages import Event, Failed, Predict, Predicted, SavedSubject, Subject
from cnnstudio.core.pictures.preprocessing import METHODS
from cnnstudio.core.words import capitalised, percent, plain
from cnnstudio.data.dataset import Picture
from cnnstudio.gui.bridge import Bridge
from cnnstudio.gui.icons import icon
from cnnstudio.gui.pad.folder.originals import Originals
from cnnstudio.gui.pad.folder.rows import Rows
from cnnstudio.gui.pad.folder.testing import Result
from cnnstudio.gui.pad.tab import Placing
from cnnstudio.gui.widgets.bars import Bar, Bars
from cnnstudio.gui.widgets.card import MutedLabel
from cnnstudio.gui.widgets.fitting_label import FittingLabel
from cnnstudio.gui.widgets.icon_button import IconButton
from cnnstudio.gui.widgets.panel import Panel
from cnnstudio.gui.widgets.pixel_view import PixelView
from cnnstudio.gui.words import figure

_OUTPUTS = 5
_SIDE = 96
_KEY = tr("In colour: the true class")
_SENDER = "draw.folder.look"


class PictureLook(Panel):
    """Asks the engine for all outputs, and the file for the picture as it is there."""

    closed = Signal()
    stepped = Signal(int)
    """The next picture is wanted (1), or the one before (-1)."""
    placing_requested = Signal(object)
    """A Placing: the picture is wanted on the paper."""

    def __init__(self, bridge: Bridge) -> None:
        super().__init__()
        self.setObjectName("folder.look")
        self._bridge = bridge
        self._originals = Originals(self)
        self._ticket, self._truth = 0, ""
        self._labels: tuple[str, ...] = ()
        self._placing: Placing | None = None
        self._original = PixelView("folder.look.original", tr("The picture in its file"), _SIDE)
        self._original.fill()
        self._seen = PixelView("folder.look.seen", tr("What the network saw"), _SIDE)
        self._title, self._note = FittingLabel(), FittingLabel()
        self._title.setObjectName("folder.look.title")
        self._note.setObjectName("folder.look.note")
        self._bars = Bars("folder.look.outputs", tr("The largest outputs"))
        self._place = QPushButton(icon("brush"), tr("P&ut it on the paper"), objectName="folder.look.place")
        self._place.setToolTip(tr("Shows it on the Draw tab, where it can be drawn over"))
        self._place.clicked.connect(self._put)
        self._lay_out()
        bridge.event.connect(self._receive)
        self.hide()

    @property
    def title(self) -> str:
        """What it says of the picture."""
        return self._title.full

    @property
    def original(self) -> Picture | None:
        """The picture as its file has it; None while it is read, or where it has none."""
        return self._original.array

    @property
    def seen(self) -> Picture | None:
        """The picture as the network saw it."""
        return self._seen.array

    @property
    def outputs(self) -> list[tuple[str, str]]:
        """The outputs that are shown: class and number in words."""
        return [(bar.label, bar.words) for bar in self._bars.bars]

    def show_picture(self, result: Result, rows: Rows, number: int) -> None:
        """Shows the picture of that number."""
        name, self._truth = rows.name(number), rows.truth(number)
        is_right = rows.is_known(number) and not rows.is_wrong(number)
        said = (
            tr_in("an answer", "right") if is_right else tr("read as {label}", label=plain(rows.predicted(number), 40))
        )
        what = f"{plain(self._truth, 40)}, {said}" if self._truth else capitalised(said)
        self._title.say(f"{what} · {plain(name, 120)}", what)
        outcomes = result.found.outcomes
        self._labels = () if outcomes is None else outcomes.labels
        asked = _asked(result)
        method = METHODS[result.found.prepared.method]
        otherwise = tr("For all outputs choose “{method}” beside the network.", method=method)
        self._note.say(otherwise if asked is None else _KEY if rows.is_known(number) else "")
        seen = rows.seen(number)
        self._original.show_array(None)
        self._seen.show_array(seen)
        self._bars.show_bars([Bar(plain(rows.predicted(number), 40), rows.sure(number), rows.confidence(number))], 0)
        self._placing = (
            None if seen is None else Placing(seen, self._truth, name, as_it_is=result.found.pictures == "plain")
        )
        self._place.setEnabled(seen is not None)
        self._ask(asked, result, seen)
        if result.found.files:
            self._originals.ask(result, name, self._arrived, self._refused)
        else:
            self._originals.stop()
            self._original.show_array(seen)
        self.show()

    # Private

    def _ask(self, subject: Subject | None, result: Result, seen: Picture | None) -> None:
        self._ticket = 0
        if subject is not None and seen is not None and seen.shape == result.answering.shape:
            self._ticket = self._bridge.post(Predict(sender=_SENDER, subject=subject, picture=seen))

    def _arrived(self, picture: Picture) -> None:
        self._original.show_array(picture)
        if self._placing is not None:
            self._placing = replace(self._placing, picture=picture)

    def _refused(self, error: StudioError) -> None:
        self._note.say(error.text)

    def _put(self) -> None:
        if self._placing is not None:
            self.placing_requested.emit(self._placing)

    @Slot(object)
    def _receive(self, event: Event) -> None:
        if not self._ticket or event.ticket != self._ticket:
            return
        if isinstance(event, Failed):
            self._note.say(event.text)
        elif isinstance(event, Predicted):
            self._show_outputs(event)

    def _show_outputs(self, event: Predicted) -> None:
        values = event.probabilities.astype(np.float64)
        best = np.argsort(-values, kind="stable")[:_OUTPUTS].tolist()
        # The test may call them by other names than the network, whose file has numbers only.
        labels = self._labels if len(self._labels) == len(event.labels) else event.labels
        true = labels.index(self._truth) if self._truth in labels else None
        shown = best if true is None or true in best else [*best[:-1], true]
        are_shares = bool(values.min() >= -1e-5 and values.max() <= 1 + 1e-5)
        write = percent if are_shares else figure
        bars = [Bar(plain(labels[each], 40), float(values[each]), write(float(values[each]))) for each in shown]
        right = shown.index(true) if true is not None else 0
        self._bars.show_bars(bars, right, min(0.0, float(values.min())), max(1.0, float(values.max())))

    def _lay_out(self) -> None:
        before = IconButton("folder.look.previous", "arrow-up", tr("Previous picture (Up)"))
        after = IconButton("folder.look.next", "arrow-down", tr("Next picture (Down)"))
        close = IconButton("folder.look.close", "x", tr("Close the picture (Escape)"))
        before.clicked.connect(lambda: self.stepped.emit(-1))
        after.clicked.connect(lambda: self.stepped.emit(1))
        close.clicked.connect(self.closed)
        top = QHBoxLayout()
        top.setSpacing(4)
        top.addWidget(self._title, 1)
        for widget in (self._place, before, after, close):
            top.addWidget(widget)
        pictures = QWidget()
        grid = QGridLayout(pictures)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(12)
        grid.setVerticalSpacing(4)
        for column, (view, words) in enumerate(
            ((self._original, tr("In the file")), (self._seen, tr("What was seen")))
        ):
            grid.addWidget(view, 0, column)
            grid.addWidget(MutedLabel(words), 1, column)
        grid.setRowStretch(0, 1)
        right = QVBoxLayout()
        right.setSpacing(4)
        right.addWidget(self._bars, 1)
        right.addWidget(self._note)
        body = QHBoxLayout()
        body.setSpacing(12)
        body.addWidget(pictures, 1)
        body.addLayout(right, 1)
        column_ = QVBoxLayout(self)
        column_.setContentsMargins(12, 8, 8, 8)
        column_.setSpacing(8)
        column_.addLayout(top)
        column_.addLayout(body, 1)


def _asked(result: Result) -> Subject | None:
    """Who is asked for all outputs: the network, its pictures prepared as for the test; None where it cannot be."""
    subject, prepared = result.answering.subject, result.found.prepared
    if isinstance(subject, SavedSubject):
        return subject if result.answering.prepared is not None else replace(subject, prepared=prepared)
    # A run whose file does not say how pictures are prepared goes on being prepared as is taken for it.
    return subject if prepared.method == result.answering.preprocessing.method else None
