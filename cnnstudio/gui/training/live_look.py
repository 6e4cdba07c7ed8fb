"""Looks at the first layer of a run that trains: its kernels of this moment, and its maps of one picture."""

import math
from typing import Any

import numpy as np
import numpy.typing as npt
from PySide6.QtCore import QObject, QTimer, Signal, Slot

from cnnstudio.core.inspecting.first_layer import first_convolution
from cnnstudio.core.messages import (
    BatchEnded,
    Cancelled,
    Event,
    Failed,
    FeaturesShown,
    KernelsShown,
    RunSubject,
    ShowFeatures,
    ShowKernels,
)
from cnnstudio.core.runs.run import Run
from cnnstudio.core.runs.snapshot import MOST_KERNELS, MOST_MAPS, MOST_SIDE, Snapshot
from cnnstudio.data.dataset import DataSet
from cnnstudio.data.split import divide
from cnnstudio.gui.bridge import Bridge
from cnnstudio.gui.document import Document
from cnnstudio.gui.runs.training_run import TrainingRun
from cnnstudio.gui.threads.newest import Newest
from cnnstudio.gui.training.film import Range

_LOOK_MS = 250
"""The engine is asked at most four times a second."""


class LiveLook(QObject):
    """Asks for kernels and maps after a batch, one look at a time, and only while they are wanted."""

    changed = Signal()

    def __init__(self, document: Document, training_run: TrainingRun, bridge: Bridge, parent: QObject) -> None:
        super().__init__(parent)
        self._document, self._training_run, self._bridge = document, training_run, bridge
        self._wanted = False
        self._pictures = Newest("first validation picture", self)
        self._pause = QTimer(self, singleShot=True, interval=_LOOK_MS)
        self._forget(None)
        bridge.event.connect(self._receive)

    @property
    def layer(self) -> str:
        """The layer that is looked at; empty where the run has none that can be asked for."""
        return self._layer

    @property
    def frame(self) -> Snapshot | None:
        """What was seen last, as of epoch 0."""
        return self._frame

    def follow(self, run: Run | None) -> None:
        """Looks into this run, which trains now; None ends it."""
        same = run is not None and self._run is not None and run.started == self._run.started
        if not same or run is None or self._run is None or run.number != self._run.number:
            self._forget(run)
            if run is not None and self._layer:
                self._find_picture(run)

    def set_wanted(self, wanted: bool) -> None:
        """Whether anybody looks; when somebody begins to, the first look is at once."""
        begins, self._wanted = wanted and not self._wanted, wanted
        if begins:
            self._ask()

    def _forget(self, run: Run | None) -> None:
        self._run = run
        self._layer = "" if run is None else first_convolution(run.project.network)
        self._picture: npt.NDArray[np.uint8] | None = None
        self._frame: Snapshot | None = None
        self._asked: set[int] = set()
        self._again = False
        self.kernels, self.maps = Range(), Range()
        self._pictures.stop()

    def _find_picture(self, run: Run) -> None:
        """The first validation picture, which the engine takes too; none where others are on the desk."""
        data, trained = self._document.data_set, run.project
        if data is None or not self._document.has_data_of(trained) or data.input_shape != trained.network.input_shape:
            return

        def put(picture: npt.NDArray[np.uint8]) -> None:
            self._picture = picture
            if self._asked:
                self._again = True
            else:
                self._ask()  # where it is paused no batch would do so

        self._pictures.run(lambda _: _first_held(data, run), put, lambda _: None)

    def _ask(self) -> None:
        run, path = self._run, self._document.path
        if not (self._wanted and run is not None and path is not None and self._layer) or self._asked:
            return
        if not len(self._training_run.history.batch_positions):
            return
        self._pause.start()
        subject = RunSubject(str(path), run.number)
        self._asked = {self._bridge.post(ShowKernels(sender="moving", subject=subject, layer=self._layer))}
        if self._picture is not None:
            look = ShowFeatures(sender="moving", subject=subject, layer=self._layer, picture=self._picture)
            self._asked.add(self._bridge.post(look))

    @Slot(object)
    def _receive(self, event: Event) -> None:
        if isinstance(event, BatchEnded):
            if self._wanted and not self._pause.isActive():
                self._ask()
        elif event.ticket in self._asked and isinstance(event, KernelsShown | FeaturesShown | Failed | Cancelled):
            self._asked.discard(event.ticket)
            if isinstance(event, KernelsShown | FeaturesShown):
                self._put(event)
            if self._again and not self._asked:
                self._again = False
                self._ask()

    def _put(self, event: KernelsShown | FeaturesShown) -> None:
        old = self._frame
        kernels = np.zeros((0, 0, 0, 0), np.float32) if old is None else old.kernels
        maps = np.zeros((0, 0, 0), np.float16) if old is None else old.maps
        if isinstance(event, KernelsShown):
            kernels = event.kernels[..., :MOST_KERNELS]
            self.kernels.widen(kernels)
        else:
            maps = _thinned(event.maps)
            self.maps.widen(maps)
        picture = np.zeros((0, 0, 0), np.uint8) if self._picture is None else self._picture
        self._frame = Snapshot(0, self._layer, kernels, self._layer, maps, picture)
        self.changed.emit()


def _first_held(data: DataSet, run: Run) -> npt.NDArray[np.uint8]:
    """The first validation picture of a run on these data, (height, width, channels)."""
    recipe = run.project.data
    if recipe.validation == recipe.TEST:
        return np.asarray(data.x_test[:1][0])
    first = int(divide(data.y_train, recipe).validation[0])
    return np.asarray(data.x_train[first : first + 1][0])


def _thinned(maps: npt.NDArray[Any]) -> npt.NDArray[np.float16]:
    """As the maps of a snapshot are: no larger, no more."""
    down, across = (math.ceil(side / MOST_SIDE) for side in maps.shape[:2])
    return np.asarray(maps[::down, ::across, :MOST_MAPS], np.float16)
