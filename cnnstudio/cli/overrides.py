"""Settings of one run that are given on the command line."""

import argparse
import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from typing import Any

from cnnstudio.cli.target import data_recipe
from cnnstudio.core.errors import StudioError
from cnnstudio.core.language import tr
from cnnstudio.core.program.paths import named_path
from cnnstudio.core.project import Project
from cnnstudio.core.spec import FormKind, Setting, settings_of
from cnnstudio.core.training import schedules
from cnnstudio.core.training.optimizers import OPTIMIZERS
from cnnstudio.core.training.plan import Plan
from cnnstudio.core.training.schedules import SCHEDULES
from cnnstudio.data.sources import FILE, source

_BETWEEN = re.compile(r"\s*[x×,]\s*")
"""What stands between the numbers of a pair: 32x32, 32,32."""

_SCHEDULE = "schedule."
"""What stands before a setting of the schedule."""

Values = dict[str, Any]
"""Settings by name, as the command line has them."""

_PARTS = ("plan", "data", "preprocessing")
_FLAGS = {"true": True, "on": True, "yes": True, "1": True, "false": False, "off": False, "no": False, "0": False}


def overridden(project: Project, arguments: argparse.Namespace) -> Project:
    """The project with the options of ``train``; the named options win over ``--set``. They fill in what is blank.

    Raises SpecError or StudioError in words for a setting there is not, or a value it cannot have.
    """
    values = _assignments(project, arguments.set)
    for part, name in (("plan", "epochs"), ("plan", "batch_size"), ("plan", "seed"), ("data", "subset")):
        if getattr(arguments, name) is not None:
            values[part][name] = getattr(arguments, name)
    if arguments.preprocessing is not None:
        values["preprocessing"]["method"] = arguments.preprocessing
    if arguments.data is not None:
        found = data_recipe(arguments.data)
        values["data"] |= {"source": found.source, "path": found.path}
    elif "source" in values["data"]:
        values["data"].setdefault("path", "")  # that of another source is not its own
    elif "path" in values["data"]:
        own = source(project.data.source)
        values["data"]["source"] = own.name if own is not None and own.takes_file else FILE
    return replace(
        project,
        plan=_planned(project.plan, values["plan"]),
        data=replace(project.data, **values["data"]),
        preprocessing=replace(project.preprocessing, **values["preprocessing"]),
        blanks=tuple(each for each in project.blanks if each.node or each.setting not in values["plan"]),
    )


def _planned(plan: Plan, values: Values) -> Plan:
    """The plan with settings of its own, of its optimiser and of its schedule."""
    own = dict(values)
    if "optimizer" in own:
        # First, so that the optimiser's usual rate comes with it unless another one is asked for.
        plan = plan.with_optimizer(settings_of(plan)["optimizer"].check(own.pop("optimizer")))
    if "schedule" in own:
        plan = replace(plan, schedule=schedules.from_plain(own.pop("schedule")))
    of_schedule = {key.removeprefix(_SCHEDULE): own.pop(key) for key in [*own] if key.startswith(_SCHEDULE)}
    of_optimizer = {key: own.pop(key) for key in [*own] if key not in settings_of(plan)}
    return replace(
        plan,
        **own,
        optimizer_settings=replace(plan.optimizer_settings, **of_optimizer),
        schedule=replace(plan.schedule, **of_schedule),
    )


def _assignments(project: Project, texts: Iterable[str]) -> dict[str, Values]:
    values: dict[str, Values] = {part: {} for part in _PARTS}
    named = [_split(text) for text in texts]
    plan = _kinds(project.plan, {key: value for part, key, value in named if part == "plan"})
    for part, key, value in named:
        if (part, key) == ("plan", "schedule"):
            values[part][key] = _schedule(value)
            continue
        settings = _settings_of_plan(plan) if part == "plan" else settings_of(getattr(project, part))
        if key not in settings:
            raise StudioError(
                tr("There is no setting “{part}.{key}”.", part=part, key=key[:60]), _known(part, plan, settings)
            )
        values[part][key] = _value(settings[key], f"{part}.{key}", value)
    if "path" in values["data"] and values["data"]["path"]:
        values["data"]["path"] = str(named_path(values["data"]["path"]).absolute())
    return values


