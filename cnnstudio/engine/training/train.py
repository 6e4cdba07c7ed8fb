"""Trains a project into a project file: data, network, fit, and every epoch on disk as it ends."""

from collections.abc import Callable
from contextlib import ExitStack, suppress
from dataclasses import dataclass, field, replace

from cnnstudio.core.analysis import analyse
from cnnstudio.core.errors import StudioError
from cnnstudio.core.language import tr, tr_count
from cnnstudio.core.messages import (
    EpochEnded,
    Event,
    FileAwaited,
    Finished,
    HealthChecked,
    NormsMeasured,
    SnapshotTaken,
    Started,
    Train,
)
from cnnstudio.core.project import Project
from cnnstudio.core.runs.run import Epoch, Run, Status
from cnnstudio.core.sweeps.sweep import NO_SWEEP
from cnnstudio.core.transferring.pretrained_blocks import pretrained_blocks
from cnnstudio.data.watch import Watch
from cnnstudio.engine.build import KerasModel, see_weights, set_weights
from cnnstudio.engine.evaluation.scoring import Results, score_parts
from cnnstudio.engine.failures import Stopped, first_line, is_out_of_memory, out_of_memory
from cnnstudio.engine.features.computing import features_of
from cnnstudio.engine.features.kept import kept
from cnnstudio.engine.subjects import Live, Subjects, load
from cnnstudio.engine.training import memory
from cnnstudio.engine.training.checkpoint import State, check_same, marks_of, state_of
from cnnstudio.engine.training.compiling import loss_factor
from cnnstudio.engine.training.divergence import Diverged, check_factor, check_weights, located
from cnnstudio.engine.training.fitted import Fitted, fitted
from cnnstudio.engine.training.gradients import Gradients
from cnnstudio.engine.training.inside import Inside, is_looked_at
from cnnstudio.engine.training.material import Material, material
from cnnstudio.engine.training.record import Record, Unwritten
from cnnstudio.engine.training.report import Figures, Reporter
from cnnstudio.engine.training.resuming import Resumed, resumed
from cnnstudio.engine.training.starting import Start, start_of
from cnnstudio.engine.turns import Turns
from cnnstudio.engine.versions import versions
from cnnstudio.files.project.schema import InUse
from cnnstudio.files.project.weights_blob import Weights
from cnnstudio.files.sources import brought, with_digests

WHAT_FAILED = tr("Training ended with an error inside Keras.")


@dataclass(frozen=True)
class Outcome:
    """How a run ended."""

    status: Status
    text: str = ""
    results: Results = field(default_factory=Results)
    may_go_on: bool = True


