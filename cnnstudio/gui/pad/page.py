"""Draw: paper, what the network sees of it, and what it takes it for, while the pen moves."""

from collections.abc import Callable

import numpy as np
import numpy.typing as npt
from PySide6.QtCore import QMimeData, QTimer, Signal, Slot
from PySide6.QtGui import QImage, QResizeEvent, QShowEvent
from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from cnnstudio.core.messages import (
    BatchEnded,
    Cancelled,
    EngineState,
    EpochEnded,
    Event,
    Failed,
    Predict,
    Predicted,
)
from cnnstudio.gui.answering import Networks
from cnnstudio.gui.arrivals import ink_of, picture_file_in, picture_of_file, picture_of_image
from cnnstudio.gui.bridge import Bridge
from cnnstudio.gui.document import Document
from cnnstudio.gui.drawing import Drawing
from cnnstudio.gui.network_choice import NetworkChoice
from cnnstudio.gui.news import News
from cnnstudio.gui.no_run import NoRun
from cnnstudio.gui.pad.answer import Answer
from cnnstudio.gui.pad.canvas import Canvas
from cnnstudio.gui.pad.seen import Seen
from cnnstudio.gui.pad.tools import Tools
from cnnstudio.gui.receiving import ReceivingPage
from cnnstudio.gui.training_run import TrainingRun
from cnnstudio.gui.widgets.card import Card

_SOON_MS = 8
"""A mouse may move a thousand times a second: the network is asked once in this time, well within a frame."""

_LIVE_MS = 500


