"""Every base against its network of ``keras.applications``, with random weights from a file in Keras's layout.

python tests/benchmarks/bases.py [NAME:SIDE ...]

Prints one JSON line a base: the greatest number in Keras's features and how far ours are from it. Without names every
base whose features need no dense layers, at 96 pixels or its least.
"""

import importlib
import json
import os
import sys
import tempfile
from pathlib import Path
from typing import Any

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
sys.path.insert(0, str(Path(__file__).parents[2]))

import h5py
import keras
import numpy as np
from keras.src.legacy.saving import legacy_h5_format

from cnnstudio.core.bases import BASES, IMAGENET_SPREAD, Base, base_network, base_of
from cnnstudio.engine.build import build, put_weights
from cnnstudio.files.bases import base_weights

ENDS = {"VGG": "block5_pool"}
"""Where a family's features would need its dense layers."""

MODULES = (
    ("ResNet", "resnet"),
    ("DenseNet", "densenet"),
    ("EfficientNetV2", "efficientnet_v2"),
    ("EfficientNetB", "efficientnet"),
    ("ConvNeXt", "convnext"),
    ("MobileNetV3", "mobilenet_v3"),
    ("MobileNetV2", "mobilenet_v2"),
    ("MobileNet", "mobilenet"),
    ("InceptionV3", "inception_v3"),
    ("InceptionResNetV2", "inception_resnet_v2"),
    ("Xception", "xception"),
    ("VGG16", "vgg16"),
    ("VGG19", "vgg19"),
)


def main(wanted: list[str]) -> int:
    """Compares, and exits with 1 when one differs by more than rounding."""
    names = [tuple(each.split(":")) for each in wanted] or [
        (each.name, str(max(96, each.least))) for each in BASES if each.files
    ]
    worst = 0.0
    for name, side in names:
        base = base_of(name)
        assert base is not None
        keras.backend.clear_session(free_memory=True)
        largest, difference = compared(base, int(side))
        worst = max(worst, difference / largest)
        print(json.dumps({"base": name, "side": int(side), "largest": largest, "difference": difference}), flush=True)
    return 0 if worst < 1e-4 else 1


def compared(base: Base, side: int) -> tuple[float, float]:
    """The greatest of Keras's features and the greatest difference; ConvNeXt's end only the whole network has."""
    whole = base.family == "ConvNeXt"
    side = base.side if whole else side
    theirs = getattr(keras.applications, base.name)(weights=None, include_top=whole, input_shape=(side, side, 3))
    random = np.random.default_rng(1)
    draw(theirs, random)
    pictures = random.integers(0, 256, (2, side, side, 3)).astype(np.float32)
    until = ENDS.get(base.family, base.feature)
    expected = features(theirs, base, until, pictures)
    network = base_network(base, side, until)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "weights.h5"
        with h5py.File(path, "w") as file:
            legacy_h5_format.save_weights_to_hdf5_group(file, theirs)
        weights = base_weights(base, until, path)
    ours = build(network)
    put_weights(ours, network, weights)
    found = ours.predict(pictures, verbose=0)
    if expected.ndim == 4 and found.size < expected.size:
        expected = expected.mean((1, 2))
    expected = expected.reshape(found.shape)
    return float(np.abs(expected).max()), float(np.abs(expected - found).max())


def draw(model: Any, random: np.random.Generator) -> None:
    """Random numbers that keep what comes out near one."""
    for layer in model._flatten_layers():
        if type(layer).__name__ == "Normalization" and layer.input_mean is None:
            spread = np.asarray(IMAGENET_SPREAD, np.float32)
            layer.set_weights([np.asarray((0.485, 0.456, 0.406), np.float32), spread, *layer.get_weights()[2:]])
            layer.finalize_state()
            continue
        for variable in layer._trainable_variables + layer._non_trainable_variables:
            variable.assign(drawn(variable, random))


def drawn(variable: Any, random: np.random.Generator) -> Any:
    shape, name = tuple(variable.shape), variable.name
    if "seed" in name:
        return variable.value
    if "kernel" in name:
        fan = shape[0] * shape[1] if "depthwise" in variable.path else int(np.prod(shape[:-1]))
        return random.normal(0, np.sqrt(2 / fan), shape).astype(np.float32)
    low, high = (0.6, 1.4) if name in ("gamma", "moving_variance") else (-0.1, 0.1)
    return random.uniform(low, high, shape).astype(np.float32)


def features(theirs: Any, base: Base, until: str, pictures: Any) -> Any:
    """What Keras's network gives at ``until``; the division that it adds with ImageNet's weights is put in."""
    module = next(module for start, module in MODULES if base.name.startswith(start))
    module = "resnet_v2" if module == "resnet" and base.name.endswith("V2") else module
    prepared = importlib.import_module(f"keras.applications.{module}").preprocess_input(pictures.copy())
    names = [layer.name for layer in theirs.layers]
    end = theirs.get_layer(until).output if until in names else theirs.output
    if base.family != "EfficientNet":
        return keras.Model(theirs.input, end).predict(prepared, verbose=0)
    scaled = theirs.get_layer("normalization").output
    front = keras.Model(theirs.input, scaled).predict(prepared, verbose=0) / np.sqrt(np.float32(IMAGENET_SPREAD))
    return keras.Model(scaled, end).predict(front, verbose=0)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