class Training:
    """One run, from the first picture to the last line in the file.

    Args:
        file: Where the run is written: the request's file, or what it was saved as since.
        turns: Called between batches: answers others, keeps pauses, raises Stopped when this run is to end.
        subjects: Is told which Keras model trains, for those who look in.
        watch: Ends the reading of the data when this run is to end.
    """

    def __init__(
        self,
        ticket: int,
        request: Train,
        file: str,
        emit: Callable[[Event], None],
        turns: Turns,
        subjects: Subjects,
        watch: Watch,
    ) -> None:
        self._ticket, self._request = ticket, request
        self._emit, self._turns, self._subjects, self._watch = emit, turns, subjects, watch
        self._record = Record(file, turns, self._tell_awaited)
        self._start: Start | None = None
        self._brought: Weights = {}
        self._over = False

    @property
    def over(self) -> bool:
        """Whether nothing more is written."""
        return self._over

    @property
    def number(self) -> int:
        """The number of the run in its file; 0 before it began."""
        return self._record.number

    def run(self) -> None:
        """Trains; everything after Started ends with Finished, or with an exception that is our bug or Keras's."""
        try:
            self._run()
        except Exception as error:
            with suppress(StudioError):  # the first failure is the one to tell
                self._record.break_off(first_line(error))
            raise
        finally:
            self._over = True
            self._subjects.live = None
            self._subjects.moved_on()
            self._record.close()

    def relocate(self, new: str) -> None:
        """Goes on in the project file ``new``, with what was written of this run until now."""
        self._record.relocate(new)
        if self._subjects.live is not None:
            self._subjects.live = Live(new, self._record.number, self._subjects.live.loaded)

    def writes_to(self, path: str) -> bool:
        """Whether this is the file the run is, or will be, written to."""
        return self._record.is_in(path)

    def _run(self) -> None:
        self._turns()
        before, number = None, self._request.resume
        if number is not None:
            before = resumed(self._record.path, number, self._request.epochs, versions())
        project = before.project if before else replace(self._request.project, sweep=NO_SWEEP)
        if pretrained_blocks(project.network):  # whose weights are read at once
            memory.require(memory.to_look(analyse(project.network), 1))
        self._start = None if before else start_of(self._record.path, project)
        project = self._with_bases(project, before)
        made = material(project, self._turns, self._watch, before.run.prepared if before else None, self._record.path)
        if before:
            check_same(made.parts, made.labels, before.run.labels, before.state)
        self._turns()
        with ExitStack() as place:
            # What cannot be taken up is refused here, before anything of the run is changed.
            is_early = before or made.cut
            taken_up = self._taken_up(project, made, before, place) if is_early else None
            if taken_up and made.cut:
                features = features_of(taken_up[0], made.parts, made.cut, self._turns, self._watch)
                made = made.with_features(features)
            run = self._record.begin(project, made, self._request.name, before, self._start)
            self._emit(self._started(run, made))
            outcome = self._outcome(project, made, before, taken_up, place)
        note = before.note if before else self._start.note if self._start else ""
        self._end(outcome, made, " ".join(filter(None, (note, made.note))))

    def _tell_awaited(self, text: str) -> None:
        self._emit(FileAwaited(self._ticket, text))

    def _with_bases(self, project: Project, before: Resumed | None) -> Project:
        """Reads what pretrained blocks bring with them; the project, with the checksum of it where it had none."""
        network = project.network
        if not pretrained_blocks(network):
            return project
        self._turns()
        self._brought = brought(network, self._record.path, held=before is not None)
        self._turns()
        return project if before else replace(project, network=with_digests(network, self._brought))

    def _taken_up(self, project: Project, made: Material, before: Resumed | None, place: ExitStack) -> Fitted:
        return fitted(project, made, before, place, self._start, self._brought)

    def _started(self, run: Run, made: Material) -> Started:
        counts = made.counts
        return Started(
            self._ticket,
            self._record.path,
            run.number,
            run.name,
            run.project,
            made.labels,
            run.started,
            run.project.plan.epochs,
            counts.batches,
            counts.validation_batches,
            counts.training,
            counts.validation,
            tuple(self._record.epochs),
            made.features.words if made.features else "",
        )

    def _outcome(
        self, project: Project, made: Material, before: Resumed | None, taken_up: Fitted | None, place: ExitStack
    ) -> Outcome:
        """Trains to the end, whichever it is, and scores what came of it; not for a person who did not wait."""
        status: Status = "failed"
        try:
            with place:
                self._fit(project, made, before, taken_up, place)
            status, text = "finished", self._record.why_early(project)
        except Stopped:
            return Outcome("stopped")
        except Diverged as error:
            # It would only go the same way again.
            return Outcome(status, self._diverged(error, made), self._scored(project, made), may_go_on=False)
        except Unwritten as error:
            return self._unwritten(error)
        except StudioError as error:
            text = str(error)
        except Exception as error:
            reason = made.feed.failure or (out_of_memory() if is_out_of_memory(error) else None)
            if reason is None:
                with suppress(StudioError):  # the error is the one to tell
                    self._record.end("failed", first_line(error), Results())
                raise
            text = str(reason)
        return Outcome(status, text, self._scored(project, made))

    def _unwritten(self, error: Unwritten) -> Outcome:
        """Raises where the file refuses even how the run ended; what it refused is not scored for nothing."""
        outcome = Outcome("failed", str(error))
        try:
            self._record.end(outcome.status, outcome.text, outcome.results)
        except StudioError:
            count = len(self._record.epochs)
            kept = tr_count(
                "Its {count:,} epoch is in the file, wherever it is now.",
                "Its {count:,} epochs are in the file, wherever it is now.",
                count,
            )
            hint = tr("Open the file there, and let the run go on.")
            raise StudioError(
                f"{error.text} {kept if count else ''}".rstrip(), hint if count else error.hint
            ) from error
        return outcome

    def _fit(
        self, project: Project, made: Material, before: Resumed | None, taken_up: Fitted | None, place: ExitStack
    ) -> None:
        plan = project.plan
        reporter = Reporter(
            self._ticket,
            made.counts,
            plan,
            self._emit,
            self._turns,
            self._record.epochs,
            made.feed.begin,
            lambda epoch, figures, last: self._keep(epoch, figures, last, trained, inside, gradients, marks),
            before.anew if before else (),
        )
        with reporter.quiet:
            loaded, trained = taken_up or self._taken_up(project, made, None, place)
            self._subjects.live = Live(self._record.path, self._record.number, loaded)
            if before and before.is_whole:
                return
            held = made.parts.x_validation, made.parts.y_validation
            on_features = kept(loaded.keras_model, made.cut, made.features)
            inside, gradients = Inside(loaded, *held, on_features), Gradients(loaded, *held, on_features)
            marks = marks_of(made.parts)
            trained.fit(
                **made.feed.arguments,
                initial_epoch=before.epoch if before else 0,
                epochs=plan.epochs,
                verbose=0,
                callbacks=[reporter],
            )

    def _keep(
        self,
        epoch: Epoch,
        figures: Figures,
        last: bool,
        trained: KerasModel,
        inside: Inside,
        gradients: Gradients,
        marks: State,
    ) -> None:
        """Writes an epoch with all that belongs to it, unless a weight or every gradient is no number any more."""
        assert self._subjects.live is not None
        loaded = self._subjects.live.loaded
        weights = see_weights(loaded.keras_model, loaded.network, "stored")
        check_weights(weights, epoch.number)
        check_factor(loss_factor(trained), epoch.number)
        snapshot, health = inside.look(epoch.number, at_units=is_looked_at(epoch.number, last=last))
        norms = gradients.look(epoch.number, trained)
        self._record.add(epoch, weights, {**state_of(trained), **marks}, figures, snapshot, health, norms)
        self._emit(EpochEnded(self._ticket, self._record.number, epoch))
        self._emit(SnapshotTaken(self._ticket, self._record.number, snapshot))
        if health is not None:
            self._emit(HealthChecked(self._ticket, self._record.number, health))
        self._emit(NormsMeasured(self._ticket, self._record.number, norms))

    def _diverged(self, error: Diverged, made: Material) -> str:
        """Where the numbers stopped being finite, what is left, and what to do."""
        live = self._subjects.live
        assert live is not None
        weights = see_weights(live.loaded.keras_model, live.loaded.network)
        epochs = self._record.epochs
        found = located(error, live.loaded, weights, made.prepared, made.parts.x_train)
        kept = tr("What it had learned by epoch {number} is kept.", number=epochs[-1].number) if epochs else ""
        return " ".join(filter(None, (found.text, kept, found.hint)))

    def _scored(self, project: Project, made: Material) -> Results:
        """The scores of the epoch that is used; of none where there is none."""
        live = self._subjects.live
        if live is None or not self._record.epochs:
            return Results()
        # Its weights become those of the epoch that is used: who looks in sees the stored ones, whatever the precision.
        self._subjects.live = None
        try:
            loaded, features = live.loaded, made.features
            held = see_weights(loaded.keras_model, project.network, "held")
            weights = {**held, **self._record.used_weights()}
            if project.plan.precision != "float32":  # scored as whoever opens the run will see it
                loaded, features = load(project.network, weights, made.labels, made.prepared, project.plan), None
            set_weights(loaded.keras_model, project.network, weights)
        except StudioError as error:
            return Results(failure=str(error))
        how = kept(loaded.keras_model, made.cut, features)
        return score_parts(self._ticket, loaded, made.prepared, made.parts, self._emit, self._turns, how)

    def _end(self, outcome: Outcome, made: Material, note: str) -> None:
        results = outcome.results
        text = " ".join(filter(None, (outcome.text or results.failure, note)))
        try:
            run = self._record.end(outcome.status, text, results, may_go_on=outcome.may_go_on)
        except InUse:
            raise
        except StudioError as error:  # what is said to each picture takes room: without it there may be enough
            text = f"{text} {error}".strip()
            run = self._record.end(outcome.status, text, Results(), may_go_on=outcome.may_go_on)
        self._emit(
            Finished(
                self._ticket,
                run.number,
                outcome.status,
                len(run.epochs),
                run.best_epoch,
                run.seconds,
                run.test,
                made.prepared,
                text,
                run.train,
                run.validation,
            )
        )
