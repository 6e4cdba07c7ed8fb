"""How a weight was after the epochs of its run: read from the file, on a thread of its own."""

import math
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
from PySide6.QtCore import QObject, Signal

from cnnstudio.core.analysis import analyse
from cnnstudio.core.errors import StudioError
from cnnstudio.core.inspecting.kernels import View, lay_out
from cnnstudio.core.runs.run import Run
from cnnstudio.data.watch import Watch
from cnnstudio.files.project_file import ProjectFile
from cnnstudio.gui.threads.newest import Newest

Kernels = npt.NDArray[np.float32]

_MOST_BYTES = 96_000_000
"""So much of it is kept in memory: of the newest epochs."""

_MOST_PARAMETERS = 40_000_000
"""Of a larger network the weights of an epoch are not read for the sake of one layer: they are 160 MB and more."""


class Past(QObject):
    """The kernels (rows, columns, inputs, outputs) of one weight epoch by epoch; of snapshots only the first 64."""

    changed = Signal()

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._reader = Newest("kernels over the epochs", self)
        self._key: Any = None
        self._asked: tuple[int, ...] = ()
        self._known: dict[int, Kernels] = {}
        self.refusal = ""
        """Why it could not be read, in words."""

    @property
    def is_reading(self) -> bool:
        return self._reader.is_busy

    def look(self, file: str, run: Run, layer: str, view: View) -> None:
        """Reads what there is of this weight and is not here yet; ``changed`` tells when it is."""
        key = (file, run.number, run.started, layer, view)
        epochs = (*(epoch.number for epoch in run.epochs), *run.kept)
        if key == self._key and len(run.epochs) >= len(self._known) and epochs == self._asked:
            return
        if key != self._key or any(epoch > len(run.epochs) for epoch in self._known):
            self._known = {}
        self._key, self._asked, self.refusal = key, epochs, ""
        known = {epoch for epoch, kernels in self._known.items() if kernels.shape[3] == view.shape[3]}
        reads_weights = analyse(run.project.network).totals.parameters <= _MOST_PARAMETERS
        self._reader.run(
            lambda watch: _read(Path(file), run.number, layer, view, known, reads_weights, watch),
            self._take,
            self._refused,
        )

    def of(self, output: int) -> dict[int, Kernels]:
        """The kernel (rows, columns, inputs) of one output by epoch, in their order."""
        known = sorted((epoch, each) for epoch, each in self._known.items() if output < each.shape[3])
        return {epoch: each[..., output] for epoch, each in known}

    def forget(self) -> None:
        """Reads no further and lets go of everything: nobody looks at it any more."""
        self._reader.stop()
        self._key, self._asked, self._known, self.refusal = None, (), {}, ""

    def _take(self, found: dict[int, Kernels]) -> None:
        self._known.update(found)
        self.changed.emit()

    def _refused(self, error: StudioError) -> None:
        self.refusal = str(error)
        self._asked = ()
        self.changed.emit()


def _read(
    path: Path, run: int, layer: str, view: View, known: set[int], reads_weights: bool, watch: Watch
) -> dict[int, Kernels]:
    """The kernels by epoch: whole where the weights are kept, else those of its snapshot; the newest first."""
    found: dict[int, Kernels] = {}
    room = _MOST_BYTES
    with ProjectFile.open(path, read_only=True) as file:
        kept = file.run(run).kept if reads_weights else ()
        snapshots = file.snapshots(run)
        # All snapshots of a run are of the same layer.
        is_seen = bool(snapshots) and _of_snapshot(file, run, snapshots[-1], layer, view) is not None
        for epoch in sorted({*kept, *(snapshots if is_seen else ())} - known, reverse=True):
            watch.check()
            from_weights = epoch in kept
            each = (_of_weights if from_weights else _of_snapshot)(file, run, epoch, layer, view)
            if each is None:
                continue
            found[epoch] = each
            room -= each.nbytes
            if room < 0:
                break
    return found


def _of_weights(file: ProjectFile, run: int, epoch: int, layer: str, view: View) -> Kernels | None:
    weights = file.weights(run, epoch)[1].get(f"{layer}/{view.weight}")
    if weights is None:  # of a frozen layer, which is the same after every epoch
        return None
    return np.array(lay_out(view, weights)[..., : view.outputs_at_once], np.float32)


def _of_snapshot(file: ProjectFile, run: int, epoch: int, layer: str, view: View) -> Kernels | None:
    snapshot = file.snapshot(run, epoch)
    rows, columns, inputs, _ = view.shape
    if snapshot.kernel_layer != layer or view.weight != "kernel" or math.prod(snapshot.kernels.shape) == 0:
        return None
    return snapshot.kernels if snapshot.kernels.shape[:3] == (rows, columns, inputs) else None
