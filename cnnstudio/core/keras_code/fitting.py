"""What ``fit`` is given in Keras code: sizes, lengths, callbacks, and how much each class counts."""

import math
from collections.abc import Callable
from typing import Any

from cnnstudio.core.errors import SpecError
from cnnstudio.core.keras_code.planning import Planned
from cnnstudio.core.keras_code.symbols import Class, Function, Thing, is_gap
from cnnstudio.core.language import tr
from cnnstudio.core.schedules import Plateau
from cnnstudio.core.words import quoted

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
    }
)
_OWN = tr("This callback is the code's own: what it does in training is not read, so it is not kept.")
_MOST_WEIGHTS = 1000
_AT_WORK = ("workers", "use_multiprocessing", "max_queue_size", "nb_worker", "pickle_safe", "max_q_size")
"""Arguments that say how pictures are brought, not what is learned."""


def take_fit(found: Planned, call: Thing) -> None:
    """What a call of ``fit`` is given, and its callbacks."""
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
    _callbacks(found, given.get("callbacks"), call.lines.get("callbacks", call.line))
    _class_weight(found, given.get("class_weight"), call.line)
    lines = {_RENAMED.get(key, key): line for key, line in call.lines.items()}
    for name in sorted(set(given) - _SILENT - {"batch_size", "epochs", "callbacks", "class_weight"}):
        line = lines.get(name, call.line)
        if name in _AT_WORK:
            words = tr(
                "{name} of {call} is not needed: pictures are prepared while the network learns.",
                name=quoted(name),
                call=call.name,
            )
            found.reader.notes.add(line, words)
        elif given[name] is not None and not name.startswith("validation"):
            found.reader.notes.add(
                line, tr("{name} of {call} is not kept.", name=quoted(name), call=call.name), "otherwise"
            )


def take_stopping(found: Planned, call: Thing) -> None:
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
    found.reader.notes.add(line, tr("How much each class counts is no plain value; it is not kept."), "missing")


def _callbacks(found: Planned, value: Any, line: int) -> None:
    """Each of the row; what stands there and is none that is known is said."""
    for each in value if isinstance(value, (tuple, list)) else (value,):
        if isinstance(each, Thing):
            _callback(found, each)
        elif isinstance(each, (Class, Function)):
            found.reader.notes.add(line, _OWN, "otherwise")
        elif each is not None and not is_gap(each):
            found.reader.notes.add(line, tr("What callbacks stand here is not plain; they are not kept."), "otherwise")


def _callback(found: Planned, thing: Thing) -> None:
    work: dict[str, Callable[[Planned, Thing], None]] = {
        "EarlyStopping": _early_stopping,
        "ModelCheckpoint": _checkpoint,
        "ReduceLROnPlateau": _plateau,
    }
    if thing.name in work:
        work[thing.name](found, thing)
    elif thing.name == "LearningRateScheduler":
        words = tr("A schedule that is a function is not read: choose one on the Train page.")
        found.reader.notes.add(thing.line, words, "missing")
    elif thing.made_of is not None or thing.name == "LambdaCallback":
        found.reader.notes.add(thing.line, _OWN, "otherwise")
    elif thing.name not in _QUIET_CALLBACKS:
        found.reader.notes.add(thing.line, tr("The callback {name} is not kept.", name=quoted(thing.name)), "otherwise")


def _early_stopping(found: Planned, thing: Thing) -> None:
    given = {**dict(zip(("monitor", "min_delta", "patience"), thing.given, strict=False)), **thing.named}
    patience = given.get("patience", 0)
    if not (isinstance(patience, float) and not math.isfinite(patience)):
        found.put("early_stopping", max(patience, 1) if isinstance(patience, (int, float)) else patience, thing.line)
    if given.get("restore_best_weights") is True:
        found.values["keep_best"] = True
    if given.get("monitor", "val_loss") != "val_loss":
        words = tr("Here the validation loss decides when to stop, not {figure}.", figure=quoted(given["monitor"]))
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
        found.reader.notes.add(thing.line, tr("This schedule is no plain value; it is not kept."), "missing")
