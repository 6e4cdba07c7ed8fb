"""Draw: what the network is asked and what is shown, while the pen moves."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import QCoreApplication, QEvent, QMimeData, QPoint, QPointF, Qt, QTimer, QUrl
from PySide6.QtGui import QColor, QDragEnterEvent, QDropEvent, QGuiApplication, QImage, QMouseEvent, QPainter, QPalette
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QCheckBox, QComboBox, QLabel, QPushButton, QScrollArea, QToolButton

from cnnstudio.core.layers import RandomRotation
from cnnstudio.core.messages import (
    BatchEnded,
    Cancelled,
    EngineState,
    Failed,
    Follow,
    GetReady,
    OpenSaved,
    Predicted,
    RunSubject,
    SavedOpened,
    SavedSubject,
)
from cnnstudio.core.pictures.ink import Steps, ink_to_input
from cnnstudio.core.pictures.preprocessing import Prepared, Preprocessing
from cnnstudio.core.project import Project
from cnnstudio.gui.answering.answering import Networks
from cnnstudio.gui.news import News
from cnnstudio.gui.pad.asking import Asking
from cnnstudio.gui.pad.canvas import Canvas
from cnnstudio.gui.pad.conversation import Conversation
from cnnstudio.gui.pad.draw_tab import DrawTab
from cnnstudio.gui.pad.following.layers_view import LayersView
from cnnstudio.gui.pad.page import DrawPage
from cnnstudio.gui.theme import theme_of
from cnnstudio.gui.widgets.bars import Bars
from cnnstudio.gui.widgets.fitting_label import FittingLabel
from cnnstudio.gui.widgets.pixel_view import PixelView
from tests.gui.desk import LABELS, Desk, small_network

LEFT, NO_KEYS = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
DIRECT = Qt.FindChildOption.FindDirectChildrenOnly
PROBABILITIES = np.array([0.005, 0.983, 0.012], np.float32)


@pytest.fixture
def page(desk: Desk) -> DrawPage:
    made = DrawPage(desk.document, desk.training_run, desk.bridge)
    desk.qtbot.addWidget(made)
    made.resize(1100, 640)
    made.show()
    return made


def canvas(page: DrawPage) -> Canvas:
    return page.findChild(Canvas, "draw.canvas")


def seen(page: DrawPage) -> np.ndarray | None:
    return page.findChild(PixelView, "draw.seen").array


def text(page: DrawPage, name: str) -> str:
    return page.findChild(QLabel, name).text()


def point(page: DrawPage, x: float, y: float) -> QPoint:
    paper = canvas(page).paper()
    return QPoint(round(paper.x() + x * paper.width()), round(paper.y() + y * paper.height()))


def draw_one(desk: Desk, page: DrawPage) -> None:
    desk.qtbot.mousePress(canvas(page), LEFT, pos=point(page, 0.4, 0.2))
    desk.qtbot.mouseMove(canvas(page), point(page, 0.4, 0.5))
    desk.qtbot.mouseRelease(canvas(page), LEFT, pos=point(page, 0.4, 0.8))


def newest(desk: Desk) -> Follow:
    request = desk.asked(Follow)[-1]
    assert isinstance(request, Follow)
    return request


def answer(desk: Desk, labels: tuple[str, ...] = LABELS, probabilities: np.ndarray = PROBABILITIES) -> None:
    subject = newest(desk).subject
    desk.answer(Follow, lambda ticket: Predicted(ticket, subject, labels, probabilities))


def open_saved(desk: Desk, page: DrawPage, prepared: Prepared | None, path: str = "/nets/mine.keras") -> SavedSubject:
    page.open_saved(path)
    assert desk.asked(OpenSaved)[-1] == OpenSaved("draw", path=path)
    subject = SavedSubject(path)
    desk.answer(OpenSaved, lambda ticket: SavedOpened(ticket, subject, small_network(side=10), LABELS, prepared))
    return subject


def test_that_without_a_network_it_asks_to_train_or_to_open_one(desk: Desk, page: DrawPage) -> None:
    with desk.qtbot.waitSignal(page.train_requested):
        page.findChild(QPushButton, "draw.empty.button").click()
    assert page.findChild(QPushButton, "draw.empty.second").text() == "Open a saved network…"
    assert not canvas(page).isVisible()


def test_that_empty_paper_asks_nothing_and_says_what_to_do(desk: Desk, page: DrawPage) -> None:
    desk.add_run()
    desk.qtbot.waitUntil(lambda: text(page, "draw.answer") == "Draw or paste a picture")
    assert not desk.asked(Follow)
    assert seen(page) is None


def test_that_the_network_is_made_ready_before_the_first_stroke(desk: Desk, page: DrawPage) -> None:
    run = desk.add_run()
    request = desk.wait_for(GetReady)
    assert request == GetReady("draw", subject=RunSubject(str(desk.document.path), run.number))
    draw_one(desk, page)
    desk.wait_for(Follow)
    assert len(desk.asked(GetReady)) == 1
    assert page.findChild(LayersView, "draw.layers").maps.words == "Waiting for the engine…"


def test_that_a_network_for_digits_asks_for_a_digit(desk: Desk, page: DrawPage) -> None:
    desk.document.put_run(replace(desk.add_run(), labels=("3", "4", "5")))
    desk.qtbot.waitUntil(lambda: text(page, "draw.answer") == "Draw a digit")


def test_that_only_what_is_done_to_a_drawing_is_named(desk: Desk, page: DrawPage) -> None:
    preprocessing = Preprocessing("signed", size=(8, 8), colour="grey", invert=True, augmentation=(RandomRotation(),))
    run = desk.add_run()
    desk.document.put_run(replace(run, project=replace(run.project, preprocessing=preprocessing)))
    assert text(page, "draw.seen.shape") == "8 × 8 × 1 · ÷ 127.5 − 1"
    open_saved(desk, page, Prepared(preprocessing))
    assert text(page, "draw.seen.shape") == "10 × 10 × 1 · ÷ 127.5 − 1"


def test_that_the_network_is_asked_while_the_pen_moves(desk: Desk, page: DrawPage) -> None:
    run = desk.add_run()
    desk.qtbot.mousePress(canvas(page), LEFT, pos=point(page, 0.3, 0.2))
    desk.wait_for(Follow)
    desk.qtbot.mouseMove(canvas(page), point(page, 0.5, 0.6))
    desk.wait_for(Follow, 2)
    assert newest(desk).sender == "draw"
    assert newest(desk).subject == RunSubject(str(desk.document.path), run.number)


def test_that_what_the_network_sees_is_the_digit_made_of_the_ink(desk: Desk, page: DrawPage) -> None:
    desk.add_run(network=small_network(side=28))
    draw_one(desk, page)
    desk.wait_for(Follow)
    expected = ink_to_input(canvas(page).ink(), (28, 28, 1))
    assert expected is not None
    np.testing.assert_array_equal(seen(page), expected)
    np.testing.assert_array_equal(newest(desk).picture, expected)


@pytest.mark.parametrize(
    ("name", "steps"),
    [
        ("draw.crop", Steps(crop=False)),
        ("draw.scale", Steps(scale=False)),
        ("draw.centre", Steps(centre=False)),
        ("draw.invert", Steps(invert=True)),
        ("draw.threshold", Steps(threshold=True)),
    ],
)
def test_that_each_step_can_be_left_out(desk: Desk, page: DrawPage, name: str, steps: Steps) -> None:
    desk.add_run(network=small_network(side=28))
    draw_one(desk, page)
    desk.wait_for(Follow)
    count = len(desk.asked(Follow))
    page.findChild(QCheckBox, name).toggle()
    desk.wait_for(Follow, count + 1)
    np.testing.assert_array_equal(newest(desk).picture, ink_to_input(canvas(page).ink(), (28, 28, 1), steps))


def test_that_a_network_for_colour_gets_the_grey_three_times(desk: Desk, page: DrawPage) -> None:
    desk.add_run(network=small_network(side=12, channels=3))
    draw_one(desk, page)
    desk.wait_for(Follow)
    picture = newest(desk).picture
    assert picture.shape == (12, 12, 3)
    assert (picture == picture[..., :1]).all()


def test_that_the_answer_is_large_and_every_class_has_a_bar(desk: Desk, page: DrawPage) -> None:
    desk.add_run()
    draw_one(desk, page)
    desk.wait_for(Follow)
    answer(desk)
    assert text(page, "draw.answer") == "dog · 98.3 %"
    bars = page.findChild(Bars, "draw.probabilities")
    assert [(bar.label, bar.words) for bar in bars.bars] == [("cat", "0.5 %"), ("dog", "98.3 %"), ("elk", "1.2 %")]
    assert "dog: 98.3 %" in bars.accessibleDescription()


def test_that_of_many_classes_the_most_probable_are_shown(desk: Desk, page: DrawPage) -> None:
    desk.add_run()
    draw_one(desk, page)
    desk.wait_for(Follow)
    many = np.full(100, 0.001, np.float32)
    many[57] = 0.9
    answer(desk, tuple(f"class {number}" for number in range(100)), many)
    bars = page.findChild(Bars, "draw.probabilities").bars
    assert len(bars) == 12
    assert bars[0].label == "class 57"


def test_that_an_answer_to_the_drawing_of_a_moment_ago_is_shown(desk: Desk, page: DrawPage) -> None:
    desk.add_run()
    draw_one(desk, page)
    desk.wait_for(Follow)
    count, before = len(desk.asked(Follow)), len(desk.bridge.requests)
    draw_one(desk, page)
    desk.wait_for(Follow, count + 1)
    desk.bridge.event.emit(Predicted(before, newest(desk).subject, LABELS, PROBABILITIES))
    assert text(page, "draw.answer") == "dog · 98.3 %"


def test_that_what_one_network_said_never_stands_under_anothers_name(desk: Desk, page: DrawPage) -> None:
    desk.add_run(1)
    desk.add_run(2)
    draw_one(desk, page)
    desk.wait_for(Follow)
    subject, ticket = newest(desk).subject, len(desk.bridge.requests)
    answer(desk)
    count = len(desk.asked(Follow))
    desk.document.choose_run(1)
    desk.wait_for(Follow, count + 1)
    assert text(page, "draw.answer") == "…"
    desk.bridge.event.emit(Predicted(ticket, subject, LABELS, PROBABILITIES))  # of run 2, late
    assert text(page, "draw.answer") == "…"


def test_that_clearing_the_paper_drops_the_answer_under_way(desk: Desk, page: DrawPage) -> None:
    desk.add_run()
    draw_one(desk, page)
    desk.wait_for(Follow)
    page.findChild(QPushButton, "draw.clear").click()
    desk.qtbot.waitUntil(lambda: text(page, "draw.answer") == "Draw or paste a picture")
    answer(desk)
    assert text(page, "draw.answer") == "Draw or paste a picture"


def test_that_nothing_is_asked_while_it_is_hidden(desk: Desk, page: DrawPage) -> None:
    desk.add_run()
    page.hide()
    canvas(page).leaf.put(np.ones((20, 10), np.float32))
    desk.settle()
    assert desk.bridge.requests == []
    page.show()
    desk.wait_for(Follow)


def test_that_a_run_that_trains_answers_and_is_asked_again(desk: Desk, page: DrawPage) -> None:
    desk.add_run(status="training")
    draw_one(desk, page)
    desk.wait_for(Follow)
    answer(desk)
    assert text(page, "draw.note") == "Training, epoch 3"
    desk.settle()
    count = len(desk.asked(Follow))
    for batch in range(1, 30):
        desk.bridge.event.emit(BatchEnded(1, 3, batch, 100, 0.5, 0.5))
    desk.wait_for(Follow, count + 1)
    assert len(desk.asked(Follow)) == count + 1


def test_that_an_answer_that_takes_longer_than_half_a_second_is_waited_for(desk: Desk, page: DrawPage) -> None:
    desk.add_run(status="training")
    draw_one(desk, page)
    desk.wait_for(Follow)
    answer(desk)
    page.findChild(DrawTab)._talk.ask()
    count = len(desk.asked(Follow))
    page.findChild(Asking)._live.stop()  # half a second later
    desk.bridge.event.emit(BatchEnded(1, 3, 1, 100, 0.5, 0.5))
    assert not page.findChild(Asking)._live.isActive()
    answer(desk)
    desk.bridge.event.emit(BatchEnded(1, 3, 2, 100, 0.5, 0.5))
    desk.wait_for(Follow, count + 1)


def test_that_waiting_for_tensorflow_is_said(desk: Desk, page: DrawPage) -> None:
    desk.add_run()
    desk.bridge.event.emit(EngineState(0, False, "Starting TensorFlow…", {}))
    draw_one(desk, page)
    desk.qtbot.waitUntil(lambda: text(page, "draw.note") == "Starting TensorFlow…")


def test_that_a_failure_is_words_in_the_answers_place(desk: Desk, page: DrawPage) -> None:
    desk.add_run()
    draw_one(desk, page)
    desk.wait_for(Follow)
    desk.answer(Follow, lambda ticket: Failed(ticket, "The weights are gone.", "Train again."))
    assert text(page, "draw.answer") == "No answer"
    assert text(page, "draw.note") == "The weights are gone. Train again."


def test_that_another_run_can_be_chosen_from_the_keyboard(desk: Desk, page: DrawPage) -> None:
    desk.add_run(1)
    desk.add_run(2)
    draw_one(desk, page)
    desk.wait_for(Follow)
    desk.qtbot.keyClick(page.findChild(QComboBox, "draw.subject"), Qt.Key.Key_Down)
    desk.qtbot.waitUntil(lambda: newest(desk).subject == RunSubject(str(desk.document.path), 1))
    assert desk.document.chosen_run is not None
    assert desk.document.chosen_run.number == 1


def test_that_a_saved_network_answers_without_any_run(desk: Desk, page: DrawPage) -> None:
    subject = open_saved(desk, page, Prepared(Preprocessing("raw")))
    draw_one(desk, page)
    desk.wait_for(Follow)
    assert newest(desk).subject == subject
    assert newest(desk).picture.shape == (10, 10, 1)
    assert text(page, "draw.seen.shape") == "10 × 10 × 1 · raw, 0 to 255"
    assert page.findChild(QComboBox, "draw.subject").currentText() == "mine.keras"


def test_that_a_file_that_does_not_say_how_it_was_fed_is_fed_from_0_to_1(desk: Desk, page: DrawPage) -> None:
    open_saved(desk, page, None)
    words = page.findChild(FittingLabel, "draw.seen.shape").full
    assert words.startswith("10 × 10 × 1 · ÷ 255")
    assert "does not say" in words


def test_that_a_saved_network_stays_chosen_when_runs_come_and_a_run_can_be_taken_again(
    desk: Desk, page: DrawPage
) -> None:
    open_saved(desk, page, Prepared())
    desk.add_run(1)
    subjects = page.findChild(QComboBox, "draw.subject")
    assert [subjects.itemText(index) for index in range(2)] == ["Run 1 · validation 50.0 %", "mine.keras"]
    assert subjects.currentText() == "mine.keras"
    desk.qtbot.keyClick(subjects, Qt.Key.Key_Up)
    draw_one(desk, page)
    desk.wait_for(Follow)
    assert newest(desk).subject == RunSubject(str(desk.document.path), 1)


@pytest.mark.parametrize(
    ("event", "words"),
    [
        (
            lambda ticket: Failed(ticket, "mine.keras is cut short.", "Copy it again."),
            "mine.keras is cut short. Copy it again.",
        ),
        (Cancelled, "mine.keras was not opened: everything was stopped."),
    ],
)
def test_that_a_file_that_was_not_opened_is_said_and_nothing_changes(
    desk: Desk, page: DrawPage, event: object, words: str
) -> None:
    desk.add_run()
    page.open_saved(Path("/nets/mine.keras"))
    desk.answer(OpenSaved, event)
    assert text(page, "draw.news") == words
    assert page.findChild(QComboBox, "draw.subject").count() == 1


def picture() -> QImage:
    image = QImage(60, 90, QImage.Format.Format_RGB32)
    image.fill(QColor("white"))
    painter = QPainter(image)
    painter.fillRect(25, 15, 10, 60, QColor("black"))
    painter.end()
    return image


def drop(page: DrawPage, mime: QMimeData) -> None:
    actions, none = Qt.DropAction.CopyAction, Qt.KeyboardModifier.NoModifier
    enter = QDragEnterEvent(QPoint(50, 50), actions, mime, LEFT, none)
    QApplication.sendEvent(page, enter)
    assert enter.isAccepted()
    QApplication.sendEvent(page, QDropEvent(QPointF(50, 50), actions, mime, LEFT, none))


def test_that_a_dropped_keras_file_is_opened(desk: Desk, page: DrawPage) -> None:
    mime = QMimeData()
    mime.setUrls([QUrl.fromLocalFile("/nets/dropped.keras")])
    drop(page, mime)
    assert desk.asked(OpenSaved) == [OpenSaved("draw", path="/nets/dropped.keras")]


def test_that_a_dropped_picture_lands_on_the_paper(desk: Desk, page: DrawPage, tmp_path: Path) -> None:
    desk.add_run()
    picture().save(str(tmp_path / "one.png"))
    mime = QMimeData()
    mime.setUrls([QUrl.fromLocalFile(str(tmp_path / "one.png"))])
    drop(page, mime)
    desk.wait_for(Follow)
    assert not canvas(page).is_empty


def test_that_a_picture_is_pasted_with_ctrl_v(desk: Desk, page: DrawPage) -> None:
    desk.add_run()
    QGuiApplication.clipboard().setImage(picture())
    desk.qtbot.keyClick(canvas(page), Qt.Key.Key_V, Qt.KeyboardModifier.ControlModifier)
    desk.wait_for(Follow)
    assert not canvas(page).is_empty


def test_that_a_clipboard_without_a_picture_is_said(desk: Desk, page: DrawPage) -> None:
    desk.add_run()
    QGuiApplication.clipboard().setText("seven")
    page.paste()
    desk.qtbot.waitUntil(lambda: "no picture in the clipboard" in text(page, "draw.news"))
    assert canvas(page).is_empty


def test_that_ten_bars_fit_into_the_smallest_window(desk: Desk, page: DrawPage) -> None:
    desk.add_run()
    page.resize(876, 500)
    draw_one(desk, page)
    desk.wait_for(Follow)
    answer(desk, tuple(map(str, range(10))), np.full(10, 0.1, np.float32))
    bars = page.findChild(Bars, "draw.probabilities")
    desk.qtbot.waitUntil(lambda: bars.minimumHeight() <= bars.parentWidget().height())
    assert (page.width(), page.height()) == (876, 500)


def test_that_a_new_run_that_answers_in_place_of_another_is_said(desk: Desk, page: DrawPage) -> None:
    desk.add_run(1)
    desk.add_run(2)
    assert text(page, "draw.news") == ""
    draw_one(desk, page)
    desk.document.choose_run(1)
    assert text(page, "draw.news") == ""
    desk.add_run(3)
    assert text(page, "draw.news") == "Run 3 answers now. Run 1 can be chosen again beside “Network”."
    desk.document.choose_run(1)
    assert text(page, "draw.news") == ""
    desk.add_run(4)
    assert text(page, "draw.news").startswith("Run 4 answers now.")
    draw_one(desk, page)  # who draws on has read it
    assert text(page, "draw.news") == ""


def test_that_news_do_not_move_the_paper(desk: Desk, page: DrawPage) -> None:
    desk.add_run(1)
    desk.settle()
    before = canvas(page).mapTo(page, QPoint(0, 0))
    desk.document.findChild(Networks).say("Run 3 answers now. Run 1 can be chosen again.")
    desk.settle()
    assert page.findChild(QLabel, "draw.news").isVisible()
    assert canvas(page).mapTo(page, QPoint(0, 0)) == before


def test_that_the_network_is_asked_before_the_ink_is_painted(desk: Desk, page: DrawPage) -> None:
    desk.add_run()
    draw_one(desk, page)
    desk.wait_for(Follow)
    answer(desk)
    desk.settle()
    before = len(desk.asked(Follow))
    press = QMouseEvent(QEvent.Type.MouseButtonPress, QPointF(90, 90), QPointF(90, 90), LEFT, LEFT, NO_KEYS)
    QCoreApplication.sendEvent(canvas(page), press)
    QCoreApplication.sendPostedEvents(page.findChild(DrawTab).findChild(Conversation, options=DIRECT))
    assert len(desk.asked(Follow)) == before + 1


def test_that_the_news_of_who_answers_leave_by_themselves(desk: Desk, page: DrawPage) -> None:
    desk.add_run(1)
    draw_one(desk, page)
    desk.add_run(2)
    assert text(page, "draw.news").startswith("Run 2 answers now.")
    timer = page.findChild(QTimer, "draw.news.read")
    assert timer.isActive()
    timer.timeout.emit()
    assert text(page, "draw.news") == ""


def test_that_the_runs_of_another_project_are_no_new_ones(desk: Desk, page: DrawPage) -> None:
    desk.add_run(1)
    draw_one(desk, page)
    with desk.qtbot.waitSignal(desk.document.opened):
        desk.document.new(Project(small_network()), "Another")
    draw_one(desk, page)
    desk.add_run(1)
    desk.add_run(2)
    assert text(page, "draw.news").startswith("Run 2 answers now. Run 1")
    with desk.qtbot.waitSignal(desk.document.opened):
        desk.document.new(Project(small_network()), "A third")
    assert text(page, "draw.news") == ""


def test_that_a_failed_run_is_passed_over_in_words(desk: Desk, page: DrawPage) -> None:
    desk.add_run(1)
    desk.document.put_run(replace(desk.add_run(2), status="failed", epochs=()))
    page.resize(1600, 640)
    draw_one(desk, page)
    desk.wait_for(Follow)
    assert newest(desk).subject == RunSubject(str(desk.document.path), 1)
    reason = "Run 2 has no weights: it failed before its first epoch was over."
    desk.qtbot.waitUntil(lambda: text(page, "draw.passed_over") == reason)


def test_that_a_chosen_run_without_weights_says_so_and_a_button_takes_the_best(desk: Desk, page: DrawPage) -> None:
    desk.document.put_run(replace(desk.add_run(1), status="failed", epochs=()))
    desk.add_run(2)
    desk.document.choose_run(1)
    assert not canvas(page).isVisible()
    button = page.findChild(QPushButton, "draw.empty.button")
    assert button.text() == "Take Run 2"
    button.click()
    assert canvas(page).isVisible()


def test_that_a_network_with_a_problem_leads_to_build(desk: Desk, page: DrawPage) -> None:
    desk.document.change_network(small_network(side=12), "Change the input")
    button = page.findChild(QPushButton, "draw.empty.button")
    assert button.text() == "Go to Build"
    with desk.qtbot.waitSignal(page.page_requested, check_params_cb=lambda name: name == "build"):
        button.click()


def test_that_clean_paper_brings_the_pen_back(desk: Desk, page: DrawPage) -> None:
    desk.add_run()
    pen, eraser = (page.findChild(QToolButton, f"draw.{name}") for name in ("pen", "eraser"))
    eraser.click()
    page.findChild(QPushButton, "draw.clear").click()
    assert pen.isChecked()
    draw_one(desk, page)
    assert not canvas(page).is_empty


def test_that_a_refused_file_is_said_plainly_until_it_is_taken_away(desk: Desk, page: DrawPage) -> None:
    page.open_saved("/nets/bad.keras")
    news = page.findChild(News)
    assert not news.is_refusal
    desk.answer(OpenSaved, lambda ticket: Failed(ticket, "bad.keras is cut short."))
    assert news.is_refusal
    assert news.isVisible()
    words = page.findChild(QLabel, "draw.news")
    assert words.palette().color(QPalette.ColorRole.WindowText) == theme_of(page.palette()).colour("error")
    page.findChild(QToolButton, "draw.news.close").click()
    assert not news.isVisible()


def test_that_a_saved_network_in_the_clipboard_is_opened(desk: Desk, page: DrawPage) -> None:
    mime = QMimeData()
    mime.setUrls([QUrl.fromLocalFile("/nets/mine.keras")])
    QGuiApplication.clipboard().setMimeData(mime)
    QTest.keyClick(page, Qt.Key.Key_V, Qt.KeyboardModifier.ControlModifier)
    [request] = desk.asked(OpenSaved)
    assert isinstance(request, OpenSaved)
    assert (request.sender, request.path) == ("draw", "/nets/mine.keras")


def test_that_the_place_of_the_bars_has_a_name(page: DrawPage) -> None:
    areas = page.findChild(DrawTab).findChildren(QScrollArea)
    assert {area.accessibleName() for area in areas} == {"Probability of each class"}


def test_that_what_was_to_be_asked_is_not_asked_twice_where_it_was_asked_meanwhile(desk: Desk, page: DrawPage) -> None:
    desk.add_run()
    draw_one(desk, page)
    desk.wait_for(Follow)
    answer(desk)
    desk.settle()
    talk, count = page.findChild(DrawTab)._talk, len(desk.asked(Follow))
    talk.ask_soon()
    talk.ask()
    desk.settle()
    assert len(desk.asked(Follow)) == count + 1
