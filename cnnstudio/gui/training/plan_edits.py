"""Every change of the plan as one undo step of the document."""

from dataclasses import replace

from cnnstudio.core.plan import Plan
from cnnstudio.core.schedules import SCHEDULES, Constant, Schedule, Step
from cnnstudio.core.spec import settings_of
from cnnstudio.gui.document import Document


class PlanEdits:
    """What the sections of the plan panel do; steps on one setting that follow each other become one."""

    def __init__(self, document: Document) -> None:
        self._document = document

    @property
    def plan(self) -> Plan:
        """The plan as it is now."""
        return self._document.project.plan

    def change(self, name: str, value: object) -> None:
        """Gives a setting of the plan another value; another optimiser brings its usual rate along."""
        plan = self.plan
        changed = plan.with_optimizer(str(value)) if name == "optimizer" else replace(plan, **{name: value})
        self._put(changed, settings_of(plan)[name].label, name)

    def change_optimizer(self, name: str, value: object) -> None:
        """Gives one of the optimiser's own settings another value."""
        own = replace(self.plan.optimizer_settings, **{name: value})
        label = settings_of(own)[name].label
        self._put(replace(self.plan, optimizer_settings=own), label, f"optimizer_settings.{name}")

    def change_schedule(self, name: str, value: object) -> None:
        """Gives one of the schedule's settings another value."""
        schedule = replace(self.plan.schedule, **{name: value})
        self._put(replace(self.plan, schedule=schedule), settings_of(schedule)[name].label, f"schedule.{name}")

    def choose_schedule(self, kind: str) -> None:
        """Takes another schedule with its usual settings."""
        if kind != self.plan.schedule.kind:
            self._put(replace(self.plan, schedule=_usual(kind, self.plan.epochs)), "Schedule", "")

    def _put(self, plan: Plan, label: str, name: str) -> None:
        project = replace(self._document.project, plan=plan)
        self._document.change(project, f"Change {label.lower()}", f"plan.{name}" if name else "")


def _usual(kind: str, epochs: int) -> Schedule:
    """The schedule with its usual settings; steps so long that a few of them fall into the run."""
    found = SCHEDULES.get(kind, Constant)()
    return replace(found, every=max(1, round(epochs / 3))) if isinstance(found, Step) else found
