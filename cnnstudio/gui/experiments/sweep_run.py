"""The sweep that runs: begun, moved, paused and stopped."""

import json
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path

from PySide6.QtCore import Signal, Slot

from cnnstudio.core.errors import StudioError
from cnnstudio.core.language import tr
from cnnstudio.core.program.own_process import program
from cnnstudio.core.project import to_json
from cnnstudio.core.sweeps.experiment import Experiment
from cnnstudio.core.sweeps.news import Moved, News, SweepEnded
from cnnstudio.files.project_file import ProjectFile
from cnnstudio.gui.document import Document
from cnnstudio.gui.experiments.experiments import HERE, Standing, Where
from cnnstudio.gui.experiments.heard_experiments import HeardExperiments
from cnnstudio.gui.experiments.sweep_process import SweepProcess


class SweepRun(HeardExperiments):
    """Runs one sweep at a time in a process of its own, which writes to the project's file beside this window."""

    ended = Signal(object)
    """The SweepEnded with which a sweep has ended, or what it comes to where it did not live to tell."""
    died = Signal(object)
    """Why it did not live to tell, a StudioError; ``ended`` comes after it."""

    def __init__(self, document: Document, command: Callable[[], tuple[str, ...]] = program) -> None:
        """``command``: gives what starts the program, to which the arguments of a sweep are added."""
        super().__init__(document)
        self._command = command
        self._process: SweepProcess | None = None
        self._path: Path | None = None
        self._end: SweepEnded | None = None
        self._last = 0
        self._afterwards: list[Callable[[], None]] = []
        self._moves: list[Callable[[], None]] = []

    @property
    def last(self) -> Experiment | None:
        """The experiment of the sweep that ended last."""
        return self.find(self._last)

    def words_at_end(self, number: int) -> str:
        """What the sweep that ended last had to say of its end, if it was that of this experiment."""
        return self._end.text if self._end is not None and number == self._last and not self.is_active else ""

    # What the person asks for

    @property
    def why_not_begin(self) -> str:
        """Why no sweep of this project can begin or go on, in words; empty where one can. What varies is not asked."""
        if not self._document.is_open:
            return tr("Open a project or begin one first.")
        if self._document.is_read_only:
            why = self._document.why_read_only
            return tr("The file {is_read_only}: save it under another name to run a sweep here.", is_read_only=why)
        return tr("A sweep of this project runs already.") if self.is_active else ""

    def begin(self, where: Where, foretold: float | None = None) -> None:
        """Begins the project's sweep as it stands now, whatever is changed before its process has read the data.

        Args:
            foretold: Seconds that each run is likely to take; None where nobody knows.
        """
        if not self.why_not_begin:
            self._launch(where, ("--new",), f"begin {to_json(self._document.project)}", foretold)

    def go_on(self, number: int, where: Where) -> None:
        """Trains what is left of an experiment."""
        found = self.find(number)
        if found is not None and not found.is_over and not self.why_not_begin:
            self.choose(number)
            self._launch(where, ("--resume", str(number)))

    def pause(self) -> None:
        """Begins no further trial; what is under way is trained to its end."""
        if self.standing is not None and self.standing.state == "running":
            self._say("pause")

    def resume(self) -> None:
        """Ends a pause."""
        if self.standing is not None and self.standing.state == "paused":
            self._say("go on")

    def turn_pause(self) -> None:
        """Pauses, or goes on."""
        if self.standing is not None and self.standing.state == "paused":
            self.resume()
        else:
            self.pause()

    def stop(self) -> None:
        """Ends the sweep: what is under way waits for another time. Asked again, it is not waited for."""
        if self.standing is None or self.standing.state != "stopping":
            self.end()
        elif self._process is not None:
            self._process.kill()

    def end(self) -> None:
        """Ends the sweep, however often this is asked for; it is waited for."""
        if self.standing is not None and self.standing.state != "stopping":
            self._put_standing(replace(self.standing, state="stopping"))
            if self._process is not None:
                self._process.stop()

    def retry(self, numbers: Sequence[int] = (), where: Where = HERE) -> None:
        """Trials of the chosen experiment that failed are trained once more, all of them without numbers.

        Args:
            where: Who does that where no sweep runs.
        """
        if self.is_active:
            self._say(" ".join(("retry", *map(str, numbers))))
            return
        found = self.chosen
        failed = [] if found is None else [trial for trial in found.trials if trial.status == "failed"]
        again = [trial for trial in failed if not numbers or trial.number in numbers]
        if found is not None and again and not self.why_not_begin:
            number = found.number
            self.wait_again(number, again, lambda: self.go_on(number, where))

    def relocate(self, old: Path, new: Path, then: Callable[[], None]) -> None:
        """The project was saved under another name: the sweep goes on there.

        ``then`` is called once it writes nothing to the old file any more.
        """
        if self._process is None or self._path != old:
            then()
            return
        self._path = new
        self._moves.append(then)
        self._say(f"move {json.dumps(str(new))}")

    def when_idle(self, then: Callable[[], None]) -> None:
        """Calls ``then`` once no sweep runs."""
        if self.is_active:
            self._afterwards.append(then)
        else:
            then()

    def close(self, patience_ms: int) -> None:
        """Stops for good and waits for the process to end, but no longer than that; −1 waits for ever."""
        self._hear_no_more()
        self._afterwards.clear()
        process, self._process, self.standing = self._process, None, None
        if process is not None:
            process.blockSignals(True)
            process.close(patience_ms)

    # Its process

    def _launch(self, where: Where, which: tuple[str, ...], order: str = "", foretold: float | None = None) -> None:
        """``order``: what it is told first."""
        serial, arguments = self._document.serial, (*which, *where.arguments)
        self._end, self._path, self.epochs = None, None, {}
        self._told.forget()
        self._document.touched()
        self._put_standing(Standing(where=str(where), is_here=where.is_here, foretold=foretold))

        def start() -> None:
            if serial == self._serial:  # else another project has come, and with it perhaps another sweep
                self._start(arguments, order)

        def not_started(error: StudioError) -> None:
            if serial == self._serial:
                self._finish(error)

        self._document.when_written(start, not_started)

    def _start(self, arguments: tuple[str, ...], order: str) -> None:
        """Starts it on the file that the project has now."""
        path = self._document.path
        if self.standing is None or self.standing.state == "stopping" or path is None:
            self._finish(None)
            return
        self._path = path
        command = (*self._command(), "sweep", str(path), "--held", "--events", *arguments)
        process = self._process = SweepProcess(command, self)
        process.told.connect(self._hear)
        process.ended.connect(self._finish)
        process.ended.connect(lambda: self._give_up(process))  # called also where that made a mistake
        process.start()
        if order:
            self._say(order)

    def _say(self, command: str) -> None:
        if self._process is not None:
            self._process.say(command)

    @Slot(object)
    def _hear(self, news: News) -> None:
        super()._hear(news)
        if isinstance(news, Moved):
            self._call(self._moves)
        elif isinstance(news, SweepEnded):
            self._end = news

    @Slot(object)
    def _finish(self, why: StudioError | None) -> None:
        """The process is gone, or did not come to be."""
        self._shows.stop()
        self._show()
        standing = self.standing or Standing()
        is_bad = self._end is None and why is not None and standing.state != "stopping"
        end = self._end or SweepEnded(False, failed=is_bad)
        self._last = standing.experiment
        self._tidy(standing.experiment)
        self._let_go()
        if is_bad:
            self.died.emit(why)
        self.ended.emit(end)
        self._call(self._moves)
        self._call(self._afterwards)

    def _give_up(self, process: SweepProcess) -> None:
        """The process is gone; nobody waits for it any more, whatever became of hearing that."""
        if process is self._process:
            self._let_go()
            self._call(self._moves)
            self._call(self._afterwards)

    def _let_go(self) -> None:
        """No sweep runs any more."""
        if self._process is not None:
            self._process.deleteLater()
        self._process = None
        self._put_standing(None)

    def _call(self, waiting: list[Callable[[], None]]) -> None:
        """Calls those who wait, once."""
        now = tuple(waiting)
        waiting.clear()
        for then in now:
            then()

    def _tidy(self, number: int) -> None:
        """Nothing is trained any more: what was under way waits, here and in the file."""
        self.epochs = {}
        found = self.find(number)
        left = () if found is None else tuple(trial for trial in found.trials if trial.status == "running")
        if found is not None and left:
            self.put(found.with_trials(replace(trial, status="waiting") for trial in left))
        if number and self._document.serial == self._serial:
            is_unknown = found is None  # it ended before it was read
            self._change_file(
                ProjectFile.trials_interrupted,
                lambda: self._read_all(lambda: self.choose(number) if is_unknown else None),
            )
            self._landed.read_last()

    def _leave(self) -> None:
        """Who opens another project has stopped the sweep; it ends by itself, and nothing of it is shown any more.

        Those who wait for its end or its move meant the project that is gone: they are not called any more.
        """
        for waiting in (self._moves, self._afterwards):
            waiting.clear()
        self._hear_no_more()
        self._end, self._path, self._last = None, None, 0
        if self._process is not None:
            self._process.told.disconnect(self._hear)
            self._process.ended.disconnect(self._finish)
            self._process.ended.connect(self._process.deleteLater)
            self._process.stop()
            self._process = None
        if self.standing is not None:
            self._put_standing(None)
