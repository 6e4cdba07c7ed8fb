"""The sections of the plan panel: optimiser, batches and epochs, learning rate, loss, and what is seldom changed."""

from collections.abc import Callable, Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QPushButton

from cnnstudio.core.language import paragraphs_of, tr, tr_doc
from cnnstudio.core.spec import Setting
from cnnstudio.core.sweeps.place import Place
from cnnstudio.core.training import losses
from cnnstudio.core.training.optimizers import Optimizer
from cnnstudio.core.training.plan import CLASS_WEIGHTS, CLIPS, Plan
from cnnstudio.core.training.schedules import SCHEDULES, Schedule, fading_words
from cnnstudio.gui.icons import icon
from cnnstudio.gui.training.plan_edits import PlanEdits
from cnnstudio.gui.training.rate_curve import RateCurve
from cnnstudio.gui.widgets.card import MutedLabel
from cnnstudio.gui.widgets.forms.field import FormField
from cnnstudio.gui.widgets.forms.form import SettingsForm, form_label
from cnnstudio.gui.widgets.said_words import SaidWords
from cnnstudio.gui.widgets.section import Section
from cnnstudio.gui.words import rate

LABELS = 98
"""How wide the column of labels is."""

_SCHEDULE = Place("plan", "schedule")


class PlanForm(SettingsForm):
    """A form on some settings of the plan, which shows what of them is still to be filled in."""

    def __init__(self, edits: PlanEdits, names: Sequence[str], *, flat: bool) -> None:
        super().__init__(names, prefix="train.plan", label_width=LABELS, flat=flat, blanks=True)
        self._edits = edits
        edits.varying.offer_in(self, lambda name: Place("plan", name))

    def follow(self, plan: Plan) -> None:
        """Shows the plan as it is now."""
        self.show(plan, self._edits.blanks)


def plan_form(edits: PlanEdits, *names: str, flat: bool = True) -> PlanForm:
    """A form on some settings of the plan."""
    form = PlanForm(edits, names, flat=flat)
    form.changed.connect(edits.change)
    form.blank_wanted.connect(lambda name: edits.turn_blank(name, True))
    return form


def quiet_words(name: str) -> MutedLabel:
    """Words under a field, wrapped."""
    label = MutedLabel(wordWrap=True, objectName=name)
    label.setTextFormat(Qt.TextFormat.PlainText)
    return label


class PlanSection(Section):
    """A part of the plan."""

    def follow(self, plan: Plan) -> None:
        """Shows the plan as it is now."""
        raise NotImplementedError

    def forget_words(self) -> None:
        """Takes refusals back."""
        for form in self.findChildren(SettingsForm):
            form.forget_words()


class OptimiserSection(PlanSection):
    """The rule, its learning rate with what that means, and the settings that are its own."""

    def __init__(self, edits: PlanEdits) -> None:
        super().__init__(tr("Optimiser"), "train.section.optimiser")
        self._edits = edits
        self._rule, self._rate = plan_form(edits, "optimizer"), plan_form(edits, "learning_rate")
        self._about = quiet_words("train.optimiser.about")
        self._about_rate = quiet_words("train.optimiser.about_rate")
        self._own = SettingsForm(prefix="train.optimizer", label_width=LABELS)
        self._own.changed.connect(edits.change_optimizer)
        edits.varying.offer_in(self._own, lambda name: Place("plan", f"optimizer.{name}"))
        for widget in (self._rule, self._about, self._rate, self._about_rate, self._own):
            self.body.addWidget(widget)

    def follow(self, plan: Plan) -> None:
        """Shows the plan as it is now."""
        own = plan.optimizer_settings
        for form in (self._rule, self._rate):
            form.follow(plan)
        self._own.show(own)
        self._own.setVisible(not self._own.is_empty)
        sentence, *source = map(tr, paragraphs_of(type(own)))
        self._about.setText(sentence)
        self._about.setToolTip(" ".join(source))
        words = _about_rate(own, plan.learning_rate, fine_tunes=self._edits.fine_tunes)
        self._about_rate.setText(words)
        self._about_rate.setVisible(bool(words))


