"""The callbacks that Keras code gives to ``fit``: when it stops, what is kept, and how the rate falls."""

import math
from collections.abc import Callable, Mapping
from typing import Any

from cnnstudio.core.errors import SpecError
from cnnstudio.core.keras_code.not_kept import ANYTHING, by_name, note_others
from cnnstudio.core.keras_code.planning import Planned
from cnnstudio.core.keras_code.symbols import Class, Function, Thing, is_gap
from cnnstudio.core.language import tr
from cnnstudio.core.training.schedules import Plateau
from cnnstudio.core.words import quoted

_QUIET = frozenset(
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
_JUDGED_BY = "val_loss"
_BOTH = dict.fromkeys(("monitor", "patience", "verbose", "mode"), ANYTHING)
_STOPPING = "monitor min_delta patience verbose mode baseline restore_best_weights start_from_epoch"
_OF_STOPPING = {**_BOTH, "restore_best_weights": ANYTHING, "min_delta": 0, "start_from_epoch": 0}
_CHECKPOINT = "filepath monitor verbose save_best_only save_weights_only mode save_freq initial_value_threshold"
_OF_CHECKPOINT = dict.fromkeys((*_CHECKPOINT.split()[:-1], "period", "options"), ANYTHING)
_PLATEAU = "monitor factor patience verbose mode min_delta cooldown min_lr"
_OF_PLATEAU = {**_BOTH, **dict.fromkeys(("factor", "min_delta", "epsilon", "min_lr"), ANYTHING), "cooldown": 0}


def take_callbacks(found: Planned, value: Any, line: int) -> None:
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
    elif thing.name not in _QUIET:
        found.reader.notes.add(thing.line, tr("The callback {name} is not kept.", name=quoted(thing.name)), "otherwise")


def _early_stopping(found: Planned, thing: Thing) -> None:
    given = by_name(thing, _STOPPING)
    patience = given.get("patience", 0)
    if not (isinstance(patience, float) and not math.isfinite(patience)):
        found.put("early_stopping", max(patience, 1) if isinstance(patience, (int, float)) else patience, thing.line)
    if given.get("restore_best_weights") is True:
        found.values["keep_best"] = True
    words = tr("Here the validation loss decides when to stop, not {figure}.", figure=_judge(given))
    _note_judge(found, thing, given, words)
    note_others(found.reader, thing, given, _OF_STOPPING)


def _checkpoint(found: Planned, thing: Thing) -> None:
    given = by_name(thing, _CHECKPOINT)
    if given.get("save_best_only") is not True:
        return
    found.values["keep_best"] = True
    words = tr("Here the validation loss decides which epoch is the best, not {figure}.", figure=_judge(given))
    _note_judge(found, thing, given, words)
    note_others(found.reader, thing, given, _OF_CHECKPOINT)


def _plateau(found: Planned, thing: Thing) -> None:
    given = by_name(thing, _PLATEAU)
    rate = found.values.get("learning_rate", 0.001)
    least = given.get("min_lr", 0)
    delta = given.get("min_delta", given.get("epsilon", 1e-4))
    try:
        found.values["schedule"] = Plateau(
            given.get("patience", 10), given.get("factor", 0.1), delta, min(least / rate, 1.0)
        )
    except (SpecError, TypeError):
        found.reader.notes.add(thing.line, tr("This schedule is no plain value; it is not kept."), "missing")
        return
    words = tr("Here the validation loss decides when the rate falls, not {figure}.", figure=_judge(given))
    _note_judge(found, thing, given, words)
    note_others(found.reader, thing, given, _OF_PLATEAU)


def _judge(given: Mapping[str, Any]) -> str:
    """The figure that decides, as it is written."""
    return quoted(given.get("monitor", _JUDGED_BY))


def _note_judge(found: Planned, thing: Thing, given: Mapping[str, Any], words: str) -> None:
    """Says that here another figure decides."""
    if given.get("monitor", _JUDGED_BY) != _JUDGED_BY:
        found.reader.notes.add(thing.line, words, "otherwise")
