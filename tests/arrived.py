"""A saved network for tests of what becomes of one, made without a file; and a file as Keras 2.2.4 wrote it."""

import json
from collections.abc import Sequence
from pathlib import Path

import h5py
import numpy as np

from cnnstudio.core.network import Network
from cnnstudio.core.pictures.preprocessing import Prepared
from cnnstudio.core.transferring.starting import arrays_of
from cnnstudio.files.project.weights_blob import Weights
from cnnstudio.files.saved.saved_model import SavedNetwork


def weights_of(network: Network, seed: int = 0) -> Weights:
    """Small weights for every array of the network."""
    random = np.random.default_rng(seed)
    return {
        f"{layer}/{name}": 0.1 * random.standard_normal(shape).astype(np.float32)
        for layer, name, shape in arrays_of(network)
    }


def saved(
    network: Network, labels: Sequence[str], prepared: Prepared | None = None, notes: tuple[str, ...] = ()
) -> SavedNetwork:
    """What the reader gives for a file of Keras 2.2.4."""
    return SavedNetwork(network, tuple(labels), prepared, weights_of(network), "Keras 2.2.4", notes)


def write_h5(path: Path, seed: int = 0) -> Path:
    """A convolution, a pooling and a classifier for 28 × 28 × 1 in ten classes, as Keras 2.2.4 saved them."""
    random = np.random.default_rng(seed)
    shapes = {"conv2d": ((5, 5, 1, 4), (4,)), "dense": ((576, 10), (10,))}
    convolution = {"filters": 4, "kernel_size": [5, 5], "strides": [1, 1], "padding": "valid", "use_bias": True}
    convolution |= {"activation": "relu", "dilation_rate": [1, 1], "data_format": "channels_last"}
    layers = [
        ("Conv2D", {"name": "conv2d", "batch_input_shape": [None, 28, 28, 1], **convolution}),
        ("MaxPooling2D", {"name": "pool", "pool_size": [2, 2], "strides": [2, 2], "padding": "valid"}),
        ("Flatten", {"name": "flat"}),
        ("Dense", {"name": "dense", "units": 10, "activation": "softmax", "use_bias": True}),
    ]
    config = {"class_name": "Sequential", "config": [{"class_name": kind, "config": own} for kind, own in layers]}
    with h5py.File(path, "w") as file:
        file.attrs["model_config"] = json.dumps(config).encode()
        file.attrs["keras_version"], file.attrs["backend"] = b"2.2.4", b"tensorflow"
        group = file.create_group("model_weights")
        group.attrs["keras_version"], group.attrs["backend"] = b"2.2.4", b"tensorflow"
        group.attrs["layer_names"] = [own["name"].encode() for _, own in layers]
        for _, own in layers:
            name = own["name"]
            names = [f"{name}/{each}:0" for each in ("kernel", "bias")] if name in shapes else []
            layer = group.create_group(name)
            layer.attrs["weight_names"] = [each.encode() for each in names]
            for each, shape in zip(names, shapes.get(name, ()), strict=True):
                layer[each] = 0.1 * random.standard_normal(shape).astype(np.float32)
    return path


def write_alone(path: Path, whole: Path) -> Path:
    """The weights of a file of ``write_h5``, as ``save_weights`` of that time wrote them."""
    with h5py.File(whole) as source, h5py.File(path, "w") as file:
        group = source["model_weights"]
        for name, value in group.attrs.items():
            file.attrs[name] = value
        for name in group:
            source.copy(group[name], file)
    return path
