"""Advice on the Train page: it follows the chosen run, one click is one edit, and nothing moves under the mouse."""

from collections.abc import Callable, Iterator
from dataclasses import replace

import pytest
from PySide6.QtCore import QEvent, QPointF, Qt
from PySide6.QtGui import QEnterEvent
from PySide6.QtWidgets import QApplication, QLabel, QPlainTextEdit, QPushButton, QToolButton, QWidget
from pytestqt.qtbot import QtBot

from cnnstudio.core.inspecting.norms import LayerNorms, Norms
from cnnstudio.core.pictures.finding import Offer
from cnnstudio.core.pictures.preprocessing import Prepared
from cnnstudio.core.project import Project
from cnnstudio.core.runs.advice import Advice
from cnnstudio.core.runs.run import Epoch, Run, Status
from cnnstudio.core.training.health import Health, LayerHealth
from cnnstudio.core.training.plan import DataRecipe, Plan
from cnnstudio.files.project_file import ProjectFile
from cnnstudio.gui.runs.training_run import State
from cnnstudio.gui.training.advice import AdvicePanel
from cnnstudio.gui.widgets.notice import Notice
from tests.gui.desk import LABELS, Desk, desk, small_network

__all__ = ["desk"]

BY_HEART = ((0.9, 1.0), (0.5, 0.6), (0.4, 0.7), (0.3, 0.8), (0.2, 0.9), (0.1, 1.0))
RATE = Offer("Set the learning rate to 0.01", "plan", "learning_rate", 0.01)


@pytest.fixture
def panel(desk: Desk, qtbot: QtBot) -> Iterator[AdvicePanel]:
    made = AdvicePanel(desk.document, desk.training_run)
    qtbot.addWidget(made)
    made.resize(420, 500)
    made.show()
    yield made
    made.end()


def run_of(
    figures: tuple[tuple[float, float], ...],
    number: int = 1,
    status: Status = "finished",
    project: Project | None = None,
    reason: str = "",
) -> Run:
    epochs = tuple(Epoch(place, loss, 0.5, val_loss, 0.5, 1.0) for place, (loss, val_loss) in enumerate(figures, 1))
    trained = project or Project(small_network(), plan=Plan(epochs=len(figures) or 1, batch_size=2))
    started = "2026-01-01T12:00:00+00:00"
    return Run(number, f"Run {number}", trained, LABELS, Prepared(), status, started, {}, epochs, reason=reason)


def settled(panel: AdvicePanel, qtbot: QtBot) -> list[str]:
    """The kinds of advice, once it has been thought through; but that the pictures on the desk are few."""
    qtbot.waitUntil(lambda: not panel.is_thinking)
    return kinds(panel.advice)


def kinds(advice: tuple[Advice, ...]) -> list[str]:
    return [each.kind for each in advice if each.kind != "few_pictures"]


def said(panel: AdvicePanel, kind: str) -> Advice:
    return next(each for each in panel.advice if each.kind == kind)


def told(panel: AdvicePanel, kind: str) -> str:
    label = notice(panel, kind).findChild(QLabel, f"train.advice.{kind}.told")
    assert label is not None
    return "" if label.isHidden() else label.text().replace("\xa0", " ")


def notice(panel: AdvicePanel, kind: str) -> Notice:
    found = [each for each in panel.findChildren(Notice, f"train.advice.{kind}") if not each.isHidden()]
    assert found, kind
    return found[-1]


def button(panel: AdvicePanel, kind: str, number: int = 1) -> QPushButton:
    found = notice(panel, kind).findChild(QPushButton, f"train.advice.{kind}.way_{number}")
    assert found is not None
    return found


def words(panel: AdvicePanel) -> str:
    state = panel.findChild(QWidget, "train.advice.state")
    assert state is not None
    return state.text() if not state.isHidden() else ""  # type: ignore[attr-defined, no-any-return]


def mouse(panel: AdvicePanel, *, over: bool) -> None:
    place = QPointF(5, 5)
    QApplication.sendEvent(panel, QEnterEvent(place, place, place) if over else QEvent(QEvent.Type.Leave))


def test_that_without_a_run_it_says_what_will_stand_there(panel: AdvicePanel) -> None:
    assert words(panel) == "Train the network: what its numbers say, and what may help, stands here."
    assert panel.advice == ()


