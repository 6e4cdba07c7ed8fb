"""Every change of the plan as one undo step of the document."""

from dataclasses import replace

from cnnstudio.core import blanks
from cnnstudio.core.blanks import Blank
from cnnstudio.core.language import in_sentence, tr
from cnnstudio.core.spec import Setting, settings_of
from cnnstudio.core.training.plan import Plan
from cnnstudio.core.training.schedules import SCHEDULES, Constant, Schedule, Step
from cnnstudio.core.transferring.transfer import fine_tunes
from cnnstudio.gui.document import Document
from cnnstudio.gui.experiments.varying import Varying
from cnnstudio.gui.runs.one_step import one_step


class PlanEdits:
    """What the sections of the plan panel do.

    Steps on one number that follow each other become one, see ``one_step``; choices and ticks are a step each.
    """

    def __init__(self, document: Document) -> None:
        self._document = document
        self.varying = Varying(document)

    @property
    def plan(self) -> Plan:
        """The plan as it is now."""
        return self._document.project.plan

    def change(self, name: str, value: object) -> None:
        """Gives a setting of the plan another value; another optimiser brings its usual rate along."""
        plan = self.plan
        changed = plan.with_optimizer(str(value)) if name == "optimizer" else replace(plan, **{name: value})
        left = blanks.changed(self._document.project.blanks, [""], name)
        self._put(changed, settings_of(plan)[name], name, left)

    def change_optimizer(self, name: str, value: object) -> None:
        """Gives one of the optimiser's own settings another value."""
        own = replace(self.plan.optimizer_settings, **{name: value})
        setting = settings_of(own)[name]
        self._put(replace(self.plan, optimizer_settings=own), setting, f"optimizer_settings.{name}")

    def change_schedule(self, name: str, value: object) -> None:
        """Gives one of the schedule's settings another value."""
        schedule = replace(self.plan.schedule, **{name: value})
        self._put(replace(self.plan, schedule=schedule), settings_of(schedule)[name], f"schedule.{name}")

    def choose_schedule(self, kind: str) -> None:
        """Takes another schedule with its usual settings."""
        if kind != self.plan.schedule.kind:
            plan = replace(self.plan, schedule=_usual(kind, self.plan.epochs))
            self._put(plan, Setting(tr("Schedule"), "choice"), "schedule")

    @property
    def fine_tunes(self) -> bool:
        """Whether the next run lets layers of a pretrained network learn on, with small steps."""
        return fine_tunes(self._document.project)

    @property
    def blanks(self) -> tuple[str, ...]:
        """The settings of the plan that are still to be filled in."""
        return tuple(blank.setting for blank in self._document.project.blanks if not blank.node)

    def turn_blank(self, name: str, is_blank: bool) -> None:
        """Leaves a setting of the plan blank, or fills it in with the value that stands in its place."""
        project, label = self._document.project, in_sentence(settings_of(self.plan)[name].label)
        left = blanks.changed(project.blanks, [""], name, is_blank=is_blank)
        self._document.change(
            replace(project, blanks=left),
            tr("Leave {setting} blank", setting=label) if is_blank else tr("Fill in {setting}", setting=label),
        )

    def _put(self, plan: Plan, setting: Setting, name: str, left: tuple[Blank, ...] | None = None) -> None:
        project = self._document.project
        project = replace(project, plan=plan, blanks=project.blanks if left is None else left)
        merge = "" if setting.form in ("choice", "flag") else one_step(self._document, f"plan.{name}")
        self._document.change(project, tr("Change {setting}", setting=in_sentence(setting.label)), merge)


def _usual(kind: str, epochs: int) -> Schedule:
    """The schedule with its usual settings; steps so long that a few of them fall into the run."""
    found = SCHEDULES.get(kind, Constant)()
    return replace(found, every=max(1, round(epochs / 3))) if isinstance(found, Step) else found
