"""What ``fit`` is given in Keras code: sizes, lengths, callbacks, and how much each class counts."""

from typing import Any

from cnnstudio.core.keras_code import arrays, pipelines
from cnnstudio.core.keras_code.callbacks import take_callbacks
from cnnstudio.core.keras_code.planning import Planned
from cnnstudio.core.keras_code.symbols import Data, Thing
from cnnstudio.core.language import tr
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
        "validation_steps",
        "nb_val_samples",
        "validation_batch_size",
        "validation_freq",
    }
)
_MOST_WEIGHTS = 1000
_AT_WORK = ("workers", "use_multiprocessing", "max_queue_size", "nb_worker", "pickle_safe", "max_q_size")
"""Arguments that say how pictures are brought, not what is learned."""


def take_fit(found: Planned, call: Thing) -> None:
    """What a call of ``fit`` is given, and its callbacks."""
    order = _GENERATOR_FIT if call.name == "fit_generator" else _OLD_FIT if found.reader.era == 1 else _FIT
    named = {_RENAMED.get(key, key): value for key, value in call.named.items()}
    given = {**dict(zip(order, call.given, strict=False)), **named}
    found.fit = given
    found.line_of_validation = call.lines.get("validation_data", call.line)
    size = pipelines.batch_size(given)
    if size is not None:
        found.put("batch_size", size, call.line)
    usual = 10 if found.reader.era == 1 else 1
    found.put("epochs", given.get("epochs", usual), call.line)
    found.values["keep_best"] = False
    take_callbacks(found, given.get("callbacks"), call.lines.get("callbacks", call.line))
    _class_weight(found, given.get("class_weight"), call.line)
    _note_others(found, given, call, size)


def _note_others(found: Planned, given: dict[str, Any], call: Thing, size: Any) -> None:
    """Says what else ``fit`` is given."""
    lines = {_RENAMED.get(key, key): (key, line) for key, line in call.lines.items()}
    silent = _SILENT | {"batch_size", "epochs", "callbacks", "class_weight"}
    if _is_whole(given, size):
        silent |= {"steps_per_epoch"}
    for each in sorted(set(given) - silent):
        name, line = lines.get(each, (each, call.line))
        if name in _AT_WORK:
            words = tr(
                "{name} of {call} is not needed: pictures are prepared while the network learns.",
                name=quoted(name),
                call=call.name,
            )
            found.reader.notes.add(line, words)
        elif given[each] is not None and not each.startswith("validation"):
            found.reader.notes.add(
                line, tr("{name} of {call} is not kept.", name=quoted(name), call=call.name), "otherwise"
            )


def _is_whole(given: dict[str, Any], size: Any) -> bool:
    """Whether an epoch of so many batches, or in Keras 1 pictures, is known to go through all pictures."""
    brought = pipelines.fed(given.get("x", given.get("generator")))
    pictures = next((arrays.count(each) for each in brought if isinstance(each, Data)), None)
    if not pictures or type(size) is not int or size < 1:
        return False
    return given.get("steps_per_epoch") in (pictures, pictures // size, -(-pictures // size))


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
