"""One run in its project file, which may be saved under another name while the run goes on."""

import datetime
from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace
from typing import TypeVar

from cnnstudio.core.errors import StudioError
from cnnstudio.core.inspecting.norms import Norms
from cnnstudio.core.language import tr_count
from cnnstudio.core.project import Project
from cnnstudio.core.runs.run import Epoch, Run, Status, best_epoch
from cnnstudio.core.runs.snapshot import Snapshot
from cnnstudio.core.training.health import Health
from cnnstudio.core.transferring.features import FEATURES
from cnnstudio.engine.evaluation.scoring import Results
from cnnstudio.engine.failures import Stopped
from cnnstudio.engine.training.checkpoint import State
from cnnstudio.engine.training.material import Material
from cnnstudio.engine.training.report import Figures
from cnnstudio.engine.training.resuming import Resumed
from cnnstudio.engine.training.starting import Start
from cnnstudio.engine.versions import versions
from cnnstudio.files.one_file import same_file
from cnnstudio.files.project.breaking_off import break_off
from cnnstudio.files.project.schema import InUse, in_use
from cnnstudio.files.project.weights_blob import Weights
from cnnstudio.files.project_file import ProjectFile, copy_run

_T = TypeVar("_T")

_PATIENCE = 1.0
"""Seconds that another program is waited for at a time: in between, those who look in are answered."""

_LAST_PATIENCE = 5.0
"""And once the run is to end, before what it has is given up."""


class Unwritten(StudioError):
    """The file of the run refused to be written to."""


class Record:
    """Where a run is written, and what of it has been.

    Where another program has the file, an epoch and the end wait, however long: a copy to a slow disk takes minutes.

    Args:
        path: The project file; it is opened when the run begins.
        turns: Called between two attempts to write: answers others, and raises Stopped when the run is to end.
        tell_awaited: Told in words that the file is waited for, and by an empty text that it is no more.
    """

    def __init__(self, path: str, turns: Callable[[], None], tell_awaited: Callable[[str], None]) -> None:
        self.path, self.number = path, 0
        self._turns, self._tell_awaited = turns, tell_awaited
        self.epochs: list[Epoch] = []
        self._before: Resumed | None = None
        """What the run goes on from, until it has a new epoch: until then nothing of it is changed."""
        self._opened: ProjectFile | None = None

    @property
    def _file(self) -> ProjectFile:
        assert self._opened is not None, "the run has not begun"
        return self._opened

    def begin(
        self, project: Project, made: Material, name: str, before: Resumed | None, start: Start | None = None
    ) -> Run:
        """Begins the run, or opens the one that goes on as it stands; afterwards it has its number.

        Gives the run as it is trained now.
        """
        self._opened = ProjectFile.open(self.path)
        if before:
            self.number, self.epochs, self._before = before.run.number, list(before.before), before
            return replace(before.run, project=project, status="training")
        self.number = self._file.begin_run(
            project,
            name=name,
            labels=made.labels,
            prepared=made.prepared,
            started=datetime.datetime.now().astimezone().isoformat(timespec="seconds"),
            versions=versions() | (start.versions if start else {}) | _told(made),
        )
        return self._file.run(self.number)

    def add(
        self,
        epoch: Epoch,
        weights: Weights,
        state: State,
        figures: Figures,
        snapshot: Snapshot,
        health: Health | None,
        norms: Norms,
    ) -> None:
        """Writes an epoch, in one transaction.

        Raises Unwritten where the file refuses, and Stopped where the run is to end while the file is waited for.
        """
        try:
            self._write(
                lambda: self._file.add_epoch(
                    self.number,
                    epoch,
                    weights,
                    state=state,
                    batches=figures,
                    snapshot=snapshot,
                    health=health,
                    norms=norms,
                    going_on=self._before.project if self._before else None,
                )
            )
        except InUse as error:
            raise Stopped from error
        except StudioError as error:
            raise Unwritten(error.text, error.hint) from error
        self.epochs.append(epoch)
        self._before = None

    def used_weights(self) -> Weights:
        """The weights of the epoch that is used: the best, or the last where the plan says so."""
        return self._once_free(lambda: self._file.weights(self.number, self._file.run(self.number).used_epoch)[1])

    def end(self, status: Status, reason: str, results: Results, *, may_go_on: bool = True) -> Run:
        """Writes how the run ended, and gives it as it stands now.

        A run that went on and has no new epoch stays as it was, unless it lacked scores and has them now, or lacked an
        end. Raises StudioError where the file refuses, InUse among them where the run is to end while it is waited for.
        """
        if self._before is not None and not _is_news(self._before.run, status, results):
            return self._before.run
        self._write(
            lambda: self._file.end_run(
                self.number,
                status,
                results.test,
                train=results.train,
                validation=results.validation,
                reason=reason,
                outcomes=results.outcomes,
                may_go_on=may_go_on,
            )
        )
        return self._once_free(lambda: self._file.run(self.number))

    def break_off(self, reason: str) -> None:
        """Makes the run one that was interrupted, where the file still says that it trains; raises StudioError."""
        if self._opened is not None and self.number:
            self._opened.wait_for_others(_LAST_PATIENCE)
            break_off(self._opened, reason, self.number)

    def relocate(self, new: str) -> None:
        """Goes on in the project file ``new``, with what was written of this run until now."""
        if self._opened is not None and self.number:
            copy_run(self.path, new, self.number)
            opened = ProjectFile.open(new)
            self._opened.close()
            self._opened = opened
        self.path = new

    def is_in(self, path: str) -> bool:
        """Whether this is the file the run is, or will be, written to."""
        return same_file(path, self.path)

    def close(self) -> None:
        """Lets the file go; closing twice does no harm."""
        if self._opened is not None:
            self._opened.close()

    def _write(self, work: Callable[[], _T]) -> _T:
        """As ``_once_free``, for what changes the file."""

        def check_and_work() -> _T:
            self._file.check_free()
            return work()

        return self._once_free(check_and_work)

    def _once_free(self, work: Callable[[], _T]) -> _T:
        """Does something with the file, as soon as no other program has it.

        Where the run is to end before that, it is tried once more; then this raises InUse.
        """
        self._file.wait_for_others(_PATIENCE)
        with suppress(InUse):
            return work()
        self._tell_awaited(in_use(self.path))
        try:
            return self._awaited(work)
        finally:
            self._tell_awaited("")

    def _awaited(self, work: Callable[[], _T]) -> _T:
        while True:
            try:
                self._turns()
            except Stopped:
                self._file.wait_for_others(_LAST_PATIENCE)
                return work()
            with suppress(InUse):
                return work()

    def why_early(self, project: Project) -> str:
        """Why the run ended before its last epoch, in words; empty for one that did not."""
        if not self.epochs or len(self.epochs) >= project.plan.epochs:
            return ""
        best, patience = best_epoch(tuple(self.epochs)), project.plan.early_stopping
        return tr_count(
            "It stopped early: for {count} epoch the validation loss was not below the {loss:.4g} of epoch {best}.",
            "It stopped early: for {count} epochs the validation loss was not below the {loss:.4g} of epoch {best}.",
            patience,
            loss=self.epochs[best - 1].val_loss,
            best=best,
        )


def _told(made: Material) -> dict[str, str]:
    return {FEATURES: made.features.words} if made.features else {}


def _is_news(before: Run, status: Status, results: Results) -> bool:
    """Whether it is to be written how a run that has no new epoch ended this time."""
    if before.test is not None or status == "stopped":
        return False
    return results.test is not None or before.status != "finished"
