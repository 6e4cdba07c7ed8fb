"""How long the window does not answer while the results of a sweep of 2,000 runs are shown and used; one JSON line.

Milliseconds on the GUI thread, of its own time, which other programs on the machine do not lengthen: the longest step
in which the panel is made, filled and each tab first drawn; and the median of moves of the pointer, of a range and of
clicks, each with all that is drawn again.

    python tests/benchmarks/sweep_pictures.py [--trials 2000] [--width 860] [--height 640]
"""

import argparse
import json
import math
import os
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Iterable
from dataclasses import replace
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
ROOT = Path(__file__).parents[2]
sys.path.insert(0, str(ROOT))
from tests.benchmarks.home import take_home

take_home()

import numpy as np
from PySide6.QtCore import QEvent, QPointF, Qt
from PySide6.QtGui import QMouseEvent
from PySide6.QtWidgets import QApplication, QWidget

from cnnstudio.core.pictures.preprocessing import Prepared
from cnnstudio.core.presets import PRESETS
from cnnstudio.core.project import Project
from cnnstudio.core.runs.run import Epoch
from cnnstudio.core.sweeps.combinations import combinations
from cnnstudio.core.sweeps.experiment import Trial
from cnnstudio.core.sweeps.place import Place
from cnnstudio.core.sweeps.sweep import Sweep
from cnnstudio.core.sweeps.varied import Listed, Span, Varied
from cnnstudio.files.project import run_writing
from cnnstudio.files.project_file import ProjectFile
from cnnstudio.gui.document import Document
from cnnstudio.gui.experiments.kept_experiments import KeptExperiments
from cnnstudio.gui.sweeps.results.chart import Chart
from cnnstudio.gui.sweeps.results.panel import ResultsPanel
from cnnstudio.gui.threads.background import Background

_STARTED = "2026-01-02T03:04:05+00:00"
_LEFT, _NONE, _PLAIN = Qt.MouseButton.LeftButton, Qt.MouseButton.NoButton, Qt.KeyboardModifier.NoModifier


def swept(trials: int) -> Project:
    """A project with six settings that vary."""
    project = next(each.project for each in PRESETS if each.project.network.nodes[0].name.startswith("conv"))
    node = project.network.nodes[0].name
    varied = (
        Varied(Place("network", "filters", node), Listed((8, 16, 32, 64))),
        Varied(Place("network", "kernel_size", node), Listed(((3, 3), (5, 5), (7, 7)))),
        Varied(Place("plan", "learning_rate"), Span(1e-4, 1e-1, 7, log=True)),
        Varied(Place("plan", "optimizer"), Listed(("Adam", "SGD", "RMSprop"))),
        Varied(Place("plan", "optimizer.momentum"), Listed((0.0, 0.5, 0.9))),
        Varied(Place("plan", "batch_size"), Span(16, 256, 5, whole=True)),
    )
    return replace(project, sweep=Sweep(method="random", most=trials, varied=varied))


def fill(path: Path, count: int, epochs: int) -> None:
    """A finished sweep, each of its trials with a run."""
    project, generator, trials = swept(count), np.random.default_rng(0), []
    small = {"a/kernel": np.zeros(10, np.float32)}
    packed = run_writing.packed(small, None, np.zeros((1, 3), np.float32), None, None, None)
    with ProjectFile.create(path, project) as file:
        with file._database.writing() as connection:
            for found in combinations(project):
                assert found.project is not None
                top = min(max(0.9 - 0.02 * (math.log10(found.values[2]) + 2.7) ** 2 + generator.normal() * 0.02, 0), 1)
                labels = tuple("0123456789")
                run = run_writing.begin(connection, found.project, "", labels, Prepared(), _STARTED, {})
                for number in range(1, epochs + 1):
                    score = top * (1 - 0.5 * math.exp(-number / 3))
                    epoch = Epoch(number, 1 - score, score, 1 - score, score, 3.0)
                    run_writing.add(connection, run, epoch, packed)
                run_writing.end(connection, run, "finished", "", (None, None, None), {}, 1)
                trials.append(Trial(len(trials) + 1, found.number, found.values, 7, "done", run, top, 60.0))
        file.begin_experiment(project, _STARTED, trials)


def own(work: Callable[[], object]) -> float:
    """Milliseconds of this thread's own time."""
    before = time.thread_time()
    work()
    return 1000 * (time.thread_time() - before)


def moved(widget: Chart, place: QPointF, kind: QEvent.Type, button: Qt.MouseButton, held: Qt.MouseButton) -> float:
    """What a mouse event takes with what is drawn after it."""
    event = QMouseEvent(kind, place, widget.mapToGlobal(place), button, held, _PLAIN)

    def work() -> None:
        QApplication.sendEvent(widget, event)
        QApplication.sendPostedEvents()
        QApplication.processEvents()

    return own(work)


