"""What a script that this program wrote says in named numbers; these count before whatever else says the same."""

from typing import Any

from cnnstudio.core import schedules
from cnnstudio.core.blanks import Blank
from cnnstudio.core.errors import SpecError
from cnnstudio.core.keras_code.layers import built
from cnnstudio.core.keras_code.reader import Reader
from cnnstudio.core.keras_code.symbols import GAP, Class, Thing
from cnnstudio.core.layers.randomness import Augmentation
from cnnstudio.core.plan import DataRecipe, Plan
from cnnstudio.core.preprocessing import Preprocessing
from cnnstudio.core.spec import settings_of

_OF_PLAN = {"SEED": "seed", "EPOCHS": "epochs", "BATCH_SIZE": "batch_size", "LEARNING_RATE": "learning_rate"}
_PARTS: dict[str, type[Any]] = {"DATA_": DataRecipe, "PREPROCESSING_": Preprocessing, "PLAN_": Plan}
_BATCHES = "keras.utils.PyDataset"


NETWORK = "network"
"""What such a script calls its network; what it trains may be another, with random changes in front."""


def is_own(reader: Reader) -> bool:
    """Whether this program wrote it: its numbers and its class of batches are there."""
    names = reader.scopes[0]
    batches = names.get("Shuffled")
    return set(_OF_PLAN) <= set(names) and isinstance(batches, Class) and _BATCHES in batches.bases


def constants(reader: Reader) -> dict[str, dict[str, Any]]:
    """By part ("data", "preprocessing", "plan") the settings that are told by named numbers."""
    found: dict[str, dict[str, Any]] = {"data": {}, "preprocessing": {}, "plan": {}}
    names = reader.scopes[0]
    for name, value in names.items():
        for start, kind in _PARTS.items():
            setting = name.removeprefix(start).lower()
            extra = {"schedule"} if kind is Plan else {"augmentation"} if kind is Preprocessing else set()
            if name.startswith(start) and setting in {*settings_of(kind), *extra}:
                found[start.rstrip("_").lower()][setting] = value
    if is_own(reader):
        found["plan"] |= {setting: names[name] for name, setting in _OF_PLAN.items()}
    return found


def with_plan(plan: Plan, told: dict[str, Any], reader: Reader) -> tuple[Plan, tuple[Blank, ...]]:
    """The plan with what named numbers tell, and what of it is to be filled in."""
    blanks = tuple(Blank("", name) for name, value in told.items() if value is GAP)
    plain = {**plan.to_plain(), **{name: _listed(value) for name, value in told.items() if value is not GAP}}
    if "optimizer" in told:
        plain.pop("optimizer_settings", None)
    if "schedule" in told and isinstance(told["schedule"], (dict, str)):
        plain["schedule"] = schedules.to_plain(schedules.from_plain(told["schedule"]))
    try:
        return Plan.from_plain(plain), blanks
    except SpecError as error:
        reader.notes.add(0, f"The named numbers of the plan: {error}", "missing")
        return plan, blanks


def with_settings(values: Any, told: dict[str, Any], reader: Reader) -> Any:
    """A recipe or preprocessing with what named numbers tell."""
    if not told:
        return values
    try:
        return type(values).from_plain({**values.to_plain(), **{name: _listed(value) for name, value in told.items()}})
    except SpecError as error:
        reader.notes.add(0, f"The named numbers of the data: {error}", "missing")
        return values


def _listed(value: Any) -> Any:
    return [_listed(each) for each in value] if isinstance(value, (tuple, list)) else value


def augmentation(reader: Reader) -> tuple[Augmentation, ...]:
    """The random changes that such a script lists."""
    row = reader.scopes[0].get("augmentation")
    found: list[Augmentation] = []
    for each in row if isinstance(row, (tuple, list)) else ():
        if not isinstance(each, Thing):
            continue
        try:
            spec = built(each, reader.era, lambda text: None).spec
        except SpecError as error:
            reader.notes.add(each.line, str(error), "missing")
            continue
        if isinstance(spec, Augmentation):
            found.append(spec)
    return tuple(found)
