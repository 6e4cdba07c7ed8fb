"""Networks for other runtimes: SavedModel, LiteRT and ONNX, tried there before they take their place."""

import logging
import math
import re
import warnings
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import keras
import numpy as np

from cnnstudio.core.errors import StudioError
from cnnstudio.core.exports import FORMS, Form, has_training_only
from cnnstudio.core.language import tr
from cnnstudio.engine.build import KerasModel
from cnnstudio.engine.collector import collector_off
from cnnstudio.engine.exporting.front import Front, compared, made, said_alike, trials
from cnnstudio.engine.exporting.reading_back import said_by_runtime
from cnnstudio.engine.failures import details, full_disk_told, is_out_of_memory
from cnnstudio.engine.quiet import quiet_start
from cnnstudio.engine.subjects import Loaded
from cnnstudio.files.atomic_folder import Contents

KERAS_FORMATS: dict[Form, str] = {"savedmodel": "tf_saved_model", "litert": "litert", "onnx": "onnx"}
"""What ``Model.export`` of Keras calls them."""

_MARK = "assets.extra/written-by-cnnstudio.txt"

SAVED_MODEL = Contents(
    ("saved_model\\.pb", "fingerprint\\.pb", "variables/variables\\.(index|data-\\d{5}-of-\\d{5})", "assets/"),
    re.escape(_MARK),
)
"""What a SavedModel of ours has in its folder (tensorflow.org/guide/saved_model), which knows "assets.extra" too."""

_LOUD = ("tf2onnx", "absl", "tensorflow")

Tell = Callable[[str], None]


def write(form: Form, loaded: Loaded, front: Front, place: Path, tell: Tell, between: Callable[[], None]) -> str:
    """Writes the network at ``place``, tries it there and says what was compared.

    Layers that do something in training only are left out: not every runtime has what draws their numbers.

    Args:
        place: A file, or for a SavedModel a folder, that is not yet where it is to be.
        tell: Is told in words what is being done.
        between: Called again and again; what it raises ends the work.
    """
    title = FORMS[form].title
    tell(tr("Writing {title}", title=title))
    values, said = trials(loaded, front)
    keras_model = made(front, loaded, only_for_use=True)
    _made_plain(keras_model)
    keras_model(values[:1], training=False)  # Keras exports no stack that was never called
    between()
    _export(form, keras_model, place)
    between()
    if FORMS[form].is_folder:
        mark = place / _MARK
        mark.parent.mkdir(exist_ok=True)
        mark.write_text("A later export replaces this folder while nothing else is in it.\n", encoding="utf-8")
    tell(tr("Trying {title}", title=title))
    found = said_by_runtime(form, place, values, between)
    words = said_alike(found.reader, compared(said, found.answers))
    if has_training_only(front.network):
        words = f"{words} {tr('Layers that act in training only were left out.')}"
    if found.more:
        needs = tr("Its reader needs TensorFlow's “select ops”: {names}.", names=", ".join(found.more))
        words = f"{words} {needs}"
    return words


def _made_plain(keras_model: KerasModel) -> None:
    """Brings what converters stumble over into a form that they take (Keras 3.15 with tf2onnx 1.17).

    Given numbers of Normalization become constants: as tensors that were made before the graph was traced they would
    be inputs of it, which a file of ONNX then lacks. GELU and CELU are
    computed by erf and exp: ONNX has neither erfc nor expm1.
    """
    for layer in keras_model.layers:
        if isinstance(layer, keras.layers.Normalization):
            layer.mean, layer.variance = np.asarray(layer.mean), np.asarray(layer.variance)
        activation = getattr(layer, "activation", None)
        if activation is keras.activations.gelu:
            layer.activation = _gelu
        elif activation is keras.activations.celu:
            layer.activation = _celu


def _gelu(values: Any) -> Any:
    """x · Φ(x), with the standard normal distribution Φ (Hendrycks and Gimpel, arXiv:1606.08415)."""
    return 0.5 * values * (1.0 + keras.ops.erf(values * math.sqrt(0.5)))


def _celu(values: Any) -> Any:
    """max(0, x) + min(0, eˣ − 1): Barron, arXiv:1704.07483, with α = 1 as everywhere here."""
    return keras.ops.maximum(values, 0.0) + keras.ops.minimum(keras.ops.exp(keras.ops.minimum(values, 0.0)) - 1.0, 0.0)


def _export(form: Form, keras_model: KerasModel, place: Path) -> None:
    try:
        with full_disk_told(place), collector_off(), _hushed(), quiet_start():
            keras_model.export(str(place), format=KERAS_FORMATS[form], verbose=False)
    except Exception as error:  # a converter's own words are for its makers
        if is_out_of_memory(error) or isinstance(error, OSError):
            raise
        raise StudioError(
            tr("This network cannot be written as {title}.", title=FORMS[form].title),
            tr("Export it in another form."),
            details(error),
        ) from error


@contextmanager
def _hushed() -> Iterator[None]:
    """Without what converters log and warn about: what they made is tried afterwards."""
    loggers: list[Any] = [logging.getLogger(name) for name in _LOUD]
    before = [each.level for each in loggers]
    for each in loggers:
        each.setLevel(logging.CRITICAL)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            yield
    finally:
        for each, level in zip(loggers, before, strict=True):
            each.setLevel(level)
