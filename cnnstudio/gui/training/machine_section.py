"""With how many digits and on what a network is trained: offered where this computer has a choice."""

from dataclasses import replace

from PySide6.QtWidgets import QGridLayout, QWidget

from cnnstudio.core.language import tr, tr_count
from cnnstudio.core.messages import EngineState
from cnnstudio.core.spec import settings_of
from cnnstudio.core.training.plan import DEVICES, PRECISIONS, Plan
from cnnstudio.gui.training.plan_edits import PlanEdits
from cnnstudio.gui.training.plan_sections import LABELS, PlanSection, quiet_words
from cnnstudio.gui.widgets.forms.editors import ChoiceBox
from cnnstudio.gui.widgets.forms.form import form_label

_SLOW = tr("This processor does not compute with bfloat16 itself: it is slower here than float32.")


def choices(engine: EngineState) -> dict[str, tuple[str, ...]]:
    """What there is to choose from on this computer, by the plan's setting."""
    precisions, devices = ["float32"], ["auto"]
    if engine.fast_bfloat16 or engine.cards:
        precisions.append("mixed_bfloat16")
    if engine.cards:
        precisions.append("mixed_float16")
        devices += ["cpu", "gpu"]
    if len(engine.cards) > 1:
        devices.append("gpus")
    return {"precision": tuple(precisions), "device": tuple(devices)}


def about(plan: Plan, engine: EngineState) -> str:
    """What the chosen precision and device mean here, in words."""
    words = []
    if plan.precision == "mixed_bfloat16" and not (engine.fast_bfloat16 or engine.cards):
        words.append(_SLOW)
    elif plan.precision != "float32":
        short = plan.precision.removeprefix("mixed_")
        words.append(
            tr(
                "{kind} has fewer digits than float32: an epoch takes about half the time, and the validation loss "
                "often ends a little worse. The weights stay float32.",
                kind=short,
            )
        )
    elif len(choices(engine)["precision"]) > 1:
        words.append(tr("bfloat16 takes about half the time here; the validation loss often ends a little worse."))
    if engine.cards and plan.device in ("auto", "gpu", "gpus"):
        cards = ", ".join(engine.cards)
        words.append(tr_count("Graphics card: {cards}.", "Graphics cards: {cards}.", len(engine.cards), cards=cards))
    if plan.device in ("gpu", "gpus") and not engine.cards:
        words.append(tr("There is no graphics card here, so it trains on the processor."))
    return " ".join(words)


class MachineSection(PlanSection):
    """Hidden where there is nothing to choose and the plan asks for nothing special."""

    def __init__(self, edits: PlanEdits) -> None:
        super().__init__(tr("Precision and device"), "train.section.machine", folded=True)
        self._edits = edits
        self._engine = EngineState(0, False, "", {})
        self._offered: dict[str, tuple[str, ...]] = {}
        self._boxes: dict[str, ChoiceBox] = {}
        self._rows = QWidget()
        self._about = quiet_words("train.machine.about")
        self.body.addWidget(self._rows)
        self.body.addWidget(self._about)

    def set_engine(self, engine: EngineState) -> None:
        """Says what the machine has."""
        self._engine = engine
        self.follow(self._edits.plan)

    def follow(self, plan: Plan) -> None:
        """Shows the plan as it is now; what it asks for is offered, though the machine may not have it."""
        offered = {name: self._with_present(name, each, plan) for name, each in choices(self._engine).items()}
        offered = {name: each for name, each in offered.items() if len(each) > 1}
        if offered != self._offered:
            self._offered = offered
            self._make()
        for name, box in self._boxes.items():
            box.set_value(getattr(plan, name))
        self.setVisible(bool(offered))
        self._about.setText(about(plan, self._engine))
        self._about.setVisible(bool(self._about.text()))
        on = "" if plan.device == "auto" else f", {DEVICES[plan.device]}"
        self.say(f"{PRECISIONS[plan.precision].partition(',')[0]}{on}")

    def _with_present(self, name: str, offered: tuple[str, ...], plan: Plan) -> tuple[str, ...]:
        present = getattr(plan, name)
        return offered if present in offered else (*offered, present)

    def _make(self) -> None:
        """Makes the boxes anew: which choices there are changes when the engine is ready, and hardly ever after."""
        self.body.removeWidget(self._rows)
        self._rows.hide()
        self._rows.deleteLater()
        self._rows, self._boxes = QWidget(), {}
        grid = QGridLayout(self._rows)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(10)
        grid.setVerticalSpacing(8)
        grid.setColumnStretch(1, 1)
        for row, (name, offered) in enumerate(self._offered.items()):
            setting = replace(settings_of(Plan)[name], choices=offered)
            box = self._boxes[name] = ChoiceBox(setting)
            box.setObjectName(f"train.plan.{name}")
            box.setAccessibleName(setting.label)
            box.setAccessibleDescription(setting.help)
            box.setToolTip(setting.help)
            box.edited.connect(lambda value, name=name: self._edits.change(name, value))
            grid.addWidget(form_label(setting.label, LABELS, box), row, 0)
            grid.addWidget(box, row, 1)
        self.body.insertWidget(0, self._rows)
