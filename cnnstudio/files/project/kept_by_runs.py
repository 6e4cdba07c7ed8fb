"""What the runs of an open project file keep: weights, the optimiser's state, figures, snapshots, outcomes."""

import contextlib
import sqlite3
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any, TypeVar

import numpy as np
import numpy.typing as npt

from cnnstudio.core.errors import StudioError
from cnnstudio.core.evaluation.outcomes import Outcomes
from cnnstudio.core.inspecting.norms import Norms
from cnnstudio.core.language import tr
from cnnstudio.core.messages import Part
from cnnstudio.core.runs.run import Run
from cnnstudio.core.runs.snapshot import Snapshot
from cnnstudio.core.training.health import Health
from cnnstudio.core.words import quoted
from cnnstudio.files.project import arrays_blob, blocks, run_blobs, run_writing, weights_blob
from cnnstudio.files.project.blocks import Kind
from cnnstudio.files.project.database import Database
from cnnstudio.files.project.run_reading import read_run
from cnnstudio.files.project.weights_blob import Weights

Arrays = dict[str, npt.NDArray[Any]]
"""Arrays of numbers of any kind by name, in their order: the optimiser's state, seeds of layers."""

_Read = TypeVar("_Read")


class KeptByRuns:
    """The part of a project file that reads what its runs keep; every method raises StudioError in words."""

    def __init__(self, database: Database) -> None:
        self._database = database

    @property
    def path(self) -> Path:
        """Where the file is, links followed."""
        return self._database.path

    def weights(self, run: int, epoch: int | None = None) -> tuple[int, Weights]:
        """The weights of an epoch, and which one it is; of the used epoch, or where that has none of the newest."""
        with self._database.reading() as connection:
            with self._database.checked(tr("A run")):
                found = self._found(read_run(connection, run), run)
            number = epoch or (found.used_epoch if found.used_epoch in found.kept else max(found.kept, default=0))
            if number not in found.kept:
                which = tr("epoch {epoch} of run {run}", epoch=epoch, run=run) if epoch else tr("run {run}", run=run)
                raise StudioError(tr("The weights of {which} are not in {path}.", which=which, path=quoted(self.path)))
            return number, self._read(connection, "weights", run, number, weights_blob.unpack)

    def state(self, run: int) -> tuple[int, Weights, Arrays]:
        """The newest epoch from which the run can go on whole: its number, its weights, and the state it had.

        A generation that is damaged is passed over for the one before. Raises StudioError where none is left.
        """
        with self._database.reading() as connection:
            run_writing.check(connection, run, self.path)
            return self._newest_whole(connection, run)

    def batches(self, run: int) -> list[tuple[int, npt.NDArray[np.float32]]]:
        """Loss, accuracy and learning rate of every batch, (n, 3), epoch by epoch where they were kept; read-only."""
        return self._all(run, "batches", lambda epoch, data: (epoch, run_blobs.unpack_batches(data)))

    def snapshots(self, run: int) -> tuple[int, ...]:
        """The epochs of which there is a snapshot."""
        with self._database.reading() as connection:
            return blocks.epochs(connection, "snapshot", run)

    def snapshot(self, run: int, epoch: int) -> Snapshot:
        """Kernels and maps as they were after this epoch."""
        with self._database.reading() as connection:
            # The picture is kept where it was another than before.
            seen = [each for each in blocks.epochs(connection, "picture", run) if each <= epoch]
            picture = self._read(connection, "picture", run, seen[-1] if seen else 0, lambda data: data)
            unpack = partial(run_blobs.unpack_snapshot, epoch, picture=picture)
            return self._read(connection, "snapshot", run, epoch, unpack)

    def health(self, run: int) -> tuple[Health, ...]:
        """Every look inside, the oldest first."""
        return tuple(self._all(run, "health", run_blobs.unpack_health))

    def norms(self, run: int) -> tuple[Norms, ...]:
        """How long weights and gradients were after each epoch, the oldest first; runs of old have none."""
        return tuple(self._all(run, "norms", run_blobs.unpack_norms))

    def outcomes(self, run: int, part: Part) -> Outcomes | None:
        """What the used epoch said to each picture of a part; None where that was not kept."""
        found = self._all(run, part, lambda _, data: run_blobs.unpack_outcomes(data))
        return found[-1] if found else None

    def _found(self, run: Run | None, number: int) -> Run:
        if run is None:
            raise run_writing.no_run(number, self.path)
        return run

    def _newest_whole(self, connection: sqlite3.Connection, run: int) -> tuple[int, Weights, Arrays]:
        there = set(blocks.epochs(connection, "weights", run)) & set(blocks.epochs(connection, "state", run))
        for epoch in sorted(there, reverse=True):
            with contextlib.suppress(blocks.Damaged):
                weights = blocks.read(connection, "weights", run, epoch, weights_blob.unpack)
                return epoch, weights, blocks.read(connection, "state", run, epoch, arrays_blob.unpack)[0]
        name = quoted(self.path)
        none = tr("Run {run} in {name} keeps no optimiser's numbers, so it cannot go on.", run=run, name=name)
        damaged = tr("What run {run} in {name} needs to go on is damaged.", run=run, name=name)
        raise StudioError(damaged if there else none, tr("Train its project as a new run."))

    def _all(self, run: int, kind: Kind, read: Callable[[int, bytearray], _Read]) -> list[_Read]:
        with self._database.reading() as connection:
            epochs = blocks.epochs(connection, kind, run)
            return [self._read(connection, kind, run, epoch, partial(read, epoch)) for epoch in epochs]

    def _read(
        self, connection: sqlite3.Connection, kind: Kind, run: int, epoch: int, read: Callable[[bytearray], _Read]
    ) -> _Read:
        try:
            return blocks.read(connection, kind, run, epoch, read)
        except blocks.Damaged as error:
            which = tr("epoch {epoch} of run {run}", epoch=epoch, run=run) if epoch else tr("run {run}", run=run)
            raise StudioError(
                tr(
                    "{what} of {which} in {path} are damaged.",
                    what=blocks.WHAT[kind],
                    which=which,
                    path=quoted(self.path),
                ),
                tr("Use another epoch or run, or take the file from a backup."),
            ) from error
