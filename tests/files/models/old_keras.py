"""Writes a network of today as Keras 1.2.2, 2.0.4 or 2.2.4 would have saved it: their words, their order of arrays.

Sources: ``get_config`` and ``save_weights_to_hdf5_group`` of those versions (keras/layers, keras/engine/topology.py),
and ``preprocess_weights_for_loading`` of Keras 2, which says how Keras 1 kept its arrays.
"""

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import h5py
import numpy as np

from tests.files.models import keras_one, keras_two

LISTS = ("2.0.4", "1.2.2")
"""The versions in which a stack's configuration was a bare list, and Flatten took the numbers as they lay."""

_SIZED = ("Conv2D", "Conv2DTranspose", "SeparableConv2D", "DepthwiseConv2D")


@dataclass(frozen=True)
class Manner:
    """Who writes.

    Attributes:
        first: With the channels first.
        backend: "theano" turned every kernel by 180 degrees.
    """

    version: str
    first: bool = False
    backend: str = "tensorflow"

    @property
    def name(self) -> str:
        return f"{self.version}{'-first' if self.first else ''}{'-theano' if self.backend == 'theano' else ''}"


MANNERS = {
    manner.name: manner
    for manner in (
        Manner("1.2.2"),
        Manner("1.2.2", first=True),
        Manner("1.2.2", first=True, backend="theano"),
        Manner("1.2.2", backend="theano"),
        Manner("2.0.4"),
        Manner("2.0.4", first=True),
        Manner("2.0.4", backend="theano"),
        Manner("2.2.4"),
        Manner("2.2.4", first=True),
    )
}


def can_write(manner: Manner, recipe: Any) -> bool:
    """Whether the network was possible then, and computed the same: Theano laid "same" borders otherwise."""
    if manner.version not in recipe.writers or (manner.first and not recipe.first):
        return False
    given = [arguments for _, arguments in recipe.steps]
    borders = any(each.get("padding") == "same" and each.get("kernel_size") != 3 for each in given)
    strange = any(kind in ("Conv2DTranspose", "SeparableConv2D") for kind, _ in recipe.steps)
    return manner.backend != "theano" or not (borders or strange or recipe.name == "same_and_stride" or recipe.graph)


def save(model: Any, path: Path, manner: Manner, *, alone: bool = False) -> None:
    """Writes a tf_keras model to ``path``.

    Args:
        alone: The weights without the architecture, as ``save_weights`` did.
    """
    with h5py.File(path, "w") as file:
        if not alone:
            file.attrs["model_config"] = json.dumps(_config(model, manner)).encode()
            file.attrs["keras_version"] = manner.version.encode()
            file.attrs["backend"] = manner.backend.encode()
        _save_weights(file if alone else file.create_group("model_weights"), model, manner)


def _config(model: Any, manner: Manner) -> dict[str, Any]:
    graph = model.get_config()
    dialect = keras_one if manner.version.startswith("1") else keras_two
    if type(model).__name__ != "Sequential":
        return {"class_name": "Model", "config": dialect.graph(graph, model, manner)}
    layers = [dialect.layer(each, manner) for each in model.layers]
    shape = _turned(tuple(model.input_shape[1:]), manner)
    layers[0]["config"] |= dialect.start(shape)
    bare = manner.version in LISTS
    return {"class_name": "Sequential", "config": layers if bare else {"name": model.name, "layers": layers}}


def _turned(shape: tuple[int, ...], manner: Manner) -> tuple[int, ...]:
    return (shape[-1], *shape[:-1]) if manner.first and len(shape) == 3 else shape


def _save_weights(group: Any, model: Any, manner: Manner) -> None:
    """A group a layer, with the names of its arrays in their order."""
    group.attrs["layer_names"] = [layer.name.encode() for layer in model.layers]
    group.attrs["backend"] = manner.backend.encode()
    group.attrs["keras_version"] = manner.version.encode()
    order = None
    for layer in model.layers:
        order = _order(layer, manner, order)
        inner = group.create_group(layer.name)
        arrays = [_old(array, layer, number, manner, order) for number, array in enumerate(layer.get_weights())]
        names = _array_names(layer, manner)
        inner.attrs["weight_names"] = [name.encode() for name in names]
        for name, array in zip(names, arrays, strict=True):
            inner.create_dataset(name, data=array)


def _array_names(layer: Any, manner: Manner) -> list[str]:
    end = "" if manner.backend == "theano" else ":0"
    full = [weight.name.split(":")[0].split("/")[-1] for weight in layer.weights]
    if manner.version.startswith("1"):
        return [f"{layer.name}_{keras_one.ARRAYS.get(name, name)}{end}" for name in full]
    return [f"{layer.name}/{name}{end}" for name in full]


def _order(layer: Any, manner: Manner, before: Any) -> Any:
    """In which order the numbers behind Flatten lie: their places in ours, None where they lie as ours."""
    if type(layer).__name__ == "Flatten" and manner.first and manner.version in LISTS and len(layer.input_shape) == 4:
        shape = layer.input_shape[1:]
        return np.arange(np.prod(shape)).reshape(shape).transpose(2, 0, 1).ravel()
    return None if before is None or len(layer.input_shape) != 2 or len(layer.output_shape) != 2 else before


def _old(array: Any, layer: Any, number: int, manner: Manner, order: Any) -> Any:
    """An array of today's layer as it was kept; ``order`` is that of the numbers that come out of the layer."""
    kind = type(layer).__name__
    if kind == "PReLU" and manner.first and array.ndim == 3:
        return array.transpose(2, 0, 1)
    if order is not None and kind == "Dense" and number == 0:
        return array if array.shape[0] != len(order) else array[order]
    if order is not None and array.shape == (len(order),) and kind == "BatchNormalization":
        return array[order]
    if kind not in _SIZED or array.ndim != 4:
        return array
    turned = array[::-1, ::-1] if manner.backend == "theano" else array
    return keras_one.kernel(turned, kind, manner.first) if manner.version.startswith("1") else turned
