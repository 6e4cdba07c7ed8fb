"""The plan panel: every setting of the plan in sections, with what it means beside it."""

from dataclasses import replace

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from cnnstudio.core.messages import EngineState
from cnnstudio.core.network import Block
from cnnstudio.core.spec import settings_of
from cnnstudio.core.training.optimizers import OPTIMIZERS, SGD
from cnnstudio.core.training.plan import Plan
from cnnstudio.core.training.schedules import SCHEDULES, Constant, Cosine, Exponential, Plateau, Step
from cnnstudio.core.transferring.pretrained import Pretrained
from cnnstudio.gui.document import Document
from cnnstudio.gui.threads.turns import finish
from cnnstudio.gui.training.machine_section import about, choices
from cnnstudio.gui.training.page import TrainPage
from cnnstudio.gui.training.rate_curve import RateCurve, ends_in_words, rates, soonest
from cnnstudio.gui.training.settings import TrainSettings
from cnnstudio.gui.widgets.forms.editors import ChoiceBox
from cnnstudio.gui.widgets.forms.number_boxes import IntegerBox, NumberBox
from cnnstudio.gui.widgets.icon_button import IconButton
from cnnstudio.gui.widgets.said_words import SaidWords
from cnnstudio.gui.widgets.section import Section
from tests.gui.finding import find

PLAIN = EngineState(0, True, "CPU", {})
FAST = EngineState(0, True, "CPU", {}, (), True)
CARDS = EngineState(0, True, "GPU", {}, ("One", "Two"))


def choose(page: TrainPage, name: str, value: str) -> None:
    """Chooses a value in a list as the person does."""
    box = find(page, ChoiceBox, name)
    box.setCurrentIndex(box._choices.index(value))


def change(document: Document, **values: object) -> None:
    plan = replace(document.project.plan, **values)  # type: ignore[arg-type]
    document.change(replace(document.project, plan=plan), "Change the plan")


def seen(page: TrainPage, name: str) -> bool:
    """Whether a widget of that name is there and not hidden in a section that is unfolded."""
    found = page.findChild(QWidget, name)
    return found is not None and found.isVisibleTo(page)


@pytest.mark.parametrize("kind", OPTIMIZERS)
def test_that_every_optimiser_has_its_own_settings_rate_and_words(
    page: TrainPage, document: Document, kind: str
) -> None:
    choose(page, "train.plan.optimizer", kind)
    rule = OPTIMIZERS[kind]
    assert document.project.plan.learning_rate == rule.usual_rate
    assert find(page, NumberBox, "train.plan.learning_rate").value() == rule.usual_rate
    for name in settings_of(rule):
        assert page.findChild(QWidget, f"train.optimizer.{name}") is not None, name
    assert find(page, QLabel, "train.optimiser.about_rate").text() == rule.about_rate
    assert find(page, QLabel, "train.optimiser.about").text() in " ".join((rule.__doc__ or "").split())


def test_that_what_a_rate_means_for_adadelta_is_said(page: TrainPage, document: Document) -> None:
    change(document, optimizer="Adadelta", learning_rate=0.001)
    words = find(page, QLabel, "train.optimiser.about_rate").text()
    assert "1.0 is the rule of its paper" in words
    assert words.endswith("Adadelta usually begins at 1.")


def test_that_a_small_rate_is_no_reproach_where_a_pretrained_network_is_fine_tuned(
    page: TrainPage, document: Document
) -> None:
    block = Block("base", Pretrained("run:1", fine_tune=1), (document.project.network.nodes[:1],))
    network = replace(document.project.network, nodes=(block, *document.project.network.nodes[1:]))
    document.change(replace(document.project, network=network), "Put in")
    change(document, learning_rate=1e-5)
    label = find(page, QLabel, "train.optimiser.about_rate")
    assert "usually begins at" in label.text()
    change(document, start=1)
    assert "usually begins at" not in label.text()
    assert label.text().endswith("Small, so that the pretrained layers change little.")


def test_that_an_optimisers_own_setting_is_one_undo_step(page: TrainPage, document: Document) -> None:
    choose(page, "train.plan.optimizer", "SGD")
    box = find(page, NumberBox, "train.optimizer.momentum")
    for momentum in (0.5, 0.9):
        box.setValue(momentum)
    assert document.project.plan.optimizer_settings == SGD(momentum=0.9)
    document.undo_stack.undo()
    assert document.project.plan.optimizer_settings == SGD()
    assert document.undo_stack.undoText() == "Change optimiser"


