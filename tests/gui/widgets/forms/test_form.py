"""A form follows from settings: an editor a setting, refusals in words, and never a field lost while typing."""

from dataclasses import dataclass

import pytest
from PySide6.QtCore import QEvent, QPoint, QPointF, Qt
from PySide6.QtGui import QKeyEvent, QKeySequence, QShortcut, QWheelEvent
from PySide6.QtTest import QSignalSpy
from PySide6.QtWidgets import QApplication, QLabel, QLineEdit, QToolButton, QWidget
from pytestqt.qtbot import QtBot

from cnnstudio.core.layers import KINDS, Conv2D, Conv2DTranspose, Dropout, ReLU, Rescaling
from cnnstudio.core.spec import LayerSpec, Padding, Pair, Settings, setting, settings_of
from cnnstudio.core.sweeps.sweep import Sweep
from cnnstudio.core.training.plan import DataRecipe, Plan
from cnnstudio.gui.widgets.forms.editors import (
    ChoiceBox,
    FlagBox,
    IntegerBox,
    NumberBox,
    PaddingBox,
    PairBox,
    RowBox,
    TextBox,
)
from cnnstudio.gui.widgets.forms.form import SettingsForm, form_label
from cnnstudio.gui.widgets.said_words import SaidBubble, SaidWords


@dataclass(frozen=True)
class Everything(Settings):
    count: int = setting(4, "Count", low=1, high=50, help="How many.")
    rate: float = setting(0.5, "Rate", low=0, high=1)
    scale: float = setting(0.01, "Scale", low=0, high=100, above=True)
    flag: bool = setting(True, "Flag", more=True)
    choice: str = setting("b", "Choice", choices=("a", "b"), names={"a": "the first"})
    size: Pair = setting((3, 3), "Size", low=1, high=9)
    padding: Padding = setting("valid", "Padding", form="padding", low=0, high=20)
    title: str = setting("x", "Title")
    shape: tuple[int, ...] = setting((28, 28), "Shape", form="integers", low=-1, high=99, most=3)
    means: tuple[float, ...] = setting((0.5,), "Means", form="numbers", low=-9, high=9, most=3)
    edges: Pair = setting((1, 1), "Top, bottom", low=0, high=9)


@pytest.fixture
def form(qtbot: QtBot) -> SettingsForm:
    made = SettingsForm()
    qtbot.addWidget(made)
    made.show(Everything())
    with qtbot.waitExposed(made):
        made.show()
    made.activateWindow()
    return made


def typed(qtbot: QtBot, box: QWidget, text: str) -> None:
    box.setFocus()
    box.selectAll()  # type: ignore[attr-defined]
    qtbot.keyClicks(box, text)


@pytest.mark.parametrize("points", [9, 18])
def test_that_the_words_for_a_number_can_be_read_in_the_narrowest_box(qtbot: QtBot, points: int) -> None:
    box = NumberBox(settings_of(Sweep)["minutes"])
    qtbot.addWidget(box)
    box.set_value(0.0)
    letters = box.font()
    letters.setPointSize(points)
    box.setFont(letters)
    box.resize(box.minimumWidth(), box.sizeHint().height())
    box.show()
    line = box.lineEdit()
    assert line.width() >= line.fontMetrics().horizontalAdvance(line.text()) + 4
    assert line.text() == "as long as it takes"


def test_that_each_setting_has_the_editor_of_its_form(form: SettingsForm) -> None:
    kinds = {name: type(form.editor(name)) for name in Everything().to_plain()}
    assert kinds == {
        "count": IntegerBox,
        "rate": NumberBox,
        "scale": NumberBox,
        "flag": FlagBox,
        "choice": ChoiceBox,
        "size": PairBox,
        "padding": PaddingBox,
        "title": TextBox,
        "shape": RowBox,
        "means": RowBox,
        "edges": PairBox,
    }


def test_that_showing_says_nothing(form: SettingsForm) -> None:
    spy = QSignalSpy(form.changed)
    shown = Everything(9, 0.25, 2.0, False, "a", (2, 5), 7, "y", (7, 7, 3), (0.25, -1.5), (0, 2))
    form.show(shown)
    assert spy.count() == 0
    assert [form.editor(name).value() for name in shown.to_plain()] == [
        *(9, 0.25, 2.0, False, "a", (2, 5), 7, "y"),
        *((7, 7, 3), (0.25, -1.5), (0, 2)),
    ]


