"""A project with its runs as one SQLite file, ``*.cnnstudio``; every change is one transaction, whole or not at all."""

from collections.abc import Callable, Collection, Mapping
from pathlib import Path
from types import MappingProxyType, TracebackType
from typing import Any, Self

import numpy as np
import numpy.typing as npt

from cnnstudio.core.errors import StudioError
from cnnstudio.core.evaluation.outcomes import Outcomes, scores
from cnnstudio.core.evaluation.scores import Scores
from cnnstudio.core.inspecting.norms import Norms
from cnnstudio.core.language import tr
from cnnstudio.core.messages import Part
from cnnstudio.core.pictures.collected import Collected
from cnnstudio.core.pictures.found_way import FoundWay
from cnnstudio.core.pictures.preprocessing import Prepared
from cnnstudio.core.project import Project, from_json, to_json
from cnnstudio.core.runs.run import Epoch, PartScore, Run, Status
from cnnstudio.core.runs.snapshot import Snapshot
from cnnstudio.core.training.health import Health
from cnnstudio.core.transferring import pretrained_blocks
from cnnstudio.core.words import quoted
from cnnstudio.files.project import drawings, notes, rows, run_blobs, run_writing
from cnnstudio.files.project.blocks import Kind
from cnnstudio.files.project.copying import copy_run, is_whole, save_anew, save_as, take_run
from cnnstudio.files.project.database import Database
from cnnstudio.files.project.kept_by_runs import Arrays
from cnnstudio.files.project.kept_by_sweeps import KeptBySweeps
from cnnstudio.files.project.run_reading import KnownRuns, read_run, read_runs
from cnnstudio.files.project.weights_blob import Weights
from cnnstudio.files.saved.importing import Imported

__all__ = ["Arrays", "KnownRuns", "ProjectFile", "Weights", "copy_run", "drawings_in", "save_anew", "save_as"]

_NONE: Mapping[Part, Outcomes] = MappingProxyType({})


class ProjectFile(KeptBySweeps):
    """An open project file; used on the thread that opened it, best in a ``with`` statement.

    Every method raises StudioError in words when the file or its disk refuses; what was in it before stays.
    """

    @classmethod
    def create(cls, path: Path | str, project: Project, found: Imported | None = None) -> Self:
        """A new file with ``project``; refuses a path where something is already, and leaves none where it fails.

        Args:
            found: Its first run, whose weights came in a saved file; None for no runs.
        """
        if found is None:
            return cls(Database.create(path, project))
        return cls(Database.create(path, project, lambda connection: run_writing.take_in(connection, found)))

    @classmethod
    def open(cls, path: Path | str, *, read_only: bool = False) -> Self:
        """The file at ``path``; refuses what is no whole project file of a known version and leaves it as it was.

        A file of an older version is brought to the newest one, unless it is opened for reading only.
        """
        return cls(Database.open(path, read_only=read_only))

    @property
    def read_only(self) -> bool:
        return self._database.read_only

    def close(self) -> None:
        """Lets the file go; closing twice does no harm."""
        self._database.close()

    def wait_for_others(self, seconds: float) -> None:
        """How long it waits from now on where another program has the file, before it raises ``schema.InUse``."""
        self._database.wait_for_others(seconds)

    def check_free(self) -> None:
        """Raises ``schema.InUse`` where another program has the file for longer than is waited; changes nothing."""
        self._database.check_free()

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
        with self._database.checked(tr("The project")):
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
        with self._database.reading() as connection, self._database.checked(tr("A run")):
            return read_runs(connection, KnownRuns() if known is None else known, between)

    def run(self, number: int) -> Run:
        """The run with this number."""
        with self._database.reading() as connection, self._database.checked(tr("A run")):
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
                raise StudioError(
                    tr("How pictures are prepared for {name} is settled.", name=quoted(found.name)),
                    tr("Train it anew."),
                )
            run_writing.prepare_otherwise(connection, found, prepared)

    def note_found_way(self, run: int, found: FoundWay) -> None:
        """Notes how it was found out how pictures are prepared for an imported run whose file does not say so."""
        with self._database.writing() as connection:
            run_writing.touch(connection, run, self.path)
            run_writing.note_found_way(connection, self._found(read_run(connection, run), run), found)

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

        Nothing is stored of a run that trains, or has gone on or been prepared or scored otherwise since ``run`` was
        read. Picture by picture, the outcomes of test and validation are kept; of the training pictures the numbers
        alone.
        """
        wrong = len(outcomes) - int(outcomes.right.sum())
        score = PartScore(outcomes.loss, len(outcomes), wrong)
        text = rows.scores_to_text(scores(outcomes)) if part == "test" else rows.part_to_text(score)
        made = None if part == "train" else run_blobs.pack_outcomes(outcomes)
        with self._database.writing() as connection:
            run_writing.touch(connection, run.number, self.path)
            now = self._found(read_run(connection, run.number), run.number)
            before = getattr(now, part)
            facts = ("started", "status", "used_epoch", "prepared")
            same = all(getattr(now, each) == getattr(run, each) for each in facts)
            if now.status == "training" or not same or (before is not None and before.misclassified != wrong):
                return False
            run_writing.add_score(connection, run.number, part, text, made)
        return True

    def rename_run(self, number: int, name: str) -> None:
        """Gives the run another name; an empty one makes it "Run N" again."""
        with self._database.writing() as connection:
            run_writing.touch(connection, number, self.path)
            run_writing.rename(connection, number, name)

    def why_not_delete(self, numbers: Collection[int]) -> str:
        """What rests on these runs and would be lost with them, in a sentence; empty where nothing does."""
        with self._database.reading() as connection, self._database.checked(tr("A run")):
            return pretrained_blocks.why_not_delete(run_writing.resting_on(connection, numbers), len(numbers))

    def how_to_delete(self, numbers: Collection[int]) -> str:
        """What is to be done first where ``why_not_delete`` says why not: a run's layers cannot be unwrapped."""
        with self._database.reading() as connection, self._database.checked(tr("A run")):
            found = run_writing.resting_on(connection, numbers)
        is_project = run_writing.ITSELF in found
        return pretrained_blocks.how_to_delete(len(found) - is_project, is_project=is_project)

    def delete_run(self, number: int, *, anyway: bool = False) -> None:
        """Removes the run with everything that is kept of it.

        Raises StudioError where others have weights from it.

        Args:
            anyway: Whether it is removed even so.
        """
        why_not = "" if anyway else self.why_not_delete([number])
        if why_not:
            raise StudioError(
                tr("Run {number} is not deleted. {why_not}", number=number, why_not=why_not),
                self.how_to_delete([number]),
            )
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

    def is_whole(self, run: int) -> bool:
        """Whether all that is kept of a run can be read and is what was written."""
        return is_whole(self._database, run)

    # Notes

    def notes(self) -> dict[str, str]:
        """What labs and convolution by hand keep, JSON by key."""
        with self._database.reading() as connection:
            return notes.read(connection)

    def put_notes(self, changed: Mapping[str, str]) -> None:
        """Keeps notes in the place of those of the same keys, all or none; an empty text removes one."""
        with self._database.writing() as connection:
            notes.put(connection, changed)

    # Drawings

    def drawings(self) -> tuple[Collected, ...]:
        """What was drawn and labelled, the oldest first; one that is damaged has no picture."""
        with self._database.reading() as connection, self._database.checked(tr("A drawing")):
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


def drawings_in(path: Path | str) -> tuple[Collected, ...]:
    """The drawings of the project file at ``path``, which is only read."""
    with ProjectFile.open(path, read_only=True) as file:
        return file.drawings()
