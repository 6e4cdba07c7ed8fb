"""Trains a project into a project file: data, network, fit, and every epoch on disk as it ends."""

import datetime
from collections.abc import Callable
from dataclasses import dataclass

import keras
import numpy as np

from cnnstudio.core.errors import StudioError
from cnnstudio.core.messages import EpochEnded, Event, Finished, Started, Train
from cnnstudio.core.project import Project
from cnnstudio.core.run import Epoch, Status
from cnnstudio.core.scores import Scores
from cnnstudio.data.watch import Watch
from cnnstudio.engine.build import build, compile_, get_weights, set_weights
from cnnstudio.engine.evaluate import Scorer
from cnnstudio.engine.failures import Stopped, is_out_of_memory, out_of_memory
from cnnstudio.engine.front import with_front
from cnnstudio.engine.material import Material, material
from cnnstudio.engine.report import LOWER_RATE, Diverged, Reporter
from cnnstudio.engine.start import versions
from cnnstudio.engine.subjects import Live, Loaded, Subjects
from cnnstudio.files.one_file import same_file
from cnnstudio.files.project_file import ProjectFile, copy_run

WHAT_FAILED = "Training ended with an error inside Keras."


@dataclass(frozen=True)
class Outcome:
    """How a run ended."""

    status: Status
    test: Scores | None = None
    text: str = ""


class Training:
    """One run, from the first picture to the last line in the file.

    Args:
        file: Where the run is written: the request's file, or what it was saved as since.
        between: Answers others and raises Stopped when this run is to end; called between batches.
        subjects: Is told which Keras model trains, for those who look in.
        watch: Ends the reading of the data when this run is to end.
    """

    def __init__(
        self,
        ticket: int,
        request: Train,
        file: str,
        emit: Callable[[Event], None],
        between: Callable[[], None],
        subjects: Subjects,
        watch: Watch,
    ) -> None:
        self._ticket, self._request = ticket, request
        self._emit, self._between, self._subjects, self._watch = emit, between, subjects, watch
        self._path, self._number = file, 0
        self._file: ProjectFile | None = None
        self._epochs: list[Epoch] = []
        self._over = False

    @property
    def over(self) -> bool:
        """Whether nothing more is written."""
        return self._over

    @property
    def number(self) -> int:
        """The number of the run in its file; 0 before it began."""
        return self._number

    def run(self) -> None:
        """Trains; everything after Started ends with Finished, or with an exception that is our bug or Keras's."""
        try:
            self._run(self._request.project)
        finally:
            self._over = True
            self._subjects.live = None
            if self._file is not None:
                self._file.close()

    def relocate(self, new: str) -> None:
        """Goes on in the project file ``new``, with what was written of this run until now."""
        if self._file is None or self._number == 0:
            self._path = new
            return
        copy_run(self._path, new, self._number)
        opened = ProjectFile.open(new)
        self._file.close()
        self._file, self._path = opened, new
        if self._subjects.live is not None:
            self._subjects.live = Live(new, self._number, self._subjects.live.loaded)

    def writes_to(self, path: str) -> bool:
        """Whether this is the file the run is, or will be, written to."""
        return same_file(path, self._path)

    def _run(self, project: Project) -> None:
        self._between()
        made = material(project, self._between, self._watch)
        self._between()
        self._file = ProjectFile.open(self._path)
        self._begin(project, made)
        self._end(self._outcome(project, made), made)

    def _begin(self, project: Project, made: Material) -> None:
        assert self._file is not None
        started = datetime.datetime.now().astimezone().isoformat(timespec="seconds")
        self._number = self._file.begin_run(
            project,
            name=self._request.name,
            labels=made.labels,
            prepared=made.prepared,
            started=started,
            versions=versions(),
        )
        counts = made.counts
        self._emit(
            Started(
                self._ticket,
                self._path,
                self._number,
                self._file.run(self._number).name,
                project,
                made.labels,
                started,
                project.plan.epochs,
                counts.batches,
                counts.validation_batches,
                counts.training,
                counts.validation,
            )
        )

    def _outcome(self, project: Project, made: Material) -> Outcome:
        try:
            loaded = self._fit(project, made)
            return Outcome("finished", self._test(loaded, made))
        except Stopped:
            return Outcome("stopped")
        except StudioError as error:
            return Outcome("failed", text=str(error))
        except Exception as error:
            reason = made.feed.failure or (out_of_memory() if is_out_of_memory(error) else None)
            if reason is not None:
                return Outcome("failed", text=str(reason))
            assert self._file is not None
            self._file.end_run(self._number, "failed", None)
            raise

    def _fit(self, project: Project, made: Material) -> Loaded:
        reporter = Reporter(self._ticket, made.counts, self._emit, self._between, self._keep)
        with reporter.quiet:
            keras.utils.set_random_seed(project.plan.seed)
            keras_model = build(project.network)
            trained = keras_model
            if made.feed.as_they_are:
                trained = with_front(keras_model, made.prepared, project.network.input_shape)
            compile_(trained, project.plan, project.network)
            loaded = Loaded(keras_model, project.network, made.labels, made.prepared, project.plan.loss, project.data)
            self._subjects.live = Live(self._path, self._number, loaded)
            trained.fit(**made.feed.arguments, epochs=project.plan.epochs, verbose=0, callbacks=[reporter])
        return loaded

    def _keep(self, epoch: Epoch) -> None:
        """Writes an epoch with its weights, unless a weight is no number any more."""
        assert self._file is not None
        assert self._subjects.live is not None
        loaded = self._subjects.live.loaded
        weights = get_weights(loaded.keras_model, loaded.network)
        for name, array in weights.items():
            # With ReLU a weight that is NaN is often cut away before the loss, which goes on looking sound.
            if not np.isfinite(array).all():
                raise Diverged(
                    f"Weights of “{name.split('/')[0]}” became infinite or not a number in epoch {epoch.number}.",
                    LOWER_RATE,
                )
        self._file.add_epoch(self._number, epoch, weights)
        self._epochs.append(epoch)
        self._emit(EpochEnded(self._ticket, self._number, epoch))

    def _test(self, loaded: Loaded, made: Material) -> Scores | None:
        """The scores of the best epoch on the test pictures; None when the person did not wait for them."""
        assert self._file is not None
        try:
            best, weights = self._file.weights(self._number)
            if best != self._epochs[-1].number:
                set_weights(loaded.keras_model, loaded.network, weights)
            return Scorer(loaded).score(made.prepared, made.parts.x_test, made.parts.y_test, self._between)
        except Stopped:
            return None

    def _end(self, outcome: Outcome, made: Material) -> None:
        assert self._file is not None
        self._file.end_run(self._number, outcome.status, outcome.test)
        run = self._file.run(self._number)
        self._emit(
            Finished(
                self._ticket,
                self._number,
                outcome.status,
                len(run.epochs),
                run.best_epoch,
                run.seconds,
                outcome.test,
                made.prepared,
                outcome.text,
            )
        )