class DrawPage(ReceivingPage):
    """Asks the engine on every piece of a stroke, and only while the page is in view; the newest answer counts."""

    train_requested = Signal()
    build_requested = Signal()
    """The network has a problem, which is mended there."""
    data_requested = Signal()
    """There are no data, which are had there."""

    def __init__(self, document: Document, training_run: TrainingRun, bridge: Bridge) -> None:
        super().__init__("page.draw")
        self._document, self._training_run, self._bridge = document, training_run, bridge
        self._ticket = 0
        self._is_awaited = False
        self._waiting = "Waiting for the engine…"
        self._soon = QTimer(self, singleShot=True, interval=_SOON_MS)
        self._soon.timeout.connect(self._ask)
        self._live = QTimer(self, singleShot=True, interval=_LIVE_MS)
        self._canvas, self._seen, self._answer = Canvas(), Seen(), Answer()
        self._drawing = Drawing.of(document)
        self._networks = Networks.of(document, bridge)
        self._choice = NetworkChoice(document, self._networks, "draw", "&Network", "subject", "passed_over")
        self._networks.changed.connect(self._subject_changed)
        self._choice.file_chosen.connect(self.open_saved)
        self._canvas.ink_changed.connect(self._ask_soon)
        self._seen.changed.connect(self._ask_soon)
        self._empty = NoRun(
            "draw.empty",
            "brush",
            document,
            training_run,
            begins="A drawing can be tested here as soon as it has.",
            then="Then draw something here, and see what the network takes it for.",
            second="Open a saved network…",
        )
        self._empty.train_requested.connect(self.train_requested)
        self._empty.build_requested.connect(self.build_requested)
        self._empty.data_requested.connect(self.data_requested)
        self._empty.second_clicked.connect(self._choice.ask_file)
        self._lay_out()
        document.project_changed.connect(self._subject_changed)
        document.data_changed.connect(self._empty.refresh)
        training_run.state_changed.connect(self._subject_changed)
        bridge.event.connect(self._receive)
        self._subject_changed()

    @Slot(str)
    def open_saved(self, path: object) -> None:
        """Opens a saved network and lets it answer."""
        self._networks.open(str(path), "draw", later=self._training_run.is_active)

    # Asking and answering

    def _ask_soon(self) -> None:
        if not self._soon.isActive():
            self._soon.start()

    def _ask(self) -> None:
        self._drawing.put(self._canvas.ink(), self._seen.steps)
        answering = self._networks.answering
        if answering is None or not self.isVisible():
            return
        self._seen.show_array(self._drawing.picture(answering.shape))
        if self._seen.array is None:
            self._ticket = 0
            self._answer.show_words(_invitation(answering.labels), answering.state.capitalize(), answering.labels)
            return
        if self._ticket == 0:
            self._answer.show_words("…", self._waiting, answering.labels)
        request = Predict(sender="draw", subject=answering.subject, picture=self._seen.array)
        self._ticket, self._is_awaited = self._bridge.post(request), True

    @Slot(object)
    def _receive(self, event: Event) -> None:
        if event.ticket == self._ticket and isinstance(event, Predicted | Failed | Cancelled):
            self._is_awaited = False
        match event:
            case EngineState():
                self._waiting = "Waiting for the engine…" if event.ready else event.text
            case BatchEnded() | EpochEnded() if not self._is_awaited:
                # Else an answer that takes longer than the time between two looks would never come.
                self._ask_again()
            case Predicted(ticket=ticket) if ticket == self._ticket:
                answering = self._networks.answering
                self._answer.show_prediction(event, answering.state.capitalize() if answering else "")
            case Failed(ticket=ticket) if ticket == self._ticket:
                self._answer.show_words("No answer", f"{event.text} {event.hint}".strip())

    def _refuse(self, why: str) -> None:
        self._networks.say(why, refusal=True)

    def _ask_again(self) -> None:
        """The weights have changed under the drawing: asks at most twice a second."""
        answering = self._networks.answering
        if answering is not None and answering.state and not self._live.isActive() and not self._canvas.is_empty:
            self._live.start()
            self._ask_soon()

    # What changes

    @Slot()
    def _subject_changed(self) -> None:
        answering = self._networks.answering
        self._pages.setCurrentIndex(0 if answering is None else 1)
        self._empty.refresh()
        if answering is not None:
            self._seen.describe(answering.shape, answering.preparation)
            self._ask_soon()

    def take_picture(self, mime: QMimeData) -> None:
        """Puts a picture on the paper, once it is read on the background thread."""
        if path := picture_file_in(mime):
            self._read(lambda: ink_of(picture_of_file(path)))
        else:
            image = QImage(mime.imageData()) if mime.hasImage() else QImage()
            self._read(lambda: ink_of(picture_of_image(image)))

    def _read(self, work: Callable[[], npt.NDArray[np.float32]]) -> None:
        def done(ink: npt.NDArray[np.float32]) -> None:
            self._networks.say("")
            self._canvas.set_ink(ink)

        self._document.background.run(work, done, lambda error: self._refuse(str(error)))

    # What Qt calls

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._ask_soon()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._seen.fit(event.size().height())

    def _lay_out(self) -> None:
        paper = Card("Draw here")
        paper.body.addWidget(Tools(self._canvas, self.paste))
        paper.body.addWidget(self._canvas, 1)
        right = QVBoxLayout()
        right.setSpacing(16)
        right.addWidget(self._seen)
        right.addWidget(self._answer, 1)
        columns = QHBoxLayout()
        columns.setSpacing(16)
        columns.addWidget(paper, 3)
        columns.addLayout(right, 2)
        content = QWidget()
        layout = QVBoxLayout(content)
        layout.setContentsMargins(16, 16, 16, 16)
        layout.setSpacing(16)
        layout.addWidget(self._choice)
        layout.addLayout(columns, 1)
        self._pages = QStackedWidget()
        self._pages.addWidget(self._empty)
        self._pages.addWidget(content)
        news = QHBoxLayout()
        news.setContentsMargins(16, 8, 16, 0)
        news.addWidget(News("draw.news", self._networks))
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.setSpacing(0)
        outer.addLayout(news)
        outer.addWidget(self._pages, 1)


def _invitation(labels: tuple[str, ...]) -> str:
    """What clean paper asks for: clothes and faces are dropped or pasted rather than drawn."""
    digits = all(len(label) == 1 and label.isdecimal() for label in labels)
    return "Draw a digit" if digits else "Draw something, or drop or paste a picture"