@pytest.mark.parametrize("spec", [kind() for kind in KINDS.values()] + [Plan()], ids=lambda spec: type(spec).__name__)
def test_that_every_settings_class_can_be_shown(qtbot: QtBot, spec: LayerSpec | Plan) -> None:
    form = SettingsForm()
    qtbot.addWidget(form)
    form.show(spec)
    values = {name: form.editor(name).value() for name in settings_of(spec)}
    assert type(spec)(**values) == spec


def test_that_a_choice_is_read_by_its_name(form: SettingsForm) -> None:
    box = form.editor("choice")
    assert isinstance(box, ChoiceBox)
    assert [box.itemText(index) for index in range(2)] == ["the first", "b"]
    spy = QSignalSpy(form.changed)
    box.setCurrentIndex(0)
    assert spy.at(0) == ["choice", "a"]


def test_that_whole_numbers_speak_at_every_key(form: SettingsForm, qtbot: QtBot) -> None:
    spy = QSignalSpy(form.changed)
    typed(qtbot, form.editor("count"), "12")
    assert [spy.at(index) for index in range(spy.count())] == [["count", 1], ["count", 12]]


def test_that_a_number_speaks_when_it_is_finished(form: SettingsForm, qtbot: QtBot) -> None:
    spy = QSignalSpy(form.changed)
    typed(qtbot, form.editor("scale"), "1e-3")
    assert spy.count() == 0
    qtbot.keyClick(form.editor("scale"), Qt.Key.Key_Return)
    assert spy.at(0) == ["scale", 0.001]


def test_that_a_comma_is_a_decimal_point(form: SettingsForm, qtbot: QtBot) -> None:
    typed(qtbot, form.editor("rate"), "0,75")
    qtbot.keyClick(form.editor("rate"), Qt.Key.Key_Return)
    assert form.editor("rate").value() == 0.75


@pytest.mark.parametrize(
    ("name", "text", "words"),
    [
        ("count", "0", "Count is from 1 to 50, not 0."),
        ("count", "-3", "Count is from 1 to 50, not -3."),
        ("rate", "1.5", "Rate is from 0 to 1, not 1.5."),
        ("scale", "0", "Scale is above 0 to 100, not 0."),
    ],
)
def test_that_a_value_out_of_range_is_refused_in_words_and_the_old_one_kept(
    form: SettingsForm, qtbot: QtBot, name: str, text: str, words: str
) -> None:
    box, kept = form.editor(name), getattr(Everything(), name)
    spy = QSignalSpy(form.changed)
    typed(qtbot, box, text)
    qtbot.keyClick(box, Qt.Key.Key_Return)
    assert form.words(name) == words
    assert box.accessibleDescription() == words
    assert box.value() == kept
    assert all(spy.at(index)[1] != float(text) for index in range(spy.count()))


def test_that_the_words_go_with_the_next_good_value(form: SettingsForm, qtbot: QtBot) -> None:
    typed(qtbot, form.editor("count"), "99")
    assert form.words("count")
    typed(qtbot, form.editor("count"), "7")
    assert form.words("count") == ""
    assert form.editor("count").accessibleDescription() == "How many."


def test_that_nothing_is_said_while_a_number_is_still_being_typed(form: SettingsForm, qtbot: QtBot) -> None:
    scale = form.editor("scale")
    typed(qtbot, scale, "0")
    qtbot.keyClick(scale, Qt.Key.Key_Return)
    assert form.words("scale") == "Scale is above 0 to 100, not 0."
    scale.selectAll()  # type: ignore[union-attr]
    for key in "0,01":
        qtbot.keyClicks(scale, key)
        assert form.words("scale") == ""
    qtbot.keyClick(scale, Qt.Key.Key_Return)
    assert (scale.value(), form.words("scale")) == (0.01, "")


