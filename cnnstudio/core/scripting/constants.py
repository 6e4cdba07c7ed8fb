"""The named numbers at the top of a script: what a person would change, and what Keras has no words for.

``SEED``, ``EPOCHS``, ``BATCH_SIZE`` and ``LEARNING_RATE`` are those of the plan. Every other one is called after the
part of the project and the setting, ``DATA_SUBSET``, ``PREPROCESSING_METHOD``, ``PLAN_LOSS``: so whoever reads the
script back knows what each means. What is written this way counts before whatever else in the script says the same.
"""

from pathlib import PureWindowsPath
from typing import Any

from cnnstudio.core.project import Project
from cnnstudio.core.scripting.calls import GAP, Code, literal
from cnnstudio.core.scripting.compiling_code import said_by_code
from cnnstudio.core.scripting.pretrained_code import table_of
from cnnstudio.core.spec import settings_of
from cnnstudio.core.training import schedules
from cnnstudio.core.training.plan import Plan

OWN_NAMES = {"seed": "SEED", "epochs": "EPOCHS", "batch_size": "BATCH_SIZE", "learning_rate": "LEARNING_RATE"}
"""The settings of a plan that stand in every script, by the names a person gives them."""

_SAME_LOSS = "from class numbers, which saves the one-hot rows"

PARTS = {"data": "DATA", "preprocessing": "PREPROCESSING", "plan": "PLAN"}
"""How the constants of the parts of a project begin."""

_DIVIDES = {"share": ("validation_share", "seed"), "test": ("seed",)}
"""The settings of the data that the code of a division uses, by what is validated on."""


def constants(project: Project, blank: set[str], key: bool, divides: bool) -> str:
    """The lines of code.

    Args:
        blank: The settings of the plan that are left blank.
        key: Whether their values stand there all the same, as the solution.
        divides: Whether the script divides the pictures itself.
    """
    found = {OWN_NAMES[name]: getattr(project.plan, name) for name in OWN_NAMES}
    comments = {"PLAN_LOSS": f"  # {_SAME_LOSS}"} if _is_by_number(project.plan, blank) else {}
    for part, values in (("data", project.data), ("preprocessing", project.preprocessing)):
        used: tuple[str, ...] = ()
        if part == "data":
            used = ("source", *(_DIVIDES[project.data.validation] if divides else ()))
        for name, value in _of(values, used).items():
            found[f"{PARTS[part]}_{name.upper()}"] = value
    for name, value in _of_plan(project.plan, blank, set() if key else blank).items():
        found[f"{PARTS['plan']}_{name.upper()}"] = value
    labels = {_plan_name(name): each.label for name, each in settings_of(Plan).items()}
    if not key:
        found |= _beside_blanks(project.plan, blank)
        comments |= {written: f"  # {words}" for written, words in _HINTS.items()}
    for name in blank:
        written = _plan_name(name)
        comments[written] = f"  # fill in: {labels[written]}" if not key else f"  # solution: {labels[written]}"
        found[written] = getattr(project.plan, name) if key else Code(GAP)
    if "DATA_PATH" in found:  # its name alone: where it lies is nobody's business
        found["DATA_PATH"] = PureWindowsPath(project.data.path).name
    lines = [f"{name} = {literal(value)}{comments.get(name, '')}" for name, value in found.items()]
    table = table_of(project.network, gaps_of(project), key)
    return "\n".join([*lines, table] if table else lines)


_HINTS = {
    "PLAN_FOCAL_GAMMA": "of the focal loss alone: fill in another one where that is meant",
    "PLAN_OPTIMIZER_SETTINGS": "fill in settings of its own that are not the usual ones, by their names",
}


def _beside_blanks(plan: Plan, blank: set[str]) -> dict[str, Any]:
    """Numbers that the code needs as soon as some choice is filled in; none of them tells which one is meant."""
    found: dict[str, Any] = {}
    if "clip" in blank:
        found["PLAN_CLIP_AT"] = plan.clip_at
    if "loss" in blank and "focal_gamma" not in blank:
        found["PLAN_FOCAL_GAMMA"] = Plan().focal_gamma
    if "optimizer" in blank:
        found["PLAN_OPTIMIZER_SETTINGS"] = {}
    return found


def gaps_of(project: Project) -> dict[str, list[str]]:
    """Of each layer by its name the settings that are left blank."""
    found: dict[str, list[str]] = {}
    for each in project.blanks:
        if each.node:
            found.setdefault(each.node, []).append(each.setting)
    return found


def _plan_name(setting: str) -> str:
    return OWN_NAMES.get(setting, f"{PARTS['plan']}_{setting.upper()}")


def _of(values: Any, used: tuple[str, ...]) -> dict[str, Any]:
    """The settings that are not as usual, and those that the code uses."""
    usual = type(values)()
    return {
        name: getattr(values, name)
        for name in settings_of(values)
        if name in used or getattr(values, name) != getattr(usual, name)
    }


_OF_ANOTHER = {"focal_gamma": "loss"}
"""Settings that one choice alone has, which they would tell."""


def _is_of_hidden(name: str, hidden: set[str]) -> bool:
    return _OF_ANOTHER.get(name) in hidden


def _is_by_number(plan: Plan, blank: set[str]) -> bool:
    usual = plan.loss == "categorical_crossentropy" and not plan.label_smoothing
    return usual and not {"loss", "label_smoothing"} & blank


def _of_plan(plan: Plan, blank: set[str], hidden: set[str]) -> dict[str, Any]:
    """What the code does not say by itself; ``blank`` settings stand elsewhere, ``hidden`` ones are told nowhere."""
    usual, found = Plan(), {}
    said = said_by_code(plan, hidden)
    for name in settings_of(plan):
        if name in OWN_NAMES or name in said or name in blank:
            continue
        # The usual loss is computed from class numbers, as if it were the sparse one.
        given = plan.class_weight == "given" or "class_weight" in hidden
        needed = name == "loss" or (name == "class_weights" and given)
        if _is_of_hidden(name, hidden):
            continue
        if needed or getattr(plan, name) != getattr(usual, name):
            found[name] = getattr(plan, name)
    if plan.schedule.kind != "Constant":
        found["schedule"] = schedules.to_plain(plan.schedule)
    return found