def hovering(chart: Chart, places: Iterable[QPointF]) -> float:
    times = [moved(chart, place, QEvent.Type.MouseMove, _NONE, _NONE) for place in places]
    return statistics.median(times)


def ranging(panel: ResultsPanel) -> tuple[float, float]:
    """Dragging along the axis of the learning rate: the median and the longest move."""
    chart = panel.parallel
    moved(chart, chart.place_on(2, 0.1), QEvent.Type.MouseButtonPress, _LEFT, _LEFT)
    times = [
        moved(chart, chart.place_on(2, share), QEvent.Type.MouseMove, _NONE, _LEFT)
        for share in np.linspace(0.15, 0.9, 60).tolist()
    ]
    moved(chart, chart.place_on(2, 0.9), QEvent.Type.MouseButtonRelease, _LEFT, _NONE)
    panel.looking.let_all_through()
    return statistics.median(times), max(times)


def grid(widget: QWidget) -> list[QPointF]:
    """Places all over a widget."""
    generator = np.random.default_rng(1)
    return [QPointF(*each) for each in (generator.random((100, 2)) * (widget.width(), widget.height())).tolist()]


def opened(path: Path) -> tuple[Background, Document, KeptExperiments]:
    background = Background()
    document = Document(background)
    experiments = KeptExperiments(document)
    document.open(path)
    while experiments.chosen is None:
        QApplication.processEvents()
    return background, document, experiments


def measured(panel: ResultsPanel, size: tuple[int, int]) -> dict[str, float]:
    steps = []
    while True:
        before = time.thread_time()
        try:
            next(panel.making)
        except StopIteration:
            break
        finally:
            steps.append(1000 * (time.thread_time() - before))
    found = {"longest_step_of_making": max(steps)}
    panel.resize(*size)
    panel.show()
    for at in range(panel.tabs.count()):
        panel.tabs.setCurrentIndex(at)
        name = panel.tabs.tabText(at).lower().replace(" ", "_")
        found[f"first_{name}"] = max(own(QApplication.processEvents) for _ in range(12))
    panel.tabs.setCurrentIndex(0)
    QApplication.processEvents()
    found["hover_all_settings"] = hovering(panel.parallel, grid(panel.parallel))
    found["range_median"], found["range_longest"] = ranging(panel)
    panel.tabs.setCurrentIndex(1)
    QApplication.processEvents()
    chart = panel.settings.charts[0]
    found["hover_each_setting"] = hovering(chart, grid(chart))
    panel.tabs.setCurrentIndex(4)
    QApplication.processEvents()
    found["hover_curves"] = hovering(panel.curves, grid(panel.curves))
    return found


def choosing(panel: ResultsPanel) -> dict[str, float]:
    """What it takes until another selection, and another trial, are shown everywhere."""
    field = panel.looking.field
    assert field is not None
    times = {}
    for name, at in (("all_settings", 0), ("each_setting", 1), ("curves", 4)):
        panel.tabs.setCurrentIndex(at)
        QApplication.processEvents()
        numbers = field.numbers[::97].tolist()
        times[f"select_{name}"] = statistics.median(
            own(lambda number=number: (panel.looking.choose([number]), QApplication.processEvents()))
            for number in numbers
        )
    return times


def taking(panel: ResultsPanel, experiments: KeptExperiments) -> float:
    """What it takes to show that one trial is further."""
    panel.tabs.setCurrentIndex(0)
    times = []
    for number in range(1, 12):
        assert experiments.chosen is not None
        trial = replace(experiments.chosen.trials[number], score=0.5)
        experiments.chosen = experiments.chosen.with_trials([trial])
        times.append(own(lambda: (panel._follow_now(), QApplication.processEvents())))
    return statistics.median(times)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--trials", type=int, default=2000)
    parser.add_argument("--epochs", type=int, default=20)
    parser.add_argument("--width", type=int, default=860)
    parser.add_argument("--height", type=int, default=640)
    options = parser.parse_args()
    application = QApplication.instance() or QApplication([])
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "many.cnnstudio"
        fill(path, options.trials, options.epochs)
        background, document, experiments = opened(path)
        panel = ResultsPanel(document, experiments, in_turns=True)
        found = measured(panel, (options.width, options.height)) | choosing(panel)
        found["one_trial_further"] = taking(panel, experiments)
        pictures = panel.pictures()
        found["longest_picture_of_the_report"] = max(own(lambda: next(pictures, None)) for _ in range(4))
        panel.end()
        panel.close()
        document.close()
        background.wait()
        background.close()
    application.processEvents()
    print(json.dumps({**vars(options), **{name: round(value, 1) for name, value in found.items()}}))


if __name__ == "__main__":
    main()