def _about_rate(own: Optimizer, learning_rate: float, *, fine_tunes: bool) -> str:
    """What the rate means for this rule, and its usual one where another one is set.

    Args:
        fine_tunes: Whether a pretrained network learns on, for which a smaller rate is meant.
    """
    usual = (
        ""
        if learning_rate == own.usual_rate
        else tr("{kind} usually begins at {rate}.", kind=own.kind, rate=rate(own.usual_rate))
    )
    if fine_tunes and learning_rate < own.usual_rate:
        usual = tr("Small, so that the pretrained layers change little.")
    return " ".join(filter(None, (own.about_rate, usual)))


class EpochsSection(PlanSection):
    """How many pictures at once, how often all of them, when to end, and which weights are kept."""

    def __init__(self, edits: PlanEdits) -> None:
        super().__init__(tr("Batches and epochs"), "train.section.epochs")
        self._form = plan_form(edits, "batch_size", "epochs", "early_stopping", "keep_best", "seed")
        self.body.addWidget(self._form)

    def follow(self, plan: Plan) -> None:
        """Shows the plan as it is now."""
        self._form.follow(plan)


def unsuited_words(plan: Plan) -> str:
    """Why the rate of this plan should not change, or not as far; empty where it may, and where it does not."""
    rule, changes = plan.optimizer_settings, plan.schedule.kind != "Constant" or plan.warmup
    unsuited = rule.about_rate if rule.constant_rate and changes else ""
    return unsuited or fading_words(plan.schedule, plan.epochs, plan.warmup)


class RateSection(PlanSection):
    """How the learning rate changes in the course of the run, drawn."""

    def __init__(self, edits: PlanEdits) -> None:
        super().__init__(tr("Learning rate over time"), "train.section.rate", folded=False)
        titles = {kind: schedule.title for kind, schedule in SCHEDULES.items()}
        words = tr("How the learning rate changes while the network learns.")
        setting = Setting(tr("Schedule"), "choice", words, choices=tuple(SCHEDULES), names=titles)
        self._kind = FormField(setting, "train.schedule", varies=True)
        self._kind.editor.setAccessibleName(tr("Schedule of the learning rate"))
        self._kind.edited.connect(edits.choose_schedule)
        self._varying = edits.varying
        self._varying.offer_beside(self._kind, _SCHEDULE)
        self._about = quiet_words("train.schedule.about")
        self._own = SettingsForm(prefix="train.schedule", label_width=LABELS)
        self._own.changed.connect(edits.change_schedule)
        edits.varying.offer_in(self._own, lambda name: Place("plan", f"schedule.{name}"))
        self._warmup = plan_form(edits, "warmup")
        self._caution = SaidWords("caution")
        self._caution.setObjectName("train.schedule.caution")
        self.curve = RateCurve()
        row = QHBoxLayout()
        row.setSpacing(10)
        row.addWidget(form_label(tr("Schedule"), LABELS, self._kind.editor), 0, Qt.AlignmentFlag.AlignTop)
        row.addWidget(self._kind, 1)
        self.body.addLayout(row)
        for widget in (self._about, self._own, self._warmup, self._caution, self.curve):
            self.body.addWidget(widget)

    def follow(self, plan: Plan) -> None:
        """Shows the plan as it is now."""
        schedule: Schedule = plan.schedule
        self._kind.show_value(schedule.kind)
        self._kind.show_varied(self._varying.words(_SCHEDULE))
        self._about.setText(tr_doc(type(schedule)).partition("https")[0].rstrip())
        self._own.show(schedule)
        self._own.setVisible(not self._own.is_empty)
        self._warmup.follow(plan)
        self._caution.say(unsuited_words(plan))
        self.curve.show_plan(plan)
        self.say(self.curve.words)


