"""Which network answers, on whatever page it is chosen."""

from dataclasses import replace

import pytest
from PySide6.QtWidgets import QComboBox, QLabel, QWidget

from cnnstudio.core.messages import Failed, OpenSaved, RunSubject, SavedOpened, SavedSubject
from cnnstudio.core.pictures.preprocessing import Prepared, Preprocessing
from cnnstudio.core.project import Project
from cnnstudio.core.runs.run import GUESSED
from cnnstudio.gui.answering import answering as answering_module
from cnnstudio.gui.answering.answering import Networks
from cnnstudio.gui.answering.network_choice import NetworkChoice
from cnnstudio.gui.links.drawing import Drawing
from cnnstudio.gui.links.shared import Shared
from cnnstudio.gui.pad.page import DrawPage
from cnnstudio.gui.project.collection import Collection
from cnnstudio.gui.viewer.page import InspectPage
from tests.gui.desk import LABELS, Desk, desk, small_network

__all__ = ["desk"]


@pytest.fixture
def networks(desk: Desk) -> Networks:
    return Networks(desk.document, desk.bridge)  # type: ignore[arg-type]


def open_saved(desk: Desk, networks: Networks, path: str = "/nets/mine.keras") -> SavedSubject:
    networks.open(path, "test", later=False)
    subject = SavedSubject(path)
    prepared = Prepared(Preprocessing("raw"))
    desk.answer(OpenSaved, lambda ticket: SavedOpened(ticket, subject, small_network(side=10), LABELS, prepared))
    return subject


def test_that_the_chosen_run_answers(desk: Desk, networks: Networks) -> None:
    assert networks.answering is None
    run = desk.add_run(status="training")
    answering = networks.answering
    assert answering is not None
    assert (answering.subject, answering.run) == (RunSubject(str(desk.document.path), 1), run)
    assert (answering.name, answering.state) == ("Run 1", "training, epoch 3")


def test_that_an_opened_file_answers_until_a_run_is_chosen(desk: Desk, networks: Networks) -> None:
    desk.add_run(1)
    desk.add_run(2)
    subject = open_saved(desk, networks)
    answering = networks.answering
    assert answering is not None
    assert (answering.subject, answering.name, answering.shape) == (subject, "mine.keras", (10, 10, 1))
    assert (answering.run, answering.state, answering.preparation) == (None, "", "raw, 0 to 255")
    assert networks.files == (("mine.keras", "/nets/mine.keras"),)
    networks.choose(1)
    assert networks.current == 1
    networks.choose("/nets/mine.keras")
    assert networks.current == "/nets/mine.keras"


def test_that_another_project_begins_with_its_own_runs_where_it_has_some(desk: Desk, networks: Networks) -> None:
    subject = open_saved(desk, networks)
    desk.document.opened.emit()
    assert networks.answering is not None
    assert networks.answering.subject == subject
    desk.add_run()
    desk.document.opened.emit()
    assert networks.current == 1
    assert networks.files


def test_that_a_file_opened_on_one_page_answers_on_the_other(desk: Desk, networks: Networks) -> None:
    desk.add_run()
    shared = Shared(networks, Drawing(desk.document), Collection(desk.document))
    draw = DrawPage(desk.document, desk.training_run, desk.bridge, shared=shared)  # type: ignore[arg-type]
    inspect = InspectPage(
        desk.document, desk.selection, desk.training_run, desk.bridge, QWidget(), shared=shared  # type: ignore[arg-type]
    )  # fmt: skip
    for page in (draw, inspect):
        desk.qtbot.addWidget(page)
    draw.open_saved("/nets/mine.keras")
    assert inspect.findChild(QLabel, "inspect.news").text() == "mine.keras is opened…"
    subject = SavedSubject("/nets/mine.keras")
    desk.answer(OpenSaved, lambda ticket: SavedOpened(ticket, subject, small_network(), LABELS, None))
    combos = [draw.findChild(QComboBox, "draw.subject"), inspect.findChild(QComboBox, "inspect.run")]
    assert [combo.currentText() for combo in combos] == ["mine.keras"] * 2
    assert inspect.findChild(QLabel, "inspect.news").text() == ""
    combos[1].setCurrentIndex(0)
    combos[1].activated.emit(0)
    assert [combo.currentText() for combo in combos] == ["Run 1 · validation 50.0 %"] * 2
    assert inspect.findChild(QLabel, "inspect.news").text() == ""


