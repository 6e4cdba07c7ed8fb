"""Test a folder or zip: pictures of other people's, many at once, and which of them the network reads rightly."""

import time
from pathlib import Path

from PySide6.QtCore import QMimeData, QTimer, Slot
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QStackedWidget, QVBoxLayout

from cnnstudio.core.errors import StudioError
from cnnstudio.core.language import tr, tr_in
from cnnstudio.core.words import plain
from cnnstudio.gui.answering.answering import Answering
from cnnstudio.gui.files import opening
from cnnstudio.gui.icons import icon
from cnnstudio.gui.pad.folder.how_row import HowRow
from cnnstudio.gui.pad.folder.results import Results
from cnnstudio.gui.pad.folder.testing import FolderTest
from cnnstudio.gui.pad.folder.words import progress
from cnnstudio.gui.pad.tab import Room, Tab
from cnnstudio.gui.widgets.empty_state import EmptyState
from cnnstudio.gui.widgets.fitting_bar import FittingBar
from cnnstudio.gui.widgets.fitting_label import FittingLabel
from cnnstudio.gui.widgets.notice import Notice

_SOON_MS = 250
"""After the last switch that was turned the pictures are tested again."""

_QUICK = 5.0
"""Seconds that a test may have taken for another choice to begin it anew at once."""

_WAYS = tr(
    "Labels are read from folders (a folder a class), from file names (“7_1.png”) or from a table (labels.csv). "
    "A zip or folder can also be dropped anywhere on this page."
)


