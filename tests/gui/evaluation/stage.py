"""The evaluation on a stage: a run with stored answers to its pictures, and no engine."""

from collections.abc import Iterator
from dataclasses import dataclass, replace

import numpy as np
import pytest
from PySide6.QtWidgets import QPushButton, QTabWidget, QWidget

from cnnstudio.core.evaluation.outcomes import Outcomes, scores
from cnnstudio.core.messages import Part
from cnnstudio.core.pictures.preprocessing import Prepared
from cnnstudio.core.runs.run import Epoch, PartScore, Run
from cnnstudio.files.project_file import ProjectFile
from cnnstudio.gui.evaluation.panel import EvaluationPanel
from tests.gui.desk import LABELS, Desk, desk
from tests.gui.finding import find

__all__ = ["Stage", "desk", "outcomes_of", "stage"]


def outcomes_of(truth: list[int], predicted: list[int], labels: tuple[str, ...] = LABELS) -> Outcomes:
    """Answers that grow surer from picture to picture: 50 %, 55 % …"""
    count = len(truth)
    sure = np.minimum(0.5 + 0.05 * np.arange(count), 1).astype(np.float32)
    right = np.array(truth) == np.array(predicted)
    true = np.where(right, sure, 1 - sure).astype(np.float32)
    return Outcomes(labels, np.array(truth, np.int32), np.array(predicted, np.int32), sure, true, 0.25)


TEST = outcomes_of([0, 1, 2, 0, 1, 2], [0, 1, 1, 0, 1, 0])
"""The last picture of each kind of ``small_data``: two of six are wrong, both elks."""


@dataclass
class Stage:
    """The panel and what it stands on."""

    desk: Desk
    panel: EvaluationPanel

    def add_run(self, outcomes: dict[Part, Outcomes], status: str = "finished") -> Run:
        """Writes a run of two epochs with these answers into the file."""
        document = self.desk.document
        assert document.path is not None
        test = outcomes.get("test")
        labels = test.labels if test is not None else LABELS
        with ProjectFile.open(document.path) as file:
            number = file.begin_run(
                document.project, name="", labels=labels, prepared=Prepared(), started="2026-01-01T00:00:00+00:00",
                versions={},
            )  # fmt: skip
            weights = {"dense_1/kernel": np.zeros((2, 2), np.float32)}
            for each in (1, 2):
                file.add_epoch(number, Epoch(each, 1 / each, 0.9, 1 / each, 0.5, 1.0), weights)
            scored = scores(test) if test is not None else None
            file.end_run(
                number, status, scored, train=PartScore(0.5, 8, 1), outcomes=outcomes  # type: ignore[arg-type]
            )  # fmt: skip
            run = replace(file.run(number))
        document.put_run(run)
        return run

    def wait_for_figures(self) -> None:
        """Waits until answers and pictures are shown."""
        shown = self.panel.confusion
        self.desk.qtbot.waitUntil(lambda: len(shown.matrix) > 0 and self.panel.mistakes.has_pictures)

    def wait_for_words(self, words: str) -> None:
        """Waits until the panel says this."""
        self.desk.qtbot.waitUntil(lambda: words in self.panel.words)

    def look_at(self, view: QWidget) -> None:
        """Brings a tab to the front."""
        find(self.panel, QTabWidget, "evaluate.tabs").setCurrentWidget(view)
        self.desk.qtbot.waitUntil(lambda: bool(view.words))  # type: ignore[attr-defined]

    def press(self, name: str) -> None:
        """Presses a button that is in view."""
        button = find(self.panel, QPushButton, name)
        assert button.isVisible()
        button.click()


@pytest.fixture
def stage(desk: Desk) -> Iterator[Stage]:
    panel = EvaluationPanel(desk.document, desk.bridge, desk.training_run)  # type: ignore[arg-type]
    desk.qtbot.addWidget(panel)
    panel.resize(900, 600)
    panel.show()
    yield Stage(desk, panel)
    panel.end()