def test_that_what_was_not_opened_is_said_as_a_refusal(desk: Desk, networks: Networks) -> None:
    networks.open("/nets/bad.keras", "test", later=True)
    assert networks.news == "bad.keras is opened when the training under way has ended…"
    desk.answer(OpenSaved, lambda ticket: Failed(ticket, "bad.keras is cut short."))
    assert (networks.news, networks.is_refusal, networks.files) == ("bad.keras is cut short.", True, ())


def test_that_the_file_opened_last_answers_where_there_is_no_run(desk: Desk, networks: Networks) -> None:
    desk.add_run()
    open_saved(desk, networks, "/nets/old.keras")
    subject = open_saved(desk, networks)
    networks.choose(1)
    with desk.qtbot.waitSignal(desk.document.opened):
        desk.document.new(Project(small_network()), "Other")
    assert not desk.document.runs
    assert networks.answering is not None
    assert (networks.answering.subject, networks.current, networks.passed_over) == (subject, subject.path, None)
    desk.add_run()
    assert networks.current == 1


def test_that_behind_its_last_epoch_a_run_is_scored(desk: Desk, networks: Networks) -> None:
    run = desk.add_run(status="training")
    desk.document.put_run(replace(run, project=replace(run.project, plan=replace(run.project.plan, epochs=2))))
    assert networks.answering is not None
    assert networks.answering.state == "scoring"


def test_that_the_files_opened_last_can_be_chosen_from_and_no_more(desk: Desk, networks: Networks) -> None:
    for number in range(25):
        open_saved(desk, networks, f"/nets/{number}.keras")
    open_saved(desk, networks, "/nets/10.keras")
    left = (*range(5, 10), *range(11, 25), 10)
    assert [name for name, _ in networks.files] == [f"{number}.keras" for number in left]


def test_that_a_person_may_say_how_pictures_are_prepared_where_a_file_does_not(desk: Desk, networks: Networks) -> None:
    networks.open("/nets/mine.h5", "draw", later=False)
    subject = SavedSubject("/nets/mine.h5")
    notes = ("Its kernels were turned round.",)
    desk.answer(OpenSaved, lambda ticket: SavedOpened(ticket, subject, small_network(side=10), LABELS, None, "", notes))
    assert networks.news == notes[0]
    answering = networks.answering
    assert answering is not None
    assert (answering.may_be_prepared_otherwise, answering.is_preparation_known) == (True, False)
    networks.prepare(answering, "raw")
    chosen = networks.answering
    assert chosen is not None
    assert chosen.subject == SavedSubject("/nets/mine.h5", prepared=Prepared(Preprocessing("raw")))
    assert (chosen.preprocessing.method, chosen.may_be_prepared_otherwise) == ("raw", True)
    networks.open("/nets/mine.h5", "draw", later=False)
    said = Prepared(Preprocessing("signed"))
    desk.answer(OpenSaved, lambda ticket: SavedOpened(ticket, subject, small_network(side=10), LABELS, said))
    again = networks.answering
    assert again is not None
    assert (again.subject, again.prepared, again.may_be_prepared_otherwise) == (subject, said, False)


def test_that_what_a_file_says_of_its_pictures_is_not_chosen_otherwise(desk: Desk, networks: Networks) -> None:
    subject = open_saved(desk, networks)
    answering = networks.answering
    assert answering is not None
    networks.prepare(answering, "raw")
    assert networks.answering == answering
    assert (answering.subject, answering.may_be_prepared_otherwise) == (subject, False)


def test_that_a_refused_choice_does_not_go_on_showing(desk: Desk, networks: Networks) -> None:
    run = replace(desk.add_run(), status="imported", versions={GUESSED: "not said by the file"}, kept=(1,))
    desk.document.put_run(run)
    choice = NetworkChoice(desk.document, networks, "draw", "&Network", "subject", "words")
    desk.qtbot.addWidget(choice)
    method = choice.findChild(QComboBox, "draw.method")
    assert method is not None
    method.setCurrentIndex(method.findData("raw"))
    method.activated.emit(method.currentIndex())  # the file has no such run
    desk.settle()
    assert method.currentData() == run.prepared.method


def test_that_what_was_read_goes_with_the_page_but_not_what_is_under_way(
    desk: Desk, networks: Networks, monkeypatch: pytest.MonkeyPatch
) -> None:
    networks.say("It cannot be read.", refusal=True)
    networks.leave_page()
    assert networks.news == "It cannot be read."
    monkeypatch.setattr(answering_module, "_READ_MS", 0)
    networks.leave_page()
    assert networks.news == ""
    networks.open("/nets/mine.h5", "draw", later=False)
    networks.leave_page()
    assert networks.news == "mine.h5 is opened…"
