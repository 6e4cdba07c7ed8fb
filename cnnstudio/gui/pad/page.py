"""Draw: a network is tested by hand, with what was collected, or with a folder of pictures."""

from PySide6.QtCore import QMimeData, QTimer, Signal, Slot
from PySide6.QtGui import QDragEnterEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout

from cnnstudio.core.language import tr
from cnnstudio.gui.answering.network_choice import NetworkChoice
from cnnstudio.gui.bridge import Bridge
from cnnstudio.gui.document import Document
from cnnstudio.gui.files.receiving import ReceivingPage
from cnnstudio.gui.links.selection import Selection
from cnnstudio.gui.links.shared import Shared
from cnnstudio.gui.news import News
from cnnstudio.gui.pad.tab import Room
from cnnstudio.gui.pad.tabs import Tabs
from cnnstudio.gui.runs.training_run import TrainingRun

_READ_MS = 15_000
"""After so long the news of who answers has been read."""


class DrawPage(ReceivingPage):
    """Which network answers, for all tabs, and the tabs."""

    train_requested = Signal()
    plan_requested = Signal(str, object)
    """As of a tab."""
    taken_by_hand = Signal(object)
    """The person wants to work a number by hand: a TakenByHand."""
    page_requested = Signal(str)
    """Where what keeps from training is mended."""
    data_requested = Signal()
    """There are no data, which are had there."""

    def __init__(
        self,
        document: Document,
        training_run: TrainingRun,
        bridge: Bridge,
        selection: Selection | None = None,
        shared: Shared | None = None,
    ) -> None:
        """``selection``: the layers selected on all pages; without one, or without ``shared``, the page has its own."""
        super().__init__("page.draw")
        shared = shared or Shared.make(document, bridge)
        self._training_run = training_run
        self._document, self._networks = document, shared.networks
        self._answered: str | int | None = None
        self._known: set[int] = set()
        self._told = ""
        self._serial = document.serial
        self._read = QTimer(self, singleShot=True, interval=_READ_MS, objectName="draw.news.read")
        """Until the news of who answers has been read."""
        self._read.timeout.connect(self._take_back)
        self._choice = NetworkChoice(document, self._networks, "draw", tr("&Network"), "subject", "passed_over")
        self._choice.file_chosen.connect(self.open_saved)
        self._tabs = Tabs(
            Room(
                document,
                training_run,
                shared.networks,
                bridge,
                selection or Selection(document),
                shared.drawing,
                shared.collection,
            )
        )
        self._tabs.data_requested.connect(self.data_requested)
        self._tabs.train_requested.connect(self.train_requested)
        self._tabs.plan_requested.connect(self.plan_requested)
        self._tabs.draw.taken_by_hand.connect(self.taken_by_hand)
        self._tabs.draw.touched.connect(self._take_back)
        self._tabs.draw.page_requested.connect(self.page_requested)
        self._tabs.draw.paste_requested.connect(self.paste)
        self._tabs.draw.file_requested.connect(self._choice.ask_file)
        self._networks.changed.connect(self._follow)
        self._networks.changed.connect(self._tell_who_answers)
        document.project_changed.connect(self._follow)
        training_run.state_changed.connect(self._follow)
        self._lay_out()
        self._follow()
        self._tell_who_answers()

    @Slot(str)
    def open_saved(self, path: object) -> None:
        """Opens a saved network and lets it answer."""
        self._networks.open(str(path), "draw", later=self._training_run.is_active)

    def take_picture(self, mime: QMimeData) -> None:
        """Gives a picture, or many in one file or folder, to the tab that knows what to do with it."""
        self._tabs.take(mime)

    # What Qt calls

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        super().dragEnterEvent(event)
        if self._tabs.takes(event.mimeData()):
            event.acceptProposedAction()

    # Private

    @Slot()
    def _follow(self) -> None:
        self._choice.setVisible(self._networks.answering is not None)

    @Slot()
    def _tell_who_answers(self) -> None:
        """A new run answers from its start: who was trying another one on a drawing is told."""
        if self._document.serial != self._serial:
            self._serial, self._answered, self._known = self._document.serial, None, set()
            self._take_back()
        before, self._answered = self._answered, self._networks.current
        runs, self._known = self._known, {run.number for run in self._document.runs}
        if before != self._answered:
            self._take_back()
        was, now = self._networks.known(before), self._networks.answering
        is_new = isinstance(self._answered, int) and self._answered not in runs
        if was is not None and now is not None and is_new and before != self._answered and not self._tabs.draw.is_empty:
            self._told = tr(
                "{new} answers now. {old} can be chosen again beside “Network”.", new=now.name, old=was.name
            )
            self._networks.say(self._told)
            self._read.start()

    @Slot()
    def _take_back(self) -> None:
        if self._told and self._networks.news == self._told:
            self._networks.say("")

    def _lay_out(self) -> None:
        # In one line: news that comes does not push down what the pen is on.
        top = QHBoxLayout()
        top.setContentsMargins(16, 8, 16, 4)
        top.setSpacing(16)
        top.addWidget(self._choice, 1)
        top.addWidget(News("draw.news", self._networks), 1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addLayout(top)
        layout.addWidget(self._tabs, 1)
