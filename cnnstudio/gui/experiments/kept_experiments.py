"""The experiments of the open project's file: read beside the window, deleted, and tried again."""

from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

from PySide6.QtCore import Signal, Slot

from cnnstudio.core.sweeps.experiment import Experiment, Trial
from cnnstudio.files.project_file import ProjectFile
from cnnstudio.gui.document import Document
from cnnstudio.gui.experiments.experiments import Experiments


class KeptExperiments(Experiments):
    """Follows the document; all file work happens on its background thread."""

    unfinished_found = Signal(object)
    """The project that was opened has this Experiment, which is not over."""

    def __init__(self, document: Document) -> None:
        super().__init__(document)
        self._document = document
        self._serial = document.serial
        document.opened.connect(self._open)

    def delete(self, number: int) -> None:
        """Removes an experiment that does not run; the runs that came of it stay."""
        if self._may_write and not self._is_running(number):
            self._change_file(lambda file: file.delete_experiment(number), self._read_all)

    def wait_again(self, number: int, trials: Iterable[Trial], then: Callable[[], None]) -> None:
        """Trials of an experiment that does not run are to be trained once more; a run that came of one stays.

        ``then`` is called when that has been written and read.
        """
        waiting = [Trial(trial.number, trial.combination, trial.values, trial.seed) for trial in trials]
        self._change_file(lambda file: file.put_trials(number, waiting), lambda: self._read_all(then))

    @property
    def _may_write(self) -> bool:
        return self._document.is_open and not self._document.is_read_only

    def _is_running(self, number: int) -> bool:
        return self.standing is not None and self.standing.experiment == number

    @Slot()
    def _open(self) -> None:
        """Another project is on the desk."""
        self._serial = self._document.serial
        self._leave()
        self.all, self.chosen, self.epochs = (), None, {}
        self.changed.emit()
        self._read_all(self._tell_unfinished)

    def _leave(self) -> None:
        """What is to be done when another project comes onto the desk."""

    def _tell_unfinished(self) -> None:
        """Looks at what is still to be trained, else at what was begun last."""
        found = self.unfinished
        newest = self.all[-1].number if self.all else None
        self.choose(newest if found is None else found.number)
        if found is not None and self._may_write:
            self.unfinished_found.emit(found)

    def _read_all(self, then: Callable[[], None] = lambda: None) -> None:
        """Reads the experiments as the file has them."""
        read_only = self._document.is_read_only

        def put(found: tuple[Experiment, ...]) -> None:
            self.put_all(found)
            then()

        self._beside(lambda path: _read_all(path, read_only=read_only), put)

    def _read_one(self, number: int, done: Callable[[Experiment], None]) -> None:
        """Reads one experiment, which is in the file by now."""
        self._beside(lambda path: _read(path, number), done)

    def _change_file(self, work: Callable[[ProjectFile], None], then: Callable[[], None]) -> None:
        def apply(path: Path) -> None:
            with ProjectFile.open(path) as file:
                work(file)

        self._document.touched()
        self._beside(apply, lambda _: then(), writes=True)

    def _beside(self, work: Callable[[Path], Any], done: Callable[[Any], None], *, writes: bool = False) -> None:
        """Does ``work`` with the project's file beside the window; ``done`` hears of it where that is still open.

        What ``writes`` is done again where the project was saved elsewhere meanwhile: what goes on was copied before.
        """
        path, serial = self._document.path, self._serial
        if path is None:
            return

        def tell(found: Any) -> None:
            if serial != self._serial:
                return
            if writes and path != self._document.path:
                self._beside(work, done, writes=True)
            else:
                done(found)

        self._document.background.run(lambda: work(path), tell, self._document.refused.emit)


def _read_all(path: Path, *, read_only: bool) -> tuple[Experiment, ...]:
    with ProjectFile.open(path, read_only=read_only) as file:
        return file.experiments()


def _read(path: Path, number: int) -> Experiment:
    with ProjectFile.open(path, read_only=True) as file:
        return file.experiment(number)
