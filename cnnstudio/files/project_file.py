"""A project with its runs as one SQLite file, ``*.cnnstudio``; every change is one transaction, whole or not at all."""

import contextlib
import sqlite3
from collections.abc import Callable, Collection, Mapping
from functools import partial
from pathlib import Path
from types import MappingProxyType, TracebackType
from typing import Any, Self, TypeVar

import numpy as np
import numpy.typing as npt

from cnnstudio.core.collected import Collected
from cnnstudio.core.errors import StudioError
from cnnstudio.core.health import Health
from cnnstudio.core.messages import Part
from cnnstudio.core.norms import Norms
from cnnstudio.core.outcomes import Outcomes, scores
from cnnstudio.core.preprocessing import Prepared
from cnnstudio.core.project import Project, from_json, to_json
from cnnstudio.core.run import Epoch, PartScore, Run, Status
from cnnstudio.core.scores import Scores
from cnnstudio.core.snapshot import Snapshot
from cnnstudio.core.words import quoted
from cnnstudio.files import arrays_blob, blocks, drawings, rows, run_blobs, run_writing, weights_blob
from cnnstudio.files.blocks import Kind
from cnnstudio.files.copying import copy_run, save_as, take_run
from cnnstudio.files.database import Database
from cnnstudio.files.importing import Imported
from cnnstudio.files.run_reading import KnownRuns, read_run, read_runs
from cnnstudio.files.weights_blob import Weights

__all__ = ["Arrays", "KnownRuns", "ProjectFile", "Weights", "copy_run", "drawings_in", "save_as"]

Arrays = dict[str, npt.NDArray[Any]]
"""Arrays of numbers of any kind by name, in their order: the optimiser's state, seeds of layers."""

_Read = TypeVar("_Read")
_NONE: Mapping[Part, Outcomes] = MappingProxyType({})