def test_that_it_follows_the_chosen_run(panel: AdvicePanel, desk: Desk, qtbot: QtBot) -> None:
    desk.document.put_run(run_of(BY_HEART))
    assert settled(panel, qtbot) == ["overfitting"]
    assert "Since epoch 2" in notice(panel, "overfitting").words
    elsewhere = Project(small_network(), DataRecipe("fashion-10k"), plan=Plan(epochs=3))
    desk.document.put_run(run_of(((0.9, 0.9), (0.5, 0.5), (0.49, 0.495)), 2, project=elsewhere))
    assert settled(panel, qtbot) == []
    assert words(panel) == "Nothing amiss in the numbers of Run 2, 3 epochs long."
    desk.document.choose_run(1)
    assert settled(panel, qtbot) == ["overfitting"]


def test_that_it_says_nothing_yet_of_a_run_without_epochs(panel: AdvicePanel, desk: Desk, qtbot: QtBot) -> None:
    desk.document.put_run(run_of((), status="training"))
    assert settled(panel, qtbot) == []
    assert words(panel) == "The first epochs will tell."


def test_that_a_remedy_is_one_undo_step_and_its_button_says_that_it_is_done(
    panel: AdvicePanel, desk: Desk, qtbot: QtBot
) -> None:
    desk.document.put_run(run_of(BY_HEART))
    settled(panel, qtbot)
    before = desk.document.project
    ways = said(panel, "overfitting").remedies
    stop = next(each for each in ways if isinstance(each, Offer) and each.name == "early_stopping")
    number = ways.index(stop) + 1
    assert button(panel, "overfitting", number).isEnabled()
    qtbot.mouseClick(button(panel, "overfitting", number), Qt.MouseButton.LeftButton)
    assert desk.document.project.plan.early_stopping == 5
    assert desk.document.undo_stack.undoText() == stop.label
    assert button(panel, "overfitting", number).accessibleName() == f"{stop.label}: done"
    assert told(panel, "overfitting") == "Stop early: never → 5 epochs. It counts from the next run: press Train."
    qtbot.mouseClick(button(panel, "overfitting", number), Qt.MouseButton.LeftButton)
    assert desk.document.undo_stack.count() == 1
    desk.document.undo_stack.undo()
    assert desk.document.project == before
    assert button(panel, "overfitting", number).isEnabled()
    assert told(panel, "overfitting") == ""


def test_that_a_fix_of_a_layer_that_is_gone_cannot_be_pressed(panel: AdvicePanel, desk: Desk, qtbot: QtBot) -> None:
    desk.document.put_run(run_of(BY_HEART))
    settled(panel, qtbot)
    assert button(panel, "overfitting").text() == "Insert Dropout before dense_1"
    network = desk.document.project.network
    desk.document.change_network(replace(network, nodes=network.nodes[:-1]), "Remove")
    assert not button(panel, "overfitting").isEnabled()
    assert button(panel, "overfitting").accessibleName().endswith("not possible any more")


def test_that_looks_inside_are_read_from_the_file(panel: AdvicePanel, desk: Desk, qtbot: QtBot) -> None:
    path, project = desk.document.path, replace(desk.document.project, plan=Plan(batch_size=2))
    assert path is not None
    look = Health(2, 256, (LayerHealth("conv2d_1", 4, 4),), (90, 90, 76), (86, 85, 85))
    with ProjectFile.open(path) as file:
        number = file.begin_run(project, name="", labels=LABELS, prepared=Prepared(), started="2026", versions={})
        file.add_epoch(number, Epoch(1, 1.0, 0.5, 1.0, 0.5, 1.0), {})
        file.add_epoch(number, Epoch(2, 0.9, 0.5, 0.95, 0.5, 1.0), {}, health=look)
        desk.document.put_run(file.run(number))
    assert settled(panel, qtbot) == ["dead_relus"]


def test_that_norms_of_gradients_are_read_from_the_file(panel: AdvicePanel, desk: Desk, qtbot: QtBot) -> None:
    path, project = desk.document.path, replace(desk.document.project, plan=Plan(batch_size=2))
    assert path is not None
    with ProjectFile.open(path) as file:
        number = file.begin_run(project, name="", labels=LABELS, prepared=Prepared(), started="2026", versions={})
        for each in (1, 2):
            norms = Norms(each, (LayerNorms("conv2d_1", 1.0, 1e-9), LayerNorms("dense_1", 1.0, 0.1)), 32)
            file.add_epoch(number, Epoch(each, 1.0 / each, 0.5, 1.0 / each, 0.5, 1.0), {}, norms=norms)
        desk.document.put_run(file.run(number))
    assert settled(panel, qtbot) == ["vanishing"]


