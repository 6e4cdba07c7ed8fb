"""What trains for the open project now, in this window's engine and in a sweep: asked after before it is left."""

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QObject, Signal

from cnnstudio.core.language import tr, tr_count
from cnnstudio.gui.experiments.experiments import Standing
from cnnstudio.gui.experiments.sweep_run import SweepRun
from cnnstudio.gui.runs.training_run import TrainingRun


class Busy(QObject):
    """A run that is on and a sweep that runs, as one thing that can be stopped."""

    changed = Signal()

    def __init__(self, training_run: TrainingRun, sweep_run: SweepRun) -> None:
        super().__init__(training_run)
        self._run, self._sweep = training_run, sweep_run
        self._wish: Callable[[], None] | None = None
        training_run.state_changed.connect(self.changed)
        sweep_run.standing_changed.connect(self.changed)

    @property
    def is_active(self) -> bool:
        return self._run.is_active or self._sweep.is_active

    @property
    def is_over(self) -> bool:
        """Whether nothing is on and nothing waits for its turn."""
        return not self.is_active and not self._run.queue.waiting

    @property
    def names(self) -> str:
        """What is on, or was on last: "Run 3", "Sweep 2", "Run 3 and Sweep 2"."""
        names = [self._run_name] if self._run.is_active or not self._sweep.is_active else []
        names += [self._sweep_name] if self._sweep.is_active else []
        return tr("{run} and {sweep}", run=names[0], sweep=names[1]) if len(names) > 1 else names[0]

    @property
    def ended_words(self) -> str:
        """That what was on has ended, in a sentence."""
        if self._sweep.is_active and self._run.is_active:
            return tr("{names} have ended.", names=self.names)
        return tr("{names} has ended.", names=self.names)

    @property
    def title(self) -> str:
        """What a question about it is headed with."""
        return tr("Sweep") if self._sweep.is_active and not self._run.is_active else tr("Training")

    @property
    def text(self) -> str:
        """What is on, in a sentence."""
        said = []
        if self._run.is_active:
            run = self._run_name
            said.append(tr("{run} is paused", run=run) if self._run.is_paused else tr("{run} is training", run=run))
        standing = self._sweep.standing
        if standing is not None:
            said.append(self._sweep_words(standing))
        return tr("{run}, and {sweep}.", run=said[0], sweep=said[1]) if len(said) > 1 else f"{''.join(said)}."

    def _sweep_words(self, standing: Standing) -> str:
        known = {"sweep": self._sweep_name, "done": standing.well, "all": standing.total}
        if standing.state == "paused":
            return (
                tr("{sweep} is paused: {done:,} of {all:,} are done", **known)
                if standing.total
                else tr("{sweep} is paused", **known)
            )
        return (
            tr("{sweep} is running: {done:,} of {all:,} are done", **known)
            if standing.total
            else tr("{sweep} is running", **known)
        )

    def consequence(self, what: str) -> str:
        """What stopping comes to.

        Args:
            what: Why it is stopped, as the beginning of a sentence: "Closing".
        """
        said = []
        if self._run.is_active:
            said.append(
                tr(
                    "{what} stops it: its whole epochs are kept, and it can be resumed from there. "
                    "The one under way is lost.",
                    what=what,
                )
            )
        waiting = len(self._run.queue.waiting)
        if waiting:
            said.append(
                tr_count(
                    "{count:,} more is waiting, and will not be trained.",
                    "{count:,} more are waiting, and will not be trained.",
                    waiting,
                )
            )
        if self._sweep.is_active:
            begins = tr("The sweep is stopped, too:") if self._run.is_active else tr("{what} stops it:", what=what)
            said.append(
                tr(
                    "{begins} what is done is kept, and it can go on from there. What is under way begins anew.",
                    begins=begins,
                )
            )
        return " ".join(said)

    @property
    def keep_words(self) -> str:
        return tr("Keep training") if self._run.is_active else tr("Keep it running")

    def stop_all(self) -> None:
        """Stops all, and nothing that waits is trained."""
        if self._run.is_active:
            self._run.stop_all()
        self._sweep.end()

    def when_idle(self, then: Callable[[], None]) -> None:
        """Calls ``then`` once nothing is on; who asks again means that alone."""
        self._wish = then
        self._run.when_idle(lambda: self._sweep.when_idle(self._grant))

    def _grant(self) -> None:
        then, self._wish = self._wish, None
        if then is not None:
            then()

    def relocate(self, old: Path, new: Path) -> None:
        """The project was saved under another name: the sweep goes on there, then what the engine writes.

        One after the other, since an untitled file goes when the engine has left it.
        """
        self._sweep.relocate(old, new, lambda: self._run.relocate(old, new))

    @property
    def _run_name(self) -> str:
        return self._run.begun.name if self._run.begun is not None else tr("A run")

    @property
    def _sweep_name(self) -> str:
        running = self._sweep.running
        return running.name if running is not None else tr("A sweep")