class ProjectFile:
    """An open project file; used on the thread that opened it, best in a ``with`` statement.

    Every method raises StudioError in words when the file or its disk refuses; what was in it before stays.
    """

    def __init__(self, database: Database) -> None:
        self._database = database

    @classmethod
    def create(cls, path: Path | str, project: Project) -> Self:
        """A new file with ``project`` and no runs; refuses a path where something is already."""
        return cls(Database.create(path, project))

    @classmethod
    def open(cls, path: Path | str, *, read_only: bool = False) -> Self:
        """The file at ``path``; refuses what is no whole project file of a known version and leaves it as it was.

        A file of an older version is brought to the newest one, unless it is opened for reading only.
        """
        return cls(Database.open(path, read_only=read_only))

    @property
    def path(self) -> Path:
        """Where the file is, links followed."""
        return self._database.path

    @property
    def read_only(self) -> bool:
        return self._database.read_only

    def close(self) -> None:
        """Lets the file go; closing twice does no harm."""
        self._database.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    # The project

    def project(self) -> Project:
        """The project as it was saved last."""
        with self._database.reading() as connection:
            row = connection.execute("SELECT json FROM project").fetchone()
        with self._database.checked("The project"):
            return from_json(rows.text(row))

    def save_project(self, project: Project) -> None:
        """Puts ``project`` in the place of the one before."""
        with self._database.writing() as connection:
            connection.execute("INSERT OR REPLACE INTO project (id, json) VALUES (1, ?)", [to_json(project)])

    # Runs

    def runs(self, known: KnownRuns | None = None, between: Callable[[], None] = lambda: None) -> tuple[Run, ...]:
        """Every run, the oldest first.

        Args:
            known: Remembers what is read, so that the next time only the runs that changed are read, whichever
                connection and process changed them.
            between: Called after each run that is read, for who must let others have their turn.
        """
        with self._database.reading() as connection, self._database.checked("A run"):
            return read_runs(connection, KnownRuns() if known is None else known, between)

    def run(self, number: int) -> Run:
        """The run with this number."""
        with self._database.reading() as connection, self._database.checked("A run"):
            return self._found(read_run(connection, number), number)

    def begin_run(
        self,
        project: Project,
        *,
        name: str,
        labels: tuple[str, ...],
        prepared: Prepared,
        started: str,
        versions: dict[str, str],
    ) -> int:
        """Adds a run that is "training" and gives its number, one that no run of this file has had.

        Args:
            name: Empty for "Run N".
            started: ISO 8601, with the offset from UTC.
        """
        with self._database.writing() as connection:
            return run_writing.begin(connection, project, name, labels, prepared, started, versions)

    def import_run(self, found: Imported) -> int:
        """Adds a run whose weights came in a saved file, as one that is over, and gives its number."""
        with self._database.writing() as connection:
            return run_writing.take_in(connection, found)

    def prepare_otherwise(self, run: int, prepared: Prepared) -> None:
        """Prepares the pictures of an imported run in another way, where its file does not say how; its scores go."""
        with self._database.writing() as connection:
            run_writing.touch(connection, run, self.path)
            found = self._found(read_run(connection, run), run)
            if not found.is_preparation_guessed or not prepared.fits(found.project.network.input_shape):
                raise StudioError(f"How pictures are prepared for {quoted(found.name)} is settled.", "Train it anew.")
            run_writing.prepare_otherwise(connection, found, prepared)

    def add_epoch(
        self,
        run: int,
        epoch: Epoch,
        weights: Weights,
        *,
        state: Mapping[str, npt.NDArray[Any]] | None = None,
        batches: npt.NDArray[np.float32] | None = None,
        snapshot: Snapshot | None = None,
        health: Health | None = None,
        norms: Norms | None = None,
        going_on: Project | None = None,
    ) -> None:
        """Adds everything that is known of an epoch in one transaction.

        The weights of the newest 3 epochs and of the best one stay in the file, the states of the newest 2, and at
        most ``blocks.MOST_SNAPSHOTS`` snapshots; others are dropped.

        Args:
            state: What the run needs beside the weights to go on: the optimiser's variables, the layers' seeds.
            batches: Loss, accuracy and learning rate of every batch, (n, 3).
            going_on: For the first new epoch of a run that had ended: what it trains from here. Until then the run
                stays as it was; now it is "training" again. What was stored of this epoch and later ones is dropped,
                and so are the scores: they are those of other weights.
        """
        made = run_writing.packed(weights, state, batches, snapshot, health, norms)
        with self._database.writing() as connection:
            run_writing.touch(connection, run, self.path)
            if going_on is not None:
                run_writing.go_on(connection, run, going_on, epoch.number - 1)
            run_writing.add(connection, run, epoch, made)

    def end_run(
        self,
        run: int,
        status: Status,
        test: Scores | None,
        *,
        train: PartScore | None = None,
        validation: PartScore | None = None,
        reason: str = "",
        outcomes: Mapping[Part, Outcomes] = _NONE,
        may_go_on: bool = True,
    ) -> None:
        """Notes how the run ended, and how well the weights of its used epoch do on each part of the data.

        Only the newest state stays. Outcomes that the run had before go.

        Args:
            reason: Why it failed or ended early, in words.
            outcomes: Picture by picture.
            may_go_on: False drops the newest state, too.
        """
        made: dict[Kind, bytes] = {part: run_blobs.pack_outcomes(each) for part, each in outcomes.items()}
        with self._database.writing() as connection:
            run_writing.touch(connection, run, self.path)
            run_writing.end(connection, run, status, reason, (test, train, validation), made, int(may_go_on))

    def add_scores(self, run: Run, part: Part, outcomes: Outcomes) -> bool:
        """Stores how well the used epoch of a run that has ended does on one part; whether that was done.

        Nothing is stored of a run that trains, or has gone on or been scored otherwise since ``run`` was read. Picture
        by picture, the outcomes of test and validation are kept; of the training pictures the numbers alone.
        """
        wrong = len(outcomes) - int(outcomes.right.sum())
        score = PartScore(outcomes.loss, len(outcomes), wrong)
        text = rows.scores_to_text(scores(outcomes)) if part == "test" else rows.part_to_text(score)
        made = None if part == "train" else run_blobs.pack_outcomes(outcomes)
        with self._database.writing() as connection:
            run_writing.touch(connection, run.number, self.path)
            now = self._found(read_run(connection, run.number), run.number)
            before = getattr(now, part)
            same = (now.started, now.status, now.used_epoch) == (run.started, run.status, run.used_epoch)
            if now.status == "training" or not same or (before is not None and before.misclassified != wrong):
                return False
            run_writing.add_score(connection, run.number, part, text, made)
        return True

    def rename_run(self, number: int, name: str) -> None:
        """Gives the run another name; an empty one makes it "Run N" again."""
        with self._database.writing() as connection:
            run_writing.touch(connection, number, self.path)
            run_writing.rename(connection, number, name)

    def delete_run(self, number: int) -> None:
        """Removes the run with everything that is kept of it."""
        with self._database.writing() as connection:
            run_writing.touch(connection, number, self.path)
            run_writing.delete(connection, number)

    def compact(self) -> None:
        """Makes the file as small as what is in it, where much of it is free; where that fails it stays as it is."""
        self._database.compact()

    def mark_interrupted(self) -> None:
        """Runs that are still "training" become "interrupted": for when nobody is training them any more."""
        with self._database.reading() as connection:
            if not connection.execute("SELECT 1 FROM run WHERE status = 'training'").fetchone():
                return
        with self._database.writing() as connection:
            run_writing.interrupt(connection)

    def take_run(self, source: "ProjectFile", number: int) -> None:
        """Makes the run ``number`` here what it is in ``source``; one that is here already keeps its name."""
        take_run(self._database, source._database, number)

    # What a run keeps

    def weights(self, run: int, epoch: int | None = None) -> tuple[int, Weights]:
        """The weights of an epoch, and which one it is; of the used epoch, or where that has none of the newest."""
        with self._database.reading() as connection:
            with self._database.checked("A run"):
                found = self._found(read_run(connection, run), run)
            number = epoch or (found.used_epoch if found.used_epoch in found.kept else max(found.kept, default=0))
            if number not in found.kept:
                which = f"epoch {epoch} of run {run}" if epoch else f"run {run}"
                raise StudioError(f"The weights of {which} are not in {quoted(self.path)}.")
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

    # Drawings

    def drawings(self) -> tuple[Collected, ...]:
        """What was drawn and labelled, the oldest first; one that is damaged has no picture."""
        with self._database.reading() as connection, self._database.checked("A drawing"):
            return drawings.read(connection)

    def add_drawing(self, label: str, png: bytes, made: str) -> Collected:
        """Keeps one more.

        Args:
            png: The picture, as ``core.collected.Collected`` says.
            made: ISO 8601, with the offset from UTC.
        """
        with self._database.writing() as connection:
            return drawings.add(connection, label, png, made)

    def relabel_drawings(self, labels: Mapping[int, str]) -> None:
        """Gives drawings, by number, another label; all or, where one is not there, none."""
        with self._database.writing() as connection:
            drawings.relabel(connection, labels)

    def remove_drawings(self, numbers: Collection[int]) -> None:
        """Removes drawings; those that are not there are no error."""
        with self._database.writing() as connection:
            drawings.remove(connection, numbers)

    def put_back_drawings(self, removed: Collection[Collected]) -> None:
        """Keeps drawings that were removed again, under the numbers that they had."""
        with self._database.writing() as connection:
            drawings.put_back(connection, removed)

    # Private

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
        none = f"Run {run} in {name} keeps no optimiser's numbers, so it cannot go on."
        damaged = f"What run {run} in {name} needs to go on is damaged."
        raise StudioError(damaged if there else none, "Train its project as a new run.")

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
            which = f"epoch {epoch} of run {run}" if epoch else f"run {run}"
            raise StudioError(
                f"{blocks.WHAT[kind]} of {which} in {quoted(self.path)} are damaged.",
                "Use another epoch or run, or take the file from a backup.",
            ) from error


def drawings_in(path: Path | str) -> tuple[Collected, ...]:
    """The drawings of the project file at ``path``, which is only read."""
    with ProjectFile.open(path, read_only=True) as file:
        return file.drawings()