def test_that_the_pictures_of_each_class_are_counted_where_the_data_are_those_of_the_run(
    panel: AdvicePanel, desk: Desk, qtbot: QtBot
) -> None:
    figures = ((1.0, 1.0), (0.9, 0.5))
    desk.document.put_run(run_of(figures, project=Project(small_network(), plan=Plan(epochs=2))))
    assert settled(panel, qtbot) == ["batch_too_large"]
    assert "The batch size 128 is more than the 8 training pictures" in notice(panel, "batch_too_large").words
    other = Project(small_network(), DataRecipe("fashion-10k"), plan=Plan(epochs=2))
    desk.document.put_run(run_of(figures, 2, project=other))
    assert settled(panel, qtbot) == []


def test_that_new_figures_leave_the_place_the_fold_and_the_buttons_alone(
    panel: AdvicePanel, desk: Desk, qtbot: QtBot
) -> None:
    desk.document.put_run(run_of(BY_HEART[:5], status="training"))
    settled(panel, qtbot)
    first, way = notice(panel, "overfitting"), button(panel, "overfitting")
    fold = first.findChild(QToolButton, "train.advice.overfitting.fold")
    details = first.findChild(QPlainTextEdit, "train.advice.overfitting.details")
    assert fold is not None
    assert details is not None
    assert details.isHidden()
    fold.click()
    way.setFocus()
    text = first.words
    desk.document.put_run(run_of(BY_HEART, status="training"))
    qtbot.waitUntil(lambda: first.words != text)
    assert notice(panel, "overfitting") is first
    assert button(panel, "overfitting") is way
    assert way.hasFocus()
    assert "validation loss, epoch 6: 1.000" in details.toPlainText()
    assert details.isVisible()