class LossSection(PlanSection):
    """What training makes small: its formula, and the way to a batch worked through."""

    work_requested = Signal()
    """The person wants to see the loss of a batch worked out."""

    def __init__(self, edits: PlanEdits) -> None:
        super().__init__(tr("Loss"), "train.section.loss")
        self._classes = 0
        self._form = plan_form(edits, "loss")
        self._gamma = plan_form(edits, "focal_gamma")
        self._formula = quiet_words("train.loss_formula")
        self._formula.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self._formula.setAccessibleDescription(tr("The loss of one picture"))
        self._smoothing = plan_form(edits, "label_smoothing")
        self._work = QPushButton(icon("calculator"), tr("Work a batch through"), objectName="train.loss.work")
        self._work.setAccessibleName(tr("Work the loss of a batch through"))
        self._work.clicked.connect(self.work_requested)
        for widget in (self._form, self._formula, self._gamma, self._smoothing, self._work):
            self.body.addWidget(widget)

    def set_classes(self, count: int) -> None:
        """Says how many classes the data have; ``follow`` shows it."""
        self._classes = count

    def follow(self, plan: Plan) -> None:
        """Shows the plan as it is now."""
        for form in (self._form, self._gamma, self._smoothing):
            form.follow(plan)
        self._gamma.setVisible(plan.loss == "categorical_focal_crossentropy")
        self._formula.setText(losses.formula(plan))
        self._formula.setToolTip("\n".join(losses.where(plan, self._classes)))

    def allow_work(self, why_not: str) -> None:
        """Says why no batch can be worked through; empty where one can."""
        self._work.setEnabled(not why_not)
        words = tr(
            "Shows line by line how the loss of the first pictures comes about, with what the network says to them"
        )
        self._work.setToolTip(why_not or words)
        self._work.setAccessibleDescription(why_not)


class SeldomSection(PlanSection):
    """A few settings that are folded away, and said in few words then."""

    def __init__(
        self,
        title: str,
        name: str,
        edits: PlanEdits,
        names: Sequence[str],
        in_words: Callable[[Plan], str],
        only_if: Callable[[Plan], bool] = lambda plan: True,
    ) -> None:
        """Makes it.

        Args:
            names: The first of them always shows, the others where ``only_if`` holds.
            in_words: What they are set to.
        """
        super().__init__(title, f"train.section.{name}", folded=True)
        self._in_words, self._only_if = in_words, only_if
        self._edits, self._names = edits, frozenset(names)
        self._first, self._others = plan_form(edits, names[0]), plan_form(edits, *names[1:])
        self.body.addWidget(self._first)
        self.body.addWidget(self._others)

    def follow(self, plan: Plan) -> None:
        """Shows the plan as it is now."""
        self._first.follow(plan)
        self._others.follow(plan)
        self._others.setVisible(self._only_if(plan))
        self.say(self._in_words(plan))
        if self._names.intersection(self._edits.blanks):  # what is to be filled in is to be seen
            self.set_folded(False)


def classes_section(edits: PlanEdits) -> SeldomSection:
    """How much each class counts."""
    return SeldomSection(
        tr("Classes"),
        "classes",
        edits,
        ("class_weight", "class_weights"),
        lambda plan: CLASS_WEIGHTS[plan.class_weight],
        lambda plan: plan.class_weight == "given",
    )


def gradients_section(edits: PlanEdits) -> SeldomSection:
    """What is done to large gradients."""
    return SeldomSection(
        tr("Gradients"), "gradients", edits, ("clip", "clip_at"), _clip_words, lambda plan: plan.clip != "none"
    )


def metrics_section(edits: PlanEdits) -> SeldomSection:
    """What else is measured."""
    return SeldomSection(tr("Also measured"), "metrics", edits, ("top_k", "auc", "f1"), _metric_words)


def _clip_words(plan: Plan) -> str:
    return (
        tr("not clipped")
        if plan.clip == "none"
        else tr("{what}, at {value:g}", what=CLIPS[plan.clip], value=plan.clip_at)
    )


def _metric_words(plan: Plan) -> str:
    names = [tr("top-{top_k}", top_k=plan.top_k)] if plan.top_k else []
    names += [name for name, on in (("AUC", plan.auc), ("F1", plan.f1)) if on]
    return ", ".join(names) or tr("nothing else")
