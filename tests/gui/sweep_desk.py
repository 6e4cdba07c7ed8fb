"""A desk with a sweep run whose process is a child that says what a test has written down."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from cnnstudio.core.errors import StudioError
from cnnstudio.core.sweeps.experiment import Trial
from cnnstudio.core.sweeps.news import SweepEnded
from cnnstudio.files.project_file import ProjectFile
from cnnstudio.gui.experiments.experiments import Where
from cnnstudio.gui.experiments.sweep_run import SweepRun
from tests.gui.desk import Desk
from tests.gui.sweep_child import Step, child, swept, trials


class Sweeps:
    """A sweep run on a desk, whose child's steps a test sets."""

    def __init__(self, desk: Desk) -> None:
        self.steps: tuple[Step, ...] = ()
        self.asked: list[tuple[str, ...]] = []
        self.run = SweepRun(desk.document, lambda: child(*self.steps))
        self.ends: list[SweepEnded] = []
        self.refused: list[StudioError] = []
        self.run.ended.connect(self.ends.append)
        desk.document.refused.connect(self.refused.append)
        self.run.died.connect(self.refused.append)
        self._desk, self._qtbot = desk, desk.qtbot

    @property
    def path(self) -> Path:
        found = self._desk.document.path
        assert found is not None
        return found

    def keep(self, found: list[Trial] | None = None) -> None:
        """An experiment is in the file, as the child of a test cannot write one."""
        self._desk.document.change(swept(), "Vary Batch size")
        self._desk.document.save()
        self._desk.settle()
        with ProjectFile.open(self.path) as file:
            file.begin_experiment(swept(), "2026-01-01T12:00:00+00:00", found or trials())

    def reopen(self) -> None:
        """The project comes onto the desk once more."""
        path, document = self.path, self._desk.document
        with self._qtbot.waitSignal(document.opened):
            document.new(swept(), "Another")
        with self._qtbot.waitSignal(document.opened):
            document.open(path)
        self._desk.settle()

    def begin(self, *steps: Step) -> None:
        self.steps = steps
        self.run.begin(Where())

    def wait(self, what: Callable[[], object]) -> None:
        self._qtbot.waitUntil(lambda: bool(what()))

    def statuses(self) -> str:
        """The first letters of how the trials of the chosen experiment stand."""
        return "".join(trial.status[0] for trial in self.run.chosen.trials) if self.run.chosen is not None else ""


@pytest.fixture
def sweeps(desk: Desk) -> Iterator[Sweeps]:
    made = Sweeps(desk)
    yield made
    made.run.close(5_000)