def test_that_the_words_go_when_the_old_value_is_typed_again(form: SettingsForm, qtbot: QtBot) -> None:
    rate = form.editor("rate")
    typed(qtbot, rate, "7")
    qtbot.keyClick(rate, Qt.Key.Key_Return)
    assert form.words("rate")
    assert rate.value() == 0.5
    typed(qtbot, rate, "0.5")
    qtbot.keyClick(rate, Qt.Key.Key_Return)
    assert form.words("rate") == ""


def test_that_the_words_go_with_a_good_value_of_another_setting_and_with_the_form(
    form: SettingsForm, qtbot: QtBot
) -> None:
    for leave in (lambda: form.editor("choice").setCurrentIndex(0), form.hide):
        typed(qtbot, form.editor("rate"), "7")
        qtbot.keyClick(form.editor("rate"), Qt.Key.Key_Return)
        assert form.words("rate")
        leave()
        assert form.words("rate") == ""


def test_that_thousands_are_parted_and_may_be_typed_either_way(qtbot: QtBot) -> None:
    form = SettingsForm(("subset",))
    qtbot.addWidget(form)
    form.show(DataRecipe(subset=4_000))
    form.show()
    box = form.editor("subset")
    assert isinstance(box, IntegerBox)
    box.set_grouped()
    assert box.text() == "4,000"
    for text in ("5000", "6,000"):
        typed(qtbot, box, text)
        qtbot.keyClick(box, Qt.Key.Key_Return)
        assert box.value() == int(text.replace(",", ""))
    assert box.text() == "6,000"


def test_that_a_value_that_becomes_illegal_is_taken_back_as_a_whole(form: SettingsForm, qtbot: QtBot) -> None:
    said: list[tuple[object, bool]] = []
    form.changed.connect(lambda _, value: said.append((value, form.takes_back)))
    box = form.editor("count")
    typed(qtbot, box, "99999999999")
    assert said == [(9, False), (4, True)]
    assert form.words("count") == "Count is from 1 to 50, not 99,999,999,999."
    assert box.text() == "99999999999"
    qtbot.keyClick(box, Qt.Key.Key_Backspace)
    assert form.words("count") == "Count is from 1 to 50, not 9,999,999,999."
    qtbot.keyClick(box, Qt.Key.Key_Return)
    assert box.value() == 4
    assert said == [(9, False), (4, True)]


def test_that_a_step_is_what_is_gone_back_to(form: SettingsForm, qtbot: QtBot) -> None:
    box = form.editor("count")
    qtbot.keyClick(box, Qt.Key.Key_Up)
    spy = QSignalSpy(form.changed)
    typed(qtbot, box, "77")
    assert [spy.at(index)[1] for index in range(spy.count())] == [7, 5]


def test_that_a_pair_is_taken_back_as_a_whole(form: SettingsForm, qtbot: QtBot) -> None:
    spy = QSignalSpy(form.changed)
    rows = form.findChild(IntegerBox, "form.size.rows")
    assert rows is not None
    typed(qtbot, rows, "77777777777")
    assert [spy.at(index)[1] for index in range(spy.count())] == [(7, 7), (3, 3)]
    qtbot.keyClick(rows, Qt.Key.Key_Return)
    assert form.editor("size").value() == (3, 3)


def test_that_no_field_moves_as_words_come_and_go(form: SettingsForm, qtbot: QtBot) -> None:
    boxes = [form.editor(name) for name in ("count", "rate", "edges")]

    def places() -> list[QPoint]:
        form.layout().activate()
        return [box.mapTo(form, QPoint(0, 0)) for box in boxes]

    def shown() -> list[SaidWords]:
        return [label for label in form.findChildren(SaidWords) if label.isVisible()]

    before = places()
    typed(qtbot, form.editor("count"), "99")
    assert places() == before
    (bubble,) = shown()
    assert isinstance(bubble, SaidBubble)
    assert bubble.geometry().top() >= form.editor("count").mapTo(form, QPoint(0, form.editor("count").height())).y()
    form.editor("rate").setFocus()
    (left,) = shown()
    assert left.text() == "Count is from 1 to 50, not 99."
    assert not isinstance(left, SaidBubble)
    assert places() == before
    typed(qtbot, form.editor("count"), "8")
    assert shown() == []