def _split(text: str) -> tuple[str, str, str]:
    """Part, key and value of PART.KEY=VALUE; plan.optimizer.momentum is plan.momentum."""
    name, equals, value = text.partition("=")
    part, dot, key = name.strip().partition(".")
    if not equals or not dot or part not in _PARTS:
        raise StudioError(
            tr("“--set {text}” is not PART.KEY=VALUE.", text=text[:80]),
            tr("The parts are {names}.", names=", ".join(_PARTS)),
        )
    return part, key.removeprefix("optimizer.") if part == "plan" else key, value.strip()


def _kinds(plan: Plan, given: Mapping[str, str]) -> Plan:
    """The plan with the optimiser and the schedule that are asked for: their settings are the ones there are."""
    if given.get("optimizer") in OPTIMIZERS:  # what is none is refused where the value is put in
        plan = plan.with_optimizer(given["optimizer"])
    return replace(plan, schedule=schedules.from_plain(_schedule(given["schedule"]))) if "schedule" in given else plan


def _schedule(name: str) -> str:
    """The schedule of this name, in capitals or not."""
    found = next((kind for kind in SCHEDULES if kind.lower() == name.lower()), None)
    if found is None:
        raise StudioError(
            tr("There is no schedule “{name}”.", name=name[:60]),
            tr("The schedules are: {names}.", names=", ".join(SCHEDULES)),
        )
    return found


def _settings_of_plan(plan: Plan) -> dict[str, Setting]:
    """Those of the plan, of its optimiser, and those of its schedule as ``schedule.KEY``."""
    of_schedule = {f"{_SCHEDULE}{key}": each for key, each in settings_of(plan.schedule).items()}
    return {**settings_of(plan.optimizer_settings), **of_schedule, **settings_of(plan)}


def _known(part: str, plan: Plan, settings: Mapping[str, Setting]) -> str:
    if part != "plan":
        return tr("Those of {part} are: {names}.", part=part, names=", ".join(settings))
    of_optimizer = ", ".join(settings_of(plan.optimizer_settings))
    of_schedule = ", ".join(f"{_SCHEDULE}{key}" for key in settings_of(plan.schedule))
    given = {
        "names": ", ".join([*settings_of(plan), "schedule"]),
        "optimizer": plan.optimizer,
        "of_optimizer": of_optimizer,
    }
    if not of_schedule:
        return tr("Those of plan are: {names}; of {optimizer}: {of_optimizer}.", **given)
    return tr(
        "Those of plan are: {names}; of {optimizer}: {of_optimizer}; of the schedule: {of_schedule}.",
        **given,
        of_schedule=of_schedule,
    )


def _value(setting: Setting, name: str, text: str) -> Any:
    """The text as the setting's type; its range is checked where the value is put in."""
    try:
        return _READERS[setting.form](text)
    except (ValueError, KeyError) as error:
        raise StudioError(
            tr("“{text}” is no value for {name}.", text=text[:60], name=name), f"{setting.label}: {setting.help}"
        ) from error


def _pair(text: str) -> tuple[int, ...]:
    numbers = _integers(text)
    return (numbers[0], numbers[-1]) if len(numbers) <= 2 else numbers


def _integers(text: str) -> tuple[int, ...]:
    return tuple(map(int, _BETWEEN.split(text)))


_READERS: dict[FormKind, Callable[[str], Any]] = {
    "integer": int,
    "number": float,
    "flag": lambda text: _FLAGS[text.lower()],
    "pair": _pair,
    "padding": lambda text: text if text in ("valid", "same") else int(text),
    "integers": _integers,
    "numbers": lambda text: tuple(map(float, _BETWEEN.split(text))),
    "choice": str,
    "text": str,
}
"""How the text of each kind of setting is read."""
