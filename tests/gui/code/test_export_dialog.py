"""One place for everything that is taken along: what, in which form, with which options, and where to."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QSignalSpy
from PySide6.QtWidgets import (
    QApplication,
    QCheckBox,
    QComboBox,
    QLabel,
    QListWidget,
    QMessageBox,
    QPushButton,
    QRadioButton,
    QWidget,
)
from pytestqt.qtbot import QtBot

from cnnstudio.core.blanks import Blank
from cnnstudio.core.errors import StudioError
from cnnstudio.core.exports import FORMS
from cnnstudio.core.pictures.preprocessing import Prepared
from cnnstudio.core.presets import preset
from cnnstudio.core.project import Project
from cnnstudio.core.runs.run import Continued, Epoch, Run
from cnnstudio.core.training.plan import DataRecipe, Plan
from cnnstudio.gui.code import placing
from cnnstudio.gui.code.export_dialog import ExportDialog
from cnnstudio.gui.code.script_panel import beside_words
from cnnstudio.gui.code.wanted import ICONS, SCRIPTS, Wanted, offers, with_ending
from cnnstudio.gui.widgets import file_dialogs
from cnnstudio.gui.widgets.code_view import CodeView
from tests.gui.desk import LABELS, small_network

PROJECT = Project(small_network())
EPOCHS = (Epoch(1, 1.0, 0.9, 1.0, 0.5, 1.0),)
RUN = Run(3, "Run 3", PROJECT, LABELS, Prepared(), "finished", "2026-01-01T12:00:00+00:00", {}, EPOCHS)
GAPS = (Blank("conv2d_1", "filters"), Blank("", "epochs"))

Make = Callable[..., ExportDialog]


@pytest.fixture
def make(qtbot: QtBot) -> Make:
    parent = QWidget()
    parent.resize(1280, 800)
    qtbot.addWidget(parent)

    def made(project: Project = PROJECT, run: Run | None = None, **arguments: object) -> ExportDialog:
        dialog = ExportDialog(parent, project, "Small", (run or RUN,), run, **arguments)  # type: ignore[arg-type]
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose, False)
        dialog.open()
        return dialog

    return made


def button(dialog: ExportDialog, name: str) -> QPushButton:
    found = dialog.findChild(QPushButton, name)
    assert found is not None
    return found


def code(dialog: ExportDialog) -> str:
    found = dialog.findChild(CodeView, "export.preview")
    assert found is not None
    return found.toPlainText()


def save(dialog: ExportDialog, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch, place: Path) -> tuple[Wanted, str]:
    """Saves at a place; what is wanted then, and the name that was suggested."""
    suggested: list[str] = []

    def ask(parent: object, title: str, start: str, kinds: str) -> tuple[str, str]:
        suggested.append(Path(start).name)
        return str(place), ""

    monkeypatch.setattr("cnnstudio.gui.widgets.file_dialogs.save_name", ask)
    with qtbot.waitSignal(dialog.wanted) as told:
        button(dialog, "export.save").click()
    return told.args[0], suggested[0]


def test_that_a_project_is_offered_as_code_and_says_what_the_other_forms_need(make: Make, qtbot: QtBot) -> None:
    dialog = make()
    assert dialog.offer.name == "script"
    qtbot.waitUntil(lambda: "conv2d_1" in code(dialog))
    assert button(dialog, "export.save").isEnabled()
    dialog.choose("keras")
    assert "Choose a run above" in dialog.findChild(QLabel, "export.why_not").text()
    assert not button(dialog, "export.save").isEnabled()
    assert not dialog.findChild(CodeView, "export.preview").isVisible()


def test_that_a_run_begins_with_a_keras_file_and_its_options(
    make: Make, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    dialog = make(run=RUN)
    assert dialog.offer.name == "keras"
    dialog.findChild(QCheckBox, "export.scaling").setChecked(True)
    wanted, name = save(dialog, qtbot, monkeypatch, tmp_path / "out")
    assert name == "Small Run 3 0 to 255.keras"
    assert wanted == Wanted(PROJECT, RUN, "keras", tmp_path / "out.keras", with_scaling=True)
    assert wanted.form == "keras"


def test_that_forms_into_which_no_preparation_goes_do_not_offer_it(make: Make) -> None:
    dialog = make(run=RUN)
    dialog.choose("weights")
    assert not dialog.findChild(QCheckBox, "export.scaling").isVisible()
    dialog.choose("litert")
    assert dialog.findChild(QCheckBox, "export.scaling").isVisible()


def test_that_the_form_stays_when_another_run_is_chosen(make: Make) -> None:
    dialog = make()
    dialog.choose("weights")
    combo = dialog.findChild(QComboBox, "export.what")
    combo.setCurrentIndex(1)
    assert dialog.offer.name == "weights"
    assert dialog.run == RUN
    assert button(dialog, "export.save").isEnabled()


def test_that_gaps_are_written_for_students_and_filled_in_for_the_key(
    make: Make, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    dialog = make(replace(PROJECT, blanks=GAPS))
    words = dialog.findChild(QLabel, "export.blanks").text()
    assert words == "Left blank: conv2d_1: Filters; Plan: Epochs."
    qtbot.waitUntil(lambda: "EPOCHS = ..." in code(dialog))
    dialog.findChild(QRadioButton, "export.solution").setChecked(True)
    qtbot.waitUntil(lambda: "EPOCHS = 5" in code(dialog))
    wanted, name = save(dialog, qtbot, monkeypatch, tmp_path / "lab")
    assert name == "Small solution.py"
    assert wanted.solution
    assert wanted.path == tmp_path / "lab.py"


def test_that_a_project_without_gaps_says_how_they_are_made(make: Make) -> None:
    dialog = make()
    assert "leave settings blank first" in dialog.findChild(QLabel, "export.blanks").text()
    assert not dialog.findChild(QRadioButton, "export.gaps").isVisible()


def test_that_the_script_is_copied_into_the_clipboard(make: Make, qtbot: QtBot) -> None:
    dialog = make()
    qtbot.waitUntil(button(dialog, "export.copy").isEnabled)
    button(dialog, "export.copy").click()
    assert QApplication.clipboard().text() == code(dialog)
    assert "keras" in code(dialog)


def test_that_a_project_that_can_be_no_script_says_why(make: Make, qtbot: QtBot) -> None:
    def refuse(project: Project, name: str, solution: bool) -> str:
        raise StudioError("It cannot be.", "Do otherwise.")

    dialog = make(text=refuse)
    said = dialog.findChild(QLabel, "export.refused")
    qtbot.waitUntil(lambda: bool(said.text()))
    assert said.text() == "It cannot be. Do otherwise."
    assert not button(dialog, "export.save").isEnabled()
    assert not button(dialog, "export.copy").isEnabled()


def test_that_the_diagram_is_one_click_away(make: Make, qtbot: QtBot) -> None:
    dialog = make()
    with qtbot.waitSignal(dialog.diagram_wanted):
        button(dialog, "export.diagram").click()
    assert not dialog.isVisible()


def test_that_every_form_has_an_icon_and_an_ending() -> None:
    names = [offer.name for offer in offers(RUN)]
    assert names == [*SCRIPTS, *FORMS]
    assert set(ICONS) == set(names)
    assert with_ending(Path("a.b"), "script") == Path("a.b.py")
    assert with_ending(Path("a.ipynb"), "notebook") == Path("a.ipynb")
    assert with_ending(Path("a"), "weights") == Path("a.weights.h5")
    assert with_ending(Path("log"), "tensorboard") == Path("log")


def test_that_a_network_from_a_saved_file_has_no_log() -> None:
    theirs = replace(RUN, status="imported")
    [log] = [offer for offer in offers(theirs) if offer.name == "tensorboard"]
    assert "no curves" in log.why_not


def test_that_what_is_saved_beside_a_script_is_said_before(make: Make) -> None:
    dialog = make(replace(PROJECT, data=DataRecipe("mnist-10k"), plan=Plan(start=3)))
    words = dialog.findChild(QLabel, "export.beside").text()
    assert "the divided pictures (.pictures.npz)" in words
    assert "the weights that training begins with" in words
    assert beside_words(replace(PROJECT, data=DataRecipe(""))) == ""
    found = preset("photographs-pretrained")
    assert found is not None
    assert "and the weights of the pretrained layers (.base.npz)." in beside_words(found.project)


def test_that_every_widget_can_be_found_and_is_called_something(make: Make) -> None:
    dialog = make()
    for kind, name in ((QComboBox, "export.what"), (QListWidget, "export.forms"), (CodeView, "export.preview")):
        assert dialog.findChild(kind, name).accessibleName()


def test_that_a_file_is_asked_for_again_where_its_ending_leads_to_another(
    make: Make, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    dialog, asked = make(), []
    (tmp_path / "lab.py").write_text("theirs")
    monkeypatch.setattr(file_dialogs, "save_name", lambda *_: (str(tmp_path / "lab"), ""))
    no = QMessageBox.StandardButton.Cancel
    monkeypatch.setattr(QMessageBox, "question", lambda *words: asked.append(words[2]) or no)
    wanted = QSignalSpy(dialog.wanted)
    button(dialog, "export.save").click()
    assert "lab.py" in asked[0]
    assert wanted.count() == 0


FOLDERS = [
    ("savedmodel", "saved_model.pb"),
    ("tensorboard", "train/events.out.tfevents.1.cnnstudio"),
]


@pytest.mark.parametrize(("form", "file"), FOLDERS)
def test_that_an_earlier_folder_can_be_written_over(
    form: str, file: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    [offer] = [each for each in offers(RUN) if each.name == form]
    earlier = tmp_path / "net"
    (earlier / file).parent.mkdir(parents=True)
    (earlier / file).touch()
    yes = QMessageBox.StandardButton.Yes
    monkeypatch.setattr(QMessageBox, "question", lambda *_: yes)
    monkeypatch.setattr(file_dialogs, "folder_name", lambda *_: str(earlier))
    parent = QWidget()
    assert placing.ask_place(parent, offer, str(tmp_path), "Small") == earlier
    monkeypatch.setattr(file_dialogs, "folder_name", lambda *_: str(tmp_path))
    assert placing.ask_place(parent, offer, str(tmp_path), "Small") == tmp_path / "Small"


def test_that_a_file_where_the_folder_is_to_be_is_left_to_the_writing_to_refuse(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    [offer] = [each for each in offers(RUN) if each.name == "tensorboard"]
    (tmp_path / "Small").touch()
    monkeypatch.setattr(file_dialogs, "folder_name", lambda *_: str(tmp_path))
    assert placing.ask_place(QWidget(), offer, str(tmp_path), "Small") == tmp_path / "Small"


def test_that_a_folder_that_cannot_be_looked_into_is_what_is_said_to_be_wrong(
    make: Make, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    def refuse(*_: object) -> None:
        raise PermissionError

    dialog = make(run=RUN)
    dialog.choose("savedmodel")
    monkeypatch.setattr(file_dialogs, "folder_name", lambda *_: str(tmp_path))
    monkeypatch.setattr(Path, "iterdir", refuse)
    monkeypatch.setattr("os.access", lambda *_: False)
    button(dialog, "export.save").click()
    assert f"Nothing can be written to the folder “{tmp_path.name}”" in dialog.findChild(QLabel, "export.told").text()
    dialog.leave()
    assert not dialog.isVisible()


def test_that_code_of_a_run_that_went_on_beyond_its_end_is_said_to_train_otherwise(make: Make) -> None:
    project = replace(PROJECT, plan=Plan(early_stopping=2))
    dialog = make(run=replace(RUN, project=project, continued=(Continued(1, 1),)))
    said = dialog.findChild(QLabel, "export.caution")
    assert not said.text()
    dialog.choose("notebook")
    assert said.text() == "“Run 3” went on after its end; the script trains it in one go, to other figures."
    dialog.findChild(QComboBox, "export.what").setCurrentIndex(0)
    assert not said.text()


def test_that_a_folder_that_is_not_there_is_what_is_said_to_be_wrong(
    make: Make, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    dialog = make()
    monkeypatch.setattr(file_dialogs, "save_name", lambda *_: (str(tmp_path / "gone" / "lab.py"), ""))
    button(dialog, "export.save").click()
    assert "There is no folder" in dialog.findChild(QLabel, "export.told").text()


def test_that_the_dialog_stays_and_says_what_was_done(
    make: Make, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    dialog = make(form="notebook")
    assert dialog.offer.name == "notebook"
    qtbot.waitUntil(lambda: code(dialog).startswith("# %% [markdown]"))
    save(dialog, qtbot, monkeypatch, tmp_path / "lab")
    dialog.tell("Wrote lab.ipynb.", "good")
    assert dialog.isVisible()
    assert dialog.findChild(QLabel, "export.told").text() == "Wrote lab.ipynb."


def test_that_no_solution_is_offered_where_a_blank_was_never_known(make: Make) -> None:
    dialog = make(replace(PROJECT, blanks=(replace(GAPS[0], known=False),)))
    assert not dialog.findChild(QRadioButton, "export.solution").isEnabled()
    assert "There is no solution" in dialog.findChild(QLabel, "export.blanks").text()
