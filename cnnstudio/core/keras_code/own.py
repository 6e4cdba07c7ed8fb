"""What a script that this program wrote says in named numbers; these count before whatever else says the same."""

from dataclasses import replace
from typing import Any

from cnnstudio.core.blanks import Blank
from cnnstudio.core.errors import SpecError
from cnnstudio.core.keras_code.guard import one_line
from cnnstudio.core.keras_code.layers import built
from cnnstudio.core.keras_code.optimizing import take_optimizer
from cnnstudio.core.keras_code.planning import Planned
from cnnstudio.core.keras_code.reader import Reader
from cnnstudio.core.keras_code.symbols import GAP, Class, Net, Ref, Thing
from cnnstudio.core.language import tr
from cnnstudio.core.layers.randomness import Augmentation
from cnnstudio.core.pictures.preprocessing import Preprocessing
from cnnstudio.core.spec import settings_of
from cnnstudio.core.training.optimizers import OPTIMIZERS
from cnnstudio.core.training.plan import DataRecipe, Plan
from cnnstudio.core.words import quoted

_OF_PLAN = {"SEED": "seed", "EPOCHS": "epochs", "BATCH_SIZE": "batch_size", "LEARNING_RATE": "learning_rate"}
_PARTS: dict[str, type[Any]] = {"DATA_": DataRecipe, "PREPROCESSING_": Preprocessing, "PLAN_": Plan}
_BESIDE_SETTINGS: dict[type[Any], tuple[str, ...]] = {
    Plan: ("schedule", "optimizer_settings"),
    Preprocessing: ("augmentation",),
}
_BATCHES = "keras.utils.PyDataset"


_OWN_SETTINGS = "PLAN_OPTIMIZER_SETTINGS"
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
            if name.startswith(start) and setting in {*settings_of(kind), *_BESIDE_SETTINGS.get(kind, ())}:
                found[start.rstrip("_").lower()][setting] = value
    if is_own(reader):
        found["plan"] |= {setting: names[name] for name, setting in _OF_PLAN.items()}
    return found


def with_plan(plan: Plan, told: dict[str, Any], reader: Reader) -> tuple[Plan, tuple[Blank, ...]]:
    """The plan with what named numbers tell, and what of it is to be filled in."""
    blanks = tuple(Blank("", name, known=False) for name, value in told.items() if value is GAP)
    blanks = tuple(blank for blank in blanks if blank.setting in settings_of(Plan))
    given = {name: value for name, value in told.items() if value is not GAP}
    own_settings = given.pop("optimizer_settings", None)
    chosen = given.get("optimizer")
    if isinstance(chosen, (Thing, Ref)):
        del given["optimizer"]
        plan = _with_optimizer(plan, chosen, reader)
    elif isinstance(chosen, str) and chosen != plan.optimizer and chosen in OPTIMIZERS:
        del given["optimizer"]
        plan = replace(plan, optimizer=chosen, optimizer_settings=OPTIMIZERS[chosen]())
    plan = _with_each(plan, given, reader)
    return _with_own_settings(plan, own_settings, reader) if own_settings else plan, blanks


def _with_own_settings(plan: Plan, told: Any, reader: Reader) -> Plan:
    """With those of the optimiser's own settings that stand in a table by their names."""
    settings = plan.optimizer_settings
    for name, value in told.items() if isinstance(told, dict) else ():
        try:
            settings = replace(settings, **{name: value})
        except (SpecError, TypeError):
            line = reader.lines.get(_OWN_SETTINGS, 0)
            reader.notes.add(
                line, tr("{name} of the optimiser cannot be so; it is not kept.", name=quoted(name)), "missing"
            )
    return replace(plan, optimizer_settings=settings)


def _with_optimizer(plan: Plan, chosen: Thing | Ref, reader: Reader) -> Plan:
    """With an optimiser that is written out, where only its name is asked for: also with its own settings."""
    said = Planned(reader)
    line = reader.lines.get(_name_of(Plan, "optimizer"), 0)
    take_optimizer(said, chosen, line)
    if isinstance(chosen, Ref) or not (chosen.given or {"learning_rate", "lr"} & set(chosen.named)):
        said.values.pop("learning_rate", None)
    values = {"optimizer_settings": OPTIMIZERS[said.values.get("optimizer", plan.optimizer)](), **said.values}
    return replace(plan, **values) if "optimizer" in said.values else plan


def with_settings(values: Any, told: dict[str, Any], reader: Reader) -> Any:
    """A recipe or preprocessing with what named numbers tell."""
    return _with_each(values, told, reader)


def _with_each(values: Any, told: dict[str, Any], reader: Reader) -> Any:
    """With one setting after the other: of one that cannot be, only itself is lost."""
    for name, value in told.items():
        written = _name_of(type(values), name)
        line = reader.lines.get(written, 0)
        with one_line(reader.notes, line, tr("{name} cannot be read.", name=written)):
            try:
                values = type(values).from_plain({**values.to_plain(), name: _listed(value)})
            except SpecError as error:
                reader.notes.add(line, f"{written}: {error}", "missing")
    return values


def _name_of(kind: type[Any], setting: str) -> str:
    """The name of the number in a script."""
    if kind is Plan and setting in _OF_PLAN.values():
        return next(name for name, each in _OF_PLAN.items() if each == setting)
    return next(start for start, each in _PARTS.items() if each is kind) + setting.upper()


def compare(net: Net, said: Planned, plan: Plan, reader: Reader) -> None:
    """Says where the code no longer does what the named numbers tell, which count."""
    epochs = (net.fitted[-1].named.get("epochs"), net.fitted[-1].line) if net.fitted else (None, 0)
    rate = (said.values.get("learning_rate"), net.compiled.line) if net.compiled is not None else (None, 0)
    seed = (reader.seeds[-1][1], 0) if reader.seeds else (None, 0)
    for setting, (does, line) in {"epochs": epochs, "learning_rate": rate, "seed": seed}.items():
        name, tells = _name_of(Plan, setting), getattr(plan, setting)
        is_taken = reader.scopes[0].get(name) == tells  # a named number that cannot be has a note of its own
        if isinstance(does, (int, float)) and does != tells and is_taken:
            words = tr(
                "The code has {does:g} in the place of {name}: {tells:g} is taken, as {name} tells.",
                does=does,
                name=name,
                tells=tells,
            )
            reader.notes.add(line, words, "otherwise")


def _listed(value: Any) -> Any:
    return [_listed(each) for each in value] if isinstance(value, (tuple, list)) else value


def augmentation(reader: Reader) -> tuple[Augmentation, ...]:
    """The random changes that such a script lists."""
    row = reader.scopes[0].get("augmentation")
    found: list[Augmentation] = []
    for each in row if isinstance(row, (tuple, list)) else ():
        if not isinstance(each, Thing):
            continue
        with one_line(reader.notes, each.line):
            try:
                spec = built(each, reader.era, lambda text: None).spec
            except SpecError as error:
                reader.notes.add(each.line, str(error), "missing")
                continue
            if isinstance(spec, Augmentation):
                found.append(spec)
    return tuple(found)