@pytest.mark.parametrize("kind", SCHEDULES)
def test_that_every_schedule_shows_its_settings_and_curve(page: TrainPage, document: Document, kind: str) -> None:
    choose(page, "train.schedule", kind)
    assert document.project.plan.schedule.kind == kind
    for name in settings_of(SCHEDULES[kind]):
        assert page.findChild(QWidget, f"train.schedule.{name}") is not None, name
    assert find(page, RateCurve, "train.rate_curve").accessibleName().startswith("Learning rate: ")


def test_that_steps_are_chosen_so_that_some_fall_into_the_run(page: TrainPage, document: Document) -> None:
    change(document, epochs=30)
    choose(page, "train.schedule", "Step")
    assert document.project.plan.schedule == Step(every=10)
    find(page, IntegerBox, "train.schedule.every").setValue(15)
    assert document.project.plan.schedule == Step(every=15)


@pytest.mark.parametrize(
    ("values", "words"),
    [
        ({}, "0.001 in every epoch"),
        ({"schedule": Cosine(0.1), "epochs": 30}, "from 0.001 to 0.0001 in epoch 30"),
        ({"schedule": Step(10, 0.5), "epochs": 30}, "from 0.001 to 0.00025 in epoch 30"),
        ({"schedule": Exponential(0.1), "epochs": 2}, "from 0.001 to 1e−5 in epoch 2"),
        ({"warmup": 1.0, "epochs": 3}, "rising from 0 to 0.001"),
        ({"warmup": 1.0, "epochs": 3, "schedule": Cosine(0.5)}, "rising from 0 to 0.001, to 0.0005 in epoch 3"),
        (
            {"schedule": Plateau(2, 0.5), "epochs": 6},
            "from 0.001, falling when the validation loss stays where it is: to 0.00025 in epoch 6 at the soonest",
        ),
    ],
)
def test_that_the_rates_at_the_ends_are_those_of_the_plan(values: dict[str, object], words: str) -> None:
    assert ends_in_words(Plan(**values)) == words  # type: ignore[arg-type]


def test_that_the_drawn_rates_are_the_plans_own_and_fall_straight_down() -> None:
    plan = Plan(epochs=20, schedule=Step(10, 0.5))
    line = rates(plan)
    assert (line[0], line[-1][0]) == ((0.0, 0.001), pytest.approx(20))
    fall = next(index for index, (_, rate) in enumerate(line) if rate < 0.001)
    assert line[fall - 1] == (line[fall][0], 0.001)
    assert all(plan.rate(place) == rate for place, rate in line if (place, rate) != line[fall - 1])


def test_that_a_long_plan_is_drawn_at_once() -> None:
    assert len(rates(Plan(epochs=100_000, schedule=Cosine()))) < 300
    assert len(soonest(Plan(epochs=100_000, schedule=Plateau()))) < 300
    assert soonest(Plan(schedule=Constant())) == []


def test_that_the_curve_is_painted_in_the_themes_colours(page: TrainPage, document: Document, qtbot: QtBot) -> None:
    change(document, schedule=Cosine(), warmup=1.0)
    curve = find(page, RateCurve, "train.rate_curve")
    assert curve.ends == ("start 0", "epoch 5: 0")
    picture = curve.grab().toImage()
    colours = {picture.pixelColor(x, y).name() for x in range(picture.width()) for y in range(picture.height())}
    assert len(colours) > 3


def test_that_the_formula_follows_the_loss_and_gamma_is_there_for_focal_alone(page: TrainPage) -> None:
    assert "log p of the true class" in find(page, QLabel, "train.loss_formula").text()
    assert not seen(page, "train.plan.focal_gamma")
    choose(page, "train.plan.loss", "categorical_focal_crossentropy")
    assert seen(page, "train.plan.focal_gamma")
    assert "(1 − p)" in find(page, QLabel, "train.loss_formula").text()


def test_that_no_batch_can_be_worked_through_before_there_is_a_run(page: TrainPage) -> None:
    button = find(page, QPushButton, "train.loss.work")
    assert not button.isEnabled()
    assert button.toolTip().startswith("Train first")


