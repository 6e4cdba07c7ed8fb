"""The optimiser in Keras code: by name or written out, of all ages."""

from typing import Any

from cnnstudio.core.errors import SpecError
from cnnstudio.core.keras_code.planning import Planned
from cnnstudio.core.keras_code.symbols import UNKNOWN, Ref, Thing, is_gap
from cnnstudio.core.language import tr
from cnnstudio.core.spec import settings_of
from cnnstudio.core.training.optimizers import OPTIMIZERS
from cnnstudio.core.words import quoted

_RATES = {"SGD": 0.01}
"""Keras's usual rates; 0.001 for the others."""

_OLD_RATES = {"SGD": 0.01, "Adagrad": 0.01, "Adadelta": 1.0, "Adamax": 0.002, "Nadam": 0.002}
"""Those of Keras 1 and 2."""

_OPTIMIZER_NAMES = {name.lower(): name for name in OPTIMIZERS} | {
    "momentum": "SGD",
    "gradientdescent": "SGD",
    "rms_prop": "RMSprop",
    "rms": "RMSprop",
}
_CLIPS = {"clipvalue": "value", "clipnorm": "norm", "global_clipnorm": "global_norm"}
_IN_ORDER = {
    "SGD": ("learning_rate", "momentum", "nesterov"),
    "RMSprop": ("learning_rate", "rho", "momentum", "epsilon"),
    "Adam": ("learning_rate", "beta_1", "beta_2", "epsilon"),
    "Adadelta": ("learning_rate", "rho", "epsilon"),
}

_OF_SCALING = ("inner_optimizer", "initial_scale", "dynamic_growth_steps")


def take_optimizer(found: Planned, value: Any, line: int) -> None:
    """The optimiser with its rate, its clipping and its own settings."""
    value = _inside(found, value)
    if is_gap(value):
        found.blanks.append("optimizer")
        return
    thing = value if isinstance(value, Thing) else None
    name = thing.name if thing is not None else value.name if isinstance(value, Ref) else value
    name = _OPTIMIZER_NAMES.get(name.lower()) if isinstance(name, str) else None
    if name is None:
        found.reader.notes.add(line, tr("This optimiser is not known here; Adam is taken."), "missing")
        return
    line = thing.line if thing is not None else line
    given = {} if thing is None else dict(zip(_IN_ORDER.get(name, ("learning_rate",)), thing.given, strict=False))
    given |= {} if thing is None else thing.named
    rate = given.pop("learning_rate", given.pop("lr", None))
    found.values["optimizer"] = name
    _rate(found, name, rate, line)
    _clipped(found, given, line)
    _settings(found, name, given, line)


def _inside(found: Planned, value: Any) -> Any:
    """The optimiser inside one that scales the loss for float16, as the plan's precision does; else itself."""
    if not isinstance(value, Thing) or value.name != "LossScaleOptimizer":
        return value
    given = {**dict(zip(_OF_SCALING, value.given, strict=False)), **value.named}
    inner = given.pop("inner_optimizer", given.pop("optimizer", given.pop("opt", None)))
    for key in sorted(set(given) - {"name", "dynamic"}):
        words = tr("{key} of the optimiser is not kept.", key=quoted(key))
        found.reader.notes.add(value.line, words, "otherwise")
    return inner


def _rate(found: Planned, name: str, rate: Any, line: int) -> None:
    if isinstance(rate, Thing):
        given = rate.given[0] if rate.given else rate.named.get("initial_learning_rate", rate.named.get("values"))
        words = tr("The schedule {name} is not kept: choose one on the Train page.", name=quoted(rate.name))
        found.reader.notes.add(line, words, "otherwise")
        rate = given[0] if isinstance(given, (tuple, list)) and given else given
    if rate is not None:
        found.put("learning_rate", rate, line)
        return
    usual = _RATES.get(name, 0.001) if found.reader.era == 3 else _OLD_RATES.get(name, 0.001)
    found.values["learning_rate"] = usual
    if usual != _RATES.get(name, 0.001):
        words = tr(
            "{optimizer} begins with the rate {usual:g} in the Keras of this code (0.001 in Keras 3): {usual:g} is "
            "taken.",
            optimizer=name,
            usual=usual,
        )
        found.reader.notes.add(line, words)
    elif OPTIMIZERS[name].usual_rate != usual:
        words = tr(
            "Keras 3 starts {optimizer} at {start:g}, at which it hardly learns; {usual:g} is usual.",
            optimizer=name,
            start=usual,
            usual=OPTIMIZERS[name].usual_rate,
        )
        found.reader.notes.add(line, words)


def _clipped(found: Planned, given: dict[str, Any], line: int) -> None:
    for key, clip in _CLIPS.items():
        value = given.pop(key, None)
        if value is not None:
            found.values["clip"] = clip
            found.put("clip_at", value, line)


def _settings(found: Planned, name: str, given: dict[str, Any], line: int) -> None:
    """Those of the optimiser itself."""
    kind = OPTIMIZERS[name]
    known = settings_of(kind)
    taken: dict[str, Any] = {"initial_accumulator_value": 0.1} if name == "Ftrl" else {}
    for key, value in given.items():
        if key in ("name", "beta_1", "beta_2") and (key == "name" or key not in known):
            continue
        if value is None or value is UNKNOWN:
            if key in ("weight_decay", "adam_weight_decay") and value is None and key in known:
                taken[key] = 0.0
            continue
        if key in ("decay", "schedule_decay", "use_ema", "ema_momentum", "loss_scale_factor", "jit_compile"):
            if value:
                words = tr(
                    "{key} of the optimiser is not kept; schedules are chosen on the Train page.", key=quoted(key)
                )
                found.reader.notes.add(line, words, "otherwise")
            continue
        try:
            kind(**{key: value})
        except (SpecError, TypeError):
            found.reader.notes.add(line, tr("{key} of the optimiser is not kept.", key=quoted(key)), "otherwise")
            continue
        taken[key] = value
    found.values["optimizer_settings"] = kind(**taken)