def test_that_a_value_refused_from_outside_is_put_back(form: SettingsForm, qtbot: QtBot) -> None:
    form.changed.connect(lambda name, value: form.takes_back or form.refuse(name, "That cannot be."))
    choice = form.editor("choice")
    assert isinstance(choice, ChoiceBox)
    choice.setCurrentIndex(0)
    assert (form.words("choice"), choice.value()) == ("That cannot be.", "b")


def test_that_a_number_with_a_meaning_of_its_own_is_shown_as_a_word(qtbot: QtBot) -> None:
    form = SettingsForm()
    qtbot.addWidget(form)
    form.show(ReLU())
    form.show()
    box = form.editor("max_value")
    assert (box.text(), box.value()) == ("no limit", 0)
    spy = QSignalSpy(form.changed)
    field = box.findChild(QLineEdit)
    qtbot.mouseClick(field, Qt.MouseButton.LeftButton, pos=QPoint(5, 5))
    qtbot.keyClicks(box, "6")
    qtbot.keyClick(box, Qt.Key.Key_Return)
    typed(qtbot, box, "0")
    qtbot.keyClick(box, Qt.Key.Key_Return)
    assert [spy.at(index)[1] for index in range(spy.count())] == [6, 0]
    assert box.text() == "no limit"
    qtbot.keyClick(box, Qt.Key.Key_Up)
    assert box.value() == 0.05
    typed(qtbot, box, "no limit")
    qtbot.keyClick(box, Qt.Key.Key_Return)
    assert box.value() == 0


def test_that_a_whole_number_may_have_a_word_too(qtbot: QtBot) -> None:
    form = SettingsForm()
    qtbot.addWidget(form)
    form.show(Conv2DTranspose())
    box = form.editor("output_padding")
    assert (box.text(), box.value()) == ("Keras's choice", -1)
    box.stepBy(1)
    assert (box.text(), box.value()) == ("0", 0)
    box.stepBy(-1)
    assert box.text() == "Keras's choice"


def test_that_typing_the_beginning_of_linear_finds_it(qtbot: QtBot) -> None:
    form = SettingsForm()
    qtbot.addWidget(form)
    form.show(Conv2D())
    qtbot.keyClicks(form.editor("activation"), "li")
    assert form.editor("activation").value() == "linear"


def test_that_what_is_being_typed_survives_news_of_the_same_settings(form: SettingsForm, qtbot: QtBot) -> None:
    box = form.editor("count")
    typed(qtbot, box, "99")
    form.show(Everything())  # what the document has: 9 was taken on the way to 99, and taken back
    assert form.editor("count") is box
    assert (box.value(), form.words("count")) == (99, "Count is from 1 to 50, not 99.")
    form.show(Everything(count=5))  # undone meanwhile
    assert (box.value(), form.words("count")) == (5, "")


def test_that_arrows_stop_at_the_ends_of_the_range(form: SettingsForm, qtbot: QtBot) -> None:
    box = form.editor("count")
    for _ in range(6):
        qtbot.keyClick(box, Qt.Key.Key_Down)
    assert box.value() == 1
    qtbot.keyClick(box, Qt.Key.Key_PageUp)
    assert box.value() == 11


@pytest.mark.parametrize(
    ("name", "start", "key", "after"),
    [
        ("scale", 0.01, Qt.Key.Key_Up, 0.02),
        ("scale", 0.02, Qt.Key.Key_Up, 0.05),
        ("scale", 0.01, Qt.Key.Key_Down, 0.005),
        ("scale", 0.003, Qt.Key.Key_Down, 0.002),
        ("scale", 100.0, Qt.Key.Key_Up, 100.0),
        ("rate", 0.5, Qt.Key.Key_Up, 0.55),
        ("rate", 0.99, Qt.Key.Key_Up, 1.0),
        ("rate", 0.99, Qt.Key.Key_Down, 0.98),
        ("rate", 0.0, Qt.Key.Key_Up, 0.05),
        ("rate", 0.02, Qt.Key.Key_Down, 0.01),
    ],
)
def test_that_a_step_of_a_number_is_of_its_size(
    form: SettingsForm, qtbot: QtBot, name: str, start: float, key: Qt.Key, after: float
) -> None:
    form.show(Everything(**{name: start}))
    qtbot.keyClick(form.editor(name), key)
    assert form.editor(name).value() == pytest.approx(after)


