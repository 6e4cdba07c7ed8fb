"""Answers every request; the one place that says which function does what."""

import contextlib
from collections.abc import Callable
from dataclasses import fields

from cnnstudio.core.errors import StudioError
from cnnstudio.core.evaluation.outcomes import Outcomes
from cnnstudio.core.language import tr
from cnnstudio.core.messages import (
    Assess,
    Assessed,
    Cancelled,
    Evaluate,
    Evaluated,
    Event,
    Export,
    Exported,
    LoadingProgress,
    Look,
    OpenSaved,
    Relocate,
    Relocated,
    RunSubject,
    SavedOpened,
    SavedSubject,
    Settled,
    Study,
    Train,
    WorkLoss,
)
from cnnstudio.core.runs.run import Run
from cnnstudio.data.watch import LoadingStopped, Progress, Watch
from cnnstudio.engine.beside import Beside
from cnnstudio.engine.collector import graphs_given_back, settle
from cnnstudio.engine.evaluation.evaluate import evaluate
from cnnstudio.engine.evaluation.scoring import Told, assess
from cnnstudio.engine.exporting.exporter import export
from cnnstudio.engine.failures import Stopped, failed
from cnnstudio.engine.inspecting.looking import look
from cnnstudio.engine.inspecting.studies import Studies
from cnnstudio.engine.inspecting.studying import steps
from cnnstudio.engine.inspecting.work_loss import LossWork
from cnnstudio.engine.mailbox import Mailbox, Posted
from cnnstudio.engine.offers import Offers
from cnnstudio.engine.saved import open_saved
from cnnstudio.engine.subjects import Subjects
from cnnstudio.engine.training.train import WHAT_FAILED, Training
from cnnstudio.engine.turns import Turns
from cnnstudio.files.one_file import same_file
from cnnstudio.files.project_file import ProjectFile, copy_run