def test_that_what_is_seldom_changed_is_folded_and_said_in_few_words(
    page: TrainPage, document: Document, qtbot: QtBot
) -> None:
    section = find(page, Section, "train.section.gradients")
    assert (section.is_folded, section.words) == (True, "not clipped")
    change(document, clip="norm", clip_at=0.5, top_k=5, auc=True, class_weight="balanced")
    assert section.words == "each weight array, at 0.5"
    assert find(page, Section, "train.section.metrics").words == "top-5, AUC"
    assert find(page, Section, "train.section.classes").words == "rare classes more"
    qtbot.mouseClick(find(page, IconButton, "train.section.gradients.fold"), Qt.MouseButton.LeftButton)
    assert seen(page, "train.plan.clip_at")
    choose(page, "train.plan.clip", "none")
    assert not seen(page, "train.plan.clip_at")


def test_that_every_setting_of_the_plan_has_its_place(page: TrainPage) -> None:
    page.set_engine(CARDS)
    missing = [name for name in settings_of(Plan) if page.findChild(QWidget, f"train.plan.{name}") is None]
    assert missing == []


@pytest.mark.parametrize(
    ("engine", "precision", "device"),
    [
        (PLAIN, ("float32",), ("auto",)),
        (FAST, ("float32", "mixed_bfloat16"), ("auto",)),
        (CARDS, ("float32", "mixed_bfloat16", "mixed_float16"), ("auto", "cpu", "gpu", "gpus")),
    ],
)
def test_that_only_what_the_machine_has_is_offered(
    engine: EngineState, precision: tuple[str, ...], device: tuple[str, ...]
) -> None:
    assert choices(engine) == {"precision": precision, "device": device}


def test_that_nothing_is_offered_where_there_is_no_choice(page: TrainPage) -> None:
    page.set_engine(PLAIN)
    assert not seen(page, "train.section.machine")
    page.set_engine(FAST)
    assert seen(page, "train.section.machine")
    assert page.findChild(QWidget, "train.plan.device") is None


def test_that_what_the_plan_asks_for_can_be_taken_back_where_the_machine_does_not_have_it(
    page: TrainPage, document: Document
) -> None:
    change(document, precision="mixed_bfloat16", device="gpus")
    page.set_engine(PLAIN)
    assert seen(page, "train.section.machine")
    said = find(page, QLabel, "train.machine.about").text()
    assert "slower here" in said
    assert "no graphics card here" in said
    choose(page, "train.plan.precision", "float32")
    assert document.project.plan.precision == "float32"


def test_that_the_price_of_bfloat16_is_said_before_and_after_it_is_chosen() -> None:
    for precision in ("float32", "mixed_bfloat16"):
        assert "validation loss often ends a little worse" in about(Plan(precision=precision), FAST)
    assert about(Plan(), PLAIN) == ""


@pytest.mark.parametrize(
    ("plan", "begins"),
    [
        (Plan(), ""),
        (Plan(warmup=1.0, schedule=Cosine()), ""),
        (Plan().with_optimizer("Ftrl"), ""),
        (replace(Plan().with_optimizer("Ftrl"), schedule=Cosine()), "Ftrl's weights are a sum of gradients"),
        (replace(Plan().with_optimizer("Ftrl"), warmup=1.0), "Ftrl's weights are a sum of gradients"),
        (replace(Plan().with_optimizer("ScheduleFreeAdamW"), schedule=Step()), "ScheduleFreeAdamW takes a mean"),
    ],
)
def test_that_a_rule_that_wants_a_constant_rate_says_so(
    page: TrainPage, document: Document, plan: Plan, begins: str
) -> None:
    document.change(replace(document.project, plan=plan), "Change the plan")
    said = find(page, SaidWords, "train.schedule.caution")
    assert said.isVisibleTo(page) == bool(begins)
    assert said.text() == (plan.optimizer_settings.about_rate if begins else "")
    assert said.text().startswith(begins)


def test_that_what_is_changed_while_the_sections_are_made_is_shown(document: Document, qtbot: QtBot) -> None:
    panel = TrainSettings(document, in_turns=True)
    qtbot.addWidget(panel)
    next(panel.making)
    change(document, epochs=37, learning_rate=0.5)
    finish(panel.making)
    for name, value in (("epochs", 37), ("learning_rate", 0.5)):
        editor = panel.findChild(QWidget, f"train.plan.{name}")
        assert isinstance(editor, IntegerBox | NumberBox)
        assert editor.value() == value
