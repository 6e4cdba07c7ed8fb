"""How Keras code trains a network, as a plan: what ``compile`` and ``fit`` are given."""

from typing import Any

from cnnstudio.core.keras_code.context import Context
from cnnstudio.core.keras_code.fitting import take_fit, take_stopping
from cnnstudio.core.keras_code.guard import one_line
from cnnstudio.core.keras_code.not_kept import ANYTHING, by_name, note_others
from cnnstudio.core.keras_code.optimizing import take_optimizer
from cnnstudio.core.keras_code.planning import Planned
from cnnstudio.core.keras_code.precisions import take_precision
from cnnstudio.core.keras_code.symbols import UNKNOWN, Class, Function, Net, Ref, Thing, is_gap
from cnnstudio.core.language import tr
from cnnstudio.core.training.plan import LOSSES
from cnnstudio.core.words import quoted

_COMPILE = ("optimizer", "loss", "metrics")
_LOSS_NAMES = {name.replace("_", ""): name for name in LOSSES} | {"mse": "mean_squared_error"}

_LOSS_ORDERS = {
    "sparse_categorical_crossentropy": "from_logits ignore_class reduction axis",
    "categorical_focal_crossentropy": "alpha gamma from_logits label_smoothing axis reduction",
    "mean_squared_error": "reduction",
}
"""The arguments that a loss may be given without their names, where they are others than most have."""

_OF_LOSS = {
    **dict.fromkeys(("from_logits", "label_smoothing", "gamma", "name", "dtype"), ANYTHING),
    "alpha": 0.25,
    "axis": -1,
    "reduction": ("sum_over_batch_size", "auto", "mean", "mean_with_sample_weight"),
}


def planned(net: Net, reader: Context, *, is_own: bool = False) -> Planned:
    """What the calls of ``compile`` and ``fit`` say; of several the last.

    Args:
        is_own: Whether this program wrote the code: then ``fit`` only says when training stops.
    """
    found = Planned(reader)
    if not is_own:  # one of ours sets it layer by layer, and names it
        take_precision(found)
    if net.compiled is not None:
        found.told = True
        given = {**dict(zip(_COMPILE, net.compiled.given, strict=False)), **net.compiled.named}
        line = net.compiled.line
        # Where a script of ours names them, the code works out what it is given, and the names count.
        named = reader.scopes[0] if is_own else {}
        if "PLAN_OPTIMIZER" not in named:
            with one_line(reader.notes, line):
                take_optimizer(found, given.get("optimizer", "rmsprop"), line)
        if "PLAN_LOSS" not in named:
            with one_line(reader.notes, line):
                _loss(found, given.get("loss"), line)
        with one_line(reader.notes, line):
            _metrics(found, given.get("metrics"), line)
        for name in sorted(set(given) - {*_COMPILE, "run_eagerly", "jit_compile", "steps_per_execution"}):
            if given[name] is not None:
                reader.notes.add(line, tr("{name} of compile is not kept.", name=quoted(name)), "otherwise")
    if net.fitted and is_own:
        with one_line(reader.notes, net.fitted[-1].line):
            take_stopping(found, net.fitted[-1])
    elif net.fitted:
        found.told = True
        with one_line(reader.notes, net.fitted[-1].line):
            take_fit(found, net.fitted[-1])
        if len(net.fitted) > 1:
            words = tr("The network is trained more than once; the last time is read.")
            reader.notes.add(net.fitted[-1].line, words, "otherwise")
    return found


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
            found.reader.notes.add(line, tr("This loss is not known here; cross-entropy is taken."), "missing")
        return
    found.values["loss"] = known
    if thing is None:
        return
    given = by_name(thing, _LOSS_ORDERS.get(known, "from_logits label_smoothing axis reduction"))
    for key, setting in (("label_smoothing", "label_smoothing"), ("gamma", "focal_gamma")):
        if key in given:
            found.put(setting, given[key], thing.line)
    note_others(found.reader, thing, given, _OF_LOSS)


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
            found.reader.notes.add(line, tr("The metric {name} is not kept.", name=quoted(name)), "otherwise")