@pytest.fixture
def training(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> Callable[[], None]:
    """Makes the session's run one that is on."""
    monkeypatch.setattr(desk.training_run, "_state", State.TRAINING)
    return lambda: monkeypatch.setattr(desk.training_run, "_state", State.IDLE)


def test_that_nothing_moves_under_the_mouse_while_a_run_goes_on(
    panel: AdvicePanel, desk: Desk, qtbot: QtBot, training: Callable[[], None]
) -> None:
    desk.document.put_run(run_of(BY_HEART[:5], status="training"))
    settled(panel, qtbot)
    text = notice(panel, "overfitting").words
    mouse(panel, over=True)
    desk.document.put_run(run_of(BY_HEART, status="training"))
    settled(panel, qtbot)
    assert notice(panel, "overfitting").words == text
    mouse(panel, over=False)
    assert "up to epoch 6" in notice(panel, "overfitting").words


def test_that_another_run_is_shown_at_once_also_under_the_mouse(
    panel: AdvicePanel, desk: Desk, qtbot: QtBot, training: Callable[[], None]
) -> None:
    desk.document.put_run(run_of(BY_HEART, status="training"))
    settled(panel, qtbot)
    mouse(panel, over=True)
    desk.document.put_run(run_of((), 2, status="training"))
    assert settled(panel, qtbot) == []
    assert words(panel) == "The first epochs will tell."


def test_that_a_failed_run_quotes_the_batches_of_this_session(panel: AdvicePanel, desk: Desk, qtbot: QtBot) -> None:
    reason = "The loss became infinite or not a number in epoch 1, batch 3."
    desk.document.put_run(run_of((), status="failed", reason=reason))
    assert settled(panel, qtbot) == ["not_finite"]
    assert notice(panel, "not_finite").words.startswith(reason)


def test_that_it_tells_which_advice_it_shows(panel: AdvicePanel, desk: Desk, qtbot: QtBot) -> None:
    with qtbot.waitSignal(panel.advice_changed) as changed:
        desk.document.put_run(run_of(BY_HEART))
    assert kinds(changed.args[0]) == ["overfitting"]


def test_that_everything_can_be_reached_by_the_keyboard_and_has_a_name(panel: AdvicePanel, qtbot: QtBot) -> None:
    panel.show_advice((Advice("stuck", "It stands at 2.303.", ("loss: 2.303",), "problem", (RATE,)),))
    focusable = [each for each in panel.findChildren(QWidget) if each.focusPolicy() & Qt.FocusPolicy.TabFocus]
    shown = [each for each in focusable if each.isVisible() and not each.objectName().startswith("qt_")]
    names = [each.accessibleName() for each in shown]
    assert "Show the details" in names
    assert RATE.label in names
    assert all(names)
    assert panel.accessibleName() == "Advice"


def test_that_a_button_that_goes_with_the_keyboard_leaves_it_to_the_panel(panel: AdvicePanel, qtbot: QtBot) -> None:
    panel.show_advice((Advice("stuck", "It stands at 2.303.", ("loss: 2.303",), "problem", (RATE,)),))
    button(panel, "stuck").setFocus()
    panel.show_advice((), "Nothing amiss.")
    assert panel.hasFocus()
    assert words(panel) == "Nothing amiss."


def test_that_a_layer_put_in_is_said_and_is_not_put_in_twice(panel: AdvicePanel, desk: Desk, qtbot: QtBot) -> None:
    desk.document.put_run(run_of(BY_HEART))
    settled(panel, qtbot)
    way = button(panel, "overfitting")
    way.setFocus()
    for _ in range(2):
        qtbot.keyClick(way, Qt.Key.Key_Space)
    assert way.hasFocus()
    assert way.accessibleName() == "Insert Dropout before dense_1: done"
    assert told(panel, "overfitting").startswith("Dropout (")
    assert "stands before dense_1 now, as dropout_1. The Build page shows it." in told(panel, "overfitting")
    assert desk.document.undo_stack.count() == 1


def test_that_a_run_that_can_go_on_does_so_at_a_click(
    panel: AdvicePanel, desk: Desk, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[tuple[int, int]] = []
    monkeypatch.setattr(desk.training_run, "go_on_with", lambda run, more: asked.append((run.number, more)))
    run = run_of(((1.0, 1.0), (0.8, 0.8), (0.6, 0.6)))
    desk.document.put_run(replace(run, kept=(3,), resumable=(3,)))
    assert settled(panel, qtbot) == ["still_improving"]
    before = desk.document.project
    assert button(panel, "still_improving").text() == "10 more epochs"
    assert button(panel, "still_improving", 2).text() == "Set the epochs to 6, for a new run"
    qtbot.mouseClick(button(panel, "still_improving"), Qt.MouseButton.LeftButton)
    assert asked == [(1, 10)]
    assert desk.document.project == before
    desk.document.put_run(replace(run, number=2))
    settled(panel, qtbot)
    assert button(panel, "still_improving").text() == "Set the epochs to 6, for a new run"


def test_that_the_run_that_the_advice_is_about_goes_on_though_another_is_chosen_now(
    panel: AdvicePanel, desk: Desk, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[int] = []
    monkeypatch.setattr(desk.training_run, "go_on_with", lambda run, more: asked.append(run.number))
    run = replace(run_of(((1.0, 1.0), (0.8, 0.8), (0.6, 0.6))), kept=(3,), resumable=(3,))
    desk.document.put_run(run)
    settled(panel, qtbot)
    desk.document.put_run(replace(run, number=2))
    qtbot.mouseClick(button(panel, "still_improving"), Qt.MouseButton.LeftButton)
    assert asked == [1]
    settled(panel, qtbot)
    qtbot.mouseClick(button(panel, "still_improving"), Qt.MouseButton.LeftButton)
    assert asked == [1, 2]


def test_that_few_validation_pictures_are_counted_and_said(panel: AdvicePanel, desk: Desk, qtbot: QtBot) -> None:
    desk.document.put_run(run_of(BY_HEART))
    settled(panel, qtbot)
    assert "few_pictures" in [each.kind for each in panel.advice]
    assert notice(panel, "few_pictures").words.startswith("Validation is 1 picture:")


def test_that_a_problem_that_comes_later_stands_above_cautions(panel: AdvicePanel) -> None:
    caution, problem = (Advice(tone, f"It is a {tone}.", ("1", "2"), tone) for tone in ("caution", "problem"))
    panel.show_advice((caution,))
    first = notice(panel, "caution")
    panel.show_advice((problem, caution))
    assert notice(panel, "caution") is first
    column = panel.widget().layout()
    assert column is not None
    assert column.indexOf(notice(panel, "problem")) < column.indexOf(first)
    fold = first.findChild(QToolButton, "train.advice.caution.fold")
    assert fold is not None
    assert fold.text() == "Show all 2 numbers"