def test_that_columns_follow_rows_while_both_are_equal(form: SettingsForm) -> None:
    box = form.editor("size")
    assert isinstance(box, PairBox)
    rows, columns = box.boxes()
    rows.setValue(5)
    assert box.value() == (5, 5)
    columns.setValue(2)
    rows.setValue(4)
    assert box.value() == (4, 2)


def test_that_padding_is_a_word_or_a_number_of_pixels(form: SettingsForm) -> None:
    spy = QSignalSpy(form.changed)
    box = form.editor("padding")
    assert isinstance(box, PaddingBox)
    mode, pixels = box.boxes()
    assert not pixels.isVisible()
    mode.setCurrentIndex(1)
    mode.setCurrentIndex(2)
    assert pixels.isVisible()
    pixels.setValue(3)
    assert [spy.at(index)[1] for index in range(spy.count())] == ["same", 1, 3]


def test_that_a_text_speaks_when_it_is_finished(form: SettingsForm, qtbot: QtBot) -> None:
    spy = QSignalSpy(form.changed)
    typed(qtbot, form.editor("title"), "hello")
    qtbot.keyClick(form.editor("title"), Qt.Key.Key_Return)
    assert spy.at(0) == ["title", "hello"]


def test_that_more_settings_unfold_and_stay_so(form: SettingsForm, qtbot: QtBot) -> None:
    assert not form.editor("flag").isVisible()
    fold = form.findChild(QToolButton, "form.more")
    assert fold is not None
    qtbot.mouseClick(fold, Qt.MouseButton.LeftButton)
    assert form.editor("flag").isVisible()
    form.show(Conv2D())
    assert form.editor("use_bias").isVisible()


def test_that_only_the_named_settings_are_shown_in_their_order(qtbot: QtBot) -> None:
    form = SettingsForm(("epochs", "batch_size"))
    qtbot.addWidget(form)
    form.show(Plan())
    assert form.editor("epochs").value() == Plan().epochs
    with pytest.raises(KeyError):
        form.editor("seed")


def test_that_another_class_makes_another_form(form: SettingsForm) -> None:
    form.show(Dropout(0.25))
    assert form.editor("rate").value() == 0.25
    assert form.findChild(QWidget, "form.count") is None


def test_that_help_is_a_tool_tip_and_a_description(form: SettingsForm) -> None:
    box = form.editor("count")
    assert (box.toolTip(), box.accessibleDescription(), box.accessibleName()) == ("How many.", "How many.", "Count")
    assert box.objectName() == "form.count"


def test_that_the_wheel_over_a_field_one_is_not_in_changes_nothing(form: SettingsForm) -> None:
    box = form.editor("count")
    form.editor("title").setFocus()
    none, no_keys = Qt.MouseButton.NoButton, Qt.KeyboardModifier.NoModifier
    wheel = QWheelEvent(
        QPointF(5, 5), QPointF(5, 5), QPoint(), QPoint(0, 120), none, no_keys, Qt.ScrollPhase.NoScrollPhase, False
    )
    QApplication.sendEvent(box, wheel)
    assert box.value() == 4