class FolderTab(Tab):
    """Where the pictures come from, how they are seen, and what came of it."""

    def __init__(self, room: Room) -> None:
        super().__init__("draw.folder", room)
        self._path: Path | None = None
        self._tested: tuple[object, ...] = ()
        self._began, self._took = 0.0, 0.0
        self._test = FolderTest(room.bridge, self)
        self._file = QPushButton(icon("file"), tr("&Choose a zip…"), objectName="folder.file")
        self._file.setToolTip(tr("A zip of pictures, or a file of arrays: .npz, IDX"))
        self._folder = QPushButton(icon("folder-open"), tr("Choose a folde&r…"), objectName="folder.folder")
        self._folder.setToolTip(tr("A folder of pictures, with or without sub-folders"))
        self._source = FittingLabel()
        self._source.setObjectName("folder.source")
        self._run = QPushButton(objectName="folder.test")
        self._how = HowRow()
        self._bar = FittingBar(objectName="folder.progress", accessibleName=tr("How far the test is"))
        self._notice = Notice("folder.notice", details="reasons")
        self._empty = EmptyState("folder.empty", "images")
        self.results = Results(room.bridge)
        self._soon = QTimer(self, singleShot=True, interval=_SOON_MS)
        self._lay_out()
        self._connect()
        self._follow()

    @property
    def test(self) -> FolderTest:
        """The test under way, and the last result."""
        return self._test

    @property
    def path(self) -> Path | None:
        """What is tested on."""
        return self._path

    def takes(self, mime: QMimeData) -> bool:
        """Whether a folder or a file of pictures was dropped."""
        return _data_in(mime) is not None

    def take(self, mime: QMimeData) -> None:
        """Tests on it."""
        path = _data_in(mime)
        if path is not None:
            self.open(path)

    def open(self, path: Path) -> None:
        """Tests on the pictures of a folder or file."""
        if path != self._path:
            self._test.forget()
            self._tested, self._took = (), 0.0
        self._path = path
        self._begin()

    # Private

    def _connect(self) -> None:
        self._file.clicked.connect(self._ask_file)
        self._folder.clicked.connect(self._ask_folder)
        self._run.clicked.connect(self._press)
        self._how.changed.connect(self._choice_changed)
        self._soon.timeout.connect(self._begin)
        self._test.changed.connect(self._ended)
        self._test.progressed.connect(self._show_progress)
        self._empty.clicked.connect(self._go_on)
        self._empty.second_clicked.connect(self._ask_folder)
        self.results.failed.connect(self._refuse)
        self.results.placing_requested.connect(self.placing_requested)
        self.room.networks.changed.connect(self._choice_changed)
        self.room.training_run.state_changed.connect(self._show_progress)

    def _lay_out(self) -> None:
        top = QHBoxLayout()
        top.setSpacing(8)
        for widget in (self._file, self._folder):
            top.addWidget(widget)
        top.addWidget(self._source, 1)
        top.addWidget(self._run)
        self._place = QStackedWidget()
        for page in (self._empty, self.results):
            self._place.addWidget(page)
        column = QVBoxLayout(self)
        column.setContentsMargins(12, 6, 12, 8)
        column.setSpacing(6)
        column.addLayout(top)
        for widget in (self._how, self._bar, self._notice):
            column.addWidget(widget)
        column.addWidget(self._place, 1)

    def _choice(self) -> tuple[object, ...]:
        """What a result is of: another one is asked for where it has changed."""
        answering = self.room.networks.answering
        return self._path, None if answering is None else answering.identity, self._how.how

    @property
    def _is_training(self) -> bool:
        """Whether the network that answers learns at this moment: it is another one with every epoch."""
        answering = self.room.networks.answering
        return answering is not None and answering.run is not None and answering.run.status == "training"

    @Slot()
    def _choice_changed(self) -> None:
        if self._path is not None and self._choice() != self._tested:
            if self._took <= _QUICK and not self._is_training:
                self._soon.start()
            elif self._test.is_on and not self._is_training:
                self._test.stop()
        self._follow()

    @Slot()
    def _begin(self) -> None:
        """Begins the test where there is something to test, and somebody sees it."""
        answering = self.room.networks.answering
        if self._path is not None and answering is not None and self.isVisible() and self._choice() != self._tested:
            self._start(answering)
        self._follow()

    def _start(self, answering: Answering) -> None:
        assert self._path is not None
        self._soon.stop()
        self._tested, self._began = self._choice(), time.monotonic()
        self._test.begin(self._path, answering, self._how.how)

    def _press(self) -> None:
        answering = self.room.networks.answering
        if self._test.is_on:
            self._test.stop()
        elif answering is not None and self._path is not None:
            self._start(answering)

    @Slot()
    def _ended(self) -> None:
        if not self._test.is_on:
            self._took = time.monotonic() - self._began
            if self._test.result is not self.results.result:
                self.results.show_result(self._test.result)
        self._follow()

    @Slot()
    def _follow(self) -> None:
        """Shows what there is, and what can be done."""
        test, answering, path = self._test, self.room.networks.answering, self._path
        self._source.say(*(("",) if path is None else (plain(str(path), 300), plain(path.name, 120))))
        self._place.setCurrentWidget(self.results if test.result is not None else self._empty)
        if test.result is None:
            self._say_empty()
        for widget in (self._file, self._folder, self._run):
            widget.setVisible(path is not None)  # before that they stand in the middle
        begin = tr_in("verb", "Test") if test.result is None else tr("Test again")
        self._run.setText(tr("Stop") if test.is_on else begin)
        self._run.setIcon(icon("square" if test.is_on else "list-checks"))
        self._run.setAccessibleName(self._run.text())
        self._run.setToolTip(tr("Ends the test") if test.is_on else tr("Goes through all the pictures"))
        self._run.setEnabled(test.is_on or answering is not None)
        is_old = test.result is not None and not test.is_on and not self._soon.isActive()
        words = tr("Something else is chosen by now: test again to see what comes of it.")
        told = test.trouble or (words if is_old and self._choice() != self._tested else "")
        self._notice.say(told, "caution" if test.trouble else "note", details=test.details.splitlines())
        self._bar.setVisible(test.is_on)
        self._show_progress()

    def _say_empty(self) -> None:
        answering = self.room.networks.answering
        if answering is None:
            text = tr("Train the network, or open a saved one: then it can be tested here on a folder of pictures.")
            self._empty.say(tr("No network answers yet"), text, tr("Go to Train"))
        elif self._test.is_on:
            self._empty.say(tr("Testing…"), tr("What is found is shown here when it is done."))
        elif self._path is not None:
            self._empty.say(tr("Nothing was found"), tr("Test again, or choose another zip or folder above."))
        else:
            title = tr("Test the network on pictures of other people")
            self._empty.say(title, _WAYS, tr("&Choose a zip…"), tr("Choose a folde&r…"))

    @Slot()
    def _show_progress(self) -> None:
        test = self._test
        if not test.is_on:
            return
        self._bar.setRange(0, test.total)
        self._bar.setValue(test.done)
        self._bar.say(*progress(test, training=self.room.training_run.is_active))

    def _refuse(self, error: StudioError) -> None:
        self._notice.say(str(error), "caution")

    def _go_on(self) -> None:
        if self.room.networks.answering is None:
            self.train_requested.emit()
        else:
            self._ask_file()

    def _ask_file(self) -> None:
        self._take_chosen(opening.ask_file(self, self._start_place(), tr("Test on a zip or a file")))

    def _ask_folder(self) -> None:
        self._take_chosen(opening.ask_folder(self, self._start_place()))

    def _start_place(self) -> str:
        return str(self._path.parent if self._path is not None else Path.home())

    def _take_chosen(self, path: Path | None) -> None:
        if path is not None:
            self.open(path)
            self._run.setFocus()  # the button that was pressed may be gone

    # Qt calls these

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._begin()


def _data_in(mime: QMimeData) -> Path | None:
    """The folder or file of pictures in what was dropped or pasted."""
    paths = (Path(url.toLocalFile()) for url in mime.urls() if url.isLocalFile()) if mime.hasUrls() else ()
    return next((path for path in paths if opening.kind_of(path) == "data"), None)
