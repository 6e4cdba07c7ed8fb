"""How Keras code trains a network, as a plan: what ``compile`` and ``fit`` are given."""

import math
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from cnnstudio.core.blanks import Blank
from cnnstudio.core.errors import SpecError
from cnnstudio.core.keras_code.reader import Reader
from cnnstudio.core.keras_code.symbols import UNKNOWN, Class, Function, Net, Ref, Thing, is_gap
from cnnstudio.core.optimizers import OPTIMIZERS
from cnnstudio.core.plan import LOSSES, Plan
from cnnstudio.core.schedules import Plateau
from cnnstudio.core.spec import settings_of
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
_LOSS_NAMES = {name.replace("_", ""): name for name in LOSSES} | {"mse": "mean_squared_error"}
_CLIPS = {"clipvalue": "value", "clipnorm": "norm", "global_clipnorm": "global_norm"}
_IN_ORDER = {
    "SGD": ("learning_rate", "momentum", "nesterov"),
    "RMSprop": ("learning_rate", "rho", "momentum", "epsilon"),
    "Adam": ("learning_rate", "beta_1", "beta_2", "epsilon"),
    "Adadelta": ("learning_rate", "rho", "epsilon"),
}
_COMPILE = ("optimizer", "loss", "metrics")
_FIT = ("x", "y", "batch_size", "epochs", "verbose", "callbacks", "validation_split", "validation_data", "shuffle")
_OLD_FIT = ("x", "y", "batch_size", "epochs", "verbose", "callbacks", "validation_split", "validation_data")
_GENERATOR_FIT = ("generator", "steps_per_epoch", "epochs", "verbose", "callbacks", "validation_data")
_RENAMED = {"nb_epoch": "epochs", "samples_per_epoch": "steps_per_epoch", "show_accuracy": "verbose"}
_SILENT = frozenset(
    {
        "x",
        "y",
        "generator",
        "verbose",
        "shuffle",
        "steps_per_epoch",
        "validation_steps",
        "nb_val_samples",
        "workers",
        "use_multiprocessing",
        "max_queue_size",
        "validation_batch_size",
        "validation_freq",
    }
)
_QUIET_CALLBACKS = frozenset(
    {
        "TensorBoard",
        "CSVLogger",
        "ProgbarLogger",
        "History",
        "BaseLogger",
        "TerminateOnNaN",
        "BackupAndRestore",
        "LambdaCallback",
    }
)
_MOST_WEIGHTS = 1000


@dataclass
class Planned:
    """A plan under way.

    Attributes:
        values: Settings of the plan by name.
        blanks: Those that are to be filled in.
        told: Whether the code says anything of a plan.
    """

    reader: Reader
    values: dict[str, Any] = field(default_factory=dict)
    blanks: list[str] = field(default_factory=list)
    told: bool = False
    fit: dict[str, Any] = field(default_factory=dict)

    def put(self, name: str, value: Any, line: int) -> None:
        """One setting, unless it cannot have that value."""
        if is_gap(value):
            self.blanks.append(name)
            return
        if isinstance(value, float) and value.is_integer() and isinstance(getattr(Plan(), name), int):
            value = int(value)
        try:
            Plan(**{name: value})
        except SpecError as error:
            if value is not UNKNOWN:
                self.reader.notes.add(line, str(error), "missing")
            else:
                words = f"{settings_of(Plan)[name].label} is no plain value in the code."
                self.reader.notes.add(line, words, "missing")
            return
        self.values[name] = value

    def plan(self) -> tuple[Plan, tuple[Blank, ...]]:
        """The plan, and what is to be filled in."""
        return Plan(**self.values), tuple(Blank("", name, known=False) for name in self.blanks)


def planned(net: Net, reader: Reader, *, is_own: bool = False) -> Planned:
    """What the calls of ``compile`` and ``fit`` say; of several the last.

    Args:
        is_own: Whether this program wrote the code: then ``fit`` only says when training stops.
    """
    found = Planned(reader)
    if net.compiled is not None:
        found.told = True
        given = {**dict(zip(_COMPILE, net.compiled.given, strict=False)), **net.compiled.named}
        line = net.compiled.line
        _optimizer(found, given.get("optimizer", "rmsprop"), line)
        _loss(found, given.get("loss"), line)
        _metrics(found, given.get("metrics"), line)
        for name in sorted(set(given) - {*_COMPILE, "run_eagerly", "jit_compile", "steps_per_execution"}):
            if given[name] is not None:
                reader.notes.add(line, f"{quoted(name)} of compile is not kept.", "otherwise")
    if net.fitted and is_own:
        _stopping(found, net.fitted[-1])
    elif net.fitted:
        found.told = True
        _fit(found, net.fitted[-1])
        if len(net.fitted) > 1:
            words = "The network is trained more than once; the last time is read."
            reader.notes.add(net.fitted[-1].line, words, "otherwise")
    return found