def test_that_undo_in_a_field_is_the_programs(form: SettingsForm) -> None:
    event = QKeyEvent(QEvent.Type.ShortcutOverride, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    event.ignore()
    QApplication.sendEvent(form.editor("count"), event)
    assert not event.isAccepted()


@pytest.mark.parametrize(("name", "begun", "shown"), [("rate", "0.31", "0.5"), ("shape", "14, 1", "28, 28")])
def test_that_undo_takes_back_first_what_is_being_typed(
    name: str, begun: str, shown: str, form: SettingsForm, qtbot: QtBot
) -> None:
    box, undone = form.editor(name), list[bool]()
    undo = QShortcut(QKeySequence.StandardKey.Undo, form.window())
    undo.activated.connect(lambda: undone.append(True))
    spy = QSignalSpy(form.changed)
    box.window().activateWindow()
    typed(qtbot, box, begun)
    for times in (0, 1):
        qtbot.keyClick(box, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
        assert box.text() == shown  # type: ignore[attr-defined]
        assert len(undone) == times
    qtbot.keyClick(box, Qt.Key.Key_Return)
    assert not spy.count()


def test_that_a_row_of_numbers_is_typed_with_commas_or_spaces(form: SettingsForm, qtbot: QtBot) -> None:
    spy = QSignalSpy(form.changed)
    for text in ("14, 14, 3", "14 -1", "14×14"):
        typed(qtbot, form.editor("shape"), text)
        qtbot.keyClick(form.editor("shape"), Qt.Key.Key_Return)
    assert [spy.at(index) for index in range(spy.count())] == [
        ["shape", (14, 14, 3)],
        ["shape", (14, -1)],
        ["shape", (14, 14)],
    ]
    typed(qtbot, form.editor("means"), "0.5, 1e-3")
    qtbot.keyClick(form.editor("means"), Qt.Key.Key_Return)
    assert spy.at(3) == ["means", (0.5, 0.001)]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("28, x", "Shape is 1 to 3 whole numbers, not '28, x'."),
        ("1.5", "Shape is 1 to 3 whole numbers, not '1.5'."),
        ("", "Shape is 1 to 3 whole numbers, not ()."),
        ("1, 2, 3, 4", "Shape is 1 to 3 whole numbers, not (1, 2, 3, 4)."),
        ("100", "Shape is from -1 to 99, not 100."),
    ],
)
def test_that_a_row_that_cannot_be_is_refused_in_words(form: SettingsForm, qtbot: QtBot, text: str, words: str) -> None:
    spy = QSignalSpy(form.changed)
    box = form.editor("shape")
    typed(qtbot, box, text)
    if not text:
        qtbot.keyClick(box, Qt.Key.Key_Backspace)
    qtbot.keyClick(box, Qt.Key.Key_Return)
    assert form.words("shape") == words
    assert box.value() == (28, 28)
    assert spy.count() == 0


def test_that_a_pair_of_edges_is_named_after_them(form: SettingsForm) -> None:
    box = form.editor("edges")
    assert isinstance(box, PairBox)
    assert [part.accessibleName() for part in box.boxes()] == ["Top, bottom, top", "Top, bottom, bottom"]


def test_that_leaving_a_number_alone_keeps_every_digit(qtbot: QtBot) -> None:
    form = SettingsForm()
    qtbot.addWidget(form)
    form.show(Rescaling())
    spy = QSignalSpy(form.changed)
    box = form.editor("scale")
    qtbot.keyClick(box, Qt.Key.Key_Return)
    assert spy.count() == 0
    assert box.value() == 1 / 255


@pytest.mark.parametrize("kind", KINDS.values(), ids=KINDS)
def test_that_every_form_fits_into_the_narrowest_panel(qtbot: QtBot, kind: type[LayerSpec]) -> None:
    form = SettingsForm(label_width=88)
    qtbot.addWidget(form)
    form.show(kind())
    form.show()
    for fold in form.findChildren(QToolButton):
        fold.click()
    assert form.minimumSizeHint().width() <= 226
    form.resize(226, form.heightForWidth(226))
    for label in form.findChildren(QLabel):
        if label.isVisible() and len(label.text()) > 1:
            longest = max(label.fontMetrics().horizontalAdvance(word) for word in label.text().split())
            whole = label.fontMetrics().horizontalAdvance(label.text())
            assert label.width() >= (longest if label.wordWrap() else whole), label.text()


def test_that_one_word_wider_than_the_column_of_labels_is_not_cut(qtbot: QtBot) -> None:
    field = QWidget()
    label = form_label("Standardisierungswahrscheinlichkeit der Bilder", 88, field)
    qtbot.addWidget(field)
    qtbot.addWidget(label)
    assert label.wordWrap()
    assert label.minimumWidth() >= label.fontMetrics().horizontalAdvance("Standardisierungswahrscheinlichkeit")
