"""The Compare page on a stage: runs with stored answers in a file, and no engine."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QAbstractButton

from cnnstudio.core.evaluation.outcomes import Outcomes, scores
from cnnstudio.core.pictures.preprocessing import Prepared
from cnnstudio.core.project import Project
from cnnstudio.core.runs.run import Epoch, PartScore, Run
from cnnstudio.files.project_file import ProjectFile
from cnnstudio.gui.comparison.page import ComparePage
from tests.gui.desk import LABELS, Desk, desk, small_network
from tests.gui.finding import find

__all__ = ["PROJECT", "Stage", "answers", "desk", "stage", "with_plan"]

PROJECT = Project(small_network())


def with_plan(**settings: Any) -> Project:
    """The project of these runs with other settings of its plan."""
    return replace(PROJECT, plan=replace(PROJECT.plan, **settings))


def answers(wrong: int, count: int = 30) -> Outcomes:
    """Answers to ``count`` pictures of three classes, of which the first ``wrong`` are misclassified."""
    truth = np.arange(count, dtype=np.int32) % 3
    predicted = np.where(np.arange(count) < wrong, (truth + 1) % 3, truth).astype(np.int32)
    sure = np.full(count, 0.75, np.float32)
    return Outcomes(LABELS, truth, predicted, sure, np.where(predicted == truth, sure, 0.25).astype(np.float32), 0.5)


@dataclass
class Stage:
    """The page and what it stands on."""

    desk: Desk
    page: ComparePage

    def add_run(
        self, project: Project = PROJECT, *, name: str = "", test: Outcomes | None = None, epochs: int = 2
    ) -> Run:
        """Writes a run into the file and puts it on the desk."""
        document = self.desk.document
        assert document.path is not None
        with ProjectFile.open(document.path) as file:
            number = file.begin_run(
                project, name=name, labels=LABELS, prepared=Prepared(), started="2026-03-01T14:30:00+01:00",
                versions={},
            )  # fmt: skip
            for each in range(1, epochs + 1):
                weights = {"dense_1/kernel": np.zeros((2, 2), np.float32)}
                file.add_epoch(number, Epoch(each, 1 / each, 0.5, 2 / each, 0.25 * each, 1.5), weights)
            found = {"test": test} if test is not None else {}
            scored = scores(test) if test is not None else None
            file.end_run(number, "finished", scored, train=PartScore(0.5, 8, 1), outcomes=found)  # type: ignore[arg-type]
            run = file.run(number)
        document.put_run(run)
        return run

    def show(self, *numbers: int) -> None:
        """Shows the page, and selects these runs where some are named."""
        self.page.show()
        self.wait(lambda: self.page.is_ready)
        if numbers:
            self.page.table.choose(numbers)
            self.wait(lambda: self.page.table.chosen == numbers)
        self.wait(lambda: self.page.is_ready)

    def wait(self, condition: Callable[[], bool]) -> None:
        """Waits until something holds."""
        self.desk.qtbot.waitUntil(condition)

    def rows(self) -> list[dict[str, str]]:
        """What the table says, by the titles of its columns."""
        model = self.page.table.model()
        columns = range(model.columnCount())
        titles = [
            str(model.headerData(each, Qt.Orientation.Horizontal)).rstrip("\N{NO-BREAK SPACE}") for each in columns
        ]
        return [
            {title: model.index(row, column).data() for title, column in zip(titles, columns, strict=True)}
            for row in range(model.rowCount())
        ]

    def names(self) -> list[str]:
        """The names of the runs from top to bottom, without what tells them apart."""
        return [row["Name"].partition(" · ")[0] for row in self.rows()]

    def sort(self, title: str, order: Qt.SortOrder = Qt.SortOrder.AscendingOrder) -> None:
        """Sorts by a column, as a click on its title does."""
        self.page.table.sortByColumn(list(self.rows()[0]).index(title), order)

    def press(self, name: str) -> None:
        """Presses a button."""
        button = find(self.page, QAbstractButton, name)
        assert button.isVisible()
        assert button.isEnabled()
        button.click()


@pytest.fixture
def stage(desk: Desk) -> Iterator[Stage]:
    page = ComparePage(desk.document, desk.training_run, desk.bridge)  # type: ignore[arg-type]
    desk.qtbot.addWidget(page)
    page.resize(1196, 700)
    yield Stage(desk, page)
    page.end()