class Desk:
    """Holds the Keras models; used on the engine's thread alone, but for what ``Offers`` hands to the one beside it."""

    def __init__(
        self,
        mailbox: Mailbox,
        emit: Callable[[Event], None],
        beside: Beside | None = None,
        *,
        collects: bool = True,
    ) -> None:
        """Makes what answers.

        Args:
            beside: The second thread, which there is where there is a window.
            collects: As of ``Session``.
        """
        self._mailbox = mailbox
        self._collects = collects
        self._emit = emit
        self._subjects = Subjects()
        self._offers: Offers | None = None
        if beside is not None:
            self._offers = Offers(self._subjects)
            beside.begin(self._offers.takes, self._offers.answer)
        self._loss_work = LossWork()
        self.studies = Studies(mailbox, emit)
        self._training: Training | None = None
        """The run under way, or the last one: a Relocate may come just after its end."""
        self._moved: list[tuple[int, Relocate]] = []

    def answer(self, posted: Posted) -> None:
        """Answers one request, whatever happens; the loop goes on."""
        try:
            self._answer(posted)
        except (Stopped, LoadingStopped):
            self._emit(Cancelled(posted.ticket))
        except Exception as error:
            in_keras = isinstance(posted.request, Train)
            self._emit(failed(posted.ticket, error, WHAT_FAILED if in_keras else tr("The engine met an error.")))
        finally:
            if isinstance(posted.request, Train):
                if self._offers is not None:
                    self._offers.clear()
                self._subjects.forget()
                self._settle(posted.ticket)

    def _settle(self, ticket: int) -> None:
        """Where a window is in this process the collecting is its: a widget must not be collected on this thread."""
        if self._collects:
            settle()
        if self._offers is not None:
            self._emit(Settled(ticket))

    def _answer(self, posted: Posted) -> None:
        ticket, request = posted.ticket, posted.request
        match request:
            case Train():
                file = self._file_now(ticket, request.file)
                turns, watch = self._turns(ticket), self._watch(ticket)
                self._training = Training(ticket, request, file, self._emit, turns, self._subjects, watch)
                with graphs_given_back():
                    self._training.run()
            case Study():
                self.studies.begin(posted, steps(ticket, request, self._subjects))
            case WorkLoss():
                loaded, run = self._subjects.get(request.subject), self._run(request.subject)
                self._emit(self._loss_work.answer(ticket, request, run, loaded, self._watch(ticket)))
            case Look():
                if self._offers is not None:
                    self._offers.tell_used()
                self._emit(look(ticket, request, self._subjects))
                if self._offers is not None:
                    self._offers.make(request)
                    self._mailbox.wake()  # what came meanwhile may be for the second thread now
            case Evaluate():
                loaded = self._subjects.get(request.subject)
                result = evaluate(
                    request,
                    loaded,
                    self._turns(ticket),
                    self._watch(ticket),
                    lambda total: Told(ticket, self._emit, "all", total),
                )
                told = {field.name: getattr(result, field.name) for field in fields(result)}
                self._emit(Evaluated(ticket, request.subject, **told))
            case Assess():
                loaded, run = self._subjects.get(request.subject), self._run(request.subject)
                outcomes = assess(ticket, request, run, loaded, self._emit, self._turns(ticket), self._watch(ticket))
                self._store(request, run, outcomes)
                self._emit(Assessed(ticket, request.subject, request.part, outcomes))
            case OpenSaved():
                subject = SavedSubject(request.path, request.project)
                saved = open_saved(subject)
                found = (saved.network, saved.labels, saved.prepared, saved.origin, saved.notes)
                self._emit(SavedOpened(ticket, subject, *found))
            case Export():
                loaded = self._subjects.get(request.subject)
                words = export(request, loaded, self._watch(ticket), self._turns(ticket))
                self._emit(Exported(ticket, request.path, words))
            case Relocate():
                self._relocate(ticket, request)
                self._emit(Relocated(ticket, request.old, request.new))
            case _:
                raise TypeError(f"The engine knows no request called {type(request).__name__}.")

    def _watch(self, ticket: int) -> Watch:
        """Tells how far the reading of data is, and ends it, on whatever thread, when the request is to end."""

        def tell(progress: Progress) -> None:
            self._emit(LoadingProgress(ticket, progress.what, progress.done, progress.total))

        return Watch(tell, lambda: self._mailbox.is_stopped(ticket))

    def _turns(self, ticket: int) -> Turns:
        """What is called between two steps of a request."""
        return Turns(self._mailbox, ticket, self.answer, self._emit, self.studies, self._moved_on, self._at_rest)

    def _moved_on(self) -> None:
        """The weights of the run that trains may be others than they were."""
        self._subjects.moved_on()
        if self._offers is not None and self._offers.keep_up():
            self._mailbox.wake()  # what waited for these weights is for the second thread again

    def _at_rest(self) -> None:
        """A pause begins."""
        if self._offers is not None:
            self._offers.settle()

    def _relocate(self, ticket: int, request: Relocate) -> None:
        self._moved.append((ticket, request))
        training = self._training
        if training is None or not training.writes_to(request.old) or same_file(request.old, request.new):
            return
        if not training.over:
            training.relocate(request.new)
        elif self._has_run(request.old, training.number):
            copy_run(request.old, request.new, training.number)

    def _file_now(self, ticket: int, file: str) -> str:
        """Where a run that was asked for in ``file`` belongs, after what was saved under another name since."""
        for later, moved in self._moved:
            if later > ticket and same_file(moved.old, file):
                file = moved.new
        return file

    def _run(self, subject: RunSubject) -> Run:
        with ProjectFile.open(subject.file, read_only=True) as file:
            return file.run(subject.run)

    def _store(self, request: Assess, run: Run, outcomes: Outcomes) -> None:
        """Keeps what was asked for and found; a file that cannot be written keeps nobody from the answer."""
        used, subject = run.used_epoch, request.subject
        if request.store and used in run.kept and subject.epoch in (None, used) and run.status != "training":
            with contextlib.suppress(StudioError), ProjectFile.open(subject.file) as file:
                file.add_scores(run, request.part, outcomes)

    def _has_run(self, path: str, number: int) -> bool:
        """Whether the run is still there: it may have been deleted, or never have begun."""
        with ProjectFile.open(path, read_only=True) as file:
            return any(run.number == number for run in file.runs())
