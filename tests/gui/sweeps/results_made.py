"""An invented sweep with its runs, and a panel that shows what came of it."""

from collections.abc import Iterator
from dataclasses import replace

import pytest
from PySide6.QtCore import QEvent, QPointF, Qt
from PySide6.QtGui import QMouseEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QPushButton

from cnnstudio.core.pictures.preprocessing import Prepared
from cnnstudio.core.project import Project
from cnnstudio.core.runs.run import Epoch, Run
from cnnstudio.core.sweeps.combinations import combinations, with_seed
from cnnstudio.core.sweeps.experiment import Experiment, Trial
from cnnstudio.core.sweeps.place import Place
from cnnstudio.core.sweeps.sweep import Sweep
from cnnstudio.core.sweeps.varied import Listed, Span, Varied
from cnnstudio.core.training.plan import Plan
from cnnstudio.gui.experiments.experiments import Experiments
from cnnstudio.gui.sweeps.results.chart import Chart
from cnnstudio.gui.sweeps.results.panel import ResultsPanel
from tests.gui.desk import LABELS, Desk, small_network
from tests.gui.finding import find

STARTED = "2026-01-01T12:00:00+00:00"
SEEDS = (7, 8)

VARIED = (
    Varied(Place("network", "filters", "conv2d_1"), Listed((4, 8))),
    Varied(Place("plan", "optimizer"), Listed(("Adam", "SGD"))),
    Varied(Place("plan", "optimizer.momentum"), Listed((0.0, 0.9))),
    Varied(Place("plan", "learning_rate"), Span(0.001, 0.1, 3, log=True)),
)


def swept(score: str = "val_accuracy") -> Project:
    """Four settings that vary; with Adam there is no momentum, so that there are 18 combinations."""
    sweep = Sweep(method="grid", most=100, seeds=2, score=score, varied=VARIED)
    return Project(small_network(), plan=Plan(seed=7), sweep=sweep)


def finished(score: str = "val_accuracy") -> Experiment:
    """Every combination with two seeds; the score rises with the number of the trial."""
    project, trials = swept(score), []
    for found in combinations(project):
        for seed in SEEDS:
            number = len(trials) + 1
            value = 0.5 + number / 100 if score == "val_accuracy" else 1 / number
            trials.append(Trial(number, found.number, found.values, seed, "done", number, value, 10.0))
    return Experiment(1, project, STARTED, tuple(trials))


def changed(experiment: Experiment, number: int, **values: object) -> Experiment:
    """With one trial that is otherwise."""
    return experiment.with_trials([replace(experiment.trials[number - 1], **values)])  # type: ignore[arg-type]


def runs_of(experiment: Experiment) -> list[Run]:
    """The runs that came of it, of three epochs each."""
    made = {found.number: found.project for found in combinations(experiment.project)}
    return [_run(trial, with_seed(made[trial.combination], trial.seed)) for trial in experiment.trials if trial.run]


def _run(trial: Trial, project: Project) -> Run:
    score = trial.score or 0.5
    epochs = tuple(Epoch(each, 0.5, 0.5, 0.4, score * each / 3, 1.0) for each in (1, 2, 3))
    assert trial.run is not None
    return Run(trial.run, f"Sweep 1.{trial.number}", project, LABELS, Prepared(), "finished", STARTED, {}, epochs)


class Shown:
    """A panel in view, and what a person does with it."""

    def __init__(self, desk: Desk) -> None:
        self.desk = desk
        self.experiments = Experiments()
        self.panel = ResultsPanel(desk.document, self.experiments)
        self.panel.resize(900, 640)

    def show(self, experiment: Experiment, runs: list[Run] | None = None) -> None:
        """Has the panel show an experiment with its runs."""
        for run in runs_of(experiment) if runs is None else runs:
            self.desk.document.put_run(run)
        self.experiments.all, self.experiments.chosen = (experiment,), experiment
        self.panel.show()
        self.experiments.changed.emit()
        self.wait()

    def wait(self) -> None:
        """Until the newest experiment is shown and in the table."""
        panel, wanted = self.panel, self.experiments.chosen
        self.desk.qtbot.waitUntil(lambda: panel.looking.field is not None and panel.looking.field.experiment is wanted)
        self.desk.qtbot.waitUntil(lambda: not panel.is_behind)

    def press(self, name: str) -> None:
        """Presses a button."""
        button = find(self.panel, QPushButton, name)
        assert button.isEnabled(), button.toolTip()
        button.click()

    def tab(self, title: str) -> None:
        """Looks at the pictures of a tab."""
        tabs = self.panel.tabs
        tabs.setCurrentIndex([tabs.tabText(at) for at in range(tabs.count())].index(title))
        QTest.qWait(20)  # what is in it comes in turns

    def words(self) -> list[str]:
        """The table from top to bottom: number and score of each trial."""
        model, score = self.panel.model, self.column("score")
        return [f"{model.index(row, 0).data()}: {model.index(row, score).data()}" for row in range(model.rowCount())]

    def column(self, key: str) -> int:
        """Where the column of a key stands."""
        return [column.key for column in self.panel.model.columns].index(key)


def mouse(
    chart: Chart,
    kind: QEvent.Type,
    place: QPointF,
    held: Qt.MouseButton = Qt.MouseButton.NoButton,
    modifiers: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier,
) -> None:
    """Sends a chart what the left button or the pointer does."""
    moves = kind == QEvent.Type.MouseMove
    button = Qt.MouseButton.NoButton if moves else Qt.MouseButton.LeftButton
    QApplication.sendEvent(chart, QMouseEvent(kind, place, chart.mapToGlobal(place), button, held, modifiers))


def click(chart: Chart, place: QPointF, modifiers: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
    """Presses and releases the left button."""
    mouse(chart, QEvent.Type.MouseButtonPress, place, Qt.MouseButton.LeftButton, modifiers)
    mouse(chart, QEvent.Type.MouseButtonRelease, place, Qt.MouseButton.NoButton, modifiers)


def drag(chart: Chart, start: QPointF, end: QPointF) -> None:
    """Moves the pointer with the left button held."""
    mouse(chart, QEvent.Type.MouseButtonPress, start, Qt.MouseButton.LeftButton)
    mouse(chart, QEvent.Type.MouseMove, (start + end) / 2, Qt.MouseButton.LeftButton)
    mouse(chart, QEvent.Type.MouseMove, end, Qt.MouseButton.LeftButton)
    mouse(chart, QEvent.Type.MouseButtonRelease, end)


@pytest.fixture
def shown(desk: Desk) -> Iterator[Shown]:
    """A panel without an experiment so far, not in view."""
    made = Shown(desk)
    yield made
    made.panel.end()
    made.panel.close()
    made.panel.deleteLater()
