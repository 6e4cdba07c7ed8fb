"""The pictures that a run takes for something else: from the file, or found by the engine when it is asked to."""

from dataclasses import replace

import numpy as np
import pytest
from PySide6.QtWidgets import QCheckBox, QComboBox, QPushButton

from cnnstudio.core.evaluation.outcomes import Outcomes
from cnnstudio.core.messages import Assess, Assessed, RunSubject, Scoring
from cnnstudio.core.pictures.preprocessing import Prepared
from cnnstudio.core.runs.run import Epoch, Run
from cnnstudio.files.project_file import ProjectFile
from cnnstudio.gui.answering.answering import Networks
from cnnstudio.gui.links.drawing import Drawing
from cnnstudio.gui.viewer.picture.chooser import PictureChooser
from cnnstudio.gui.viewer.picture.mistakes import Mistakes
from cnnstudio.gui.widgets.fitting_label import FittingLabel
from tests.gui.desk import LABELS, Desk


def outcomes(predicted: list[int]) -> Outcomes:
    """Of the six test pictures, whose classes are 0, 1, 2, 0, 1, 2."""
    truth = np.arange(6, dtype=np.int32) % 3
    sure = np.full(6, 0.8, np.float32)
    return Outcomes(LABELS, truth, np.array(predicted, np.int32), sure, sure, 0.3)


FOUND = outcomes([0, 1, 1, 0, 0, 0])
"""Pictures 2, 4 and 5 are wrong."""


def add_run(desk: Desk, found: Outcomes | None) -> Run:
    """A run in the file, with its answers or without."""
    document = desk.document
    assert document.path is not None
    with ProjectFile.open(document.path) as file:
        number = file.begin_run(
            document.project, name="", labels=LABELS, prepared=Prepared(), started="2026-01-01T00:00:00+00:00",
            versions={},
        )  # fmt: skip
        file.add_epoch(number, Epoch(1, 1.0, 0.9, 1.0, 0.5, 1.0), {"dense_1/kernel": np.zeros((2, 2), np.float32)})
        file.end_run(number, "finished", None, outcomes={} if found is None else {"test": found})
        run = file.run(number)
    document.put_run(run)
    return run


@pytest.fixture
def chooser(desk: Desk) -> PictureChooser:
    mistakes = Mistakes(desk.document, desk.bridge, desk.document)  # type: ignore[arg-type]
    made = PictureChooser(Drawing(desk.document), mistakes)
    desk.qtbot.addWidget(made)
    made.set_data(desk.document.data_set)
    made.show()
    return made


def begin(desk: Desk, chooser: PictureChooser) -> None:
    """Looks at the mistakes of what answers."""
    answering = Networks(desk.document, desk.bridge).answering  # type: ignore[arg-type]
    assert answering is not None
    chooser.set_network(answering)
    chooser.findChild(QCheckBox, "inspect.picture.mistakes").setChecked(True)


def offer(chooser: PictureChooser) -> QPushButton:
    return chooser.findChild(QPushButton, "inspect.picture.offer")


def words(chooser: PictureChooser) -> str:
    """What is said in place of the network's answer."""
    return chooser.findChild(FittingLabel, "inspect.picture.answer").full


def test_that_the_mistakes_stored_with_the_run_can_be_gone_through(desk: Desk, chooser: PictureChooser) -> None:
    add_run(desk, FOUND)
    begin(desk, chooser)
    desk.qtbot.waitUntil(lambda: chooser.chosen.title == "test picture 2")
    titles = []
    for _ in range(3):
        titles.append(chooser.chosen.title)
        chooser.step(1)
    assert titles == ["test picture 2", "test picture 4", "test picture 5"]
    assert not offer(chooser).isVisible()
    assert desk.asked(Assess) == []


def test_that_mistakes_of_one_class_can_be_gone_through(desk: Desk, chooser: PictureChooser) -> None:
    add_run(desk, FOUND)
    begin(desk, chooser)
    desk.qtbot.waitUntil(lambda: chooser.picture is not None)
    wanted = chooser.findChild(QComboBox, "inspect.picture.class")
    wanted.setCurrentIndex(wanted.findData(1))
    assert chooser.chosen.title == "test picture 4"
    wanted.setCurrentIndex(wanted.findData(0))
    assert chooser.picture is None
    assert words(chooser) == "There is no picture here that is taken for something else."


def test_that_what_is_not_known_is_found_by_a_button(desk: Desk, chooser: PictureChooser) -> None:
    run = add_run(desk, None)
    begin(desk, chooser)
    desk.qtbot.waitUntil(lambda: "is not known yet" in words(chooser))
    assert offer(chooser).text() == "Find the mistakes"
    offer(chooser).click()
    subject = RunSubject(str(desk.document.path), run.number)
    request = desk.asked(Assess)[-1]
    assert isinstance(request, Assess)
    assert (request.subject, request.part) == (subject, "test")
    with desk.qtbot.assertNotEmitted(chooser.changed):  # progress is nothing that tabs need hear of
        desk.answer(Assess, lambda ticket: Scoring(ticket, "test", 4, 6))
    assert words(chooser) == "Run 1 goes through the test pictures… 4 of 6"
    assert offer(chooser).text() == "Stop"
    desk.answer(Assess, lambda ticket: Assessed(ticket, subject, "test", FOUND))
    desk.qtbot.waitUntil(lambda: chooser.chosen.title == "test picture 2")


def test_that_while_it_trains_and_of_files_it_is_said_why_there_are_none(desk: Desk, chooser: PictureChooser) -> None:
    desk.add_run(status="training")
    begin(desk, chooser)
    assert words(chooser) == "The mistakes of Run 1 are known when its training has ended."
    assert not offer(chooser).isVisible()
    answering = Networks(desk.document, desk.bridge).answering  # type: ignore[arg-type]
    assert answering is not None
    chooser.set_network(replace(answering, run=None))
    assert "of runs, not of saved files" in words(chooser)


def test_that_pictures_the_run_never_saw_are_not_taken_for_its_mistakes(desk: Desk, chooser: PictureChooser) -> None:
    add_run(desk, replace(FOUND, truth=np.zeros(6, np.int32)))
    begin(desk, chooser)
    desk.qtbot.waitUntil(lambda: "not those of this run" in words(chooser))
    assert chooser.picture is None


def test_that_the_number_stays_when_mistakes_come_that_are_not_asked_for(desk: Desk, chooser: PictureChooser) -> None:
    add_run(desk, FOUND)
    begin(desk, chooser)
    chooser.findChild(QCheckBox, "inspect.picture.mistakes").setChecked(False)
    chooser.step(3)
    desk.settle()
    assert chooser.chosen.title == "test picture 3"