# The optimiser


def _optimizer(found: Planned, value: Any, line: int) -> None:
    if is_gap(value):
        found.blanks.append("optimizer")
        return
    thing = value if isinstance(value, Thing) else None
    name = thing.name if thing is not None else value.name if isinstance(value, Ref) else value
    name = _OPTIMIZER_NAMES.get(name.lower()) if isinstance(name, str) else None
    if name is None:
        found.reader.notes.add(line, "This optimiser is not known here; Adam is taken.", "missing")
        return
    line = thing.line if thing is not None else line
    given = {} if thing is None else dict(zip(_IN_ORDER.get(name, ("learning_rate",)), thing.given, strict=False))
    given |= {} if thing is None else thing.named
    rate = given.pop("learning_rate", given.pop("lr", None))
    found.values["optimizer"] = name
    _rate(found, name, rate, line)
    _clipped(found, given, line)
    _settings(found, name, given, line)


def _rate(found: Planned, name: str, rate: Any, line: int) -> None:
    if isinstance(rate, Thing):
        given = rate.given[0] if rate.given else rate.named.get("initial_learning_rate", rate.named.get("values"))
        words = f"The schedule {quoted(rate.name)} is not kept: choose one on the Train page."
        found.reader.notes.add(line, words, "otherwise")
        rate = given[0] if isinstance(given, (tuple, list)) and given else given
    if rate is not None:
        found.put("learning_rate", rate, line)
        return
    usual = _RATES.get(name, 0.001) if found.reader.era == 3 else _OLD_RATES.get(name, 0.001)
    found.values["learning_rate"] = usual
    if usual != _RATES.get(name, 0.001):
        words = (
            f"{name} begins with the rate {usual:g} in the Keras of this code (0.001 in Keras 3): {usual:g} is taken."
        )
        found.reader.notes.add(line, words)
    elif OPTIMIZERS[name].usual_rate != usual:
        words = (
            f"Keras 3 starts {name} at {usual:g}, at which it hardly learns; {OPTIMIZERS[name].usual_rate:g} is usual."
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
                words = f"{quoted(key)} of the optimiser is not kept; schedules are chosen on the Train page."
                found.reader.notes.add(line, words, "otherwise")
            continue
        try:
            kind(**{key: value})
        except (SpecError, TypeError):
            found.reader.notes.add(line, f"{quoted(key)} of the optimiser is not kept.", "otherwise")
            continue
        taken[key] = value
    found.values["optimizer_settings"] = kind(**taken)


# Loss and metrics


def _loss(found: Planned, value: Any, line: int) -> None:
    if value is None:
        return
    if is_gap(value):
        found.blanks.append("loss")
        return
    thing = value if isinstance(value, Thing) else None
    name = thing.name if thing is not None else value.name if isinstance(value, Ref) else value
    known = _LOSS_NAMES.get(name.replace("_", "").lower()) if isinstance(name, str) else None
    if known is None:
        if not isinstance(value, (Function, Class)):
            found.reader.notes.add(line, "This loss is not known here; cross-entropy is taken.", "missing")
        return
    found.values["loss"] = known
    if thing is None:
        return
    for key, setting in (("label_smoothing", "label_smoothing"), ("gamma", "focal_gamma")):
        if key in thing.named:
            found.put(setting, thing.named[key], thing.line)


def _metrics(found: Planned, value: Any, line: int) -> None:
    for each in value if isinstance(value, (tuple, list)) else (value,):
        thing = each if isinstance(each, Thing) else None
        name = thing.name if thing is not None else each.name if isinstance(each, Ref) else each
        if not isinstance(name, str):
            continue
        plain = name.lower().replace("_", "").removeprefix("sparse")
        if plain == "topkcategoricalaccuracy":
            given = 5 if thing is None else thing.given[0] if thing.given else thing.named.get("k", 5)
            found.put("top_k", given, line) if given is not UNKNOWN else None
        elif plain == "auc":
            found.values["auc"] = True
        elif plain in ("f1score", "f1"):
            found.values["f1"] = True
        elif "accuracy" not in plain and plain not in ("acc", "areaundercurve", "meanf1", *_LOSS_NAMES):
            found.reader.notes.add(line, f"The metric {quoted(name)} is not kept.", "otherwise")


# Fit


def _fit(found: Planned, call: Thing) -> None:
    order = _GENERATOR_FIT if call.name == "fit_generator" else _OLD_FIT if found.reader.era == 1 else _FIT
    named = {_RENAMED.get(key, key): value for key, value in call.named.items()}
    given = {**dict(zip(order, call.given, strict=False)), **named}
    found.fit = given
    source = given.get("x", given.get("generator"))
    named = source.named if isinstance(source, Thing) else {}
    size = given.get("batch_size", named.get("batch_size", 32))
    if size is not None:
        found.put("batch_size", size, call.line)
    usual = 10 if found.reader.era == 1 else 1
    found.put("epochs", given.get("epochs", usual), call.line)
    found.values["keep_best"] = False
    callbacks = given.get("callbacks")
    for each in callbacks if isinstance(callbacks, (tuple, list)) else (callbacks,):
        if isinstance(each, Thing):
            _callback(found, each)
    _class_weight(found, given.get("class_weight"), call.line)
    for name in sorted(set(given) - _SILENT - {"batch_size", "epochs", "callbacks", "class_weight"}):
        if given[name] is not None and not name.startswith("validation"):
            found.reader.notes.add(call.line, f"{quoted(name)} of {call.name} is not kept.", "otherwise")


def _stopping(found: Planned, call: Thing) -> None:
    """Of a script of ours: a patience of all epochs never stops early."""
    callbacks, epochs = call.named.get("callbacks"), call.named.get("epochs")
    for each in callbacks if isinstance(callbacks, (tuple, list)) else ():
        if isinstance(each, Thing) and each.name == "EarlyStopping":
            patience, best = each.named.get("patience"), each.named.get("restore_best_weights")
            if type(patience) is int and (type(epochs) is not int or patience < epochs):
                found.put("early_stopping", patience, each.line)
            if isinstance(best, bool):
                found.values["keep_best"] = best


def _class_weight(found: Planned, value: Any, line: int) -> None:
    if value is None:
        return
    if isinstance(value, dict) and value and all(type(key) is int and 0 <= key < _MOST_WEIGHTS for key in value):
        weights = tuple(value.get(number, 1.0) for number in range(max(value) + 1))
        if all(isinstance(each, (int, float)) for each in weights):
            found.values["class_weight"] = "given"
            found.put("class_weights", tuple(map(float, weights)), line)
            return
    if value in ("balanced", "auto") or isinstance(value, Thing):
        found.values["class_weight"] = "balanced"
        return
    found.reader.notes.add(line, "How much each class counts is no plain value; it is not kept.", "missing")


def _callback(found: Planned, thing: Thing) -> None:
    work: dict[str, Callable[[Planned, Thing], None]] = {
        "EarlyStopping": _early_stopping,
        "ModelCheckpoint": _checkpoint,
        "ReduceLROnPlateau": _plateau,
    }
    if thing.name in work:
        work[thing.name](found, thing)
    elif thing.name == "LearningRateScheduler":
        words = "A schedule that is a function is not read: choose one on the Train page."
        found.reader.notes.add(thing.line, words, "missing")
    elif thing.name not in _QUIET_CALLBACKS and thing.ref.section == "callbacks":
        found.reader.notes.add(thing.line, f"The callback {quoted(thing.name)} is not kept.", "otherwise")


def _early_stopping(found: Planned, thing: Thing) -> None:
    given = {**dict(zip(("monitor", "min_delta", "patience"), thing.given, strict=False)), **thing.named}
    patience = given.get("patience", 0)
    if not (isinstance(patience, float) and not math.isfinite(patience)):
        found.put("early_stopping", max(patience, 1) if isinstance(patience, (int, float)) else patience, thing.line)
    if given.get("restore_best_weights") is True:
        found.values["keep_best"] = True
    if given.get("monitor", "val_loss") != "val_loss":
        words = f"Here the validation loss decides when to stop, not {quoted(given['monitor'])}."
        found.reader.notes.add(thing.line, words, "otherwise")


def _checkpoint(found: Planned, thing: Thing) -> None:
    if thing.named.get("save_best_only") is True:
        found.values["keep_best"] = True


def _plateau(found: Planned, thing: Thing) -> None:
    given = {**dict(zip(("monitor", "factor", "patience"), thing.given, strict=False)), **thing.named}
    rate = found.values.get("learning_rate", 0.001)
    least = given.get("min_lr", 0)
    delta = given.get("min_delta", given.get("epsilon", 1e-4))
    try:
        found.values["schedule"] = Plateau(
            given.get("patience", 10), given.get("factor", 0.1), delta, min(least / rate, 1.0)
        )
    except (SpecError, TypeError):
        found.reader.notes.add(thing.line, "This schedule is no plain value; it is not kept.", "missing")
